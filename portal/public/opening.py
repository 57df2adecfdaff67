"""Whether a place is open, in the words of a sign on its door."""

import datetime
import re
from dataclasses import dataclass

from ..core import clock
from ..core.hours import shown
from .words import days, near_day

_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Opening:
    """What is said at one moment: `word` stands in the badge, `when` beside it."""

    word: str
    when: str = ""
    is_open: bool = False
    is_known: bool = True


def opening(week):
    """The `Opening` of `week` (an `hours.Week` or None) now."""
    if week is None or not (any(week.days) or week.exceptions):
        return Opening("时间未登记", is_known=False)
    until = closing(week)
    if until is not None:
        return Opening("开放中", until_words(until), is_open=True)
    return Opening(closed_word(week), next_words(week.opens_next(clock.now())))


def closing(week):
    """When the doors close after now, spans that touch drawn together; None when they are closed already."""
    now = clock.now()
    until = week.open_until(now)
    while until is not None and until < now + _WEEK and (later := week.open_until(until)):
        until = later
    return until


def until_words(until):
    """今天到 18:00, 今天到 24:00, 到明天 02:00 or 24 小时."""
    if until >= clock.now() + _WEEK:
        return "24 小时"
    date, time = until.date(), f"{until:%H:%M}"
    if time == "00:00":  # midnight ends the day before
        date, time = date - datetime.timedelta(days=1), "24:00"
    return f"今天到 {time}" if date == clock.today() else f"到{near_day(date)} {time}"


def closed_word(week):
    """今天不开, 还没开门, 中间休息 or 已关门: which closed it is, by today's spans."""
    here = clock.local(clock.now())
    minute = here.hour * 60 + here.minute
    spans = week.on(here.date())
    if not spans:
        return "今天不开"
    ahead = sum(start > minute for start, _ in spans)
    if ahead == len(spans):
        return "还没开门"
    return "中间休息" if ahead else "已关门"


def next_words(opens):
    """明天 08:30 开门, or that no opening is known for a month."""
    return f"{near_day(opens.date())} {opens:%H:%M} 开门" if opens else "一个月内不开"


def printed(text):
    """08:30-12:00 14:00-02:00 → 08:30–12:00，14:00–次日 02:00."""
    spans = [f"{start}–{'次日 ' if end <= start else ''}{end}" for start, end in _SPAN.findall(text)]
    return "，".join(spans) or text


def table(week):
    """[(days, hours)] of the week as printed on the door."""
    return [(named, printed(hours)) for named, hours in week.rules()]


def exceptions(week, most=8):
    """[(days, hours, note)] of the dated exceptions that are not over, soonest first."""
    today = clock.today()
    return [(days(e.first, e.last), printed(shown(e.spans)), e.note) for e in week.exceptions if e.last >= today][:most]
