"""One table on its way into one model, a batch of rows at a time."""

import contextlib
import gc
import sqlite3
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .. import media
from ..changes import Edit, change
from ..errors import Taken, Unreadable, Unresolved
from .report import BATCH, OLD_KEY, REASONS, SKIP, Report, bare
from .runs import keep

_MEMO = 5_000  # texts remembered a column; one that says something new in every row gains nothing from more


@contextlib.contextmanager
def few_collections():
    """Look for garbage less often: a batch is a hundred thousand objects that all live until it is written."""
    usual = gc.get_threshold()
    gc.set_threshold(400_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def named(file):
    """What the history says of the file of an import: its name, and not where on whose machine it lay."""
    return Path(file).name


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

    def __init__(self, home, table, by, via, file, force, progress, tracked=None):
        self.home, self.table, self.by, self.via, self.file, self.force, self.progress = home, table, by, via, file, force, progress
        self.why = named(file)
        self.shape = home.shape()
        self.report = Report()
        self.unsaid = {field.name: field.start() for field in self.shape.key}  # parts of the key that a row leaves out
        self.memo = {}
        self.seen = Seen()
        self.tracked = tracked  # the `ImportRun` that remembers this import, or None
        self.run_id = tracked.token if tracked else uuid.uuid4().hex
        self.old_heading = OLD_KEY
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
            if heading == OLD_KEY or (heading == REASONS and named is None):
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
        told, waiting = self.told(rows, last)
        self.take(told, rows, waiting)
        self.done += len(rows) - len(waiting)
        if self.progress:
            self.progress(self.done)
        return waiting

    def told(self, rows, last):
        """What each of `rows` says, and those that wait for another row."""
        self.unsure = []  # names of the fields that say something unreadable in some of `rows`
        columns = [self.read_column(heading, kind, rows) for heading, kind in self.columns.items()]
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
        return told, waiting

    def take(self, told, rows, waiting):
        """Judge and write what `rows` told, and enter what became of it in the report."""
        olds = self.read_old_keys(told)
        edits = [self.edit(one, first, olds) for one, first in zip(told, self.firsts(told), strict=True)]
        taken = [one for one, edit in zip(told, edits, strict=True) if edit is not None]
        for one, outcome in zip(taken, self.apply([edit for edit in edits if edit is not None]), strict=True):
            self.count(one.line, one.row, outcome)

    def firsts(self, told):
        """The line that named the record of each row first."""
        return self.seen.first([hash(one.natural) for one in told], [one.line for one in told])

    def waits(self, unread):
        """Whether a row points at a record of its own kind that is not there yet: a later row may bring it."""
        return any(isinstance(value, Unresolved) and self.shape[name].target is self.home for name, value in unread.items())

    def apply(self, edits):
        """The outcomes; once more when somebody else made the same record in between."""
        if not edits:
            return []
        for last in (False, True):
            try:
                with change(self.by, self.via, why=self.why, run=self.run_id) as work:
                    outcomes = work.apply(edits)
                    self.settle(outcomes)
                    return outcomes
            except Taken:
                if last:
                    raise

    def settle(self, outcomes):
        """Count `outcomes` where the import is remembered, in the transaction that writes them."""
        if self.tracked is not None:
            kinds = Counter("changed" if outcome.kind == "drafted" else outcome.kind for outcome in outcomes)
            so_far = {kind: getattr(self.report, kind) + kinds[kind] for kind in ("created", "changed", "unchanged")}
            keep(self.tracked, **so_far)

    def read_column(self, heading, kind, rows):
        """What the column says in each of `rows`: a value, SKIP or `Unreadable`; values are remembered, failures are not."""
        memo = self.memo.get(heading)
        if memo is None or len(memo) > _MEMO:
            memo = self.memo[heading] = {"": SKIP, "-": kind.start() if kind.many or not kind.null else None}
        texts = [row.get(heading, "") for _, row in rows]
        fresh = {text: bare(text) for text in set(texts).difference(memo)}
        answers = self.translated(kind, kind.read_all(set(fresh.values()), self.by)) if fresh else {}
        memo.update((text, SKIP if text.isspace() else answers[plain]) for text, plain in fresh.items())
        values = [memo[text] for text in texts]
        unread = [text for text in fresh if isinstance(memo[text], Unreadable)]
        if unread:
            self.unsure.append(kind.name)
        for text in unread:
            del memo[text]
        return values

    def translated(self, kind, answers):
        """`answers` (text → value or `Unreadable`) of the column of `kind`; another way of importing may know better."""
        return answers

    def read_old_keys(self, told):
        if self.old_heading not in self.table.headings:
            return {}
        texts = {text for one in told if (text := one.row.get(self.old_heading, "").strip())}
        return self.home.named_all(texts, self.by) if texts else {}

    def edit(self, told, first, olds):
        """The row's `Edit`, or None after refusing it; `first`: the line that named this record first."""
        row, part = told.row, self.shape.key[-1]
        last_part = self.heading_of.get(part.name, part.label)
        wrong = [(self.heading_of[name], row[self.heading_of[name]], str(reason)) for name, reason in told.unread.items()]
        old, missing_old = self.old_record(row, olds) if olds else (None, "")
        if not wrong and first != told.line:
            wrong.append((last_part, row.get(last_part, ""), f"与第 {first} 行是同一条，请删掉一行"))
        if missing_old and not wrong and not self.home.select(self.home.id).where(self.home.natural == told.natural).exists():
            wrong.append((self.old_heading, row[self.old_heading], missing_old))
        for heading, text, reason in wrong:
            self.refuse(told.line, heading, text, reason)
        return None if wrong else Edit(self.home, old or told.natural, values=told.values, force=self.force)

    def old_record(self, row, olds):
        """(id of the record that 原键 names or None, why it names none or "")."""
        text = row.get(self.old_heading, "").strip()
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
