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
from ..models.services import Service
from ..models.stations import Station
from . import notices
from .asking import asked
from .happening import some_of, soonest
from .listing import counted, said
from .open_now import open_now
from .pointing import named
from .rows import rows, station_rows
from .services import service_rows
from .together import together
from .whereabouts import Whereabouts, steps

pages = Blueprint("home", __name__)

FEW = 6  # tiles of one section; of those open now fewer, because other tiles stand beside them
FEW_ROWS = 4  # activities and notices
STREETS = 80  # more than that are chosen step by step, from the top of the tree


@pages.get("/")
def index():
    asked()
    stations = Station.live().where(Station.category == "service")
    opened, in_order = open_now(stations, everywhere=True), (Station.sort, Station.id)
    lists = together(
        {
            "open": opened.order_by(*in_order).limit(FEW - 2),
            "stations": stations.order_by(*in_order).limit(FEW),
            "services": Service.live().order_by(Service.sort, Service.id).limit(FEW),
            "notices": notices.in_order(Notice.live()).limit(FEW_ROWS),
        }
    )
    streets, coming = entrances(), some_of(Activity.to_come(clock.now()))
    places = Whereabouts([*lists["stations"], *lists["open"], *lists["services"], *lists["notices"], *streets, *coming])
    grids, service_stations, enterprises, now_open = counted(Grid.live(), stations, Enterprise.live(), opened)
    return render_template(
        "public/home.html",
        now=clock.now(),
        this_month=f"{clock.today():%Y-%m}",
        open_count=said(now_open),
        any_open=bool(now_open),
        stations=station_rows(lists["open"] or lists["stations"], places),
        services=service_rows(lists["services"], places),
        streets=grouped(streets, places),
        activities=[row for row in soonest(coming, FEW_ROWS, places) if row.start],
        notices=rows(lists["notices"], places),
        entrances=named({"communities": PartyCommunity.live(), "brands": ServiceBrand.live().where(ServiceBrand.parent.is_null())}, FEW),
        counts={"grids": said(grids), "stations": said(service_stations), "enterprises": said(enterprises)},
    )


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
