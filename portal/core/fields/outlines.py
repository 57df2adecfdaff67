"""Outlines on the map: the border of a grid or a division, as GeoJSON."""

import itertools
import json
import re

import peewee

from ..errors import Unreadable
from .kind import Kind, halved, quoted

MOST = 5_000  # corners; a street drawn to the metre has a few hundred
_PROPERTIES = {"type": {"enum": ["Polygon", "MultiPolygon"]}, "coordinates": {"type": "array"}}
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")


class Outline(Kind, peewee.TextField):
    """A border: a Polygon or MultiPolygon of RFC 7946, WGS-84, six decimals, outer rings anticlockwise.

    The value is the canonical GeoJSON text. It is also read from a list of corners: 118.1,36.1；118.2,36.1；118.2,36.2.
    """

    wording = "边界（GeoJSON）"

    def parse(self, text):
        try:
            shape = json.loads(text) if text.startswith("{") else _from_corners(text)
            return _canonical(shape.get("geometry", shape))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as trouble:
            form = '118.1,36.1；118.2,36.1；118.2,36.2 这样的一圈角点，或 GeoJSON {"type": "Polygon", "coordinates": …}'
            raise Unreadable(f"{quoted(text)}不是边界，请写成 {form}") from trouble

    def trouble(self, value):
        try:
            geometry = json.loads(value)
            if _canonical(geometry) != value:
                return f"{self.label}要写成规范的 GeoJSON（六位小数，外圈逆时针）"
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return f"{self.label}要写成 GeoJSON 的 Polygon 或 MultiPolygon"
        corners = [corner for ring in rings(geometry) for corner in ring]
        if len(corners) > MOST:
            return f"{self.label}有 {len(corners)} 个角点，最多 {MOST} 个，请化简后再存"
        outside = next((corner for corner in corners if not (73 <= corner[0] <= 136 and 3 <= corner[1] <= 54)), None)
        if outside:
            return f"{self.label}的角点 {outside[0]},{outside[1]} 不在国内，请写 经度,纬度（经度在前）"
        return _crossing(self.label, geometry)

    def words(self, value):
        return f"已画，{sum(len(ring) - 1 for ring in rings(json.loads(value)))} 个角点" if value else ""

    def dump(self, value):
        return value and json.loads(value)

    plain = False  # a snapshot holds the geometry itself, the column its text

    def load(self, json_):
        return json_ and json.dumps(json_, separators=(",", ":"))

    def db_value(self, value):
        return value

    def schema(self):
        return super().schema() | {"type": "object", "required": ["type", "coordinates"], "properties": _PROPERTIES}


def rings(geometry):
    """Every ring of a Polygon or MultiPolygon, outer and inner: lists of [longitude, latitude]."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _from_corners(text):
    parts = [part for part in re.split(r"[;；\n]", halved(text)) if part.strip()]
    corners = [[float(number) for number in _PAIR.fullmatch(part.strip()).groups()] for part in parts]
    if corners[0] != corners[-1]:
        corners.append(corners[0])
    return {"type": "Polygon", "coordinates": [corners]}


def _canonical(geometry):
    """The one way to write `geometry`: six decimals, closed rings, the outer one anticlockwise and the holes clockwise."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(geometry["type"])
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    if not polygons:
        raise ValueError("empty")
    turned = [[_turned(ring, outer=place == 0) for place, ring in enumerate(polygon)] for polygon in polygons]
    if not all(turned):
        raise ValueError("empty")
    coordinates = turned[0] if geometry["type"] == "Polygon" else turned
    return json.dumps({"type": geometry["type"], "coordinates": coordinates}, separators=(",", ":"))


def _turned(ring, outer):
    corners = [[round(float(x), 6), round(float(y), 6)] for x, y, *_ in ring]
    if corners[0] != corners[-1]:
        corners.append(corners[0])
    if len(corners) < 4:
        raise ValueError("an outline has at least three corners")
    twice = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in itertools.pairwise(corners))
    return corners if twice == 0 or (twice < 0) == outer else corners[::-1]


def _crossing(label, geometry):
    """A sentence when the outline crosses itself or encloses nothing, else None."""
    import shapely
    from shapely.validation import explain_validity

    drawn = shapely.geometry.shape(geometry)
    if drawn.is_valid and drawn.area > 0:
        return None
    where = re.search(r"\[([-.\d]+) ([-.\d]+)", explain_validity(drawn))
    place = f"，在 {float(where[1]):.6f},{float(where[2]):.6f} 附近" if where else ""
    return f"{label}的线自己交叉了或没有围成一片{place}，请按顺序沿一圈写角点"
