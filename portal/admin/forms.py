"""The form of one record: an input for each field, the version it was opened at, and what people say of a collision."""

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from ..core.errors import Unreadable
from .inputs import KEEP, input_for

VERSION, WHY, DRAFT, CHOICE = "_version", "_why", "_draft", "_choose."


def number(text):
    """`text` as a small whole number, 0 when it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def line(text, most):
    """The first `most` characters of one line somebody sent, without those that nobody types."""
    return "".join(letter for letter in text or "" if letter.isprintable()).strip()[:most]


class RecordForm(BaseForm):
    """Inputs drawn from `shape`, filled with `values` (name → value) and then with what was sent, uploaded `files` included."""

    def __init__(self, shape, fence, lookup, values, formdata=None, version=0, files=None, prefix=""):
        self.shape, self.prefix = shape, prefix
        super().__init__({kind.name: _unbound(kind, fence, lookup) for kind in shape}, prefix=prefix)
        self.process(formdata, data=values)
        for box in self:
            box.attach(files or {})
        sent = formdata or {}
        self.version = number(sent.get(prefix + VERSION)) if formdata is not None else version
        self.why = line(sent.get(WHY), 200)
        self.as_draft = bool(sent.get(DRAFT))
        self.choices = {name.removeprefix(CHOICE): choice for name, choice in sent.items() if name.startswith(CHOICE)}
        self.collisions = []
        self.general = []

    def sections(self):
        """[(heading, inputs)] in the order of the shape."""
        groups = {}
        for kind in self.shape:
            groups.setdefault(kind.section, []).append(self[kind.name])
        return list(groups.items())

    def from_draft(self, record):
        """Know that the form was opened with the draft that waits on `record`: its files are found there."""
        for box in self:
            box.draft = f"{record._meta.name}-{record.id}"

    def read(self):
        """name → value of everything that was sent and can be read; the rest says what is wrong beside it."""
        values = {}
        for box in self:
            if not box.sent or self.choices.get(box.name) == "theirs":
                continue
            try:
                value = box.read()
            except Unreadable as reason:
                box.complain(str(reason))
            else:
                if value is not KEEP:
                    values[box.kind.name] = value
        return values

    def check(self, values):
        """Say what each field on its own would object to, so that everything is corrected in one go."""
        for name, value in values.items():
            if not self.shape[name].secret and (sentence := self.shape[name].issue(value)):
                self[name].complain(sentence)

    def complain(self, issues):
        """Put each of `issues` (name → sentences) beside its input, the rest on top."""
        for name, sentences in issues.items():
            for sentence in sentences:
                if box := self.holding(name):
                    box.complain(sentence)
                else:
                    self.general.append(sentence)

    def holding(self, name):
        """The input that holds the field `name`, or None."""
        return self._fields.get(name)

    def fold(self, values):
        """`values` of a record (name → value) as this form's inputs hold them."""
        return values

    @property
    def wrong(self):
        """The inputs that have something to correct."""
        return [box for box in self if box.errors]


def _unbound(kind, fence, lookup):
    return UnboundField(getattr(kind, "input", None) or input_for(kind), kind, fence, lookup(kind) if kind.target else "")
