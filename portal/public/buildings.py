"""Buildings: the estates and houses of a place as a tree, and a page each with whom to ring there."""

from collections import defaultdict

from flask import Blueprint, render_template
from peewee import fn

from ..core.record import Face
from ..models.buildings import Building
from ..models.organizations import Organization
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .pointing import named
from .readings import about, readings
from .roster import fallback, phones, posts, rung
from .rows import by_place
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("buildings", __name__, url_prefix="/buildings")

SIZE = 40
FEW = 12  # houses of one estate that its line names


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    top = narrow(Building.live().where(Building.parent.is_null()), place)
    kinds = sorts(top, Building.kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Building.area, Building.sort, Building.id), page_number(wanted["page"]), SIZE, kinds.total)
    return render_template(
        "public/buildings/index.html",
        page=page,
        groups=by_place(page.rows),
        inside=inside(page.rows),
        most=FEW,
        kinds=kinds,
        division=place and Face(place),
    )


def inside(records):
    """id of each of `records` → [(slug, title)] of the first `FEW` + 1 live ones right inside it, by name; one query."""
    out = defaultdict(list)
    title, turn = Building._meta.fields[Building._meta.title], fn.ROW_NUMBER()
    some = (
        Building.live()
        .where(Building.parent.in_([one.id for one in records]))
        .select(
            Building.parent.alias("around"),
            Building.slug,
            title.alias("title"),
            turn.over(partition_by=[Building.parent], order_by=[Building.sort, Building.id]).alias("turn"),
        )
    ).alias("some")
    rows = Building.select(some.c.around, some.c.slug, some.c.title).from_(some).where(some.c.turn <= FEW + 1)
    for around, slug, title in rows.order_by(some.c.around, some.c.turn).tuples() if records else ():
        out[around].append((slug, title))
    return out


@pages.get("/<slug>")
def show(slug):
    asked()
    building = found(Building, slug, "buildings.show", "grid", "parent")
    face, around, figures = Face(building), Whereabouts([building]), about(building)
    grid, cited = building.grid if face.grid else None, citations([building, *figures])
    on_duty = posts(building=[building.id], grid=[grid.id] if grid else [], division=rung(around.chain(building.area)))
    parents = [Face(one) for one in building.parents() if one.is_public()]
    return render_template(
        "public/buildings/show.html",
        building=face,
        above=around.chain(building.area),
        over=around.words(building.area),
        parents=parents,
        grid=face.grid,
        own_posts=on_duty["building"][building.id],
        posts=on_duty["grid"][grid.id] if grid else [],
        number=fallback(building.area, around, on_duty["division"], phones([grid]).get(grid.id) if grid else None),
        children=face.verb("children"),
        bodies=named({"all": Organization.live().where(Organization.estate == building.id)})["all"],
        figures=readings(figures, cited),
        sources=cited[building],
    )
