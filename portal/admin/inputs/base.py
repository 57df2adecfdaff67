"""What every input is: it posts a text that its kind reads, and keeps it as it was typed."""

import wtforms
from markupsafe import Markup, escape
from wtforms.widgets import html_params

KEEP = object()  # the answer of an input that leaves the value as it is


class Input(wtforms.Field):
    """One line of text; the base of every other input."""

    layout = ""  # "wide" takes both columns, "check" stands before its label
    scripts = ()  # behaviours that make more of it, loaded once a form
    draft = ""  # the record whose waiting draft the form was opened with (station-3): its files are found there
    attributes = {}

    def __init__(self, kind, fence, lookup="", **options):
        super().__init__(kind.label, description=kind.help, **options)
        self.kind, self.fence, self.lookup = kind, fence, lookup
        self.id = f"field-{self.name}"
        self.typed, self.sent, self.locked = "", False, False
        self.errors = []

    def process(self, formdata, data=None, extra_filters=None):
        """Take what was typed, else the value in words."""
        self.put(data)
        if formdata is not None and self.name in formdata:
            self.sent, self.typed = True, formdata.getlist(self.name)[-1]

    def put(self, value):
        """Show `value`."""
        self.typed = self.kind.show(value)

    def attach(self, files):
        """Take what was uploaded for this input from `files` (name → uploaded file); only inputs of files do."""

    def read(self):
        """The value of what was typed, or KEEP. Raises `Unreadable`."""
        return self.kind.read(self.typed)

    def complain(self, sentence):
        """Say `sentence` beside the input."""
        if sentence not in self.errors:
            self.errors.append(sentence)

    def params(self, **more):
        """The attributes every control has."""
        told = [f"{self.id}-error"] * bool(self.errors) + [f"{self.id}-help"] * bool(self.description)
        given = (
            {
                "id": self.id,
                "name": self.name,
                "class_": "input",
                "aria_describedby": " ".join(told) or False,
                "aria_invalid": "true" if self.errors else False,
                "required": self.kind.required,
            }
            | self.attributes
            | more
        )
        return Markup(html_params(**{name: value for name, value in given.items() if value is not False}))  # noqa: S704 - it escapes

    def widget(self, field, **more):
        return Markup("<input {}>").format(self.params(type=self.attributes.get("type", "text"), value=self.typed, **more))


class Digits(Input):
    """Numbers, telephones and codes, in the face drawn for figures."""

    attributes = {"class_": "input input--number", "autocomplete": "off"}


class Area(Input):
    """Several lines."""

    layout, rows = "wide", 3

    def process(self, formdata, data=None, extra_filters=None):
        super().process(formdata, data, extra_filters)
        self.typed = self.typed.replace("\r\n", "\n")

    def widget(self, field, **more):
        return Markup("<textarea {}>\n{}</textarea>").format(self.params(rows=self.rows, **more), escape(self.typed))


def box(name, inner, **data):
    """`inner` inside the element that the behaviour `name` looks for: data-name, and `data` beside it."""
    told = {f"data-{name}": "", **{f"data-{word.replace('_', '-')}": value for word, value in data.items()}}
    return Markup('<div class="{}" {}>{}</div>').format(name, Markup(html_params(**told)), inner)  # noqa: S704 - it escapes
