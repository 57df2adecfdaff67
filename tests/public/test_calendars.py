"""Calendars, read by vobject and followed by python-dateutil, beside what the pages say."""

import datetime

import pytest
import vobject
from dateutil.rrule import rrulestr

from portal.core import clock
from portal.core.recurrence import Recurrence
from portal.public.formats import calendars
from tests.makers import activity, edit, station

SATURDAY = datetime.datetime(2026, 3, 14, 9, 30, tzinfo=clock.ZONE)
RULES = (
    "每周四 15:00-16:30",
    "从2026-01-01起 每2周周四 15:00",
    "每周一、三、五 08:00-09:00；2026-03-16至2026-03-20 停",
    "从2026-03-12起 每天 06:30-07:00，共5次；2026-03-12 停",
    "每月15日 09:00，直到2026-06-15",
    "每月最后一天",
    "每月第一个周六 09:00-11:00",
    "每年5月1日",
    "每周六 22:00-02:00",
    "工作日；2026-03-16至2026-03-20 停",
)


@pytest.fixture
def read(visitor):
    """Open a calendar as a program does: the events that vobject finds in it."""

    def read(address):
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), address
        assert all(len(line) <= 75 for line in answer.data.split(b"\r\n")), "a line is longer than 75 octets (RFC 5545 §3.1)"
        assert answer.data.endswith(b"END:VCALENDAR\r\n")
        calendar = vobject.readOne(answer.text)
        calendar.validate()
        assert calendar.vtimezone.tzid.value == "Asia/Shanghai"
        return calendar

    return read


def times(event, after, most):
    """The first `most` times of an event that end or begin after `after`, as vobject and dateutil work them out."""
    starts = event.getrruleset(addRDate=True)
    length = event.dtend.value - event.dtstart.value if hasattr(event, "dtend") else datetime.timedelta()
    naive = clock.local(after).replace(tzinfo=None)
    out = []
    for moment in starts:
        here = moment.replace(tzinfo=None)
        if here + length > naive:
            out.append(here)
        if len(out) == most:
            break
    return out


@pytest.mark.parametrize("words", RULES)
def test_a_recurrence_expands_to_the_dates_of_its_page_and_of_dateutil(read, place, thursday, words):
    made = activity("阅读", place.north, slug="reading", recurrence=Recurrence.read(words))
    event = read("/activities/reading.ics").vevent

    ours = [start.replace(tzinfo=None) for start, _ in made.next_dates(12)]

    assert ours
    assert times(event, clock.now(), 12) == ours
    rule = made.recurrence
    since = datetime.datetime.combine(rule.start or datetime.date(2026, 1, 1), datetime.time())
    plain = rrulestr(rule.rule, dtstart=since)
    theirs = (moment for moment in plain if moment.date() not in rule.stops and moment >= ours[0])
    assert [moment for moment, _ in zip(theirs, ours, strict=False)] == ours


@pytest.mark.parametrize("words", RULES)
def test_the_length_of_each_time_is_the_pages(read, place, thursday, words):
    made = activity("阅读", place.north, slug="reading", recurrence=Recurrence.read(words))
    event = read("/activities/reading.ics").vevent
    start, end = made.next_date()
    assert (event.dtend.value - event.dtstart.value if hasattr(event, "dtend") else None) == (end and end - start)


def test_a_series_says_its_rule_in_terms_that_every_calendar_knows(visitor, place, thursday):
    activity(
        "阅读", place.north, slug="reading", recurrence=Recurrence.read("从2026-03-01起 每周四 15:00-16:30，直到2026-06-30；2026-04-02 停")
    )
    lines = visitor.client.get("/activities/reading.ics").text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART;TZID=Asia/Shanghai:20260305T150000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20260305T163000" in lines
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260630T155959Z;BYDAY=TH" in lines
    assert "EXDATE;TZID=Asia/Shanghai:20260402T150000" in lines


