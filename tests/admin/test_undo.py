"""Undo of a whole change: looked at first, done once, told row by row, and never beyond a person's own area."""

import pytest

from portal.admin import undo as pages
from portal.core import importing, policy, undoing
from portal.core.changes import Edit, change
from portal.core.files import rows_of
from portal.core.history import Change, Revision
from portal.models import Grid, Station
from tests import makers
from tests.admin.test_lists import Counting
from tests.makers import edit

STAFF = policy.command_line("值班员")


def did(*edits, why="", by=STAFF):
    with change(by, via="admin", why=why) as work:
        for outcome in work.apply(edits):
            outcome.must()
    return work.id


def imported(town, count):
    """The run of an import of `count` grids."""
    text = "所属区划,类型,编号,名称\n" + "".join(f"历山社区,小网格,{number},第{number}网格\n" for number in range(100, 100 + count))
    report = importing.load(Grid, rows_of("网格.csv", text.encode()), by=town.admin.actor(), file="网格.csv")
    assert report.created == count, report.refused[:2]
    return Change.select().where(Change.via == "import").order_by(Change.id.desc()).get().run


def test_the_page_says_what_would_happen_and_writes_nothing(town, clerk):
    id = did(Edit(Station, town.station.id, values={"phone": "0533-1111111", "aliases": "新"}), why="核对")
    before = Revision.select().count()

    page = clerk.visit(f"/admin/undo/?change={id}")

    assert all(word in page.select_one(".facts").text for word in ("值班员", "手工", "核对", "1 条"))
    row = page.select_one(".undo-plans tbody tr")
    assert "东驿站" in row.text
    assert [text for text in ("0533-1111111", "0533-3241234") if text in row.text.replace(" ", "")]
    assert Revision.select().count() == before
    assert Station.get_by_id(town.station.id).phone == "0533-1111111"


def test_sent_it_is_done_and_can_itself_be_undone(town, clerk):
    id = did(Edit(Station, town.station.id, values={"phone": "0533-1111111"}))
    clerk.visit(f"/admin/undo/?change={id}")

    page = clerk.send("main form", _why="改错了")
    assert page.h1.text == "已撤销 1 条"
    assert Station.get_by_id(town.station.id).phone == "0533-3241234"
    assert Change.select().order_by(Change.id.desc()).get().why == "改错了"

    clerk.visit(page.find("a", string="撤销这次撤销")["href"])
    clerk.send("main form")
    assert Station.get_by_id(town.station.id).phone == "0533-1111111"


def test_a_double_click_does_it_once(town, clerk):
    id = did(Edit(Station, town.station.id, values={"phone": "0533-1111111"}))
    page = clerk.visit(f"/admin/undo/?change={id}")
    data = {"csrf_token": page.select_one("input[name=csrf_token]")["value"]}

    answers = [clerk.client.post(f"/admin/undo/?change={id}", data=data).get_data(as_text=True) for _ in range(2)]

    assert "已撤销 1 条" in answers[0]
    assert "可能刚刚已经撤销过" in answers[1]
    assert Station.get_by_id(town.station.id).version == 3


def test_rows_edited_since_are_listed_with_who_and_what_and_stay(town, clerk):
    id = did(Edit(Station, town.station.id, values={"phone": "0533-1111111", "aliases": "新"}))
    edit(Station.get_by_id(town.station.id), _by=policy.command_line("李"), phone="0533-2222222")

    page = clerk.visit(f"/admin/undo/?change={id}")
    row = page.select_one(".undo-rows tbody tr")
    assert all(word in row.text for word in ("东驿站", "电话", "李"))

    clerk.send("main form")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.aliases) == ("0533-2222222", None)


def test_personal_values_stay_hidden(town, clerk):
    id = did(Edit(Station, town.station.id, values={"contact_name": "钱小七", "contact_phone": "13912345679"}))
    edit(Station.get_by_id(town.station.id), contact_phone="13712345670")

    page = clerk.visit(f"/admin/undo/?change={id}")

    for secret in ("王小五", "钱小七", "13812345678", "13912345679", "13712345670"):
        assert secret not in page.text


