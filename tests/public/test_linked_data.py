"""JSON-LD of pages, expanded by pyld with the few words of schema.org that we use; a word it does not know would be lost."""

import datetime
import json
from pathlib import Path

import pytest
from pyld import jsonld

from portal.core import clock
from portal.core.hours import Week
from portal.core.recurrence import Recurrence
from portal.public.formats.linked import script
from tests.makers import activity, assignment, edit, organization, role, service, station

CONTEXT = json.loads(Path(__file__).with_name("schema.json").read_text())
SCHEMA = "https://schema.org/"
# what each type cannot do without (schema.org; for events what readers of them ask)
NEEDED = {
    "GovernmentOffice": {"name", "url", "address"},
    "Place": {"name"},
    "GovernmentService": {"name", "url", "areaServed"},
    "Event": {"name", "url", "startDate", "location", "eventStatus"},
    "PostalAddress": {"addressCountry"},
    "GeoCoordinates": {"latitude", "longitude"},
    "OpeningHoursSpecification": {"opens", "closes"},
    "ServiceChannel": set(),
    "ContactPoint": {"telephone"},
    "AdministrativeArea": {"name"},
    "GovernmentOrganization": {"name", "url"},
    "Organization": {"name", "url"},
    "Schedule": {"repeatFrequency", "scheduleTimezone"},
}
SATURDAY = datetime.datetime(2026, 3, 14, 9, 30, tzinfo=clock.ZONE)


def load(url, options=None):
    assert url in ("https://schema.org", SCHEMA), url
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}


def words(thing):
    """Every name in `thing` at any depth, in order."""
    if isinstance(thing, list):
        return sorted(name for one in thing for name in words(one))
    if not isinstance(thing, dict):
        return []
    said = {name: one for name, one in thing.items() if name != "@context"}
    return sorted([*said, *(name for one in said.values() for name in words(one))])


def things(expanded):
    """Every node with a type at any depth."""
    if isinstance(expanded, list):
        return [node for one in expanded for node in things(one)]
    if not isinstance(expanded, dict):
        return []
    return [expanded] * ("@type" in expanded and "@value" not in expanded) + [n for one in expanded.values() for n in things(one)]


@pytest.fixture
def read(visit):
    """What a page says in JSON-LD, None when nothing: every word known to schema.org, every type with what it needs."""

    def read(address):
        blocks = visit(address).select("script[type='application/ld+json']")
        assert len(blocks) <= 1
        if not blocks:
            return None
        said = json.loads(blocks[0].string)
        expanded = jsonld.expand(said, {"documentLoader": load})
        assert words(jsonld.compact(expanded, CONTEXT, {"documentLoader": load, "compactArrays": True})) == words(said)
        for node in things(expanded):
            (kind,) = node["@type"]
            needed = NEEDED[kind.removeprefix(SCHEMA)]
            assert {SCHEMA + name for name in needed} <= set(node), (kind, needed, node)
        return said

    return read


def test_a_station_is_a_government_office(read, place, thursday):
    edit(place.post, point=(118.173456, 36.185))
    said = read("/stations/beima-station")
    assert (said["@type"], said["name"], said["telephone"]) == ("GovernmentOffice", "北麻社区党群服务站", "0533-3241234转8")
    assert said["url"] == "http://localhost/stations/beima-station"
    assert said["address"]["streetAddress"] == "山水一城北门"
    assert (said["address"]["addressRegion"], said["address"]["addressLocality"]) == ("淄博市", "历山街道 北麻社区")
    assert said["geo"] == {"@type": "GeoCoordinates", "latitude": 36.185, "longitude": 118.173456}
    assert {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday"], "opens": "08:30", "closes": "18:00"} in said[
        "openingHoursSpecification"
    ]
    assert len(said["openingHoursSpecification"]) == 5
    assert not [secret for secret in ("欧阳保密", "13812345678") if secret in str(said)]


