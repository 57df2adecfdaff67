"""The audit screen: who did what, when, through which door, to which record; within what the asker may see."""

import csv
import datetime
import io

import pytest

from portal.core import clock, db, history, looks, policy, seals
from portal.core.changes import Edit, change
from portal.core.files import rows_of
from portal.core.looks import Look
from portal.models import Station
from tests import makers
from tests.admin.test_lists import Counting

NOON = datetime.datetime(2036, 3, 12, 12, 0)


def write(*records, by="李小四", at=NOON, via="admin", why="", run="", verb="", **values):
    """Change `records` in one change; its id."""
    with clock.at(at), change(policy.Actor(by, everything=True), via=via, why=why, run=run) as work:
        for record in records:
            work.one(Edit(type(record), record.id, values=values, verb=verb, force=True)).must()
        return work.id


def lines(page):
    return [" ".join(row.text.split()) for row in page.select("main tbody tr")]


def audit(visitor, rest="", status=200):
    return visitor.visit(f"/admin/audit/{rest}", status=status)


def test_each_line_says_who_when_through_which_door_what_and_why(town, admin):
    write(town.station, town.far_station, summary="统一", why="街道通知", via="api")
    first = lines(audit(admin))[0]
    for word in ("2036-03-12 12:00:00", "李小四", "接口", "东驿站 等", "修改 2", "街道通知"):
        assert word in first


def test_a_line_opens_to_its_records_and_each_to_its_history(town, admin):
    write(town.station, town.far_station, summary="统一")
    audit(admin)
    page = admin.visit(admin.page.select_one(".table__do a")["href"])
    links = page.select("main .rows a")
    assert [link.text for link in links] == ["东驿站", "西驿站"]
    assert admin.visit(links[0]["href"]).h1.text.startswith("东驿站")


def test_a_clerk_sees_and_counts_only_what_is_in_the_own_area(town, clerk):
    both = write(town.station, town.far_station, summary="统一")
    foreign = write(town.far_station, summary="别处")
    page = audit(clerk)
    assert "修改 1" in lines(page)[0]
    assert "西驿站" not in page.text
    assert all("别处" not in line for line in lines(page))
    rows = clerk.visit(f"/admin/audit/rows/?change={both}")
    assert [link.text for link in rows.select("main .rows a")] == ["东驿站"]
    clerk.visit(f"/admin/audit/rows/?change={foreign}", status=404)
    clerk.visit("/admin/audit/rows/?change=99999", status=404)


def test_a_foreign_record_is_filtered_for_like_one_that_does_not_exist(town, clerk):
    write(town.far_station, summary="别处")
    for key in (town.far_station.slug, town.far_station.id):
        assert not lines(audit(clerk, f"?home=stations&id={key}"))
    assert not lines(audit(clerk, "?home=stations&id=no-such-station"))
    assert lines(audit(clerk, f"?home=stations&id={town.station.slug}"))


@pytest.mark.parametrize(
    "asked",
    [
        "by=钱小七",
        "via=api",
        "verb=delete",
        "from=2036-03-20&to=2036-04-30",
        "from=2036-01-01&to=2036-03-01",
        "why=通知",
        "home=grids&verb=change",
        "home=stations&id={id}",
    ],
)
def test_filters_leave_in_only_what_they_name(town, admin, asked):
    write(town.grid, by="钱小七", via="api", at=NOON + datetime.timedelta(days=20), why="按通知", features="北")
    write(town.far_station, summary="旧", at=NOON - datetime.timedelta(days=30))
    with clock.at(NOON), change(policy.Actor("李小四", everything=True), via="admin") as work:
        work.one(Edit(Station, makers.station("旧站", town.here).id, verb="delete")).must()
    write(town.station, summary="新")
    told = lines(audit(admin, "?" + asked.format(id=town.station.slug)))
    everything = lines(audit(admin))
    assert 0 < len(told) < len(everything)
    wanted = {
        "by": "钱小七",
        "via": "接口",
        "verb": "删除",
        "from=2036-03-20&to": "2036-04-01",
        "from=2036-01-01&to": "2036-02-11",
        "why": "按通知",
        "home=grids&verb": "第一网格",
        "home=stations&id": "东驿站",
    }[asked.rpartition("=")[0]]
    assert all(wanted in line for line in told)


@pytest.mark.parametrize(
    "rest", ["?via=window", "?verb=fly", "?home=castles", "?id=x", "?from=yesterday", "?to=9999-12-31", "looks/?what=dream"]
)
def test_what_a_filter_cannot_mean_is_refused(town, admin, rest):
    assert audit(admin, rest, status=400).main.text.strip()


def test_a_clerk_cannot_ask_for_accounts(town, clerk):
    audit(clerk, "?home=users", status=400)
    assert "账号" not in [option.text for option in audit(clerk).select("select[name=home] option")]


def test_a_long_log_is_paged_by_key_with_nothing_doubled_or_lost(town, admin):
    for number in range(60):
        write(town.station, summary=f"第 {number} 次", why=f"说明{number:02}", at=NOON + datetime.timedelta(minutes=number))
    page, told = audit(admin, "?by=李小四"), []
    while True:
        told += [cell.text for cell in page.select("td[data-label=说明]")]
        more = page.select_one("a[rel=next]")
        if not more:
            break
        page = admin.visit(more["href"])
    assert told == [f"说明{number:02}" for number in reversed(range(60))]


