"""When activities take place: in words, as rows of a list, and the next few of them."""

import functools
import operator
from dataclasses import dataclass

from peewee import Case

from ..core import clock
from ..core.record import Face
from ..models.activities import Activity
from .finding import joined
from .whereabouts import Whereabouts
from .words import day, span, spoken

CHECKED_FEW = 60  # series whose next date is worked out for a short list on another page
KNOWN_FEW = 12  # activities that take place once, and of those with nothing to come, that such a list chooses from


@dataclass(frozen=True)
class Row:
    """One activity of a list: `start` of the next time (aware, or None), when in words, and where."""

    face: Face
    start: object
    when: str
    repeats: str
    where: str
    is_over: bool


def next_few(condition, most, places=None, under=""):
    """The `Row`s of the first activities that `condition` picks, what comes next first; one query for them, one for `places`."""
    return soonest(some_of(condition), most, places, under)


def some_of(condition):
    """The activities that `condition` picks, with their stations; of many those that may come soonest. One query.

    What takes place once, what comes again and all else have seats of their own, so that none crowds out the others.
    """
    query, again, to_come = Activity.live().where(condition), Activity.recurrence.is_null(False), Activity.to_come(clock.now())
    parts = (
        query.where(~again, to_come).order_by(Activity.starts_at, Activity.id).limit(KNOWN_FEW),
        query.where(again, to_come).order_by(Activity.id.desc()).limit(CHECKED_FEW),
        query.where(stage() > 0).order_by(*late()).limit(KNOWN_FEW),
    )
    some = (part.select(Activity.id).alias(f"part{place}") for place, part in enumerate(parts))
    ids = functools.reduce(operator.add, (Activity.select(part.c.id).from_(part) for part in some))
    return list(joined(Activity, "station").where(Activity.id.in_(ids)).order_by(*late()))


def soonest(activities, most, places=None, under=""):
    """The `Row`s of the first `most` of `activities`, what comes next first."""
    now = clock.now()

    def turn(activity):
        start = ahead(activity, now)
        return start is None, start or now, start is None and is_past(activity)

    return activity_rows(sorted(activities, key=turn)[:most], places or Whereabouts(activities), under)


def activity_rows(records, places=None, under=""):
    """The `Row`s of activities whose stations are known."""
    places, now = places or Whereabouts(records), clock.now()
    return [row(one, places, under, now) for one in records]


def row(activity, places, under, now):
    """The `Row` of one activity."""
    face = Face(activity)
    start = ahead(activity, now)
    spot = face.station.title if face.station else face.venue
    return Row(
        face,
        start,
        said(activity),
        spoken(activity.recurrence.show()) if activity.recurrence else "",
        " · ".join(filter(None, (spot, places.words(activity.area, under=under)))),
        start is None and is_past(activity),
    )


def said(activity):
    """When it takes place next, or took place, in words; "" when that is not known."""
    if dated := activity.next_date() or (activity.starts_at and (activity.starts_at, activity.ends_at)):
        return span(*dated, is_whole_day=activity.all_day)
    return day(activity.held_on) if activity.held_on else activity.when_text or ""


def begins(activity, now):
    """When it takes place next, or would if it were not called off; None for no more."""
    if activity.recurrence:
        return next((start for start, _ in activity.recurrence.next(now, 1)), None)
    return activity.starts_at


def ahead(activity, now):
    """When what has not ended takes place next, or would if it were not called off; None for what is over or has no date."""
    return begins(activity, now) if activity.status != "done" and is_ahead(activity, now) else None


def is_ahead(activity, now):
    """Whether it recurs or has not ended."""
    return bool(activity.recurrence or (activity.starts_at and activity.last_moment() > now))


def is_past(activity):
    """Whether one that does not come again is done or lay before today."""
    today, *around = parts_of_today()
    held = activity.held_on and activity.held_on < today and activity.held_on not in around
    return bool(activity.status == "done" or activity.starts_at or activity.recurrence or held)


def late():
    """The order of activities whose next dates are not worked out: to come, without a date, over; the latest of each first."""
    return stage().asc(), Activity.starts_at.desc(nulls="LAST"), Activity.held_on.desc(nulls="LAST"), Activity.sort, Activity.id


def stage():
    """0 for what is to come, 2 for what is done or lay before today, 1 for all else, as an expression."""
    today, *around = parts_of_today()
    held = (Activity.held_on < today) & Activity.held_on.not_in(around)
    over = (Activity.status == "done") | Activity.starts_at.is_null(False) | held
    return Case(None, [(Activity.to_come(clock.now()), 0), (over, 2)], 1)


def parts_of_today():
    """2026-03-12, 2026-03, 2026: today, and the longer times it lies in, as a `Day` writes them."""
    today = clock.today().isoformat()
    return today, today[:7], today[:4]
