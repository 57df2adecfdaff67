"""Kept files for staff: whoever may see a record that holds one may open it; to others there is none."""

import json

from flask import Blueprint, abort, jsonify, request, send_file, url_for

from ..core import fields, holders, media, policy, publishing
from ..core.brakes import Waiting
from ..core.errors import Forbidden, Unreadable
from ..core.homes import HOMES
from ..models import BY_NAME
from .forms import number
from .people import actor, fence, only_staff
from .uploads import may_open, take_in

pages = Blueprint("admin_media", __name__, url_prefix="/admin/media")
pages.before_request(only_staff)

KINDS = {"picture": fields.Picture("图片"), "paper": fields.Paper("附件")}
SAID = 3  # records that are named when a file is there already


def shelves():
    """[(model, its fields of files)] of what this person may see."""
    found = [(home, [field for field in home.shape() if field.file]) for home in HOMES]
    return [(home, kept) for home, kept in found if kept and policy.paths(actor(), "see", home)]


@pages.post("/")
def upload():
    """Keep the uploaded file at once and answer its stored name; a form that is saved later refers to it."""
    if not any(policy.paths(actor(), verb, home) for home, _ in shelves() for verb in ("create", "change")):
        raise Forbidden("您的角色只能看，不能上传文件，需要时请找管理员授权")
    kind, file = KINDS.get(request.form.get("kind", "")), request.files.get("file")
    if kind is None or file is None or not file.filename:
        return jsonify(error="没有收到文件，请再选一次"), 422
    try:
        value = take_in(kind, file)
    except Unreadable as reason:
        return jsonify(error=str(reason)), 422
    except Waiting as reason:
        return jsonify(error=str(reason)), reason.status, {"Retry-After": str(reason.seconds)}
    stored = value.partition(" ")[0]
    return jsonify(
        stored=value,
        name=kind.words(value),
        address=url_for("admin_media.show", file=stored),
        small=url_for("admin_media.show", file=stored, w=media.WIDTHS[0]) if kind is KINDS["picture"] else "",
        told=told(stored),
    )


def told(file):
    """Where the stored `file` is used already, as a sentence; nothing when this person sees it nowhere."""
    used = holders.holding(actor(), file, SAID)
    if not used:
        return ""
    names = "、".join(f"{type(record)._meta.label}“{record.title}”" for _, record in entitled(used)[:SAID])
    return f"这个文件已经有了，用在{names}{f' 等 {len(used)} 处' if len(used) > SAID else ''}；同一个文件只存一份。"


def entitled(used):
    """`used` ([(field, record)]) with titles that name only what this person may see."""
    for home in {type(record) for _, record in used}:
        fence().entitled(home, [record for _, record in used if type(record) is home])
    return used


@pages.get("/<file>")
def show(file):
    """The file: a picture in the window, a paper to download."""
    title = holders.held_for(actor(), file) or drafted(actor(), file, request.args.get("draft", ""))
    if not title and not may_open(file):
        abort(404)
    return sent(file, title or file, number(request.args.get("w", "")))


def sent(file, title, width=0):
    """The stored `file` under `title`, a picture as wide as asked for; nothing in it can run as a page of ours."""
    if not media.has(file):
        abort(404)
    suffix, place = file.rpartition(".")[2], media.smaller(file, width)
    answer = send_file(
        place.resolve(),
        mimetype=holders.TYPES[place.suffix[1:]],
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
