"""Searching everything residents may see: by a piece of a name, a word in a text, or pinyin.

What was typed is kept nowhere: no log holds it, a page with it is stored by no browser, because many are read on screens that
others use next, is in no index of other search engines, and its address is handed on by no link.
"""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, make_response, render_template, request

from ..core import pinyin
from ..core.errors import Refused
from ..core.fields import nearest
from ..core.record import Face
from ..core.results import FEW, Found, find
from ..core.spelling import is_pinyin, near
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
from ..models.places import IN_COMMUNITY, Division
from ..models.services import Service
from ..models.stations import Station
from ..models.vocabulary import Source
from .asking import LONGEST, asked, division, page_number
from .hits import hits
from .listing import Leaf
from .whereabouts import steps

pages = Blueprint("search", __name__)

# what a visitor may narrow to, in the order in which results of equal rank stand: name in the address → (word, model)
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
    "brands": ("品牌", ServiceBrand),
    "posts": ("岗位", RoleType),
    "levels": ("层级", Level),
    "enterprises": ("企业", Enterprise),
    "figures": ("数据", Figure),
    "sources": ("出处", Source),
}
HOMES = [home for _, home in TYPES.values()]
SIZE = 20
STREETS = ("street", "town")
PLACES = 40  # places that are offered


@dataclass(frozen=True)
class Offer:
    """One thing the results may be narrowed to; `value` is what the address says for it, `count` None where nobody counted."""

    word: str
    value: str
    count: str | int | None
    chosen: bool


@pages.get("/search")
def index():
    wanted = asked("q", "type", "division", "page")
    q, number = wanted["q"], page_number(wanted["page"])
    only, place = home_of(wanted["type"]), division(wanted["division"])
    under = reach(place.area) if place else ()
    found = find(q, HOMES, only, under)
    offered = near(q, HOMES) if q and not found.hits else []
    instead = offered[0] if offered and is_pinyin(q) and not (only or place) else ""
    if instead:
        found = find(instead, HOMES)
    shown = found.hits[(number - 1) * SIZE : number * SIZE]
    more = number * SIZE < len(found.hits)
    gone = number > 1 and not shown
    body = render_template(
        "public/search.html",
        q=q,
        instead=instead,
        cut=LONGEST if len(" ".join(request.args.get("q", "").split())) > LONGEST else 0,
        page=Leaf(shown, number, SIZE, found.total, more),
        most=len(found.hits) if found.total > len(found.hits) and not more else 0,
        gone=number if gone else 0,
        hits=hits(shown, instead or q, place),
        kinds=kinds(found, only),
        places=places(found, place) if found.hits else [],
        above=above(place),
        type=wanted["type"],
        division=place and Face(place),
        near=offered,
        examples=[] if q else examples(),
    )
    answer = make_response(body, 404 if gone else 200)
    if q:
        answer.headers |= {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return answer


def home_of(type):
    """The model that `type` narrows to; None for no `type`, refused for an unknown one."""
    if type and type not in TYPES:
        raise Refused(f"没有“{type}”这一类，可以写的有{nearest(type, TYPES)}。")
    return TYPES[type][1] if type else None


def kinds(found, only):
    """The `Offer`s of the kinds that there are in `found`."""
    said = {home: f"{FEW}+" if count > FEW and not found.exact else count for home, count in found.kinds.items()}
    return [Offer(word, name, said[home], home is only) for name, (word, home) in TYPES.items() if home in said]


def places(found: Found, place):
    """The `Offer`s of the streets that hits of `found` lie in, or of what lies right below `place`, those with the most hits first.

    When there are too many hits to be looked at, all of them are offered and none is counted.
    """
    if place is not None and place.level in IN_COMMUNITY:
        return []
    near = place is not None and place.level in STREETS
    query = Division.live().where(Division.parent == place.id if near else Division.level.in_(STREETS))
    if place is not None:
        query = query.where(Division.under(place.area))
    counts = None
    if found.areas is not None:
        counts = Counter(id for area in found.areas for id in steps(area))
        query = query.where(Division.id.in_(list(counts)))
    rows = query.select(Division.id, Division.name, Division.slug).order_by(Division.sort, Division.id).limit(10 * PLACES).tuples()
    offers = [Offer(name, slug, counts[id] if counts else None, False) for id, name, slug in rows]
    return sorted(offers, key=lambda offer: -(offer.count or 0))[:PLACES]


def above(place):
    """The faces of the streets that the community `place` lies in; none for another place."""
    inside = place is not None and place.level in IN_COMMUNITY
    return [Face(one) for one in place.parents() if one.is_public() and one.level in STREETS] if inside else []


def examples():
    """[(words to look for, what they are)] that find something here: a place, its initials, a station."""
    place = Division.live().where(Division.level.in_(IN_COMMUNITY)).order_by(Division.area).first()
    station = Station.live().where(Station.category == "service").order_by(Station.id).first()
    out = [(place.name, "地方"), (pinyin.initials(place.name), "拼音首字母")] if place else []
    return [*out, *([(station.name, "站点")] if station else [])]
