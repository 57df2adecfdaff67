"""An activity as a calendar keeps it: VEVENT of RFC 5545."""

import datetime

from icalendar import Event, vRecur

from ...core import clock
from ...core.record import Face
from ..addresses import address
from ..canonical import whole
from . import changed, own_id, titled

STATUSES = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED", "done": "CONFIRMED"}
MARKS = {"cancelled": "取消：", "postponed": "延期："}  # many calendars draw all states alike
DAY = datetime.timedelta(days=1)
MIDNIGHT = datetime.time(tzinfo=clock.ZONE)


def datable(face):
    """Whether a calendar can hold an activity: the days it recurs on, its moment or its day is known, and a series is not over."""
    if face.recurrence:
        return face.status != "done" and face.verb("first_time") is not None
    return bool(face.starts_at or exact(face.held_on))


def exact(day):
    """The date of the text of a `Day`, None when only its month or year is known."""
    return datetime.date.fromisoformat(day) if day and len(day) == 10 else None


def event(activity, where=""):
    """The VEVENT of an activity that is `datable`, its station known; `where`: the place it lies in, in words."""
    face = Face(activity)
    made = Event()
    made.add("UID", str(own_id(activity)))
    made.add("DTSTAMP", changed(activity))  # RFC 5545 §3.8.7.2: without METHOD the same as LAST-MODIFIED
    made.add("LAST-MODIFIED", changed(activity))
    made.add("SEQUENCE", activity.version - 1)
    made.add("STATUS", STATUSES[face.status])
    made.add("SUMMARY", MARKS.get(face.status, "") + titled(face) + (f" 第 {face.round_no} 期" if face.round_no else ""))
    made.add("CATEGORIES", [face.text("kind")])
    made.add("URL", whole(address(face)))
    for name, text in (("DESCRIPTION", told(face)), ("LOCATION", spot(face, where)), ("CONTACT", face.phone)):
        if text:
            made.add(name, text)
    if face.station and face.station.point:
        made.add("GEO", tuple(reversed(face.station.point)))  # latitude before longitude
    (recurring if activity.recurrence else once)(made, activity)
    return made


def told(face):
    """What it is about, and what is known of its time and price beyond its dates."""
    return "\n".join(filter(None, (face.summary, face.when_text, face.fee and f"费用：{face.fee}")))


def spot(face, where):
    """Where to go: the station and its address, the spot in it, else the place `where`."""
    station = face.station
    return " ".join(filter(None, (station and station.title, station and station.address, face.venue))) or where


def once(made, activity):
    """Add the times of an activity that takes place once."""
    start, end = activity.starts_at and clock.local(activity.starts_at), activity.ends_at and clock.local(activity.ends_at)
    if start and not activity.all_day:
        made.add("DTSTART", start)
        if end:
            made.add("DTEND", end)
        return
    first = start.date() if start else exact(activity.held_on)
    last = (end - datetime.timedelta(minutes=1)).date() if end else first  # what ends at midnight ends on the day before
    made.add("DTSTART", first)
    made.add("DTEND", last + DAY)


def recurring(made, activity):
    """Add the times of an activity that comes again: its first time, its rule, the days on which it does not take place."""
    rule, start = activity.recurrence, activity.first_time()
    is_whole_day = activity.all_day or rule.time is None
    made.add("DTSTART", start.date() if is_whole_day else start)
    if is_whole_day:
        made.add("DTEND", start.date() + DAY)
    elif rule.length:
        made.add("DTEND", start + datetime.timedelta(minutes=rule.length))
    parts = vRecur.from_ical(rule.rule)
    for name in ("BYHOUR", "BYMINUTE"):  # DTSTART says it; some calendars cannot read them here
        parts.pop(name, None)
    if rule.until:  # §3.3.10: a date beside a date, else a moment in UTC
        parts["UNTIL"] = rule.until if is_whole_day else ending(rule.until)
    made.add("RRULE", parts)
    if rule.stops:
        made.add("EXDATE", [day if is_whole_day else datetime.datetime.combine(day, start.timetz()) for day in rule.stops])


def ending(day):
    """The last second of `day` in UTC."""
    return (datetime.datetime.combine(day, MIDNIGHT) + DAY - datetime.timedelta(seconds=1)).astimezone(datetime.UTC)
