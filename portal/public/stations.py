"""Service stations and places worth knowing: a list of each, and a page each."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.stations import Station
from . import opening
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .happening import next_few
from .listing import leaf
from .maps import drawn
from .offers import offered, offers
from .open_now import open_now
from .pointing import named
from .readings import about, readings
from .roster import posts
from .rows import station_rows
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("stations", __name__)

SIZE = 30
ALL = 300  # rows of a list that a browser puts in order by distance
FEW = 6  # activities on a station's page


@pages.get("/stations/")
def index():
    return listed("service", "public/stations/index.html")


@pages.get("/places/")
def places():
    return listed("place", "public/stations/places.html")


def listed(category, template):
    """The list of one category, narrowed as the address says."""
    wanted = asked("division", "kind", "open", "all", "page")
    place, only_open = division(wanted["division"]), wanted["open"] == "1"
    query = narrow(Station.live().where(Station.category == category), place)
    kinds = sorts(open_now(query, everywhere=place is None) if only_open else query, Station.kind, wanted["kind"])
    size = ALL if wanted["all"] == "1" else SIZE
    page = leaf(kinds.query.order_by(Station.sort, Station.id), page_number(wanted["page"]), size, kinds.total)
    rows = station_rows(page.rows, under=place.area if place else "")
    if page.total <= SIZE:  # on several pages the open ones of this page would only look like all that are open
        rows.sort(key=lambda row: (not row.opening.is_open, not row.opening.is_known))
    return render_template(
        template,
        page=page,
        rows=rows,
        kinds=kinds,
        only_open=only_open,
        has_points=any(row.face.point for row in rows),
        map=drawn("本页的" + ("服务站点" if category == "service" else "场所"), stations=[row.face for row in rows]),
        services={id: list(map(Face, some)) for id, some in offered(page.rows).items()},
        division=place and Face(place),
    )


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
        map=face.point and drawn(face.title, [face], [face.grid] if face.grid else (), [face]),
        posts=posts(station=[station.id])["station"][station.id],
        offers=offers(offered([station])[station.id]),
        brands=named({"brands": brands(station)})["brands"],
        activities=next_few(Activity.station == station.id, FEW, around),
        figures=readings(figures, cited),
        sources=cited[station],
    )


def brands(station):
    """Query of the brands at work here."""
    links = BrandLink.live().select(BrandLink.brand).where(BrandLink.station == station.id)
    return ServiceBrand.live().where(ServiceBrand.id.in_(links))
