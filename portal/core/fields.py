"""Kinds: a peewee column that also knows its label, its words and its rules.

Every kind answers the same questions: `read` (text → value), `show` (value → text), `dump` and
`load` (value ↔ JSON), `schema` (JSON Schema of one value) and `issue` (a sentence, or None).
"Nothing" is None for every kind, and the empty text reads as None.
"""

import datetime
import decimal
import difflib
import functools
import itertools
import re
import unicodedata

import peewee

from . import clock
from .errors import Unreadable
from .hours import Week

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


class Kind:
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

    def mask(self, value):
        """`value` with enough hidden that nobody is named by it."""
        return "" if value is None else "（已隐藏）"

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


class Text(Kind, peewee.CharField):
    """One line of text, at most `max` characters."""

    wording = "一行文字"

    def __init__(self, label, max=200, **facts):
        self.max = max
        super().__init__(label, max_length=max, **facts)

    def parse(self, text):
        return unicodedata.normalize("NFC", " ".join(text.split())) or None

    def trouble(self, value):
        if len(value) > self.max:
            return f"{self.label}最多 {self.max} 个字，这里有 {len(value)} 个，请写短一些"
        tidy = self.read(value)
        if tidy is None:
            return f"{self.label}里没有字，请填写或留空"
        return None if tidy == value else f"{self.label}里有多余的空格、换行或看不见的字符，请写成{quoted(tidy)}"

    def mask(self, value):
        return value[:1] + "＊" * max(1, min(len(value) - 1, 6)) if value else ""

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Prose(Kind, peewee.TextField):
    """Several paragraphs of plain text, at most `max` characters."""

    wording = "多行文字"

    def __init__(self, label, max=4000, **facts):
        self.max = max
        super().__init__(label, **facts)

    def parse(self, text):
        return unicodedata.normalize("NFC", text).strip() or None

    trouble = Text.trouble

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Choice(Kind, peewee.CharField):
    """One of a written list: code → the word people see."""

    wording = "固定选项"

    def __init__(self, label, options, **facts):
        self.options = dict(options)
        self._codes = {word: code for code, word in self.options.items()} | {code: code for code in self.options}
        super().__init__(label, max_length=40, **facts)

    def parse(self, text):
        if text not in self._codes:
            raise Unreadable(self._unknown(text))
        return self._codes[text]

    def show(self, value):
        return "" if value is None else self.options.get(value, value)

    def trouble(self, value):
        return None if value in self.options else self._unknown(value)

    def _unknown(self, text):
        return f"{quoted(text)}不在{self.label}的选项里，请从{nearest(text, self.options.values())}中选"

    def schema(self):
        return super().schema() | {"type": "string", "enum": list(self.options)}


class Flag(Kind, peewee.BooleanField):
    """Yes or no; left empty it is no."""

    wording = "是或否"
    types = (bool,)
    plain = False
    _words = {
        word: yes for yes, words in {True: "是 有 对 yes y true 1 √ ✓", False: "否 无 不 no n false 0 ×"}.items() for word in words.split()
    }

    def __init__(self, label, default=False, **facts):
        super().__init__(label, default=default, null=False, **facts)

    def parse(self, text):
        word = halved(text).lower()
        if word not in self._words:
            raise Unreadable(f"{quoted(text)}看不出是或否，请写“是”或“否”")
        return self._words[word]

    def db_value(self, value):
        return value

    def issue(self, value):
        return f"请填写{self.label}" if value is None else super().issue(value)

    def show(self, value):
        return {True: "是", False: "否"}.get(value, "")

    def schema(self):
        return super().schema() | {"type": "boolean"}


# A comma or a space only stands before three digits; beyond 18 digits nothing is counted here.
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:[, ]\d{3}){1,5}|\d{1,18})(?:\.\d{1,9})?)\s*(万|亿)?")
_SCALE = {None: 1, "万": 10_000, "亿": 100_000_000}


