"""The form of one record: an input for each field, the version it was opened at, and what people say of a collision."""

import functools

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from ..core.errors import Unreadable
from .inputs import KEEP, input_for

VERSION, WHY, DRAFT, CHOICE = "_version", "_why", "_draft", "_choose."
NUMBER, NEXT = "_number", "_next"  # which form this is, and what comes after saving it

MOST_TOLD = 6  # fields named when a form that was not finished is offered


def number(text):
    """`text` as a small whole number, 0 when it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def line(text, most):
    """The first `most` characters of one line somebody sent, without those that nobody types."""
    return "".join(letter for letter in text or "" if letter.isprintable()).strip()[:most]


def encodable(text):
    """`text` as a form would have sent it: JSON can spell halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode()


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
        self.number = self.token = ""  # which form this is, and what says so in its page
        self.stale = False  # whether it came with an old token, so that nothing was written
        self.resumed = self.repeated = None  # the `Unfinished` one it goes on with; the record it made already

    def sections(self):
        """[(heading, inputs)] in the order of the shape; in each what takes a line of its own comes after the rest, maps last."""
        groups = {}
        for kind in self.shape:
            groups.setdefault(kind.section, []).append(self[kind.name])
        return [(heading, sorted(boxes, key=_room)) for heading, boxes in groups.items()]

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

    @property
    def inputs(self):
        """Every input of the page: the form's own and those of its rows of children."""
        family = getattr(self, "family", None)
        return [*self, *(box for row in (family.every if family else ()) for box in row)]

    @property
    def scripts(self):
        """Names of the scripts that its inputs ask for, each once."""
        return list(dict.fromkeys(name for box in self.inputs for name in getattr(box, "scripts", ())))

    @functools.cached_property
    def labels(self):
        """name of an input → (what it is called, what stands in it)."""
        rows = self.family.every if getattr(self, "family", None) else ()
        own = {box.name: (box.kind.label, box.typed) for box in self}
        return own | {box.name: (f"{row.name()}，{box.kind.label}", box.typed) for row in rows for box in row}

    def differing(self, kept):
        """[(label, text now, text kept)] of what an `Unfinished` form holds that this one does not, the first few and how many more."""
        typed, told = dict(kept.pairs), {}
        for name in kept.names:
            label, now = self.labels.get(name) or (self.elsewhere(name), "")
            if label and (typed.get(name) or "") != now:
                told.setdefault(label, (label, _short(now), _short(typed.get(name) or "")))
        rows = list(told.values())
        return rows[:MOST_TOLD], len(rows[MOST_TOLD:])

    def elsewhere(self, name):
        """What an input is called that this page does not have: a further row of children, the reason for the change."""
        if name == WHY:
            return "修改说明"
        return next((f"{section.label}新增的行" for section in self.family.sections if name.startswith(f"{section.name}-")), "")


def _room(box):
    return 2 if any(name.startswith("map-") for name in getattr(box, "scripts", ())) else box.layout == "wide"


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:40]}…"


def _unbound(kind, fence, lookup):
    return UnboundField(getattr(kind, "input", None) or input_for(kind), kind, fence, lookup(kind) if kind.target else "")
