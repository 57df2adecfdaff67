"""Records out to files: what a list shows as CSV or XLSX, and whole models in the form that imports read back."""

import csv
import io
import re

from .db import database

CHUNK = 1000


def exported(home):
    """The fields that leave by default: no personal and no secret ones."""
    return [field for field in home.shape() if not field.personal]


def rows(query, fields, slugs=False):
    """Rows of text for the records of `query`, a few queries for every thousand; relations as titles, or as slugs."""
    batch = []
    for record in query.iterator():
        batch.append(record)
        if len(batch) == CHUNK:
            yield from _texts(batch, fields, slugs)
            batch = []
    yield from _texts(batch, fields, slugs)


def _texts(records, fields, slugs):
    words = {field.name: _relation(field, records, slugs) for field in fields if field.target}
    for record in records:
        yield [words[field.name].get(record.id, "") if field.target else field.show(getattr(record, field.name)) for field in fields]


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


_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_AMBIGUOUS = re.compile(r"'+[=+\-@\t\r]|-$")  # what an import would take for an escaped formula, or for "clear this"


def safe(text):
    """`text` so that a spreadsheet shows it and never runs it (OWASP: CSV injection)."""
    return "'" + text if _FORMULA.match(text) else text


def exact(text):
    """`text` so that an import reads back just this."""
    return "'" + text if _AMBIGUOUS.match(text) else text


def csv_lines(home, query, fields=None, slugs=False, plain=False):
    """The CSV as pieces of text: byte order mark for spreadsheets, headings, one record a line.

    `plain` is the form for programs: no mark, and nothing put before formulas; only a lone dash, with which a file
    clears a field, is told from a dash that is meant.
    """
    fields = fields or exported(home)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n" if plain else "\r\n")
    if not plain:
        out.write("\ufeff")
    writer.writerow([field.label for field in fields])
    for number, row in enumerate(rows(query, fields, slugs)):
        writer.writerow([(exact if plain else safe)(text) for text in row])
        if number % 200 == 199:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def xlsx(home, query, fields=None):
    """The workbook's bytes: one sheet, headings frozen, every cell as text."""
    import xlsxwriter

    fields = fields or exported(home)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})  # cells are written as strings, so none is taken for a formula
    sheet = book.add_worksheet(home._meta.label[:31])
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, field in enumerate(fields):
        sheet.set_column(column, column, 18)
        sheet.write_string(0, column, field.label, bold)
    for line, row in enumerate(rows(query, fields), start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text[:32767])
    book.close()
    return out.getvalue()


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
