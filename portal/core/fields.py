"""Kinds: a peewee column that also knows its label, its words and its rules.

Every kind answers the same questions: `read` (text → value), `show` (value → text), `dump` and
`load` (value ↔ JSON), `schema` (JSON Schema of one value) and `issue` (a sentence, or None).
"Nothing" is None for every kind, and the empty text reads as None.
"""

import datetime
import decimal
import difflib
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
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b\u2028\u2029]")


def halved(text):
    """`text` with full-width letters, digits and signs made narrow, without outer space."""
    return text.translate(_HALF).strip()


def nearest(text, words):
    """The words that look most like `text`, quoted for a sentence; all of them when there are few."""
    words = [str(word) for word in words]
    close = words if len(words) <= 6 else difflib.get_close_matches(text, words, n=3, cutoff=0.3)
    return "、".join(f"“{word}”" for word in close)


class Kind:
    """The facts of a field and the answers most kinds share.

    label     what a clerk sees, on screen and as a heading in files
    help      a sentence under the input
    key       part of the natural key
    required  may not be left empty (a key part is required unless said otherwise)
    listed    a column of admin lists;  filtered  offered as a filter;  searched  in the search index
    public    shown to residents;  personal  about a person: masked, off in lists and exports
    section   heading of the part of the form it stands in
    """

    plain = True  # the driver gives back the very value, so the door compares without converting
    many = False  # holds several values in a table of its own
    secret = False  # never shown, stored in no revision, written in no file
    target = None  # the model it points at

    def __init__(self, label, *, help="", key=False, required=None, listed=False, filtered=False, searched=False,
                 public=False, personal=False, section="", **column):
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
        text = text.strip()
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
        text = self.show(value)
        return text and text[:1] + "＊" * min(len(text) - 1, 6)

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
        return self.trouble(value)

    def trouble(self, value):
        """`issue` of a value that is there."""
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
        text = unicodedata.normalize("NFC", _CONTROL.sub("", re.sub(r"\s+", " ", text))).strip()
        return text or None

    def trouble(self, value):
        if len(value) > self.max:
            return f"{self.label}最多 {self.max} 个字，这里有 {len(value)} 个，请写短一些"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Prose(Kind, peewee.TextField):
    """Several paragraphs of plain text, at most `max` characters."""

    wording = "多行文字"

    def __init__(self, label, max=4000, **facts):
        self.max = max
        super().__init__(label, **facts)

    def parse(self, text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()
        return text or None

    trouble = Text.trouble

    def mask(self, value):
        return "" if value is None else "（已隐藏）"

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
            raise Unreadable(f"“{text}”不在{self.label}的选项里，请从{nearest(text, self.options.values())}中选")
        return self._codes[text]

    def show(self, value):
        return "" if value is None else self.options.get(value, value)

    def trouble(self, value):
        if value not in self.options:
            return f"“{value}”不在{self.label}的选项里，请从{nearest(str(value), self.options.values())}中选"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "enum": list(self.options)}


class Flag(Kind, peewee.BooleanField):
    """Yes or no; left empty it is no."""

    wording = "是或否"
    plain = False
    _words = {word: yes for yes, words in {True: "是 有 对 yes y true 1 √ ✓", False: "否 无 不 no n false 0 ×"}.items()
              for word in words.split()}

    def __init__(self, label, default=False, **facts):
        super().__init__(label, default=default, null=False, **facts)

    def parse(self, text):
        word = halved(text).lower()
        if word not in self._words:
            raise Unreadable(f"“{text}”看不出是或否，请写“是”或“否”")
        return self._words[word]

    def issue(self, value):
        return f"请填写{self.label}" if value is None else None

    def show(self, value):
        return {True: "是", False: "否"}.get(value, "")

    def schema(self):
        return super().schema() | {"type": "boolean"}


_NUMBER = re.compile(r"([+-]?\d[\d,， ]*(?:\.\d+)?)\s*(万|亿)?")
_SCALE = {None: 1, "万": 10_000, "亿": 100_000_000}


def number(text, unit=""):
    """The decimal that `text` writes: 1,209 · 14.7万 · １２０, with or without `unit` behind it."""
    narrow = halved(text)
    if unit:
        narrow = narrow.removesuffix(unit).strip()
    written = _NUMBER.fullmatch(narrow)
    if not written:
        raise Unreadable(f"“{text}”不是数字，请写成 120、1209 或 14.7万")
    return decimal.Decimal(re.sub(r"[,， ]", "", written[1])) * _SCALE[written[2]]


class Count(Kind, peewee.IntegerField):
    """A whole number between `min` and `max`, counted in `unit`."""

    wording = "整数"

    def __init__(self, label, min=0, max=2_000_000_000, unit="", **facts):
        self.min, self.max, self.unit = min, max, unit
        super().__init__(label, **facts)

    def parse(self, text):
        value = number(text, self.unit)
        if value != value.to_integral_value():
            raise Unreadable(f"“{text}”不是整数，请写成 120 这样的整数")
        return int(value)

    def trouble(self, value):
        if not self.min <= value <= self.max:
            return f"{self.label}应在 {self.min} 到 {self.max} 之间，这里是 {value}"
        return None

    def schema(self):
        return super().schema() | {"type": "integer", "minimum": self.min, "maximum": self.max}


