"""The places around records: which street and community each lies in, for a whole page in one query."""

from ..core.record import Face
from ..models.accounts import reach
from ..models.places import Division

WIDE = ("province", "prefecture")  # levels that go without saying


class Whereabouts:
    """The live divisions above some records, found by the paths the records carry."""

    def __init__(self, records, also=()):
        ids = {id for record in records for id in steps(record.area)} | {id for id in also if id}
        self._faces = {one.id: Face(one) for one in Division.live().where(Division.id.in_(ids))} if ids else {}

    def face(self, id):
        """The division `id`, or None when residents may not see it."""
        return self._faces.get(id)

    def chain(self, area):
        """The divisions on the path `area`, highest first."""
        return [self._faces[id] for id in steps(area) if id in self._faces]

    def words(self, area, skip=0, under=""):
        """沂源县 历山街道 北麻社区: the chain without what is wide; `skip` leaves out that many at its end.

        `under`: the area that the page speaks of; it and what stands above it go without saying.
        """
        chain = [face for face in self.chain(area) if not under.startswith(face.area)]
        chain = chain[: len(chain) - skip]
        near = [face.title for face in chain if face.level not in WIDE] or [face.title for face in chain]
        return " ".join(near[-3:])

    def hotline(self, area):
        """(division, number) of the nearest division on the path that has a hotline, or None."""
        return next(((face, face.hotline) for face in reversed(self.chain(area)) if face.hotline), None)


def steps(area):
    """/3/17/204/ → [3, 17, 204]."""
    return [int(part) for part in area.split("/") if part]


def within(home, *paths):
    """The condition that a record of `home` lies in one of the areas `paths` or below it."""
    condition = home.under(paths[0])
    for path in paths[1:]:
        condition |= home.under(path)
    return condition


def narrow(query, division):
    """`query` without what lies outside `division`, outside all below it, and outside what these manage; all of it for None."""
    return query if division is None else query.where(within(query.model, *reach(division.area)))


def nearest_place(record):
    """The slug of the nearest live division that `record` lies in, None when there is none."""
    chain = Whereabouts([record]).chain(record.area)
    return chain[-1].slug if chain else None
