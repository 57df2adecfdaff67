"""What the head of each page tells programs: its one address, how it looks when shared, its feeds, its META set."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request, url_for
from jinja2 import pass_context

from .canonical import canonical, origin
from .duties import metas
from .formats import pictured
from .formats.calendars import calendar_of
from .formats.linked import linked

ATOM, CALENDAR, GEO = "application/atom+xml", "text/calendar", "application/geo+json"

# page → the name under which its template knows the record it is about
SUBJECTS = {
    f"{area}.show": name
    for area, name in {
        "divisions": "division",
        "grids": "grid",
        "stations": "station",
        "services": "service",
        "activities": "activity",
        "notices": "notice",
        "communities": "community",
        "organizations": "organization",
        "enterprises": "enterprise",
        "brands": "brand",
        "buildings": "building",
        "posts": "role",
        "sources": "source",
    }.items()
}
# list → (kind of its feed, its other forms: (media type, words, endpoint))
LISTS = {
    "home.index": ("", ((CALENDAR, "活动日历", "calendars.everywhere"),)),
    "notices.index": ("notices", ()),
    "activities.index": ("activities", ((CALENDAR, "活动日历", "calendars.everywhere"),)),
    "services.index": ("services", ()),
    "stations.index": ("stations", ((GEO, "站点的位置（GeoJSON）", "geojson.stations"),)),
    "grids.index": ("grids", ((GEO, "网格的边界（GeoJSON）", "geojson.grids"),)),
    "communities.index": ("communities", ()),
    "brands.index": ("brands", ()),
}


@dataclass(frozen=True)
class Head:
    """What `components/head.html` writes; `alternates` is [(media type, words, address)], `image` (address, words) or None."""

    canonical: str
    type: str
    image: tuple | None
    alternates: list
    metas: list
    linked: str


@pass_context
def page_head(page):
    """The `Head` of the page being drawn; of an apology, nothing."""
    if page.get("status") or not request.endpoint:
        return None
    name = SUBJECTS.get(request.endpoint, "")
    face = page.get(name) or None
    return Head(
        canonical(page.get("division")),
        "article" if name == "notice" else "website",
        face and pictured(face),
        alternates(name, face, page.get("division")),
        metas(face, urlsplit(origin()).hostname, source(name, page)),
        linked(name, face, page),
    )


def source(name, page):
    """Who published what a notice is taken from, when all of its sources say the same."""
    said = {one.publisher for one in page.get("sources") or () if one.publisher} if name == "notice" else ()
    return said.pop() if len(said) == 1 else ""


def alternates(name, face, place):
    """[(media type, words, address)] of the other forms this page has."""
    if request.endpoint in LISTS:
        kind, forms = LISTS[request.endpoint]
        narrowed = {"division": place.slug if place else None}
        return [(ATOM, "订阅更新", url_for("feeds.show", kind=kind or None, **narrowed))] + [
            (media, words, url_for(endpoint, **narrowed)) for media, words, endpoint in forms
        ]
    if face is None:
        return []
    if name == "division":
        return [
            (ATOM, f"订阅{face.title}的更新", url_for("feeds.show", division=face.slug)),
            (CALENDAR, f"{face.title}的活动日历", url_for("calendars.place", slug=face.slug)),
        ]
    if name == "grid":
        return [(CALENDAR, f"{face.title}的活动日历", url_for("calendars.grid", slug=face.slug))]
    if name == "activity" and (address := calendar_of(face)):
        return [(CALENDAR, "加进日历", address)]
    return []


def init_app(app):
    """Give templates `page_head()` and the filter `calendar_of`: an activity → the address of its calendar file, or ""."""
    app.jinja_env.globals["page_head"] = page_head
    app.jinja_env.filters["calendar_of"] = calendar_of