class Amount(Kind, peewee.DecimalField):
    """A quantity with up to `places` decimals, in `unit`; at most 14 digits, which SQLite keeps exactly."""

    wording = "带小数的数量"
    plain = False

    def __init__(self, label, min=0, max=10**11, places=2, unit="", **facts):
        self.min, self.max, self.places, self.unit = min, max, places, unit
        super().__init__(label, max_digits=14, decimal_places=places, auto_round=False, **facts)

    def parse(self, text):
        value = number(text, self.unit)
        exact = round(value, self.places)
        if exact != value:
            raise Unreadable(f"“{text}”的小数太长，最多 {self.places} 位")
        return exact

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
        if not self.min <= value <= self.max:
            return f"{self.label}应在 {self.min} 到 {self.max} 之间，这里是 {self.show(value)}"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}


_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[年月日号]?")


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
        written = _DAY.fullmatch(halved(text).replace(" ", "").removesuffix("00:00:00"))
        wanted = "2024-05-01" if self.exact else "2024-05-01；只知道年月写 2024-05"
        if not written:
            raise Unreadable(f"“{text}”不是日期，请写成 {wanted}")
        year, month, day = written.groups()
        if self.exact and not day:
            raise Unreadable(f"“{text}”还缺哪一天，请写成 {wanted}")
        try:
            whole = datetime.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise Unreadable(f"“{text}”这一天不存在，请写成 {wanted}") from None
        return whole.isoformat()[: 10 if day else 7 if month else 4]

    def trouble(self, value):
        try:
            return None if self.parse(value) == value else f"“{value}”不是日期，请写成 2024-05-01"
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
    plain = False
    _form = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?[T ]*(?:(\d{1,2})[::时](\d{1,2})分?(?::(\d{1,2}))?)?")

    def parse(self, text):
        if text.endswith(("Z", "+00:00")):
            return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC).replace(microsecond=0)
        written = self._form.fullmatch(halved(text))
        try:
            moment = datetime.datetime(*(int(part or 0) for part in written.groups())) if written else None
        except ValueError:
            moment = None
        if moment is None:
            raise Unreadable(f"“{text}”不是时间，请写成 2024-05-01 08:30")
        return moment.replace(tzinfo=clock.ZONE).astimezone(datetime.UTC)

    def read(self, text):
        try:
            return super().read(text)
        except (ValueError, OverflowError):
            raise Unreadable(f"“{text}”不是时间，请写成 2024-05-01 08:30") from None

    def db_value(self, value):
        return value and value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")

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
        return value and value.strftime("%Y-%m-%dT%H:%M:%SZ")

    def load(self, json):
        return json and datetime.datetime.fromisoformat(json).astimezone(datetime.UTC)

    def schema(self):
        return super().schema() | {"type": "string", "format": "date-time"}


class Phone(Kind, peewee.CharField):
    """A Chinese telephone number, kept as 0533-3241234 (转 8), 13812345678, 400-123-4567 or 12345."""

    wording = "电话"
    _forms = (
        (re.compile(r"(?:\+?86)?(1[3-9]\d{9})"), "{0}"),
        (re.compile(r"(400|800)(\d{3})(\d{4})"), "{0}-{1}-{2}"),
        (re.compile(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})"), "{0}-{1}"),
        (re.compile(r"(1\d{2}|1\d{4}|9[56]\d{3,4})"), "{0}"),
        (re.compile(r"([2-8]\d{6,7})"), "{0}"),
    )

    def __init__(self, label, **facts):
        super().__init__(label, max_length=24, **facts)

    def parse(self, text):
        body, _, extension = re.sub(r"(转|分机|ext\.?|x)", "转", halved(text), flags=re.I).partition("转")
        digits = re.sub(r"[-–—‑() .]", "", body)
        extension = extension.strip(" :：-")
        for form, kept in self._forms:
            if (found := form.fullmatch(digits)) and (not extension or re.fullmatch(r"\d{1,6}", extension)):
                return kept.format(*found.groups()) + (f"转{extension}" if extension else "")
        raise Unreadable(f"“{text}”不是电话号码，请写成 0533-3241234、13812345678 或 12345")

    def trouble(self, value):
        try:
            return None if self.parse(value) == value else f"“{value}”请写成 {self.parse(value)}"
        except Unreadable as reason:
            return str(reason)

    def mask(self, value):
        return value and (value[:3] + "＊＊＊＊" + value[-4:] if len(value) > 7 else "＊＊＊＊")

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": 24}


