"""What a text that is being typed would mean, for the inputs that say so before anything is saved."""

from flask import Blueprint, jsonify, request

from .drawings import upcoming
from .people import only_staff

pages = Blueprint("admin_reading", __name__, url_prefix="/admin/reading")
pages.before_request(only_staff)


@pages.get("/recurrence")
def recurrence():
    """The next times of the recurrence in `text`."""
    return jsonify(words=upcoming(request.args.get("text", "")[:1000]))
