"""A month of activities as a calendar: which days have something on, and what."""

import calendar
import datetime
import re
from dataclasses import dataclass

from ..core import clock
from ..core.errors import Missing, Unreadable
from ..models.activities import Activity, midnight
from .finding import joined
from .happening import activity_rows

CHECKED = 300  # activities of one month that are worked out
FAR = 12  # months before and after this one that can be looked at
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Entry:
    """One activity on one day: `time` is when it begins there ("" for a whole day), `row` the `Row` of the activity."""

    time: str
    row: object


@dataclass(frozen=True)
class Day:
    """One field of the calendar; `date` is None outside the month."""

    date: datetime.date | None
    entries: tuple = ()
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    """`weeks` of seven `Day`s from Monday on; `loose`: `Row`s of what was in this month on a day nobody wrote down; `before` and
    `after`: the months beside it as an address writes them, "" beyond what can be looked at; `more`: not all of them were looked at."""

    first: datetime.date
    weeks: list
    loose: list
    before: str
    after: str
    more: bool

    @property
    def days(self):
        """[(heading, days with something on)]: those to come first, apart from them those that are over."""
        days, today = [day for week in self.weeks for day in week if day.entries], clock.today()
        parts = ("", [day for day in days if day.date >= today]), ("这个月已经过去的", [day for day in days if day.date < today])
        return [(heading, some) for heading, some in parts if some]


def asked_month(text):
    """The first day of the month that `text`, 2026-03, means. Raises `Unreadable` and, too far away, `Missing`."""
    written = _MONTH.fullmatch(text)
    if not written:
        raise Unreadable(f"“{text}”不是月份，请写成 {clock.today():%Y-%m}。")
    first = datetime.date(int(written[1]), int(written[2]), 1)
    if abs(distance(first)) > FAR:
        raise Missing(f"活动只排前后 {FAR} 个月，请从{clock.today():%Y-%m}往前后翻。")
    return first


def distance(first):
    """How many months `first` lies after this one."""
    today = clock.today()
    return (first.year - today.year) * 12 + first.month - today.month


def shifted(first, months):
    """The first day of the month that many `months` after `first`."""
    years, month = divmod(first.month - 1 + months, 12)
    return datetime.date(first.year + years, month + 1, 1)


def month_of(query, first, under=""):
    """The `Month` from `first` on of the activities of `query`: one query for them and one for the places they are in."""
    after = shifted(first, 1)
    ids = query.select(Activity.id).where(held_in(first, after)).order_by(Activity.sort, Activity.id).limit(CHECKED + 1)
    some = list(joined(Activity, "station").where(Activity.id.in_(ids)).order_by(Activity.sort, Activity.id))
    entries, loose = {}, []
    for row, activity in zip(activity_rows(some[:CHECKED], under=under), some[:CHECKED], strict=True):
        days = days_of(activity, first, after)
        for day, time in days:
            entries.setdefault(day, []).append(Entry(time, row))
        if not days:
            loose.append(row)
    loose = [row for row in loose if row.face.held_on]
    return Month(
        first,
        weeks(first, entries),
        loose,
        f"{shifted(first, -1):%Y-%m}" if distance(first) > -FAR else "",
        f"{after:%Y-%m}" if distance(first) < FAR else "",
        len(some) > CHECKED,
    )


def held_in(first, after):
    """The condition that an activity may take place from the day `first` up to the day `after`."""
    begin, end = midnight(first), midnight(after)
    once = (Activity.starts_at < end) & ((Activity.starts_at >= begin) | (Activity.ends_at > begin))
    held = (Activity.held_on >= f"{first:%Y-%m}") & (Activity.held_on < f"{after:%Y-%m}")
    return once | Activity.recurrence.is_null(False) | held


def days_of(activity, first, after):
    """[(date, time of day or "")] on which `activity` takes place from `first` up to the day `after`."""
    if activity.recurrence:
        times = activity.recurrence.between(midnight(first), midnight(after)) if activity.status != "done" else []
        return [(start.date(), clock_time(activity, start)) for start in times]
    if activity.starts_at:
        start, end = clock.local(activity.starts_at), clock.local(activity.last_moment())
        last = (end - datetime.timedelta(minutes=1)).date()  # what ends at midnight ends on the day before
        shown = [first + datetime.timedelta(days=count) for count in range((after - first).days)]
        return [(day, clock_time(activity, start) if day == start.date() else "") for day in shown if start.date() <= day <= last]
    held = activity.held_on or ""
    return [(datetime.date.fromisoformat(held), "")] if len(held) == 10 else []


def clock_time(activity, start):
    return "" if activity.all_day else f"{start:%H:%M}"


def weeks(first, entries):
    """The weeks of the month from `first` on as lists of `Day`s."""
    return [
        [field(date, entries) if date.month == first.month else Day(None) for date in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def field(date, entries):
    """The `Day` of `date`: what begins first stands first."""
    return Day(date, tuple(sorted(entries.get(date, ()), key=lambda one: one.time)), date == clock.today())
