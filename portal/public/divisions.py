"""A place's own page, from a province down to a village: what lies in it, and the number to ring."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.accounts import reach
from ..models.grids import Grid
from ..models.places import Division
from ..models.stations import Station
from .asking import asked, page_number
from .finding import found
from .grids import in_order
from .listing import capped, leaf, said
from .rows import grid_rows, station_rows
from .whereabouts import Whereabouts, steps, within

pages = Blueprint("divisions", __name__)

WIDE = ("province", "prefecture", "county", "zone")  # too large for a list of single grids
FEW = 6  # rows of a section that leads on to a list of its own


@pages.get("/d/<slug>")
def show(slug):
    wanted = asked("page")
    division = found(Division, slug, "divisions.show")
    children = leaf(division.children(), page_number(wanted["page"]), size=60)
    paths = reach(division.area)
    near = division.level not in WIDE
    grids, grid_count = few(in_order(Grid.live().where(within(Grid, *paths))), near)
    stations, station_count = few(
        Station.live().where(within(Station, *paths), Station.category == "service").order_by(Station.sort, Station.id), near
    )
    places = Whereabouts([division, *grids, *stations], also=[division.managing_parent_id])
    return render_template(
        "public/divisions/show.html",
        division=Face(division),
        above=places.chain(division.area)[:-1],
        managed_by=places.face(division.managing_parent_id),
        hotline=places.hotline(division.area),
        children=children,
        child_faces=[(Face(child), managed(child, division)) for child in children.rows],
        grids=grid_rows(grids, places, division.area),
        stations=station_rows(stations, places, division.area),
        most=FEW,
        counts=[
            (noun, said(count), endpoint)
            for noun, count, endpoint in (("网格", grid_count, "grids.index"), ("服务站点", station_count, "stations.index"))
            if count
        ],
    )


def few(query, wanted):
    """(the first rows of `query` when they are wanted, one more than are shown when there are more; how many there are)."""
    rows = list(query.limit(FEW + 1)) if wanted else []
    return rows, len(rows) if wanted and len(rows) <= FEW else capped(query.order_by())


def managed(child, division):
    """Whether `child` only is run from `division` and lies elsewhere by law."""
    return division.id not in steps(child.area)
