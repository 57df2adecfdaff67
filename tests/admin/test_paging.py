"""Pages of long lists: nothing twice, nothing left out, whichever column orders them and from whichever end they are read."""

import itertools
from urllib.parse import quote

import pytest

from portal.admin import listing as lists
from portal.core import paging, policy
from portal.core.changes import Edit, change
from portal.models import Station
from tests import makers
from tests.admin.test_lists import Counting, names

KINDS = ("city_post", "care_center")
SORTS = ("", "name", "kind", "phone", "address", "division", "updated_at")


@pytest.fixture
def long(monkeypatch):
    """Lists are long from the sixth row on, so that few rows show what a million would."""
    monkeypatch.setattr(paging, "FEW", 5)
    monkeypatch.setattr(paging, "HITS", 5)
    monkeypatch.setattr(lists, "NEAR", 6)
    monkeypatch.setattr(lists, "SIZES", (3, 25))


def stations(town, count):
    """Stations with equal words, numbers and places among them, and some that say nothing."""
    with change(by=policy.command_line("测试"), via="seed") as work:
        work.apply(
            [
                Edit(
                    Station,
                    None,
                    values={
                        "name": f"站{number:02}",
                        "division": (town.here if number % 3 else town.there).id,
                        "kind": KINDS[number % 2],
                        "phone": f"0533-324123{number % 4}" if number % 5 else None,
                        "address": f"{number % 2}号" if number % 7 == 0 else None,
                    },
                )
                for number in range(count)
            ]
        )


def follow(visitor, address, link):
    """The names on every page from `address` on, page by page."""
    pages = []
    while address:
        page = visitor.visit(f"/admin/stations/{address}")
        pages.append(names(page))
        on = page.select_one(f"a[rel={link}]")
        address = on and on["href"]
        assert len(pages) < 60
    return pages


def joined(pages):
    return list(itertools.chain.from_iterable(pages))


def truth(sort, desc):
    """The names in the order that one big query gives."""
    field = Station.updated_at if sort == "updated_at" else Station.shape()[sort] if sort else None
    order = paging.Order(Station, field, desc)
    return [record.name for record in order.query().order_by(*order.by())]


@pytest.mark.parametrize("desc", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_read_on_from_both_ends_show_every_row_once(town, admin, long, sort, desc):
    stations(town, 20)
    wanted = truth(sort, desc)
    query = f"?size=3&sort={sort}&desc={int(desc)}"
    assert joined(follow(admin, query, "next")) == wanted
    assert joined(follow(admin, f"{query}&end=1", "prev")[::-1])[-18:] == wanted[-18:]


@pytest.mark.parametrize("sort", SORTS)
def test_a_filter_and_an_order_go_together(town, admin, long, sort):
    stations(town, 20)
    theirs = {station.name for station in Station.select().where(Station.kind == "care_center")}
    wanted = [name for name in truth(sort, False) if name in theirs]
    assert joined(follow(admin, f"?size=3&kind=care_center&sort={sort}", "next")) == wanted


def test_what_is_empty_comes_last_both_ways(town, admin, long):
    stations(town, 20)
    for desc in (0, 1):
        last = admin.visit(f"/admin/stations/?size=3&sort=phone&desc={desc}&end=1")
        assert {cell.text for cell in last.select("td[data-field=phone]")} == {""}


def test_a_clerk_pages_through_no_more_than_is_theirs(town, clerk, long):
    stations(town, 20)
    seen = joined(follow(clerk, "?size=3&sort=division&desc=1", "next"))
    assert len(seen) == len(set(seen)) == Station.select().where(Station.division == town.here).count()


def test_a_foreign_row_is_no_place_to_go_on_from_and_looks_like_none(town, clerk):
    foreign = clerk.visit(f"/admin/stations/?after={town.far_station.id}", status=400).main.text
    assert clerk.visit("/admin/stations/?after=2000000", status=400).main.text == foreign


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=-1",
        "after=0",
        "after=99999999999999999999",
        "before=1.5",
        "before=%00",
        "end=2",
        "end=yes",
        "after=1&page=2",
        "after=²",
    ],
)
def test_a_place_that_is_none_is_refused_in_words(town, admin, query):
    told = admin.visit(f"/admin/stations/?{query}", status=400).main.text
    assert "翻" in told or "每次只能用一个" in told or "最后一页写 end=1" in told


def test_a_row_that_moved_is_gone_on_from_where_it_is_now(town, admin, long):
    stations(town, 20)
    middle = Station.get(Station.name == "站10")
    makers.edit(middle, name="站00之后")
    assert names(admin.visit(f"/admin/stations/?size=3&after={middle.id}"))[0] == "站01"


