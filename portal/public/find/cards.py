"""The contact card of a place: its grid, whom to ring now, where to go, and who else is there for it."""

from dataclasses import dataclass

from peewee import JOIN, Case

from ...core.record import Face
from ...models.brands import BrandLink, ServiceBrand
from ...models.communities import MemberUnit, PartyCommunity
from ...models.grids import Grid
from ...models.places import IN_COMMUNITY, Division
from ...models.stations import Station, metres
from ..pointing import address, named
from ..roster import Number, Post, fallback, first_phone, posts, rung
from ..rows import Row, station_rows
from ..whereabouts import Whereabouts, steps

STATIONS = 3
CHECKED = 200  # stations that are looked at
NEAR = 5_000  # metres


@dataclass(frozen=True)
class Card:
    """What goes on the card. Its `number` is never missing: post, community, street, 12345."""

    face: Face  # the grid, or the division where there is none
    grid: Face | None
    title: str  # the place that was asked for; "" when it is the grid itself
    url: str  # its page
    over: str
    above: list  # divisions, highest first
    posts: list[Post]
    number: Number
    stations: list[tuple[Row, int | None]]  # with their distance in metres
    communities: list
    hearts: list
    assured_on: str  # the oldest day on which a number shown here was checked; "" for never
    synthetic: bool


class Above(Whereabouts):
    """The divisions above a target, and `grid`, which looks after it: its own, else the only one of its community, else None.

    One statement: the grid stands beside the divisions.
    """

    def __init__(self, target):
        ids, own = steps(target.candidate.area), Grid.id == target.grid
        held = own if target.grid else (Grid.division == Division.id) & Division.level.in_(IN_COMMUNITY)
        beside = Division.select(Division, Grid).join(Grid, JOIN.LEFT_OUTER, on=held & Grid.is_live(), attr="held")
        found = list(beside.where(Division.is_live(), Division.id.in_(ids)).order_by(Division.area).limit(len(ids) + 1))
        self._faces = {one.id: Face(one) for one in found}
        grids = {grid.id: grid for one in found if (grid := getattr(one, "held", None)) is not None}
        self.grid = next(iter(grids.values())) if len(grids) == 1 else None
        if target.grid and not found:
            self.grid = Grid.live().where(own).first()


def card(target):
    """The `Card` of a `Target`."""
    places = Above(target)
    grid = places.grid
    area = grid.area if grid is not None else target.candidate.area
    chain = places.chain(area)
    one, on_duty = target.candidate, posts(**_posted(target, grid, rung(chain)))
    shown = _first_with_posts(on_duty, grid, reversed(rung(chain)))
    buildings = [post for id in on_duty.get("building", ()) for post in on_duty["building"][id]]
    face = Face(grid) if grid is not None else chain[-1] if chain else None
    everything = named(_around(grid, area)) if grid is not None else {"communities": [], "hearts": []}
    stations, number = _stations(grid, area, one.point, places)
    ringing = fallback(area, places, on_duty["division"], number)
    days = [post.face.assured_on for post in (*buildings, *shown) if post.number and post.face.assured_on]
    return Card(
        face,
        Face(grid) if grid is not None else None,
        "" if grid is not None and one.home is Grid else target.title,
        "" if one.home is Grid else address(one.home, one.slug),
        " · ".join(part.title for part in (chain if grid is not None else chain[:-1])[-2:]),
        chain,
        [*buildings, *shown],
        ringing,
        stations,
        everything["communities"],
        everything["hearts"],
        min(days, default=""),
        one.synthetic or (grid is not None and grid.synthetic),
    )


def _posted(target, grid, divisions):
    """name of a relation of posts → the ids that are asked for."""
    one, asked = target.candidate, {"division": divisions}
    if grid is not None:
        asked["grid"] = [grid.id]
    if one.home._meta.name == "building":
        asked["building"] = [id for id in (one.id, one.parent) if id]
    return asked


def _first_with_posts(on_duty, grid, divisions):
    """The posts of the grid, where there are none those of the nearest of `divisions` that has some."""
    if grid is not None and on_duty["grid"][grid.id]:
        return on_duty["grid"][grid.id]
    return next((on_duty["division"][id] for id in divisions if on_duty["division"][id]), [])


def _around(grid, area):
    """key → query of the party communities that hold the grid or its community, and of what the grid builds."""
    home = steps(area)[-1:]
    held = (MemberUnit.grid == grid.id) | MemberUnit.division.in_(home or [0])
    joins = MemberUnit.live().select(MemberUnit.community).where(MemberUnit.step != "left", held)
    links = BrandLink.live().select(BrandLink.brand).where(BrandLink.grid == grid.id, BrandLink.role == "builds")
    return {
        "communities": PartyCommunity.live().where(PartyCommunity.id.in_(joins)),
        "hearts": ServiceBrand.live().where(ServiceBrand.id.in_(links)),
    }


def _stations(grid, area, point, places):
    """([(row, metres or None)] of the service stations within NEAR of `point`, or of the grid and its community, those open now first;
    the `Number` of the grid's own)."""
    own = Station.under(area)
    if grid is not None:
        own |= Station.grid == grid.id
    condition = own | Station.point.around(point, NEAR) if point else own
    order = [Case(None, [(own, 0)], 1), *([Station.point.away(point)] if point else []), Station.sort, Station.id]
    found = list(Station.live().where(Station.category == "service", condition).order_by(*order).limit(CHECKED))
    away = {one.id: metres(point, one.point) if point and one.point else None for one in found}
    near = [one for one in found if one.area.startswith(area) or (away[one.id] is not None and away[one.id] < NEAR)]
    is_open = {row.face.id: row.opening.is_open for row in station_rows(near, places)}

    def turn(one):
        own = grid is not None and one.grid_id == grid.id
        return not is_open[one.id], NEAR if away[one.id] is None else away[one.id], not own

    number = first_phone(sorted((one for one in found if grid is not None and one.grid_id == grid.id), key=lambda one: (one.sort, one.id)))
    return [(row, away[row.face.id]) for row in station_rows(sorted(near, key=turn)[:STATIONS], places, area)], number
