"""Maps of our own drawing: outlines, stations and buildings of a page as inline SVG, and the same as GeoJSON for a map that moves.

No tiles and no third party: what is drawn is what the site knows. Everything is taken from `Face`s, so that only public facts are drawn.
"""

import json
from dataclasses import dataclass, field

from ..core.fields.outlines import rings
from .addresses import address
from .formats import titled
from .frames import WIDTH, around

AREAS, STATIONS, BUILDINGS = 80, 60, 60  # most shapes of one map: more are neither read nor quickly sent
MOST = {"area": AREAS, "station": STATIONS, "building": BUILDINGS}
CORNERS = 400_000  # characters of outlines that one page reads, about 17,000 corners
LETTER = 22  # units that a Chinese character of a name takes on a telephone, in large type too
LINE = 28  # units of height of a name
HALF = {"station": 12, "building": 5}  # units from the middle of a mark to its edge, in large type
LONGEST = 12  # characters of a name on the drawing
WORDS = (("area", "处边界"), ("station", "个站点"), ("building", "处小区楼栋"))  # kind → how many of what


@dataclass
class Mark:
    """One thing on a map. kind: area, station or building; `number` stands in the dot and in the list; x, y in units."""

    kind: str
    title: str
    url: str
    here: bool
    x: float
    y: float
    geometry: dict
    path: str = ""
    number: int = 0
    label: "Label | None" = None


