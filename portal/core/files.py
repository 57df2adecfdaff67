"""Tables in files: CSV in the encodings offices use, XLSX, and YAML, all read as rows of text."""

import codecs
import csv
import datetime
import io
from dataclasses import dataclass

import yaml

from .errors import Refused

SUFFIXES = (".csv", ".xlsx", ".xls", ".ods", ".yaml", ".yml")


@dataclass
class Table:
    """Headings, and an iterator of (line, heading → text); `length` rows at most, for a progress bar."""

    headings: list
    rows: object
    length: int = 0


def open_table(path):
    """The table in the file at `path`. Raises `Refused` when it is no table."""
    if path.suffix.lower() == ".csv":
        return _csv(lambda: open(path, "rb"), path.name)
    return rows_of(path.name, path.read_bytes())


def rows_of(name, data):
    """The table in an upload called `name` with the bytes `data`. Raises `Refused` when it is no table."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("yaml", "yml"):
        return _yaml(name, data)
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0" or suffix in ("xlsx", "xls", "ods"):
        return _workbook(name, data)
    return _csv(lambda: io.BytesIO(data), name)


def _encoding(name, file):
    """The encoding that reads the whole `file`, the strictest first."""
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while block := file.read(1 << 20):
                if b"\x00" in block:
                    raise Refused(f"“{name}”不是表格文件，请用 CSV、XLSX 或 YAML")
                decoder.decode(block)
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
    first = lines.readline()
    lines.seek(0)
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    try:
        headings = next(reader, [])
    except csv.Error as trouble:
        raise Refused(f"“{name}”不是表格：{trouble}") from trouble
    return Table(_headings(name, headings), _csv_rows(name, reader, headings, lines), length)


def _csv_rows(name, reader, headings, lines):
    headings = [heading.strip() for heading in headings]
    width, line = len(headings), reader.line_num + 1
    with lines:
        try:
            for cells in reader:
                if any(cells):
                    yield line, _row(headings, cells, width)
                line = reader.line_num + 1
        except csv.Error as trouble:
            raise Refused(f"“{name}”第 {line} 行读不下去：{trouble}") from trouble


def _row(headings, cells, width):
    """heading → text; cells beyond the headings stand under None, so that the row can be refused."""
    row = dict(zip(headings, cells, strict=False))
    if len(cells) > width and any(cells[width:]):
        row[None] = cells[width:]
    return row


def _headings(name, cells):
    headings = [str(cell).strip() for cell in cells]
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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def _workbook(name, data):
    from python_calamine import CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as trouble:  # calamine raises many kinds for a file that only looks like a workbook
        raise Refused(f"“{name}”打不开，可能不是表格或已损坏，请另存为 XLSX 再试") from trouble
    rows = [[_cell(value) for value in row] for row in rows]
    if not rows:
        raise Refused(f"“{name}”是空的")
    headings = _headings(name, rows[0])
    width = len(headings)
    body = ((line, _row(headings, cells, width)) for line, cells in enumerate(rows[1:], start=2) if any(cells))
    return Table(headings, body, len(rows) - 1)


def _yaml(name, data):
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as trouble:
        raise Refused(f"“{name}”不是 YAML：{str(trouble).splitlines()[0]}") from trouble
    if not isinstance(root, yaml.SequenceNode) or not all(isinstance(node, yaml.MappingNode) for node in root.value):
        raise Refused(f"“{name}”应是一串记录，每条以“- 名称: …”开头")
    rows = [(node.start_mark.line + 1, {key.value.strip(): _scalar(name, value) for key, value in node.value}) for node in root.value]
    headings = list(dict.fromkeys(heading for _, row in rows for heading in row))
    if not headings:
        raise Refused(f"“{name}”是空的")
    return Table(headings, iter(rows), len(rows))


def _scalar(name, node):
    """The text of a YAML value as it was written; a list is joined as a file cell would be."""
    if isinstance(node, yaml.SequenceNode):
        return "；".join(_scalar(name, item) for item in node.value)
    if isinstance(node, yaml.MappingNode):
        raise Refused(f"“{name}”第 {node.start_mark.line + 1} 行嵌得太深，一条记录里只写“列名: 值”")
    return "" if node.tag.endswith(":null") else node.value
