"""What machines ask: whether the process lives, and whether it can serve."""

from flask import Blueprint, Response
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
