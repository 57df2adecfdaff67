"""Rows from files into records: the same file twice changes nothing, and what a person edited since is kept."""

import contextlib
import gc
import re
import sqlite3
import uuid
from dataclasses import dataclass, field

from . import media
from .changes import Edit, change
from .errors import Refused, Taken, Unreadable, Unresolved
from .fields import nearest

# Rows that share a transaction: enough that each page of an index is written once for many of them, and so many that reading
# the next batch takes longer than a waiting writer sleeps between two tries, so that others write in between.
BATCH = 4000
OLD_KEY = "原键"  # the heading under which a row names the record whose key it changes
SKIP = object()  # a blank cell: leave the value as it is
_APOSTROPHE = re.compile(r"'+[=+\-@\t\r]")
_MEMO = 5_000  # texts remembered a column; one that says something new in every row gains nothing from more


class _Back(Exception):
    """Rolls a check, or an import that was all or nothing, back."""


@dataclass
class Report:
    """What became of the rows: counts, and one entry for every value that was not taken.

    An entry holds file, line (1 is the headings), column, value and reason; a conflict also what was kept.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    undone: bool = False  # all or nothing, and it was nothing

    @property
    def clean(self):
        """Whether every row was taken as it stood."""
        return not self.conflicts and not self.refused

    def add(self, other):
        """Take the counts and entries of another report in."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.conflicts += other.conflicts
        self.refused += other.refused

    def as_json(self):
        """The object that `--json` prints."""
        return {name: getattr(self, name) for name in ("created", "changed", "unchanged", "conflicts", "refused")}


def load(home, table, by, via="import", file="", check=False, atomic=False, force=False, progress=None):
    """Import `table` into `home` in the name of `by`; the `Report`.

    check     judge everything, write nothing
    atomic    write nothing at all unless every row is taken as it stands
    force     overwrite what a person edited since the last import
    progress  called with the number of rows behind us
    """
    return load_all([(home, table, file)], by, via, check, atomic, force, progress)


def load_all(tables, by, via="import", check=False, atomic=False, force=False, progress=None):
    """`load` for several (home, table, file), in the order given; parents first."""
    total = Report()
    whole = check or atomic
    try:
        with change(by, via, why="、".join(file for _, _, file in tables)[:200]) if whole else contextlib.nullcontext():
            for home, table, file in tables:
                with few_collections():
                    total.add(Import(home, table, by, via, file, force, progress).run())
            if check or (atomic and not total.clean):
                raise _Back
    except _Back:
        total.undone = not check
    return total