class Web(Kind, peewee.CharField):
    """The address of a web page, http or https."""

    wording = "网址"
    _form = re.compile(r"https?://[^\s/?#@\"'<>]+\.[^\s/?#@\"'<>]+(?:[/?#][^\s\"'<>]*)?", re.I)

    def __init__(self, label, **facts):
        super().__init__(label, max_length=500, **facts)

    def parse(self, text):
        if not self._form.fullmatch(text):
            raise Unreadable(f"“{text}”不是网址，请写成 https://www.example.cn/page")
        return text

    def trouble(self, value):
        if len(value) > 500 or not self._form.fullmatch(value):
            return f"“{value[:60]}”不是网址，请写成 https://www.example.cn/page"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "format": "uri", "maxLength": 500}


class Code(Kind, peewee.CharField):
    """A code with a fixed form: `pattern` must match the whole, `form` says it in words."""

    wording = "编码"

    def __init__(self, label, pattern, form, max=80, **facts):
        self.pattern, self.form, self.max = re.compile(pattern), form, max
        super().__init__(label, max_length=max, **facts)

    def parse(self, text):
        code = halved(text).replace(" ", "")
        if trouble := self.trouble(code):
            raise Unreadable(trouble)
        return code

    def trouble(self, value):
        if len(value) > self.max or not self.pattern.fullmatch(value):
            return f"“{value[:40]}”不是{self.label}，应是{self.form}"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


class Point(Kind, peewee.CharField):
    """A place on the map: (longitude, latitude) in WGS-84 degrees, six decimals.

    Kept as "118.173456,36.185000", of fixed width, so that a strip of longitudes is a range of the index.
    The bounds are China's: longitude 73 to 136, latitude 3 to 54.
    """

    wording = "位置（经度,纬度）"
    plain = False

    def __init__(self, label, **facts):
        super().__init__(label, max_length=20, **facts)

    def parse(self, text):
        parts = re.split(r"[,;\s]+", halved(text).replace("，", ",").strip("()[]"))
        try:
            lon, lat = (round(float(part), 6) for part in parts)
        except ValueError:
            raise Unreadable(f"“{text}”不是位置，请写成 经度,纬度，例如 118.173456,36.185") from None
        return (lon, lat)

    def db_value(self, value):
        return value and f"{value[0]:010.6f},{value[1]:09.6f}"

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
            return None
        if 73 <= lat <= 136 and 3 <= lon <= 54:
            return f"经度和纬度写反了，请写成 {lat},{lon}"
        return f"“{lon},{lat}”不在国内，经度应在 73 到 136 之间，纬度应在 3 到 54 之间"

    def schema(self):
        return super().schema() | {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


class Hours(Kind, peewee.TextField):
    """When a place is open: a week, and dated exceptions to it; the value is an `hours.Week`."""

    wording = "开放时间"
    plain = False

    def parse(self, text):
        return Week.read(text)

    def db_value(self, value):
        return value and value.text

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

    def __init__(self, label, model, **facts):
        facts.setdefault("backref", "!")
        super().__init__(label, model=model, on_delete="RESTRICT", **facts)

    @property
    def target(self):
        return self.rel_model

    def read(self, text, actor=None):
        answer = self.read_all([text], actor)[text]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def read_all(self, texts, actor=None):
        found = self.target.named_all({text.strip() for text in texts} - {""}, actor)
        return {text: found[text.strip()] if text.strip() else None for text in texts}

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
        meta = type("Meta", (), {
            "database": model._meta.database,
            "table_name": f"{model._meta.table_name}_{name}",
            "primary_key": peewee.CompositeKey("owner", "target"),
        })
        self.through = type(f"{model.__name__}{name.title()}", (peewee.Model,), {"owner": owner, "target": target, "Meta": meta})

    @property
    def accessor_class(self):
        return ManyAccessor

    def start(self):
        return ()

    def split(self, text):
        """The single references in `text`, parted by ； or a new line."""
        return [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]

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
            answers[text] = wrong or tuple(sorted({found[part] for part in many})) or None
        return answers

    def issue(self, value):
        return f"请填写{self.label}" if self.required and not value else None

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
        return list(target.select().join(through, on=(through.target == target.id))
                    .where(through.owner == instance.id).order_by(target.sort, target.id))

    def __set__(self, instance, value):
        raise AttributeError("relations are written through the door")


class Secret(Kind, peewee.CharField):
    """Something only compared, never shown: the value is a hash made by `hasher` from what was typed."""

    wording = "口令（只存散列）"
    secret = True

    def __init__(self, label, hasher, min=10, **facts):
        self.hasher, self.min = hasher, min
        super().__init__(label, max_length=200, personal=True, **facts)

    def read(self, text):  # spaces may be part of a passphrase
        if not text:
            return None
        if len(text) < self.min:
            raise Unreadable(f"{self.label}至少 {self.min} 个字符，这里有 {len(text)} 个")
        return self.hasher(text)

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
