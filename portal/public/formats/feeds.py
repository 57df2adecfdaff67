"""Atom (RFC 4287): what is new or changed, of every kind or of one, everywhere or in one place."""

import functools
import operator
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urljoin

from flask import Blueprint, abort, render_template, url_for
from markupsafe import Markup
from peewee import Value

from ...core import clock
from ...core.errors import Unresolved
from ...core.fields import nearest
from ...core.record import Face
from ...models.accounts import reach
from ...models.activities import Activity
from ...models.brands import ServiceBrand
from ...models.communities import PartyCommunity
from ...models.grids import Grid
from ...models.notices import Notice
from ...models.services import Service
from ...models.stations import Station
from ..addresses import address
from ..asking import asked, division
from ..canonical import absolute, whole
from ..finding import joined
from ..happening import said
from ..listing import MOST, counted
from ..services import when
from ..whereabouts import Whereabouts, within
from ..words import rich
from . import at, changed, own_id, part, pictured, refuse_with, sent, stamp, titled, writable

pages = Blueprint("feeds", __name__)
refuse_with(pages)

SIZE = 50
PARTS = 20  # a feed tells what is new; further back are the lists
_LINK = re.compile(r'(?<=\shref=")[^"]*')


@dataclass(frozen=True)
class Kind:
    """What entries of one kind hold: paragraphs, named facts, a rich text, words on its time, and the relations they need."""

    home: type
    word: str
    prose: tuple = ("summary",)
    facts: tuple = ("kind",)
    rich: str = ""
    when: object = None
    relations: tuple = ()


KINDS = {
    "notices": Kind(Notice, "公告", facts=("kind", "number", "issuer"), rich="body"),
    "activities": Kind(
        Activity, "活动", facts=("status", "station", "venue", "phone", "fee"), rich="agenda", when=said, relations=("station",)
    ),
    "stations": Kind(Station, "站点和场所", facts=("kind", "address", "hours", "phone")),
    "services": Kind(Service, "服务", ("description",), ("provider", "phone", "fee", "fee_text"), when=when, relations=("provider",)),
    "grids": Kind(Grid, "网格", ("scope_text", "features"), ("kind", "code")),
    "communities": Kind(PartyCommunity, "党建共同体"),
    "brands": Kind(ServiceBrand, "服务品牌", ("meaning", "summary"), rich="story"),
}
NEWS = ("notices", "activities", "stations", "services")  # what a feed without a kind holds


@dataclass(frozen=True)
class Entry:
    """One record as a feed tells it; `content` is HTML, moments are texts of RFC 3339."""

    id: str
    title: str
    url: str
    updated: str
    published: str
    word: str
    author: str
    where: str
    summary: str
    content: str


@pages.get("/feed.atom")
def show():
    wanted = asked("division", "kind", "page")
    place, number = division(wanted["division"]), part(wanted["page"], PARTS)
    kind = wanted["kind"]
    if kind and kind not in KINDS:
        raise Unresolved(f"没有“{kind}”这一类，可以写的有{nearest(kind, KINDS)}。")
    kinds = [KINDS[name] for name in ([kind] if kind else NEWS)]
    found, more = latest(inside([each.home.live() for each in kinds], place), number)
    if number > 1 and not found:
        abort(404)
    query = {"division": place.slug if place else None, "kind": kind or None}
    text = render_template(
        "public/feed.xml",
        id=uuid.uuid5(own_id(place), kind).urn if place else absolute("feeds.show", kind=kind or None),
        name=" · ".join(filter(None, (place and Face(place).title, KINDS[kind].word if kind else "最新"))),
        entries=entries(found, {each.home: each for each in kinds}),
        first=absolute("feeds.show", **query),
        here=absolute("feeds.show", **query, page=number if number > 1 else None),
        previous=absolute("feeds.show", **query, page=number - 1 if number > 2 else None) if number > 1 else "",
        next=absolute("feeds.show", **query, page=number + 1) if more and number < PARTS else "",
        page=absolute("divisions.show", slug=place.slug) if place else absolute("home.index"),
        updated=stamp(max((moment for _, _, moment in found), default=changed(place) if place else midnight())),
    )
    return sent(writable(text), "application/atom+xml")