def test_the_changes_of_one_import_stand_in_one_line(town, admin):
    for number in range(30):
        write(town.station, summary=f"第 {number} 次", via="import", why="站点表.xlsx", run="run-1")
    write(town.station, summary="后来")
    told = lines(audit(admin, "?by=李小四"))
    assert len(told) == 2
    assert "修改 30" in told[1]
    admin.visit(admin.page.select(".table__do a")[1]["href"])
    assert len(admin.page.select("main .rows li")) == 30


def test_who_sees_little_searches_a_long_foreign_past_in_parts(town, clerk, monkeypatch):
    monkeypatch.setattr("portal.admin.auditing.FAR", {True: 50, False: 10})
    write(town.station, summary="很久以前", why="找得到")
    for number in range(15):
        write(town.far_station, summary=f"第 {number} 次")
    page = audit(clerk)
    assert not lines(page)
    page = clerk.visit(page.select_one(".empty a")["href"])
    assert "找得到" in lines(page)[0]


def test_the_screen_takes_few_queries_however_much_there_is(town, admin, clerk):
    for number in range(30):
        write(town.station, town.grid if number % 2 else town.far_station, state="draft" if number % 2 else "published")
    for visitor in (admin, clerk):
        for tab in ("", "looks/"):
            audit(visitor, tab)
            with Counting() as counting:
                audit(visitor, tab)
            assert len(counting.statements) <= 12, "\n".join(counting.statements)


# -- looks --------------------------------------------------------------------------------------------------------------


def test_looks_and_sign_ins_are_seen_by_administrators_and_auditors(town, admin, auditor, visitor):
    visitor.sign_in("clerk", "wrong password", status=401)
    for visitor in (admin, auditor):
        told = lines(audit(visitor, "looks/"))
        assert any("clerk" in line and "登录失败" in line for line in told)
        assert any("auditor" in line for line in told)


def test_others_see_only_their_own_looks(town, admin, clerk):
    clerk.visit(f"/admin/stations/details/?id={town.station.slug}")
    clerk.send("form[action*=reveal]")
    told = lines(audit(clerk, "looks/"))
    assert any("查看个人信息" in line and "东驿站" in line for line in told)
    assert all("clerk" in line for line in told)
    assert not lines(audit(clerk, "looks/?by=admin"))


def test_what_was_looked_at_and_is_no_longer_ones_own_is_not_named(town, clerk):
    with db.database.atomic():
        Look.create(at=NOON, by="clerk", what="look", shape="station", record=town.far_station.id)
    page = audit(clerk, "looks/?what=look")
    assert "西驿站" not in page.text
    assert "（不在您的范围内）" in page.text


# -- export -------------------------------------------------------------------------------------------------------------


def test_what_is_shown_leaves_as_a_file_and_is_written_down(town, admin):
    for number in range(30):
        write(town.station, summary=f"第 {number} 次", why="=1+1")
    text = admin.client.get("/admin/audit/export/changes.csv?by=李小四").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 30
    assert (rows[0]["谁"], rows[0]["做了什么"], rows[0]["对象"]) == ("李小四", "修改 1", "服务站点 东驿站")
    assert rows[0]["说明"] == "'=1+1"
    book = admin.client.get("/admin/audit/export/changes.xlsx?by=李小四").data
    assert len(list(rows_of("留痕.xlsx", book).rows)) == 30
    notes = [look.detail for look in Look.select().where(Look.what == "export").order_by(Look.id)]
    assert notes == ["csv 改动留痕 by=李小四", "xlsx 改动留痕 by=李小四"]


def test_an_export_reaches_no_further_than_the_screen(town, clerk):
    write(town.far_station, summary="别处")
    text = clerk.client.get("/admin/audit/export/changes.csv").data.decode()
    assert "西驿站" not in text
    assert "东驿站" in text
    assert "admin" not in clerk.client.get("/admin/audit/export/looks.csv").data.decode()


# -- seals --------------------------------------------------------------------------------------------------------------


def test_the_screen_says_when_was_sealed_and_verifies(town, admin):
    seals.seal()
    page = audit(admin)
    assert "第 1 号" in page.select_one(".audit__seal").text
    assert "都对得上" in admin.send(".audit__seal form").text
    with db.passing():
        history.Change.update(by="别人").where(history.Change.id == 1).execute()
    audit(admin)
    page = admin.send(".audit__seal form")
    assert "改动 1 被改过" in page.select_one("[role=alert]").text


def test_only_who_keeps_the_accounts_may_verify(town, clerk):
    seals.seal()
    assert not audit(clerk).select(".audit__seal form")
    csrf = clerk.page.select_one("input[name=csrf_token]")["value"]
    assert clerk.client.post("/admin/audit/verify/", data={"csrf_token": csrf}).status_code == 403


def test_strangers_are_sent_to_sign_in(town, visitor):
    for address in ("", "looks/", "rows/?change=1", "export/changes.csv"):
        assert "/admin/login" in visitor.client.get(f"/admin/audit/{address}").headers["Location"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_looks_goes_on_beyond_its_first_part(town, admin, monkeypatch, kind):
    monkeypatch.setattr("portal.admin.audit.AT_ONCE", 2)
    for number in range(7):
        looks.note("clerk", "look", Station, town.station.id, f"第{number}次")
    data = admin.client.get(f"/admin/audit/export/looks.{kind}").data
    table = rows_of(f"looks.{kind}", data)
    told = " ".join(" ".join(row.values()) for _, row in table.rows)
    assert all(f"第{number}次" in told for number in range(7))
