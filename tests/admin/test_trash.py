"""The trash of a screen: what was deleted here, by whom and why, and how it comes back."""

import random

import pytest

from portal.admin import trash as pages
from portal.core import policy, trash
from portal.core.changes import Edit, change
from portal.models import Division, Station
from tests import makers
from tests.admin.test_lists import Counting

STAFF = policy.command_line("值班员")


def throw(*records, why=""):
    with change(STAFF, via="admin", why=why) as work:
        for outcome in work.apply([Edit(type(record), record.id, verb="delete") for record in records]):
            outcome.must()


def rows(page):
    return [row.select_one("th .table__cell").contents[0] for row in page.select(".trash tbody tr")]


def test_the_trash_says_what_was_deleted_when_by_whom_and_why(town, clerk):
    throw(town.station, why="重复登记")

    page = clerk.visit("/admin/stations/trash/")

    (row,) = page.select(".trash tbody tr")
    assert all(word in row.text for word in ("东驿站", "值班员", "重复登记"))
    assert row.select_one("time")["datetime"].endswith("+08:00")
    assert clerk.visit(row.select_one("th a")["href"]).select_one(".banner--wait")


def test_a_record_comes_back_from_its_row(town, clerk):
    throw(town.station)
    clerk.visit("/admin/stations/trash/")

    page = clerk.send(f"#restore-{town.station.id}")

    assert "已恢复“东驿站”" in page.text
    assert Station.get_by_id(town.station.id).slug == town.station.slug
    assert "回收站是空的" in page.text


def test_ticked_records_come_back_together(town, admin):
    throw(town.station, town.far_station)
    page = admin.visit("/admin/stations/trash/")
    token = page.select_one("input[name=csrf_token]")["value"]

    page = admin._take(
        admin.client.post(
            "/admin/stations/trash/",
            data={"csrf_token": token, "rowid": [town.station.id, town.far_station.id]},
            follow_redirects=True,
        ),
        "trash",
        200,
    )

    assert "已恢复 2 条服务站点" in page.text
    assert Station.select().count() == 2


def test_a_double_click_restores_once_and_says_so(town, clerk):
    throw(town.station)
    page = clerk.visit("/admin/stations/trash/")
    data = {"csrf_token": page.select_one("input[name=csrf_token]")["value"], "rowid": town.station.id}

    answers = [clerk.client.post("/admin/stations/trash/", data=data, follow_redirects=True) for _ in range(2)]

    assert "可能刚被恢复" in answers[1].get_data(as_text=True)
    assert Station.get_by_id(town.station.id).version == 3


def test_what_has_to_come_back_first_is_named(town, admin):
    throw(town.station, town.grid)
    throw(town.here)
    admin.visit("/admin/stations/trash/")

    page = admin.send(f"#restore-{town.station.id}")

    assert "“东驿站”没有恢复：行政区划“历山社区”也在回收站里，请先恢复它" in page.text
    assert rows(page) == ["东驿站"]


def test_only_what_lay_in_ones_own_area_is_shown_and_counted(town, clerk):
    throw(town.station, town.far_station)

    page = clerk.visit("/admin/stations/trash/")

    assert rows(page) == ["东驿站"]
    assert "西驿站" not in page.text
    head = clerk.visit("/admin/stations/").select_one(".list-head")
    assert "回收站 1" in " ".join(head.text.split())


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1", ""])
def test_a_forged_id_and_a_foreign_one_answer_alike(key, town, clerk):
    throw(town.station, town.far_station)
    page = clerk.visit("/admin/stations/trash/")
    data = {"csrf_token": page.select_one("input[name=csrf_token]")["value"]}

    foreign = clerk.client.post("/admin/stations/trash/", data=data | {"rowid": town.far_station.id}, follow_redirects=True)
    missing = clerk.client.post("/admin/stations/trash/", data=data | {"rowid": 4711}, follow_redirects=True)
    forged = clerk.client.post("/admin/stations/trash/", data=data | {"rowid": key}, follow_redirects=True)

    assert foreign.status_code == missing.status_code == forged.status_code == 200
    told = [answer.get_data(as_text=True).partition("banner")[2].partition("</p>")[0] for answer in (foreign, missing)]
    assert told[0] == told[1]
    assert Station.select().count() == 0


