"""Rows of a list: a face, where it lies, and for a station whether it is open."""

from dataclasses import dataclass

from ..core.record import Face
from .opening import Opening, opening
from .whereabouts import Whereabouts


@dataclass(frozen=True)
class Row:
    """One line of a list; `where` is text, `opening` an `Opening` for stations."""

    face: Face
    where: str = ""
    opening: Opening | None = None


def rows(records, places=None, under=""):
    """The `Row`s of any records; `under`: the area that the page speaks of, which is not said again."""
    places = places or Whereabouts(records)
    return [Row(Face(record), places.words(record.area, under=under)) for record in records]


def station_rows(records, places=None, under=""):
    """The `Row`s of stations, with their state at this moment; `places` spares the query when they are known already."""
    places = places or Whereabouts(records)
    return [Row(Face(record), places.words(record.area, under=under), opening(record.hours)) for record in records]


def by_place(records):
    """[(where, the division or None, rows)] of neighbouring records that lie in the same place."""
    places, groups = Whereabouts(records), []
    for record in records:
        if not groups or groups[-1][2][0].face.area != record.area:
            groups.append((places.words(record.area), next(reversed(places.chain(record.area)), None), []))
        groups[-1][2].append(Row(Face(record)))
    return groups
