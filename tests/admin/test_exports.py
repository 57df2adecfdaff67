"""Exports: exactly what the list shows, without personal columns, and written down."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from portal.core.looks import Look
from tests import makers


def table(answer, kind):
    if kind == "csv":
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows_in_its_order(town, admin, kind):
    makers.station("中驿站", town.here, phone="0533-9999999")
    answer = admin.visit(f"/admin/stations/export/{kind}/?division.under={town.ours.slug}&sort=phone&desc=1")
    headings, *rows = table(answer, kind)
    assert [row[headings.index("名称")] for row in rows] == ["中驿站", "东驿站"]
    assert [row[headings.index("所属区划")] for row in rows] == ["历山社区", "历山社区"]
    assert ".csv" in answer.headers["Content-Disposition"] or kind == "xlsx"


def test_personal_columns_leave_only_when_asked_for_and_that_is_written_down(town, admin):
    headings = table(admin.visit("/admin/stations/export/csv/"), "csv")[0]
    assert "负责人" not in headings
    answer = admin.visit("/admin/stations/export/csv/?personal=1")
    assert "王小五" in answer.data.decode()
    details = [look.detail for look in Look.select().where(Look.what == "export").order_by(Look.id)]
    assert "含个人信息" not in details[0]
    assert "含个人信息" in details[1]


def test_a_password_leaves_in_no_file(town, admin):
    answer = admin.visit("/admin/users/export/csv/?personal=1")
    assert "口令" not in answer.data.decode()
    assert "argon2" not in answer.data.decode()


def test_formulas_in_a_csv_do_not_run(town, admin):
    makers.station("=HYPERLINK(1)", town.here)
    assert "\n'=HYPERLINK(1)" in admin.visit("/admin/stations/export/csv/").data.decode() or "'=HYPERLINK(1)" in admin.answer.data.decode()


def test_an_unknown_format_or_filter_is_refused(town, admin):
    admin.visit("/admin/stations/export/pdf/", status=404)
    admin.visit("/admin/stations/export/csv/?colour=red", status=400)


def test_the_list_offers_the_export_of_just_what_it_shows(town, admin):
    page = admin.visit("/admin/stations/?q=东驿")
    link = next(a for a in page.select("a") if a.text == "CSV")
    rows = table(admin.visit(link["href"]), "csv")
    assert [row[0] for row in rows[1:]] == ["东驿站"]
