"""The hearts of a brand against the grids of its place: who builds which, side by side, and what nobody has taken on."""

from dataclasses import dataclass

from ..core.record import Face
from ..models.accounts import reach
from ..models.grids import Grid
from .grids import in_order
from .whereabouts import within


@dataclass(frozen=True)
class Column:
    """One part of the brand; `short` is its one character, `builders` how many grids build it."""

    face: Face
    short: str
    builders: int


@dataclass(frozen=True)
class Line:
    """One grid, where it lies, and for each column the word of what it does there ("" for nothing)."""

    face: Face
    where: str
    cells: list


def columns(parts):
    """The `Column`s of a brand whose `Part`s are `parts`: every heart, and every other part that some grid builds."""
    return [
        Column(part.face, part.emblem or part.face.title[:2], len({one.id for face, one, _ in links(part) if face.role == "builds"}))
        for part in parts
        if part.emblem or any(face.role == "builds" for face, *_ in links(part))
    ]


def links(part):
    """Those links of `part` that are with grids."""
    return [link for link in part.links if link[1].home is Grid]


def grids_of(area):
    """Query of the grids that may build a part of a brand of the area `area` (a path), in the order of lists."""
    return in_order(Grid.live().where(within(Grid, *reach(area))))


def lines(grids, shown, parts, places, under):
    """The `Line`s of `grids` against the columns `shown`."""
    words = {(part.face.id, one.id): face.text("role") for part in parts for face, one, _ in links(part)}
    return [
        Line(Face(grid), places.words(grid.area, under=under), [words.get((column.face.id, grid.id), "") for column in shown])
        for grid in grids
    ]
