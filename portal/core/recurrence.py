"""Recurrences: 每周四 15:00 and its like, kept as iCalendar lines (RFC 5545), expanded by python-dateutil.

A rule reads and shows in words. Its column holds the lines DTSTART, RRULE, DURATION and EXDATE in this order, as far
as they say something; times are on the neighbourhood's clock.
"""

import datetime
import functools
import itertools
import re
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from . import clock
from .errors import Unreadable
from .hours import DAYS, calendar_day, weekdays

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3001: ","}
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS = {"天": "DAILY", "日": "DAILY", "周": "WEEKLY", "星期": "WEEKLY", "个月": "MONTHLY", "月": "MONTHLY", "年": "YEARLY"}
_NUMBERS = "零一二三四五六七八九十"
_YEARS = 30  # how far a rule is followed to see whether it recurs: 29 February comes every fourth year, or eighth
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "WKST"}
_FORM = "请写成 每周四 15:00-16:30、每月15日 09:00 或 每月第一个周六；从2026-03-12起 每2周周四；2026-10-01 停"
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_CLOCK = r"(\d{1,2})[:时点](\d{2})?分?"
_FROM = re.compile(rf"从?\s*({_DAY})\s*(?:起|开始)[,，]?\s*")
_TIME = re.compile(rf"(上午|下午|晚上|中午)?\s*{_CLOCK}(?:\s*[-–—至到~]\s*{_CLOCK})?\s*")
_UNTIL = re.compile(rf"(?:直到|截至|到|至)\s*({_DAY})\s*(?:止|为止)?")
_COUNT = re.compile(r"共\s*(\d{1,4})\s*次")
_STOP = re.compile(rf"({_DAY})(?:\s*[至到~-]\s*({_DAY}))?\s*(?:停|除外|不办|暂停)")


