"""The first page: a box to search in, what is open now, and a way to one's own street."""

from flask import Blueprint, render_template

from ..core import clock
from ..core.record import Face
from ..models.grids import Grid
from ..models.places import Division
from ..models.stations import Station
from .asking import asked
from .listing import capped, said
from .rows import station_rows
from .whereabouts import Whereabouts, steps

pages = Blueprint("home", __name__)

FEW = 6  # tiles of one section; of those open now fewer, because other tiles stand beside them
CHECKED = 300  # stations whose hours are looked at
STREETS = 80  # more than that are chosen step by step, from the top of the tree


@pages.get("/")
def index():
    asked()
    services = Station.live().where(Station.category == "service")
    open_ids, exact = open_now(services)
    shown = services.where(Station.id.in_(open_ids[: FEW - 2])) if open_ids else services
    stations, streets = list(shown.order_by(Station.sort, Station.id).limit(FEW)), entrances()
    places = Whereabouts([*stations, *streets])
    return render_template(
        "public/home.html",
        now=clock.now(),
        open_count=len(open_ids) if exact else None,
        any_open=bool(open_ids),
        stations=station_rows(stations, places),
        streets=grouped(streets, places),
        counts={"grids": said(capped(Grid.live())), "stations": said(capped(services))},
    )


def open_now(services):
    """(ids of those of `services` that are open at this moment, whether these are all)."""
    now = clock.now()
    rows = list(
        services.select(Station.id, Station.hours).where(Station.hours.is_null(False)).order_by(Station.sort, Station.id).limit(CHECKED + 1)
    )
    return [row.id for row in rows if row.hours.open_until(now)], len(rows) <= CHECKED


def entrances():
    """The streets and towns to choose from; the top of the tree when they are too many or there is none."""
    streets = list(Division.live().where(Division.level.in_(("street", "town"))).order_by(Division.area).limit(STREETS + 1))
    if 0 < len(streets) <= STREETS:
        return streets
    return list(Division.live().where(Division.parent.is_null()).order_by(Division.sort, Division.id).limit(STREETS))


def grouped(divisions, places):
    """[(the prefecture or what else stands above (None for nothing), those of `divisions` in it)]."""
    groups = {}
    for one in sorted(divisions, key=lambda one: one.sort):
        groups.setdefault(prefecture(one, places), []).append(Face(one))
    return [(places.face(id), groups[id]) for id in sorted(groups)]


def prefecture(division, places):
    """The id of the prefecture that `division` lies in, of what is right above it when none is known; 0 for nothing."""
    above = [id for id in steps(division.area)[:-1] if places.face(id)]
    return next((id for id in above if places.face(id).level == "prefecture"), above[-1] if above else 0)
