"""From a position to the grid it lies in."""

import itertools
import json

from ...core import calling
from ...core.fields.outlines import rings
from ...models.buildings import Building
from ...models.grids import Grid
from ...models.places import Division
from ...models.stations import Station, metres
from .answers import Answer, Target, of_a_division, of_places
from .candidates import all_of, load

NEAR = 300  # metres within which a building or a station speaks for its surroundings


def read(longitude, latitude):
    """The position (longitude, latitude in WGS-84 degrees) that two texts mean, None when they mean none on earth."""
    try:
        point = float(longitude), float(latitude)
    except ValueError:
        return None
    return point if abs(point[0]) <= 180 and abs(point[1]) <= 90 else None  # false for nan, too


def answer(point):
    """The `Answer` to a position: the grid whose outline holds it, the grid of what stands within NEAR, else its community."""
    seen = {}
    load({entry for _, entry in calling.found(calling.around(point))}, seen)
    grids, divisions = (_holding(home, point, seen.values()) for home in (Grid, Division))
    if grids:
        return Answer(tuple(Target(one, one.id) for one in grids))
    if (near := _nearest(point)) is not None:
        return of_places([near])
    return of_a_division(divisions[0]) if divisions else Answer()


def _holding(home, point, candidates):
    """Those of `candidates` of `home` whose outline holds `point`, without those that another of them lies in."""
    by_id = {one.id: one for one in candidates if one.home is home}
    if not by_id:
        return []
    rows = home.select(home.id, home.parent, home.outline).where(home.id.in_(list(by_id)), home.outline.is_null(False)).tuples()
    inside = {id: parent for id, parent, outline in rows if holds(outline, point)}
    return [by_id[id] for id in inside if id not in inside.values()]


def holds(outline, point):
    """Whether `point` lies inside `outline` (GeoJSON text): a ray to the east crosses its rings an odd number of times."""
    x, y = point
    crossed = 0
    for ring in rings(json.loads(outline)):
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def _nearest(point):
    """The nearest building or station with a grid within NEAR of `point`, None when there is none."""
    queries = []
    for home in (Building, Station):
        queries.append(home.live().where(home.grid.is_null(False), home.point.around(point, NEAR)))
    away = {one: metres(point, one.point) for one in all_of(*queries)}
    near = min(away, key=away.get, default=None)
    return near if near is not None and away[near] <= NEAR else None
