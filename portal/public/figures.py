"""Figures: every number of the site by what it is about, as printed, with its source; two that disagree side by side."""

from flask import Blueprint, abort, redirect, render_template, url_for
from peewee import fn

from ..core.record import Face
from ..models.figures import Figure
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .pointing import Pointed, visible
from .readings import by_subject
from .sorts import sorts
from .whereabouts import Whereabouts, narrow, nearest_place

pages = Blueprint("figures", __name__, url_prefix="/figures")


@pages.get("/")
def index():
    wanted = asked("division", "name", "kind", "page")
    place = division(wanted["division"])
    query = visible(narrow(Figure.live(), place))
    if wanted["name"]:
        query = query.where(Figure.name.contains(wanted["name"]))
    exactness = sorts(query, Figure.qualifier, wanted["kind"])
    page = leaf(in_order(exactness.query), page_number(wanted["page"]), size=60, total=exactness.total)
    page.rows.sort(key=by_name)
    subjects = Pointed(page.rows)
    groups = by_subject(page.rows, subjects, citations(page.rows))
    places = Whereabouts([subject for subject, _ in groups])
    return render_template(
        "public/figures/index.html",
        page=page,
        groups=[(subject, where(subject, places), some) for subject, some in groups],
        name=wanted["name"],
        exactness=exactness,
        division=place and Face(place),
    )


def in_order(query):
    """`query` by place and subject; with more to sort by, SQLite sorts every figure there is instead of walking along the places."""
    return query.order_by(Figure.area, fn.COALESCE(*(Figure.shape()[name] for name in Figure._meta.one_of)), Figure.id)


def by_name(figure):
    """The order of figures on one page: those of one subject together, by name and time."""
    return (
        figure.area,
        *((id is None, id) for id in (getattr(figure, Figure.shape()[name].object_id_name) for name in Figure._meta.one_of)),
        figure.name,
        (figure.as_of is None, figure.as_of or ""),
        figure.id,
    )


def where(subject, places):
    """Where a subject lies; of a place, what it lies in."""
    return places.words(subject.area, skip=subject.is_place)


@pages.get("/<slug>")
def show(slug):
    """A figure has no page of its own: its address leads to its line in the list of what is told about its place."""
    asked()
    figure = found(Figure, slug, "figures.show")
    if Pointed([figure]).one(figure) is None:
        abort(404)
    return redirect(url_for("figures.index", division=nearest_place(figure), name=figure.name, _anchor=figure.slug))