def test_what_cannot_be_taken_back_is_listed_with_the_reason(town, clerk):
    made = makers.grid(town.here, name="第九网格", number=9)
    id = Revision.get(Revision.shape == "grid", Revision.record == made.id).change_id
    makers.station("网格驿站", town.here, grid=made)

    page = clerk.visit(f"/admin/undo/?change={id}")

    assert "服务站点“网格驿站”" in page.select_one(".undo-rows").text
    assert not page.select("main form")


def test_a_part_elsewhere_is_neither_shown_nor_touched_nor_counted(town, clerk):
    id = did(*(Edit(Station, one.id, values={"aliases": "新"}) for one in (town.station, town.far_station)))

    mine = did(Edit(Station, town.station.id, values={"summary": "新"}))
    whole, part = (clerk.visit(f"/admin/undo/?change={one}").select_one("main").text for one in (mine, id))
    assert "只撤销您范围里的内容" in whole
    assert [line for line in part.split() if line not in whole.split()] == ["服务站点别名新"]

    clerk.send("main form")
    assert Station.get_by_id(town.station.id).aliases is None
    assert Station.get_by_id(town.far_station.id).aliases == "新"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_change_is_no_change(method, town, clerk):
    foreign = did(Edit(Station, town.far_station.id, values={"aliases": "新"}))
    token = clerk.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
    data = {"data": {"csrf_token": token}} if method == "post" else {}

    answers = [
        getattr(clerk.client, method)(f"/admin/undo/?{name}", **data)
        for name in (f"change={foreign}", "change=4711", "change=x", "change=" + "9" * 30, "run=nothing", "", "run=")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_data() for answer in answers if "nonce" not in answer.get_data(as_text=True)}) <= 1
    assert Station.get_by_id(town.far_station.id).aliases == "新"


def test_who_may_only_look_is_told_so_row_by_row(town, auditor):
    id = did(Edit(Station, town.station.id, values={"aliases": "新"}))

    page = auditor.visit(f"/admin/undo/?change={id}")

    assert "不能修改服务站点" in page.select_one(".undo-rows").text
    assert not page.select("main form")


def test_strangers_are_sent_to_the_sign_in_page(town, visitor):
    answer = visitor.client.get("/admin/undo/?change=1")
    assert answer.status_code == 302
    assert "/admin/login" in answer.headers["Location"]


def test_an_import_is_taken_back_from_its_run(town, admin):
    run = imported(town, 30)
    page = admin.visit(f"/admin/undo/?run={run}")
    assert "30 条" in page.select_one(".facts").text

    assert admin.send("main form").h1.text == "已撤销 30 条"
    assert Grid.select().where(Grid.number >= 100).count() == 0


def test_a_long_undo_goes_on_step_by_step_and_can_be_left_and_taken_up(town, admin, monkeypatch):
    monkeypatch.setattr(pages, "STEP", 10)
    run = imported(town, 25)
    admin.visit(f"/admin/undo/?run={run}")

    page = admin.send("main form")
    assert page.h1.text == "正在撤销"
    assert page.select("form[data-go-on]")
    admin.visit(f"/admin/undo/?run={run}")  # left in the middle, looked at again, and done from the start
    page = admin.send("main form")
    while page.h1.text == "正在撤销":
        page = admin.send("main form")

    assert Grid.select().where(Grid.number >= 100).count() == 0
    assert page.h1.text == "已撤销 15 条"


def test_a_preview_is_paged(town, admin, monkeypatch):
    monkeypatch.setattr(pages, "LOOKED", 10)
    run, titles, address = imported(town, 25), [], None
    address = f"/admin/undo/?run={run}"

    while address:
        page = admin.visit(address)
        titles += [row.text for row in page.select(".undo-plans tbody th a")]
        onward = page.select_one("a[rel=next]")
        address = onward and onward["href"]

    assert len(titles) == len(set(titles)) == 25


def test_queries_of_a_preview_do_not_grow_with_the_rows(town, admin):
    few = imported(town, 2)
    with Counting() as small:
        admin.visit(f"/admin/undo/?run={few}")
    undoing.undo(undoing.of_run(few), STAFF)
    many = imported(town, 60)
    with Counting() as large:
        admin.visit(f"/admin/undo/?run={many}")

    assert len(large.statements) <= len(small.statements) + 3
