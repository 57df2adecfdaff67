"""iCalendar (RFC 5545): an activity to keep, and the activities of a grid, of a place or of everywhere to follow."""

import datetime

from flask import Blueprint, url_for
from icalendar import Calendar, Timezone, TimezoneStandard

from ...core import clock
from ...core.errors import Missing
from ...core.record import Face
from ...models.activities import Activity
from ...models.grids import Grid
from ...models.places import Division
from ..asking import asked, division
from ..canonical import absolute
from ..duties import duties
from ..finding import found, joined
from ..whereabouts import Whereabouts, narrow
from . import refuse_with, sent, titled
from .events import datable, event

pages = Blueprint("calendars", __name__)
refuse_with(pages)

MOST = 100  # events of each sort in one calendar: a series, a moment, a day
BACK = datetime.timedelta(days=31)  # how long what is over stays in a calendar that is followed
OFFSET = datetime.timedelta(hours=8)
REFRESH = datetime.timedelta(hours=12)


@pages.get("/activities/<slug>.ics")
def activity(slug):
    one = found(Activity, slug, "calendars.activity", "station")
    if not datable(Face(one)):
        raise Missing("这场活动没有登记确切的日子，或者已经办完，放不进日历。")
    return answer(calendar([one], False, titled(Face(one)), absolute("activities.show", slug=slug)), slug)


@pages.get("/grids/<slug>.ics")
def grid(slug):
    one = found(Grid, slug, "calendars.grid")
    here = Activity.grid == one.id
    return answer(calendar(*held(here), f"{titled(Face(one))}的活动", absolute("grids.show", slug=slug)), slug)


@pages.get("/d/<slug>.ics")
def place(slug):
    return followed(found(Division, slug, "calendars.place"))


@pages.get("/activities.ics")
def everywhere():
    return followed(division(asked("division")["division"]))


def followed(place):
    """The calendar of a place and all below it, of everywhere for None."""
    if place is None:
        return answer(calendar(*held(), "活动", absolute("activities.index")), "activities")
    page = absolute("divisions.show", slug=place.slug)
    return answer(calendar(*held(place=place), f"{titled(Face(place))}的活动", page), place.slug)


def held(condition=None, place=None):
    """(the activities a calendar holds: what comes again, then what lately was or is to come; whether there are more)."""
    query = narrow(Activity.live(), place)
    if condition is not None:
        query = query.where(condition)
    parts = [[id for (id,) in part.limit(MOST + 1).tuples()] for part in (again(query), timed(query), dated(query))]
    ids = [id for part in parts for id in part[:MOST]]
    records = {one.id: one for one in joined(Activity, "station").where(Activity.id.in_(ids))} if ids else {}
    return [records[id] for id in ids if id in records and datable(Face(records[id]))], any(len(part) > MOST for part in parts)


def again(query):
    """The ids of the series of `query` that are not over, the latest written first."""
    series = Activity.recurrence.is_null(False), Activity.status != "done"
    return query.select(Activity.id).where(*series).order_by(Activity.id.desc())


def timed(query):
    """The ids of those of `query` that take place once and were not over a month back, soonest first."""
    since = clock.now() - BACK
    late = (Activity.starts_at >= since) | (Activity.ends_at >= since)
    return query.select(Activity.id).where(Activity.recurrence.is_null(), late).order_by(Activity.starts_at, Activity.id)


def dated(query):
    """The ids of those of `query` of which only the day is known, from a month back on, soonest first."""
    late = Activity.starts_at.is_null() & (Activity.held_on >= clock.local(clock.now() - BACK).date().isoformat())
    return query.select(Activity.id).where(Activity.recurrence.is_null(), late).order_by(Activity.held_on, Activity.id)


def calendar(activities, more, name, page):
    """The VCALENDAR that holds `activities`; where there are `more`, they stand on `page`."""
    places, made = Whereabouts(activities), Calendar()
    made.add("PRODID", f"-//{duties().unit or duties().site}//家门口//ZH")
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    for property in ("NAME", "X-WR-CALNAME"):  # RFC 7986, and what was read before it
        made.add(property, f"{duties().site} · {name}")
    made.add("X-WR-TIMEZONE", clock.ZONE.key)
    made.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("URL", page)
    if more:
        made.add("X-WR-CALDESC", f"活动太多，放不下的请看 {page}")
    made.add_component(zone())
    for one in activities:
        made.add_component(event(one, places.words(one.area)))
    return made


def zone():
    """The neighbourhood's VTIMEZONE: eight hours before UTC all the year, as since 1992."""
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime.datetime(1992, 1, 1))
    standard.add("TZOFFSETFROM", OFFSET)
    standard.add("TZOFFSETTO", OFFSET)
    standard.add("TZNAME", "CST")
    made = Timezone()
    made.add("TZID", clock.ZONE.key)
    made.add_component(standard)
    return made


def answer(calendar, name):
    """The answer with `calendar`, saved as `name`.ics by whoever saves it."""
    made = sent(calendar.to_ical(), "text/calendar")
    made.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return made


def calendar_of(face):
    """The address of the calendar file of an activity, "" when it has no dates."""
    return url_for("calendars.activity", slug=face.slug) if datable(face) else ""
