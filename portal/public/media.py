"""Kept files for residents: only those that a public field of a live record holds."""

from flask import Blueprint, abort, request, send_file

from ..core import holders, media

pages = Blueprint("media", __name__, url_prefix="/media")

WEEK = 7 * 24 * 3600  # seconds; a file's name follows from its content, yet what is taken off a page should go


@pages.get("/<file>")
def show(file):
    """The file, a paper as something to save under its own name; 404 when no public page shows it."""
    title = holders.held_publicly(file) if media.NAMED.fullmatch(file) and " " not in file else None
    if title is None or not media.has(file):
        abort(404)
    is_paper = file.rpartition(".")[2] not in media.PICTURES.values()
    asked = request.args.get("w", "")
    place = media.smaller(file, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else media.path(file)
    answer = send_file(
        place.absolute(),
        as_attachment=is_paper,
        download_name=title if is_paper else None,
        max_age=WEEK,
        etag="-".join((file.partition(".")[0], place.parent.parent.name)),
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