@dataclass(frozen=True)
class Recurrence:
    """When something comes again and again.

    every     DAILY, WEEKLY, MONTHLY or YEARLY;  interval: how many of these lie between
    weekdays  (which of the month (0: each, -1: the last), weekday 0 to 6);  days: of the month, -1 the last;  month: 1 to 12 or 0
    start     the first day it may fall on;  until: the last;  count: how often at most
    time      minutes after midnight, None for the whole day;  length: minutes, 0 when the end is not known
    stops     days on which it does not take place
    """

    every: str
    interval: int = 1
    weekdays: tuple = ()
    days: tuple = ()
    month: int = 0
    start: datetime.date | None = None
    until: datetime.date | None = None
    count: int = 0
    time: int | None = None
    length: int = 0
    stops: tuple = ()

    # -- in words -------------------------------------------------------------------------------------------------

    @classmethod
    def read(cls, text):
        """The recurrence that `text` writes, in words or as iCalendar lines. Raises `Unreadable`."""
        return cls.of(text) if "FREQ=" in text.upper() else cls._in_words(text.translate(_HALF))

    @classmethod
    def _in_words(cls, text):
        first, *others = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()] or [""]
        facts = {"stops": _stops(others)}
        if began := _FROM.match(first):
            facts["start"] = calendar_day(began[1])
            first = first[began.end() :]
        for pattern, name, meaning in ((_UNTIL, "until", calendar_day), (_COUNT, "count", int)):
            if found := pattern.search(first):
                facts[name] = meaning(found[1])
                first = (first[: found.start()] + first[found.end() :]).strip(" ,，")
        if clocked := _TIME.search(first):
            facts["time"], facts["length"] = _span(*clocked.groups())
            first = (first[: clocked.start()] + first[clocked.end() :]).strip(" ,，")
        return cls(**facts, **_pattern(first.strip()))

    def show(self):
        """The recurrence in words; `read` gives it back."""
        words = f"从{self.start}起 " if self.start else ""
        words += self._every()
        if self.time is not None:
            words += " " + _clock(self.time) + (f"-{_clock((self.time + self.length) % 1440)}" if self.length else "")
        words += (f"，直到{self.until}" if self.until else "") + (f"，共{self.count}次" if self.count else "")
        return "；".join([words, *(f"{first}{f'至{last}' if last != first else ''} 停" for first, last in _runs(self.stops))])

    __str__ = show

    def _every(self):
        """每2周周四, 每月第一个周六, 每年5月1日: the pattern alone."""
        number = str(self.interval) if self.interval > 1 else ""
        if self.every == "DAILY":
            return f"每{number}天"
        if self.every == "WEEKLY":
            days = [day for _, day in self.weekdays]
            if not number and days == [0, 1, 2, 3, 4]:
                return "工作日"
            return f"每{number}周" + ("周" if number else "") + "、".join(DAYS[day] for day in days)
        unit = f"每{number}{'个月' if number else '月'}" if self.every == "MONTHLY" else f"每{number}年{self.month}月"
        if self.weekdays:
            return unit + "、".join(f"{'最后一' if place < 0 else f'第{_NUMBERS[place]}'}个周{DAYS[day]}" for place, day in self.weekdays)
        return unit + "、".join("最后一天" if day < 0 else f"{day}日" for day in self.days)

    @property
    def parts(self):
        """The recurrence as JSON for an editor: every field, days as ISO texts, stops as runs of days."""
        facts = {name: getattr(self, name) for name in ("every", "interval", "weekdays", "days", "month", "count", "time", "length")}
        days = {name: day.isoformat() if day else "" for name, day in (("start", self.start), ("until", self.until))}
        return facts | days | {"stops": [(first.isoformat(), last.isoformat()) for first, last in _runs(self.stops)]}

    # -- as iCalendar -----------------------------------------------------------------------------------------------

    @property
    def rule(self):
        """The value of RRULE."""
        parts = [f"FREQ={self.every}"] + [f"INTERVAL={self.interval}"] * (self.interval > 1)
        parts += [f"COUNT={self.count}"] * bool(self.count) + [f"UNTIL={self.until:%Y%m%d}T235959" if self.until else ""]
        parts += [f"BYMONTH={self.month}"] * bool(self.month)
        parts += ["BYMONTHDAY=" + ",".join(map(str, self.days))] * bool(self.days)
        parts += ["BYDAY=" + ",".join(f"{place or ''}{_CODES[day]}" for place, day in self.weekdays)] * bool(self.weekdays)
        if self.time is not None:
            parts += [f"BYHOUR={self.time // 60}", f"BYMINUTE={self.time % 60}"]
        return ";".join(filter(None, parts))

    @functools.cached_property
    def text(self):
        """The canonical lines that a column holds; equal recurrences have equal texts."""
        lines = [f"DTSTART;VALUE=DATE:{self.start:%Y%m%d}"] if self.start else []
        lines.append("RRULE:" + self.rule)
        lines += [f"DURATION:PT{self.length}M"] * bool(self.length)
        lines += ["EXDATE;VALUE=DATE:" + ",".join(f"{day:%Y%m%d}" for day in self.stops)] * bool(self.stops)
        return "\n".join(lines)

    @staticmethod
    @functools.lru_cache(maxsize=4096)
    def of(text):
        """The recurrence behind a column's `text`, or behind iCalendar lines somebody pasted. Raises `Unreadable`."""
        try:
            return _from_lines(text)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as trouble:
            raise Unreadable(f"“{text[:60]}”不是这里懂的循环规则，{_FORM}") from trouble

    # -- what is wrong, and what comes next -------------------------------------------------------------------------

    @functools.cached_property
    def trouble(self):
        """A sentence when the rule cannot be followed or never recurs, else None."""
        if not 1 <= self.interval <= 999:
            return "间隔应在 1 到 999 之间"
        if (self.interval > 1 or self.count) and not self.start:
            return f"隔着来或写了次数的，还要写从哪天起，如 从2026-03-12起 {self._every()}"
        if self.until and self.count:  # RFC 5545 §3.3.10
            return f"“直到{self.until}”和“共{self.count}次”只写一个，请删去一个"
        if self.until and self.start and self.until < self.start:
            return f"开始的 {self.start} 比结束的 {self.until} 还晚，请对调"
        if len(self._some(2)) < 2:
            return f"“{self.show()}”一次也不会重来，请改日子；只办一次的请只填开始时间"
        return None

    def _some(self, most):
        """The first `most` days on which it takes place, at most `_YEARS` on from its start."""
        start = self.start or datetime.date(2024, 1, 1)
        last = datetime.datetime.combine(start, datetime.time()) + datetime.timedelta(days=366 * _YEARS)
        found = itertools.takewhile(lambda moment: moment <= last, self._moments(start, last))
        return list(itertools.islice((moment for moment in found if moment.date() not in self.stops), most))

    def _anchor(self, day):
        """A day from which the rule may be followed instead of from its start when nothing before `day` is wanted.

        It lies a whole number of intervals after the start: what the rule says from there on is the same.
        """
        start = self.start
        if not start or self.count or day <= start:
            return start or day
        if self.every in ("DAILY", "WEEKLY"):
            step = self.interval * (7 if self.every == "WEEKLY" else 1)
            return day - (day - start) % datetime.timedelta(days=step)
        step = self.interval * (12 if self.every == "YEARLY" else 1)
        months = (day.year - start.year) * 12 + day.month - start.month
        year, month = divmod(start.year * 12 + start.month - 1 + months - months % step, 12)
        return max(start, datetime.date(year, month + 1, 1))

    def _moments(self, anchor, last):
        """Naive moments on the neighbourhood's clock from `anchor` on, no further than `last`."""
        # without a time of its own, dateutil takes it from the anchor: midnight
        rule = _parsed(self.rule).replace(dtstart=datetime.datetime.combine(anchor, datetime.time()))
        return rule if self.until or self.count else rule.replace(until=last)

    def between(self, begin, end):
        """When it starts from `begin` up to `end` (aware moments): aware, on the neighbourhood's clock."""
        first, last = (clock.local(moment).replace(tzinfo=None) for moment in (begin, end))
        found = itertools.takewhile(lambda moment: moment < last, self._moments(self._anchor(first.date()), last))
        return [moment.replace(tzinfo=clock.ZONE) for moment in found if moment >= first and moment.date() not in self.stops]

    def next(self, after, most=5):
        """[(start, end or None)], aware on the neighbourhood's clock: the first `most` that end or start after `after`."""
        here = clock.local(after).replace(tzinfo=None)
        length = datetime.timedelta(minutes=self.length) if self.time is not None else datetime.timedelta(days=1)
        last = here + datetime.timedelta(days=366 * _YEARS)
        out = []
        for moment in self._moments(self._anchor((here - length).date()), last):
            if moment > last or len(out) == most:
                break
            if moment + length > here and moment.date() not in self.stops:
                start = moment.replace(tzinfo=clock.ZONE)
                out.append((start, start + length if self.length or self.time is None else None))
        return out


