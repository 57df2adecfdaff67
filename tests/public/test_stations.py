"""Pages of service stations and places."""

import datetime

import pytest

from portal.core import clock
from portal.core.hours import Week
from portal.core.recurrence import Recurrence
from portal.public.opening import exceptions, opening, table
from tests.makers import division, edit, service, station, term

OFFICE = "周一至周五 08:30-12:00 14:00-18:00；周六 09:00-17:00"


@pytest.mark.parametrize(
    ("hours", "moment", "word", "when"),
    [
        (OFFICE, "2026-03-12 14:20", "开放中", "今天到 18:00"),
        (OFFICE, "2026-03-12 07:00", "还没开门", "今天 08:30 开门"),
        (OFFICE, "2026-03-12 12:00", "中间休息", "今天 14:00 开门"),
        (OFFICE, "2026-03-12 18:00", "已关门", "明天 08:30 开门"),
        (OFFICE, "2026-03-14 17:30", "已关门", "周一 08:30 开门"),
        (OFFICE, "2026-03-15 10:00", "今天不开", "明天 08:30 开门"),
        ("周五 09:00-11:00；2026-03-13 关门", "2026-03-12 10:00", "今天不开", "3月20日 09:00 开门"),
        ("每天 18:00-02:00", "2026-03-12 23:30", "开放中", "到明天 02:00"),
        ("每天 18:00-02:00", "2026-03-13 01:59", "开放中", "今天到 02:00"),
        ("每天 18:00-02:00", "2026-03-13 02:00", "还没开门", "今天 18:00 开门"),
        ("每天 08:00-24:00", "2026-03-12 23:59", "开放中", "今天到 24:00"),
        ("每天 全天", "2026-03-12 03:00", "开放中", "24 小时"),
        ("每天 全天；2026-03-14 关门", "2026-03-12 03:00", "开放中", "到明天 24:00"),
        ("每天 09:00-17:00；2026-10-01至2026-10-07 关门 国庆节", "2026-10-03 10:00", "今天不开", "周四 09:00 开门"),
        ("2026-03-12 09:00-11:00", "2026-03-12 11:00", "已关门", "一个月内不开"),
        ("每天 09:00-17:00；2026-12-31至2027-01-20 关门", "2026-12-31 10:00", "今天不开", "2027年1月21日 09:00 开门"),
    ],
)
def test_the_sign_on_the_door(hours, moment, word, when):
    with clock.at(datetime.datetime.fromisoformat(moment)):
        said = opening(Week.read(hours))
    assert (said.word, said.when, said.is_open) == (word, when, word == "开放中")


def test_hours_that_nobody_registered_are_not_made_up():
    assert opening(None).word == opening(Week()).word == "时间未登记"


def test_hours_are_printed_as_on_the_door():
    with clock.at(datetime.datetime(2026, 10, 3, 9, 0)):
        week = Week.read(
            "周一至周五 08:30-12:00 14:00-18:00；周六 18:00-02:00；"
            "2026-05-01 关门 劳动节；2026-10-01至2026-10-07 关门 国庆节；2027-02-05 09:00-11:00"
        )
        assert table(week) == [("周一至周五", "08:30–12:00，14:00–18:00"), ("周六", "18:00–次日 02:00"), ("周日", "关门")]
        assert exceptions(week) == [("10月1日至7日", "关门", "国庆节"), ("2027年2月5日", "09:00–11:00", "")]


def test_a_station_page_has_all_a_visitor_needs(visit, place, thursday):
    page = visit("/stations/beima-station")
    assert page.h1.text == "北麻社区党群服务站"
    assert page.select_one(".title .badge").text == "开放中"
    call = page.select_one(".button--call")
    assert (call["href"], call.select_one(".phone").text) == ("tel:05333241234,8", "0533-324 1234 转 8")
    text = page.main.text
    for words in ("山水一城北门", "正门有坡道", "2026年3月5日核实", "08:30–18:00", "第三网格", "“第一到第十网格之间的边界”"):
        assert words in text


