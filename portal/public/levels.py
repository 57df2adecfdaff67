"""Chains of levels as each place prints them: each with its steps, and how many it claims to have."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from peewee import fn

from ..core.record import Face
from ..models.levels import Level
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .sorts import sorts
from .whereabouts import Whereabouts, narrow, nearest_place

pages = Blueprint("levels", __name__, url_prefix="/levels")


@dataclass(frozen=True)
class Chain:
    """One chain from the top. `claimed` is how many levels the print speaks of when it lists another number, else None;
    `note` what is said of every step alike."""

    head: Face
    steps: list
    claimed: int | None
    where: str
    note: str
    sources: list

    @property
    def title(self):
        return self.head.scheme_name or self.head.text("scheme_kind")


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    first = Level.live().select(fn.MIN(Level.id)).group_by(Level.scheme)
    kinds = sorts(narrow(Level.live().where(Level.id.in_(first)), place), Level.scheme_kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Level.area, Level.scheme), page_number(wanted["page"]), total=kinds.total)
    return render_template("public/levels/index.html", page=page, chains=chains(page.rows), kinds=kinds, division=place and Face(place))


def chains(heads):
    """The `Chain`s that `heads`, one level of each, stand for."""
    schemes = {head.scheme: [] for head in heads}
    levels = list(Level.live().where(Level.scheme.in_(list(schemes))).order_by(Level.ordinal)) if heads else []
    for level in levels:
        schemes[level.scheme].append(level)
    cited, places = citations(levels), Whereabouts(levels)
    return [chain(some, cited, places) for some in schemes.values()]


def chain(levels, cited, places):
    """The `Chain` of the levels of one scheme, from the top."""
    claimed = next((level.claimed_levels for level in levels if level.claimed_levels), None)
    return Chain(
        Face(next((level for level in levels if level.scheme_name), levels[0])),
        list(map(Face, levels)),
        claimed if claimed != len(levels) else None,
        places.words(levels[0].area),
        common_note(levels),
        list(dict.fromkeys(face for level in levels for face in cited[level])),
    )


def common_note(levels):
    """The note that all of `levels` have, "" when they differ."""
    notes = {level.note for level in levels}
    return next(iter(notes)) or "" if len(notes) == 1 and len(levels) > 1 else ""


@pages.get("/<slug>")
def show(slug):
    """A level has no page of its own: its address leads to its step in the list of chains."""
    asked()
    level = found(Level, slug, "levels.show")
    return redirect(url_for("levels.index", division=nearest_place(level), _anchor=level.slug))
