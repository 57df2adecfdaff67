"""The history of a record: who, when, through which door, why, what differed; and bringing it back."""

import datetime

import pytest

from portal.core import clock, history, importing, policy
from portal.core.changes import Edit
from portal.core.changes import change as opened
from portal.core.files import rows_of
from portal.core.looks import Look
from portal.models import Station
from tests import makers
from tests.admin.test_lists import Counting
from tests.makers import edit

MORNING = datetime.datetime(2026, 3, 12, 9, 0)


def change(visitor, record, **values):
    visitor.visit(f"/admin/stations/edit/?id={record.slug}")
    return visitor.send("form.editor", **values)


def test_each_step_says_who_when_through_which_door_and_why(town, clerk):
    change(clerk, town.station, phone="0533-1111111", _why="电话核实")
    page = clerk.visit(f"/admin/stations/history/?id={town.station.slug}")

    steps = [link.text for link in page.select(".revisions__link")]
    assert len(steps) == 2
    assert all(word in steps[0] for word in ("第 2 版", "修改", "电话核实", "clerk", "手工"))
    assert page.select_one(".revisions time")["datetime"].endswith("+08:00")
    row = page.select_one(".diff tbody tr")
    assert [cell.text for cell in row.select("th, td")][:3] == ["电话", "0533-3241234", "0533-1111111"]
    assert row.select("del")
    assert row.select("ins")


def test_a_step_of_an_import_says_so(town, admin):
    table = rows_of("表.csv", "名称,所属区划,别名\n东驿站,历山社区,东站\n".encode())
    importing.load(Station, table, by=town.admin.actor(), file="表.csv")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    assert "导入" in page.select_one(".revisions__link").text
    assert "表.csv" in page.select_one(".revisions__link").text


def test_personal_fields_stay_masked_in_the_history(town, admin):
    change(admin, town.station, contact_name="钱小七", contact_phone="13912345679")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    assert "负责人" in page.select_one(".diff").text
    for secret in ("王小五", "钱小七", "13812345678", "13912345679"):
        assert secret not in page.text


def test_a_whole_revision_is_restored_and_the_restoring_is_history_too(town, admin):
    change(admin, town.station, phone="0533-1111111", address="南街 3 号")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    page = admin.send("form[action*=restore]")

    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address, now.version) == ("0533-3241234", None, 3)
    assert "已把“东驿站”恢复成第 1 版" in page.text
    assert "恢复成第 1 版" in page.select_one(".revisions__link").text


def test_only_the_ticked_fields_are_restored(town, admin):
    change(admin, town.station, phone="0533-1111111", address="南街 3 号")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    assert "请先勾选" in admin.send("form[action*=restore]", chosen="1").text

    admin.visit(admin.page.select(".revisions__link")[-1]["href"])
    admin.send("form[action*=restore]", chosen="1", field="phone")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == ("0533-3241234", "南街 3 号")


def test_a_revision_of_another_record_is_not_restored_here(town, admin):
    edit(town.far_station, phone="0531-7777777")
    page = admin.visit(f"/admin/stations/history/?id={town.far_station.slug}")
    foreign = page.select(".revisions__link")[-1]["href"].rpartition("=")[2]
    change(admin, town.station, phone="0533-1111111")
    page = admin.visit(f"/admin/stations/history/?id={town.station.slug}")
    admin.visit(page.select(".revisions__link")[-1]["href"])
    admin.send("form[action*=restore]", revision=foreign, status=404)


def test_a_deleted_record_keeps_its_history_and_comes_back(town, admin):
    admin.visit(f"/admin/stations/details/?id={town.station.slug}")
    admin.send("form[action*=delete]")
    admin.send("main form", _why="重复")
    page = past(admin, town.station)
    assert page.select_one(".revisions__link").text.startswith("第 2 版 · 删除")
    assert "重复" in page.text

    page = admin.send("form[action*=restore]")
    back = Station.get(Station.name == "东驿站")
    assert back.phone == "0533-3241234"
    assert back.contact_name == "王小五"
    assert back.slug == town.station.slug
    assert "恢复" in page.text


def test_the_dashboard_names_the_latest_changes_in_ones_scope(town, clerk):
    edit(town.far_station, phone="0531-7777777")
    edit(town.station, phone="0533-1111111")
    page = clerk.visit("/admin/")
    recent = page.select_one("[aria-labelledby=recent]")
    assert "东驿站" in recent.text
    assert "西驿站" not in recent.text
    clerk.visit(recent.a["href"])
    assert clerk.page.h1.text.startswith("东驿站")


def by(name):
    return policy.Actor(name, everything=True)


def again(record, at, who="李小四", _via="admin", _why="", **values):
    """An edit of the record as it is now, by `who` at that time."""
    values = {name: value.id if hasattr(value, "id") else value for name, value in values.items()}
    with clock.at(at), opened(by(who), via=_via, why=_why) as work:
        return work.one(Edit(type(record), record.id, values=values, force=True)).must()


