"""For crawlers: the one address of everything there is (sitemaps.org 0.9), and where not to go (RFC 9309)."""

import functools
import operator

from flask import Blueprint, Response, abort, render_template, url_for
from peewee import Value, fn

from ...models.activities import Activity
from ...models.brands import ServiceBrand
from ...models.buildings import Building
from ...models.communities import PartyCommunity
from ...models.enterprises import Enterprise
from ...models.grids import Grid
from ...models.notices import Notice
from ...models.organizations import Organization
from ...models.people import RoleType
from ...models.places import Division
from ...models.services import Service
from ...models.stations import Station
from ...models.vocabulary import Source
from ..addresses import ENDPOINTS
from ..canonical import absolute
from . import HOUR, at, refuse_with, sent, stamp

pages = Blueprint("sitemap", __name__)
refuse_with(pages)

SIZE = 5_000  # addresses of one part; the protocol allows 50,000
PARTS = 1000  # of one kind
# those with a page of their own; a figure, a level and a membership stand on the pages of others
HOMES = (Division, Grid, Building, Station, Service, Activity, Notice)
HOMES += (PartyCommunity, Organization, Enterprise, ServiceBrand, RoleType, Source)
AREAS = {ENDPOINTS[home].partition(".")[0]: home for home in HOMES}
WORDS = {home: area for area, home in AREAS.items()}
LISTS = (
    *("home.index", "contacts.index", "grids.index", "buildings.index", "stations.index", "stations.places", "services.index"),
    *("activities.index", "notices.index", "communities.index", "members.index", "organizations.index", "enterprises.index"),
    *("brands.index", "figures.index", "levels.index", "posts.index", "sources.index"),
)
CLOSED = ("admin/", "find", "search")


@pages.get("/sitemap.xml")
def index():
    """The parts there are, each with its latest change; one statement."""
    queries = [
        home.live().select(Value(place).alias("place"), fn.COUNT(home.id), fn.MAX(home.updated_at), fn.MAX(home.publish_at))
        for place, home in enumerate(HOMES)
    ]
    parts = [(absolute("sitemap.lists"), "")]
    for place, count, *moments in functools.reduce(operator.add, queries).tuples():
        for number in range(1, -(-count // SIZE) + 1):
            parts.append((absolute("sitemap.records", area=WORDS[HOMES[place]], number=number), lastmod(*moments)))
    return drawn("sitemapindex", "sitemap", parts)


@pages.get("/sitemap-lists.xml")
def lists():
    """The first page and the lists."""
    return drawn("urlset", "url", [(absolute(endpoint), "") for endpoint in LISTS])


@pages.get("/sitemap-<area>-<int:number>.xml")
def records(area, number):
    """Part `number` of the addresses of one kind of record, as they were made."""
    home = AREAS.get(area) if 1 <= number <= PARTS else None
    if home is None:
        abort(404)
    some = home.live().select(home.slug, home.updated_at, home.publish_at).order_by(home.id).limit(SIZE).offset((number - 1) * SIZE)
    address = absolute(ENDPOINTS[home], slug="0").removesuffix("0")  # asked once: a slug is written in addresses as it is
    rows = [(address + slug, lastmod(*moments)) for slug, *moments in some.tuples()]
    return drawn("urlset", "url", rows) if rows else abort(404)


def lastmod(updated_at, publish_at):
    """When what residents see last changed."""
    return stamp(at(updated_at, publish_at))


def drawn(root, item, rows):
    """The answer with [(address, moment or "")], to be asked for again after an hour."""
    return sent(render_template("public/sitemap.xml", root=root, item=item, rows=rows), "application/xml", keep=HOUR)


@pages.get("/robots.txt")
def robots():
    """Crawlers may read everything but the admin, the finder and the search."""
    closed = [f"Disallow: {url_for('home.index')}{path}" for path in CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute('sitemap.index')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