def test_an_activity_is_told_whole(read, place, thursday):
    spot = station("东驿站", place.north, address="山水一城北门", point=(118.173456, 36.185))
    values = {"summary": "带上灭火器；, \\ 和\n一颗心。", "phone": "0533-3241234", "fee": "免费", "station": spot, "round_no": 3}
    activity("消防演练", place.north, slug="drill", starts_at=SATURDAY, ends_at=SATURDAY + datetime.timedelta(hours=2), **values)

    event = read("/activities/drill.ics").vevent

    assert event.summary.value == "消防演练 第 3 期"
    assert event.description.value == "带上灭火器；, \\ 和\n一颗心。\n费用：免费"
    assert event.location.value == "东驿站 山水一城北门"
    assert event.contact.value == "0533-3241234"
    assert event.url.value == "http://localhost/activities/drill"
    assert event.geo.value == "36.185;118.173456"
    assert event.status.value == "CONFIRMED"
    assert (event.dtstart.value, event.dtend.value) == (SATURDAY, SATURDAY + datetime.timedelta(hours=2))


def test_whole_days_are_dates_and_end_on_the_day_after(read, place, thursday):
    activity("庙会", place.north, slug="fair", starts_at=SATURDAY, ends_at=SATURDAY + datetime.timedelta(days=2), all_day=True)
    activity("清明", place.north, slug="day", held_on="2026-04-05")
    fair, day = (read(f"/activities/{slug}.ics").vevent for slug in ("fair", "day"))
    assert (fair.dtstart.value, fair.dtend.value) == (datetime.date(2026, 3, 14), datetime.date(2026, 3, 17))
    assert (day.dtstart.value, day.dtend.value) == (datetime.date(2026, 4, 5), datetime.date(2026, 4, 6))


def test_what_is_called_off_is_cancelled_under_the_same_identity(read, place, thursday):
    made = activity("消防演练", place.north, slug="drill", starts_at=SATURDAY)
    before = read("/activities/drill.ics").vevent
    with clock.at(datetime.datetime(2026, 3, 13, 8, 0)):
        edit(made, status="cancelled", slug="fire-drill")
        after = read("/activities/fire-drill.ics").vevent
        followed = read("/activities.ics").vevent

    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert before.uid.value == after.uid.value == followed.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.last_modified.value == after.dtstamp.value > before.dtstamp.value
    assert after.summary.value == "取消：消防演练"


def test_what_is_put_off_is_tentative(read, place, thursday):
    activity("晚会", place.north, slug="party", status="postponed", starts_at=SATURDAY)
    event = read("/activities/party.ics").vevent
    assert (event.status.value, event.summary.value) == ("TENTATIVE", "延期：晚会")


@pytest.mark.parametrize(
    "values",
    [{}, {"held_on": "2022-03"}, {"when_text": "不定期"}, {"recurrence": Recurrence.read("每周四 15:00"), "status": "done"}],
    ids=["nothing", "a month", "words", "a series that is over"],
)
def test_an_activity_without_dates_has_no_calendar_and_its_page_names_none(visitor, place, values):
    activity("说不准的会", place.north, slug="some-day", **values)
    answer = visitor.client.get("/activities/some-day.ics")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "放不进日历" in answer.text
    assert not visitor.visit("/activities/some-day").select("link[type='text/calendar']")


def test_a_calendar_holds_what_belongs_to_its_grid_its_place_or_everywhere(read, place, thursday):
    activity("网格阅读", place.north, grid=place.small, recurrence=Recurrence.read("每周四 15:00"))
    activity("社区演练", place.north, starts_at=SATURDAY)
    activity("和源义诊", place.south, starts_at=SATURDAY)
    activity("去年的会", place.north, starts_at=SATURDAY - datetime.timedelta(days=300))
    activity("影子活动", place.north, starts_at=SATURDAY, state="draft")

    def names(address):
        return {event.summary.value for event in read(address).contents.get("vevent", ())}

    assert names("/grids/beima-3.ics") == {"网格阅读"}
    assert names("/d/beima.ics") == names("/activities.ics?division=beima") == {"网格阅读", "社区演练"}
    assert names("/d/lishan.ics") == names("/activities.ics") == {"网格阅读", "社区演练", "和源义诊"}
    assert names("/d/heyuan.ics") == {"和源义诊"}
    assert names("/grids/heyuan-6.ics") == set()