def minutes(count):
    return MORNING + datetime.timedelta(minutes=count)


def past(visitor, record, rest=""):
    return visitor.visit(f"/admin/{record._meta.plural}/history/?id={record.id}{rest}")


def steps(page):
    return [" ".join(link.text.split()) for link in page.select(".revisions > li > .revisions__link")]


def cells(row):
    return [" ".join(cell.text.split()) for cell in row.select("th, td")][:3]


# -- steps ------------------------------------------------------------------------------------------------------------


def test_edits_of_one_person_within_ten_minutes_are_one_step_that_opens(town, clerk):
    for number, minute in enumerate((0, 4, 9), start=1):
        again(town.station, minutes(minute), phone=f"0533-{number}000000", address=f"南街 {number} 号")
    page = past(clerk, town.station)

    assert len(steps(page)) == 2
    assert steps(page)[0].startswith("第 2–4 版 · 修改")
    assert "3 次" in steps(page)[0]
    assert [cells(row) for row in page.select(".diff tbody tr")[:2]] == [
        ["地址", "（空）", "南街 3 号"],
        ["电话", "0533-3241234", "0533-3000000"],
    ]
    singles = page.select(".revisions__single .revisions__link")
    assert [single.strong.text.split(" · ")[0] for single in singles] == ["第 4 版", "第 3 版", "第 2 版"]
    page = clerk.visit(singles[1]["href"])
    assert cells(page.select_one(".diff tbody tr")) == ["地址", "南街 1 号", "南街 2 号"]


@pytest.mark.parametrize(
    ("minute", "who", "via"),
    [(11, "李小四", "admin"), (5, "孙小八", "admin"), (5, "李小四", "api")],
    ids=["later", "another person", "another door"],
)
def test_what_is_later_of_another_person_or_through_another_door_is_another_step(town, clerk, minute, who, via):
    again(town.station, minutes(0), phone="0533-1000000")
    again(town.station, minutes(minute), who, via, phone="0533-2000000")
    assert len(steps(past(clerk, town.station))) == 3


@pytest.mark.parametrize(
    ("via", "word"), [("admin", "手工"), ("import", "导入"), ("api", "接口"), ("schedule", "定时"), ("seed", "命令行"), ("setup", "系统")]
)
def test_each_door_has_its_word(town, clerk, via, word):
    again(town.station, MORNING, _via=via, phone="0533-1000000")
    assert word in steps(past(clerk, town.station))[0]


def test_a_draft_is_marked_and_is_no_version(town, clerk):
    edit(town.station, _draft=True, phone="0533-1000000")
    first = past(clerk, town.station).select_one(".revisions > li")
    assert first.select_one(".badge").text == "草稿"
    assert "版" not in first.text


# -- long pasts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def long(town):
    """A station edited a hundred and twenty times, an hour apart; its telephone changed at the 30th and the 90th."""
    for number in range(1, 121):
        phone = {"phone": f"0533-{number:07}"} if number in (30, 90) else {}
        again(town.station, minutes(60 * number), summary=f"第 {number} 次", **phone)
    return town.station


def test_a_long_past_is_read_page_by_page_in_few_queries(long, clerk):
    seen, address = [], f"/admin/stations/history/?id={long.slug}"
    clerk.visit(address)
    while address:
        with Counting() as counting:
            page = clerk.visit(address)
        assert len(counting.statements) <= (9 if seen else 8), "\n".join(s[-300:] for s in counting.statements)
        seen += [link.strong.text for link in page.select(".revisions > li > .revisions__link")]
        more = page.select_one("a[rel=next]")
        address = more and more["href"]
    assert seen == [f"第 {version} 版 · 修改" for version in range(121, 1, -1)] + ["第 1 版 · 新建"]


def test_a_revision_far_back_opens_with_its_neighbours(long, clerk):
    old = history.Revision.get(history.Revision.shape == "station", history.Revision.record == long.id, history.Revision.version == 10)
    page = past(clerk, long, f"&revision={old.id}")
    assert page.select_one("[aria-current=true]").strong.text.startswith("第 10 版")
    assert cells(page.select_one(".diff tbody tr")) == ["简介", "第 8 次", "第 9 次"]
    assert page.find("a", string="回到最新")


def test_who_changed_one_field_is_found_and_put_back_in_few_clicks(long, clerk):
    past(clerk, long)
    page = clerk.send("form[aria-label^=只看]", field="phone")
    assert [step.split(" · ")[0] for step in steps(page)] == ["第 91 版", "第 31 版", "第 1 版"]
    row = next(row for row in page.select(".diff tbody tr") if row.th.text == "电话")
    assert cells(row) == ["电话", "0533-0000030", "0533-0000090"]
    clerk.send("form[aria-label=逐项对比]", field="phone")
    now = Station.get_by_id(long.id)
    assert (now.phone, now.summary) == ("0533-0000030", "第 120 次")


