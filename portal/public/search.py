"""Searching everything residents may see: by a piece of a name, a word in a text, or pinyin initials."""

import difflib
from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from ..core.errors import Refused
from ..core.fields import nearest
from ..core.record import Face
from ..core.search import find, likely
from ..models.accounts import reach
from ..models.activities import Activity
from ..models.brands import ServiceBrand
from ..models.buildings import Building
from ..models.communities import PartyCommunity
from ..models.enterprises import Enterprise
from ..models.figures import Figure
from ..models.grids import Grid
from ..models.levels import Level
from ..models.notices import Notice
from ..models.organizations import Organization
from ..models.people import RoleType
from ..models.places import Division
from ..models.services import Service
from ..models.stations import Station
from ..models.vocabulary import Source
from .addresses import address
from .asking import asked, division, page_number
from .listing import Leaf
from .whereabouts import Whereabouts

pages = Blueprint("search", __name__)

# what a visitor may narrow to: name in the address → (word, model)
TYPES = {
    "divisions": ("地方", Division),
    "grids": ("网格", Grid),
    "buildings": ("小区楼栋", Building),
    "stations": ("站点和场所", Station),
    "services": ("服务", Service),
    "activities": ("活动", Activity),
    "notices": ("公告", Notice),
    "communities": ("党建", PartyCommunity),
    "organizations": ("单位", Organization),
    "enterprises": ("企业", Enterprise),
    "brands": ("品牌", ServiceBrand),
    "posts": ("岗位", RoleType),
    "levels": ("层级", Level),
    "figures": ("数据", Figure),
    "sources": ("出处", Source),
}
# the fields that the few words below a result may come from, best first
GISTS = {
    Station: ("summary", "address"),
    Grid: ("scope_text", "features"),
    Building: ("aliases", "address"),
    Organization: ("summary", "address"),
    Enterprise: ("products", "summary", "address"),
    Service: ("description", "when_text"),
    Activity: ("summary", "when_text"),
    Notice: ("summary", "body"),
    ServiceBrand: ("meaning", "summary"),
    RoleType: ("duties",),
    Level: ("meaning", "scheme_name"),
    Figure: ("as_printed", "note"),
    Source: ("note", "quote"),
}
# the field that says more closely what a result is
NOUNS = dict.fromkeys((Building, Organization, PartyCommunity, ServiceBrand, Notice, Activity), "kind")
NOUNS |= {Division: "level", Station: "category"}
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
    """The `Hit`s of [(home, id)], in that order, without what residents may no longer see; one query a home that was found."""
    records = {}
    for home in {home for home, _ in results}:
        ids = [id for other, id in results if other is home]
        records |= {(home, record.id): record for record in home.live().where(home.id.in_(ids))}
    places = Whereabouts(records.values())
    return [hit(records[key], places) for key in results if key in records]


def hit(record, places):
    """The `Hit` of one record."""
    home, face = type(record), Face(record)
    return Hit(
        face.text(NOUNS[home]) if home in NOUNS else face.noun,
        title(face, record),
        address(face),
        places.words(face.area, skip=home is Division),
        next((text for name in GISTS.get(home, ("summary",)) if (text := face.text(name))), ""),
        face.synthetic,
    )


def title(face, record):
    """Its name; of a source, the headline."""
    return face.headline or face.title if isinstance(record, Source) else face.title


def near(text):
    """A few names that look like `text`, when nothing was found."""
    names = [name for home in (Division, Station) for name in likely(home, text, home.is_live())]
    return difflib.get_close_matches(text, names, n=5, cutoff=0.4)
