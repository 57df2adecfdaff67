"""Searching everything residents may see: by a piece of a name, a word in a text, or pinyin initials."""

import difflib
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for

from ..core.errors import Refused
from ..core.fields import nearest
from ..core.record import Face
from ..core.search import find, likely
from ..models.accounts import reach
from ..models.grids import Grid
from ..models.places import Division
from ..models.stations import Station
from ..models.vocabulary import Source
from .asking import asked, division, page_number
from .listing import Leaf
from .whereabouts import Whereabouts

pages = Blueprint("search", __name__)

# what a visitor may narrow to: name in the address → (word, model)
TYPES = {"stations": ("站点和场所", Station), "grids": ("网格", Grid), "divisions": ("地方", Division), "sources": ("出处", Source)}
# where a model's page is, and the fields its few words may come from, best first
PAGES = {
    Station: ("stations.show", ("summary", "address")),
    Grid: ("grids.show", ("scope_text", "features")),
    Division: ("divisions.show", ("summary",)),
    Source: ("sources.show", ("note", "quote")),
}
SIZE = 20


@dataclass(frozen=True)
class Hit:
    """One result as it is shown."""

    noun: str
    title: str
    url: str
    where: str
    gist: str
    synthetic: bool


@pages.get("/search")
def index():
    wanted = asked("q", "type", "division", "page")
    place, number = division(wanted["division"]), page_number(wanted["page"])
    homes = wanted_homes(wanted["type"])
    results, total = find(wanted["q"], homes, SIZE, (number - 1) * SIZE, reach(place.area) if place else ())
    if number > 1 and not results:
        abort(404)
    page = Leaf(results, number, SIZE, total, more=number * SIZE < total)
    return render_template(
        "public/search.html",
        q=wanted["q"],
        page=page,
        hits=hits(results),
        types=TYPES,
        type=wanted["type"],
        division=place and Face(place),
        near=near(wanted["q"]) if wanted["q"] and not results else [],
    )


def wanted_homes(type):
    """The models to search in; all of them for no `type`, refused for an unknown one."""
    if type and type not in TYPES:
        raise Refused(f"没有“{type}”这一类，可以写的有{nearest(type, TYPES)}。")
    return [home for name, (_, home) in TYPES.items() if type in ("", name)]


def hits(results):
    """The `Hit`s of [(home, id)], in that order, without what residents may no longer see."""
    records = {}
    for home in {home for home, _ in results}:
        ids = [id for other, id in results if other is home]
        records |= {(home, record.id): record for record in home.live().where(home.id.in_(ids))}
    places = Whereabouts(records.values())
    return [hit(records[key], places) for key in results if key in records]


def hit(record, places):
    """The `Hit` of one record."""
    face, (endpoint, gists) = Face(record), PAGES[type(record)]
    return Hit(
        noun(face, record),
        title(face, record),
        url_for(endpoint, slug=face.slug),
        places.words(face.area, skip=isinstance(record, Division)),
        next((text for name in gists if (text := face.text(name))), ""),
        face.synthetic,
    )


def noun(face, record):
    """What a resident would call it: 街道, 场所, 网格 …"""
    if isinstance(record, Division):
        return face.text("level")
    return face.text("category") if isinstance(record, Station) else face.noun


def title(face, record):
    """Its name; of a source, the headline."""
    return face.headline or face.title if isinstance(record, Source) else face.title


def near(text):
    """A few names that look like `text`, when nothing was found."""
    names = [name for home in (Division, Station) for name in likely(home, text, home.is_live())]
    return difflib.get_close_matches(text, names, n=5, cutoff=0.4)
