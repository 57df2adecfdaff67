"""Records out to files: what a list shows as CSV or XLSX, and whole models in the form that imports read back."""

import csv
import decimal
import io
import re
import tempfile
from array import array

from .db import database

CHUNK = 1000
ROWS = 1_048_576  # of a sheet, the headings among them
LONGEST = 32_767  # characters of a cell


def exported(home):
    """The fields that leave by default: no personal and no secret ones."""
    return [field for field in home.shape() if not field.personal]


def rows(query, fields, slugs=False, typed=False):
    """Rows of text for the records of `query`, a few queries for every thousand; relations as titles, or as slugs.

    Only the ids are read ahead, so that the memory stays flat on both engines. With `typed`, numbers stay numbers.
    """
    home, ids = query.model, array("l")
    ids.extend(id for (id,) in query.select(query.model.id).tuples().iterator())
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK].tolist()
        found = {record.id: record for record in home.select().where(home.id.in_(part))}
        yield from _cells([found[id] for id in part if id in found], fields, slugs, typed)


def _cells(records, fields, slugs, typed):
    words = {field.name: _relation(field, records, slugs) for field in fields if field.target}
    for record in records:
        yield [
            words[field.name].get(record.id, "") if field.target else _cell(field, getattr(record, field.name), typed) for field in fields
        ]


def _cell(field, value, typed):
    return value if typed and type(value) in (int, float, decimal.Decimal) else field.show(value)


def _relation(field, records, slugs):
    """record id → the words for what its relation `field` points at."""
    ids = [record.id for record in records]
    if field.many:
        through = field.through
        pairs = list(through.select(through.owner, through.target).where(through.owner.in_(ids)).order_by(through.target).tuples())
    else:
        pairs = [(record.id, record.__data__[field.name]) for record in records if record.__data__[field.name]]
    target = field.target
    wanted = {id for _, id in pairs}
    if slugs:
        names = dict(target.select(target.id, target.slug).where(target.id.in_(wanted)).tuples()) if wanted else {}
    else:
        names = target.titles(wanted)
    words = {}
    for owner, id in pairs:
        words[owner] = f"{words[owner]}；{names[id]}" if owner in words else names[id]
    return words


_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # the wide ones too: a spreadsheet in Chinese takes them for the narrow
_AMBIGUOUS = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]|-$")  # what an import would take for an escaped formula, or for "clear this"


def safe(text):
    """`text` so that a spreadsheet shows it and never runs it (OWASP: CSV injection)."""
    return "'" + text if _FORMULA.match(text) else text


def exact(text):
    """`text` so that an import reads back just this."""
    return "'" + text if _AMBIGUOUS.match(text) else text


def csv_lines(home, query, fields=None, slugs=False, plain=False):
    """The CSV of the records of `query` as `csv_text` has it."""
    fields = fields or exported(home)
    return csv_text([field.label for field in fields], rows(query, fields, slugs), plain)


def csv_text(headings, rows, plain=False):
    """The CSV as pieces of text: byte order mark for spreadsheets, headings, then `rows` of text.

    `plain` is the form for programs: no mark, and nothing put before formulas; only a lone dash, with which a file
    clears a field, is told from a dash that is meant.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n" if plain else "\r\n")
    if not plain:
        out.write("\ufeff")
    writer.writerow(headings)
    for number, row in enumerate(rows):
        writer.writerow([(exact if plain else safe)(text) for text in row])
        if number % 200 == 199:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def xlsx(home, query, fields=None):
    """The `workbook` of the records of `query`; what an import would take for something else is told from it."""
    fields = fields or exported(home)
    cells = ([exact(cell) if isinstance(cell, str) else cell for cell in row] for row in rows(query, fields, typed=True))
    return workbook(home._meta.label, [field.label for field in fields], cells)


def workbook(title, headings, rows):
    """An open temporary file that holds the `sheet` and is gone when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    try:
        sheet(file, title, headings, rows)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def sheet(out, title, headings, rows):
    """Write a workbook of one sheet into the open file `out`: `headings`, which stay in sight, and `rows`.

    Figures are numbers, everything else is text: no cell is a formula, and codes and telephones keep their zeros.
    """
    import xlsxwriter

    with tempfile.TemporaryDirectory() as folder:  # where rows wait until the book is closed, whatever happens before
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder})
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "表")
        page.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            page.set_column(column, column, 18)
            page.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, column, value[:LONGEST])
                elif value is not None:
                    page.write_number(line, column, value)
        book.close()


def dump(home, path, personal=False):
    """Write every record of `home` to the CSV at `path`, in the form that an import reads back; how many.

    Personal fields only when `personal` asks for them.
    """
    fields = [field for field in home.shape() if not field.secret and (personal or not field.personal)]
    with database.reading(), open(path, "w", encoding="utf-8", newline="") as file:
        query = home.select().order_by(home.area, home.id)
        for piece in csv_lines(home, query, fields, slugs=True, plain=True):
            file.write(piece)
        return home.select().count()