@dataclass(frozen=True)
class Label:
    """A name on the drawing: where it starts, ends or has its middle, in units."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass
class Map:
    """What the macro `map` draws. `bar`: units and words of the scale bar; `cut`: kinds of which there are more than it draws."""

    name: str
    height: int
    bar: tuple
    across: str
    marks: list = field(default_factory=list)
    cut: list = field(default_factory=list)
    width: int = WIDTH

    def of(self, kind):
        """The marks of one kind."""
        return [mark for mark in self.marks if mark.kind == kind]

    @property
    def said(self):
        """The drawing in words, for who cannot see it."""
        parts = "、".join(f"{len(some)} {words}" for kind, words in WORDS if (some := self.of(kind)))
        return f"画了{parts}。{self.rest}上北下南，左右约 {self.across}。名称见图下的列表。"

    @property
    def rest(self):
        """A sentence when there is more than is drawn, else ""."""
        parts = "、".join(f"前 {MOST[kind]} {words}" for kind, words in WORDS if kind in self.cut)
        return f"太多了，图上只画{parts}。" if parts else ""

    @property
    def data(self):
        """The same as a FeatureCollection (RFC 7946), WGS-84."""
        features = [
            {
                "type": "Feature",
                "geometry": mark.geometry,
                "properties": {"kind": mark.kind, "name": mark.title, "url": mark.url, "number": mark.number, "here": mark.here},
            }
            for mark in self.marks
        ]
        return {"type": "FeatureCollection", "features": features}


def drawn(name, here=(), areas=(), stations=(), buildings=()):
    """The `Map` called `name`, None when none of its faces has coordinates.

    here: the faces that the page is about; they are among the others or have outlines of their own. An outline of theirs is what the map
    shows, with what lies around it as far as it is in sight; without one the map shows all that there is. Of stations and buildings the
    first are drawn, and the map says when there are more: whoever asks for one more than MOST lets it know.
    """
    here = list(here)
    outlined = shapes([*(one for one in here if hasattr(one, "outline")), *areas])
    dots = {kind: [one for one in some if one.point] for kind, some in (("station", stations), ("building", buildings))}
    pins, houses = (dots[kind][: MOST[kind]] for kind in ("station", "building"))
    borders = {one: [corner for ring in rings(shape) for corner in ring] for one, shape in outlined.items()}
    frame = [corner for one in here for corner in borders.get(one, ())]
    frame = frame or [*(corner for some in borders.values() for corner in some), *(one.point for one in (*pins, *houses))]
    if not frame:
        return None
    sheet = around(frame)
    metres = sheet.metres
    across = f"{metres / 1000:.1f} 公里" if metres >= 950 else f"{round(metres, -1):.0f} 米"
    out = Map(name, sheet.height, sheet.bar, across, cut=[kind for kind, some in dots.items() if len(some) > MOST[kind]])
    seen = [(one, shape) for one, shape in outlined.items() if sheet.holds(borders[one])]
    out.marks = [mark for one, shape in seen if (mark := area(one, shape, sheet, one in here))]
    out.marks.sort(key=lambda mark: not mark.here)  # the page's own ground lies under what is in it
    for kind, some in (("building", houses), ("station", pins)):
        out.marks += [dot(kind, one, sheet, one in here) for one in some if sheet.holds([one.point])]
    for number, mark in enumerate(out.of("station"), 1):
        mark.number = number
    label(out)
    return out


def shapes(faces):
    """face → its outline as GeoJSON, for the first AREAS faces that have one and as many corners as a page may read."""
    out, read = {}, 0
    for face in faces:
        if face.outline and face not in out and len(out) < AREAS and read + len(face.outline) <= CORNERS:
            out[face] = json.loads(face.outline)
            read += len(face.outline)
    return out


def area(face, shape, sheet, here):
    """The `Mark` of an outline, without the corners that nobody sees; None when it is too small to be seen."""
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    thinned = [[line for ring in polygon if (line := sheet.line(ring))] for polygon in polygons if sheet.line(polygon[0])]
    if not thinned:
        return None
    geometry = {"type": "MultiPolygon", "coordinates": thinned} if len(thinned) > 1 else {"type": "Polygon", "coordinates": thinned[0]}
    placed = [[sheet.place(corner) for corner in line[:-1]] for polygon in thinned for line in polygon]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "Z" for line in placed)
    xs, ys = zip(*max(placed, key=len), strict=True)
    return Mark("area", titled(face), address(face), here, (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, geometry, path)


def dot(kind, face, sheet, here):
    """The `Mark` of a station or a building."""
    x, y = sheet.place(face.point)
    geometry = {"type": "Point", "coordinates": list(face.point)}
    return Mark(kind, titled(face), address(face), here, round(x, 1), round(y, 1), geometry)


def label(sheet):
    """Write names on the drawing where they lie over no other and over no dot; the page's own first, then stations, borders, buildings.

    The border that the page is about has none: its name is the heading, and here it would read as that of what lies in its middle.
    """
    taken = [(mark.x - half, mark.y - half, mark.x + half, mark.y + half) for mark in sheet.marks if (half := HALF.get(mark.kind))]
    taken += [(0, sheet.height - 30, sheet.bar[0] + 24, sheet.height), (WIDTH - 36, 0, WIDTH, 50)]  # scale bar, north mark
    order = {"station": 0, "area": 1, "building": 2}
    for mark in sorted(sheet.marks, key=lambda mark: (not mark.here, order[mark.kind])):
        text = mark.title.removesuffix("（示例）")
        if len(text) > LONGEST or (mark.here and mark.kind == "area"):
            continue
        for found in spots(mark, text):
            box = bounds(found)
            inside = box[0] >= 2 and box[1] >= 0 and box[2] <= WIDTH - 2 and box[3] <= sheet.height
            if inside and not any(crosses(box, other) for other in taken):
                mark.label = found
                taken.append(box)
                break


def spots(mark, text):
    """Where the name of `mark` may stand, the best first."""
    if mark.kind == "area":
        return [Label(text, round(mark.x, 1), round(mark.y + 5, 1), "middle")]
    off = HALF[mark.kind] + 3
    left, right, line = round(mark.x - off, 1), round(mark.x + off, 1), round(mark.y + 5, 1)
    above, below = round(mark.y - off - 3, 1), round(mark.y + off + LINE - 8, 1)
    beside = [Label(text, right, line, "start"), Label(text, left, line, "end")]
    return [*beside, Label(text, mark.x, above, "middle"), Label(text, mark.x, below, "middle")]


def bounds(label):
    """(left, top, right, bottom) of a `Label`, as wide as it may get; its y is the line that letters stand on."""
    wide = LETTER * sum(0.6 if character.isascii() else 1 for character in label.text)
    left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - LINE + 6, left + wide, label.y + 6


def crosses(one, other):
    """Whether two boxes lie over one another."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
