"""Tables in files: every encoding and form that offices use, and a sentence for what is no table."""

import codecs
import datetime
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from portal.core import files
from portal.core.errors import Refused

TEXT = "名称,地址\n东驿站,人民路 7 号\n西驿站,\n"
ROWS = [(2, {"名称": "东驿站", "地址": "人民路 7 号"}), (3, {"名称": "西驿站", "地址": ""})]


def read(data, name="表.csv"):
    table = files.rows_of(name, data if isinstance(data, bytes) else data.encode())
    return table.headings, list(table.rows)


def refusal(data, name="表.csv"):
    with pytest.raises(Refused) as refused:
        read(data, name)
    return str(refused.value)


def workbook(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    known = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})}
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(line, column, cell, known["moment" if isinstance(cell, datetime.datetime) else "date"])
            else:
                sheet.write(line, column, cell)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be-with-mark"])
def test_every_encoding_of_an_office_is_read(encoding):
    data = codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be") if encoding == "utf-16-be-with-mark" else TEXT.encode(encoding)

    assert read(data) == (["名称", "地址"], ROWS)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cells_may_be_parted_by_commas_semicolons_or_tabs(sign, end):
    assert read(TEXT.replace(",", sign).replace("\n", end)) == (["名称", "地址"], ROWS)


def test_rare_characters_of_gb18030_are_kept():
    assert read("名称\n𫠊家庄".encode("gb18030")) == (["名称"], [(2, {"名称": "𫠊家庄"})])


def test_a_line_keeps_its_number_after_quoted_newlines_and_blank_lines():
    data = '名称,简介\n东驿站,"一\n二\n三"\n\n , \n西驿站,"说""好""的"\n'

    assert read(data)[1] == [(2, {"名称": "东驿站", "简介": "一\n二\n三"}), (7, {"名称": "西驿站", "简介": '说"好"的'})]


def test_short_rows_are_short_and_long_rows_show_it():
    rows = read("名称,地址\n东驿站\n西驿站,路,多\n南驿站,路,,\n")[1]

    assert [list(row.values()) for _, row in rows] == [["东驿站"], ["西驿站", "路", ["多"]], ["南驿站", "路"]]
    assert None in rows[1][1]


def test_headings_are_trimmed_and_empty_ones_at_the_end_dropped():
    assert read(" 名称 ,地址,,\n东驿站,路,,\n") == (["名称", "地址"], [(2, {"名称": "东驿站", "地址": "路"})])
    assert read("名称,,\n东驿站,,丢了\n")[1] == [(2, {"名称": "东驿站", None: ["", "丢了"]})]


CSV_REFUSED = {
    "": "“表.csv”第一行应是列名，请对照模板补上",
    "\n\n": "“表.csv”第一行应是列名，请对照模板补上",
    "名称,,地址\n": "“表.csv”第一行应是列名，请对照模板补上",
    "名称,地址, 名称\n": "“表.csv”有两列都叫“名称”，请删掉一列",
    "名称\n\x00": "“表.csv”不是表格文件，请用 CSV、XLSX 或 YAML",
    '名称,地址\n东驿站,"人民路\n西驿站,建设路\n': "“表.csv”从第 2 行起引号没有成对，请检查；格子里的引号要写成两个",
    '名称,地址\n东驿站,路\n西驿站,"说"好"的"\n': "“表.csv”从第 3 行起引号没有成对，请检查；格子里的引号要写成两个",
    '"名称': "“表.csv”从第 1 行起引号没有成对，请检查；格子里的引号要写成两个",
    '名称\n"' + "长" * 200_000 + '"\n': "“表.csv”从第 2 行起有一格超过 131072 字，多半是少了一个引号，请检查",
}


@pytest.mark.parametrize(("text", "said"), CSV_REFUSED.items(), ids=range(len(CSV_REFUSED)))
def test_a_csv_that_will_not_do_is_refused_with_a_sentence(text, said):
    assert refusal(text) == said


STRANGERS = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n",
    "html": b"<!DOCTYPE html><html></html>",
    "sheet of html": b"<html><table><tr><td>1</td></tr></table></html>",
    "rtf": b"{\\rtf1\\ansi}",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "program": b"\x7fELF\x02\x01\x01\x00\x00",
    "noise": bytes(range(255, 0, -1)),
    "half of utf-16": codecs.BOM_UTF16_LE + b"a\x00b",
}


