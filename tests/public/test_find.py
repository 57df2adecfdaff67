"""Finding one's grid: what residents type, and what they get."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from portal.models import Assignment, Building, Division, Enterprise, Grid, RoleType
from portal.public.find.cards import CHECKED
from tests.makers import assignment, brand, building, community, division, edit, enterprise, grid, link, member, station
from tests.public import find_town

TYPED = list(csv.DictReader((Path(__file__).parent / "find.csv").open(encoding="utf-8")))


@pytest.fixture
def town(app):
    return find_town.build()


def answered(client, text):
    """(what the page answers, written as in find.csv, every answer on the way there)."""
    answers = [client.get("/find", query_string={"q": text})]
    while answers[-1].status_code == 303:
        answers.append(client.get(answers[-1].headers["Location"]))
    assert answers[-1].status_code == 200, text
    page = BeautifulSoup(answers[-1].data, "html.parser")
    if card := page.select_one(".contact"):
        assert card.select_one("a[href^='tel:']"), f"{text}: a card without a number"
        return card.select_one(".plate__name a")["href"].strip("/"), answers
    if page.select_one("#near") or not page.select(".choices__link"):
        return "none", answers
    slugs = [parse_qs(urlsplit(link["href"]).query)["at"][0].split("/")[1] for link in page.select(".choices__link")]
    return "choose " + " ".join(slugs), answers


def is_right(got, wanted, town_houses):
    """Whether `got` is `wanted`; of an estate that several grids share any of its houses are."""
    if not wanted.startswith("choose"):
        return got == wanted
    slugs, there = set(wanted.split()[1:]), set(got.split()[1:])
    return got.startswith("choose") and (there == slugs or (len(slugs) == 1 and there == town_houses.get(*slugs)))


def test_what_people_type_finds_the_right_grid(app, town, queries):
    """Right at once for at least 95 of a hundred; the misses are printed. None asks the database more than ten times."""
    client, right, misses = app.test_client(), Counter(), defaultdict(list)
    houses = {"shanshui": {f"shanshui-{number}" for number in range(1, 7)}}
    for row in TYPED:
        queries.clear()
        got, answers = answered(client, row["typed"])
        assert len(queries) <= 10, f"{row['typed']}: {len(queries)} queries"
        good = is_right(got, row["answer"], houses)
        right[row["sort"]] += good
        if not good:
            misses[row["sort"]].append(f"{row['typed']} → {got}, not {row['answer']}")
        if row["room"]:
            assert len(answers) > 1, f"{row['typed']} stayed in the address"
            for answer in answers:
                words = answer.text + "".join(f"{name}: {value}\n" for name, value in answer.headers)
                assert not re.search(rf"(?<![0-9a-f]){row['room']}(?![0-9a-f])", words), f"{row['typed']}: the room came back"
    for sort, lines in misses.items():
        print(f"{sort}:", *lines, sep="\n  ")
    assert len(TYPED) >= 300
    assert sum(right.values()) >= 0.95 * len(TYPED), f"{sum(right.values())} of {len(TYPED)}"


# -- the card ----------------------------------------------------------------------------------------------------------


def test_a_card_says_whom_to_ring_who_is_there_and_when_it_was_checked(visit, town):
    card = visit("/find?q=山水一城3号楼").select_one(".contact")
    assert card.h1.text.strip() == "第一网格"
    assert "文昌街道 · 清泉社区" in card.select_one(".plate__over").text
    assert "山水一城 3号楼归这个网格" in card.select_one(".plate__code").text
    assert card.select_one("a[href='tel:053300000202']")
    assert "现在有人" in card.select_one(".contact__person").text
    assert "清泉社区党群服务站" in card.select_one("#contact-stations").parent.text
    assert "信息于2026年3月5日核实" in card.select_one(".contact__verified").text


def test_a_card_names_the_party_community_and_what_the_grid_builds(visit, town):
    member(community("文昌党建共同体", Division.get(slug="wenchang")), grid=Grid.get(slug="qingquan-1"))
    link(brand("暖心", Division.get(slug="wenchang")), grid=Grid.get(slug="qingquan-1"), role="builds")
    facts = visit("/find?q=山水一城3号楼").select_one(".contact__facts").text
    assert "文昌党建共同体" in facts
    assert "暖心" in facts


@pytest.mark.parametrize(
    ("taken", "number"),
    [((), "tel:053300000202"), (("post-qingquan-1",), "tel:053300000303"), (("post-qingquan-1", "lead"), "tel:053300000101")],
    ids=["its post", "its community's post", "its street's hotline"],
)
def test_there_is_always_a_number(visit, town, taken, number):
    assignment(RoleType.get(), slug="lead", division=Division.get(slug="qingquan"), duty_phone="0533-00000303")
    for slug in taken:
        edit(Assignment.get(slug=slug), state="archived").must()
    assert number in [link["href"] for link in visit("/find?q=山水一城3号楼").select(".contact__list a[href^='tel:']")]


def test_where_nothing_else_is_known_the_number_is_12345(visit, app):
    building("孤楼小区", division("无名村", level="village"))
    assert visit("/find?q=孤楼小区").select_one(".contact__list a[href='tel:12345']")


def test_stations_stand_by_their_distance_where_the_building_has_a_place(visit, town):
    edit(Building.get(slug="shanshui-1"), point=(118.1015, 36.101)).must()
    assert "约 50 米" in visit("/find?q=山水一城1号楼").select_one(".contact__places").text


def test_a_house_that_the_register_does_not_hold_is_said_so(visit, town):
    assert "登记里没有9号楼" in visit("/find?q=荷塘月色9号楼").select_one(".contact").text
    assert "登记里没有9号楼" in visit("/find?q=山水一城9号楼").select_one(".title__lead").text


def test_houses_of_several_grids_stand_grid_by_grid(visit, town):
    page = visit("/find?q=山水一城")
    groups = {part.h2.text: [name.text for name in part.select(".choices__name")] for part in page.select(".section:has(.choices)")}
    assert groups == {"第一网格": ["1号楼", "2号楼", "3号楼"], "第二网格": ["4号楼", "5号楼", "6号楼"]}
    assert visit(page.select_one(".choices__link")["href"]).select_one(".contact h1").text.strip() == "第一网格"


def test_a_name_that_ends_in_a_number_is_no_house(visit, town):
    for number in (1, 2, 12):
        station(f"驿站{number}", Division.get(slug="changning"), grid=Grid.get(slug="changning-2"), slug=f"post-{number}")
    assert "驿站1归这个网格" in " ".join(visit("/find?q=驿站1").select_one(".plate__code").text.split())


def test_equal_names_stand_with_their_communities(visit, town):
    assert [place.text for place in visit("/find?q=阳光花园").select(".choices__where")] == [
        "东升县 文昌街道 清泉社区",
        "东升县 育才街道 长宁社区",
    ]


def test_many_equal_names_are_narrowed_by_place(visit, town):
    for number in range(1, 13):
        home = division(f"新{number}社区", Division.get(slug="yucai"), slug=f"xin-{number}")
        building("桃园", home, slug=f"taoyuan-{number}", grid=grid(home))
    page = visit("/find?q=桃园")
    assert len(page.select(".choices__link")) == 10
    assert len(page.select(".chip")) == 12
    assert visit(page.select_one(".chip")["href"]).select_one(".contact")


def test_a_slip_is_read_over_and_said_so(visit, town):
    assert "没有完全一样的名字，找到的是“荷塘月色”" in visit("/find?q=荷塘日色").select_one(".contact").text


def test_what_residents_may_not_see_is_not_found(visit, town):
    edit(Building.get(slug="hetang"), state="draft").must()
    assert visit("/find?q=荷塘月色").select_one("a[href='tel:12345']")
    assert not visit("/find?q=荷塘月色").select(".contact")
    visit("/find?at=buildings/hetang", status=404)


def test_what_looks_like_a_name_that_residents_may_not_see_costs_no_more_than_ten_queries(visit, town, queries):
    edit(Building.get(slug="hetang"), state="draft").must()
    building("荷塘月包小区", Division.get(slug="dufu"))
    queries.clear()
    assert "荷塘月包小区" in visit("/find?q=荷塘月色").select_one(".contact").text
    assert len(queries) <= 10, queries


def test_a_grid_that_residents_may_not_see_looks_after_nothing(visit, town):
    edit(Grid.get(slug="changning-2"), state="draft").must()
    page = visit("/find?q=荷塘月色")
    assert "第二网格" not in page.text
    assert page.select_one(".contact a[href^='tel:']")


def test_nothing_found_offers_what_is_like_it_a_number_the_search_and_a_way_to_tell_us(visit, town):
    page = visit("/find?q=山水一城小学")
    assert "山水一城" in page.select_one("[aria-labelledby=near]").text
    assert page.select_one("a[href='tel:12345']")
    assert page.select_one("a[href^='/search?q=']")
    assert page.main.select_one("a[href^='/feedback']")
    assert [link.text for link in page.select("[aria-labelledby=streets] dd a")] == ["柳河镇", "文昌街道", "育才街道"]


def test_nothing_found_in_a_place_offers_that_place_and_its_hotline(visit, town):
    page = visit("/find?q=清泉社区龙湖春天")
    assert page.select_one("#ring").find_parent("section").select_one("a[href='tel:053300000101']")
    assert page.select_one("a[href='/find?at=divisions/qingquan']")


# -- what must not happen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "山" * 10_000,
        "\x00\x1f山水一城\x7f",
        "1907室",
        "3号楼",
        "😀🏠",
        "'; DROP TABLE grid; --",
        '" OR 1=1',
        "<script>",
        "%",
        "_",
        "*",
        "(((",
        "山" * 79 + "栋",
    ],
    ids=repr,
)
def test_odd_questions_get_a_helpful_page(visitor, town, text):
    answer = visitor.client.get("/find", query_string={"q": text}, follow_redirects=True)
    page = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 200
    assert page.select_one(".find__input")
    assert page.select_one("a[href='tel:12345']")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/find?at=people/1", 400),
        ("/find?at=x", 400),
        ("/find?at=grids/", 404),
        ("/find?at=grids/nowhere", 404),
        ("/find?at=grids/%00", 404),
        ("/find?q=桂&division=nowhere", 400),
    ],
)
def test_forged_parameters_are_refused(visit, town, address, status):
    visit(address, status=status)


def test_answers_are_kept_and_indexed_nowhere(app, town):
    for address in ("/find?q=金桂苑", "/find?q=金桂苑3-2-1907", "/find?q=没有", "/find?at=x"):
        headers = app.test_client().get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in headers


def test_what_is_spoken_of_as_a_place_is_found_though_it_is_a_firm_and_a_shop_is_not(visit, town):
    assert "东升县振兴酒厂有限公司归这个网格" in " ".join(visit("/find?q=振兴酒厂").select_one(".plate__code").text.split())
    assert not visit("/find?q=荷塘月色超市").select(".contact")


def test_a_firm_that_residents_may_not_see_is_not_found(visit, town):
    for state in ("draft", "archived"):
        edit(Enterprise.get(slug="jiuchang"), state=state).must()
        assert not visit("/find?q=振兴酒厂").select(".contact")


def test_a_firm_of_the_same_name_stands_behind_the_place(visit, town):
    enterprise("长宁市场", Division.get(slug="changning"), grid=Grid.get(slug="changning-2"))
    building("长宁市场", Division.get(slug="changning"), grid=Grid.get(slug="changning-1"))
    assert visit("/find?q=长宁市场").select_one(".plate__name a")["href"] == "/grids/changning-1"


def test_two_slips_side_by_side_are_another_name(visit, town):
    station("育才街道综合养老服务中心", Division.get(slug="yucai"))
    edit(Division.get(slug="wenchang"), short_name=None).must()
    page = visit("/find?q=文星街道综合养老服务中心")
    assert "文昌街道综合养老服务中心" in page.select_one(".contact").text
    assert not visit("/find?q=洛北街道综合养老服务中心").select(".contact")


def test_an_address_that_moved_leads_to_todays(visitor, town):
    edit(Building.get(slug="hetang"), slug="hetang-yuese").must()
    visitor.visit("/find?at=buildings/hetang")
    assert visitor.url == "/find?at=buildings/hetang-yuese"


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(visit, town):
    edit(Building.get(slug="hetang"), name="月湖湾").must()
    assert visit("/find?q=月湖湾").select_one(".contact")
    assert not visit("/find?q=荷塘月色").select(".contact")


@pytest.mark.parametrize(
    "text",
    [
        "文昌街道山水一大城3号楼",
        "草堂的人家",
        "杜甫社会99号楼",
        "杜甫社会第五网格",
        "清泉社区99号楼",
        "东升县12号楼",
        "柳河镇三里河村5号楼",
        "一城豪庭",
    ],
)
def test_it_asks_the_database_ten_times_at_most(visit, town, queries, text):
    queries.clear()
    visit(f"/find?q={text}")
    assert len(queries) <= 10, queries


def test_stations_far_away_on_the_same_meridian_crowd_out_no_near_one(visit, place):
    near = station("清静驿站", place.south, grid=place.other, point=(118.17, 36.18))
    building("清静小区", place.south, grid=place.other, point=(118.17, 36.18))
    for number in range(CHECKED + 5):
        station(f"阿{number}驿站", place.north, point=(118.17, 30.0 + number / 1000))
    beside = station("隔壁驿站", place.north, point=(118.17, 36.18))
    page = visit("/find?q=清静小区")
    assert near.title in page.main.text
    assert beside.title in page.main.text


def test_a_room_in_formal_numerals_is_taken_away(visitor, place):
    visitor.visit("/find?q=山水一城3号楼 贰单元伍零壹室")
    assert "贰" not in visitor.url
    assert "伍零壹" not in str(visitor.page)
