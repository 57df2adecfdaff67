"""Bulk changes: previewed by the real path, done once, whole or not at all, and only to what the person may change."""

import re
from urllib.parse import urlencode

import pytest

from portal.core import policy
from portal.core.changes import Edit, change
from portal.core.history import Change, Revision
from portal.models import Division, Station
from portal.roles import ROLES
from tests import makers
from tests.admin.test_lists import Counting
from tests.makers import user


def stations(town, count, **values):
    return [makers.station(f"站{number:03}", town.here, **values) for number in range(count)]


def token(visitor):
    """The word that this visitor's forms carry, from the open page or another."""
    box = visitor.page.select_one("input[name=csrf_token]") or visitor.visit("/admin/stations/").select_one("input[name=csrf_token]")
    return box["value"]


def post(visitor, url, status=200, **data):
    data = {"csrf_token": token(visitor)} | data
    return visitor._take(visitor.client.post(url, data=data, follow_redirects=True), url, status)


def choose(visitor, records, field="hours", **more):
    """The page that asks for the new value of `field` in `records`."""
    return post(visitor, "/admin/stations/action/", action="change", field=field, rowid=[record.slug for record in records], **more)


def preview(visitor, status=200, **values):
    """The preview of what is typed into the page that is open."""
    return visitor.send("form.bulk-value", status=status, _preview="1", **values)


def confirm(visitor, status=200, **values):
    return visitor.send("form[action*='bulk/apply']", status=status, **values)


def figures(page):
    return {box.dt.text: int(box.dd.text) for box in page.select(".figure")}


def revisions():
    return Revision.select().count()


def test_the_hours_of_twenty_stations_are_corrected_at_once(town, admin):
    made = stations(town, 20)
    page = choose(admin, made)
    assert page.h1.text == "批量修改 20 条服务站点"
    before = revisions()

    page = preview(admin, hours="每天 08:00-18:00")
    assert figures(page) == {"会修改": 20, "会存为草稿": 0, "本来就是这样": 0, "不能改": 0}
    assert page.select_one(".bulk-rows ins").text == "每天 08:00-18:00"
    assert revisions() == before  # nothing is written yet

    page = confirm(admin, _why="电话核实")
    assert "已改 20 条服务站点" in page.select_one("[role=status]").text
    assert {str(Station.hours.show(Station.get_by_id(one.id).hours)) for one in made} == {"每天 08:00-18:00"}
    (id,) = {revision.change_id for revision in Revision.select().where(Revision.version == 2)}
    assert (Change.get_by_id(id).why, Change.get_by_id(id).by) == ("电话核实", "admin")


def test_a_second_click_only_tells_what_the_first_one_did(town, admin):
    made = stations(town, 3)
    choose(admin, made)
    preview(admin, hours="每天 08:00-18:00")
    form = admin.page.select_one("form[action*='bulk/apply']")
    data = {box["name"]: box.get("value", "") for box in form.select("input[name]")}
    pages = [admin._take(admin.client.post(form["action"], data=data, follow_redirects=True), "apply", 200) for _ in range(2)]
    assert all("已改 3 条服务站点" in page.text for page in pages)
    assert {Station.get_by_id(one.id).version for one in made} == {2}
    assert Change.select().where(Change.run.startswith("bulk-")).count() == 1


def test_what_others_changed_meanwhile_is_left_alone_and_told(town, admin):
    one, two = stations(town, 2)
    choose(admin, [one, two], "address")
    preview(admin, address="南街 1 号")
    makers.edit(one, address="北街 9 号")
    page = confirm(admin)
    assert page.h1.text == "已改 1 条服务站点"
    assert "站000" in page.text
    assert "别人改过" in page.text
    assert (Station.get_by_id(one.id).address, Station.get_by_id(two.id).address) == ("北街 9 号", "南街 1 号")


def test_rows_that_went_meanwhile_are_told_too(town, admin):
    one, two = stations(town, 2)
    choose(admin, [one, two], "address")
    preview(admin, address="南街 1 号")
    with change(by=town.admin.actor(), via="admin") as work:
        work.one(Edit(Station, one.id, verb="delete")).must()
    assert "有 1 条在预览以后不在了" in confirm(admin).text
    assert Station.get_by_id(two.id).address == "南街 1 号"