@pytest.mark.parametrize("data", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize("name", ["表.csv", "表.xlsx", "表.xls", "表.yaml", "表"])
def test_a_stranger_under_a_tables_name_is_refused_with_a_sentence(data, name):
    said = refusal(data, name)

    assert said.startswith(f"“{name}”")
    assert not any(word in said for word in ("Error", "codec", "expected", "Unsupported"))


def test_a_workbook_is_known_by_its_contents(tmp_path):
    data = workbook(["名称"], ["东驿站"])
    (tmp_path / "表.csv").write_bytes(data)

    assert read(data, "表.csv") == (["名称"], [(2, {"名称": "东驿站"})])
    assert list(files.open_table(tmp_path / "表.csv").rows) == [(2, {"名称": "东驿站"})]


def test_the_cells_of_a_workbook_are_read_as_their_reader_sees_them():
    cells = [
        "历山",
        120,
        14.7,
        0.1 + 0.2,
        118.173456,
        True,
        False,
        datetime.date(2022, 3, 1),
        datetime.datetime(2022, 3, 1, 8, 30),
        datetime.datetime(2022, 3, 1, 8, 30, 5),
        "0012",
        1e-7,
        370323001000,
        "",
        -5,
    ]
    headings = [f"列{n}" for n in range(len(cells))]

    ((line, row),) = read(workbook(headings, cells), "表.xlsx")[1]

    assert line == 2
    assert list(row.values()) == [
        "历山",
        "120",
        "14.7",
        "0.3",
        "118.173456",
        "是",
        "否",
        "2022-03-01",
        "2022-03-01 08:30",
        "2022-03-01 08:30:05",
        "0012",
        "0.0000001",
        "370323001000",
        "",
        "-5",
    ]


def test_the_lines_of_a_workbook_keep_their_numbers():
    rows = read(workbook(["名称", "地址", ""], ["东驿站"], [], ["西驿站", "路", "", "多"]), "表.xlsx")[1]

    assert rows == [(2, {"名称": "东驿站", "地址": ""}), (4, {"名称": "西驿站", "地址": "路", None: ["", "多"]})]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "“表.xlsx”是空的"),
        ([["名称", "名称"]], "“表.xlsx”有两列都叫“名称”，请删掉一列"),
        ([[], ["东驿站"]], "“表.xlsx”第一行应是列名，请对照模板补上"),
    ],
)
def test_a_workbook_that_will_not_do_is_refused_with_a_sentence(rows, said):
    assert refusal(workbook(*rows), "表.xlsx") == said


def test_one_stray_cell_far_out_does_not_fill_the_memory():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "名称")
    sheet.write(1_048_575, 16_383, "x")
    book.close()

    assert refusal(out.getvalue(), "表.xlsx") == "“表.xlsx”太大，最多 300 万格；请删掉数据以外的行列，或分成几个文件"


TOO_LARGE = "太大，最多 300 万格；请删掉数据以外的行列，或分成几个文件"


def altered(**parts):
    """A workbook of which some parts (their name without its ending → bytes) say something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["名称"], ["东驿站"]))) as usual, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name in usual.namelist():
            book.writestr(name, parts.get(Path(name).stem, usual.read(name)))
    return out.getvalue()


def test_cells_that_do_not_say_where_they_stand_are_counted_too(monkeypatch):
    monkeypatch.setattr(files, "MOST_CELLS", 1000)
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>%s</sheetData></worksheet>"
    row = b"<row><c t='str'><v>a</v></c></row>"
    assert len(read(altered(sheet1=sheet % (row * 999)), "表.xlsx")[1]) == 998
    assert refusal(altered(sheet1=sheet % (row * 1001)), "表.xlsx").startswith("“表.xlsx”太大")


def test_texts_that_cells_share_are_counted_too(monkeypatch):
    monkeypatch.setattr(files, "MOST_CELLS", 1000)
    texts = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>%s</sst>"
    assert refusal(altered(sharedStrings=texts % (b"<si><t>a</t></si>" * 1001)), "表.xlsx").startswith("“表.xlsx”太大")


def test_a_workbook_that_unpacks_to_more_than_it_may_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 100_000)
    assert refusal(altered(app=b" " * 100_001), "表.xlsx") == f"“表.xlsx”{TOO_LARGE}"


def test_a_part_that_is_longer_than_it_says_is_no_workbook():
    data = altered(app=b" " * 100_000)
    assert "东驿站" in str(read(data, "表.xlsx"))
    assert "打不开" in refusal(data.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")), "表.xlsx")


def sheet_of(rows):
    """An ODS with these rows."""
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    sheets = f"<office:body><office:spreadsheet><table:table table:name='a'>{rows}</table:table></office:spreadsheet></office:body>"
    content = f"<office:document-content{names}>{sheets}</office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", content)
    return out.getvalue()


def test_a_cell_that_is_repeated_a_million_times_is_refused_and_empty_ones_behind_the_table_are_not():
    def cell(text, times=1):
        said = f"office:value-type='string'><text:p>{text}</text:p></table:table-cell>" if text else "/>"
        return f"<table:table-cell table:number-columns-repeated='{times}' {said}"

    def row(*cells, times=1):
        return f"<table:table-row table:number-rows-repeated='{times}'>{''.join(cells)}</table:table-row>"

    table = row(cell("名称"), cell("地址"), cell("", 16000)) + row(cell("东驿站"), cell(""), cell("", 16000))
    headings, rows = read(sheet_of(table + row(cell("", 16384), times=1048000)), "表.ods")
    assert (headings, rows) == (["名称", "地址"], [(2, {"名称": "东驿站", "地址": ""})])
    for repeated in (
        row(cell("东驿站", 16384), times=1000),
        row(cell("", 3_000_000), cell("远")),
        row(cell("", 9), times=3_000_000) + row(cell("远")),
    ):
        assert refusal(sheet_of(table + repeated), "表.ods") == f"“表.ods”{TOO_LARGE}"


@pytest.mark.parametrize("cut", [10, 500, -30])
def test_a_broken_workbook_is_refused_with_a_sentence(cut):
    assert refusal(workbook(["名称"], ["东驿站"])[:cut], "表.xlsx") == "“表.xlsx”打不开，可能不是表格或已损坏，请另存为 XLSX 再试"


def test_a_zip_that_is_no_workbook_is_refused_with_a_sentence():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("a.txt", "你好")

    assert refusal(out.getvalue(), "表.csv") == "“表.csv”打不开，可能不是表格或已损坏，请另存为 XLSX 再试"


YAML = """
- 名称: 东驿站
  地址: 人民路 7 号
  出处: [lishan-l1, lishan-l2]
