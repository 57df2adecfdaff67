"""The residents' door: hand-written pages, one file an area."""

from flask import request

from . import (
    about,
    activities,
    addresses,
    alerts,
    brands,
    buildings,
    communities,
    contacts,
    divisions,
    duties,
    enterprises,
    feedback,
    figures,
    find,
    grids,
    heads,
    health,
    home,
    kept,
    levels,
    listing,
    media,
    members,
    modes,
    notices,
    organizations,
    posts,
    search,
    services,
    sources,
    stations,
    words,
)
from .formats import calendars, feeds, geojson, sitemap

PLACES = [home, find, divisions, grids, buildings, contacts, posts]
DEEDS = [stations, services, activities, notices]
BODIES = [communities, members, organizations, enterprises, brands]
FACTS = [figures, levels, sources]
FORMATS = [feeds, calendars, geojson, sitemap]
OURS = [about, feedback]
AREAS = [*PLACES, *DEEDS, *BODIES, *FACTS, *FORMATS, *OURS, search, media, health]


def init_app(app):
    """Register the public pages and give their templates words for numbers, days and telephones."""
    for area in AREAS:
        app.register_blueprint(area.pages)
    app.jinja_env.filters.update(words.FILTERS | {"address": addresses.address, "kept": kept.kept})
    app.jinja_env.globals |= {"this_page": listing.this_page, "alerts": alerts.alerts, "feedback_address": feedback.address}
    for part in (modes, duties, heads):
        part.init_app(app)
    names = {area.pages.name for area in AREAS}

    @app.after_request
    def checked_each_time(answer):
        """A browser may keep a page, but asks each time whether it still holds."""
        if request.blueprint in names and answer.mimetype == "text/html":
            answer.headers.setdefault("Cache-Control", "no-cache")
            if answer.status_code == 200 and not answer.is_streamed:
                answer.add_etag()
                answer.make_conditional(request)
        return answer
