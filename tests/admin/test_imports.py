"""Importing a file: its columns matched, checked first, written second, and every row that is not taken says why."""

import io
import re

import pytest
import xlsxwriter

from portal.core import files
from portal.core.history import Revision
from portal.core.importing.runs import ImportRun
from portal.models import Station
from tests.makers import edit

HEAD = "名称,所属区划,类型,电话\n"
GOOD = HEAD + "南驿站,历山社区,城市驿站,0533-5555555\n东驿站,历山社区,城市驿站,0533-3241234\n"
BAD = HEAD + "南驿站,历山社区,城市驿站,0533-5555555\n北驿站,合源社区,城市驿站,\n中驿站,历山社区,城堡,0533-00O\n"


def upload(visitor, text, name="表.csv", status=200, **values):
    visitor.visit("/admin/stations/import/")
    data = text if isinstance(text, bytes) else text.encode()
    return visitor.send("main form", files={"file": (io.BytesIO(data), name)}, status=status, **values)


def press(visitor, do, status=200, **values):
    """Press the button that does `do`."""
    button = visitor.page.select_one(f"main button[name=do][value={do}]")
    assert button is not None, f"no button {do} on {visitor.url}"
    form = button.find_parent("form")
    form["data-pressed"] = "1"
    try:
        return visitor.send("form[data-pressed]", do=do, status=status, **values)
    finally:
        del form["data-pressed"]


def figures(page):
    return {tab.contents[0].strip(): int(tab.select_one(".count").text) for tab in page.select(".import__tabs a")}


def table(visitor, tab):
    """The rows of one tab: the texts of their cells."""
    page = visitor.visit(visitor.url.partition("?")[0] + f"?tab={tab}")
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.select(".import__rows tbody tr")]


def test_checking_writes_nothing_and_writing_writes(town, clerk):
    before = Revision.select().count()
    page = upload(clerk, GOOD)
    assert "还没有写入任何东西" in page.text
    assert figures(page) == {"新增": 1, "更新": 0, "未变": 1, "冲突": 0, "错误": 0}
    assert Revision.select().count() == before

    page = press(clerk, "write")
    assert "写入完毕" in page.text
    assert figures(page)["新增"] == 1
    assert Station.get(Station.name == "南驿站").phone == "0533-5555555"
    assert table(clerk, "created") == [["2", "南驿站"]]
    assert clerk.page.select_one(".import__rows a[href*=details]")


def test_the_same_file_again_says_when_and_by_whom(town, clerk):
    upload(clerk, GOOD)
    press(clerk, "write")

    page = upload(clerk, GOOD)
    assert figures(page) == {"新增": 0, "更新": 0, "未变": 2, "冲突": 0, "错误": 0}
    assert re.search(r"已导入过：同一个文件在 \d{4}-\d\d-\d\d \d\d:\d\d 由 clerk 导入过，新增 1", page.text)
    assert page.select_one("button[value=write]").text.startswith("仍要导入")
    assert "已导入过" not in upload(clerk, GOOD + "西南驿站,历山社区,城市驿站,\n").text


def test_rows_that_are_refused_say_line_column_value_and_what_to_write(town, clerk):
    upload(clerk, BAD)
    rows = table(clerk, "refused")
    assert [row[:4] for row in rows[:2]] == [["3", "北驿站", "所属区划", "合源社区"], ["4", "中驿站", "类型", "城堡"]]
    assert rows[2][:2] == ["电话", "0533-00O"]
    assert all(row[-1] for row in rows)
    press(clerk, "write")
    assert Station.select().where(Station.name.in_(["南驿站", "北驿站", "中驿站"])).count() == 1


def test_refused_rows_are_downloaded_corrected_and_taken_as_they_are(town, clerk, tmp_path):
    upload(clerk, BAD.replace("0533-00O", "=1+1"))
    press(clerk, "write")
    answer = clerk.visit(clerk.url.partition("?")[0] + "errors.xlsx")
    sheet = files.rows_of("错.xlsx", answer.data)
    rows = [row for _, row in sheet.rows]
    assert sheet.headings == ["名称", "所属区划", "类型", "电话", "错误原因"]
    assert [(row["名称"], row["电话"]) for row in rows] == [("北驿站", ""), ("中驿站", "'=1+1")]
    assert "类型：“城堡”不在类型的选项里" in rows[1]["错误原因"]

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, sheet.headings)
    for line, row in enumerate(rows, start=1):
        fixed = row | {"所属区划": "历山社区", "类型": "城市驿站", "电话": "12345"}
        for column, heading in enumerate(sheet.headings):
            page.write_string(line, column, fixed[heading])
    book.close()
    assert figures(upload(clerk, out.getvalue(), "改.xlsx")) == {"新增": 2, "更新": 0, "未变": 0, "冲突": 0, "错误": 0}


