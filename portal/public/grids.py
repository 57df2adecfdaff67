"""Grids: a list by community, and a page a grid: whom to ring first, then all that is known of it."""

from flask import Blueprint, render_template
from peewee import Case

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.buildings import Building
from ..models.communities import MemberUnit, PartyCommunity
from ..models.enterprises import Enterprise
from ..models.grids import KINDS, Grid
from ..models.notices import Notice
from ..models.organizations import Organization
from . import notices
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .happening import some_of, soonest
from .listing import counted, leaf, said
from .maps import AREAS, drawn
from .pointing import named
from .readings import asked_about, readings
from .roster import fallback, first_phone, posts, rung
from .rows import by_place, rows, station_rows
from .sorts import sorts
from .together import together
from .whereabouts import WIDE, Whereabouts, narrow, steps

pages = Blueprint("grids", __name__, url_prefix="/grids")

FEW = 4  # activities and notices on a grid's page
HOUSES = 60
INSIDE = 100  # grids and stations inside one grid


def in_order(query):
    """`query` by community, then from the large grids to the small, then by number."""
    size = Case(Grid.kind, [(kind, place) for place, kind in enumerate(KINDS)])
    return query.order_by(Grid.area, size, Grid.number.asc(nulls="LAST"), Grid.sort, Grid.id)


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    query = narrow(Grid.live(), place)
    kinds = sorts(query, Grid.kind, wanted["kind"])
    page = leaf(in_order(kinds.query), page_number(wanted["page"]), size=60, total=kinds.total)
    return render_template("public/grids/index.html", page=page, groups=by_place(page.rows), kinds=kinds, division=place and Face(place))


@pages.get("/<slug>")
def show(slug):
    asked()
    grid = found(Grid, slug, "grids.show", "parent")
    face, lists, activities = Face(grid), together(parts(grid)), some_of(Activity.grid == grid.id)
    places, figures, stations = Whereabouts([grid, *lists["notices"], *activities]), lists["figures"], lists["stations"]
    chain, cited, home = places.chain(grid.area), citations([grid, *figures]), steps(grid.area)[-1:]
    on_duty = posts(grid=[grid.id], division=rung(chain))
    return render_template(
        "public/grids/show.html",
        grid=face,
        above=chain,
        near=[one for one in chain if one.level not in WIDE],
        over=" · ".join(one.title for one in chain[-2:]),
        posts=on_duty["grid"][grid.id],
        shared_posts=[post for id in home for post in on_duty["division"][id]],
        number=fallback(grid.area, places, on_duty["division"], first_phone(stations)),
        parent=face.parent,
        children=list(map(Face, lists["children"])),
        sources=cited[grid],
        stations=station_rows(stations, places, grid.area),
        houses=list(map(Face, lists["houses"])),
        named=named(around(grid, home)),
        figures=readings(figures, cited),
        activities=soonest(activities, FEW, places),
        notices=rows(lists["notices"], places, grid.area),
        enterprises=said(counted(Enterprise.live().where(Enterprise.grid == grid.id))[0]),
        map=drawn(
            face.title,
            [face],
            map(Face, [*lists["neighbours"], *lists["children"]]),
            map(Face, stations),
            map(Face, lists["houses"]),
        ),
    )


def parts(grid):
    """key → query of each list that the page of `grid` shows."""
    houses = Building.live().where(Building.grid == grid.id, Building.kind != "unit").order_by(Building.sort, Building.id)
    return {
        "children": grid.children().limit(INSIDE),
        "neighbours": beside(grid).limit(AREAS // 2),  # the other half is for those inside it
        "stations": grid.stations().limit(INSIDE),
        "houses": houses.limit(HOUSES),
        "figures": asked_about(grid),
        "notices": notices.in_order(Notice.live().where(Notice.grid == grid.id)).limit(FEW),
    }


def beside(grid):
    """Query of the grids of the same kind in the same place whose borders are known."""
    return in_order(Grid.live().where(Grid.area == grid.area, Grid.kind == grid.kind, Grid.id != grid.id, Grid.outline.is_null(False)))


def around(grid, home):
    """key → query of what else is tied to `grid`, which lies in the division `home` (a list of at most one id)."""
    held = MemberUnit.grid == grid.id
    joins = MemberUnit.live().select(MemberUnit.community).where(MemberUnit.step != "left", held | MemberUnit.division.in_(home or [0]))
    links = BrandLink.live().select(BrandLink.brand).where(BrandLink.grid == grid.id)
    return {
        "communities": PartyCommunity.live().where(PartyCommunity.id.in_(joins)),
        "builds": ServiceBrand.live().where(ServiceBrand.id.in_(links.where(BrandLink.role == "builds"))),
        "brands": ServiceBrand.live().where(ServiceBrand.id.in_(links.where(BrandLink.role != "builds"))),
        "organizations": Organization.live().where(Organization.grid == grid.id),
    }