@contextlib.contextmanager
def few_collections():
    """Look for garbage less often: a batch is a hundred thousand objects that all live until it is written."""
    usual = gc.get_threshold()
    gc.set_threshold(400_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(slots=True)
class Told:
    """What one row of a file says: `values` of the cells that say something, and why those in `unread` could not be read."""

    line: int
    row: dict
    values: dict
    unread: dict
    natural: str


class Seen:
    """Which line of a file named a record first. In a file of SQLite's own, so that the memory of a long import stays flat."""

    def __init__(self):
        self.lines = sqlite3.connect("")  # no name: a temporary file, gone with the last word about it
        self.lines.execute("PRAGMA journal_mode = off")
        self.lines.execute("CREATE TABLE seen (record INTEGER PRIMARY KEY, line INTEGER)")

    def first(self, records, lines):
        """The line that named each of `records` (hashes of natural keys) first; they are now named on `lines`."""
        before = self.lines.total_changes
        self.lines.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", zip(records, lines, strict=True))
        if self.lines.total_changes - before == len(lines):
            return lines
        return [self.lines.execute("SELECT line FROM seen WHERE record = ?", (record,)).fetchone()[0] for record in records]


class Import:
    """One table on its way into one model."""

    def __init__(self, home, table, by, via, file, force, progress):
        self.home, self.table, self.by, self.via, self.file, self.force, self.progress = home, table, by, via, file, force, progress
        self.shape = home.shape()
        self.report = Report()
        self.unsaid = {field.name: field.start() for field in self.shape.key}  # parts of the key that a row leaves out
        self.memo = {}
        self.seen = Seen()
        self.run_id = uuid.uuid4().hex
        self.done = 0

    def run(self):
        """The report, after every row was tried; rows that point at later rows of the same file wait for them."""
        self.columns = self.headings()
        if self.columns is None:
            return self.report
        self.heading_of = {kind.name: heading for heading, kind in self.columns.items()}
        with media.reading_beside(self.table.folder):
            waiting = self.batches(self.table.rows)
            while waiting:
                left = self.batches(iter(waiting))
                if len(left) == len(waiting):
                    self.batches(iter(left), last=True)
                    break
                waiting = left
        return self.report

    def headings(self):
        """heading → field, or None after refusing a heading that is unknown, secret or missing."""
        columns = {}
        for heading in self.table.headings:
            named = self.shape.by_label.get(heading) or self.shape.by_name.get(heading)
            if heading == OLD_KEY:
                continue
            if named is None:
                close = self.shape.nearest(heading)
                close = close and self.shape.by_name[close].label if close in self.shape.by_name else close
                self.refuse(
                    1,
                    heading,
                    heading,
                    f"{self.shape.label}没有“{heading}”这一列" + (f"，您是不是要写“{close}”" if close else "，请对照模板"),
                )
            elif named.secret:
                self.refuse(1, heading, heading, f"{heading}不能从文件导入，请在后台设置")
            columns[heading] = named
        for part in self.shape.key:
            if part.required and self.unsaid[part.name] is None and part.name not in {field.name for field in columns.values() if field}:
                self.refuse(1, part.label, "", f"缺少“{part.label}”这一列，没有它分不清是哪一条")
        return None if self.report.refused else columns

    def refuse(self, line, column, value, reason):
        self.report.refused.append({"file": self.file, "line": line, "column": column, "value": value, "reason": reason})

    def batches(self, rows, last=False):
        """Import `rows`, BATCH at a time; those that wait for another row. `last`: waiting is over, refuse them."""
        waiting, batch = [], []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                waiting += self.batch(batch, last)
                batch = []
        if batch:
            waiting += self.batch(batch, last)
        return waiting

    def batch(self, rows, last):
        """Import `rows` in one transaction; those that wait for another row."""
        self.unsure = []  # names of the fields that say something unreadable in some of `rows`
        columns = [self.read_column(heading, kind, rows) for heading, kind in self.columns.items()]
        olds = self.read_old_keys(rows)
        told, waiting = [], []
        for (line, row), cells in zip(rows, zip(*columns, strict=True), strict=True):
            values = {name: value for name, value in zip(self.heading_of, cells, strict=True) if value is not SKIP}
            unread = {name: values.pop(name) for name in self.unsure if isinstance(values.get(name), Unreadable)}
            if None in row:
                self.refuse(line, "", "，".join(row[None]), "这一行比列名多出了内容，请检查是不是多了逗号")
            elif unread and not last and self.waits(unread):
                waiting.append((line, row))
            else:
                told.append(Told(line, row, values, unread, self.home.key_of(self.unsaid | values)))
        firsts = self.seen.first([hash(one.natural) for one in told], [one.line for one in told])
        edits = [self.edit(one, first, olds) for one, first in zip(told, firsts, strict=True)]
        taken = [one for one, edit in zip(told, edits, strict=True) if edit is not None]
        for one, outcome in zip(taken, self.apply([edit for edit in edits if edit is not None]), strict=True):
            self.count(one.line, one.row, outcome)
        self.done += len(rows) - len(waiting)
        if self.progress:
            self.progress(self.done)
        return waiting

    def waits(self, unread):
        """Whether a row points at a record of its own kind that is not there yet: a later row may bring it."""
        return any(isinstance(value, Unresolved) and self.shape[name].target is self.home for name, value in unread.items())

    def apply(self, edits):
        """The outcomes; once more when somebody else made the same record in between."""
        if not edits:
            return []
        for last in (False, True):
            try:
                with change(self.by, self.via, why=self.file, run=self.run_id) as work:
                    return work.apply(edits)
            except Taken:
                if last:
                    raise

    def read_column(self, heading, kind, rows):
        """What the column says in each of `rows`: a value, SKIP or `Unreadable`; values are remembered, failures are not."""
        memo = self.memo.get(heading)
        if memo is None or len(memo) > _MEMO:
            memo = self.memo[heading] = {"": SKIP, "-": kind.start() if kind.many or not kind.null else None}
        texts = [row.get(heading, "") for _, row in rows]
        fresh = {text: bare(text) for text in set(texts).difference(memo)}
        answers = kind.read_all(set(fresh.values()), self.by) if fresh else {}
        memo.update((text, SKIP if text.isspace() else answers[plain]) for text, plain in fresh.items())
        values = [memo[text] for text in texts]
        unread = [text for text in fresh if isinstance(memo[text], Unreadable)]
        if unread:
            self.unsure.append(kind.name)
        for text in unread:
            del memo[text]
        return values

    def read_old_keys(self, rows):
        if OLD_KEY not in self.table.headings:
            return {}
        texts = {row[OLD_KEY].strip() for _, row in rows if row.get(OLD_KEY, "").strip()}
        return self.home.named_all(texts, self.by) if texts else {}

    def edit(self, told, first, olds):
        """The row's `Edit`, or None after refusing it; `first`: the line that named this record first."""
        row, last_part = told.row, self.shape.key[-1].label
        wrong = [(self.heading_of[name], row[self.heading_of[name]], str(reason)) for name, reason in told.unread.items()]
        old, missing_old = self.old_record(row, olds) if olds else (None, "")
        if not wrong and first != told.line:
            wrong.append((last_part, row.get(last_part, ""), f"与第 {first} 行是同一条，请删掉一行"))
        if missing_old and not wrong and not self.home.select(self.home.id).where(self.home.natural == told.natural).exists():
            wrong.append((OLD_KEY, row[OLD_KEY], missing_old))
        for heading, text, reason in wrong:
            self.refuse(told.line, heading, text, reason)
        return None if wrong else Edit(self.home, old or told.natural, values=told.values, force=self.force)

    def old_record(self, row, olds):
        """(id of the record that 原键 names or None, why it names none or "")."""
        text = row.get(OLD_KEY, "").strip()
        if not text:
            return None, ""
        answer = olds[text]
        return (None, str(answer)) if isinstance(answer, Unresolved) else (answer, "")

    def count(self, line, row, outcome):
        """Enter one outcome in the report."""
        report = self.report
        if outcome.kind == "created":
            report.created += 1
        elif outcome.kind in ("changed", "drafted"):
            report.changed += 1
        elif outcome.kind == "unchanged":
            report.unchanged += 1
        if not outcome.issues and not outcome.collisions:
            return
        for name, sentences in outcome.issues.items():
            heading = self.heading_of.get(name, self.shape[name].label if name in self.shape else "")
            for sentence in sentences:
                self.refuse(line, heading, row.get(heading, ""), sentence)
        for collision in outcome.collisions:
            heading = self.heading_of[collision.name]
            kept = collision.field.mask(collision.theirs) if collision.field.personal else collision.field.show(collision.theirs)
            report.conflicts.append(
                {
                    "file": self.file,
                    "line": line,
                    "column": heading,
                    "value": row.get(heading, ""),
                    "kept": kept,
                    "reason": f"有人在后台改过{collision.label}，保留现在的“{kept}”",
                }
            )


def bare(text):
    """`text` without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return text[1:] if _APOSTROPHE.match(text) else text


def shape_named(word, homes):
    """The home whose plural, name or label is `word`. Raises `Refused` with the nearest."""
    for home in homes:
        if word in (home._meta.plural, home._meta.name, home._meta.label):
            return home
    raise Refused(f"没有叫“{word}”的表，可以是{nearest(word, [home._meta.plural for home in homes])}")
