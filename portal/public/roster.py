"""Who is on duty at a place: the posts there, whether somebody is there now, and the number to ring."""

from collections import defaultdict
from dataclasses import dataclass

from peewee import fn

from ..core import clock
from ..core.record import Face
from ..models.people import Assignment, RoleType
from ..models.stations import Station
from .finding import joined
from .opening import Opening, closing, until_words
from .words import near_day

MOST = 500  # posts of one page


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


def phones(grids):
    """id of each of `grids` → the `Number` of the first live station in it that has one; one query."""
    ids = [grid.id for grid in grids]
    if not ids:
        return {}
    first = (
        Station.select(fn.MIN(Station.id))
        .where(Station.is_live(), Station.grid.in_(ids), Station.phone.is_null(False))
        .group_by(Station.grid)
    )
    rows = Station.live().where(Station.id.in_(first))
    return {row.grid_id: Number(row.phone, row.title) for row in rows}


def fallback(area, places, station=None):
    """The `Number` for a place without one of its own: its station's, else the nearest hotline above it, else 12345."""
    if station is not None:
        return station
    hotline = places.hotline(area)
    return Number(hotline[1], f"{hotline[0].title}服务热线") if hotline else ANYWHERE
