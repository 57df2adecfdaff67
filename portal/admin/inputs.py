"""Inputs: what each kind is typed into. Every input posts a text that its kind reads, and keeps it as it was typed."""

import re

import wtforms
from markupsafe import Markup, escape
from wtforms.widgets import html_params

from ..core import fields
from ..core.errors import Unreadable

KEEP = object()  # the answer of an input that leaves the value as it is
_NAMED = re.compile(r".*（([a-z0-9]+(?:-[a-z0-9]+)*)）", re.S)


def reference(record):
    """How an input names a record: 历山社区（lishan）."""
    return f"{record.title}（{record.slug}）"


def slug_in(text):
    """The slug that `reference` put into `text`, or `text` itself."""
    named = _NAMED.fullmatch(text.strip())
    return named[1] if named else text


class Input(wtforms.Field):
    """One line of text; the base of every other input."""

    layout = ""  # "wide" takes both columns, "check" stands before its label
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


class Whole(Digits):
    attributes = Digits.attributes | {"inputmode": "numeric"}


class Telephone(Digits):
    attributes = Digits.attributes | {"inputmode": "tel"}


class Address(Input):
    attributes = {"inputmode": "url", "autocomplete": "off"}
    layout = "wide"


class Area(Input):
    """Several lines."""

    layout, rows = "wide", 3

    def process(self, formdata, data=None, extra_filters=None):
        super().process(formdata, data, extra_filters)
        self.typed = self.typed.replace("\r\n", "\n")

    def widget(self, field, **more):
        return Markup("<textarea {}>\n{}</textarea>").format(self.params(rows=self.rows, **more), escape(self.typed))


class Rules(Area):
    """Opening hours: one rule a line."""

    def put(self, value):
        self.typed = self.kind.show(value).replace("；", "\n")


class Select(Input):
    """One of a written list."""

    def put(self, value):
        self.typed = value or ""

    def widget(self, field, **more):
        options = dict(self.kind.options)
        if self.typed and self.typed not in options:
            options = {self.typed: self.typed} | options
        if not (self.kind.required and self.typed):
            options = {"": "请选择" if self.kind.required else "（空）"} | options
        drawn = Markup("").join(
            Markup("<option {}>{}</option>").format(Markup(html_params(value=code, selected=code == self.typed)), word)  # noqa: S704 - it escapes
            for code, word in options.items()
        )
        return Markup("<select {}>{}</select>").format(self.params(**more), drawn)


class Check(Input):
    """Yes or no; the hidden twin says no when the box is left empty."""

    layout = "check"

    def widget(self, field, **more):
        box = self.params(type="checkbox", value="是", checked=self.typed == "是", class_=False, required=False, **more)
        return Markup('<input type="hidden" name="{}" value="否"><input {}>').format(self.name, box)


class Clock(Digits):
    """A moment; what is no moment stays as it was typed."""

    def widget(self, field, **more):
        try:
            shown = self.kind.show(self.kind.read(self.typed))
        except Unreadable:
            return super().widget(field, **more)
        return Markup("<input {}>").format(
            self.params(type="datetime-local", value=shown.replace(" ", "T"), step="1" if len(shown) > 16 else False, **more)
        )


class Password(Input):
    """Something that is set and never shown; left empty it stays as it is."""

    def put(self, value):
        self.typed = ""

    def read(self):
        return self.kind.read(self.typed) if self.typed else KEEP

    def widget(self, field, **more):
        return Markup("<input {}>").format(self.params(type="password", autocomplete="new-password", **more))


class Picker(Input):
    """One record, by name, key or slug; a list to choose from opens while typing."""

    attributes = {"autocomplete": "off", "spellcheck": "false"}

    def put(self, value):
        self.value = value
        seen = self.fence.records(self.kind.target, [value])
        self.locked = bool(value) and not seen
        self.typed = reference(seen[value]) if value in seen else ""

    def read(self):
        if self.locked and not self.typed.strip():
            return KEEP
        return self.named(self.typed)

    def named(self, text):
        """The value that `text` names, among the records this person may see. Raises `Unreadable`."""
        slug = slug_in(text)
        if slug != text:
            try:
                return self.kind.read(slug, self.fence.actor)
            except Unreadable:
                pass  # a name that only looks like a reference
        return self.kind.read(text, self.fence.actor)

    def widget(self, field, **more):
        return Markup('<div class="picker" data-picker data-lookup="{}">{}</div>').format(self.lookup, super().widget(field, **more))


class Chips(Picker):
    """Any number of records, parted by ；."""

    layout = "wide"

    def put(self, value):
        ids = value or ()
        seen = self.fence.records(self.kind.target, ids)
        self.unseen = tuple(id for id in ids if id not in seen)
        self.locked = False
        self.typed = "；".join(reference(seen[id]) for id in ids if id in seen)

    def read(self):
        wanted = "；".join(slug_in(part) for part in self.kind.split(self.typed))
        chosen = self.kind.read(wanted, self.fence.actor) or ()
        return tuple(sorted({*chosen, *self.unseen}))

    def widget(self, field, **more):
        return Markup('<div class="picker" data-picker="many" data-lookup="{}"><textarea {}>\n{}</textarea></div>').format(
            self.lookup, self.params(rows=2, **more), escape(self.typed)
        )


INPUTS = {
    fields.Kind: Input,
    fields.Prose: Area,
    fields.Hours: Rules,
    fields.Choice: Select,
    fields.Flag: Check,
    fields.Count: Whole,
    fields.Amount: Digits,
    fields.Day: Digits,
    fields.Moment: Clock,
    fields.Phone: Telephone,
    fields.Web: Address,
    fields.Code: Digits,
    fields.Point: Digits,
    fields.Belongs: Picker,
    fields.Many: Chips,
    fields.Secret: Password,
}


def input_for(kind):
    """The input that `kind`, or the nearest kind it is made from, is typed into."""
    return next(INPUTS[step] for step in type(kind).__mro__ if step in INPUTS)
