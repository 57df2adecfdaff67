"""Kinds of post: what each does, where its holders come from, and where there is one."""

from itertools import groupby

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.people import CATEGORIES, Assignment, RoleType
from .asking import asked, division, page_number
from .finding import found, joined, shared
from .listing import counted_each, leaf, said
from .pointing import visible
from .roster import duty
from .whereabouts import Whereabouts, narrow

pages = Blueprint("posts", __name__, url_prefix="/posts")

SIZE = 100
MANY = 100  # places that have a post; of more the list of the post tells
ORDER = {category: place for place, category in enumerate(CATEGORIES)}


@pages.get("/")
def index():
    wanted = asked("page")
    page = leaf(RoleType.live().order_by(RoleType.ordinal.asc(nulls="LAST"), RoleType.sort, RoleType.id), page_number(wanted["page"]), SIZE)
    held = visible(Assignment.current()).where(Assignment.role == RoleType.id)
    counts = counted_each(RoleType, [role.id for role in page.rows], held, MANY)
    groups = shared(page.rows, "source_groups")
    page.rows.sort(key=lambda role: ORDER[role.category])
    return render_template(
        "public/posts/index.html",
        page=page,
        groups=[
            (CATEGORIES[category], [(Face(role), [term.title for term in groups[role.id]], said(counts[role.id], MANY)) for role in roles])
            for category, roles in groupby(page.rows, lambda role: role.category)
        ],
    )


@pages.get("/<slug>")
def show(slug):
    wanted = asked("division", "page")
    place = division(wanted["division"])
    role = found(RoleType, slug, "posts.show")
    face = Face(role)
    held = joined(Assignment, *Assignment._meta.one_of, "person").where(Assignment.holds(), Assignment.role == role.id)
    held = narrow(visible(held), place).order_by(Assignment.area, Assignment.sort, Assignment.id)
    page = leaf(held, page_number(wanted["page"]))
    places = Whereabouts(page.rows)
    return render_template(
        "public/posts/show.html",
        role=face,
        page=page,
        rows=[held_row(one, places) for one in page.rows],
        division=place and Face(place),
        sources=face.sources,
    )


def held_row(assignment, places):
    """(the assignment, what it is at, where that lies, the holder's name if public, on duty or not) for one line of a list."""
    face = Face(assignment)
    return face, face.verb("target"), places.words(face.area), face.verb("holder"), duty(face.duty_hours)
