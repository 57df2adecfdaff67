"""The first page."""

import datetime

from portal.core import clock
from portal.core.hours import Week
from portal.core.recurrence import Recurrence
from tests.makers import activity, brand, community, division, notice, station


def titles(page, section="main"):
    return [link.text for link in page.select(f"{section} .rows__title a")]


def test_the_box_finds_who_looks_after_a_place(visitor, place):
    visitor.visit("/")
    page = visitor.send("form[role=search]", q="北麻")
    assert visitor.url.startswith("/find?q=")
    assert "北麻社区" in page.main.text


def test_streets_stand_under_their_prefecture(visit, place):
    page = visit("/")
    rows = {row.dt.text.strip(): [link["href"] for link in row.select("dd a")] for row in page.select(".facts > div")}
    assert rows == {"淄博市": ["/d/lishan"]}


def test_without_streets_the_top_of_the_tree_is_offered(visit, app):
    county = division("沂源县", level="county", slug="yiyuan")
    division("历山社区", county)
    page = visit("/")
    assert [link["href"] for link in page.select(".facts a")] == ["/d/yiyuan"]


def test_it_says_which_stations_are_open_now(visit, place, thursday):
    tiles = [tile.text for tile in visit("/").select("[aria-labelledby=now] .tile")]
    assert "1 个站点正在开放" in tiles[0]
    assert "北麻社区党群服务站" in tiles[1]
    assert "今天到 18:00" in tiles[1]
    assert not any("和源养老服务中心" in tile for tile in tiles)


def test_at_night_nothing_is_said_to_be_open(visit, place):
    with clock.at(datetime.datetime(2026, 3, 12, 23, 0)):
        page = visit("/")
    assert "正在开放" not in page.text
    assert "北麻社区党群服务站" in page.select_one("[aria-labelledby=services]").text


def test_numbers_are_what_is_published(visit, place):
    figures = [(figure.dt.text.strip(), figure.dd.text.strip()) for figure in visit("/").select(".figure")]
    assert figures == [("网格", "3个"), ("服务站点", "2个")]


def test_an_empty_site_has_no_empty_section(visit, app):
    page = visit("/")
    assert [heading.text for heading in page.select("h2")] == ["此刻"]
    assert page.select_one("a[href='tel:12345']")


def test_many_open_stations_are_counted_but_only_a_few_shown(visit, place, thursday):
    for number in range(8):
        station(f"驿站{number}", place.north, hours=Week.read("每天 全天"))
    page = visit("/")
    assert "9 个站点正在开放" in page.text
    assert len(page.select("[aria-labelledby=now] .badge--open")) == 4


def test_coming_activities_and_the_latest_notices_are_named(visit, place, thursday):
    activity("阅读改变生活", place.north, recurrence=Recurrence.read("每周四 15:00-16:30"))
    activity("去年的演出", place.north, held_on="2025-05")
    notice("停水通知", place.north, issued_on="2026-03-11")
    notice("没写完的通知", place.north, state="draft")
    page = visit("/")
    assert [link.text for link in page.select("[aria-labelledby=activities] .rows__title a")] == ["阅读改变生活"]
    assert "今天 15:00 至 16:30" in page.select_one("[aria-labelledby=activities]").text
    assert [link.text for link in page.select("[aria-labelledby=notices] .rows__title a")] == ["停水通知"]


def test_what_began_today_without_an_end_is_not_over_before_midnight(visit, place):
    begun = datetime.datetime(2026, 3, 12, 9, 0, tzinfo=clock.ZONE)
    activity("义诊", place.north, slug="clinic", grid=place.small, station=place.post, starts_at=begun)
    activity("全天义卖", place.north, starts_at=begun.replace(hour=0), all_day=True)
    activity("早上的会", place.north, starts_at=begun, ends_at=begun.replace(hour=10))
    with clock.at(datetime.datetime(2026, 3, 12, 23, 59)):
        assert titles(visit("/"), "[aria-labelledby=activities]") == ["全天义卖", "义诊"]
        assert titles(visit("/d/beima"), "[aria-labelledby=activities]") == ["全天义卖", "义诊", "早上的会"]
        assert [heading.text for heading in visit("/activities/").select("main .columns h2")][:2] == ["从今天起", "办过的"]
        assert titles(visit("/activities/")) == ["全天义卖", "义诊", "早上的会"]
    with clock.at(datetime.datetime(2026, 3, 13, 0, 0)):
        assert not titles(visit("/"), "[aria-labelledby=activities]")
        assert [heading.text for heading in visit("/activities/").select("main .columns h2")][:1] == ["办过的"]


def test_many_series_do_not_hide_what_takes_place_once(visit, place, thursday):
    soon = clock.now() + datetime.timedelta(hours=3)
    for number in range(65):
        activity(f"阅读{number}", place.north, grid=place.small, recurrence=Recurrence.read("每周四 18:00"))
    for number in range(65):
        activity(f"旧活动{number}", place.north, grid=place.small, held_on="2025-05-01")
    activity("消防演练", place.north, grid=place.small, starts_at=soon)
    for address in ("/", "/d/beima", "/grids/beima-3"):
        found = titles(visit(address), "[aria-labelledby=activities]")
        assert found[0] == "消防演练", address
        assert ["阅读"] * (len(found) - 1) == [title[:2] for title in found[1:]], address
        assert len(found) > 1, address
        assert titles(visit(address), "[aria-labelledby=activities]") == found, address


def test_the_calendar_of_this_month_is_that_of_the_neighbourhood(visit, place):
    activity("植树", place.north, starts_at=datetime.datetime(2026, 4, 12, 9, 0, tzinfo=clock.ZONE))
    with clock.at(datetime.datetime(2026, 4, 1, 3, 0)):
        assert visit("/").select_one("a[href='/activities/?month=2026-04']")


def test_party_communities_and_brands_are_entrances(visit, place):
    community("北麻新区党建共同体", place.street, slug="beima-xinqu")
    whole = brand("九心", place.street, slug="jiuxin")
    brand("暖心", place.street, parent=whole, kind="part")
    page = visit("/")
    assert [link["href"] for link in page.select("[aria-labelledby=communities] .named a")] == ["/communities/beima-xinqu"]
    assert [link["href"] for link in page.select("[aria-labelledby=brands] .named a")] == ["/brands/jiuxin"]


def test_it_asks_the_database_ten_times_at_most(visit, place, queries, thursday):
    activity("阅读改变生活", place.north, recurrence=Recurrence.read("每周四 15:00-16:30"))
    for number in range(6):
        notice(f"通知{number}", place.north)
        community(f"共同体{number}", place.street)
    queries.clear()
    visit("/")
    assert len(queries) <= 10, queries
