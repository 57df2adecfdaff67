"""Borders drawn as inline SVG: a shape on a page, not a map."""

import json
import math
from dataclasses import dataclass

from ..core.fields.outlines import rings

WIDTH = 640


@dataclass(frozen=True)
class Drawing:
    """A border in the box 0 0 `width` `height`: one path for all its rings."""

    width: int
    height: int
    path: str


def drawing(outline):
    """The `Drawing` of the value of an `Outline`, None for no outline.

    Degrees of longitude are narrowed by the cosine of the latitude, so that a square kilometre looks square.
    """
    if not outline:
        return None
    lines = rings(json.loads(outline))
    corners = [corner for line in lines for corner in line]
    west, north = min(x for x, _ in corners), max(y for _, y in corners)
    east, south = max(x for x, _ in corners), min(y for _, y in corners)
    narrower = math.cos(math.radians((north + south) / 2))
    wide, high = max((east - west) * narrower, 1e-9), max(north - south, 1e-9)
    scale = min(WIDTH * 0.9 / wide, WIDTH * 0.42 / high)
    height = round(high * scale + WIDTH * 0.1)
    left = (WIDTH - wide * scale) / 2

    def point(x, y):
        return f"{left + (x - west) * narrower * scale:.1f} {WIDTH * 0.05 + (north - y) * scale:.1f}"

    path = "".join("M" + "L".join(point(*corner) for corner in line[:-1]) + "Z" for line in lines)
    return Drawing(WIDTH, height, path)
