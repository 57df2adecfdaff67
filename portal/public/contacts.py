"""Whom to ring: every grid of a place with the posts in it, community by community, and never without a number."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.grids import Grid
from ..models.places import IN_COMMUNITY
from .asking import asked, division, page_number
from .grids import in_order
from .listing import leaf
from .roster import Number, fallback, phones, posts, rung
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("contacts", __name__, url_prefix="/contacts")

SIZE = 30


@dataclass(frozen=True)
class Contact:
    """One grid with its posts; `number` is what to ring when no post has a number."""

    grid: Face
    posts: list
    number: Number


@dataclass(frozen=True)
class Group:
    """The grids of one community, the posts of the community itself and its hotline."""

    where: str
    place: Face | None
    posts: list
    contacts: list
    number: Number


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Grid.live(), place), Grid.kind, wanted["kind"])
    page = leaf(in_order(kinds.query), page_number(wanted["page"]), SIZE, kinds.total)
    places = Whereabouts(page.rows + ([place] if place else []))
    near = {id for grid in page.rows for id in rung(places.chain(grid.area))} | ({place.id} if place else set())
    on_duty = posts(grid=[grid.id for grid in page.rows], division=near)
    groups = grouped(page.rows, places, on_duty, phones(page.rows))
    shown = {group.place.id for group in groups if group.place}
    return render_template(
        "public/contacts/index.html",
        page=page,
        kinds=kinds,
        groups=groups,
        division=place and Face(place),
        is_community=place is not None and place.level in IN_COMMUNITY,
        own=on_duty["division"][place.id] if place and place.id not in shown else [],
        number=fallback(place.area if place else "/", places, on_duty["division"]),
    )


def grouped(grids, places, on_duty, stations):
    """The `Group`s of neighbouring `grids` that lie in the same place."""
    groups = []
    for grid in grids:
        if not groups or groups[-1].contacts[-1].grid.area != grid.area:
            home = next(reversed(places.chain(grid.area)), None)
            own = on_duty["division"][home.id] if home else []
            groups.append(Group(places.words(grid.area), home, own, [], fallback(grid.area, places, on_duty["division"])))
        number = stations.get(grid.id, groups[-1].number)
        groups[-1].contacts.append(Contact(Face(grid), on_duty["grid"][grid.id], number))
    return groups
