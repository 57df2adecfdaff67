"""The live places that a text or a position may mean, of whatever kind, in one statement."""

import functools
import operator
from collections import defaultdict
from dataclasses import dataclass

from peewee import Value, fn

from ...core import calling, search
from ...models.buildings import Building
from ...models.enterprises import Enterprise
from ...models.grids import Grid
from ...models.organizations import Organization
from ...models.places import Division
from ...models.stations import Station

HOMES = (Building, Grid, Division, Station, Organization, Enterprise)
MOST = 500  # candidates that are weighed

_BASES = {search.base(home): home for home in HOMES}


@dataclass(frozen=True)
class Candidate:
    """A live record that the text may name, with what is needed to weigh it. grid, parent: ids, 0 for none."""

    home: type
    id: int
    slug: str
    title: str
    names: tuple  # folded
    area: str
    kind: str
    grid: int
    parent: int  # of a building what it stands in, of an organization its estate
    point: tuple | None
    synthetic: bool

    entry = property(lambda self: search.base(self.home) + self.id)


def load(entries, seen):
    """Add the live candidates of `entries` to `seen` (entry → Candidate): one statement for all kinds."""
    wanted = defaultdict(list)
    for entry in sorted(entries - seen.keys())[:MOST]:
        low, id = search.record(entry)
        if low in _BASES:
            wanted[_BASES[low]].append(id)
    queries = [home.live().where(home.id.in_(ids)) for home, ids in wanted.items()]
    seen |= {one.entry: one for one in all_of(*queries)}


def all_of(*queries, most=MOST):
    """The `Candidate`s of the live records of `queries`, each of another home, in their order: one statement.

    Of a single query no more than `most`.
    """
    if not queries:
        return []
    parts = [_part(query, most if len(queries) == 1 else None) for query in queries]
    rows = functools.reduce(operator.add, parts).tuples()
    return [_candidate(*row) for row in rows]


def _candidate(place, id, slug, title, other, area, kind, grid, above, point, synthetic):
    names = tuple(calling.names({"name": title, "other": other}, ("name", "other")))
    point = tuple(map(float, point.split(","))) if point else None
    return Candidate(HOMES[place], id, slug, title, names, area, kind, grid, above, point, bool(synthetic))


def _part(query, most):
    home = query.model
    other = fn.COALESCE(home._meta.fields[home._meta.called[1]], "")
    grid = home.id if home is Grid else home.grid if "grid" in home.shape() else Value(0)
    above = home.parent if home is Building else home.estate if home is Organization else Value(0)
    kind = home.level if home is Division else home.kind
    point = fn.COALESCE(home.point, "").coerce(False) if "point" in home.shape() else Value("")
    ids = (fn.COALESCE(grid, 0), fn.COALESCE(above, 0))
    return query.select(Value(HOMES.index(home)), home.id, home.slug, home.name, other, home.area, kind, *ids, point, home.synthetic).limit(
        most
    )
