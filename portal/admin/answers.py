"""What the pages of signing in share: what was typed, where to go on, and answers for windows and for scripts."""

from flask import jsonify, redirect, request, url_for
from flask_wtf.csrf import generate_csrf

from ..core import brakes
from .forms import encodable
from .people import wants_json


def json_sent():
    """What was sent as JSON, or None when it is none, or nested deeper than anybody means."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def typed():
    """What was sent, as a form or as JSON: name → text."""
    sent = json_sent() if request.is_json else request.form
    return {name: encodable(value) for name, value in sent.items() if isinstance(value, str)} if hasattr(sent, "items") else {}


def later(seconds):
    """When to try again, in words; "" for now."""
    return f"请{brakes.words(seconds)}以后再试。" if seconds else ""


def admitted():
    """The first answer to somebody who has come in: on to where they were going, with a token for forms."""
    if wants_json():
        return jsonify(ok=True, csrf=generate_csrf(), onward=onward())
    return redirect(onward())


def onward():
    """Where to go after signing in: the page that was asked for when it is one of ours, else the first one."""
    target = request.values.get("next", "")
    inside = target.startswith(f"{request.script_root}/admin/") and "\\" not in target and target.isprintable()
    return target if inside else url_for("admin.index")
