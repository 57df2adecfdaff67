"""Inputs: what each kind is typed into. Every input posts a text that its kind reads, and keeps it as it was typed."""

import html
import re

import wtforms
from flask import url_for
from markupsafe import Markup, escape
from wtforms.widgets import html_params

from ..core import fields
from ..core.errors import Unreadable
from .drawings import drawing, held, upcoming
from .media import may_open, remember

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


class CompanyCode(Digits):
    attributes = Digits.attributes | {"autocapitalize": "characters", "spellcheck": "false"}


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


class Pairs(Area):
    """Named facts: one a line, as many lines as there are and one to go on."""

    @property
    def rows(self):
        return max(3, self.typed.count("\n") + 2)


class Paragraphs(Area):
    """A text with headings and lists. What is only paragraphs is typed as such, the rest with its marks."""

    rows = 10
    usage = "空一行分段。小标题写成 <h2>…</h2>，列表写成 <ul><li>…</li></ul>；脚本和样式会自动去掉。"

    def __init__(self, kind, fence, lookup="", **options):
        super().__init__(kind, fence, lookup, **options)
        self.description = " ".join(filter(None, (self.description, self.usage)))

    def put(self, value):
        plain = html.unescape((value or "").replace("</p>\n<p>", "\n\n").removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n"))
        self.typed = plain if value and self.kind.read(plain) == value else self.kind.show(value)


class Recurring(Rules):
    """A recurrence in words, the days without it a line each; under it the next times."""

    rows = 2

    def widget(self, field, **more):
        shown = Markup('<p class="field__next" data-next="{}" aria-live="polite">{}</p>')
        return super().widget(field, **more) + shown.format(url_for("admin_reading.recurrence"), upcoming(self.typed))


class Border(Area):
    """An outline as corners or GeoJSON, and what it looks like."""

    rows = 4
    attributes = {"class_": "input input--number", "spellcheck": "false", "autocomplete": "off"}

    def widget(self, field, **more):
        try:
            value = self.kind.read(self.typed)
        except Unreadable:
            value = None
        return super().widget(field, **more) + drawing(value)


class File(Input):
    """A file of the store: what is kept now, a box to take it away, and a place for another one.

    An upload is kept at once. Until the form is saved its stored name travels in the hidden input, so that it is not
    lost when something else has to be corrected first.
    """

    layout, picture = "wide", False

    def put(self, value):
        super().put(value)
        self.kept, self.trouble = value, ""

    def process(self, formdata, data=None, extra_filters=None):
        super().process(formdata, data, extra_filters)
        if formdata is not None and formdata.get(f"{self.name}.gone"):
            self.typed = ""

    def attach(self, files):
        file = files.get(f"{self.name}.file")
        if file is None or not file.filename:
            return
        self.sent = True
        try:
            self.typed = self.kind.keep(file.read(), file.filename)
        except Unreadable as reason:
            self.trouble = str(reason)
        else:
            remember(self.typed)

    def read(self):
        if self.trouble:
            raise Unreadable(self.trouble)
        return super().read()

    def widget(self, field, **more):
        chooser = self.params(name=f"{self.name}.file", type="file", accept=self.accept, required=False, class_="file__new")
        twin = Markup('<input type="hidden" name="{}" value="{}">').format(self.name, self.typed)
        return Markup('<div class="file">{}{}<input {}></div>').format(twin, self.now(), chooser)

    @property
    def accept(self):
        return ",".join(f".{suffix}" for suffix in sorted({*self.kind.accepts.values(), *self.also}))

    also = ()

    def now(self):
        """What is kept now, or just uploaded, and the box that takes it away."""
        if not self.typed:
            return ""
        words = self.kind.words(self.typed)
        fresh = self.typed != self.kept
        if not fresh or may_open(self.typed):
            shown = held(self.kind, self.typed, self.picture, self.draft)
        else:
            shown = Markup('<span class="file__name">{}</span>').format(words)
        if fresh:
            shown += Markup('<span class="file__wait">已上传，保存后生效</span>')
        box = Markup('<label class="check file__gone"><input type="checkbox" name="{}.gone" value="1"> 去掉</label>').format(self.name)
        return Markup('<div class="file__now">{}{}</div>').format(shown, box)


class PictureFile(File):
    picture = True
    also = ("jpeg",)


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
    fields.Rich: Paragraphs,
    fields.Facts: Pairs,
    fields.Hours: Rules,
    fields.Rule: Recurring,
    fields.Outline: Border,
    fields.Picture: PictureFile,
    fields.Paper: File,
    fields.Choice: Select,
    fields.Flag: Check,
    fields.Count: Whole,
    fields.Amount: Digits,
    fields.Day: Digits,
    fields.Moment: Clock,
    fields.Phone: Telephone,
    fields.Web: Address,
    fields.Code: Digits,
    fields.CreditCode: CompanyCode,
    fields.Point: Digits,
    fields.Belongs: Picker,
    fields.Many: Chips,
    fields.Secret: Password,
}


def input_for(kind):
    """The input that `kind`, or the nearest kind it is made from, is typed into."""
    return next(INPUTS[step] for step in type(kind).__mro__ if step in INPUTS)