def number(text, unit=""):
    """The decimal that `text` writes: 1,209 · 14.7万 · １２０, with or without `unit` behind it."""
    narrow = halved(text)
    if unit:
        narrow = narrow.removesuffix(unit).strip()
    written = _NUMBER.fullmatch(narrow)
    if not written:
        raise Unreadable(f"{quoted(text)}不是数字，请写成 120、1209 或 14.7万")
    return decimal.Decimal(re.sub(r"[, ]", "", written[1])) * _SCALE[written[2]]


class Count(Kind, peewee.IntegerField):
    """A whole number between `min` and `max`, counted in `unit`."""

    wording = "整数"
    types = (int,)

    def __init__(self, label, min=0, max=2_000_000_000, unit="", **facts):
        self.min, self.max, self.unit = min, max, unit
        super().__init__(label, **facts)

    def parse(self, text):
        value = number(text, self.unit)
        if value != value.to_integral_value():
            raise Unreadable(f"{quoted(text)}不是整数，请写成 120 这样的整数")
        return int(value)

    def trouble(self, value):
        return None if self.min <= value <= self.max else _outside(self, value)

    def schema(self):
        return super().schema() | {"type": "integer", "minimum": self.min, "maximum": self.max}


def _outside(kind, value):
    """That `value` is not between the ends of `kind`; a number too long to be read is not repeated."""
    here = f"，这里是 {kind.show(value)}" if abs(value) < 10**18 else ""
    return f"{kind.label}应在 {kind.min} 到 {kind.max} 之间{here}"


class Amount(Kind, peewee.DecimalField):
    """A quantity with up to `places` decimals, in `unit`; at most 14 digits, which SQLite keeps exactly."""

    wording = "带小数的数量"
    types = (decimal.Decimal, int)
    plain = False

    def __init__(self, label, min=0, max=10**11, places=2, unit="", **facts):
        if max * 10**places >= 10**14:
            raise TypeError(f"{label}: more than 14 digits; lower max or places")
        self.min, self.max, self.places, self.unit = min, max, places, unit
        super().__init__(label, max_digits=14, decimal_places=places, auto_round=False, **facts)

    def parse(self, text):
        value = number(text, self.unit)
        exact = round(value, self.places) if abs(value) <= self.max else value
        if exact != value:
            raise Unreadable(self._too_long(text))
        return exact or abs(exact)  # there is no minus zero

    def _too_long(self, text):
        return f"{quoted(text)}的小数太长，最多 {self.places} 位"

    def python_value(self, value):
        return None if value is None else round(decimal.Decimal(str(value)), self.places)

    def show(self, value):
        if value is None:
            return ""
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def dump(self, value):
        return None if value is None else self.show(value)

    def load(self, json):
        return None if json is None else round(decimal.Decimal(json), self.places)

    def trouble(self, value):
        if not decimal.Decimal(value).is_finite():
            return f"{self.label}应是一个数"
        if not self.min <= value <= self.max:
            return _outside(self, value)
        return None if round(value, self.places) == value else self._too_long(self.show(value))

    def schema(self):
        return super().schema() | {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}


_DAY = re.compile(r"(\d{4})(?:年?|[-/.年](\d{1,2})月?|[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d{2})(\d{2}))")
_MIDNIGHT = re.compile(r"[T ]+0?0:00(?::00(?:\.0+)?)?$")  # what a spreadsheet puts behind a day