def test_when_every_row_was_changed_meanwhile_nothing_is_written(town, admin):
    (one,) = stations(town, 1)
    choose(admin, [one], "address")
    preview(admin, address="南街 1 号")
    makers.edit(one, address="北街 9 号")
    page = confirm(admin, status=409)
    assert page.h1.text == "什么都没有写入"


def test_a_value_that_cannot_be_read_is_said_beside_its_input(town, admin):
    choose(admin, stations(town, 2), "phone")
    page = preview(admin, phone="0533-abc", status=422)
    assert "不是电话号码" in page.select_one("#field-phone-error").text
    assert page.select_one("#field-phone")["value"] == "0533-abc"
    assert page.h1.text == "批量修改 2 条服务站点"


def test_the_value_that_all_rows_share_is_there_to_begin_with(town, admin):
    made = stations(town, 2, address="南街 1 号")
    page = choose(admin, made, "address")
    assert page.select_one("#field-address")["value"] == "南街 1 号"
    makers.edit(made[0], address="北街 9 号")
    page = choose(admin, made, "address")
    assert page.select_one("#field-address")["value"] == ""


def test_a_field_is_emptied(town, admin):
    made = stations(town, 2, address="南街 1 号")
    choose(admin, made, "address")
    page = preview(admin, _op="empty")
    assert [cell.text for cell in page.select(".bulk-rows td[data-label=改成]")] == ["（空）", "（空）"]
    confirm(admin)
    assert {Station.get_by_id(one.id).address for one in made} == {None}


def test_what_must_not_be_empty_cannot_be_emptied(town, admin):
    made = stations(town, 1)
    page = choose(admin, made, "kind")
    assert page.select_one("input[name=_op]")["value"] == "set"
    preview(admin, status=400, _op="empty")


def test_sources_are_added_to_each_and_taken_from_each(town, admin):
    other = makers.source("L2")
    one, two = makers.station("甲", town.here, sources=(town.source.id,)), makers.station("乙", town.here)
    choose(admin, [one, two], "sources")
    page = preview(admin, _op="add", sources=other.slug)
    assert figures(page)["会修改"] == 2
    confirm(admin)
    assert [{s.id for s in Station.get_by_id(r.id).sources} for r in (one, two)] == [{town.source.id, other.id}, {other.id}]

    choose(admin, [one, two], "sources")
    page = preview(admin, _op="remove", sources=town.source.slug)
    assert (figures(page)["会修改"], figures(page)["本来就是这样"]) == (1, 1)
    confirm(admin)
    assert [{s.id for s in Station.get_by_id(r.id).sources} for r in (one, two)] == [{other.id}, {other.id}]


def test_rows_that_the_rules_refuse_are_told_before_and_the_rest_is_done(town, admin):
    elsewhere = makers.grid(makers.division("和源社区", town.ours), number=9)
    here, there = makers.station("甲", town.here), makers.station("乙", elsewhere.division)
    choose(admin, [here, there], "grid")
    page = preview(admin, grid=elsewhere.slug)
    assert (figures(page)["会修改"], figures(page)["不能改"]) == (1, 1)
    assert "甲" in page.select_one("section[aria-labelledby=refused]").text
    confirm(admin)
    assert (Station.get_by_id(here.id).grid_id, Station.get_by_id(there.id).grid_id) == (None, elsewhere.id)


@pytest.fixture
def writer(app, town, signed_in):
    """Somebody who may change stations and not publish them."""
    policy.use(ROLES | {"clerk": {"label": "经办人", "stations": "see create change", "places": "see"}})
    user("writer", "clerk", town.ours)
    return signed_in("writer")


def test_who_may_not_publish_leaves_drafts_and_is_told_so(town, writer):
    made = [*stations(town, 2), makers.station("稿", town.here, state="draft")]
    page = choose(writer, made, "address")
    page = preview(writer, address="南街 1 号")
    assert (figures(page)["会存为草稿"], figures(page)["会修改"]) == (2, 1)
    page = confirm(writer)
    assert "已存为草稿 2 条" in page.text
    assert [Station.get_by_id(one.id).address for one in made] == [None, None, "南街 1 号"]


