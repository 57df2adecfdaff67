"""Service stations and places worth knowing: a list of each, and a page each."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.services import Service
from ..models.stations import Station
from . import opening
from .activities import next_few
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .pointing import named
from .readings import about, readings
from .roster import posts
from .rows import station_rows
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("stations", __name__)

SIZE = 30
FEW = 6  # activities on a station's page


@pages.get("/stations/")
def index():
    return listed("service", "public/stations/index.html")


@pages.get("/places/")
def places():
    return listed("place", "public/stations/places.html")


def listed(category, template):
    """The list of one category, narrowed as the address says."""
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    query = narrow(Station.live().where(Station.category == category), place)
    kinds = sorts(query, Station.kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Station.sort, Station.id), page_number(wanted["page"]), SIZE, kinds.total)
    rows = station_rows(page.rows, under=place.area if place else "")
    if page.total <= SIZE:  # on several pages the open ones of this page would only look like all that are open
        rows.sort(key=lambda row: (not row.opening.is_open, not row.opening.is_known))
    return render_template(template, page=page, rows=rows, kinds=kinds, division=place and Face(place))


@pages.get("/stations/<slug>")
def show(slug):
    asked()
    station = found(Station, slug, "stations.show", "grid", "operator")
    face, around, figures = Face(station), Whereabouts([station]), about(station)
    week, cited = face.hours, citations([station, *figures])
    return render_template(
        "public/stations/show.html",
        station=face,
        above=around.chain(station.area),
        over=around.words(station.area),
        opening=opening.opening(week),
        week=opening.table(week) if week else [],
        exceptions=opening.exceptions(week) if week else [],
        hotline=around.hotline(station.area),
        grid=face.grid,
        posts=posts(station=[station.id])["station"][station.id],
        named=named(tied(station)),
        activities=next_few(Activity.station == station.id, FEW, around),
        figures=readings(figures, cited),
        sources=cited[station],
    )


def tied(station):
    """key → query of what is done here, and of the brands at work here."""
    through = Service.stations.through
    offered = through.select(through.owner).where(through.target == station.id)
    links = BrandLink.live().select(BrandLink.brand).where(BrandLink.station == station.id)
    return {
        "services": Service.live().where(Service.id.in_(offered)),
        "brands": ServiceBrand.live().where(ServiceBrand.id.in_(links)),
    }
