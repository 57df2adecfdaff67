"""What a text that is being typed would mean, for the inputs that say so before anything is saved."""

import datetime

from flask import Blueprint, jsonify, request

from ..core import clock, fields
from ..core.errors import Unreadable
from ..core.fields.rich import pasted
from ..core.hours import Week
from ..core.recurrence import Recurrence
from .people import only_staff

pages = Blueprint("admin_reading", __name__, url_prefix="/admin/reading")
pages.before_request(only_staff)

WEEKDAYS = "一二三四五六日"
MOST = 4000  # characters of hours or of a recurrence that are read
MOST_CORNERS = 400_000  # characters of an outline
OUTLINE = fields.Outline("边界线")


@pages.get("/recurrence")
def recurrence():
    """The next times of the recurrence in `text`, its parts for the editor, and what is wrong with it."""
    text = request.args.get("text", "")[:MOST]
    rule, trouble = attempt(Recurrence.read, text)
    trouble = trouble or (rule.trouble or "" if rule else "")
    return jsonify(words=upcoming(text), trouble=trouble, parts=rule.parts if rule else None, short=rule.show() if rule else "")


@pages.get("/hours")
def hours():
    """The opening hours in `text` as JSON, in words, and whether it is open at the moment `at` (now without one)."""
    return jsonify(opening(request.args.get("text", "")[:MOST], moment(request.args.get("at", ""))))


@pages.post("/outline")
def outline():
    """The outline in `text` as GeoJSON, and what is wrong with it."""
    text = request.form.get("text", "")[:MOST_CORNERS]
    value, trouble = attempt(OUTLINE.read, text)
    return jsonify(shape=value or "", trouble=trouble or (value and OUTLINE.issue(value)) or "", words=OUTLINE.words(value))


@pages.post("/rich")
def rich():
    """What was pasted as `html`, with the marks that a text here may have and every word it said."""
    return jsonify(html=pasted(request.form.get("html", "")))


def attempt(read, text):
    """(what `read` makes of `text`, the sentence it refuses with); nothing of an empty text."""
    try:
        return (read(text) if text.strip() else None), ""
    except Unreadable as reason:
        return None, str(reason)


def moment(text):
    """The moment that 2026-11-26T15:00 means on the neighbourhood's clock; now when it means none, or none that anybody lives in."""
    try:
        meant = datetime.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
    except ValueError:
        return clock.now()
    return meant if 1900 <= meant.year <= 2200 else clock.now()


def opening(text, at=None):
    """What the opening hours `text` say: the week as JSON, in words, what is wrong, and whether it is open `at` a moment."""
    week, trouble = attempt(Week.read, text)
    trouble = trouble or (week.trouble or "" if week else "")
    if week is None or trouble:
        return {"trouble": trouble, "week": None, "words": "", "now": ""}
    return {"trouble": "", "week": week.json, "words": week.show(), "now": week.told(at or clock.now())}


def upcoming(typed, most=3):
    """The next times of the recurrence `typed`, as words; empty when it cannot be read or is over."""
    try:
        rule = Recurrence.read(typed) if typed.strip() else None
    except Unreadable:
        return ""
    times = rule.next(clock.now(), most) if rule and not rule.trouble else []
    return "接下来：" + "；".join(said(*pair, timed=rule.time is not None) for pair in times) if times else ""


def said(start, end, timed):
    """2026-11-26 周四 15:00–16:30."""
    words = f"{start:%Y-%m-%d} 周{WEEKDAYS[start.weekday()]}"
    return words + (f" {start:%H:%M}" + (f"–{end:%H:%M}" if end else "") if timed else "")