def test_a_second_draft_keeps_what_the_first_one_says(town, writer):
    (one,) = stations(town, 1)
    for name, text in (("address", "南街 1 号"), ("phone", "0533-1111111")):
        choose(writer, [one], name)
        preview(writer, **{name: text})
        confirm(writer)
    draft = Revision.select().where(Revision.record == one.id, Revision.verb == "draft").order_by(Revision.id.desc()).first()
    assert "南街 1 号" in draft.snapshot
    assert "0533-1111111" in draft.snapshot


def test_a_waiting_draft_is_not_written_over_by_who_may_publish(town, admin):
    (one,) = stations(town, 1)
    makers.edit(one, _draft=True, address="南街 1 号")
    choose(admin, [one], "phone")
    page = preview(admin, phone="0533-1111111")
    assert "有一份草稿等着发布" in page.text
    assert not page.select("form[action*='bulk/apply']")


def test_publishing_ticked_rows_publishes_their_drafts(town, admin):
    (one,) = stations(town, 1)
    makers.edit(one, _draft=True, address="南街 1 号")
    post(admin, "/admin/stations/action/", action="publish", rowid=[one.slug])
    assert "已发布 1 条" in confirm(admin).text
    assert Station.get_by_id(one.id).address == "南街 1 号"


def test_state_is_set_and_taken_back(town, admin):
    made = stations(town, 2)
    for action, word, state in (
        ("archive", "已归档 2 条", "archived"),
        ("draft", "已退回草稿 2 条", "draft"),
        ("publish", "已发布 2 条", "published"),
    ):
        post(admin, "/admin/stations/action/", action=action, rowid=[one.slug for one in made])
        assert word in confirm(admin).text
        assert {Station.get_by_id(one.id).state for one in made} == {state}


def test_what_is_archived_is_what_was_looked_at(town, admin):
    one, two = stations(town, 2)
    post(admin, "/admin/stations/action/", action="archive", rowid=[one.slug, two.slug])
    makers.edit(one, phone="0533-1111111")
    assert "已归档 1 条" in confirm(admin).h1.text
    assert (Station.get_by_id(one.id).state, Station.get_by_id(two.id).state) == ("published", "archived")


def test_deleting_ticked_rows_says_what_points_at_them(town, admin):
    free = makers.division("空社区", town.ours)
    page = post(admin, "/admin/divisions/action/", action="delete", rowid=[town.here.slug, free.slug])
    assert (figures(page)["会删除"], figures(page)["不能改"]) == (1, 1)
    assert "网格“第一网格”" in page.select_one("section[aria-labelledby=refused]").text
    assert "已删除 1 条" in confirm(admin).text
    assert Division.get_or_none(Division.id == town.here.id)
    assert not Division.get_or_none(Division.id == free.id)


def test_the_whole_list_is_meant_when_that_is_ticked(town, admin):
    made = stations(town, 30)
    page = admin.visit("/admin/stations/?q=站0")
    assert "全部符合条件的 30 条" in page.select_one(".bulk").text
    page = post(admin, "/admin/stations/action/", action="change", field="address", all="1", _list="q=站0", rowid=[made[0].slug])
    assert page.h1.text == "批量修改 30 条服务站点"
    page = preview(admin, address="南街 1 号")
    assert figures(page)["会修改"] == 30
    assert "/admin/stations/?q=" in page.select_one(".crumbs a[href*='q=']")["href"]
    confirm(admin)
    assert Station.select().where(Station.address == "南街 1 号").count() == 30
    assert Station.get_by_id(town.station.id).address is None


def test_more_than_can_be_looked_at_is_refused(town, admin, monkeypatch):
    monkeypatch.setattr("portal.admin.bulk.MOST", 10)
    stations(town, 12)
    assert "一次最多处理 10 条" in post(admin, "/admin/stations/action/", status=400, action="archive", all="1").text