def test_days_that_differ_are_told_with_their_dates(read, place, thursday):
    station("东驿站", place.north, slug="east", hours=Week.read("每天 全天；2026-10-01至2026-10-07 关门 国庆节；2026-10-08 09:00-12:00"))
    hours = read("/stations/east")["openingHoursSpecification"]
    assert {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Sunday"], "opens": "00:00", "closes": "23:59"} in hours
    closed, short = hours[-2:]
    assert (closed["validFrom"], closed["validThrough"], closed["opens"], closed["closes"]) == (
        "2026-10-01",
        "2026-10-07",
        "00:00",
        "00:00",
    )
    assert (short["validFrom"], short["opens"], short["closes"]) == ("2026-10-08", "09:00", "12:00")


def test_a_place_of_another_kind_is_a_place(read, place):
    assert read("/stations/yuhequan")["@type"] == "Place"


def test_a_grid_and_a_division_say_whom_to_ring(read, place):
    assignment(role("网格员"), grid=place.small, duty_phone="0533-3240001")
    grid, street = read("/grids/beima-3"), read("/d/lishan")
    assert (grid["@type"], grid["telephone"], grid["areaServed"]["name"]) == ("GovernmentOffice", "0533-3240001", "北麻社区")
    assert (street["@type"], street["name"], street["telephone"]) == ("GovernmentOffice", "历山街道", "12345")


def test_a_service_says_who_does_it_where(read, place):
    body = organization("北麻社区党委", place.north)
    facts = {"phone": "0533-3240002", "web": "https://www.example.cn/", "hours": Week.read("周一 09:00-12:00")}
    service("缝纫", place.north, slug="sewing", provider=body, stations=(place.post.id,), description="缝补衣物。", **facts)
    said = read("/services/sewing")
    assert (said["@type"], said["provider"]["name"]) == ("GovernmentService", "北麻社区党委")
    channel = said["availableChannel"]
    assert channel["servicePhone"]["telephone"] == "0533-3240002"
    assert channel["serviceLocation"][0]["name"] == "北麻社区党群服务站"


def test_an_event_says_when_and_where(read, place, thursday):
    body = organization("北麻社区党委", place.north)
    activity(
        "消防演练",
        place.north,
        slug="drill",
        starts_at=SATURDAY,
        ends_at=SATURDAY + datetime.timedelta(hours=2),
        station=place.post,
        organiser=body,
        fee="免费",
    )
    said = read("/activities/drill")
    assert (said["startDate"], said["endDate"]) == ("2026-03-14T09:30:00+08:00", "2026-03-14T11:30:00+08:00")
    assert (said["location"]["name"], said["organizer"]["name"], said["isAccessibleForFree"]) == (
        "北麻社区党群服务站",
        "北麻社区党委",
        True,
    )
    assert said["eventStatus"] == "https://schema.org/EventScheduled"


@pytest.mark.parametrize(("status", "word"), [("cancelled", "EventCancelled"), ("postponed", "EventPostponed")])
def test_an_event_says_that_it_is_called_off(read, place, thursday, status, word):
    activity("消防演练", place.north, slug="drill", starts_at=SATURDAY, status=status)
    assert read("/activities/drill")["eventStatus"] == f"https://schema.org/{word}"


@pytest.mark.parametrize(
    "rule",
    [
        "每周四 15:00-16:30",
        "从2026-01-01起 每2周周四 22:00-02:00，共9次",
        "每月15日；2026-04-15 停",
        "每年5月1日",
        "每天 06:30，直到2026-12-31",
    ],
)
def test_a_series_says_its_next_time_and_its_rule(read, place, thursday, rule):
    made = activity("阅读", place.north, slug="reading", recurrence=Recurrence.read(rule))
    said = read("/activities/reading")
    assert said["startDate"] == made.next_date()[0].isoformat()
    assert said["eventSchedule"]["scheduleTimezone"] == "Asia/Shanghai"
    assert said["eventSchedule"]["repeatFrequency"].startswith("P")


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("每周一、四 15:00", {"byDay": ["https://schema.org/Monday", "https://schema.org/Thursday"], "startTime": "15:00"}),
        ("每月第一个周六", {"byDay": ["1SA"]}),
        ("每月最后一个周日 22:00-24:00", {"byDay": ["-1SU"], "startTime": "22:00", "endTime": "00:00"}),
        ("每年2月最后一天", {"byMonthDay": [-1], "byMonth": 2}),
        ("每月1、15日", {"byMonthDay": [1, 15]}),
    ],
)
def test_a_schedule_loses_nothing_of_its_rule(read, place, thursday, rule, facts):
    activity("阅读", place.north, slug="reading", recurrence=Recurrence.read(rule))
    said = read("/activities/reading")["eventSchedule"]
    assert {name: fact for name, fact in said.items() if name[:2] == "by" or name[-4:] == "Time"} == facts


@pytest.mark.parametrize("values", [{}, {"when_text": "不定期"}], ids=["nothing", "words"])
def test_an_activity_without_any_date_is_no_event(read, place, values):
    activity("说不准的会", place.north, slug="some-day", **values)
    assert read("/activities/some-day") is None


def test_a_month_is_a_date_as_exact_as_it_is_known(read, place):
    activity("旧演出", place.north, slug="old", held_on="2022-05")
    assert read("/activities/old")["startDate"] == "2022-05"


def test_what_is_not_real_is_told_to_nobody_as_a_fact(read, place):
    station("东驿站", place.north, slug="east", synthetic=True)
    assert read("/stations/east") is None


def test_lists_and_pages_of_apology_say_nothing(read, visit, place):
    assert read("/stations/") is read("/stations/?division=beima") is None
    assert not visit("/stations/none", status=404).select("script[type='application/ld+json']")


def test_what_would_end_the_block_is_escaped(visitor, read, place):
    nasty = "</script><!--<script>& ]]>"
    station("东驿站", place.north, slug="east", summary=nasty)
    assert read("/stations/east")["description"] == nasty
    block = visitor.answer.text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not [sign for sign in "<>&" if sign in block]


def test_no_reader_takes_a_line_end_of_unicode_for_one_of_its_own():
    assert not [sign for sign in "\u2028\u2029" if sign in str(script({"name": "甲\u2028乙\u2029丙"}))]


def test_the_block_costs_no_question_more(visitor, place, queries):
    bodies = [organization(name, place.north) for name in ("党委", "党支部")]
    made = {
        "/activities/reading": activity("阅读", place.north, slug="reading", station=place.post, organiser=bodies[0], starts_at=SATURDAY),
        "/services/sewing": service("缝纫", place.north, slug="sewing", provider=bodies[1], stations=(place.post.id,)),
        "/stations/beima-station": place.post,
    }
    for address, record in made.items():
        counts = []
        for synthetic in (False, True):
            edit(record, synthetic=synthetic)
            queries.clear()
            page = visitor.visit(address)
            assert bool(page.select("script[type='application/ld+json']")) is not synthetic
            counts.append(len(queries))
            record = type(record).get_by_id(record.id)
        assert counts[0] == counts[1], address
