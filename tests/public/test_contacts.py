"""Whom to ring: the list of contacts, posts on a grid's and a building's page, and the kinds of post."""

import datetime

from portal.core import clock
from portal.core.hours import Week
from portal.public.buildings import FEW
from tests.makers import assignment, building, edit, organization, person, role, station


def test_a_post_says_whether_somebody_is_there_now_and_rings(visit, place, thursday):
    assignment(role("网格员"), grid=place.small, duty_phone="0533-3240001", duty_hours=Week.read("周一至周五 08:30-17:30"))
    for url in ("/contacts/", "/grids/beima-3"):
        page = visit(url)
        assert "现在有人" in page.main.text, url
        assert page.select_one("main a[href='tel:05333240001']"), url
    with clock.at(datetime.datetime(2026, 3, 12, 20, 0)):
        assert "明天 08:30 上班" in visit("/contacts/").main.text


def test_no_grid_is_without_a_number(visit, place):
    for item in visit("/contacts/").select(".contact-rows > li"):
        assert item.select_one("a[href^='tel:']"), item.text


def test_the_station_of_a_grid_comes_before_the_hotline(visit, place):
    numbers = {item.h3.a.text: item.select_one("a[href^='tel:']")["href"] for item in visit("/contacts/").select(".contact-rows > li")}
    assert numbers == {"第一大网格": "tel:12345", "第三网格": "tel:05333241234,8", "第六网格": "tel:12345"}


def test_a_scenic_spot_in_a_grid_is_not_rung_about_it(visit, place):
    spot = station("温泉景点", place.south, category="place", kind="scenic", grid=place.other, phone="0533-3249999")
    building("泉边小区", place.south, grid=place.other, slug="by-the-spring")
    for url in ("/contacts/", "/buildings/by-the-spring"):
        assert spot.phone not in str(visit(url).main), url
    assert not visit(f"/grids/{place.other.slug}").select(f".contact a[href='tel:{spot.phone.replace('-', '')}']")


def test_a_grid_without_a_number_of_its_own_gives_its_communitys_on_every_page(visit, place):
    assignment(role("社区书记"), division=place.south, duty_phone="0533-3334444")
    building("南院", place.south, grid=place.other, slug="south-yard")
    for url in ("/contacts/?division=heyuan", f"/grids/{place.other.slug}", "/buildings/south-yard", "/find?q=南院"):
        assert visit(url).select_one("main a[href='tel:05333334444']"), url


def test_holders_are_named_only_with_their_consent(visit, place):
    assignment(role("网格长"), grid=place.small, holder_name="不公开者")
    willing = person("愿公开者", place.north, consent_publish=True, consent_on="2026-03-01")
    assignment(role("网格员"), grid=place.small, person=willing, name_public=True)
    for url in ("/contacts/", "/grids/beima-3"):
        text = visit(url).text
        assert "愿公开者" in text, url
        assert "不公开者" not in text, url


def test_posts_that_have_ended_or_are_drafts_are_not_shown(visit, place):
    assignment(role("从前岗"), grid=place.small, ends_on="2020-01-01")
    assignment(role("草稿岗"), grid=place.small, state="draft")
    assignment(role("岗位草稿", state="draft"), grid=place.small)
    for url in ("/contacts/", "/grids/beima-3"):
        text = visit(url).text
        assert not [word for word in ("从前岗", "草稿岗", "岗位草稿") if word in text], url


def test_posts_of_the_community_stand_above_its_grids(visit, place):
    assignment(role("社区书记"), division=place.north)
    section = next(one for one in visit("/contacts/").select("section") if "北麻社区" in one.h2.text)
    assert section.select_one(".contact__post").text.startswith("社区书记")


def test_the_list_is_narrowed_to_a_place_and_a_kind_of_grid(visit, place):
    assert "第六网格" not in visit("/contacts/?division=beima").main.text
    assert [item.h3.a.text for item in visit("/contacts/?kind=large").select(".contact-rows > li")] == ["第一大网格"]


def test_a_building_shows_the_contacts_of_its_grid(visit, place):
    estate = building("山水一城", place.north, grid=place.small, aliases="老钢厂宿舍", slug="estate")
    house = building("3号楼", place.north, kind="building", parent=estate, grid=place.small, slug="house")
    building("影子楼", place.north, kind="building", parent=estate, state="draft")
    organization("山水物业", place.north, kind="property", estate=estate)
    assignment(role("网格员"), grid=place.small, duty_phone="0533-3240001")
    page = visit("/buildings/house")
    assert "山水一城 3号楼" in page.h1.text
    assert page.select_one("a[href='tel:05333240001']")
    page = visit("/buildings/estate")
    assert house.title in page.main.text
    assert "山水物业" in page.main.text
    assert "影子楼" not in page.text
    assert "影子楼" not in visit("/buildings/").text


def test_a_large_estate_in_the_list_leaves_room_for_the_houses_of_the_next(visit, place):
    large, small = (building(name, place.north, slug=slug) for name, slug in (("大院", "large"), ("小院", "small")))
    for number in range(10, 10 + FEW + 2):
        building(f"{number}号楼", place.north, kind="building", parent=large)
    house = building("9号楼", place.north, kind="building", parent=small)
    houses = {item.h3.a["href"]: [link.text for link in item.select(".named a")] for item in visit("/buildings/").select(".rows > li")}
    assert houses["/buildings/large"] == [*(f"{number}号楼" for number in range(10, 10 + FEW)), "还有更多"]
    assert houses["/buildings/small"] == [house.title]


def test_a_kind_of_post_says_where_there_is_one(visit, place):
    worker = role("网格员", duties="走访、代办", needs_training=True, slug="worker")
    assignment(worker, grid=place.small)
    shadow = building("影子楼", place.north, state="draft")
    assignment(worker, building=shadow)
    page = visit("/posts/worker")
    assert "走访、代办" in page.main.text
    assert [row.a.text for row in page.select("[aria-labelledby=where] .rows > li")] == ["第三网格"]
    assert "1 处有这个岗位" in visit("/posts/").main.text


def test_questions_do_not_grow_with_the_posts(visit, place, queries):
    counts = []
    for round_ in range(2):
        for number in range(5):
            worker = person("某人", place.north, consent_publish=True, consent_on="2026-03-01")
            assignment(role(f"岗{round_}{number}"), grid=place.small, person=worker, name_public=True)
        queries.clear()
        visit("/contacts/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_a_draft_grid_is_in_no_list(visit, place):
    edit(place.other, state="draft")
    assert "第六网格" not in visit("/contacts/").text