class Day(Kind, peewee.CharField):
    """A calendar day, or no more of it than is known: 2024-05-01, 2022-03, 2007.

    The value is the ISO 8601 text at its own precision (the `date` of HL7 FHIR does the same), so that "March 2022"
    never turns into the first of March. It sorts as text on both engines. With `exact`, only a whole day will do.
    """

    wording = "日期"

    def __init__(self, label, exact=False, **facts):
        self.exact = exact
        super().__init__(label, max_length=10, **facts)

    def parse(self, text):
        written = _DAY.fullmatch(_MIDNIGHT.sub("", halved(text)).replace(" ", ""))
        wanted = "2024-05-01" if self.exact else "2024-05-01；只知道年月写 2024-05"
        if not written:
            raise Unreadable(f"{quoted(text)}不是日期，请写成 {wanted}")
        year, *parts = written.groups()
        month, day = ([part for part in parts if part] + [None, None])[:2]
        if self.exact and not day:
            raise Unreadable(f"“{text}”还缺哪一天，请写成 {wanted}")
        try:
            whole = datetime.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise Unreadable(f"“{text}”这一天不存在，请写成 {wanted}") from None
        return whole.isoformat()[: 10 if day else 7 if month else 4]

    def trouble(self, value):
        try:
            return None if self.parse(value) == value else f"{quoted(value)}不是日期，请写成 2024-05-01"
        except Unreadable as reason:
            return str(reason)

    def spoken(self, value):
        """2022年3月1日, as a resident reads it."""
        parts = (int(part) for part in value.split("-"))
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))

    def schema(self):
        return super().schema() | {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


class Moment(Kind, peewee.DateTimeField):
    """A point in time to the minute: aware UTC as a value, the neighbourhood's clock when written or shown."""

    wording = "时间"
    types = (datetime.datetime,)
    plain = False
    _form = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[T ]*(\d{1,2})[:时](\d{1,2})分?(?::(\d{1,2}))?)?")
    _with_zone = re.compile(r"\d{4}-.*\d(?:Z|[+-]\d\d:\d\d)")
    # Until 1991 China kept summer time, when one reading of the clock was two moments.
    _first, _last = datetime.datetime(1992, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)

    def parse(self, text):
        narrow = halved(text)
        written = self._form.fullmatch(narrow)
        try:
            if self._with_zone.fullmatch(narrow):
                return datetime.datetime.fromisoformat(narrow).astimezone(datetime.UTC).replace(microsecond=0)
            moment = datetime.datetime(*(int(part or 0) for part in written.groups())) if written else None
            return moment.replace(tzinfo=clock.ZONE).astimezone(datetime.UTC)
        except (ValueError, OverflowError, AttributeError):
            raise Unreadable(f"{quoted(text)}不是时间，请写成 2024-05-01 08:30") from None

    def trouble(self, value):
        if value.tzinfo is None:
            return f"{self.label}没有说明时区，请写成 2024-05-01T08:30:00+08:00"
        if not self._first <= value < self._last:
            return f"{self.label}应在 1992 年到 2199 年之间"
        return f"{self.label}只到秒，请去掉秒以下的小数" if value.microsecond else None

    def db_value(self, value):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S") if self.fits(value) else value

    def python_value(self, value):
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value)
        return value and value.replace(tzinfo=datetime.UTC)

    def show(self, value):
        if value is None:
            return ""
        shown = clock.local(value)
        return shown.strftime("%Y-%m-%d %H:%M:%S" if shown.second else "%Y-%m-%d %H:%M")

    def dump(self, value):
        return value and value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def load(self, json):
        return json and datetime.datetime.fromisoformat(json).astimezone(datetime.UTC)

    def schema(self):
        return super().schema() | {"type": "string", "format": "date-time"}


