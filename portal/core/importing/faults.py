"""The rows of an import that were refused, as a table that can be corrected and taken again as it is."""

import re

from ..exporting import sheet
from .report import REASONS

_FORMULA = re.compile(r"[=+\-@\t\r]")


def neutral(text):
    """`text` so that a spreadsheet never runs it, and an import reads what it would have read from `text` itself."""
    return "'" + text if text != "-" and _FORMULA.match(text) else text


def rows(store, headings):
    """Rows of text: the cells as they were uploaded, and what is wrong with each row."""
    width = len(headings)
    for _, says in store.all("refused"):
        cells = [neutral(cell) for cell in says["cells"]]
        reasons = "；".join(f"{column}：{reason}" if column else reason for column, _, reason in says["reasons"])
        yield [*cells[:width], *[""] * (width - len(cells)), neutral(reasons)]


def write(store, headings, out):
    """Write the workbook of refused rows into the open file `out`; the column of reasons comes last, and only once."""
    kept = [place for place, heading in enumerate(headings) if heading != REASONS]
    named = [neutral(headings[place]) for place in kept] + [REASONS]
    sheet(out, "有错的行", named, ([row[place] for place in kept] + row[-1:] for row in rows(store, headings)))