def test_without_a_telephone_the_hotline_stands_in(visit, place):
    page = visit("/stations/heyuan-care")
    assert page.select_one(".title .badge").text == "时间未登记"
    assert page.select_one(".button--call")["href"] == "tel:12345"


def test_what_is_not_real_says_so(visit, place):
    edit(place.post, synthetic=True)
    assert visit("/stations/beima-station").select_one(".title .badge--sample").text == "示例"
    assert len(visit("/stations/").select(".rows .badge--sample")) == 1


def test_services_and_places_have_lists_of_their_own(visit, place):
    assert [link.text for link in visit("/stations/").select(".rows__title a")] == ["北麻社区党群服务站", "和源养老服务中心"]
    assert [link.text for link in visit("/places/").select(".rows__title a")] == ["玉河泉"]
    assert visit("/stations/yuhequan").select_one(".nav__link[aria-current]").text == "站点"


def test_what_is_open_stands_first(visit, place, thursday):
    station("啊驿站", place.north)
    assert visit("/stations/").select_one(".rows__title a").text == "北麻社区党群服务站"


def test_the_list_is_narrowed_by_place_and_kind(visit, place):
    assert [link.text for link in visit("/stations/?division=heyuan").select(".rows__title a")] == ["和源养老服务中心"]
    assert [link.text for link in visit("/stations/?division=lishan&kind=care_center").select(".rows__title a")] == ["和源养老服务中心"]
    assert visit("/stations/?division=heyuan&kind=party_station").select_one(".empty")
    assert "没有“驿站x”这个类型" in visit("/stations/?kind=驿站x", status=400).text


def test_links_of_the_list_keep_what_was_chosen(visit, place):
    for number in range(31):
        station(f"驿站{number:02}", place.north)
    page = visit("/stations/?division=lishan&utm_source=wechat")
    assert page.select_one("a[rel=next]")["href"] == "/stations/?division=lishan&page=2"
    assert len(visit(page.select_one("a[rel=next]")["href"]).select(".rows__title")) == 3
    page = visit("/stations/?division=lishan&kind=city_post&page=2")
    assert page.select_one("a[rel=prev]")["href"] == "/stations/?division=lishan&kind=city_post"
    assert "共 31 个" in page.select_one(".pager").text


def test_an_unknown_place_is_refused_with_the_nearest_names(visit, place):
    division("历山暗处", state="draft")
    text = visit("/stations/?division=历山", status=400).main.text
    assert "没有找到叫“历山”的地方" in text
    assert "历山街道" in text
    assert "暗处" not in text


def test_a_name_that_two_places_share_asks_which(visit, place):
    division("北麻社区", division("大街街道", level="street"), slug="other-beima")
    text = visit("/stations/?division=北麻社区", status=400).main.text
    assert "“beima”" in text
    assert "“other-beima”" in text


def test_a_draft_place_cannot_be_told_from_none(visit, place):
    missing = [visit(f"/stations/?division={text}", status=400).main.text for text in ("hidden", "暗处社区")]
    division("暗处社区", slug="hidden", state="draft")
    assert [visit(f"/stations/?division={text}", status=400).main.text for text in ("hidden", "暗处社区")] == missing


def test_unknown_parameters_are_passed_over_and_stand_in_no_link(visit, place):
    for number in range(31):
        station(f"驿站{number:02}", place.north)
    page = visit("/stations/?divison=beima&utm_campaign=x&from=singlemessage&division=lishan&q=%3Cscript%3E")
    assert page.select_one("a[rel=next]")["href"] == "/stations/?division=lishan&page=2"
    for word in ("divison", "utm_campaign", "singlemessage", "script%3E"):
        assert not page.select(f"main a[href*='{word}']"), word
    assert "北麻社区党群服务站" in visit("/stations/beima-station?page=2").main.text


