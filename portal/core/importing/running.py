"""An import that any process can go on with: judged or written chunk by chunk, each chunk counted where it is written.

A chunk's figures are stored in the transaction that writes its records, and its rows in the `Store` just before; so after
`kill -9` the figures are exact, and going on cuts off what the store knows too much.
"""

import contextlib
import itertools
import json
import time
from collections import Counter

from .. import media, planner
from ..changes import change
from ..db import database
from ..errors import Refused, Taken, Unavailable, Unreadable, Unresolved
from ..history import Revision
from . import runs
from .matching import LEFT_OUT
from .report import OLD_KEY, SKIP
from .rows import Import, few_collections
from .store import MOST, digest

BATCH = 2000  # rows of a chunk at most, half as many as on the command line: other people write in between
FEW = 250  # rows of the first chunk, whose rows may be slow ones, and of any chunk at least
HOLD = 0.5  # seconds that a chunk is meant to keep other writers waiting
REST = 0.1  # seconds between two tries of a writer that waits for SQLite's lock (the longest step of its busy handler)
WHOLE = 10_000  # rows that are checked inside one transaction, so that every row sees what the others would bring
TRIES = 12  # times a chunk waits for a database that is busy, a few seconds each


class _Back(Exception):
    """Rolls a check back."""


class Running(Import):
    """The rows of `run` on their way into `home`, told to `store`. With `check` nothing is written."""

    def __init__(self, home, run, table, by, store, check=False):
        super().__init__(home, table, by, run.via, run.file, run.force, None, run)
        self.store, self.check = store, check
        self.whole = check and table.length <= WHOLE
        self.size = BATCH if self.whole else min(FEW, BATCH)
        self.rested = 0  # when the next chunk may take the write lock
        self.says = json.loads(run.says)
        self.lines = store.forced()
        self.chunk = run.chunk
        self.kept = Counter({kind: getattr(run, kind) for kind in runs.KINDS})
        self.alone = [field for field in self.shape.columns if field.unique] if check and not self.whole else ()
        self.branches = {f.name for f in (*self.shape.relations, *self.shape.many) if f.target is home}
        self.wrong = {}

    def headings(self):
        """heading → field, as the person who looked at the columns decided."""
        mapping = json.loads(self.tracked.mapping)
        self.old_heading = next((heading for heading, takes in mapping.items() if takes == OLD_KEY), None)
        return {heading: self.shape[takes] for heading, takes in mapping.items() if takes not in (OLD_KEY, LEFT_OUT)}

    # -- turns and chunks -------------------------------------------------------------------------------------------

    def run(self):
        """Go on until every row has its answer or somebody wants to stop; whether it is over."""
        self.columns = self.headings()
        self.heading_of = {kind.name: heading for heading, kind in self.columns.items()}
        self.store.cut(self.chunk)
        with media.reading_beside(self.table.folder), few_collections(), self.one_transaction():
            while self.turned():
                run = self.tracked
                waited = self.store.waited(run.turn)
                if not waited:
                    return True
                if run.final:
                    return True
                # rows that wait come round again until a whole turn helped none of them
                helped = run.turn == 0 or waited < self.store.waited(run.turn - 1)
                final = not helped or (self.check and not self.whole)
                self.save(turn=run.turn + 1, row=0, final=final)
        return False

    @contextlib.contextmanager
    def one_transaction(self):
        """A small table is checked as a whole."""
        if not self.whole:
            yield
            return
        with contextlib.suppress(_Back), change(self.by, self.via, why=self.why):
            yield
            raise _Back

    def turned(self):
        """Take the rows of this turn that are left; False when somebody wants to stop."""
        run = self.tracked
        rows = iter(self.table.rows) if run.turn == 0 else self.store.waiting(run.turn - 1)
        for _ in itertools.islice(rows, run.row):
            pass
        while batch := list(itertools.islice(rows, self.size)):
            self.batch(batch, run.final)
            if not self.check and runs.asked_to_stop(run):
                return False
        return True

    def batch(self, rows, last):
        """One chunk: what it says is read first, so that the write lock is held only while it is judged and written."""
        self.wrong, self.words, self.laters = {}, Counter(), []
        told, waiting = self.told(rows, last)
        early = {line: list(reasons) for line, reasons in self.wrong.items()}
        words = Counter(self.words)
        time.sleep(max(0, self.rested - time.monotonic()))
        for attempt in itertools.count(1):
            self.wrong, self.words = {line: list(reasons) for line, reasons in early.items()}, Counter(words)
            try:
                self.write(told, rows, waiting)
                return
            except (Taken, Unavailable) as trouble:
                self.store.cut(self.chunk)
                if attempt == (2 if isinstance(trouble, Taken) else TRIES):
                    raise
                time.sleep(0 if isinstance(trouble, Taken) else 1)

    def write(self, told, rows, waiting):
        """Judge and write what `rows` told, and count it in the same transaction."""
        run = self.tracked
        self.entries, self.changes, self.tally = [], [], Counter()
        facts = {"chunk": self.chunk + 1, "row": run.row + len(rows)}
        try:
            with change(self.by, self.via, why=self.why, run=self.run_id):
                began = time.monotonic()
                self.take(told, rows, waiting)
                self.store.wait(self.chunk + 1, run.turn, waiting)
                self.enter(rows)
                self.store.keep()
                facts |= {kind: self.kept[kind] + self.tally[kind] for kind in runs.KINDS}
                if self.check and not self.whole:
                    raise _Back
                self.save(**facts)
        except _Back:
            self.save(**facts)
        self.chunk += 1
        self.kept.update(self.tally)
        if not self.whole:
            self.pace(len(rows), time.monotonic() - began)

    def pace(self, rows, held):
        """Give the next chunk as many rows as fit into HOLD seconds, after `rows` of them held the write lock for `held` seconds.

        SQLite tells nobody that its lock is free: who waits for it looks again, every REST seconds at the latest. So it is left
        free for as long before the next chunk; reading that one may be quicker, and then a writer found the lock taken at each
        look, chunk after chunk, until it gave up.
        """
        self.size = max(min(FEW, BATCH), min(BATCH, int(rows * HOLD / max(held, 0.001))))
        self.rested = time.monotonic() + min(held, REST) if database.kind == "sqlite" else 0

    def save(self, **facts):
        """Write down how far it is; a check that stands in one transaction tells nobody before its end."""
        if self.whole:
            for name, value in facts.items():
                setattr(self.tracked, name, value)
        else:
            runs.keep(self.tracked, **facts)

    # -- one chunk --------------------------------------------------------------------------------------------------

    def told(self, rows, last):
        """What each of `rows` says; a large check remembers what they are called, for those that point at them."""
        told, waiting = super().told(rows, last)
        if self.check and not self.whole and self.branches:
            if last:
                self.laters = [one for one in told if self.later(one)]
                told = [one for one in told if one not in self.laters] if self.laters else told
            names = [digest("name", name) for one in told for name in self.names(one)]
            names += [digest("name", row.get(self.heading_of.get(self.home._meta.title), "")) for _, row in waiting]
            self.store.first(names, [0] * len(names), self.chunk + 1)
        return told, waiting

    def names(self, told):
        """The words by which another row may mean this one."""
        return {told.natural, *(word for name in (self.home._meta.title, "slug") if type(word := told.values.get(name)) is str)}

    def later(self, told):
        """Whether all that is unread in a row of a large check names other rows of the file: it is judged when it is written."""
        unread = told.unread
        if not unread or not unread.keys() <= self.branches:
            return False
        return all(self.store.has(digest("name", told.row[self.heading_of[name]].strip())) for name in unread)

    def settle(self, outcomes):
        """Nothing: a chunk is counted as a whole, with its refused rows."""

    def edit(self, told, first, olds):
        """The row's `Edit`; rows of which somebody said so overwrite what people edited."""
        edit = super().edit(told, first, olds)
        if edit is None:
            self.unknown(told)
        elif told.line in self.lines:
            edit.force = True
        return edit

    def firsts(self, told):
        """The line that named the record of each row first, in this process or the one before it."""
        return self.store.first([digest("key", one.natural) for one in told], [one.line for one in told], self.chunk + 1)

    def refuse(self, line, column, value, reason):
        self.wrong.setdefault(line, []).append([column, value, reason])

    def count(self, line, row, outcome):
        """Count the outcome of one row, and keep what is to be said about it."""
        if outcome.kind in ("created", "changed", "drafted") and (twice := self.twice(line, outcome)):
            self.refuse(line, *twice)
            return
        kind = {"drafted": "changed"}.get(outcome.kind, outcome.kind)
        title = self.called(row)
        if kind in ("created", "unchanged"):
            self.note(kind, line, outcome.id, title, {})
        elif kind == "changed":
            self.changes.append((line, outcome, title))
        if kind in ("created", "changed", "unchanged"):
            self.tally[kind] += 1
        if outcome.collisions:
            self.tally["conflicts"] += 1
            if kind == "conflict":
                self.tally["unchanged"] += 1  # nothing else was said in this row
            said = {c.name: [c.field.dump(c.theirs), c.field.dump(c.mine)] for c in outcome.collisions}
            self.note("conflicts", line, outcome.id, title, said)
        for name, sentences in outcome.issues.items():
            heading = self.heading_of.get(name, self.shape[name].label if name in self.shape else "")
            for sentence in sentences:
                self.refuse(line, heading, row.get(heading, ""), sentence)

    def twice(self, line, outcome):
        """(column, value, reason) when an earlier chunk of a check, rolled back by now, said the same in a unique column."""
        for field in self.alone:
            value = outcome.edit.values.get(field.name)
            if value is None:
                continue
            (first,) = self.store.first([digest(field.name, str(value))], [line], self.chunk + 1)
            if first != line:
                heading = self.heading_of[field.name]
                return heading, field.show(value), f"{field.label}“{field.show(value)}”和第 {first} 行的一样，请改其中一个"
        return None

    def note(self, kind, line, record, title, says):
        """Keep an entry about a row, unless there are plenty of its kind."""
        if self.kept[kind] + self.tally[kind] <= MOST[kind]:
            self.entries.append((kind, line, record, title, says))

    def called(self, row):
        """What the row calls its record."""
        heading = self.heading_of.get(self.home._meta.title) or self.heading_of.get(self.shape.key[-1].name)
        return row.get(heading, "")[:80] if not (heading and self.columns[heading].personal) else ""

    def enter(self, rows):
        """Put what this chunk has to say into the store."""
        self.compare()
        for one in self.laters:
            self.note("created", one.line, None, self.called(one.row), {"later": True})
            self.tally["created"] += 1
        by_line = dict(rows) if self.wrong else {}
        for line, reasons in self.wrong.items():
            self.tally["refused"] += 1
            row = by_line.get(line, {})
            cells = [row.get(heading, "") for heading in self.table.headings] + list(row.get(None, ()))
            self.note("refused", line, None, self.called(row), {"cells": cells, "reasons": reasons})
        self.store.add(self.chunk + 1, self.entries)
        if self.check:
            self.store.meet(self.words)
            self.store.meet(*self.used(rows))

    def compare(self):
        """Keep what was different in each record that changed."""
        room = max(0, MOST["changed"] - self.kept["changed"])
        changes = self.changes[:room]
        for start in range(0, len(changes), 500):
            part = changes[start : start + 500]
            before, after = self.snapshots([outcome for _, outcome, _ in part])
            for line, outcome, title in part:
                old, new = before.get(outcome.id, {}), after.get(outcome.id, {})
                said = {f.name: [old.get(f.name), new.get(f.name)] for f, _, _ in self.shape.differences(old, new)}
                self.entries.append(("changed", line, outcome.id, title, said))

    def snapshots(self, outcomes):
        """(id → what the record was, id → what it is) of records that this transaction changed."""
        ids, before, after = [outcome.id for outcome in outcomes], {}, {}
        versions = {outcome.version for outcome in outcomes} | {outcome.version - 1 for outcome in outcomes}
        found = Revision.select(Revision.record, Revision.version, Revision.verb, Revision.snapshot).where(
            Revision.shape == self.home._meta.name, Revision.record.in_(ids), Revision.version.in_(versions)
        )
        now = {outcome.id: outcome.version for outcome in outcomes}
        drafted = {outcome.id for outcome in outcomes if outcome.kind == "drafted"}
        for id, version, verb, text in found.order_by(Revision.id).tuples():
            if version == now[id] and (verb == "draft") == (id in drafted):
                after[id] = json.loads(text)
            elif verb != "draft" and version == now[id] - (id not in drafted):
                before[id] = json.loads(text)
        return before, after

    # -- words that no field understands ----------------------------------------------------------------------------

    def mappable(self, kind):
        """Whether a person may say once what a word of this column stands for."""
        return bool(kind.target) or hasattr(kind, "options")

    def translated(self, kind, answers):
        """Words that somebody said the meaning of are taken for what they said."""
        said = self.says.get(kind.name)
        if not said or not self.mappable(kind):
            return answers
        for text, answer in answers.items():
            if not isinstance(answer, Unreadable):
                continue
            parts = kind.split(text) if kind.many else [text.strip()]
            words = [said.get(part, part) for part in parts]
            if words == parts:
                continue
            meant = "；".join(word for word in words if word)
            known = kind.read_all([meant], self.by)[meant] if meant else SKIP
            if not isinstance(known, Unreadable):
                answers[text] = known  # else the row's own word is refused, and not what somebody meant by it
        return answers

    def used(self, rows):
        """((field, text) → rows, (field, text) → what it stands for) of the words whose meaning somebody said."""
        counted, meant = Counter(), {}
        for name, said in self.says.items():
            kind = self.shape.by_name.get(name)
            if kind is None or name not in self.heading_of or not self.mappable(kind):
                continue
            for text, many in Counter(row.get(self.heading_of[name], "") for _, row in rows).items():
                for part in kind.split(text) if kind.many else [text.strip()]:
                    if part in said:
                        counted[name, part] += many
                        meant[name, part] = said[part]
        return counted, meant

    def unknown(self, told):
        """Count the words of a refused row that a person may say the meaning of."""
        for name, reason in told.unread.items():
            kind = self.shape[name]
            if not self.check or not self.mappable(kind):
                continue
            text = told.row[self.heading_of[name]].strip()
            parts = kind.split(text) if kind.many else [text]
            if len(parts) > 1:
                answers = kind.read_all(parts, self.by)
                parts = [part for part in dict.fromkeys(parts) if isinstance(answers[part], Unreadable)]
            if isinstance(reason, Unresolved) or not kind.target:
                self.words.update((name, part[:200]) for part in parts)


