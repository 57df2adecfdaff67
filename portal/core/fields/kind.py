"""What every kind is: a peewee column with its facts, and the answers most kinds share."""

import difflib
import itertools
import re

import peewee

from .. import pinyin
from ..errors import Unreadable

_count = itertools.count()

# Full-width letters, digits and signs typed with a Chinese input method.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
# What nobody sees: controls, marks of direction, halves of surrogate pairs. Joiners stay, emoji are made with them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean(text):
    """`text` without characters that nobody sees, every line end written as \\n."""
    return text if text.isprintable() else _UNSEEN.sub("", _LINE_END.sub("\n", text))


def quoted(text):
    """`text` in quotation marks for a sentence, its beginning when it is long."""
    return f"“{text}”" if len(text) <= 60 else f"“{text[:60]}…”"


def halved(text):
    """`text` with full-width letters, digits and signs made narrow, without outer space."""
    return text.translate(_HALF).strip()


def nearest(text, words):
    """The words that look most like `text`, quoted for a sentence; all of them when there are few, some when none is like it."""
    words = [str(word) for word in words]
    close = words if len(words) <= 6 else difflib.get_close_matches(text[:100], words, n=3, cutoff=0.3) or words[:6]
    return "、".join(f"“{word}”" for word in close)


class Column:
    """A column that writes its name into a statement at once, where peewee makes four objects for each mention.

    A page names hundreds of columns, and writing them took longer than having them answered.
    """

    def __sql__(self, ctx):
        if ctx.state.scope == peewee.SCOPE_VALUES:
            return ctx.literal(f'"{self.column_name}"')
        table = self.model._meta.table
        return ctx.literal(f'"{table._alias or ctx.alias_manager[table]}"."{self.column_name}"')


class Kind(Column):
    """The facts of a field and the answers most kinds share.

    types     what a value may be an instance of; anything else has an issue
    label     what a clerk sees, on screen and as a heading in files
    help      a sentence under the input
    key       part of the natural key
    required  may not be left empty (a key part is required unless said otherwise)
    listed    a column of admin lists;  filtered  offered as a filter;  searched  in the search index
    public    shown to residents;  personal  about a person: masked, off in lists and exports
    section   heading of the part of the form it stands in
    """

    types = (str,)
    plain = True  # the driver gives back the very value, so the door compares without converting
    many = False  # holds several values in a table of its own
    secret = False  # never shown, stored in no revision, written in no file
    file = False  # names a file of the store
    target = None  # the model it points at

    def __init__(
        self,
        label,
        *,
        help="",
        key=False,
        required=None,
        listed=False,
        filtered=False,
        searched=False,
        public=False,
        personal=False,
        section="",
        **column,
    ):
        if public and personal:
            raise TypeError(f"{label}: a personal field is never public")
        if searched and personal:
            raise TypeError(f"{label}: a personal field is never searched")
        self.label, self.help, self.key, self.section = label, help, key, section
        self.required = key if required is None else required
        self.listed, self.filtered, self.searched = listed, filtered, searched
        self.public, self.personal = public, personal
        self.order = next(_count)
        column.setdefault("null", not self.required)
        super().__init__(verbose_name=label, help_text=help or None, **column)

    def read(self, text):
        """The value that `text`, written by a person, means. Raises `Unreadable`."""
        text = clean(text).strip()
        return self.parse(text) if text else None

    def read_all(self, texts, actor=None):
        """text → value, or the `Unreadable` it met, for many texts at once."""
        answers = {}
        for text in texts:
            try:
                answers[text] = self.read(text)
            except Unreadable as reason:
                answers[text] = reason
        return answers

    def parse(self, text):
        """The value of a text that is not empty."""
        return text

    def show(self, value):
        """`value` as a person reads it; `read` gives it back."""
        return "" if value is None else str(value)

    def words(self, value):
        """`value` in plain words for screens and the search; `show` where the two are the same."""
        return self.show(value)

    def mask(self, value):
        """`value` with enough hidden that nobody is named by it."""
        return "" if value is None else "（已隐藏）"

    def address(self, value):
        """What stands for `value` in a slug."""
        return pinyin.slug(self.show(value))

    def dump(self, value):
        """`value` as JSON."""
        return value

    def load(self, json):
        """The inverse of `dump`."""
        return json

    def schema(self):
        """JSON Schema of one value."""
        return {"title": self.label} | ({"description": self.help} if self.help else {})

    def issue(self, value):
        """What is wrong with `value`, as a sentence that says what to write instead, or None."""
        if value is None:
            return f"请填写{self.label}" if self.required else None
        if not self.fits(value):
            return f"{self.label}要填{self.wording}，这里给的是 {type(value).__name__}"
        return self.trouble(value)

    def fits(self, value):
        """Whether `value` is of this kind's types; True and False are no numbers."""
        return type(value) in self.types or (isinstance(value, self.types) and not isinstance(value, bool))

    def trouble(self, value):
        """`issue` of a value that is there and of the right type."""
        return None

    def start(self):
        """The value of a record that says nothing about this field."""
        return self.default() if callable(self.default) else self.default
