"""A place's own page, from a province down to a village: whom to ring, and all that lies in it, each with a way to the rest."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.accounts import reach
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.buildings import Building
from ..models.communities import MemberUnit, PartyCommunity
from ..models.enterprises import Enterprise
from ..models.grids import Grid
from ..models.levels import Level
from ..models.notices import Notice
from ..models.organizations import Organization
from ..models.places import Division
from ..models.services import Service
from ..models.stations import Station
from . import notices
from .activities import next_few
from .asking import asked, page_number
from .citing import citations
from .finding import found
from .grids import in_order
from .listing import counted, leaf, said
from .outlines import drawing
from .pointing import named
from .readings import about, readings
from .roster import fallback, posts
from .rows import rows, station_rows
from .services import when
from .whereabouts import Whereabouts, steps, within

pages = Blueprint("divisions", __name__)

WIDE = ("province", "prefecture", "county", "zone")  # too large for a list of single grids
FEW = 6  # rows of a section that leads on to a list of its own
STEPS = 100  # levels of all chains of a place

# what is counted here: measure word, word, list
COUNTED = (
    (Grid, "个", "网格", "grids.index"),
    (Station, "个", "服务站点", "stations.index"),
    (Building, "个", "小区楼栋", "buildings.index"),
    (PartyCommunity, "个", "党建共同体", "communities.index"),
    (Organization, "个", "单位", "organizations.index"),
    (Enterprise, "家", "企业", "enterprises.index"),
    (Service, "项", "服务事项", "services.index"),
    (Activity, "场", "活动", "activities.index"),
)


@pages.get("/d/<slug>")
def show(slug):
    wanted = asked("page")
    division = found(Division, slug, "divisions.show")
    children = leaf(division.children(), page_number(wanted["page"]), size=60)
    paths, figures = reach(division.area), about(division)
    cited = citations([division, *figures])
    near = division.level not in WIDE
    grids = list(in_order(here(Grid, paths)).limit(FEW)) if near else []
    stations = list(here(Station, paths).order_by(Station.sort, Station.id).limit(FEW)) if near else []
    services = list(here(Service, paths).order_by(Service.sort, Service.id).limit(FEW))
    latest = list(notices.in_order(here(Notice, paths)).limit(FEW))
    places = Whereabouts([division, *grids, *stations, *services, *latest], also=[division.managing_parent_id])
    return render_template(
        "public/divisions/show.html",
        division=Face(division),
        above=places.chain(division.area)[:-1],
        managed_by=places.face(division.managing_parent_id),
        number=fallback(division.area, places),
        posts=posts(division=[division.id])["division"][division.id],
        children=children,
        child_faces=[(Face(child), managed(child, division)) for child in children.rows],
        grids=rows(grids, places, division.area),
        stations=station_rows(stations, places, division.area),
        services=[(row, when(service)) for row, service in zip(rows(services, places, division.area), services, strict=True)],
        activities=next_few(within(Activity, *paths), FEW, under=division.area),
        notices=rows(latest, places, division.area),
        named=named(tied(division, paths), most=24),
        figures=readings(figures, cited),
        chains=chains(division),
        counts=counts(paths),
        most=FEW,
        sources=cited[division],
        drawing=drawing(division.outline),
    )


def here(home, paths):
    """Query of the live records of `home` in the areas `paths`; of stations those that serve."""
    query = home.live().where(within(home, *paths))
    return query.where(Station.category == "service") if home is Station else query


def counts(paths):
    """[(word, number as residents read it, measure word, endpoint of the list)] of what there is in the areas `paths`."""
    totals = counted(*(here(home, paths) for home, *_ in COUNTED))
    return [(word, said(total), unit, endpoint) for (_, unit, word, endpoint), total in zip(COUNTED, totals, strict=True) if total]


def tied(division, paths):
    """key → query: the party communities and brands of this place, and those it has a part in."""
    joins = MemberUnit.live().select(MemberUnit.community).where(MemberUnit.division == division.id, MemberUnit.step != "left")
    links = BrandLink.live().select(BrandLink.brand).where(BrandLink.division == division.id)
    return {
        "communities": PartyCommunity.live().where(within(PartyCommunity, *paths)),
        "joined": PartyCommunity.live().where(PartyCommunity.id.in_(joins), ~within(PartyCommunity, *paths)),
        "brands": ServiceBrand.live().where(within(ServiceBrand, *paths), ServiceBrand.parent.is_null()),
        "linked": ServiceBrand.live().where(ServiceBrand.id.in_(links)),
    }


def chains(division):
    """[(name of the chain, its levels from the top)] as this place prints them."""
    schemes = {}
    for level in Level.live().where(Level.division == division.id).order_by(Level.scheme, Level.ordinal).limit(STEPS):
        schemes.setdefault(level.scheme, []).append(Face(level))
    return [(levels[0].scheme_name or levels[0].text("scheme_kind"), levels) for levels in schemes.values()]


def managed(child, division):
    """Whether `child` only is run from `division` and lies elsewhere by law."""
    return division.id not in steps(child.area)
