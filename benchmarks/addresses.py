"""The addresses of every kind of page that residents and their machines read, drawn from the records of a town."""

import datetime
from urllib.parse import urlencode

from portal.models import SEEDED
from portal.models.activities import Activity
from portal.models.brands import BrandLink, ServiceBrand
from portal.models.buildings import Building
from portal.models.enterprises import Enterprise
from portal.models.figures import Figure
from portal.models.grids import Grid
from portal.models.people import RoleType
from portal.models.places import Division
from portal.models.stations import Station
from portal.models.vocabulary import Term

ASKED = 120  # addresses of each kind of page
PAGES = range(2, 32)  # further pages of a list
UNSURE = ("further pages", "for people", "records", "side by side")  # what not every list, kind or brand has
MACHINES = ("feed:", "calendar:", "geojson:", "crawlers:")
TYPED = ("find:", "search:")
ON_OTHERS = ("figures", "levels", "members")  # a record of these stands on the page of another
NOWHERE = ("terms", "divisions", "brandlinks", "people", "assignments", "roletypes")  # no list of their own, or under another name

HOMES = {home._meta.plural: home for home in SEEDED if home._meta.plural not in NOWHERE} | {"posts": RoleType}


def of(dice):
    """kind of page → the addresses that are asked for, in no order."""
    places = some(dice, Division.live().where(Division.level.in_(("community", "village", "street", "town"))))
    return alone() | divisions(dice) | records(dice) | lists(places) | typed(dice, places) | machines(dice, places)


def some(dice, query):
    """The slugs of at most ASKED records of `query`, drawn from all of it."""
    home = query.model
    slugs = [slug for (slug,) in query.select(home.slug).order_by(home.id).tuples()]
    return dice.sample(slugs, min(ASKED, len(slugs)))


def alone():
    """Pages of which there is only one."""
    return {
        "home": ["/"],
        "about": ["/about"],
        "privacy": ["/privacy"],
        "feedback": ["/feedback/"],
        "feedback, thanks": ["/feedback/thanks"],
    }


def divisions(dice):
    """The page of a division, each level by itself."""
    levels = [level for (level,) in Division.live().select(Division.level).distinct().order_by(Division.level).tuples()]
    return {
        f"a division: {level}": [f"/d/{slug}" for slug in some(dice, Division.live().where(Division.level == level))] for level in levels
    }


def records(dice):
    """The page of every kind of record; those that show different things by themselves."""
    out = {}
    for plural, home in HOMES.items():
        if plural not in ON_OTHERS:
            out[f"{plural}: one"] = [f"/{plural}/{slug}" for slug in some(dice, home.live())]
    out["grids: one with a boundary"] = [f"/grids/{slug}" for slug in some(dice, Grid.live().where(Grid.outline.is_null(False)))]
    out["buildings: an estate"] = [f"/buildings/{slug}" for slug in some(dice, Building.live().where(Building.kind == "estate"))]
    for category in ("service", "place"):
        out[f"stations: a {category}"] = [f"/stations/{slug}" for slug in some(dice, Station.live().where(Station.category == category))]
    del out["stations: one"]
    built = ServiceBrand.live().join(BrandLink).where(BrandLink.grid.is_null(False)).select(ServiceBrand.parent)
    return out | {
        "brands: a whole one": [f"/brands/{slug}" for slug in some(dice, ServiceBrand.live().where(ServiceBrand.parent.is_null()))],
        "brands: its grids side by side": [
            f"/brands/{slug}/grids" for slug in some(dice, ServiceBrand.live().where(ServiceBrand.id.in_(built)))
        ],
    }


