"""When activities take place: in words, as rows of a list, and the next few of them."""

from dataclasses import dataclass

from peewee import Case

from ..core import clock
from ..core.record import Face
from ..models.activities import Activity
from .finding import joined
from .whereabouts import Whereabouts
from .words import day, span, spoken

CHECKED_FEW = 60  # activities whose next date is worked out for a short list on another page


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
    """The activities that `condition` picks, with their stations; of many those that may come soonest. One query."""
    query = joined(Activity, "station").where(condition)
    late = is_over().asc(), Activity.starts_at.asc(nulls="FIRST"), Activity.held_on.desc(nulls="LAST")
    return list(query.order_by(*late).limit(CHECKED_FEW))


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
    """Whether it recurs, has not begun or has not ended."""
    starts, ends = activity.starts_at, activity.ends_at
    return bool(activity.recurrence or (starts and starts >= now) or (ends and ends > now))


def is_past(activity):
    """Whether one that does not come again is done or lay before today."""
    today, *around = parts_of_today()
    held = activity.held_on and activity.held_on < today and activity.held_on not in around
    return bool(activity.status == "done" or activity.starts_at or activity.recurrence or held)


def is_over():
    """1 for what is done or lay before today, else 0, as an expression."""
    today, *around = parts_of_today()
    held = (Activity.held_on < today) & Activity.held_on.not_in(around)
    return Case(None, [((Activity.status == "done") | (Activity.starts_at < clock.now()) | held, 1)], 0)


def parts_of_today():
    """2026-03-12, 2026-03, 2026: today, and the longer times it lies in, as a `Day` writes them."""
    today = clock.today().isoformat()
    return today, today[:7], today[:4]