def test_the_history_of_a_foreign_record_in_the_trash_is_no_page(town, clerk):
    throw(town.station, town.far_station)

    assert clerk.client.get(f"/admin/stations/history/?id={town.station.id}").status_code == 200
    foreign, missing = (clerk.client.get(f"/admin/stations/history/?id={id}") for id in (town.far_station.id, 4711))
    assert foreign.status_code == missing.status_code == 404


def test_who_may_only_look_sees_the_trash_and_cannot_restore(town, auditor):
    throw(town.station)
    page = auditor.visit("/admin/stations/trash/")
    assert rows(page) == ["东驿站"]
    assert not page.select("main form[method=post]")

    token = auditor.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
    answer = auditor.client.post("/admin/stations/trash/", data={"csrf_token": token, "rowid": town.station.id})
    assert answer.status_code == 403
    assert Station.get_or_none(Station.id == town.station.id) is None


def test_who_sees_no_such_records_has_no_trash_of_them(town, clerk):
    assert clerk.client.get("/admin/users/trash/").status_code == 403


def test_what_was_deleted_is_found_by_a_part_of_its_name(town, admin):
    throw(town.station, town.far_station)

    assert rows(admin.visit("/admin/stations/trash/?q=西驿")) == ["西驿站"]
    assert "没有名称含“无此站”的服务站点" in admin.visit("/admin/stations/trash/?q=无此站").text
    assert admin.visit("/admin/stations/trash/?q=%25_'\"").select(".empty")


def test_pages_follow_one_another_without_repeating_a_record(town, clerk, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    throw(*[makers.station(f"站{number}", town.here) for number in range(5)])
    seen, address = [], "/admin/stations/trash/"

    while address:
        page = clerk.visit(address)
        seen += rows(page)
        onward = page.select_one("a[rel=next]")
        address = onward and onward["href"]

    assert seen == ["站4", "站3", "站2", "站1", "站0"]


def test_queries_do_not_grow_with_the_trash(town, admin):
    throw(*[makers.station(f"站{number}", town.here) for number in range(2)])
    with Counting() as few:
        admin.visit("/admin/stations/trash/")
    throw(*[makers.station(f"多{number}", town.here) for number in range(30)])
    with Counting() as many:
        admin.visit("/admin/stations/trash/")

    assert len(many.statements) == len(few.statements) <= 8


def test_a_whole_tree_ticked_together_comes_back(town, admin):
    throw(town.far_station, town.far_grid)
    throw(town.theirs, town.there)
    page = admin.visit("/admin/divisions/trash/")
    ids = [box["value"] for box in page.select("tbody input[name=rowid]")]
    data = {"csrf_token": page.select_one("input[name=csrf_token]")["value"], "rowid": ids}

    page = admin._take(admin.client.post("/admin/divisions/trash/", data=data, follow_redirects=True), "trash", 200)

    assert "已恢复 2 条行政区划" in page.text
    assert Division.get_by_id(town.there.id).area == town.there.area


@pytest.mark.parametrize("taken", [3, 15, 60])
def test_what_has_to_be_said_of_many_fits_the_session(town, admin, taken):
    """A browser drops a cookie of more than 4 KB, and with it whoever is signed in."""
    dice, cited = random.Random(3), makers.source("L9")
    names = ["".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(15)) for _ in range(2 * taken)]
    made = [makers.station(name, town.here, sources=(cited.id,)) for name in names]
    throw(*made)
    throw(cited)
    for name in names[:taken]:
        makers.station(name, town.here)  # in the way of the one in the trash
    token = admin.visit("/admin/stations/trash/").select_one("input[name=csrf_token]")["value"]
    data = {"csrf_token": token, "rowid": [record.id for record in made]}

    answer = admin.client.post("/admin/stations/trash/", data=data)

    assert all(len(cookie) < 4000 for cookie in answer.headers.getlist("Set-Cookie"))
    page = admin.visit("/admin/stations/trash/")
    assert f"已恢复 {taken} 条" in page.text
    assert page.text.count("”没有恢复：") == min(taken, 20)
    assert page.text.count("已不在") == max(0, min(taken, 20 - taken))
    assert ("恢复时还有要说明的" in page.text) is (taken > 10)


def test_titles_name_no_foreign_record(town, clerk):
    link = makers.link(makers.brand("甸柳品牌", town.there), grid=town.grid, state="draft")
    throw(link)
    if trash.Trash.get().area.startswith(town.ours.area):
        assert "甸柳" not in clerk.visit("/admin/brandlinks/trash/").select_one("main").text
    assert "没有名称含" in clerk.visit("/admin/brandlinks/trash/?q=甸柳").text
