"""Rows from files into records: the same file twice changes nothing, and what a person edited since is kept."""

import contextlib
import gc
import re
import uuid
from dataclasses import dataclass, field

from .changes import Edit, change
from .errors import Refused, Taken, Unreadable, Unresolved
from .fields import nearest

BATCH = 1000  # rows that share a transaction, so that a long import lets others write in between
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
    """Look for garbage less often: a batch is tens of thousands of objects that all live until it is written."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Import:
    """One table on its way into one model."""

    def __init__(self, home, table, by, via, file, force, progress):
        self.home, self.table, self.by, self.via, self.file, self.force, self.progress = home, table, by, via, file, force, progress
        self.shape = home.shape()
        self.report = Report()
        self.memo = {}
        self.lines = {}  # hash of a natural key → the line that had it; the keys themselves would be most of the memory
        self.run_id = uuid.uuid4().hex
        self.done = 0

    def run(self):
        """The report, after every row was tried; rows that point at later rows of the same file wait for them."""
        self.columns = self.headings()
        if self.columns is None:
            return self.report
        self.heading_of = {kind.name: heading for heading, kind in self.columns.items()}
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
            if part.required and part.name not in {field.name for field in columns.values() if field}:
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
        read = zip(*(self.read_column(heading, kind, rows) for heading, kind in self.columns.items()), strict=True)
        olds = self.read_old_keys(rows)
        edits, where, waiting = [], [], []
        for (line, row), cells in zip(rows, read, strict=True):
            edit, reason = self.edit(line, row, cells, olds, last)
            if edit is not None:
                edits.append(edit)
                where.append((line, row))
            elif reason == "waits":
                waiting.append((line, row))
        for (line, row), outcome in zip(where, self.apply(edits), strict=True):
            self.count(line, row, outcome)
        self.done += len(rows) - len(waiting)
        if self.progress:
            self.progress(self.done)
        return waiting

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
        fresh = {text: bare(text) for text in set(texts) - memo.keys()}
        answers = kind.read_all(set(fresh.values()), self.by) if fresh else {}
        memo.update((text, SKIP if text.isspace() else answers[plain]) for text, plain in fresh.items())
        values = [memo[text] for text in texts]
        for text in fresh:
            if isinstance(memo[text], Unreadable):
                del memo[text]
        return values

    def read_old_keys(self, rows):
        if OLD_KEY not in self.table.headings:
            return {}
        texts = {row[OLD_KEY].strip() for _, row in rows if row.get(OLD_KEY, "").strip()}
        return self.home.named_all(texts, self.by) if texts else {}

    def edit(self, line, row, cells, olds, last):
        """(the row's `Edit`, "") or (None, why not: "waits" or "refused"); `cells`: what its columns were read as."""
        if None in row:
            self.refuse(line, "", "，".join(row[None]), "这一行比列名多出了内容，请检查是不是多了逗号")
            return None, "refused"
        values = {name: value for name, value in zip(self.heading_of, cells, strict=True) if value is not SKIP}
        unread = {name: value for name, value in values.items() if isinstance(value, Unreadable)}
        if not last and any(isinstance(value, Unresolved) and self.shape[name].target is self.home for name, value in unread.items()):
            return None, "waits"
        wrong = []
        for name, reason in unread.items():
            del values[name]
            wrong.append((self.heading_of[name], row[self.heading_of[name]], str(reason)))
        old, missing_old = self.old_record(row, olds) if olds else (None, "")
        natural = self.home.key_of(values)
        first = self.lines.setdefault(hash(natural), line)
        if not wrong and first != line:
            wrong.append((self.shape.key[-1].label, row.get(self.shape.key[-1].label, ""), f"与第 {first} 行是同一条，请删掉一行"))
        if missing_old and not wrong and not self.home.select(self.home.id).where(self.home.natural == natural).exists():
            wrong.append((OLD_KEY, row[OLD_KEY], missing_old))
        for heading, text, reason in wrong:
            self.refuse(line, heading, text, reason)
        if wrong:
            return None, "refused"
        return Edit(self.home, old or natural, values=values, force=self.force), ""

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
