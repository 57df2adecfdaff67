"""Tables in files: CSV in the encodings offices use, XLSX, and YAML, all read as rows of text."""

import codecs
import csv
import datetime
import decimal
import functools
import io
import itertools
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import yaml

from .errors import Refused

SUFFIXES = (".csv", ".xlsx", ".xls", ".ods", ".yaml", ".yml")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what XLSX and ODS, and what XLS begin with
MOST_CELLS = 3_000_000
MOST_UNPACKED = 512 * 1024 * 1024  # bytes of all parts of a workbook
LONGEST_TAG = 4096
# What some other files begin with that might be read as text, in small letters.
STRANGERS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"<!doctype", b"<html", b"<?xml")


@dataclass
class Sheet:
    """Headings, and an iterator of (line, heading → text); `length` rows at most, for a progress bar.

    `folder` is where the file lies, in which pictures and papers may lie beside it; None for an upload.
    `whole`: the rows are in memory, because such a file cannot be read row by row.
    """

    headings: list
    rows: object
    length: int = 0
    folder: Path | None = None
    whole: bool = False


def open_table(path, name=""):
    """The table in the file at `path`, which its owner calls `name`. Raises `Refused` when it is no table."""
    name = name or path.name
    with open(path, "rb") as file:
        start = file.read(4)
    if path.suffix.lower() == ".csv" and not start.startswith(WORKBOOKS):
        table = _csv(functools.partial(open, path, "rb"), name)
    else:
        table = rows_of(path.name if name == path.name else f"{Path(name).stem}{path.suffix}", path.read_bytes())
    table.folder = path.parent
    return table


def rows_of(name, data):
    """The table in an upload called `name` with the bytes `data`. Raises `Refused` when it is no table."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("yaml", "yml"):
        return _yaml(name, data)
    if data.startswith(WORKBOOKS) or suffix in ("xlsx", "xls", "ods"):
        return _workbook(name, data)
    return _csv(lambda: io.BytesIO(data), name)


def _encoding(name, file):
    """The encoding that reads the whole `file`, the strictest first."""
    start = file.read(16).lower()
    if start.startswith(STRANGERS):
        raise Refused(f"“{name}”不是表格文件，请用 CSV、XLSX 或 YAML")
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(1 << 20):
                if "\x00" in decoder.decode(block):
                    raise Refused(f"“{name}”不是表格文件，请用 CSV、XLSX 或 YAML")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(f"“{name}”里的文字看不懂，请另存为 UTF-8 编码的 CSV 或 XLSX")


def _csv(opened, name):
    with opened() as file:
        encoding = _encoding(name, file)
        file.seek(0)
        length = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    lines = io.TextIOWrapper(opened(), encoding=encoding, newline="")
    try:
        first = lines.readline()
        lines.seek(0)
        reader = csv.reader(lines, delimiter=max(",\t;", key=first.count), strict=True)
        headings = _headings(name, next(reader, []))
    except csv.Error as trouble:
        lines.close()
        raise Refused(_torn(name, 1, trouble)) from trouble
    except Refused:
        lines.close()
        raise
    return Sheet(headings, _csv_rows(name, reader, headings, lines), length)


def _csv_rows(name, reader, headings, lines):
    width, line = len(headings), reader.line_num + 1
    with lines:
        try:
            for cells in reader:
                if _filled(cells):
                    yield line, _row(headings, cells, width)
                line = reader.line_num + 1
        except csv.Error as trouble:
            raise Refused(_torn(name, line, trouble)) from trouble


def _torn(name, line, trouble):
    """Why the record that begins on `line` cannot be read: the csv module has three complaints, all about quotes."""
    if "field limit" in str(trouble):
        return f"“{name}”从第 {line} 行起有一格超过 {csv.field_size_limit()} 字，多半是少了一个引号，请检查"
    return f"“{name}”从第 {line} 行起引号没有成对，请检查；格子里的引号要写成两个"


def _filled(cells):
    return any(map(str.strip, cells))


def row(headings, cells):
    """heading → text; cells beyond the headings stand under None, so that the row can be refused."""
    return _row(headings, cells, len(headings))


def _row(headings, cells, width):
    row = dict(zip(headings, cells, strict=False))
    if len(cells) > width and _filled(cells[width:]):
        row[None] = cells[width:]
    return row


def _headings(name, cells):
    headings = [cell.strip() for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if not headings or not all(headings):
        raise Refused(f"“{name}”第一行应是列名，请对照模板补上")
    twice = next((heading for heading in headings if headings.count(heading) > 1), None)
    if twice:
        raise Refused(f"“{name}”有两列都叫“{twice}”，请删掉一列")
    return headings


def _cell(value):
    """A spreadsheet's cell as the text its reader saw."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{decimal.Decimal(f'{value:.15g}'):f}"  # a spreadsheet shows fifteen digits
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    return str(value).replace("\x00", "")


def _workbook(name, data):
    from python_calamine import CalamineWorkbook

    if data.startswith(WORKBOOKS[0]) and _cells(name, data) > MOST_CELLS:
        raise _too_large(name)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.total_width * sheet.total_height > MOST_CELLS:
            raise _too_large(name)
        rows = sheet.to_python(skip_empty_area=False)
    except Refused:
        raise
    except Exception as trouble:  # calamine raises many kinds for a file that only looks like a workbook
        raise Refused(f"“{name}”打不开，可能不是表格或已损坏，请另存为 XLSX 再试") from trouble
    rows = [[_cell(value) for value in row] for row in rows]
    if not rows:
        raise Refused(f"“{name}”是空的")
    headings = _headings(name, rows[0])
    width = len(headings)
    body = ((line, _row(headings, cells, width)) for line, cells in enumerate(rows[1:], start=2) if _filled(cells))
    return Sheet(headings, body, len(rows) - 1, whole=True)


