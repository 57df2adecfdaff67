"""Grids: a list by community, and a page a grid that fits on one printed sheet."""

from flask import Blueprint, render_template
from peewee import Case

from ..core.record import Face
from ..models.grids import KINDS, Grid
from .asking import asked, division, page_number
from .finding import found
from .listing import leaf
from .rows import by_place, station_rows
from .sorts import sorts
from .whereabouts import WIDE, Whereabouts, narrow

pages = Blueprint("grids", __name__, url_prefix="/grids")


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
    grid = found(Grid, slug, "grids.show")
    face, places = Face(grid), Whereabouts([grid])
    chain = places.chain(grid.area)
    stations = list(grid.stations())
    return render_template(
        "public/grids/show.html",
        grid=face,
        above=chain,
        near=[one for one in chain if one.level not in WIDE],
        over=" · ".join(one.title for one in chain[-2:]),
        hotline=places.hotline(grid.area),
        parent=face.parent,
        children=face.verb("children"),
        sources=face.sources,
        stations=station_rows(stations, places, grid.area),
    )
