"""What the answers made for programs share: how they are sent, refused, checked for change and told apart."""

import datetime
import json
import re
import uuid

from flask import Response, abort, request
from werkzeug.exceptions import HTTPException

from ...core import clock
from ...core.errors import Refused
from ..canonical import absolute
from ..kept import kept

OURS = uuid.UUID("2f8d9b0e-6a52-5c0b-9d0e-3c3f6d1b7a44")  # made once for this portal; under it every record has its own name
HOUR = 3600  # seconds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters XML 1.0 §2.2 has no way to write
_WORDS = {404: "这里没有内容，地址可能写错了，或者内容已经下线。"}


def sent(text, mimetype, keep=0):
    """The answer with `text`: kept `keep` seconds, then asked for again by its ETag; 304 when it still holds."""
    answer = Response(text, mimetype=mimetype)
    answer.headers["Cache-Control"] = f"max-age={keep}" if keep else "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def plain(sentence, status):
    """A refusal as one line of text."""
    return Response(sentence + "\n", status, mimetype="text/plain")


def problem(sentence, status):
    """A refusal as RFC 9457 writes it."""
    text = json.dumps({"status": status, "detail": sentence}, ensure_ascii=False)
    return Response(text + "\n", status, mimetype="application/problem+json")


def refuse_with(pages, said=plain):
    """Let the addresses of `pages` be refused in a form that programs read: `said(sentence, status)`."""

    @pages.errorhandler(Refused)
    def refused(refusal):
        return said(str(refusal), refusal.status)

    @pages.errorhandler(HTTPException)
    def http_error(error):
        if error.code is None or error.code < 400:
            return error
        return said(_WORDS.get(error.code, "看不懂这个请求，请检查地址。"), error.code)


def part(text, most):
    """The number of the part that `text` asks for: 1 when it is no number; 404 beyond `most`."""
    if not re.fullmatch(r"[0-9]+", text):
        return 1
    return max(1, int(text)) if int(text) <= most else abort(404)


def writable(text):
    """`text` without characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def own_id(record):
    """The UUID of a record: the same for ever, whatever it is called and wherever it lies."""
    return uuid.uuid5(OURS, f"{record._meta.name}/{record.id}/{record.created_at:%Y-%m-%dT%H:%M:%S}")


def changed(record):
    """When a record last became what residents see (aware, UTC): its last change, or its publishing on time."""
    return at(record.updated_at, record.publish_at)


def at(updated_at, publish_at):
    """`changed` of the two columns, as a query gives them."""
    changed = updated_at.replace(tzinfo=datetime.UTC)
    return max(changed, publish_at.replace(tzinfo=datetime.UTC)) if publish_at else changed


def stamp(moment):
    """2026-03-12T14:20:00+08:00 (RFC 3339)."""
    return clock.local(moment).isoformat(timespec="seconds")


def titled(face):
    """What a record is called; one that is not real says so."""
    return f"{face.title}（示例）" if face.synthetic and "（示例）" not in face.title else face.title


def pictured(face):
    """(whole address, words) of the picture of a record, None when it has none."""
    picture = kept(getattr(face, "picture", None))
    return picture and (absolute("media.show", file=picture.file), getattr(face, "picture_alt", None) or "")
