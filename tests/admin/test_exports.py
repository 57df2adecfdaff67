"""Exports: exactly what the list shows, without personal columns unless that is confirmed, and written down."""

import csv
import io
import re
import tracemalloc
import zipfile
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from portal.core import exporting, files, importing, policy
from portal.core.changes import Edit, change
from portal.core.looks import Look
from portal.models import Station
from portal.roles import ROLES
from tests import makers
from tests.admin.test_bulk import post

FIRST = "=+-@\t\r\n＝＋－＠"
SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "'=1", "''=1", "=cmd|' /C calc'!A0"]


def table(answer, kind):
    if kind == "csv":
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def looked():
    return [look.detail for look in Look.select().where(Look.what == "export").order_by(Look.id)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows_in_its_order(town, admin, kind):
    makers.station("中驿站", town.here, phone="0533-9999999")
    address = f"division.under={town.ours.slug}&sort=phone&desc=1"
    page = admin.visit(f"/admin/stations/?{address}")
    shown = [cell.get_text(strip=True).rstrip("↑↓") for cell in page.select("table thead th[scope=col]")]
    headings, *rows = table(admin.visit(f"/admin/stations/export/{kind}/?{address}"), kind)
    assert headings == shown
    assert [row[headings.index("名称")] for row in rows] == ["中驿站", "东驿站"]
    assert [row[headings.index("所属区划")] for row in rows] == ["历山社区", "历山社区"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_columns_are_those_that_were_chosen_or_all(town, admin, kind):
    assert table(admin.visit(f"/admin/stations/export/{kind}/?cols=name,assured_on,updated_at"), kind)[0] == [
        "名称",
        "核实日期",
        "最近修改",
        "状态",
    ]
    every = table(admin.visit(f"/admin/stations/export/{kind}/?cols=name&fields=all"), kind)[0]
    assert every == [field.label for field in Station.shape() if not field.personal and not field.secret]


def test_the_file_has_a_name_that_people_read(town, admin):
    told = admin.visit("/admin/stations/export/csv/").headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=stations-\d{4}-\d\d-\d\d\.csv; filename\*=UTF-8''\S+", told)
    assert re.fullmatch(r"服务站点-\d{4}-\d\d-\d\d\.csv", unquote(told.rpartition("'")[2]))


def test_personal_columns_leave_only_after_a_question_and_that_is_written_down(town, admin):
    assert "负责人" not in table(admin.visit("/admin/stations/export/csv/?fields=all"), "csv")[0]
    page = admin.visit("/admin/stations/export/csv/?personal=1&fields=all")
    assert page.h1.text == "导出 2 条服务站点，含个人信息？"
    assert "负责人、负责人电话" in page.main.text
    assert "王小五" not in page.text
    assert len(looked()) == 1
    answer = admin.send("main form")
    assert "王小五" in answer.data.decode()
    assert [detail.split()[:3] for detail in looked()] == [["csv", "2", "条"], ["csv", "2", "条"]]
    assert ["含个人信息" in detail for detail in looked()] == [False, True]


def test_a_password_leaves_in_no_file(town, admin):
    admin.visit("/admin/users/export/csv/?personal=1&fields=all")
    answer = admin.send("main form")
    assert "clerk" in answer.data.decode()
    assert "口令" not in answer.data.decode()
    assert "argon2" not in answer.data.decode()


def test_ticked_rows_leave_alone_in_the_order_of_the_list(town, admin):
    made = [makers.station(name, town.here) for name in ("甲", "乙", "丙")]
    admin.visit("/admin/stations/")
    data = {"_list": "sort=name&desc=1", "rowid": [made[0].slug, made[2].slug, "no-such"]}
    rows = table(post(admin, "/admin/stations/export/csv/", **data), "csv")
    assert [row[0] for row in rows[1:]] == ["甲", "丙"]
    admin.visit("/admin/stations/")
    assert len(table(post(admin, "/admin/stations/export/csv/", all="1", **data), "csv")) == 6
    admin.visit("/admin/stations/")
    assert "没有选中任何一条" in post(admin, "/admin/stations/export/csv/").text


def test_ticking_never_brings_personal_columns_along(town, admin):
    admin.visit("/admin/stations/")
    answer = post(admin, "/admin/stations/export/csv/", _list="personal=1&fields=all", rowid=[town.station.slug])
    assert "王小五" not in answer.data.decode()


def test_foreign_rows_and_titles_leave_in_no_file(town, clerk):
    makers.edit(town.station, operator=makers.organization("甸柳物业", town.there, kind="property"))
    clerk.visit("/admin/stations/")
    data = {"rowid": [town.station.slug, town.far_station.slug], "_list": "fields=all"}
    texts = [post(clerk, "/admin/stations/export/csv/", **data).data.decode()]
    texts.append(clerk.visit("/admin/stations/export/csv/?fields=all").data.decode())
    for text in texts:
        assert "东驿站" in text
        assert "西驿站" not in text
        assert "甸柳" not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_runs_in_a_spreadsheet_and_all_are_read_back_as_they_were(town, admin, kind):
    for number, sign in enumerate(SIGNS):
        makers.station(f"站{number:02}", town.here, summary=sign)
    answer = admin.visit(f"/admin/stations/export/{kind}/?fields=all")
    headings, *rows = table(answer, kind)
    cells = [row[headings.index("简介")] for row in rows if row[headings.index("简介")]]
    assert len(cells) == len(SIGNS)
    if kind == "csv":
        assert not [cell for cell in cells if cell[0] in FIRST]
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            assert not [name for name in book.namelist() if b"<f>" in book.read(name)]
    report = importing.load(Station, files.rows_of(f"表.{kind}", answer.data), policy.command_line(), via="seed")
    assert (report.changed, report.unchanged, report.refused, report.conflicts) == (0, len(SIGNS) + 2, [], [])


def test_figures_are_numbers_and_the_rest_is_text(town, admin):
    makers.edit(town.station, area_m2=48, phone="12345", assured_on="2022-03")
    headings, *rows = table(admin.visit("/admin/stations/export/xlsx/?fields=all"), "xlsx")
    row = dict(zip(headings, next(row for row in rows if row[0] == "东驿站"), strict=True))
    assert (row["面积"], row["电话"], row["核实日期"]) == (48.0, "12345", "2022-03")


def test_a_sheet_that_is_too_small_is_said_before(town, admin, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS", 2)
    assert "请导出 CSV" in admin.visit("/admin/stations/export/xlsx/", status=400).text
    admin.visit("/admin/stations/export/csv/")


def test_a_download_that_breaks_off_leaves_nothing_behind(town, admin, tmp_path, monkeypatch):
    (tmp_path / "spool").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spool"))
    answer = admin.client.get("/admin/stations/export/xlsx/", buffered=False)
    next(answer.iter_encoded())
    answer.close()
    assert list((tmp_path / "spool").iterdir()) == []


def test_nobody_exports_without_the_right_to(town, signed_in):
    policy.use(ROLES | {"clerk": {"label": "经办人", "stations": "see change", "places": "see"}})
    clerk = signed_in("clerk")
    clerk.visit("/admin/stations/export/csv/", status=403)
    clerk.visit("/admin/stations/")
    post(clerk, "/admin/stations/export/csv/", status=403, rowid=[town.station.slug])


def test_an_unknown_format_or_filter_is_refused(town, admin):
    admin.visit("/admin/stations/export/pdf/", status=404)
    admin.visit("/admin/stations/export/csv/?colour=red", status=400)


def test_the_list_offers_the_export_of_just_what_it_shows(town, admin):
    page = admin.visit("/admin/stations/?q=东驿")
    link = next(a for a in page.select("a") if a.text.strip().startswith("CSV"))
    rows = table(admin.visit(link["href"]), "csv")
    assert [row[0] for row in rows[1:]] == ["东驿站"]


def peak(count):
    """Bytes that are held at most while that many rows are written both ways."""
    query = Station.select().order_by(Station.id).limit(count)
    tracemalloc.start()
    for _ in exporting.csv_lines(Station, query):
        pass
    exporting.xlsx(Station, query).close()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_the_memory_of_an_export_does_not_grow_with_its_rows(town):
    values = ({"name": f"站{number}", "division": town.here.id, "kind": "city_post"} for number in range(4000))
    with change(policy.command_line(), via="seed") as work:
        work.apply(Edit(Station, None, values=one) for one in values)
    peak(1000)  # what is loaded once is not counted
    assert peak(4000) < peak(1500) * 1.5
