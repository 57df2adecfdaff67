"""Opening hours: a week of spans, and dated exceptions that come before it."""

import datetime
import functools
import itertools
import json
import re
from dataclasses import dataclass, field

from . import clock
from .errors import Unreadable

DAYS = "一二三四五六日"
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF1B} | {0x3000: " "}
_SPAN = re.compile(r"(\d{1,2})[:时点](\d{2})?分?-(\d{1,2})[:时点](\d{2})?分?")
_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_DATED = re.compile(rf"({_DATE})(?:\s*[至到~]\s*({_DATE}))?")
_FORM = "请写成 周一至周五 08:30-12:00 14:00-18:00；周六 09:00-17:00；2026-10-01至2026-10-07 关门"


def _clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _after(start, end):
    """`end`, in minutes after the midnight before `start`: tomorrow's when it is not after `start`."""
    return end if end > start else end + 1440


def _spans(text):
    """ "08:30-12:00 14:00-18:00" → ((510, 720), (840, 1080)) and the words left over."""
    if re.match(r"(全天|24小时)", text):
        return ((0, 1440),), re.sub(r"^(全天|24小时)", "", text).strip()
    if re.match(r"(关门|休息|不开放|闭馆)", text):
        return (), re.sub(r"^(关门|休息|不开放|闭馆)", "", text).strip()
    spans, rest = [], text
    while found := _SPAN.match(rest):
        hours = [int(part or 0) for part in found.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if hours[1] > 59 or hours[3] > 59 or start >= 1440 or end > 1440 or start == end:
            raise Unreadable(f"“{found[0]}”不是一段时间，{_FORM}")
        spans.append((start, end))
        rest = rest[found.end() :].lstrip(" ,、")
    if not spans:
        raise Unreadable((f"“{text}”里没有时间，" if text else "还没写几点到几点，") + _FORM)
    return tuple(sorted(spans)), rest.strip()


def weekdays(text):
    """ "一至五、日" → {0, 1, 2, 3, 4, 6}, or None when `text` names no days."""
    words = {"每天": "一至日", "每日": "一至日", "工作日": "一至五", "周末": "六、日", "双休日": "六、日"}
    text = re.sub(r"(周|星期|礼拜)", "", words.get(text, text)).replace("天", "日")
    days = set()
    for part in re.split(r"[、,和及]", text):
        ends = re.fullmatch(rf"([{DAYS}])(?:[至到-]([{DAYS}]))?", part.strip())
        if not ends:
            return None
        first, last = DAYS.index(ends[1]), DAYS.index(ends[2] or ends[1])
        days |= set(range(first, last + 1)) if first <= last else set(range(first, 7)) | set(range(last + 1))
    return days


def _both(before, spans, notes=()):
    """(spans, notes) of two rules for the very same days: what both write when both open, else what the later writes."""
    if before and before[0] and spans:
        return tuple(sorted({*before[0], *spans})), (*before[1], *notes)
    return spans, notes


def calendar_day(text):
    """The day that `text`, 2026-10-01 or 2026年10月1日, writes. Raises `Unreadable` when there is none."""
    try:
        return datetime.date(*map(int, re.findall(r"\d+", text)))
    except ValueError:
        raise Unreadable(f"“{text}”这一天不存在，请写成 2026-10-01") from None


@dataclass(frozen=True)
class Exceptional:
    """From one day to another (inclusive) these spans hold instead of the week's; none means closed."""

    first: datetime.date
    last: datetime.date
    spans: tuple = ()
    note: str = ""

    def show(self):
        days = self.first.isoformat() + (f"至{self.last.isoformat()}" if self.last != self.first else "")
        return " ".join(part for part in (days, shown(self.spans), self.note) if part)


def shown(spans):
    """08:30-12:00 14:00-18:00, 全天 or 关门."""
    if spans == ((0, 1440),):
        return "全天"
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans) or "关门"


