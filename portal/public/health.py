"""What machines ask: whether the process lives, whether it can serve, and where crawlers may go."""

from flask import Blueprint, Response, url_for
from peewee import PeeweeException

from ..core import migrating
from ..core.errors import Unavailable

pages = Blueprint("health", __name__)


def plain(text, status=200):
    return Response(text + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@pages.get("/healthz")
def alive():
    """200 as long as the process answers."""
    return plain("ok")


@pages.get("/readyz")
def ready():
    """200 when the database answers and its tables are today's, else 503."""
    try:
        missing = len(migrating.pending())
    except (Unavailable, PeeweeException):
        return plain("database unavailable", 503)
    return plain(f"{missing} migrations pending", 503) if missing else plain("ready")


@pages.get("/robots.txt")
def robots():
    """Crawlers may read everything but the admin and the search."""
    closed = (url_for("home.index") + "admin/", url_for("search.index"))
    return Response("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), mimetype="text/plain")
