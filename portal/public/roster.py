"""Who is on duty at a place: the posts there, whether somebody is there now, and the number to ring."""

from collections import defaultdict
from dataclasses import dataclass

from ..core import clock
from ..core.record import Face
from ..models.people import Assignment, RoleType
from ..models.stations import Station
from .finding import joined
from .opening import Opening, closing, until_words
from .words import near_day

MOST = 500  # posts of one page
ABOVE_STREETS = ("province", "prefecture", "county")  # nobody there is rung about a house


@dataclass(frozen=True)
class Number:
    """A number to ring, and whom it reaches."""

    number: str
    whom: str


@dataclass(frozen=True)
class Post:
    """One assignment as residents read it; `number` is None when it has none of its own."""

    face: Face
    role: Face
    holder: str
    opening: Opening
    number: Number | None


ANYWHERE = Number("12345", "政务服务热线")


def posts(**places):
    """name of a relation of `Assignment` → id of what it points at → the `Post`s there today; one query.

    `places`: name of a relation → ids, as in posts(grid=[3, 4], division=[17]).
    """
    out = {name: defaultdict(list) for name in places}
    conditions = [Assignment.shape()[name].in_(list(ids)) for name, ids in places.items() if ids]
    if not conditions:
        return out
    query = joined(Assignment, "role", "person").where(Assignment.holds(), _any(conditions))
    order = (RoleType.ordinal.asc(nulls="LAST"), Assignment.ordinal, Assignment.id)
    for one in query.order_by(*order).limit(MOST):
        if one.role.is_public():
            for name in places:
                if (id := one.__data__.get(name)) is not None:
                    out[name][id].append(post(one))
    return out


def _any(conditions):
    first, *others = conditions
    for other in others:
        first |= other
    return first


def post(assignment):
    """The `Post` of one assignment whose role residents may see."""
    face = Face(assignment)
    role = face.role
    number = Number(face.duty_phone, role.title) if face.duty_phone else None
    return Post(face, role, face.verb("holder"), duty(face.duty_hours), number)


def duty(week):
    """The `Opening` of duty hours now, in the words of people instead of doors."""
    if week is None or not (any(week.days) or week.exceptions):
        return Opening("", is_known=False)
    until = closing(week)
    if until is not None:
        return Opening("现在有人", until_words(until), is_open=True)
    begins = week.opens_next(clock.now())
    return Opening("现在没人", f"{near_day(begins.date())} {begins:%H:%M} 上班" if begins else "一个月内不值班")


def first_phone(stations):
    """The `Number` of the first of `stations` that is a service station and has one, else None."""
    return next((Number(one.phone, one.title) for one in stations if one.phone and one.category == "service"), None)


def phones(grids):
    """id of each of `grids` → the `Number` of the first live service station in it that has one; one query."""
    here = Station.live().where(Station.category == "service", Station.grid.in_([grid.id for grid in grids]), Station.phone.is_null(False))
    found = list(here.order_by(Station.sort, Station.id)) if grids else []
    return {grid.id: number for grid in grids if (number := first_phone(one for one in found if one.grid_id == grid.id))}


def rung(chain):
    """The ids of those divisions of `chain` whose posts may be rung about a house."""
    return [face.id for face in chain if face.level not in ABOVE_STREETS]


def fallback(area, places, on_duty=None, station=None):
    """The `Number` for a place without one of its own: its station's, its community's, its street's, the nearest hotline above, else 12345.

    `on_duty`: id of a division that is `rung` → the `Post`s there; a post with a number comes before its place's hotline.
    """
    if station is not None:
        return station
    for face in reversed(places.chain(area)):
        posted = on_duty.get(face.id, ()) if on_duty else ()
        if number := next((post.number for post in posted if post.number), None):
            return Number(number.number, f"{face.title}{number.whom}")
        if face.hotline:
            return Number(face.hotline, f"{face.title}服务热线")
    return ANYWHERE
