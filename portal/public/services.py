"""Services: what gets done for residents, where, when, and what it costs whom."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.services import Service
from .asking import asked, division, page_number
from .citing import citations
from .finding import found, shared
from .listing import leaf
from .opening import Opening, opening, table
from .readings import about, readings
from .sorts import sorts
from .whereabouts import Whereabouts, narrow
from .words import span, spoken

pages = Blueprint("services", __name__, url_prefix="/services")


@dataclass(frozen=True)
class Row:
    """One service of a list: where it is done, when (words), and whether one may come now."""

    face: Face
    where: str
    stations: list
    when: str
    opening: Opening


def service_rows(records, places=None, under=""):
    """The `Row`s of services; one query for their stations, one for `places` when they are not known."""
    places = places or Whereabouts(records)
    stations = shared(records, "stations")
    return [
        Row(Face(one), places.words(one.area, under=under), [Face(station) for station in stations[one.id]], when(one), opening(one.hours))
        for one in records
    ]


def when(service):
    """每周四 15:00-16:30, or what else is known of its time."""
    return spoken(service.recurrence.show()) if service.recurrence else service.when_text or ""


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Service.live(), place), Service.kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Service.sort, Service.id), page_number(wanted["page"]), total=kinds.total)
    return render_template(
        "public/services/index.html",
        page=page,
        rows=service_rows(page.rows, under=place.area if place else ""),
        kinds=kinds,
        division=place and Face(place),
    )


@pages.get("/<slug>")
def show(slug):
    asked()
    service = found(Service, slug, "services.show", "provider")
    face, around, figures = Face(service), Whereabouts([service]), about(service)
    cited = citations([service, *figures])
    return render_template(
        "public/services/show.html",
        service=face,
        above=around.chain(service.area),
        over=around.words(service.area),
        stations=face.stations,
        channels=[term.title for term in face.channels],
        free_for=[term.title for term in face.free_for],
        audience=[term.title for term in face.audience],
        when=when(service),
        dates=[span(*pair) for pair in service.next_dates()],
        opening=opening(face.hours),
        week=table(face.hours) if face.hours else [],
        hotline=around.hotline(service.area),
        figures=readings(figures, cited),
        sources=cited[service],
    )
