"""Lists: columns, search, filters, order, pages, and how few queries they take."""

import pytest

from portal.admin import filters
from portal.core import paging, policy
from portal.core.changes import Edit, change
from portal.core.db import database
from portal.models import MODELS, Station
from tests import makers
from tests.makers import MAKERS, edit


def names(page):
    return [link.text for link in page.select("tbody th a")]


def test_a_list_shows_the_listed_columns_and_no_personal_one(town, admin):
    page = admin.visit("/admin/stations/")
    headings = [cell.text for cell in page.select("thead th")]
    assert headings[:2] == ["名称", "所属区划"]
    assert "状态" in headings
    assert "王小五" not in page.text
    assert "13812345678" not in page.text
    assert "历山社区" in page.select_one("tbody").text


def test_the_name_of_a_record_stands_first_and_leads_to_it(town, clerk):
    page = clerk.visit("/admin/grids/")
    assert [cell.text for cell in page.select("thead th")][:2] == ["名称", "所属区划"]
    assert names(page) == ["第一网格"]


def test_searching_finds_by_name_and_by_pinyin_initials(town, admin):
    assert names(admin.visit("/admin/stations/?q=东驿")) == ["东驿站"]
    assert names(admin.visit("/admin/stations/?q=xyz")) == ["西驿站"]


def test_a_filter_stands_as_a_chip_that_can_be_taken_off(town, admin):
    makers.station("养老点", town.here, kind="care_center")
    admin.visit("/admin/stations/")
    page = admin.send("form[role=search]", kind="care_center")
    assert names(page) == ["养老点"]
    assert page.select_one(".chip--set").text.startswith("类型：养老服务中心")

    page = admin.visit(f"/admin/stations/{page.select_one('.chip-set__off')['href']}")
    assert len(names(page)) == 3


def test_a_place_is_meant_with_everything_inside_it(town, admin):
    admin.visit("/admin/stations/")
    page = admin.send("form[role=search]", **{"division.under": f"历山街道（{town.ours.slug}）"})
    assert names(page) == ["东驿站"]
    assert "所属区划：历山街道及以下" in page.select_one(".chip--set").text


def test_columns_order_the_list_both_ways(town, admin):
    assert names(admin.visit("/admin/stations/?sort=phone")) == ["西驿站", "东驿站"]
    assert names(admin.visit("/admin/stations/?sort=phone&desc=1")) == ["东驿站", "西驿站"]
    page = admin.visit("/admin/stations/?sort=division")
    assert names(page) == ["西驿站", "东驿站"]  # dian before li
    assert page.select_one("th[aria-sort=ascending]").text.startswith("所属区划")


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "kind=castle",
        "kind.like=x",
        "sort=contact_name",
        "sort=nothing",
        "desc=2",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "contact_name=王",
        "password=x",
    ],
)
def test_what_an_address_cannot_mean_is_refused_by_name(town, admin, query):
    page = admin.visit(f"/admin/stations/?{query}", status=400)
    assert page.main.text.strip()


def test_the_refusal_names_the_parameter(town, admin):
    assert "colour" in admin.visit("/admin/stations/?colour=red", status=400).text


def test_an_empty_list_says_why_and_what_next(town, admin):
    assert "没有符合条件的服务站点" in admin.visit("/admin/stations/?q=没有这个").text
    assert "没有第 9 页" in admin.visit("/admin/stations/?page=9").text


def many_stations(town, count):
    with change(by=policy.command_line("测试"), via="seed") as work:
        work.apply([Edit(Station, None, values={"name": f"站{i:04}", "division": town.here.id, "kind": "city_post"}) for i in range(count)])


def test_pages_follow_one_another_without_a_row_twice(town, admin):
    many_stations(town, 58)
    seen = [name for page in (1, 2, 3) for name in names(admin.visit(f"/admin/stations/?page={page}"))]
    assert len(seen) == len(set(seen)) == 60
    assert "第 51–60 条，共 60 条" in admin.page.text
    assert [link.text for link in admin.page.select(".pager__list [aria-current]")] == ["第 3 页"]


def test_a_long_list_is_counted_to_a_thousand_and_deep_pages_open(town, admin):
    many_stations(town, 1100)
    page = admin.visit("/admin/stations/")
    assert "1000+" in page.h1.text
    assert len(names(admin.visit("/admin/stations/?page=44"))) == 25
    assert page.select_one("a[rel=next]")


class Counting:
    """Counts the statements sent to the database inside the block."""

    def __enter__(self):
        self.statements = []
        self.real = database.obj._execute_cursor
        database.obj._execute_cursor = lambda sql, *rest, **more: (self.statements.append(sql), self.real(sql, *rest, **more))[1]
        return self

    def __exit__(self, *trouble):
        del database.obj._execute_cursor


@pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.plural)
def test_a_list_takes_at_most_eight_queries_whatever_its_rows_point_at(town, signed_in, home):
    for name in home._meta.one_of or ("",):
        MAKERS[home](**({name: MAKERS[home.shape()[name].target]()} if name else {}))
    makers.grant(town.clerk, "clerk", town.theirs)
    for who in ("admin", "clerk"):
        visitor = signed_in(who)
        if who == "admin" or home.word() != "accounts":
            with Counting() as counted:
                visitor.visit(f"/admin/{home._meta.plural}/")
            assert len(counted.statements) <= 8, "\n".join(counted.statements)
            assert home.select().count() == 0 or who == "clerk" or visitor.page.select("tbody tr")


