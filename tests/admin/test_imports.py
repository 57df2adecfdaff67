"""Importing a file: checked first, written second, and every row that is not taken says why."""

import io
import re

import pytest
import xlsxwriter

from portal.core.history import Revision
from portal.models import Station
from tests.makers import edit

HEAD = "名称,所属区划,类型,电话\n"
GOOD = HEAD + "南驿站,历山社区,城市驿站,0533-5555555\n东驿站,历山社区,城市驿站,0533-3241234\n"
BAD = HEAD + "南驿站,历山社区,城市驿站,0533-5555555\n北驿站,合源社区,城市驿站,\n中驿站,历山社区,城堡,0533-00O\n"


def upload(visitor, text, name="表.csv", status=200, **values):
    visitor.visit("/admin/stations/import/")
    data = text if isinstance(text, bytes) else text.encode()
    return visitor.send("main form", files={"file": (io.BytesIO(data), name)}, status=status, **values)


def figures(page):
    return {figure.dt.text: int(figure.dd.text) for figure in page.select(".figure")}


def test_checking_writes_nothing_and_writing_writes(town, clerk):
    before = Revision.select().count()
    page = upload(clerk, GOOD)
    assert "还没有写入任何东西" in page.text
    assert figures(page) == {"错误": 0, "新增": 1, "更新": 0, "未变": 1, "有人改过": 0}
    assert Revision.select().count() == before

    page = clerk.send("main form")
    assert "“表.csv”已写入：新增 1 条" in page.text
    assert Station.get(Station.name == "南驿站").phone == "0533-5555555"


def test_the_same_file_twice_changes_nothing(town, clerk):
    for _ in range(2):
        upload(clerk, GOOD)
        if not clerk.page.select_one("main form button[disabled]"):
            clerk.send("main form")
    assert figures(clerk.page) == {"错误": 0, "新增": 0, "更新": 0, "未变": 2, "有人改过": 0}


def test_rows_that_are_refused_say_line_column_value_and_what_to_write(town, clerk):
    page = upload(clerk, BAD)
    rows = [[cell.text for cell in row.select("td")] for row in page.select("[aria-labelledby=wrong] tbody tr")]
    assert [row[:3] for row in rows] == [["3", "所属区划", "合源社区"], ["4", "类型", "城堡"], ["4", "电话", "0533-00O"]]
    assert all(row[3] for row in rows)
    clerk.send("main form")
    assert Station.select().where(Station.name.in_(["南驿站", "北驿站", "中驿站"])).count() == 1


def test_what_a_person_edited_since_is_kept_unless_forced(town, clerk):
    upload(clerk, GOOD)
    clerk.send("main form")
    edit(Station.get(Station.name == "南驿站"), phone="0533-7777777")

    page = upload(clerk, GOOD.replace("5555555", "6666666"))
    row = page.select_one("[aria-labelledby=kept] tbody tr")
    assert [cell.text for cell in row.select("td")] == ["2", "电话", "0533-6666666", "0533-7777777"]
    clerk.send("main form")
    assert Station.get(Station.name == "南驿站").phone == "0533-7777777"

    upload(clerk, GOOD.replace("5555555", "6666666"), force="1")
    clerk.send("main form")
    assert Station.get(Station.name == "南驿站").phone == "0533-6666666"


def test_an_xlsx_and_a_yaml_are_read_too(town, clerk):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line, row in enumerate(GOOD.splitlines()):
        sheet.write_row(line, 0, row.split(","))
    book.close()
    assert figures(upload(clerk, out.getvalue(), "表.xlsx"))["新增"] == 1
    assert figures(upload(clerk, "- 名称: 南驿站\n  所属区划: 历山社区\n  类型: 城市驿站\n", "表.yaml"))["新增"] == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("坏.xlsx", b"PK\x03\x04 not a workbook"),
        ("空.csv", b""),
        ("图.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xfe"),
        ("表.yaml", b"just words"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(town, clerk, name, data):
    page = upload(clerk, data, name, status=422)
    assert page.select_one(".banner--urgent").text.strip()


def test_no_file_gets_a_sentence(town, clerk):
    clerk.visit("/admin/stations/import/")
    assert "请先选一个文件" in clerk.send("main form", status=422).text


def test_the_template_holds_the_headings_and_imports_as_it_is(town, clerk):
    clerk.visit("/admin/stations/import/")
    answer = clerk.visit("/admin/stations/import/template.csv")
    headings = answer.data.decode("utf-8-sig").strip().split(",")
    assert headings[:2] == ["名称", "所属区划"]
    assert "状态" in headings
    assert figures(upload(clerk, answer.data))["错误"] == 0


def test_an_upload_belongs_to_the_one_who_made_it_and_is_gone_once_written(town, clerk, admin, tmp_path):
    page = upload(clerk, GOOD)
    token = page.select_one("input[name=token]")["value"]
    assert re.fullmatch(r"[\w-]{32}", token)

    admin.visit("/admin/stations/import/")
    assert "重新上传" in admin.send("main form", token=token, status=422).text
    assert "重新上传" in admin.send("main form", token="../../secret_key", status=422).text

    clerk.send("main form")
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    clerk.visit("/admin/stations/import/")
    clerk.send("main form", token=token, status=422)
    assert Station.select().where(Station.name == "南驿站").count() == 1
