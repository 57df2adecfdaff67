"""Kinds of numbers: whole ones, and quantities with decimals."""

import decimal
import re

import peewee

from ..errors import Unreadable
from .kind import Kind, halved, quoted

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