def test_a_list_of_several_hundred_takes_a_steady_number_of_queries(town, admin):
    counts = []
    for number in (20, 60):
        made = [makers.station(f"批{number}-{place}", town.here) for place in range(number)]
        choose(admin, made, "sources")
        with Counting() as counted:
            preview(admin, _op="add", sources=town.source.slug)
        counts.append(len(counted.statements))
    assert abs(counts[1] - counts[0]) <= 2, counts


def test_keys_and_personal_things_are_not_set_for_many(town, admin):
    page = choose(admin, stations(town, 1))
    offered = {option["value"] for option in page.select("#bulk-field option")}
    assert {"hours", "phone", "sources", "is_demo"} <= offered
    assert not offered & {"name", "division", "slug", "state", "contact_name", "contact_phone", "picture"}
    chosen = page.select_one("input[name=_chosen]")["value"]
    for name in ("name", "contact_phone", "slug", "nothing", ""):
        post(admin, "/admin/stations/bulk/", status=400, _chosen=chosen, _field=name, _op="set", _preview="1", **{name or "x": "甲"})


def test_foreign_rows_are_not_there_at_any_step(town, clerk, admin):
    page = choose(clerk, [town.station, town.far_station], "address")
    assert page.h1.text == "批量修改 1 条服务站点"
    page = preview(clerk, address="南街 1 号")
    assert "西驿站" not in page.text
    assert sum(figures(page).values()) == 1
    confirm(clerk)
    assert Station.get_by_id(town.far_station.id).address is None


def test_one_persons_preview_is_no_use_to_another(town, admin, clerk):
    choose(admin, [town.station], "address")
    stolen = preview(admin, address="南街 1 号").select_one("input[name=_preview]")["value"]
    assert "不完整" in post(clerk, "/admin/stations/bulk/apply/", status=400, _preview=stolen).text
    assert "不完整" in post(admin, "/admin/grids/bulk/apply/", status=400, _preview=stolen).text
    assert Station.get_by_id(town.station.id).version == 1


def test_undoing_is_offered_for_ten_minutes_to_who_did_it(town, admin, clerk, monkeypatch):
    choose(admin, stations(town, 2), "address")
    preview(admin, address="南街 1 号")
    link = confirm(admin).select_one("[role=status] a")
    id = Change.select().where(Change.run.startswith("bulk-")).get().id
    assert re.search(rf"change={id}\b", link["href"])
    assert admin.visit("/admin/stations/").select_one(".bulk-undo a")["href"] == link["href"]
    assert not clerk.visit("/admin/stations/").select(".bulk-undo")
    assert not admin.visit("/admin/grids/").select(".bulk-undo")
    monkeypatch.setattr("portal.admin.bulk.UNDO", -1)
    assert not admin.visit("/admin/stations/").select(".bulk-undo")


def test_what_is_chosen_is_no_preview_and_a_preview_is_nothing_chosen(town, admin):
    page = choose(admin, [town.station])
    chosen = page.select_one("input[name=_chosen]")["value"]
    seen = preview(admin, hours="每天 08:00-18:00").select_one("input[name=_preview]")["value"]

    for url, sent in (("/admin/stations/bulk/apply/", {"_preview": chosen}), ("/admin/stations/bulk/", {"_chosen": seen})):
        page = post(admin, url, status=400, **sent)
        assert "这一页的内容不完整" in page.main.text
    assert Station.get_by_id(town.station.id).version == 1


def test_a_list_of_too_many_filters_is_refused_with_a_sentence(town, admin):
    for url in ("/admin/stations/action/", "/admin/stations/export/csv/"):
        page = post(admin, url, status=400, action="change", rowid=town.station.slug, _list="a=1&" * 100)
        assert "筛选太多" in page.main.text


def test_a_list_that_is_too_long_is_refused_and_not_cut(town, admin):
    asked = urlencode({"q": "站" * 400, "name.contains": "站" * 60, "kind": "care_center"})  # cut, it would be without the kind
    for url in ("/admin/stations/action/", "/admin/stations/export/csv/"):
        page = post(admin, url, status=400, action="change", all="1", _list=asked)
        assert "筛选太长" in page.main.text