def midnight():
    """When today began: of a feed without entries nothing later is known."""
    return clock.local(clock.now()).replace(hour=0, minute=0, second=0)


def inside(queries, place):
    """`queries` narrowed to a place: by its index where it holds little, else row by row as the newest come, which soon are enough."""
    if place is None:
        return queries
    paths = reach(place.area)
    narrow = [query.where(within(query.model, *paths)) for query in queries]
    wide = [query.where(functools.reduce(operator.or_, (unindexed(query.model, path) for path in paths))) for query in queries]
    return [wide[n] if total > MOST else narrow[n] for n, total in enumerate(counted(*narrow))]


def unindexed(home, path):
    """`home.under(path)` in a form for which no index is looked up."""
    area = home.area.concat("")
    return (area >= path) & (area < path + "~")


def latest(queries, number):
    """([(home, id, moment of its last change)] of part `number`, newest first; whether there are more); one statement."""
    most = number * SIZE + 1
    parts = [part for place, query in enumerate(queries) for part in newest(query, place, most)]
    found = {(queries[place].model, id): at(*moments) for place, id, *moments in functools.reduce(operator.add, parts).tuples()}
    rows = [(home, id, moment) for (home, id), moment in found.items()]
    rows.sort(key=lambda row: (row[2], row[0].__name__, row[1]), reverse=True)
    return rows[most - 1 - SIZE : most - 1], len(rows) >= most


def newest(query, place, most):
    """Two queries of (place, id, updated_at, publish_at): the first `most` of `query` by their last change, and by a later publishing.

    Each walks an index; a single one by the later of the two moments could not.
    """
    home = query.model
    query = query.select(home.id, home.updated_at, home.publish_at)
    for among, moment in ((query, home.updated_at), (query.where(home.publish_at > home.updated_at), home.publish_at)):
        some = among.order_by(moment.desc(), home.id.desc()).limit(most).alias(f"{moment.name}_{place}")
        yield home.select(Value(place).alias("place"), some.c.id, some.c.updated_at, some.c.publish_at).from_(some)


def entries(found, kinds):
    """The `Entry`s of [(home, id, moment)] in that order; one query a home, one for their places."""
    records = {}
    for home in {home for home, *_ in found}:
        ids = [id for other, id, _ in found if other is home]
        records |= {(home, record.id): record for record in joined(home, *kinds[home].relations).where(home.id.in_(ids))}
    places = Whereabouts(records.values())
    return [entry(records[home, id], kinds[home], places) for home, id, _ in found if (home, id) in records]


def entry(record, kind, places):
    """The `Entry` of one record."""
    face = Face(record)
    url, where = whole(address(face)), places.words(record.area)
    issued = getattr(face, "issued_on", None) or ""
    gist = next((text for name in kind.prose if (text := face.text(name))), "")
    return Entry(
        id=own_id(record).urn,
        title=titled(face),
        url=url,
        updated=stamp(changed(record)),
        published=f"{issued}T00:00:00+08:00" if len(issued) == 10 else "",
        word=kind.word,
        author=getattr(face, "issuer", None) or "",
        where=where,
        summary=" ".join(gist.split()),
        content=content(face, record, kind, where, url),
    )


def content(face, record, kind, where, url):
    """The entry as clean HTML: what it says, its facts, and its links made whole as a browser would on the page at `url`."""
    texts = [line for name in kind.prose for line in face.text(name).splitlines() if line.strip()]
    html = [Markup("<p>{}</p>").format(line) for line in texts]
    if kind.rich and getattr(face, kind.rich):
        html.append(Markup(_LINK.sub(lambda found: urljoin(url, found[0]), rich(getattr(face, kind.rich)))))  # noqa: S704, cleaned
    if picture := pictured(face):
        html.append(Markup('<p><img src="{}" alt="{}"></p>').format(*picture))
    facts = [*face.facts(*kind.facts), ("时间", kind.when(record) if kind.when else ""), ("地方", where)]
    lines = [Markup("<li>{}：{}</li>").format(label, text) for label, text in facts if text]
    return Markup("\n").join([*html, *([Markup("<ul>{}</ul>").format(Markup("").join(lines))] if lines else [])])


def feed(place=None, kind=None):
    """The address of the feed of a place (its face) and kind."""
    return url_for("feeds.show", division=place.slug if place else None, kind=kind)