def test_an_old_address_leads_to_the_new_one(visitor, place):
    edit(place.post, slug="beima-post")
    answer = visitor.client.get("/stations/beima-station")
    assert (answer.status_code, answer.location) == (301, "/stations/beima-post")


def test_pages_ask_the_database_few_times(visit, place, queries):
    for number in range(35):
        station(f"驿站{number}", place.north, grid=place.small, hours=Week.read("每天 全天"), sources=(place.source.id,))
    narrowed = "/stations/?division=lishan&kind=city_post&page=2"
    for url, most in (("/stations/", 5), (narrowed, 7), ("/stations/?open=1", 6), ("/places/", 5), ("/stations/beima-station", 9)):
        queries.clear()
        visit(url)
        assert len(queries) <= most, (url, queries)


def test_what_is_open_now_is_a_list_of_its_own(visit, place, thursday):
    station("夜里才开", place.north, hours=Week.read("每天 20:00-23:00"))
    station("今天关门", place.north, hours=Week.read("每天 08:00-20:00；2026-03-12 关门"))
    station("一直开着", place.south, hours=Week.read("每天 全天"))
    assert [link.text for link in visit("/stations/?open=1").select(".rows__title a")] == ["北麻社区党群服务站", "一直开着"]
    assert [link.text for link in visit("/stations/?open=1&division=heyuan").select(".rows__title a")] == ["一直开着"]
    page = visit("/stations/?open=1")
    assert page.title.text.startswith("此刻开着的服务站点")
    assert page.select_one("nav.filters [aria-current]").text == "此刻开着的"
    with clock.at(datetime.datetime(2026, 3, 12, 3, 0)):
        assert [link.text for link in visit("/stations/?open=1").select(".rows__title a")] == ["一直开着"]


def test_when_nothing_is_open_the_page_leads_on(visit, place):
    with clock.at(datetime.datetime(2026, 3, 14, 3, 0)):
        page = visit("/stations/?open=1")
    assert "此刻没有开着的服务站点" in page.main.text
    assert page.select_one(".empty a[href='/stations/']")
    assert page.select_one(".empty a[href='tel:12345']")


def test_services_say_what_they_cost_and_who_pays_nothing(visit, place):
    old = term("80岁以上老人", "audience")
    thursdays = Recurrence.read("每周四 15:00-16:30")
    service("裁缝", place.north, stations=(place.post.id,), fee="half", free_for=(old.id,), recurrence=thursdays)
    service("代办", place.north, stations=(place.post.id,), fee="free")
    service("问路", place.north, stations=(place.post.id,))
    rows = {row.h3.a.text: row.text for row in visit("/stations/beima-station").select("[aria-labelledby=services] li")}
    assert set(rows) == {"裁缝", "代办", "问路"}
    assert "低于市价一半" in rows["裁缝"]
    assert "免费对象：80岁以上老人" in rows["裁缝"]
    assert "每周四 15:00-16:30" in rows["裁缝"]
    assert "免费" in rows["代办"]
    assert "收费没有登记" in rows["问路"]
    assert "代办（免费）" in visit("/stations/").main.text


def test_the_way_there_opens_the_map_of_ones_own_telephone(visit, place):
    edit(place.post, point=(118.173456, 36.185))
    page = visit("/stations/beima-station")
    way = page.select_one("[aria-labelledby=about]")
    assert way.select_one("a[href^='geo:']")["href"] == "geo:36.185000,118.173456"
    assert "正门有坡道" in way.text
    row = visit("/stations/").select_one("li[data-lon]")
    assert (row["data-lon"], row["data-lat"]) == ("118.173456", "36.185")
    assert visit("/stations/").select_one("button[data-near]").has_attr("hidden")


def test_titles_say_place_kind_and_page(visit, place):
    for number in range(31):
        station(f"驿站{number}", place.north)
    assert visit("/stations/").title.text.startswith("服务站点 ·")
    assert visit("/stations/?division=beima&kind=city_post&page=2").title.text.startswith("北麻社区服务站点：城市驿站（第 2 页）")
