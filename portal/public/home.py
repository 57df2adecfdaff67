"""The first page: a box to search in, what is open now, and a way to one's own street."""

from flask import Blueprint, render_template

from ..core import clock
from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import ServiceBrand
from ..models.communities import PartyCommunity
from ..models.enterprises import Enterprise
from ..models.grids import Grid
from ..models.notices import Notice
from ..models.places import Division
from ..models.stations import Station
from . import notices
from .activities import next_few
from .asking import asked
from .listing import counted, said
from .pointing import named
from .rows import rows, station_rows
from .whereabouts import Whereabouts, steps

pages = Blueprint("home", __name__)

FEW = 6  # tiles of one section; of those open now fewer, because other tiles stand beside them
FEW_ROWS = 4  # activities and notices
CHECKED = 300  # stations whose hours are looked at
STREETS = 80  # more than that are chosen step by step, from the top of the tree


@pages.get("/")
def index():
    asked()
    services = Station.live().where(Station.category == "service")
    open_ids, exact = open_now(services)
    shown = services.where(Station.id.in_(open_ids[: FEW - 2])) if open_ids else services
    stations, streets = list(shown.order_by(Station.sort, Station.id).limit(FEW)), entrances()
    latest = list(notices.in_order(Notice.live()).limit(FEW_ROWS))
    coming = next_few(upcoming(), FEW_ROWS)
    places = Whereabouts([*stations, *streets, *latest])
    grids, service_stations, enterprises = counted(Grid.live(), services, Enterprise.live())
    return render_template(
        "public/home.html",
        now=clock.now(),
        open_count=len(open_ids) if exact else None,
        any_open=bool(open_ids),
        stations=station_rows(stations, places),
        streets=grouped(streets, places),
        activities=[row for row in coming if row.start],
        notices=rows(latest, places),
        entrances=named({"communities": PartyCommunity.live(), "brands": ServiceBrand.live().where(ServiceBrand.parent.is_null())}, FEW),
        counts={"grids": said(grids), "stations": said(service_stations), "enterprises": said(enterprises)},
    )


def open_now(services):
    """(ids of those of `services` that are open at this moment, whether these are all)."""
    now = clock.now()
    rows = list(
        services.select(Station.id, Station.hours).where(Station.hours.is_null(False)).order_by(Station.sort, Station.id).limit(CHECKED + 1)
    )
    return [row.id for row in rows if row.hours.open_until(now)], len(rows) <= CHECKED


def upcoming():
    """The condition for activities that may come again or are still to come."""
    now = clock.now()
    return (Activity.status != "done") & (Activity.recurrence.is_null(False) | (Activity.starts_at >= now) | (Activity.ends_at > now))


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
