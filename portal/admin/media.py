"""Kept files for staff: whoever may see a record that holds one may open it; to others there is none."""

import json

from flask import Blueprint, abort, request, send_file, session

from ..core import holders, media, policy, publishing
from ..models import BY_NAME
from .people import actor, only_staff

pages = Blueprint("admin_media", __name__, url_prefix="/admin/media")
pages.before_request(only_staff)

JUST, MOST_JUST = "just_uploaded", 8


def remember(value):
    """Let this session open the file of `value`, which it has just uploaded and no record holds yet."""
    file = value.partition(" ")[0]
    session[JUST] = [*[other for other in session.get(JUST, ()) if other != file], file][-MOST_JUST:]


def may_open(value):
    """Whether this session has just uploaded the file of `value`."""
    return value.partition(" ")[0] in session.get(JUST, ())


@pages.get("/<file>")
def show(file):
    """The file: a picture in the window, a paper to download."""
    title = holders.held_for(actor(), file) or drafted(actor(), file, request.args.get("draft", ""))
    if not title and not may_open(file):
        abort(404)
    return sent(file, title or file)


def sent(file, title):
    """The stored `file` under `title`, so that nothing in it can run as a page of ours."""
    if not media.has(file):
        abort(404)
    suffix = file.rpartition(".")[2]
    answer = send_file(
        media.path(file).resolve(),
        mimetype=holders.TYPES[suffix],
        as_attachment=suffix not in media.PICTURES.values(),
        download_name=title,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def drafted(asker, file, place):
    """The title of `file` in the draft that waits on the record at `place` (station-3), when `asker` may see that record."""
    name, _, id = place.partition("-")
    home = BY_NAME.get(name)
    if home is None or not id.isdecimal() or not home._meta.published:
        return None
    record = policy.visible(asker, home).where(home.id == int(id[:9])).first()
    draft = record and publishing.waiting(home, record.id)
    snapshot = json.loads(draft.snapshot) if draft else {}
    values = (snapshot.get(field.name) or "" for field in home.shape() if field.file)
    return next((holders.title(value) for value in values if value.partition(" ")[0] == file), None)
