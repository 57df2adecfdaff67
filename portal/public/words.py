"""How values are said to residents: telephones in groups, counts with thin gaps, days in full."""

import datetime
import re

from markupsafe import Markup, escape

from ..core import clock
from ..core.fields.rich import purified
from ..core.search import narrow, runs

_RULES = (
    (re.compile(r"(1\d\d)(\d{4})(\d{4})"), r"\1 \2 \3"),
    (re.compile(r"(0\d{2,3}-)(\d{3,4})(\d{4})"), r"\1\2 \3"),
    (re.compile(r"(\d{3,4})(\d{4})"), r"\1 \2"),
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: (?=停))?")
_WHOLE = re.compile(r"“[^“”]+”")


def phone(number):
    """0533-3241234转8 → 0533-324 1234 转 8."""
    body, _, extension = number.partition("转")
    for form, shown in _RULES:
        if form.fullmatch(body):
            body = form.sub(shown, body)
            break
    return f"{body} 转 {extension}" if extension else body


def tel(number):
    """The address that rings `number`: 0533-3241234转8 → tel:05333241234,8 (a comma waits before dialling on)."""
    return "tel:" + number.replace("-", "").replace("转", ",")


def geo(point):
    """The address that opens the telephone's own map at `point` (longitude, latitude in WGS-84): geo:36.185000,118.173456 (RFC 5870)."""
    return f"geo:{point[1]:.6f},{point[0]:.6f}"


def thin(count):
    """1209 → 1 209, with a gap that does not break; anything but a number stays as it is."""
    return f"{count:,}".replace(",", "\u202f") if isinstance(count, int) else count


def day(value):
    """2026-03-09 → 2026年3月9日, 2026-03 → 2026年3月; `value`: the text of a `Day`, or a date."""
    parts = (int(part) for part in str(value).split("-"))
    return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def near_day(date):
    """今天, 明天, 周五 (within six days), 3月20日 or 2027年1月1日."""
    today = clock.today()
    ahead = (date - today).days
    if ahead in (0, 1):
        return "今天明天"[ahead * 2 : ahead * 2 + 2]
    if 1 < ahead < 7:
        return f"周{'一二三四五六日'[date.weekday()]}"
    return short_day(date)


def short_day(date):
    """3月20日, with the year when it is not this year."""
    year = "" if date.year == clock.today().year else f"{date.year}年"
    return f"{year}{date.month}月{date.day}日"


def days(first, last):
    """10月1日, 10月1日至7日 or 9月30日至10月7日."""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{short_day(first)}至{last.day}日"
    return f"{short_day(first)}至{short_day(last)}"


def moment_words(moment):
    """3月12日 星期四 14:20, on the neighbourhood's clock."""
    here = clock.local(moment)
    return f"{here.month}月{here.day}日 星期{'一二三四五六日'[here.weekday()]} {here:%H:%M}"


def span(start, end=None, is_whole_day=False):
    """11月26日 周四 15:00 至 16:30, 今天 15:00: when something is, from `start` to `end` (moments; the end may be unknown)."""
    first, last = clock.local(start), end and clock.local(end)
    if is_whole_day or (last and (first.hour, first.minute) == (0, 0) and last - first == datetime.timedelta(days=1)):
        return whole_days(first.date(), last and (last - datetime.timedelta(minutes=1)).date())
    words = f"{weekday(first.date())} {first:%H:%M}"
    if last is None:
        return words
    if last.date() == first.date():
        return f"{words} 至 {last:%H:%M}"
    if last.date() == first.date() + datetime.timedelta(days=1) and last.hour < 6:
        return f"{words} 至 次日 {last:%H:%M}"
    return f"{words} 至 {weekday(last.date())} {last:%H:%M}"


def minutes(pair, is_whole_day=False):
    """`span` of a pair (start, end or None), as `next_dates` gives them."""
    return span(*pair, is_whole_day=is_whole_day)


def whole_days(first, last=None):
    """11月26日 周四 全天, 11月26日 周四 至 11月28日 周六."""
    return f"{weekday(first)} 至 {weekday(last)}" if last and last > first else f"{weekday(first)} 全天"


def weekday(date):
    """今天, 明天 or 11月26日 周四; with the year when it is not this year."""
    ahead = (date - clock.today()).days
    return "今天明天"[ahead * 2 : ahead * 2 + 2] if ahead in (0, 1) else f"{short_day(date)} 周{'一二三四五六日'[date.weekday()]}"


def near(moment):
    """今天, 明天 or 周四: the day of `moment` beside its date."""
    date = clock.local(moment).date()
    ahead = (date - clock.today()).days
    return "今天明天"[ahead * 2 : ahead * 2 + 2] if ahead in (0, 1) else f"周{'一二三四五六日'[date.weekday()]}"


def spoken(text):
    """每周四 15:00-16:30；2026-12-31 停 → 每周四 15:00-16:30；2026年12月31日停: the days in the words of a rule in full."""
    return _DATE.sub(lambda found: day(found[0].rstrip()), text or "")


def quoted(text):
    """`text` in quotation marks, those inside it made single: “九心”品牌 → “‘九心’品牌”. What is one quotation stays as it is."""
    if _WHOLE.fullmatch(text):
        return text
    return "“" + text.replace("“", "‘").replace("”", "’") + "”"


def pairs(value):
    """[(label, words)] of the lines of a `Facts` value."""
    return [tuple(line.split("：", 1)) for line in (value or "").splitlines()]


def rich(value):
    """The clean HTML of a `Rich` value, cleaned once more on its way out."""
    return Markup(purified(value)) if value else ""  # noqa: S704, nh3 has just cleaned it


def local_iso(moment):
    """2026-03-12T14:20+08:00, for `datetime` attributes."""
    return clock.local(moment).isoformat(timespec="minutes")


def marked(text, wanted):
    """`text` as safe HTML with every word of `wanted` in <mark>."""
    found = sorted({run for run in runs(wanted) if run}, key=len, reverse=True)
    if not found:
        return escape(text)
    out, at = [], 0
    for hit in re.finditer("|".join(map(re.escape, found)), narrow(text), re.I):
        out += [escape(text[at : hit.start()]), Markup("<mark>{}</mark>").format(text[hit.start() : hit.end()])]
        at = hit.end()
    return Markup("").join([*out, escape(text[at:])])


def clipped(text, wanted, length=80):
    """About `length` characters of `text`, around the first word of `wanted` that is in it."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    places = [at for run in runs(wanted) if (at := narrow(text).lower().find(run)) >= 0]
    start = max(0, min(places, default=0) - length // 3)
    return ("…" if start else "") + text[start : start + length] + ("…" if start + length < len(text) else "")


FILTERS = {
    "phone": phone,
    "tel": tel,
    "geo": geo,
    "thin": thin,
    "day": day,
    "moment_words": moment_words,
    "minutes": minutes,
    "near": near,
    "here": clock.local,
    "pairs": pairs,
    "spoken": spoken,
    "quoted": quoted,
    "rich": rich,
    "local_iso": local_iso,
    "marked": marked,
    "clipped": clipped,
}
