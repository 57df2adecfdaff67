"""Searching the public site."""

import re
from urllib.parse import quote

import pytest

from portal.core import results
from tests.makers import (
    activity,
    brand,
    building,
    community,
    division,
    enterprise,
    figure,
    grid,
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


def shown(page):
    """The titles of the results on a page, in order."""
    return [link.text for link in page.select(".rows__title a")]


def offers(page, id):
    """word → (count, address) of what a page offers to narrow the results to."""
    links = page.select(f"[aria-labelledby={id}] .facets__link")
    return {link.text.split()[0]: (link.select_one(".count") and link.select_one(".count").contents[0], link["href"]) for link in links}


def test_results_say_what_and_where_they_are(visit, place):
    page = visit("/search?q=泉")
    assert page.select_one(".rows .badge").text == "场所"
    assert "历山街道 和源社区" in page.select_one(".rows__meta").text
    assert page.select_one(".rows__title mark").text == "泉"


def test_what_was_looked_for_is_marked_in_the_title_and_in_the_text_that_holds_it(visit, place):
    station("甲站", place.north, summary="早八点开门。", address="人民路7号", phone="0533-3240001")
    page = visit("/search?q=人民路 7号")
    assert [mark.text for mark in page.select(".rows mark")] == ["人民路", "7号"]
    assert visit("/search?q=3240001").select_one(".rows li > p:last-child").text == "电话：0533-3240001"
    page = visit("/search?q=甲站 开门")
    assert [mark.text for mark in page.select(".rows mark")] == ["甲站", "开门"]


def test_the_best_stand_first_and_the_order_goes_on_from_page_to_page(visit, place):
    told = [enterprise(f"山泉{number}号店", place.north) for number in range(25)]
    station("便民点", place.north, summary="原名山泉")
    station("新山泉", place.north), station("山泉二楼", place.north), station("山泉", place.south)
    first, second = visit("/search?q=山泉"), visit("/search?q=山泉&page=2")
    assert shown(first)[:3] == ["山泉", "山泉二楼", "山泉24号店"]
    assert shown(first)[3:] + shown(second) == [f"山泉{number}号店" for number in range(23, -1, -1)] + ["新山泉", "便民点"]
    assert len(told) + 4 == len({*shown(first), *shown(second)})


def test_results_can_be_narrowed_to_one_sort_of_thing(visit, place):
    page = visit("/search?q=北麻")
    assert {badge.text for badge in page.select(".rows .badge")} == {"社区", "服务站点"}
    assert {word: count for word, (count, _) in offers(page, "facets").items()} == {"全部": None, "地方": "1", "站点和场所": "1"}
    narrowed = visit(offers(page, "facets")["地方"][1])
    assert [link["href"] for link in narrowed.select(".rows__title a")] == ["/d/beima"]
    assert narrowed.select_one("[aria-labelledby=facets] [aria-current]").text.split()[0] == "地方"
    assert {word: count for word, (count, _) in offers(narrowed, "facets").items()} == {"全部": None, "地方": "1", "站点和场所": "1"}
    assert "没有“people”这一类" in visit("/search?q=北麻&type=people", status=400).main.text


def test_results_can_be_narrowed_to_a_street_and_then_to_a_community_in_it(visit, place):
    other = division("悦庄镇", place.prefecture, level="town", slug="yuezhuang")
    station("悦庄养老服务站", division("南村", other, level="village"))
    page = visit("/search?q=服务")
    assert {word: count for word, (count, _) in offers(page, "facets-places").items()} == {"历山街道": "2", "悦庄镇": "1"}
    street = visit(offers(page, "facets-places")["历山街道"][1])
    assert set(shown(street)) == {"北麻社区党群服务站", "和源养老服务中心"}
    assert {word: count for word, (count, _) in offers(street, "facets-places").items()} == {
        "全部地方": None,
        "历山街道": None,
        "北麻社区": "1",
        "和源社区": "1",
    }
    community = visit(offers(street, "facets-places")["北麻社区"][1])
    assert shown(community) == ["北麻社区党群服务站"]
    assert list(offers(community, "facets-places")) == ["全部地方", "历山街道", "北麻社区"]
    assert offers(community, "facets-places")["历山街道"][1] == "/search?q=服务&division=lishan".replace("服务", "%E6%9C%8D%E5%8A%A1")
    assert offers(page, "facets")["站点和场所"][0] == "3"
    assert offers(community, "facets")["站点和场所"][0] == "1"


def test_many_results_are_paged(visit, place):
    for number in range(45):
        station(f"城市驿站{number}", place.north)
    page = visit("/search?q=城市驿站")
    assert "有 45 条" in page.select_one("#results").text
    assert len(shown(page)) == 20
    assert len(shown(visit(page.select_one("a[rel=next]")["href"]))) == 20
    assert len(shown(visit("/search?q=城市驿站&page=3"))) == 5
    for number in ("4", "999999"):
        gone = visit(f"/search?q=城市驿站&page={number}", status=404)
        assert f"没有第 {number} 页" in gone.main.text
        assert len(shown(visit(gone.select_one(".empty a")["href"]))) == 20


def test_of_more_results_than_are_looked_at_the_first_are_listed_and_none_is_lost(visit, place, monkeypatch):
    monkeypatch.setattr(results, "MOST", 30)
    monkeypatch.setattr(results, "EACH", 25)
    monkeypatch.setattr("portal.public.listing.MOST", 30)
    monkeypatch.setattr(results, "FEW", 10)
    monkeypatch.setattr("portal.public.search.FEW", 10)
    for number in range(33):
        station(f"城市驿站{number}", place.north)
    grid(place.north, number=9, name="第九网格", scope_text="城市驿站旁")
    page = visit("/search?q=城市驿站")
    assert "有 30+ 条" in page.select_one("#results").text
    assert {word: count for word, (count, _) in offers(page, "facets").items()} == {"全部": None, "网格": "1", "站点和场所": "10+"}
    assert {word: count for word, (count, _) in offers(page, "facets-places").items()} == {"历山街道": None}
    last = visit("/search?q=城市驿站&page=2")
    assert len(shown(last)) == 10  # 34 hold the words, 25 stations and a grid were looked at, and 40 whose names begin with them
    assert "只列出前 30 条" in last.main.text
    visit("/search?q=城市驿站&page=3", status=404)
    assert shown(visit("/search?q=城市驿站&type=grids")) == ["第九网格"]


def test_more_than_a_thousand_are_not_counted_to_the_end(app):
    from portal.public.listing import Leaf

    leaf = Leaf([0] * 20, 30, 20, 1001, True)
    assert leaf.count == "1000+"
    assert leaf.numbers == [1, None, 29, 30, 31, None]


def test_nothing_found_offers_near_names_and_a_number_to_ring(visit, place):
    empty = visit("/search?q=和源养老中心").select_one(".empty")
    assert "和源养老服务中心" in [link.text for link in empty.select(".chip")]
    assert empty.select_one("a[href='tel:12345']")
    assert empty.select_one("a[href='/find']")


@pytest.mark.parametrize(("typed", "meant"), [("和源养劳", "和源养老"), ("养劳", "养老"), ("玉河权", "玉河泉"), ("玉合泉", "玉河泉")])
def test_a_name_that_sounds_alike_is_offered(visit, place, typed, meant):
    empty = visit(f"/search?q={typed}").select_one(".empty")
    (chip,) = [chip for chip in empty.select(".chip") if chip.text == meant]
    assert shown(visit(chip["href"]))


def test_pinyin_written_out_finds_what_it_says(visit, place):
    page = visit("/search?q=yanglao")
    assert shown(page) == ["和源养老服务中心"]
    assert "没有找到“yanglao”，下面是“养老”的结果" in page.main.text
    assert page.select_one(".find__input")["value"] == "yanglao"
    assert page.select_one(".rows__title mark").text == "养老"


def test_nothing_found_in_a_place_leads_to_the_whole_site(visit, place):
    empty = visit("/search?q=养老&division=beima").select_one(".empty")
    assert shown(visit(empty.select_one("a[href^='/search']")["href"])) == ["和源养老服务中心"]


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


def test_a_question_that_is_too_long_is_cut_and_says_so(visit, place):
    assert "只搜了前 80 个字" in visit(f"/search?q={'养' * 10_000}").main.text
    assert "只搜了前" not in visit(f"/search?q={'养' * 80}").main.text


def test_what_the_address_adds_is_passed_over_and_stands_in_no_link(visit, place):
    for number in range(25):
        station(f"城市驿站{number}", place.north)
    page = visit("/search?q=城市驿站&Q=x&evil=%3Cscript%3E&page=1&type=&utm_source=a&division=lishan%00")
    assert len(shown(page)) == 20
    assert not [link for link in page.select("main a[href]") if re.search("evil|utm_|Q=|script|%00", link["href"])]
    for forged in ("page=x", "page=-1", "page=1e3", "page=", "q[]=x", "q=a&q=b"):
        visit(f"/search?q=城市驿站&{forged}")
    visit("/search?q=城市驿站&division=mars", status=400)
    visit(f"/search?q=城市驿站&page={10**9}", status=404)


def test_what_was_typed_is_kept_nowhere(visitor, place):
    headers = visitor.client.get("/search?q=养老").headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-store", "no-referrer", "noindex")
    assert visitor.client.get("/search").headers["Cache-Control"] == "no-cache"


def test_without_a_question_there_is_a_way_on(visit, place):
    page = visit("/search")
    ways = [link["href"] for link in page.select("[aria-labelledby=browse] a")]
    assert "/#streets" in ways
    lists = ("contacts", "grids", "buildings", "stations", "places", "services", "activities", "notices")
    assert {"/find", *(f"/{name}/" for name in lists)} <= set(ways)
    examples = page.select("[aria-labelledby=examples] a")
    assert len(examples) == 3
    for link in examples:
        assert shown(visit(link["href"])), link


def test_an_empty_site_says_so_without_examples(visit):
    assert not visit("/search").select("[aria-labelledby=examples]")
    assert "没有找到“养老”" in visit("/search?q=养老").main.text


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


NASTY = '<script>alert("x")</script><b onclick=1>&amp;'


def test_markup_in_questions_titles_and_texts_is_shown_as_text(visit, place):
    division("<script>alert(1)</script>社区", slug="evil", summary=f"前面<mark>{NASTY}")
    station("a&amp;b站", place.north, summary='"><img src=x onerror=alert(1)>')
    for q in (NASTY, "alert", "script", "amp", "b", "img src", "mark", "<", "&", '"><svg onload=alert(1)>'):
        page = visit(f"/search?q={quote(q)}")
        assert not page.select("main script, main img, main svg, main b, main [onclick], main [onerror]"), q
        assert page.select_one(".find__input")["value"] == " ".join(q.split())
    assert shown(visit("/search?q=alert"))[0] == "<script>alert(1)</script>社区"
    assert [mark.text for mark in visit("/search?q=script").select(".rows__title mark")] == ["script", "script"]
    assert visit("/search?q=amp").select_one(".rows__title").text.strip() == "a&amp;b站"


@pytest.mark.parametrize("extra", ["", "&type=stations", "&division=lishan", "&division=beima&type=grids", "&page=2"])
def test_it_asks_the_database_ten_times_at_most_however_much_there_is(visitor, visit, place, queries, monkeypatch, extra):
    test_every_kind_that_residents_may_see_is_found(visit, place)
    for number in range(30):
        station(f"荷塘{number}", place.north)
        grid(place.north, number=number + 10, name=f"荷塘{number}网格")
    for most in (1000, 20):
        monkeypatch.setattr(results, "MOST", most)
        for q in ("荷塘", "第", "hetang", "何塘"):
            queries.clear()
            assert visitor.client.get(f"/search?q={q}{extra}").status_code in (200, 404)
            assert len(queries) <= 10, (q, queries)


def test_it_serves_elders_without_a_script(visitor, place):
    visitor.visit("/search?q=养老&elder=2")
    page = visitor.visit("/search?q=养老")
    assert page.html["data-mode"] == "elder"
    assert shown(page) == ["和源养老服务中心"]
    assert not page.select("main script")


def test_a_figure_about_what_nobody_may_see_is_not_among_the_results(visit, place):
    figure(brand=brand("神秘牌", place.north, state="draft"), name="参与户数", value=88, as_printed="神秘牌已有 88 户参与")
    figure(brand=brand("明白牌", place.north), name="参与户数", value=99, as_printed="明白牌已有 99 户参与")
    page = visit("/search?q=参与")
    assert "明白牌已有 99 户参与" in page.main.text
    assert "神秘牌" not in str(page)