def test_page_numbers_end_where_lists_grow_long(town, admin, long):
    stations(town, 20)
    assert "直接跳到第 5 页" in admin.visit("/admin/stations/?size=3&page=5", status=400).main.text
    page = admin.visit("/admin/stations/?size=3")
    assert [link.text for link in page.select(".pager__list a")] == ["第 1 页", "第 2 页", "下一页", "最后一页"]


def test_before_the_first_full_page_is_the_first_page(town, admin, long):
    stations(town, 20)
    second = Station.get(Station.name == truth("", False)[1])
    page = admin.visit(f"/admin/stations/?size=3&before={second.id}")
    assert names(page) == truth("", False)[:3]
    assert not page.select_one("a[rel=prev]")


def test_a_word_that_very_many_hold_is_listed_newest_first_and_says_so(town, admin, long):
    stations(town, 20)
    pages = follow(admin, "?size=3&q=站&sort=kind", "next")
    ids = [Station.get(Station.name == name).id for name in joined(pages)]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 22
    assert "从新到旧列出" in admin.page.select_one(".list-note").text
    back = follow(admin, "?size=3&q=站&end=1", "prev")
    assert joined(back[::-1])[-18:] == joined(pages)[-18:]


def test_a_word_and_a_filter_that_few_fulfil_are_ordered_as_asked(town, admin, long):
    stations(town, 20)
    few = {"address": "0号"}
    page = admin.visit(f"/admin/stations/?size=3&q=站&address={few['address']}&sort=name&desc=1")
    assert names(page) == ["站14", "站00"]
    assert not page.select_one(".list-note")


def test_an_order_without_an_index_is_kept_for_few_and_given_up_in_words_for_many(town, admin, long):
    stations(town, 20)
    page = admin.visit("/admin/stations/?size=3&cols=name,premises_source&sort=premises_source")
    assert "不能按“" in page.select_one(".list-note").text
    assert names(page) == truth("", False)[:3]
    few = admin.visit("/admin/stations/?size=3&cols=name,premises_source&sort=premises_source&address=0号")
    assert not few.select_one(".list-note")


@pytest.mark.parametrize("query", ["?size=3&end=1", "?size=3&sort=division&desc=1&page=2", "?size=3&q=站&kind=care_center"])
def test_any_page_takes_at_most_eight_queries(town, clerk, long, query):
    stations(town, 20)
    with Counting() as counted:
        clerk.visit(f"/admin/stations/{query}")
    assert len(counted.statements) <= 8, "\n".join(counted.statements)


def test_a_deep_page_takes_at_most_eight_queries(town, clerk, long):
    stations(town, 20)
    middle = Station.get(Station.name == "站10")
    with Counting() as counted:
        clerk.visit(f"/admin/stations/?size=3&sort=phone&after={middle.id}")
    assert len(counted.statements) <= 8, "\n".join(counted.statements)


@pytest.fixture
def short(monkeypatch, long):
    """A walk looks at two rows, and eight ids are looked through where that is not enough."""
    monkeypatch.setattr(paging, "LOOKED", 2)
    monkeypatch.setattr(paging, "SPAN", 8)


def newest(condition):
    return [station.name for station in Station.select().where(condition).order_by(Station.id.desc())]


def test_where_matches_are_rare_the_order_is_given_up_in_words_and_nothing_is_left_out(town, admin, short):
    stations(town, 40)
    wanted = newest((Station.kind == "care_center") & (Station.phone != "0533-3241231"))
    pages = follow(admin, "?size=3&kind.ne=city_post&phone.ne=0533-3241231&phone.empty=0&sort=phone", "next")
    assert joined(pages) == wanted
    assert "从新到旧列出" in admin.page.select_one(".list-note").text
    assert admin.page.h1.text.strip().endswith("+ 条")


def test_filters_that_exclude_one_another_end_after_bounded_steps(town, admin, short):
    stations(town, 40)
    page = admin.visit("/admin/stations/?size=3&kind=city_post&kind.in=care_center")
    assert names(page) == []
    assert "若干" in page.h1.text
    assert page.select_one(".empty a[rel=next]")
    assert joined(follow(admin, "?size=3&kind=city_post&kind.in=care_center", "next")) == []
    assert "没有符合条件的服务站点" in admin.page.main.text