def test_a_long_list_takes_no_more_queries(town, admin):
    many_stations(town, 60)
    with Counting() as counted:
        admin.visit("/admin/stations/")
    assert len(counted.statements) <= 8, "\n".join(counted.statements)


def counts(visitor, query):
    return visitor.visit(f"/admin/stations/options/?{query}").get_json()


def test_options_say_how_many_rows_each_would_leave(town, admin, clerk):
    makers.station("养老点", town.here, kind="care_center", state="draft")
    assert counts(admin, "name=kind")["city_post"] == "2"
    assert counts(admin, "name=kind")["care_center"] == "1"
    assert counts(admin, "name=kind&kind.in=city_post")["care_center"] == "1"
    assert counts(admin, "name=kind&state=draft")["city_post"] == "0"
    assert counts(admin, "name=kind&q=西驿")["city_post"] == "1"
    assert counts(clerk, "name=kind")["city_post"] == "1"
    assert counts(admin, "name=synthetic")["否"] == "3"


def test_counts_of_long_lists_are_bounded_and_say_so(town, admin, monkeypatch):
    for station in (town.station, town.far_station):
        edit(station, state="draft").must()  # which ten of them are looked at is open, so all are alike
    many_stations(town, 30)
    for module, name, most in ((paging, "FEW", 5), (paging, "HITS", 5), (filters, "SCANNED", 10)):
        monkeypatch.setattr(module, name, most)
    assert counts(admin, "name=kind")["city_post"] == "10+"
    assert counts(admin, "name=kind&state=draft")["city_post"] == "10+"
    assert counts(admin, "name=kind&state.ne=draft")["city_post"] == "很少"
    assert counts(admin, "name=kind&q=站")["city_post"] == "10+"
    assert counts(admin, "name=kind")["care_center"] == "0"


@pytest.mark.parametrize("query", ["name=contact_name", "name=password", "name=colour", "name=division", ""])
def test_nothing_is_counted_that_is_no_option(town, admin, query):
    assert admin.client.get(f"/admin/stations/options/?{query}").status_code == 404


def test_several_options_at_once(town, admin):
    makers.station("养老点", town.here, kind="care_center")
    makers.station("红色驿站", town.here, kind="party_center")
    page = admin.visit("/admin/stations/?kind.in=care_center&kind.in=city_post")
    assert sorted(names(page)) == ["东驿站", "养老点", "西驿站"]
    assert page.select_one(".chip--set").text.startswith("类型：养老服务中心、")
    assert len(page.select(".chip-set [name='kind.in'][checked]")) == 2


def test_several_records_at_once_as_a_picker_writes_them(town, admin):
    page = admin.visit(f"/admin/stations/?division.in=历山社区（{town.here.slug}）；甸柳社区（{town.there.slug}）")
    assert sorted(names(page)) == ["东驿站", "西驿站"]
    assert page.select_one(".chip--set").text == "所属区划：历山社区、甸柳社区"


def test_from_and_to_are_one_chip(town, admin):
    page = admin.visit("/admin/buildings/?star.ge=1&star.le=3")
    assert len(page.select(".chip-set")) == 1
    assert "从 1" in page.select_one(".chip--set").text
    assert "到 3" in page.select_one(".chip--set").text
    assert page.select_one(".chip-set__off")["href"] == "?"


def test_words_and_what_is_not_filled_in(town, admin):
    assert names(admin.visit("/admin/stations/?name.contains=东")) == ["东驿站"]
    assert names(admin.visit("/admin/stations/?address.empty=0")) == []
    assert len(names(admin.visit("/admin/stations/?address.empty=1"))) == 2


@pytest.mark.parametrize("op", ["", ".in", ".under"])
def test_a_foreign_record_is_no_value_of_a_filter(town, clerk, op):
    page = clerk.visit(f"/admin/stations/?division{op}={town.theirs.slug}", status=400)
    assert "没有叫" in page.main.text
    assert "山大路" not in page.text


def test_what_i_changed_last(town, signed_in):
    admin, clerk = signed_in("admin"), signed_in("clerk")
    makers.edit(town.station, _by=town.clerk.actor(), phone="0533-3241111")
    assert names(clerk.visit("/admin/stations/?mine=1")) == ["东驿站"]
    assert "我改的" in clerk.page.select_one(".chip--set").text
    assert names(admin.visit("/admin/stations/?mine=1")) == []
    latest = max(station.updated_at for station in Station.select())  # moments are kept to the second
    newest = {station.name for station in Station.select() if station.updated_at == latest}
    assert "东驿站" in newest
    assert names(admin.visit("/admin/stations/?sort=updated_at&desc=1"))[0] in newest


def test_rows_and_cells_name_themselves(town, admin):
    row = admin.visit("/admin/stations/?q=东驿").select_one("tbody tr")
    assert row["data-key"] == town.station.slug
    assert [cell["data-field"] for cell in row.select("[data-field]")][:2] == ["name", "division"]
