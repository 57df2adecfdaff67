"""The calendar of activities: which day has what, and how far one may turn the pages."""

import datetime

import pytest

from portal.core import clock
from portal.core.recurrence import Recurrence
from tests.makers import activity

pytestmark = pytest.mark.usefixtures("thursday")


def days(page):
    """day → titles of what stands under it below the calendar."""
    return {
        int(section["aria-labelledby"].removeprefix("day-")): [link.text for link in section.select("li :is(h3, h4) a")]
        for section in page.select("section[aria-labelledby^=day-]")
    }


def at(day, hour, minute=0):
    return datetime.datetime(2026, 3, day, hour, minute, tzinfo=clock.ZONE)


def test_every_day_with_something_on_leads_to_its_list(visit, place):
    activity("阅读", place.north, slug="reading", recurrence=Recurrence.read("每周四 15:00-16:30；2026-03-19 停"))
    activity("演练", place.north, starts_at=at(14, 9, 30))
    activity("夜市", place.north, starts_at=at(30, 18), ends_at=datetime.datetime(2026, 4, 1, 22, tzinfo=clock.ZONE))
    activity("植树", place.north, held_on="2026-03-12")
    activity("调研", place.north, held_on="2026-03")
    activity("别的月", place.north, held_on="2026-04-02")
    activity("影子", place.north, starts_at=at(14, 9), state="draft")
    page = visit("/activities/?month=2026-03")
    assert days(page) == {5: ["阅读"], 12: ["植树", "阅读"], 14: ["演练"], 26: ["阅读"], 30: ["夜市"], 31: ["夜市"]}
    assert [link["href"] for link in page.select("table.calendar a")] == [f"#day-{day}" for day in sorted(days(page))]
    assert list(days(page)) == [12, 14, 26, 30, 31, 5]  # what is over comes last
    assert page.select_one(".month__past").text == "这个月已经过去的"
    assert [link.text for link in page.select("[aria-labelledby=loose] h3 a")] == ["调研"]
    assert days(visit("/activities/?month=2026-04"))[1] == ["夜市"]


def test_what_began_long_ago_stands_on_every_day_it_is_on(visit, place):
    now = clock.now()
    activity("常设展", place.north, starts_at=now - datetime.timedelta(days=150), ends_at=now + datetime.timedelta(days=60))
    assert days(visit("/activities/?month=2026-03")) == {day: ["常设展"] for day in range(1, 32)}
    assert list(days(visit("/activities/?month=2026-05"))) == list(range(1, 12))


def test_a_month_ends_where_the_next_one_begins(visit, place):
    for number, day in enumerate(("2026-02-28", "2026-03", "2026-03-01", "2026-03-31", "2026-04", "2026-04-01")):
        activity(f"会{number}", place.north, held_on=day)
    page = visit("/activities/?month=2026-03")
    assert days(page) == {1: ["会2"], 31: ["会3"]}
    assert [link.text for link in page.select("[aria-labelledby=loose] h3 a")] == ["会1"]


def test_it_is_a_real_table_with_a_caption_and_names_of_days(visit, place):
    table = visit("/activities/?month=2026-03").select_one("table.calendar")
    assert "2026年3月" in table.caption.text
    assert [cell.text for cell in table.select("thead th[scope=col]")] == [f"星期{day}" for day in "一二三四五六日"]
    assert len(table.select("tbody tr")) == 6
    assert next(cell.text.strip() for cell in table.select("tbody td") if cell.text.strip()) == "1"
    assert table.select_one(".calendar__today").text.startswith("12")


def test_called_off_and_done_are_told_apart(visit, place):
    activity("演练", place.north, starts_at=at(14, 9), status="cancelled")
    activity("旧阅读", place.north, recurrence=Recurrence.read("每周四 15:00"), status="done")
    page = visit("/activities/?month=2026-03")
    assert days(page) == {14: ["演练"]}
    assert page.select_one("h3 .badge--urgent").text == "已取消"


def test_one_may_turn_the_pages_a_year_each_way_and_no_further(visit, place):
    page = visit("/activities/?month=2026-03")
    assert {link["rel"][0]: link["href"] for link in page.select("nav a[rel]") if link["rel"][0] in ("prev", "next")} == {
        "prev": "/activities/?month=2026-02",
        "next": "/activities/?month=2026-04",
    }
    assert not visit("/activities/?month=2027-03").select("main a[rel~=next]")
    assert not visit("/activities/?month=2025-03").select("main a[rel~=prev]")
    for month in ("2027-04", "2025-02", "2099-01"):
        assert visit(f"/activities/?month={month}", status=404).select_one(".find__input"), month
    for month in ("2026-13", "x", "2026-3", "２０２６-03", "20２６-03", "20٢٦-03"):
        assert "请写成 2026-03" in visit(f"/activities/?month={month}", status=400).main.text, month


def test_place_and_kind_go_along(visit, place):
    activity("北麻演练", place.north, kind="drill", starts_at=at(14, 9))
    activity("和源演练", place.south, kind="drill", starts_at=at(14, 9))
    activity("北麻阅读", place.north, starts_at=at(14, 9))
    page = visit("/activities/?month=2026-03&division=beima&kind=drill")
    assert days(page) == {14: ["北麻演练"]}
    assert page.title.text.startswith("北麻社区2026年3月活动：演练")
    assert page.select_one("main a[href$='activities.ics?division=beima']")
    assert "month=2026-04" in page.select_one("a[rel~=next]")["href"]
    assert "division=beima" in page.select_one("a[rel~=next]")["href"]


def test_it_asks_few_things_however_many_there_are(visit, place, queries):
    for number in range(30):
        activity(f"阅读{number}", place.north, recurrence=Recurrence.read("每天 15:00"))
    queries.clear()
    page = visit("/activities/?month=2026-03")
    assert len(queries) <= 5
    assert len(days(page)[31]) == 30


def test_an_activity_may_be_added_to_the_calendar_of_a_telephone(visit, place):
    activity("阅读", place.north, slug="reading", recurrence=Recurrence.read("每周四 15:00"), registration="none", fee="免费")
    page = visit("/activities/reading")
    assert page.select_one("main a[href='/activities/reading.ics']").text == "加进手机日历"
    assert "每周四 15:00" in page.main.text
    assert "不用报名 · 免费" in visit("/activities/").main.text