def test_what_began_long_ago_and_is_still_on_stands_in_the_calendar(read, place, thursday):
    now = clock.now()
    activity("常设展", place.north, starts_at=now - datetime.timedelta(days=150), ends_at=now + datetime.timedelta(days=60))
    activity("撤了的展", place.north, starts_at=now - datetime.timedelta(days=150), ends_at=now - datetime.timedelta(days=60))
    assert [event.summary.value for event in read("/activities.ics").vevent_list] == ["常设展"]


def test_a_series_that_was_over_before_it_was_written_down_is_in_no_calendar(visitor, read, place, thursday):
    activity("旧阅读", place.north, slug="old", grid=place.small, recurrence=Recurrence.read("每周四 15:00，直到2024-10-01"))
    activity("演练", place.north, grid=place.small, starts_at=SATURDAY)
    for address in ("/activities.ics", "/d/beima.ics", "/grids/beima-3.ics"):
        assert [event.summary.value for event in read(address).vevent_list] == ["演练"], address
    assert visitor.client.get("/activities/old.ics").status_code == 404
    assert not visitor.visit("/activities/old").select("a[href$='.ics'], link[type='text/calendar']")


def test_long_chinese_names_are_folded_between_characters(read, place, thursday):
    activity("阅" * 80, place.north, slug="long", summary="读书，" * 400, starts_at=SATURDAY)
    event = read("/activities/long.ics").vevent
    assert (event.summary.value, event.description.value) == ("阅" * 80, "读书，" * 400)


def test_a_full_calendar_says_that_there_is_more(read, place, thursday, monkeypatch):
    monkeypatch.setattr(calendars, "MOST", 3)
    activity("阅读", place.north, recurrence=Recurrence.read("每周四 15:00"))
    for number in range(5):
        activity(f"会{number}", place.north, starts_at=SATURDAY)
    calendar = read("/activities.ics")
    assert len(calendar.vevent_list) == 4
    assert "放不下的请看 http://localhost/activities/" in calendar.x_wr_caldesc.value


def test_what_is_not_real_says_so(read, place, thursday):
    activity("阅读", place.north, slug="reading", starts_at=SATURDAY, synthetic=True)
    assert read("/activities/reading.ics").vevent.summary.value == "阅读（示例）"


@pytest.mark.parametrize("address", ["/activities/none.ics", "/grids/none.ics", "/d/none.ics", "/activities/A.ics"])
def test_a_calendar_of_nothing_is_missing_in_a_line_of_text(visitor, place, address):
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_an_unknown_place_is_refused_in_a_line_of_text(visitor, place):
    answer = visitor.client.get("/activities.ics?division=nowhere")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_an_old_address_leads_to_the_new_one(visitor, place, thursday):
    edit(activity("阅读", place.north, slug="reading", starts_at=SATURDAY), slug="books")
    answer = visitor.client.get("/activities/reading.ics")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/activities/books.ics")


def test_a_calendar_is_sent_again_only_when_it_changed(visitor, place, thursday):
    made = activity("阅读", place.north, starts_at=SATURDAY)
    first = visitor.client.get("/activities.ics")
    again = {"If-None-Match": first.headers["ETag"]}
    assert visitor.client.get("/activities.ics", headers=again).status_code == 304
    edit(made, phone="0533-3241234")
    assert visitor.client.get("/activities.ics", headers=again).status_code == 200


def test_a_calendar_asks_a_fixed_number_of_times(visitor, place, thursday, queries):
    counts = []
    for size in (2, 10):
        for number in range(size):
            activity(
                f"会{size}{number}", place.north, station=station(f"站{size}{number}", place.north), starts_at=SATURDAY, grid=place.small
            )
        for address in ("/activities.ics", "/d/beima.ics", "/grids/beima-3.ics"):
            queries.clear()
            visitor.client.get(address)
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 10
