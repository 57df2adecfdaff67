"""A place's own page, from a province down to a village: whom to ring, and all that lies in it, each with a way to the rest."""

from flask import Blueprint, abort, render_template

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
from .asking import asked, page_number
from .citing import citations
from .finding import found
from .grids import in_order
from .happening import some_of, soonest
from .listing import Leaf, capped, counted, said
from .maps import AREAS, STATIONS, drawn
from .pointing import named
from .readings import asked_about, readings
from .roster import fallback, posts
from .rows import rows, station_rows
from .services import when
from .together import together
from .whereabouts import Whereabouts, steps, within

pages = Blueprint("divisions", __name__)

WIDE = ("province", "prefecture", "county", "zone")  # too large for a list of single grids
CHILDREN = 60  # of a page
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
    number, paths = page_number(wanted["page"]), reach(division.area)
    lists = together(parts(division, paths, number))
    children, activities = below(division, lists["children"], number), some_of(within(Activity, *paths))
    figures, cited = lists["figures"], citations([division, *lists["figures"]])
    grids, stations, services, latest = (lists.get(name, []) for name in ("grids", "stations", "services", "notices"))
    places = Whereabouts([division, *grids, *stations, *services, *latest, *activities], also=[division.managing_parent_id])
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
        activities=soonest(activities, FEW, places, division.area),
        notices=rows(latest, places, division.area),
        named=named(tied(division, paths), most=24),
        figures=readings(figures, cited),
        chains=chains(lists["chains"]),
        counts=counts(paths),
        most=FEW,
        sources=cited[division],
        map=drawn(division.title, [Face(division)], borders(lists), map(Face, lists.get("pins", ()))),
    )


def parts(division, paths, number):
    """key → query of each list that the page of `division` shows; `number`: which page of the places right below it."""
    first = (number - 1) * CHILDREN
    out = {
        "children": division.children().limit(CHILDREN + 1).offset(first),
        "figures": asked_about(division),
        "services": here(Service, paths).order_by(Service.sort, Service.id).limit(FEW),
        "notices": notices.in_order(here(Notice, paths)).limit(FEW),
        "chains": Level.live().where(Level.division == division.id).order_by(Level.scheme, Level.ordinal).limit(STEPS),
    }
    if division.level not in WIDE:
        out["grids"] = in_order(here(Grid, paths)).limit(FEW)
        out["stations"] = here(Station, paths).order_by(Station.sort, Station.id).limit(FEW)
        out["outlined"] = in_order(here(Grid, paths).where(Grid.outline.is_null(False))).limit(AREAS)
        out["pins"] = here(Station, paths).where(Station.point.is_null(False)).order_by(Station.sort, Station.id).limit(STATIONS + 1)
    return out


def borders(lists):
    """Faces of what a map of the place divides it into: the places right below it when their borders are known, else its grids."""
    children = [child for child in lists["children"] if child.outline]
    return list(map(Face, children or lists.get("outlined", ())))


def below(division, rows, number):
    """The `Leaf` of the places right below `division`, of which `rows` are those of page `number` and one more; 404 when there is none."""
    if number > 1 and not rows:
        abort(404)
    total = len(rows) if number == 1 and len(rows) <= CHILDREN else capped(division.children())
    return Leaf(rows[:CHILDREN], number, CHILDREN, total, len(rows) > CHILDREN)


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


def chains(levels):
    """[(name of the chain, its levels from the top)] as a place prints them."""
    schemes = {}
    for level in levels:
        schemes.setdefault(level.scheme, []).append(Face(level))
    return [(levels[0].scheme_name or levels[0].text("scheme_kind"), levels) for levels in schemes.values()]


def managed(child, division):
    """Whether `child` only is run from `division` and lies elsewhere by law."""
    return division.id not in steps(child.area)
