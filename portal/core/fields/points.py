"""Places on the map."""

import math
import re

import peewee

from ..errors import Unreadable
from .kind import Kind, halved, quoted

_DEGREE = 111_195  # metres of a degree of latitude on a globe of 6,371 km


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

    def around(self, point, metres):
        """The condition that a place lies in a square of twice `metres` around `point`: a strip of the index, cut off north and south."""
        up = metres / _DEGREE
        side = up / max(math.cos(math.radians(point[1])), 0.01)
        west, east = (self.db_value((point[0] + way * side, 0.0)) for way in (-1, 1))
        south, north = (f"{max(point[1] + way * up, 0):09.6f}" for way in (-1, 1))
        return self.between(west, east) & peewee.fn.SUBSTR(self, 12).between(south, north)

    def away(self, point):
        """What to order places around `point` by, the nearest first: degrees of longitude and latitude between, added up."""
        parts = (peewee.fn.SUBSTR(self, 1, 10), point[0]), (peewee.fn.SUBSTR(self, 12), point[1])
        east, north = (peewee.fn.ABS(text.cast("real") - degrees) for text, degrees in parts)
        return east + north

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
