"""紧急提示: what must be known at once, above every page it concerns, until its time is over."""

from dataclasses import dataclass

from flask import g
from peewee import JOIN, PeeweeException, fn

from ..core.errors import Unavailable
from ..core.record import Face
from ..models.notices import Notice
from ..models.places import Division
from .whereabouts import steps

SHOWN = 3  # above a page; of more the list tells


@dataclass(frozen=True)
class Alert:
    """One alert: its Face, and the name of the place it is for ("" when residents may not see that place)."""

    face: Face
    where: str


def speak_of(area):
    """Say that this page is about the place `area` (a path) or something in it, so that only alerts for it stand above."""
    if area != "/":
        g.alert_area = area


def alerts():
    """([`Alert`], whether there are more) for this page: one query.

    On a page about a place those of that place, of what lies in it, and of what it lies in; on a page about no place all
    of them. The wider its place, the further up an alert stands, then the newer. Nothing when the database does not answer:
    this stands above pages of apology too.
    """
    area = g.get("alert_area", "/")
    condition = (Notice.kind == "alert") & Notice.is_live()
    if area != "/":
        condition &= Notice.area.in_(["/", *above(area)]) | Notice.under(area)
    query = (
        Notice.select(Notice, Division)
        .join(Division, JOIN.LEFT_OUTER, on=((Notice.division == Division.id) & Division.is_live()), attr="placed")
        .where(condition)
        .order_by(fn.LENGTH(Notice.area), Notice.issued_on.desc(nulls="LAST"), Notice.id.desc())
        .limit(SHOWN + 1)
    )
    try:
        found = [Alert(Face(one), one.placed.name if one.placed and one.placed.id else "") for one in query]
    except (Unavailable, PeeweeException):
        return [], False
    return found[:SHOWN], len(found) > SHOWN


def above(area):
    """/3/17/ → [/3/, /3/17/]: the path itself and all it lies in."""
    ids = steps(area)
    return ["/" + "/".join(map(str, ids[: count + 1])) + "/" for count in range(len(ids))]
