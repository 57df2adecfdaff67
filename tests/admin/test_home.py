"""The first page: what waits for this person, what was changed lately, and where to go from here."""

import datetime

import pytest

from portal.admin import home
from portal.core import clock, policy
from portal.core.changes import Edit, change
from portal.models import Figure, Station
from portal.models.waits import WAITS
from tests import makers
from tests.makers import edit

from .test_lists import Counting


def day(days):
    return clock.today() + datetime.timedelta(days=days)


def things(page):
    """label → count of what waits."""
    return {row.a.text: row.select_one(".todo__count").text for row in page.select("section[aria-labelledby=things] .todo")}


@pytest.fixture
def posts(town):
    """Posts of our first grid: one in order, one without a number, one not assured for long, one that ends soon, one that is over."""
    fine = {"starts_on": day(-200).isoformat(), "assured_on": day(-3).isoformat()}
    number = "0533-3241234"
    return {
        "fine": makers.assignment(grid=town.grid, ordinal=1, duty_phone=number, **fine),
        "silent": makers.assignment(grid=town.grid, ordinal=2, **fine),
        "stale": makers.assignment(grid=town.grid, ordinal=3, duty_phone=number, **fine | {"assured_on": day(-91).isoformat()}),
        "ending": makers.assignment(grid=town.grid, ordinal=4, duty_phone=number, ends_on=day(30).isoformat(), **fine),
        "over": makers.assignment(grid=town.grid, ordinal=5, ends_on=day(-1).isoformat(), **fine),
        "far": makers.assignment(grid=town.far_grid, ordinal=1, **fine),
    }


def test_it_counts_what_waits_in_ones_own_area_and_nothing_else(posts, town, clerk):
    found = things(clerk.visit("/admin/"))
    assert found["岗位没有电话"] == "1"
    assert found["岗位电话 90 天没核实"] == "1"
    assert found["30 天内到期的岗位"] == "1"
    assert found["站点电话 90 天没核实"] == "1"
    assert "网格没有人" not in found  # our only grid has somebody


def test_a_grid_whose_people_have_all_left_waits_for_somebody(town, clerk):
    makers.assignment(grid=town.grid, ends_on=day(-1).isoformat())
    page = clerk.visit("/admin/waits/alone")
    assert [link.text for link in page.select(".rows__title a")] == [town.grid.title]
    assert "甸柳" not in page.text


def test_a_figure_waits_until_it_says_where_it_comes_from(town, admin):
    figure = makers.MAKERS[Figure]()
    edit(figure, source=None, sources=())
    assert figure.title in admin.visit("/admin/waits/unsourced").text
    edit(figure, sources=(town.source.id,))
    assert figure.title not in admin.visit("/admin/waits/unsourced").text


def test_what_was_put_right_waits_no_longer(town, clerk):
    assert "东驿站" in clerk.visit("/admin/waits/stale-stations").text
    edit(town.station, assured_on=day(-90).isoformat())
    assert "都处理好了" in clerk.visit("/admin/waits/stale-stations").text


@pytest.mark.parametrize("wait", WAITS, ids=lambda wait: wait.name)
def test_whoever_may_not_change_a_thing_is_not_asked_to(town, auditor, wait):
    assert things(auditor.visit("/admin/")) == {}
    auditor.visit(f"/admin/waits/{wait.name}", status=404)


def test_an_unknown_kind_of_waiting_is_not_there(town, admin):
    for name in ("nothing", "silent'--", "x" * 3000):
        admin.visit(f"/admin/waits/{name}", status=404)
    assert "都处理好了" in admin.visit("/admin/waits/silent?after=99999999999999999999").text


def test_a_long_row_of_things_has_further_pages(town, admin):
    for number in range(60):
        makers.station(f"驿站{number}", town.here, phone="0533-3241234")
    first = admin.visit("/admin/waits/stale-stations")
    assert len(first.select(".rows > li")) == 50
    second = admin.visit(first.select_one("a[rel=next]")["href"].replace("http://localhost", ""))
    assert len(second.select(".rows > li")) == Station.select().count() - 50


def test_the_number_of_queries_does_not_grow_with_the_tables(town, clerk):
    clerk.visit("/admin/")
    with Counting() as few:
        clerk.visit("/admin/")
    for number in range(30):
        edit(makers.station(f"驿站{number}", town.here), summary="换了")
    with Counting() as many:
        clerk.visit("/admin/")
    assert len(many.statements) <= len(few.statements)
    assert len(few.statements) <= 14


def test_what_one_change_did_is_one_line(town, clerk):
    with change(policy.command_line("测试"), via="import", why="表.csv") as work:
        work.apply([Edit(Station, None, values={"name": f"驿站{n}", "division": town.here.id, "kind": "city_post"}) for n in range(7)])
    rows = clerk.visit("/admin/").select("section[aria-labelledby=recent] li")
    assert "驿站6 等 7 条" in rows[0].text
    assert "表.csv" in rows[0].text
    assert not any("驿站5" in row.text for row in rows)


def test_what_was_deleted_in_ones_own_area_is_a_change_too(town, clerk):
    with change(by=policy.command_line("测试"), via="admin") as work:
        work.apply([Edit(Station, station.id, verb="delete") for station in (town.station, town.far_station)])
    rows = clerk.visit("/admin/").select("section[aria-labelledby=recent] li")
    assert "东驿站" in rows[0].text
    assert "删除" in rows[0].text
    assert not any("西驿站" in row.text for row in rows)
    assert "已经删除" in clerk.visit(rows[0].a["href"]).text


def test_only_so_much_of_everybodys_history_is_looked_through(town, clerk, monkeypatch):
    edit(town.station, summary="近处的改动")
    assert "东驿站" in clerk.visit("/admin/").select_one("section[aria-labelledby=recent]").text
    for number in range(5):
        edit(Station.get_by_id(town.far_station.id), summary=f"远处第{number}次")
    monkeypatch.setattr(home, "PASSED", 5)
    assert "东驿站" not in clerk.visit("/admin/").select_one("section[aria-labelledby=recent]").text