class Phone(Kind, peewee.CharField):
    """A Chinese telephone number, kept as 0533-3241234 (转 8), 13812345678, 400-123-4567 or 12345."""

    wording = "电话"
    _extended = re.compile(r"(.*\d{7,8})[- ]+(\d{1,6})")  # 0533-3241234-8
    _whole = re.compile(r"\D*(?:86)?1[3-9]\d(?:\D*\d){8}|\D*[48]00(?:\D*\d){7}")  # 1381234 5678
    _forms = (
        (re.compile(r"(?:86)?(1[3-9]\d{9})"), "{0}"),
        (re.compile(r"(400|800)(\d{3})(\d{4})"), "{0}-{1}-{2}"),
        (re.compile(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})"), "{0}-{1}"),
        (re.compile(r"(1\d{2}|1\d{4}|9[56]\d{3,4})"), "{0}"),
        (re.compile(r"([2-8]\d{6,7})"), "{0}"),
    )

    def __init__(self, label, **facts):
        super().__init__(label, max_length=24, **facts)

    def parse(self, text):
        if kept := self._kept(text):
            return kept
        raise Unreadable(f"{quoted(text)}不是电话号码，请写成 0533-3241234、13812345678 或 12345")

    @classmethod
    @functools.lru_cache(maxsize=5000)  # what was just read is judged by reading it once more
    def _kept(cls, text):
        body, _, extension = re.sub(r"(转|分机|ext\.?|x)", "转", re.sub(r"[–—‑]", "-", halved(text)), flags=re.I).partition("转")
        extension = extension.strip(" :-")
        if not extension and not cls._whole.fullmatch(body) and (behind := cls._extended.fullmatch(body)):
            body, extension = behind.groups()
        digits = re.sub(r"[-() .]", "", body)
        if abroad := re.fullmatch(r"(?:\+|00)86(\d+)", digits):
            digits = re.sub(r"^(?=[2-9]\d{8}|10\d{8}$)(?![48]00)", "0", abroad[1])
        for form, kept in cls._forms:
            if (found := form.fullmatch(digits)) and (not extension or re.fullmatch(r"\d{1,6}", extension)):
                return kept.format(*found.groups()) + (f"转{extension}" if extension else "")
        return None

    def trouble(self, value):
        try:
            return None if (kept := self.parse(value)) == value else f"{quoted(value)}请写成 {kept}"
        except Unreadable as reason:
            return str(reason)

    def mask(self, value):
        return (value[:3] + "＊＊＊＊" + value[-4:] if len(value) > 7 else "＊＊＊＊") if value else ""

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": 24}


class Web(Kind, peewee.CharField):
    """The address of a web page, http or https."""

    wording = "网址"
    _form = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#][^\s\x00-\x20\x7f\"'<>\\]*)?", re.I)

    def __init__(self, label, **facts):
        super().__init__(label, max_length=500, **facts)

    def parse(self, text):
        if trouble := self.trouble(text):
            raise Unreadable(trouble)
        return text

    def trouble(self, value):
        if len(value) > 500:
            return f"{self.label}最多 500 个字符，这里有 {len(value)} 个，请用短一些的网址"
        if clean(value) != value or not self._form.fullmatch(value):
            return f"{quoted(value)}不是网址，请写成 https://www.example.cn/page"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "format": "uri", "maxLength": 500}