def test_going_on_by_ids_names_no_foreign_record(town, clerk, short):
    stations(town, 40)
    mine = {station.id for station in Station.select().where(Station.division == town.here)}
    page, seen = clerk.visit("/admin/stations/?size=3&kind.ne=city_post&sort=phone"), []
    while page.select_one("a[rel=next]"):
        seen += names(page)
        address = page.select_one("a[rel=next]")["href"]
        top = int(address.rpartition("=")[2])
        assert top in mine or top % 8 == 0
        page = clerk.visit(f"/admin/stations/{address}")
    assert seen + names(page) == newest((Station.division == town.here) & (Station.kind != "city_post"))


@pytest.mark.parametrize("query", ["kind=city_post&sort=kind", "phone.empty=1&sort=phone", "kind.in=city_post&sort=kind&desc=1"])
def test_a_filter_on_the_column_that_orders_is_where_the_walk_begins(town, admin, long, monkeypatch, query):
    monkeypatch.setattr(paging, "LOOKED", 4)
    stations(town, 40)
    page = admin.visit(f"/admin/stations/?size=3&{query}")
    assert len(names(page)) == 3
    assert not page.select_one(".list-note")


def test_a_place_is_where_the_walk_by_places_begins(town, admin, clerk, long, monkeypatch):
    monkeypatch.setattr(paging, "LOOKED", 4)
    stations(town, 40)
    for visitor, query in ((admin, f"&division.under={town.ours.slug}"), (clerk, "")):
        for desc in (0, 1):
            page = visitor.visit(f"/admin/stations/?size=3&sort=division&desc={desc}{query}")
            assert len(names(page)) == 3
            assert not page.select_one(".list-note")


@pytest.mark.parametrize("column", ["name", "phone", "address"])
@pytest.mark.parametrize("text", ["站1", "站07", "0533", "1231", "-", "号", "0", "没有", "％", "%"])
def test_what_a_column_contains_is_found_to_the_letter(town, admin, long, column, text):
    stations(town, 20)
    wanted = {s.name for s in Station.select() if text.replace("％", "%") in (getattr(s, column) or "")}
    found = joined(follow(admin, f"?size=3&{column}.contains={quote(text)}", "next"))
    assert sorted(found) == sorted(wanted)


def test_a_common_word_is_asked_of_no_more_than_some_of_those_that_a_filter_finds(town, admin, long, monkeypatch):
    monkeypatch.setattr(paging, "WORDY", 5)
    monkeypatch.setattr(paging, "HELD", 1)
    stations(town, 20)
    assert joined(follow(admin, "?size=3&q=站&address=0号&sort=name&desc=1", "next")) == ["站14", "站00"]
    assert admin.visit("/admin/stations/options/?name=kind&q=站&address=0号").get_json()["city_post"] in ("1+", "2")


@pytest.mark.parametrize("query", ["division.under={}&phone.empty=0", "division.in={}&q=站"])
def test_filters_by_relations_take_at_most_eight_queries_too(town, admin, clerk, long, query):
    stations(town, 40)
    for visitor in (admin, clerk):
        with Counting() as counted:
            visitor.visit(f"/admin/stations/?size=3&{query.format(town.here.slug)}")
        assert len(counted.statements) <= 8, "\n".join(counted.statements)


@pytest.mark.parametrize("query", ["division.under={}&grid.in={}", "division.in={}&grid={}"])
@pytest.mark.parametrize("held", [0, 5])
def test_filters_by_two_relations_at_once_take_no_more_whether_anything_is_found_or_not(town, admin, clerk, long, query, held):
    stations(town, 40)
    for number in range(held):
        makers.station(f"网格站{number}", town.here, grid=town.grid)
    for visitor in (admin, clerk):
        with Counting() as counted:
            page = visitor.visit(f"/admin/stations/?size=3&{query.format(town.here.slug, town.grid.slug)}")
        assert f"{held} 条" in page.h1.text
        assert len(counted.statements) <= 8, "\n".join(counted.statements)


def test_an_order_given_up_takes_no_more_than_eight_queries(town, admin, clerk, short):
    stations(town, 40)
    for visitor in (admin, clerk):
        with Counting() as counted:
            page = visitor.visit("/admin/stations/?size=3&kind.ne=city_post&sort=phone")
        assert "从新到旧列出" in page.select_one(".list-note").text
        assert len(counted.statements) <= 8, "\n".join(counted.statements)


def test_the_number_in_the_trash_is_counted_with_the_list(town, admin):
    with change(by=policy.command_line("测试"), via="admin") as work:
        work.apply([Edit(Station, town.station.id, verb="delete")])
    with Counting() as counted:
        page = admin.visit("/admin/stations/")
    assert page.select_one(".list-head a[href*=trash] .count").text == "1"
    assert sum("trash" in statement for statement in counted.statements) == 1