# -- the two things that are done with a run --------------------------------------------------------------------------


def check(home, run, table, by, store):
    """Judge every row of `run`, which this worker has claimed, and write nothing; the run then waits as checked."""
    job = Running(home, run, table, by, store, check=True)
    try:
        job.run()
    except runs.Lost:
        raise
    except Exception as trouble:
        sentence = str(trouble) if isinstance(trouble, Refused) else "检查时出错了，已经记下来，什么都没有写入。请再检查一次。"
        with contextlib.suppress(Exception):
            runs.keep(run, state="columns", note=sentence[:250], claim="")
        raise
    runs.keep(run, state="checked", claim="", **{kind: job.kept[kind] for kind in runs.KINDS})
    return run


def write(home, run, table, by, store):
    """Write `run`, which this worker has claimed, or go on with it; how it ended stands in its state."""
    try:
        job = Running(home, run, table, by, store)
        over = job.run()
    except runs.Lost:
        raise
    except Exception as trouble:
        sentence = str(trouble) if isinstance(trouble, Refused) else "写入时出错了，已经记下来；写好的行不会丢，可以继续。"
        with contextlib.suppress(Exception):
            runs.keep(run, state="stopped", note=sentence[:250], claim="", ended=runs.stamp())
        raise
    runs.keep(run, state="done" if over else "cancelled", claim="", ended=runs.stamp())
    planner.after_import(job.kept["created"])
    return run