def test_the_search_for_a_field_goes_back_in_bounded_parts(long, clerk, monkeypatch):
    monkeypatch.setattr(history.changes_of, "__defaults__", (None, 40, 50))
    page = past(clerk, long, "&field=phone")
    found = steps(page)
    assert [step.split(" · ")[0] for step in found] == ["第 91 版"]
    more = page.select_one("a[rel=next]")
    assert "查到第 71 版" in more.text
    page = clerk.visit(more["href"])
    assert [step.split(" · ")[0] for step in steps(page)] == ["第 31 版"]
    page = clerk.visit(page.select_one("a[rel=next]")["href"])
    assert [step.split(" · ")[0] for step in steps(page)] == ["第 1 版"]
    assert not page.select_one("a[rel=next]")


@pytest.mark.parametrize("rest", ["&field=colour", "&field=password"])
def test_a_field_that_there_is_not_is_refused_by_name(town, clerk, rest):
    page = clerk.visit(f"/admin/stations/history/?id={town.station.id}{rest}", status=400)
    assert "没有" in page.main.text


@pytest.mark.parametrize(
    "rest", ["revision=99999999", "revision=x", "start=99999", "revision={other}", "start={other}", "revision={own}&since={own}"]
)
def test_an_address_that_names_no_step_of_this_record_is_not_found(town, clerk, rest):
    own, other = (history.revisions(Station, record.id).first().id for record in (town.station, town.far_station))
    clerk.visit(f"/admin/stations/history/?id={town.station.id}&{rest.format(own=own, other=other)}", status=404)


# -- differences --------------------------------------------------------------------------------------------------------


def test_relations_are_chips_that_lead_on_or_say_nothing(town, clerk, admin):
    source = makers.source("L2")
    again(town.station, MORNING, sources=(town.source.id, source.id))
    again(town.station, minutes(60), sources=(source.id,), division=town.there)
    page = past(admin, town.station)
    assert {chip.text for chip in page.select(".diff del.diff__chip")} == {town.source.title, "历山社区"}
    assert page.select_one(".diff ins.diff__chip a")["href"].startswith("/admin/divisions/details/")
    assert "另有 1 项没变" in page.text

    again(town.station, minutes(120), division=town.here)
    page = past(clerk, town.station)
    assert "甸柳" not in page.text
    assert page.select_one(".diff del.diff__chip").text == "（不在您的范围内）"
    assert not page.select_one(".diff del.diff__chip a")


def test_a_long_text_is_folded_to_what_changed(town, clerk):
    text = "".join(f"这是第{number}句话。" for number in range(60))
    again(town.station, MORNING, summary=text)
    again(town.station, minutes(60), summary=text.replace("第30句", "第三十句"))
    page = past(clerk, town.station)
    cell = page.select_one(".diff td[data-label=之后]")
    assert cell.ins.text == "三十"
    assert len(cell.text) < 120
    page = clerk.visit(page.find("a", string="显示全文")["href"])
    assert "这是第0句话。" in page.select_one(".diff td[data-label=之后]").text


def test_personal_fields_are_seen_on_request_and_the_look_is_written_down(town, clerk):
    change(clerk, town.station, contact_phone="13912345679")
    page = past(clerk, town.station)
    assert "13912345679" not in page.text
    before = Look.select().where(Look.what == "look").count()
    page = clerk.send("form[aria-label=查看个人信息]")
    assert "13812345678" in page.text
    assert "13912345679" in page.text
    look = Look.select().where(Look.what == "look").order_by(Look.id.desc()).get()
    assert Look.select().where(Look.what == "look").count() == before + 1
    assert (look.by, look.shape, look.record) == ("clerk", "station", town.station.id)
    assert look.detail.startswith("历史")


# -- what the same change touched --------------------------------------------------------------------------------------


def test_what_else_the_change_touched_is_named_within_ones_area(town, clerk, admin):
    other = makers.station("南驿站", town.here)
    with opened(by("李小四"), via="admin", why="统一改") as work:
        work.apply([Edit(Station, record.id, values={"summary": "统一"}) for record in (town.station, other, town.far_station)])
    page = past(clerk, town.station)
    told = page.select_one("[aria-labelledby=others]").text
    assert "南驿站" in told
    assert "西驿站" not in told
    assert "西驿站" in past(admin, town.station).select_one("[aria-labelledby=others]").text
    assert not past(clerk, makers.station("北驿站", town.here)).select("[aria-labelledby=others]")


def test_somebody_elses_edit_meanwhile_is_not_written_over_by_a_restore(town, clerk):
    change(clerk, town.station, phone="0533-1111111")
    past(clerk, town.station)
    again(town.station, minutes(0), phone="0533-2222222")
    page = clerk.send("form[aria-label=逐项对比]", field="phone")
    assert "没有恢复" in page.text
    assert Station.get_by_id(town.station.id).phone == "0533-2222222"


def test_who_may_only_look_is_offered_no_way_back(town, auditor, clerk):
    change(clerk, town.station, phone="0533-1111111")
    page = past(auditor, town.station)
    assert not page.select("form[action*=restore]")
