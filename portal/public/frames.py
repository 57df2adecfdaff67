"""The sheet that a map is drawn on: from WGS-84 degrees to its units and back to metres on the ground."""

import math
from dataclasses import dataclass

WIDTH = 400  # units; a telephone is about as many CSS pixels wide
LOW, HIGH = 200, 300  # units of height: neither a strip nor a tower
MARGIN = 26  # units around what has to be seen: room for a name and the scale bar
SMALLEST = 300  # metres across: a lone station is shown with the streets around it, not as a dot on nothing
FINEST = 0.5  # units: corners nearer to one another than this are one corner to the eye
METRE = 180 / (math.pi * 6_371_000)  # degrees of latitude; the earth radius of models/stations.py


@dataclass(frozen=True)
class Frame:
    """A part of the ground: its north-west corner in degrees, units of a degree of latitude, of a degree of longitude, height in units.

    Equirectangular around its centre: degrees of longitude are narrowed by the cosine of the latitude, so that a square looks square.
    """

    west: float
    north: float
    up: float
    along: float
    height: int

    def place(self, point):
        """(x, y) in units, from the upper left, of the point (longitude, latitude)."""
        return (point[0] - self.west) * self.along, (self.north - point[1]) * self.up

    def holds(self, points):
        """Whether the box around `points` (longitude, latitude) reaches into the frame."""
        xs, ys = zip(*map(self.place, points), strict=True)
        return max(xs) >= 0 and min(xs) <= WIDTH and max(ys) >= 0 and min(ys) <= self.height

    def line(self, ring):
        """`ring` (closed, longitude and latitude) without the corners that nobody sees; [] when too small to be seen."""
        out, last = [], None
        for corner in ring[:-1]:
            here = self.place(corner)
            if last is None or math.dist(here, last) >= FINEST:
                out.append(corner)
                last = here
        return [*out, out[0]] if len(out) > 2 else []

    @property
    def metres(self):
        """Metres across."""
        return WIDTH / self.up / METRE

    @property
    def bar(self):
        """(units, words) of the scale bar: 1, 2 or 5 times a power of ten metres, at most a quarter across."""
        most = self.metres / 4
        power = 10 ** math.floor(math.log10(most))
        length = next(times for times in (5, 2, 1) if times * power <= most) * power
        words = f"{length / 1000:g} 公里" if length >= 1000 else f"{length:g} 米"
        return round(length * METRE * self.up, 1), words


def around(points):
    """The `Frame` that shows all of `points` (longitude, latitude), of which there is at least one."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrower = math.cos(math.radians((north + south) / 2))
    wide, high = (east - west) * narrower, north - south
    least = SMALLEST * METRE
    inner = WIDTH - 2 * MARGIN
    up = min(inner / max(wide, least), (HIGH - 2 * MARGIN) / max(high, least * HIGH / WIDTH))
    height = round(min(max(high * up + 2 * MARGIN, LOW), HIGH))
    left, top = (WIDTH - wide * up) / 2, (height - high * up) / 2
    return Frame(west - left / up / narrower, north + top / up, up, up * narrower, height)