class Code(Kind, peewee.CharField):
    """A code with a fixed form: `pattern` must match the whole, `form` says it in words."""

    wording = "编码"

    def __init__(self, label, pattern, form, max=80, **facts):
        self.pattern, self.form, self.max = re.compile(pattern, re.ASCII), form, max
        super().__init__(label, max_length=max, **facts)

    def parse(self, text):
        code = halved(text).replace(" ", "")
        if trouble := self.trouble(code):
            raise Unreadable(trouble)
        return code

    def trouble(self, value):
        if len(value) > self.max or not self.pattern.fullmatch(value):
            return f"{quoted(value)}不是{self.label}，应是{self.form}"
        return None

    mask = Text.mask

    def schema(self):
        return super().schema() | {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


class Point(Kind, peewee.CharField):
    """A place on the map: (longitude, latitude) in WGS-84 degrees, six decimals.

    Kept as "118.173456,36.185000", of fixed width, so that a strip of longitudes is a range of the index.
    The bounds are China's: longitude 73 to 136, latitude 3 to 54.
    """

    wording = "位置（经度,纬度）"
    types = (tuple,)
    plain = False
    _form = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[,;\s]+(-?\d{1,3}(?:\.\d+)?)")

    def __init__(self, label, **facts):
        super().__init__(label, max_length=20, **facts)

    def parse(self, text):
        written = self._form.fullmatch(halved(text).strip("()[] "))
        if not written:
            raise Unreadable(f"{quoted(text)}不是位置，请写成 经度,纬度，例如 118.173456,36.185")
        return tuple(round(float(part), 6) for part in written.groups())

    def fits(self, value):
        return isinstance(value, tuple) and len(value) == 2 and all(type(part) in (float, int) and abs(part) < 10**9 for part in value)

    def db_value(self, value):
        return f"{value[0]:010.6f},{value[1]:09.6f}" if self.fits(value) else value

    def python_value(self, value):
        return value and tuple(float(part) for part in value.split(","))

    def show(self, value):
        return "" if value is None else f"{value[0]:.6f},{value[1]:.6f}"

    def dump(self, value):
        return value and list(value)

    def load(self, json):
        return json and (round(float(json[0]), 6), round(float(json[1]), 6))

    def trouble(self, value):
        lon, lat = value
        if 73 <= lon <= 136 and 3 <= lat <= 54:
            return None if (round(lon, 6), round(lat, 6)) == value else f"{self.label}最多六位小数，请写成 {self.show(value)}"
        if 73 <= lat <= 136 and 3 <= lon <= 54:
            return f"经度和纬度写反了，请写成 {lat},{lon}"
        return f"“{lon:.9g},{lat:.9g}”不在国内，经度应在 73 到 136 之间，纬度应在 3 到 54 之间"

    def schema(self):
        return super().schema() | {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


class Hours(Kind, peewee.TextField):
    """When a place is open: a week, and dated exceptions to it; the value is an `hours.Week`."""

    wording = "开放时间"
    types = (Week,)
    plain = False

    def parse(self, text):
        return Week.read(text)

    def db_value(self, value):
        return value.text if self.fits(value) else value

    def python_value(self, value):
        return value and Week.of(value)

    def dump(self, value):
        return value and value.json

    def load(self, json):
        return json and Week.load(json)

    def trouble(self, value):
        return value.trouble

    def schema(self):
        return super().schema() | Week.SCHEMA


class Belongs(Kind, peewee.ForeignKeyField):
    """Points at one record of `model`; the value is its id. A referenced record cannot be deleted."""

    wording = "关联一条记录"
    types = (int,)

    def __init__(self, label, model, **facts):
        facts.setdefault("backref", "!")
        super().__init__(label, model=model, on_delete="RESTRICT", **facts)

    def bind(self, model, name, set_attribute=True):
        super().bind(model, name, set_attribute)
        self.target = self.rel_model

    def read(self, text, actor=None):
        answer = self.read_all([text], actor)[text]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def read_all(self, texts, actor=None):
        names = {text: clean(text).strip() for text in texts}
        found = self.target.named_all({*names.values()} - {""}, actor)
        return {text: found[name] if name else None for text, name in names.items()}

    def trouble(self, value):
        return None if 0 < value < 2**31 else f"{self.label}指向的{self.target._meta.label}不存在，请重新选"

    def show(self, value):
        return self.target.titles([value]).get(value, "") if value else ""

    def mask(self, value):
        return "（已隐藏）" if value else ""

    def schema(self):
        return super().schema() | {"type": "integer", "x-points-at": self.target._meta.name}


class Parent(Belongs):
    """The record above this one in a tree of its own model; never itself nor one below it."""

    wording = "上级（同类记录）"

    def __init__(self, label, **facts):
        super().__init__(label, "self", **facts)


class Many(Kind, peewee.MetaField):
    """Points at any number of records of `model`, through a table of its own; the value is a sorted tuple of ids."""

    wording = "关联多条记录"
    types = (tuple,)
    many = True
    plain = False

    def __init__(self, label, model, **facts):
        self.target = model
        facts.pop("null", None)
        super().__init__(label, **facts)

    def bind(self, model, name, set_attribute=True):
        super().bind(model, name, set_attribute)
        owner = peewee.ForeignKeyField(model, backref="!", on_delete="RESTRICT")
        target = peewee.ForeignKeyField(self.target, backref="!", on_delete="RESTRICT", index=True)
        meta = type(
            "Meta",
            (),
            {
                "database": model._meta.database,
                "table_name": f"{model._meta.table_name}_{name}",
                "primary_key": peewee.CompositeKey("owner", "target"),
            },
        )
        self.through = type(f"{model.__name__}{name.title()}", (peewee.Model,), {"owner": owner, "target": target, "Meta": meta})

    @property
    def accessor_class(self):
        return ManyAccessor

    def start(self):
        return ()

    def split(self, text):
        """The single references in `text`, parted by ； or a new line."""
        return [part.strip() for part in re.split(r"[;；\n]", clean(text)) if part.strip()]

    def read(self, text, actor=None):
        answer = self.read_all([text], actor)[text]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def read_all(self, texts, actor=None):
        parts = {text: self.split(text) for text in texts}
        found = self.target.named_all({part for many in parts.values() for part in many}, actor)
        answers = {}
        for text, many in parts.items():
            wrong = next((found[part] for part in many if isinstance(found[part], Unreadable)), None)
            answers[text] = wrong or tuple(sorted({found[part] for part in many}))
        return answers

    def issue(self, value):
        return super().issue(None if value == () else value)

    def fits(self, value):
        return isinstance(value, tuple) and all(type(id) is int for id in value)

    def trouble(self, value):
        if value != tuple(sorted(set(value))):
            return f"{self.label}的每一条只写一次，按编号从小到大"
        return None if value[0] > 0 and value[-1] < 2**31 else f"{self.label}指向的{self.target._meta.label}不存在，请重新选"

    def show(self, value):
        titles = self.target.titles(value or ())
        return "；".join(titles[id] for id in value or () if id in titles)

    def dump(self, value):
        return list(value or ())

    def load(self, json):
        return tuple(sorted(json or ()))

    def schema(self):
        return super().schema() | {"type": "array", "items": {"type": "integer"}, "x-points-at": self.target._meta.name}


class ManyAccessor(peewee.FieldAccessor):
    """`record.sources` → the target records, one query; `record.sources_ids` stays with the door."""

    def __get__(self, instance, owner=None):
        if instance is None:
            return self.field
        through, target = self.field.through, self.field.target
        return list(
            target.select()
            .join(through, on=(through.target == target.id))
            .where(through.owner == instance.id)
            .order_by(target.sort, target.id)
        )

    def __set__(self, instance, value):
        raise AttributeError("relations are written through the door")


class Secret(Kind, peewee.CharField):
    """Something only compared, never shown: the value is a hash made by `hasher` from what was typed."""

    wording = "口令（只存散列）"
    secret = True
    _hashed = re.compile(r"\$[a-z0-9-]+\$[!-~]{16,180}$")  # the PHC string format: $argon2id$v=19$m=…

    def __init__(self, label, hasher, min=10, max=200, **facts):
        self.hasher, self.min, self.max = hasher, min, max
        super().__init__(label, max_length=200, personal=True, **facts)

    def read(self, text):  # spaces may be part of a passphrase
        if not text:
            return None
        if not self.min <= len(text) <= self.max:
            most = f"至少 {self.min}" if len(text) < self.min else f"最多 {self.max}"
            raise Unreadable(f"{self.label}{most} 个字符，这里有 {len(text)} 个")
        if clean(text) != text:
            raise Unreadable(f"{self.label}里有看不见的字符，请重新输入")
        return self.hasher(text)

    def trouble(self, value):
        return None if self._hashed.match(value) else f"{self.label}只能存散列，请用设置口令的办法来改"

    def show(self, value):
        return "已设置" if value else ""

    mask = show

    def dump(self, value):
        return bool(value)

    def load(self, json):
        raise Unreadable(f"{self.label}不能从文件或历史里恢复，请重新设置")

    def schema(self):
        return super().schema() | {"type": "boolean", "readOnly": True}


KINDS = (Text, Prose, Choice, Flag, Count, Amount, Day, Moment, Phone, Web, Code, Point, Hours, Belongs, Many, Parent, Secret)