- {名称: 0012, 示范: yes, 成立日期: 2022-03-01, 备注: null}
"""


def test_yaml_is_a_list_of_records_read_as_it_is_written():
    assert read(YAML, "表.yaml") == (
        ["名称", "地址", "出处", "示范", "成立日期", "备注"],
        [
            (2, {"名称": "东驿站", "地址": "人民路 7 号", "出处": "lishan-l1；lishan-l2"}),
            (5, {"名称": "0012", "示范": "yes", "成立日期": "2022-03-01", "备注": ""}),
        ],
    )


BOMB = "- &a [x, x]\n" + "".join(f"- &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
YAML_REFUSED = {
    "": "“表.yaml”应是一串记录，每条以“- 名称: …”开头",
    "名称: 东驿站": "“表.yaml”应是一串记录，每条以“- 名称: …”开头",
    "- 东驿站": "“表.yaml”应是一串记录，每条以“- 名称: …”开头",
    "[]": "“表.yaml”是空的",
    "- 名称: [\n": "“表.yaml”第 2 行不合 YAML 的写法，请用 UTF-8 编码，每条以“- 名称: …”开头",
    "- 名称: 东\n  地址:\n    路: 7\n": "“表.yaml”第 3 行嵌得太深，一条记录里只写“列名: 值”",
    "- 名称: [[a]]": "“表.yaml”第 1 行嵌得太深，一条记录里只写“列名: 值”",
    "- ? [a]\n  : b": "“表.yaml”第 1 行嵌得太深，一条记录里只写“列名: 值”",
    "- 名称: 东\n  名称: 西": "“表.yaml”第 2 行又写了一次“名称”，请删掉一个",
    BOMB + "- 名称: *i": "“表.yaml”应是一串记录，每条以“- 名称: …”开头",
    "[" * 2000: "“表.yaml”不合 YAML 的写法，请用 UTF-8 编码，每条以“- 名称: …”开头",
}


@pytest.mark.parametrize(("text", "said"), YAML_REFUSED.items(), ids=range(len(YAML_REFUSED)))
def test_yaml_that_will_not_do_is_refused_with_a_sentence(text, said):
    assert refusal(text, "表.yaml") == said


def test_a_chain_of_aliases_is_not_unfolded():
    assert refusal("- 名称: &a [x, x]\n- 名称: [*a, *a]\n", "表.yaml").endswith("嵌得太深，一条记录里只写“列名: 值”")


@pytest.mark.parametrize("name", ["表.yaml", "表.xlsx"])
def test_a_null_character_does_not_reach_a_cell(name):
    data = b'- "\xe5\x90\x8d": "a\\0b"' if name == "表.yaml" else workbook(["名"], ["a_x0000_b"])

    ((_, row),) = read(data, name)[1]
    assert "\x00" not in row["名"]


@pytest.mark.parametrize("name", ["表.CSV", "表.txt", "表"])
def test_what_has_no_known_ending_is_read_as_csv(name):
    assert read(TEXT, name) == (["名称", "地址"], ROWS)


def test_a_file_on_disk_is_read_while_it_is_walked(tmp_path):
    path = tmp_path / "表.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "名称,编号\n".encode() + b"".join(f"站{n},{n}\n".encode() for n in range(5000)))

    table = files.open_table(path)

    assert (table.headings, table.length) == (["名称", "编号"], 5001)
    assert [line for line, _ in table.rows] == list(range(2, 5002))