@functools.lru_cache(maxsize=4096)
def _parsed(rule):
    """What dateutil makes of the value of an RRULE; reading it takes ten times as long as the next date does."""
    return rrulestr(rule + ";BYSECOND=0", dtstart=datetime.datetime(2024, 1, 1))


def _clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _runs(days):
    """[(first, last)] of the runs of neighbouring days."""
    out = []
    for day in days:
        if out and day - out[-1][1] == datetime.timedelta(days=1):
            out[-1] = (out[-1][0], day)
        else:
            out.append((day, day))
    return out


def _stops(parts):
    """The days that `parts`, 2026-10-01至2026-10-07 停, take out."""
    days = set()
    for part in parts:
        if not (written := _STOP.fullmatch(part)):
            raise Unreadable(f"“{part}”看不懂，不办的日子请写成 2026-10-01 停 或 2026-10-01至2026-10-07 停")
        first = calendar_day(written[1])
        last = calendar_day(written[2]) if written[2] else first
        if not 0 <= (last - first).days <= 366:
            raise Unreadable(f"“{part}”前后写反了或太长，先写开始的一天，最多写一年")
        days |= {first + datetime.timedelta(days=ahead) for ahead in range((last - first).days + 1)}
    return tuple(sorted(days))


def _span(half, hour, minute, end_hour, end_minute):
    """(minutes after midnight, length in minutes) of 下午3:00-4:30, where 4:30 is the next one that a clock of twelve hours shows."""

    def minutes(hour, minute):
        hours, rest = int(hour), int(minute or 0)
        if hours > 23 + (rest == 0) or rest > 59:
            raise Unreadable(f"“{hour}:{minute or '00'}”不是一个时刻，{_FORM}")
        return hours * 60 + rest

    is_late = (half in ("下午", "晚上") and int(hour) < 12) or (half == "中午" and int(hour) < 3)
    start = (minutes(hour, minute) + 720 * is_late) % 1440
    if not end_hour:
        return start, 0
    return start, (minutes(end_hour, end_minute) - start) % (720 if half and int(end_hour) <= 12 else 1440)


def _pattern(text):
    """The fields of `Recurrence` that say how often: 每周四, 每2周周一、三, 每月15日, 每年5月1日, 工作日."""
    text = text.replace("隔周", "每2周").replace("每两", "每2").replace("星期", "周").replace("每日", "每天").replace(" ", "")
    if named := re.fullmatch(r"(?:每个?)?(工作日|周末)", text):
        return {"every": "WEEKLY", "weekdays": tuple((0, day) for day in sorted(weekdays(named[1])))}
    written = re.fullmatch(r"每(\d{1,3}|[二三四五六七八九十])?(个月|天|周|月|年)(.*)", text)
    if not written:
        raise Unreadable(f"“{text}”看不出隔多久一次，{_FORM}" if text else f"还没写隔多久一次，{_FORM}")
    number, unit, rest = written.groups()
    if unit == "周" and number and not rest and not number.isdigit():
        raise Unreadable(f"“{text}”可以是每周{number}，也可以是每隔{number}周，请写成 每周周{number} 或 每{_NUMBERS.index(number)}周周一")
    interval = 1 if not number else int(number) if number.isdigit() else _NUMBERS.index(number)
    facts = {"every": _UNITS[unit], "interval": interval}
    if unit == "天" and not rest:
        return facts
    if unit == "周" and rest and (days := weekdays(rest)):
        return facts | {"weekdays": tuple((0, day) for day in sorted(days))}
    if unit == "年" and (dated := re.fullmatch(r"的?(\d{1,2})月(.+)", rest)):
        facts["month"], rest = int(dated[1]), dated[2]
        if not 1 <= facts["month"] <= 12:
            raise Unreadable(f"没有 {facts['month']} 月，{_FORM}")
    elif unit == "年" or not rest:
        raise Unreadable(f"“{text}”还缺哪一天，{_FORM}")
    return facts | _in_month(rest.removeprefix("的"))