@dataclass(frozen=True)
class Week:
    """Seven days of spans, Monday first, in minutes after midnight on the neighbourhood's clock.

    A span whose end is not after its start runs past midnight into the next day.
    """

    days: tuple = ((),) * 7
    exceptions: tuple = field(default=())

    SCHEMA = {
        "type": "object",
        "properties": {
            "week": {
                "type": "array",
                "minItems": 7,
                "maxItems": 7,
                "items": {"type": "array", "items": {"type": "string", "pattern": r"^\d{2}:\d{2}-\d{2}:\d{2}$"}},
            },
            "dates": {"type": "array", "items": {"type": "object", "required": ["from", "to", "open"]}},
        },
        "required": ["week"],
    }

    @classmethod
    def read(cls, text):
        """The hours that `text` writes, one rule after another, parted by ； or a new line. Raises `Unreadable`.

        A later rule overrules an earlier one, unless both name the very same days: then the spans of both hold.
        """
        days, exceptions, said = [()] * 7, {}, {}
        text = re.sub(r"[–—−]", "-", text.translate(_HALF))
        text = re.sub(r"(?<=[\d时点分])[^\S\n]*[至到~][^\S\n]*(?=\d{1,2}[:时点])", "-", text)
        for rule in filter(None, map(str.strip, re.split(r"[;；\n]", text))):
            if dated := _DATED.match(rule):
                first = calendar_day(dated[1])
                last = calendar_day(dated[2]) if dated[2] else first
                if last < first:
                    raise Unreadable(f"“{dated[0]}”前后写反了，先写开始的一天")
                spans, note = _spans(rule[dated.end() :].strip(" :,"))
                spans, notes = _both(exceptions.get((first, last)), spans, (note,))
                exceptions[first, last] = spans, notes
                continue
            word = re.match(rf"(每天|每日|工作日|周末|双休日|[周星期礼拜{DAYS}天至到、,和及\-]+)", rule)
            named = word and weekdays(word[0].strip())
            if not word:
                named, rest = set(range(7)), rule
            elif named is None:
                raise Unreadable(f"“{rule}”看不懂是周几，{_FORM}")
            else:
                rest = rule[word.end() :].strip(" :,")
            spans, rest = _spans(rest)
            if rest:
                raise Unreadable(f"“{rest}”看不懂，{_FORM}")
            named = frozenset(named)
            said[named] = _both(said.get(named), spans)
            for day in named:
                days[day] = said[named][0]
        dated = tuple(Exceptional(*dates, spans, " ".join(filter(None, notes))) for dates, (spans, notes) in sorted(exceptions.items()))
        if not any(days) and not any(e.spans for e in dated) and len(frozenset().union(*said)) < 7:
            raise Unreadable(f"只写了哪天不开，还要写哪天几点开，{_FORM}" if said or dated else f"还没写几点开，{_FORM}")
        return cls(tuple(days), dated)

    def rules(self):
        """[(days in words, hours in words)] of the week, equal neighbours drawn together; closed days too."""
        rows, start = [], 0
        for day in range(1, 8):
            if day == 7 or self.days[day] != self.days[start]:
                name = "每天" if day - start == 7 else f"周{DAYS[start]}" + (f"至周{DAYS[day - 1]}" if day - start > 1 else "")
                rows.append((name, shown(self.days[start])))
                start = day
        return rows

    def show(self):
        week = [f"{days} {hours}" for days, hours in self.rules() if hours != "关门"]
        if not week and not any(exception.spans for exception in self.exceptions):
            week = ["每天 关门"]
        return "；".join(week + [exception.show() for exception in self.exceptions])

    __str__ = show

    @functools.cached_property
    def json(self):
        """The week as JSON; not to be altered."""

        def spans(many):
            return [f"{_clock(start)}-{_clock(end)}" for start, end in many]

        dates = [
            {"from": e.first.isoformat(), "to": e.last.isoformat(), "open": spans(e.spans)} | ({"note": e.note} if e.note else {})
            for e in self.exceptions
        ]
        return {"week": [spans(day) for day in self.days]} | ({"dates": dates} if dates else {})

    @functools.cached_property
    def text(self):
        """The canonical JSON that a column holds; equal weeks have equal texts."""
        return json.dumps(self.json, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    @functools.lru_cache(maxsize=4096)
    def of(text):
        """The week behind a column's `text`; whole towns keep the same hours, so they are remembered."""
        return Week.load(json.loads(text))

    @classmethod
    def load(cls, json):
        """The inverse of `json`. Raises `Unreadable` for JSON of another form."""
        try:
            return cls._load(json)
        except (KeyError, TypeError, ValueError, AttributeError) as trouble:
            raise Unreadable('开放时间的 JSON 应像 {"week": [["08:30-12:00"], [], [], [], [], [], []]}') from trouble

    @classmethod
    def _load(cls, json):
        def minutes(text):
            return int(text[:2]) * 60 + int(text[3:])

        def spans(many):
            return tuple((minutes(span[:5]), minutes(span[6:])) for span in many)

        day = datetime.date.fromisoformat
        dates = tuple(Exceptional(day(e["from"]), day(e["to"]), spans(e["open"]), e.get("note", "")) for e in json.get("dates", ()))
        return cls(tuple(spans(day) for day in json["week"]), dates)

    @functools.cached_property
    def trouble(self):
        """A sentence when two spans overlap, or one is no span at all, or a note cannot be told from a rule; else None."""
        if len(self.days) != 7:
            return f"一星期要写七天，这里有 {len(self.days)} 天"
        days_in_a_row = [
            *zip(self.days, (*self.days[1:], self.days[0]), strict=True),
            *((e.spans, e.spans if e.last > e.first else ()) for e in self.exceptions),
        ]
        for spans, tomorrow in days_in_a_row:
            for start, end in spans:
                if not (0 <= start < 1440 and 0 <= end <= 1440 and start != end):
                    return f"“{_clock(start)}-{_clock(end)}”不是一段时间，{_FORM}"
            # minutes after this midnight, what runs past the next one included
            line = [(start, _after(start, end)) for start, end in spans]
            for (_, end), (start, _) in itertools.pairwise(line):
                if start < end:
                    return f"同一天的时间重叠了：{shown(spans)}，请分开写"
            if line and tomorrow and line[-1][1] - 1440 > tomorrow[0][0]:
                return f"“{shown(spans[-1:])}”到第二天还没结束，和第二天的 {shown(tomorrow)} 重叠了，请分开写"
        try:
            told = Week.read(self.show()) == self
        except Unreadable:
            told = False
        return None if told else f"日期后面的说明看不懂，请只写几个字，{_FORM}"

    def on(self, day):
        """The spans of the calendar day `day`: its exception's, else its weekday's."""
        exception = self.exception_on(day)
        return exception.spans if exception else self.days[day.weekday()]

    def exception_on(self, day):
        """The exception that covers `day`, the shortest of several, or None."""
        return min((e for e in self.exceptions if e.first <= day <= e.last), key=lambda e: e.last - e.first, default=None)

    def open_until(self, moment):
        """When the span around `moment` ends (aware, neighbourhood's clock), or None when closed."""
        here = clock.local(moment)
        for back in (0, 1):
            day = here.date() - datetime.timedelta(days=back)
            midnight = datetime.datetime.combine(day, datetime.time(), clock.ZONE)
            for start, end in self.on(day):
                opens, closes = (midnight + datetime.timedelta(minutes=m) for m in (start, _after(start, end)))
                if opens <= here < closes:
                    return closes
        return None

    def opens_next(self, moment):
        """The next opening after `moment` within 31 days (aware, neighbourhood's clock), or None."""
        here = clock.local(moment)
        for ahead in range(32):
            day = here.date() + datetime.timedelta(days=ahead)
            midnight = datetime.datetime.combine(day, datetime.time(), clock.ZONE)
            for start, _ in self.on(day):
                opens = midnight + datetime.timedelta(minutes=start)
                if opens > here:
                    return opens
        return None

    def told(self, moment):
        """Whether it is open at `moment`, in words: 现在开放，到 17:30；现在不开放，周一 08:30 开."""
        here = clock.local(moment)
        is_now = abs((clock.now() - here).total_seconds()) < 60
        when = "现在" if is_now else f"{here:%Y-%m-%d %H:%M} "
        until, week_on = self.open_until(moment), here + datetime.timedelta(days=7)
        while until and until < week_on and (later := self.open_until(until)):
            until = later  # spans that touch are one
        if until:
            return f"{when}开放，" + ("24 小时不关门" if until >= week_on else f"到 {_said(until, here)}")
        opens = self.opens_next(moment)
        return f"{when}不开放，" + (f"{_said(opens, here)} 开" if opens else "一个月内不开")


def _said(moment, here):
    """`moment` as seen from `here`: 17:30 the same day, 周一 08:30 within a week, else with its date."""
    days = (moment.date() - here.date()).days
    day = "" if days == 0 else f"周{DAYS[moment.weekday()]} " if days < 7 else f"{moment:%Y-%m-%d} "
    return f"{day}{moment:%H:%M}"
