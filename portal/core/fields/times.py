"""Kinds of time: a day as exact as it is known, a moment, opening hours, and what comes again and again."""

import contextlib
import datetime
import re

import peewee

from .. import clock
from ..errors import Unreadable
from ..hours import Week
from ..recurrence import Recurrence
from .kind import Kind, halved, quoted

_DAY = re.compile(r"(\d{4})(?:年?|[-/.年](\d{1,2})月?|[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d{2})(\d{2}))")
_TIDY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
        if _TIDY.fullmatch(text):
            with contextlib.suppress(ValueError):
                return datetime.date.fromisoformat(text).isoformat()
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


class Rule(Kind, peewee.TextField):
    """When something comes again and again; the value is a `recurrence.Recurrence`, its column holds iCalendar lines."""

    wording = "循环规则"
    types = (Recurrence,)
    plain = False

    def parse(self, text):
        return Recurrence.read(text)

    def db_value(self, value):
        return value.text if self.fits(value) else value

    def python_value(self, value):
        return value and Recurrence.of(value)

    dump = db_value

    def load(self, json):
        return json and Recurrence.of(json)

    def trouble(self, value):
        return value.trouble and f"{self.label}：{value.trouble}"

    def schema(self):
        return super().schema() | {"type": "string", "x-format": "rfc5545"}