def _in_month(text):
    """{days} or {weekdays} of 15日, 最后一天, 1、15日 or 第一个周六."""
    if text == "最后一天":
        return {"days": (-1,)}
    if placed := re.fullmatch(rf"(第([一二三四五])|最后一?)个?周([{DAYS}天])", text):
        return {"weekdays": ((_NUMBERS.index(placed[2]) if placed[2] else -1, DAYS.index(placed[3].replace("天", "日"))),)}
    if re.fullmatch(r"\d{1,2}[日号]?([,、和]\d{1,2}[日号]?)*", text):
        days = sorted({int(day) for day in re.findall(r"\d+", text)})
        if all(1 <= day <= 31 for day in days):
            return {"days": tuple(days)}
    raise Unreadable(f"“{text}”看不出是哪一天，{_FORM}")


def _day(text):
    return datetime.datetime.strptime(text[:8], "%Y%m%d").date()


def _from_lines(text):
    """The recurrence of iCalendar lines; what this module has no words for raises."""
    lines = {}
    for line in re.split(r"[\n\s]+", text.strip().upper()):
        name, _, value = line.rpartition(":")
        name = name.partition(";")[0] or "RRULE"
        if name not in ("DTSTART", "RRULE", "DURATION", "EXDATE") or name in lines:
            raise ValueError(name)
        lines[name] = value
    rule = dict(part.split("=") for part in lines["RRULE"].split(";"))
    if unknown := rule.keys() - _KNOWN:
        raise ValueError(unknown)
    every, began = rule["FREQ"], lines.get("DTSTART", "")
    if every not in _UNITS.values() or rule.get("BYSECOND", "0") != "0" or rule.get("WKST", "MO") != "MO":
        raise ValueError(every)
    start = _day(began) if began else None
    time = int(rule["BYHOUR"]) * 60 + int(rule.get("BYMINUTE", 0)) if "BYHOUR" in rule else None
    if time is None and "T" in began:
        time = int(began[9:11]) * 60 + int(began[11:13])
    places = [re.fullmatch(r"([+-]?\d)?([A-Z]{2})", part) for part in rule.get("BYDAY", "").split(",") if part]
    days = tuple(sorted((int(place[1] or 0), _CODES.index(place[2])) for place in places))
    dates = tuple(sorted(map(int, rule["BYMONTHDAY"].split(",")))) if "BYMONTHDAY" in rule else ()
    month = int(rule.get("BYMONTH", 0))
    # what the rule leaves to its first day is written out
    if every == "WEEKLY" and not days:
        days = ((0, start.weekday()),)
    if every in ("MONTHLY", "YEARLY") and not days and not dates:
        dates = (start.day,)
    if every == "YEARLY" and not month:
        month = start.month
    length = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", lines.get("DURATION", "PT0M"))
    made = Recurrence(
        every,
        int(rule.get("INTERVAL", 1)),
        days,
        dates,
        month,
        start,
        _day(rule["UNTIL"]) if "UNTIL" in rule else None,
        int(rule.get("COUNT", 0)),
        time,
        int(length[1] or 0) * 60 + int(length[2] or 0),
        tuple(sorted({_day(day) for day in lines.get("EXDATE", "").split(",") if day})),
    )
    _sound(made)
    return made


def _sound(made):
    """Raise ValueError for a combination that has no words here."""
    whole = {
        "DAILY": not (made.weekdays or made.days or made.month),
        "WEEKLY": bool(made.weekdays) and not made.days and not made.month and not any(place for place, _ in made.weekdays),
        "MONTHLY": bool(made.weekdays) != bool(made.days) and not made.month,
        "YEARLY": bool(made.weekdays) != bool(made.days) and 1 <= made.month <= 12,
    }
    fits = (
        whole[made.every]
        and all(1 <= day <= 31 or day == -1 for day in made.days)
        and (len(made.days) == 1 or -1 not in made.days)
        and (made.every == "WEEKLY" or len(made.weekdays) <= 1)
        and all(place in (-1, 1, 2, 3, 4, 5) for place, _ in made.weekdays if made.every != "WEEKLY")
        and (made.time is None or 0 <= made.time < 1440)
        and (not made.length or (made.time is not None and made.length < 1440))
        and made.interval >= 1
    )
    if not fits:
        raise ValueError(made)
