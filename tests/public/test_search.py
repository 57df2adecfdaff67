"""Searching the public site."""

from tests.makers import (
    activity,
    brand,
    building,
    community,
    division,
    enterprise,
    figure,
    level,
    notice,
    organization,
    role,
    service,
    station,
)


def test_a_station_is_found_by_pieces_of_its_name_or_their_initials(visit, place):
    for q in ("养老", "养", "hyyl", "HYYL", "和源 养老", "源养老服务"):
        assert "和源养老服务中心" in [link.text for link in visit(f"/search?q={q}").select(".rows__title a")], q


def test_latin_letters_and_numbers_are_found_in_texts(visit, place):
    station("示范点", place.north, summary="靠近 B3 区 KFC 东侧")
    for q in ("b3", "kfc", "Kfc 东侧"):
        assert "示范点" in visit(f"/search?q={q}").main.text


def test_results_say_what_and_where_they_are(visit, place):
    page = visit("/search?q=泉")
    assert page.select_one(".rows .badge").text == "场所"
    assert "历山街道 和源社区" in page.select_one(".rows__meta").text
    assert page.select_one(".rows__title mark").text == "泉"


def test_results_can_be_narrowed_to_one_sort_of_thing(visit, place):
    assert {badge.text for badge in visit("/search?q=北麻").select(".rows .badge")} == {"社区", "服务站点"}
    page = visit("/search?q=北麻&type=divisions")
    assert [link["href"] for link in page.select(".rows__title a")] == ["/d/beima"]
    visit("/search?q=北麻&type=people", status=400)


def test_results_can_be_narrowed_to_a_place(visit, place):
    assert "和源养老服务中心" not in visit("/search?q=服务&division=beima").main.text
    assert "北麻社区党群服务站" in visit("/search?q=服务&division=beima").main.text


def test_many_results_are_paged(visit, place):
    for number in range(45):
        station(f"城市驿站{number}", place.north)
    page = visit("/search?q=城市驿站")
    assert "有 45 条" in page.select_one("#results").text
    assert len(page.select(".rows__title")) == 20
    assert len(visit(page.select_one("a[rel=next]")["href"]).select(".rows__title")) == 20
    assert len(visit("/search?q=城市驿站&page=3").select(".rows__title")) == 5
    visit("/search?q=城市驿站&page=4", status=404)


def test_more_than_a_thousand_are_not_counted_to_the_end(app):
    from portal.public.listing import Leaf

    leaf = Leaf([0] * 20, 30, 20, 1001, True)
    assert leaf.count == "1000+"
    assert leaf.numbers == [1, None, 29, 30, 31, None]


def test_nothing_found_offers_near_names_and_a_number_to_ring(visit, place):
    empty = visit("/search?q=和源养老中心").select_one(".empty")
    assert "和源养老服务中心" in [link.text for link in empty.select(".chip")]
    assert empty.select_one("a[href='tel:12345']")


def test_odd_questions_get_a_page(visit, place):
    for q in (
        "",
        "   ",
        "？！",
        "%00",
        "%ff%fe",
        "' OR 1=1 --",
        "*",
        '"',
        "a" * 3000,
        "养老 AND NOT",
        "😀",
        "%25",
        "_",
        "\\",
        "NEAR(a b)",
        ":*",
        "养:老",
    ):
        visit(f"/search?q={q}")


def test_without_a_question_there_is_a_way_on(visit, place):
    page = visit("/search")
    ways = [link["href"] for link in page.select("[aria-labelledby=browse] a")]
    assert ways[:2] == ["/#streets", "/contacts/"]
    assert {"/grids/", "/buildings/", "/stations/", "/places/", "/services/", "/activities/", "/notices/"} <= set(ways)


def test_every_kind_that_residents_may_see_is_found(visit, place):
    made = {
        "buildings": building("荷塘小区", place.north),
        "services": service("荷塘代办", place.north),
        "activities": activity("荷塘月色晚会", place.north),
        "notices": notice("荷塘清淤通知", place.north),
        "communities": community("荷塘共同体", place.street),
        "organizations": organization("荷塘物业", place.north),
        "enterprises": enterprise("荷塘酒业", place.north),
        "brands": brand("荷塘红", place.street),
        "posts": role("荷塘管护员"),
        "levels": level("荷塘网格", division=place.north),
        "figures": figure("荷塘面积", division=place.north),
    }
    assert len(visit("/search?q=荷塘").select(".rows__title a")) == len(made)
    for type, record in made.items():
        (link,) = visit(f"/search?q=荷塘&type={type}").select(".rows__title a")
        assert record.title in link.text
        assert record.title in visit(link["href"]).main.text, type


def test_names_of_people_are_never_found(visit, place):
    for q in ("欧阳保密", "欧阳", "13812345678", "oybm"):
        assert not visit(f"/search?q={q}").select(".rows__title")


def test_what_was_typed_is_shown_as_text(visit, place):
    division("<script>alert(1)</script>社区", slug="evil")
    page = visit('/search?q=<script>alert("x")</script>')
    assert not page.select("main script")
    page = visit("/search?q=alert")
    assert page.select_one(".rows__title a").text == "<script>alert(1)</script>社区"


def test_it_asks_the_database_seven_times_for_one_kind(visit, place, queries):
    queries.clear()
    visit("/search?q=网格")
    assert len(queries) <= 7, queries