def _too_large(name):
    return Refused(f"“{name}”太大，最多 {MOST_CELLS // 10_000} 万格；请删掉数据以外的行列，或分成几个文件")


_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ITEM = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")  # a cell, which need not say where it stands, or a text that cells share


def _cells(name, data):
    """How many cells a workbook reaches over; one stray cell far out, or one that is repeated, fills the memory when it is read.

    Every part is looked at, wherever it lies and whatever it says of its size: the reader that follows has no limits.
    """
    most = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = book.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                return MOST_CELLS + 1
            if any(part.filename.lower().endswith("workbook.bin") for part in parts):
                raise Refused(f"“{name}”是 XLSB，请另存为 XLSX 再试")
            for part in parts:
                with book.open(part) as file:
                    measure = _repeated if part.filename == "content.xml" else _reached
                    most = max(most, measure(iter(lambda: file.read(1 << 20), b"")))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, expat.ExpatError, ValueError) as trouble:
        raise Refused(f"“{name}”打不开，可能不是表格或已损坏，请另存为 XLSX 再试") from trouble
    return most


def _reached(blocks):
    """How many cells the part of an XLSX in `blocks` reaches over, or holds."""
    wide, high, many, tail = 1, 1, 0, b""
    for block in itertools.chain(blocks, [b"<"]):
        text = tail + block
        cut = max(text.rfind(b"<"), len(text) - LONGEST_TAG)  # a tag that goes on in the next block is read with it
        for letters, row in _REFERENCE.findall(text[:cut]):
            wide, high = max(wide, _column(letters)), max(high, int(row))
        many += len(_ITEM.findall(text[:cut]))
        tail = text[cut:]
    return max(wide * high, many)


def _repeated(blocks):
    """How many cells the tables of an ODS, whose content comes in `blocks`, reach over; empty ones at an end do not count."""
    size = {"all": 0, "wide": 0, "high": 0, "rows": 0, "row": 1, "width": 0, "gap": 0, "cell": 1, "filled": False}

    def begin(tag, attributes):
        if tag == "table:table-row":
            size.update(row=int(attributes.get("table:number-rows-repeated", 1)), width=0, gap=0)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            size["cell"] = int(attributes.get("table:number-columns-repeated", 1))
            size["filled"] = any(name.startswith("office:") for name in attributes)
        elif tag == "text:p":
            size["filled"] = True

    def end(tag):
        if tag in ("table:table-cell", "table:covered-table-cell"):
            size["width"], size["gap"] = _on(size["width"], size["gap"], size["cell"], size["filled"])
        elif tag == "table:table-row":
            size["high"], size["rows"] = _on(size["high"], size["rows"], size["row"], size["width"])
            size["wide"] = max(size["wide"], size["width"])
        elif tag == "table:table":
            size.update({"all": size["all"] + size["wide"] * size["high"], "wide": 0, "high": 0, "rows": 0})

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    for block in blocks:
        parser.Parse(block)
        if size["all"] + size["wide"] * size["high"] > MOST_CELLS:
            for _ in blocks:  # to the end, where its checksum is held against it
                pass
            return MOST_CELLS + 1
    parser.Parse(b"", True)
    return size["all"]


def _on(length, gap, more, filled):
    """(length, empty ones behind it) of a line that goes on with `more`; what is empty counts once something follows."""
    return (length + gap + more, 0) if filled else (length, gap + more)


def _column(letters):
    """28 of b"AB"."""
    return functools.reduce(lambda number, letter: number * 26 + letter - 64, letters, 0)


def _yaml(name, data):
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as trouble:
        mark = getattr(trouble, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise Refused(f"“{name}”{where}不合 YAML 的写法，请用 UTF-8 编码，每条以“- 名称: …”开头") from trouble
    if not isinstance(root, yaml.SequenceNode) or not all(isinstance(node, yaml.MappingNode) for node in root.value):
        raise Refused(f"“{name}”应是一串记录，每条以“- 名称: …”开头")
    rows = [(node.start_mark.line + 1, _yaml_row(name, node)) for node in root.value]
    headings = list(dict.fromkeys(heading for _, row in rows for heading in row))
    if not headings:
        raise Refused(f"“{name}”是空的")
    return Sheet(headings, iter(rows), len(rows), whole=True)


def _yaml_row(name, node):
    """heading → text of one record."""
    row = {}
    for key, value in node.value:
        heading = _scalar(name, key).strip()
        if heading in row:
            raise Refused(f"“{name}”第 {key.start_mark.line + 1} 行又写了一次“{heading}”，请删掉一个")
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        row[heading] = "；".join(_scalar(name, item) for item in items)
    return row


def _scalar(name, node):
    """The text of a YAML value as it was written."""
    if not isinstance(node, yaml.ScalarNode):
        raise Refused(f"“{name}”第 {node.start_mark.line + 1} 行嵌得太深，一条记录里只写“列名: 值”")
    return "" if node.tag.endswith(":null") else node.value.replace("\x00", "")