def lists(places):
    """Every list: its first page, further ones, those of a place, and those of a kind."""
    kinds = {"places": Station, "contacts": Grid} | HOMES
    out = {"sitemap for people": [f"/sitemap?page={number}" for number in (1, *PAGES)]}
    for area, home in kinds.items():
        out[f"{area}: list"] = [f"/{area}/"]
        out[f"{area}: further pages"] = [f"/{area}/?page={number}" for number in PAGES]
        if area in ("posts", "sources"):  # the same everywhere
            continue
        out[f"{area}: of a place"] = [f"/{area}/?division={slug}" for slug in places]
        field = home.shape().by_name.get("scheme_kind" if area == "levels" else "kind")
        if field is not None:
            out[f"{area}: of a kind"] = [f"/{area}/?kind={kind}" for kind in field.options]
    industries = [slug for (slug,) in Enterprise.live().join(Term).select(Term.slug).distinct().tuples()]
    names = [name for (name,) in Figure.live().select(Figure.name).distinct().limit(ASKED).tuples()]
    today = datetime.date.today()
    months = [f"{today.year + (today.month + step) // 12}-{(today.month + step) % 12 + 1:02}" for step in range(-4, 8)]
    return out | {
        "enterprises: of an industry": [f"/enterprises/?industry={slug}" for slug in industries],
        "enterprises: large ones": ["/enterprises/?scale=1"],
        "figures: of a name": [f"/figures/?{urlencode({'name': name})}" for name in names],
        "stations: open now": ["/stations/?open=1", *(f"/stations/?open=1&division={slug}" for slug in places)],
        "stations: all of a place, by distance": [f"/stations/?all=1&division={slug}" for slug in places],
        "activities: a month": [f"/activities/?month={month}" for month in months],
        "activities: a month of a place": [f"/activities/?month={today:%Y-%m}&division={slug}" for slug in places],
        "posts: one, of a place": [f"/posts/shili-grid-leader?division={place}" for place in places],
    }


def typed(dice, places):
    """What residents type: to find their grid, and to search."""
    houses = some(dice, Building.live().where(Building.kind == "building"))
    estates = [name.removesuffix("（示例）") for (name,) in Building.live().where(Building.kind == "estate").select(Building.name).tuples()]
    estates = dice.sample(estates, min(ASKED, len(estates)))
    words = ("服务", "驿站", "物业", "理发", "五金", "药房", "机械", "网格", "党群", "志愿", "社区", "助餐", "调解", "小学", "示例", "电梯")
    return {
        "find: empty": ["/find"],
        "find: a card": [f"/find?at=buildings/{slug}" for slug in houses],
        "find: an estate": [f"/find?{urlencode({'q': name})}" for name in estates],
        "find: a house of an estate": [f"/find?{urlencode({'q': f'{name}1号楼'})}" for name in estates],
        "find: of a place": [f"/find?{urlencode({'q': name, 'division': place})}" for name, place in zip(estates, places, strict=False)],
        "find: nothing": [f"/find?{urlencode({'q': f'麒{name[1:3]}麟'})}" for name in estates],
        "search: empty": ["/search"],
        "search: words": [f"/search?{urlencode({'q': word})}" for word in words],
        "search: a title": [f"/search?{urlencode({'q': name})}" for name in estates],
        "search: of a place": [f"/search?{urlencode({'q': dice.choice(words), 'division': place})}" for place in places],
        "search: of a kind": [f"/search?{urlencode({'q': word, 'type': 'stations'})}" for word in words],
        "search: nothing": [f"/search?{urlencode({'q': f'麒{name[1:3]}麟'})}" for name in estates],
    }


def machines(dice, places):
    """What calendars, readers of feeds, maps and crawlers fetch."""
    dated = Activity.live().where(Activity.recurrence.is_null(False) | Activity.starts_at.is_null(False))
    activities, grids = some(dice, dated), some(dice, Grid.live())
    areas = ("divisions", *HOMES)
    return {
        "feed: everything": ["/feed.atom"],
        "feed: of a place": [f"/feed.atom?division={slug}" for slug in places],
        "calendar: everything": ["/activities.ics"],
        "calendar: an activity": [f"/activities/{slug}.ics" for slug in activities],
        "calendar: a place": [f"/d/{slug}.ics" for slug in places],
        "calendar: a grid": [f"/grids/{slug}.ics" for slug in grids],
        "geojson: grids": ["/grids.geojson"],
        "geojson: grids of a place": [f"/grids.geojson?division={slug}" for slug in places],
        "geojson: stations": ["/stations.geojson"],
        "geojson: stations of a place": [f"/stations.geojson?division={slug}" for slug in places],
        "crawlers: sitemap": ["/sitemap.xml"],
        "crawlers: lists": ["/sitemap-lists.xml"],
        "crawlers: records": [f"/sitemap-{area}-1.xml" for area in areas],
        "crawlers: robots": ["/robots.txt"],
    }
