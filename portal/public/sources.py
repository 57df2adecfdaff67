"""Where facts come from: every report and every place in it, and what was taken from there."""

from itertools import groupby

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.grids import Grid
from ..models.places import Division
from ..models.stations import Station
from ..models.vocabulary import Source
from .asking import asked, page_number
from .finding import found
from .listing import leaf
from .whereabouts import Whereabouts

pages = Blueprint("sources", __name__, url_prefix="/sources")

CITING = ((Division, "divisions.show"), (Grid, "grids.show"), (Station, "stations.show"))
FEW = 30


@pages.get("/")
def index():
    wanted = asked("page")
    page = leaf(Source.live().order_by(Source.file, Source.id), page_number(wanted["page"]), size=50)
    faces = [Face(record) for record in page.rows]
    reports = [(report, list(group)) for report, group in groupby(faces, lambda face: face.headline or face.file)]
    return render_template("public/sources/index.html", page=page, reports=reports)


@pages.get("/<slug>")
def show(slug):
    asked()
    source = found(Source, slug, "sources.show")
    found_in = [(record, endpoint) for home, endpoint in CITING for record in citing(home, source)]
    places = Whereabouts([record for record, _ in found_in])
    cited = [(Face(record), endpoint, places.words(record.area, skip=isinstance(record, Division))) for record, endpoint in found_in]
    return render_template("public/sources/show.html", source=Face(source), cited=cited)


def citing(home, source):
    """The first live records of `home` that name `source`."""
    through = home.sources.through
    return (
        home.live().join(through, on=(through.owner == home.id)).where(through.target == source.id).order_by(home.area, home.id).limit(FEW)
    )