def test_an_update_shows_what_was_and_what_will_be(town, clerk):
    upload(clerk, GOOD)
    press(clerk, "write")
    upload(clerk, GOOD.replace("5555555", "6666666"))

    assert table(clerk, "changed") == [["2", "南驿站", "电话", "0533-5555555", "0533-6666666"]]


def test_personal_values_are_masked_in_differences(town, clerk):
    text = "名称,所属区划,类型,负责人电话\n南驿站,历山社区,城市驿站,{}\n"
    upload(clerk, text.format("13812345678"))
    press(clerk, "write")
    upload(clerk, text.format("13912345679"))

    (row,) = table(clerk, "changed")
    assert "138＊＊＊＊5678" in row
    assert "13912345679" not in clerk.page.text


def test_what_a_person_edited_since_is_kept_unless_chosen_row_by_row_or_for_all(town, clerk):
    upload(clerk, GOOD)
    press(clerk, "write")
    for number in ("6666666", "8888888"):
        edit(Station.get(Station.name == "南驿站"), phone="0533-7777777")
        upload(clerk, GOOD.replace("5555555", number))
        assert figures(clerk.page)["冲突"] == 1
        assert table(clerk, "conflicts")[0][:5] == ["2", "南驿站", "电话", "0533-7777777", f"0533-{number}"]
        press(clerk, "write")
        assert Station.get(Station.name == "南驿站").phone == "0533-7777777"

        upload(clerk, GOOD.replace("5555555", number))
        table(clerk, "conflicts")
        if number == "6666666":
            press(clerk, "choose", line="2")
        else:
            press(clerk, "overwrite")
        press(clerk, "write")
        assert Station.get(Station.name == "南驿站").phone == f"0533-{number}"


def test_an_xlsx_and_a_yaml_are_read_too(town, clerk):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for line, row in enumerate(GOOD.splitlines()):
        sheet.write_row(line, 0, row.split(","))
    book.close()
    assert figures(upload(clerk, out.getvalue(), "表.xlsx"))["新增"] == 1
    assert figures(upload(clerk, "- 名称: 南驿站\n  所属区划: 历山社区\n  类型: 城市驿站\n", "表.yaml"))["新增"] == 1
    assert figures(upload(clerk, GOOD.encode("gb18030")))["新增"] == 1


def test_what_is_pasted_from_a_spreadsheet_is_read_with_its_line_breaks(town, clerk):
    clerk.visit("/admin/stations/import/")
    pasted = '名称\t所属区划\t类型\t简介\r\n南驿站\t历山社区\t城市驿站\t"两层。\r\n有热水。"\r\n北驿站\t历山社区\t城市驿站\t\r\n'
    assert figures(clerk.send("main form", pasted=pasted)) == {"新增": 2, "更新": 0, "未变": 0, "冲突": 0, "错误": 0}
    press(clerk, "write")
    assert Station.get(Station.name == "南驿站").summary == "两层。\n有热水。"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("坏.xlsx", b"PK\x03\x04 not a workbook"),
        ("空.csv", b""),
        ("图.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xfe"),
        ("表.yaml", b"just words"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence_and_leaves_nothing_behind(town, clerk, tmp_path, name, data):
    page = upload(clerk, data, name, status=422)
    assert page.select_one(".banner--urgent").text.strip()
    assert not list((tmp_path / "imports").iterdir())
    assert not ImportRun.select().exists()


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


def test_an_upload_is_its_owners_alone_until_it_is_written(town, clerk, admin):
    upload(clerk, GOOD)
    url = clerk.url
    token = ImportRun.get().token
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    admin.visit(url, status=404)
    admin.visit("/admin/stations/import/" + "0" * 32 + "/", status=404)
    admin.visit("/admin/grids/import/" + token + "/", status=404)


def test_a_file_is_gone_once_written_and_pressing_again_doubles_nothing(town, clerk, tmp_path):
    upload(clerk, GOOD)
    form = clerk.page.select_one("main button[value=write]").find_parent("form")
    press(clerk, "write")
    assert not [path for path in (tmp_path / "imports").rglob("*") if path.name in ("data.csv", "rows.csv", "check.db")]

    answer = clerk.client.post(clerk.url, data={"csrf_token": form.select_one("[name=csrf_token]")["value"], "do": "write"})
    assert answer.status_code == 303
    assert "已经结束" in clerk.visit(clerk.url).text
    assert Station.select().where(Station.name == "南驿站").count() == 1


def test_an_upload_that_lay_too_long_asks_for_the_file_again(town, clerk, tmp_path):
    upload(clerk, GOOD)
    (next((tmp_path / "imports").iterdir()) / "data.csv").unlink()

    assert "请重新上传" in clerk.visit(clerk.url, status=410).text


def test_an_unknown_button_and_a_forged_one_answer_kindly(town, clerk, auditor):
    upload(clerk, GOOD)
    clerk.send("main form:has(button[value=write])", do="everything", status=400)
    auditor.visit(clerk.url, status=403)
