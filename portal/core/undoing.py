"""Taking a whole change back: what it made goes to the trash, what it changed is set back, what it deleted returns.

What to do is decided record by record from the revisions: a field is set back only while it still holds what the change wrote,
and one that holds what was there before is done already. So the same undo may be run again at any time, after a crash too,
and finishes what is left; and an undo is a change like any other, so it can be undone itself.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from . import policy, reach
from .changes import change
from .db import database
from .history import Change, Revision
from .homes import HOMES
from .trash import Trash, within
from .undo_plans import Plans

SIZE = 1000  # records that are looked at, and taken back in one transaction
GROUP = 200  # changes whose revisions are read together
SHOWN = 100  # records of which an `Undone` says in full what became of them
LAST = 2**31 - 1  # an id that none exceeds
PASSES = 5  # of what is refused because something else of the same change has to go first


@dataclass(slots=True)
class Later:
    """A record edited since, and therefore left alone as far as `fields` (none: as a whole) go."""

    home: type
    id: int
    title: str
    fields: tuple
    by: str
    at: object


@dataclass(slots=True)
class Undone:
    """What became of the records of some changes.

    plans      the first SHOWN of those taken back, each as a `undo_plans.Plan`
    onward    where to go on when `most` stopped it; None at the end
    """

    done: int = 0
    unchanged: int = 0
    later: list = field(default_factory=list)
    refused: list = field(default_factory=list)  # (home, id, title, sentence)
    plans: list = field(default_factory=list)
    onward: str | None = None
    run: str = ""


class _Back(Exception):
    """Rolls a look back."""


def of_run(run):
    """The ids of the changes of one long run."""
    return [id for (id,) in Change.select(Change.id).where(Change.run == run).order_by(Change.id).tuples()] if run else []


def undo(changes, by, via="admin", why="", progress=None, start="", most=None):
    """Take back what `changes` (ids) did, newest first, each SIZE records a transaction; what became of it as `Undone`.

    progress  called with the number of records behind us
    start    where an earlier call stopped;  most: stop after so many records
    """
    undone = Undone(run=run_of(changes))
    undoing = Undoing(changes, by, via, why, undone)
    undoing.go(undoing.pages(start, min(SIZE, most or SIZE)), progress, most)
    return undone


def look(changes, by, start="", most=None):
    """What `undo` would do, judged by every rule and rolled back; of what has several revisions it may say less than `most`."""
    undone = Undone(run=run_of(changes))
    undoing = Undoing(changes, by, "admin", "", undone)
    pages, found = [], 0
    for keys, after in undoing.pages(start, min(SIZE, most or SIZE)):  # before anybody has to wait for us
        pages.append((keys, after))
        found += len(keys)
        if most is not None and found >= most:
            break
    try:
        with change(by, "admin"), database.atomic():
            undoing.go(pages)
            raise _Back
    except _Back:
        return undone


def run_of(changes):
    """The name that all changes bear which take `changes` back: the same when it is done again."""
    return "undo-" + hashlib.sha256(",".join(map(str, sorted(set(changes)))).encode()).hexdigest()[:24]


def concerns(changes, by):
    """Whether anything that `changes` touched lies where `by` may see it."""
    changes = sorted(set(changes), reverse=True)
    by_name = {home._meta.name: home for home in HOMES}
    for start in range(0, len(changes), GROUP):
        here = Revision.change.in_(changes[start : start + GROUP])
        for (shape,) in list(Revision.select(Revision.shape).where(here).distinct().tuples()):
            home = by_name.get(shape)
            if home is None or not policy.paths(by, "see", home):
                continue
            touched = Revision.select(Revision.record).where(here, Revision.shape == shape)
            if policy.visible(by, home).where(home.id.in_(touched)).limit(1).exists() or _trashed(home, touched, by):
                return True
    return False


def _trashed(home, touched, by):
    condition = within(by, home)
    query = Trash.select().where(Trash.shape == home._meta.name, Trash.record.in_(touched))
    return (query if condition is None else query.where(condition)).limit(1).exists()


class Undoing:
    """One undo on its way."""

    def __init__(self, changes, by, via, why, undone):
        self.changes, self.by, self.via, self.why, self.undone = sorted(set(changes), reverse=True), by, via, why, undone
        self.mine = frozenset(self.changes)
        self.homes = {home._meta.name: home for home in HOMES}

    def go(self, pages, progress=None, most=None):
        """Everything on `pages`, until `most` are behind us; at the end once more what was refused."""
        undone, behind = self.undone, 0
        for keys, after in pages:
            behind += self.take(keys)
            undone.onward = after
            if progress:
                progress(behind)
            if most is not None and behind >= most:
                break
        if undone.onward is None:
            self.retry()

    def retry(self):
        """Try what was refused again, as long as that takes any of it back: something else had to go first."""
        undone = self.undone
        for _ in range(PASSES):
            if not undone.refused or not undone.done:
                return
            waiting, undone.refused, before = undone.refused, [], undone.done
            keys = {(home, id): None for home, id, _, _ in waiting}
            for part in _parts(list(keys)):
                self.take(dict.fromkeys(part), again=True)
            if undone.done == before:
                return

    # -- which records --------------------------------------------------------------------------------------------

    def pages(self, start, size):
        """({(home, id): its newest revision here}, where to go on behind them) of all that the changes touched, newest first.

        What `by` may not see is not gone through.
        """
        group, below = place(start)
        known = reach.within(self.by)
        while group * GROUP < len(self.changes):
            here = Revision.change.in_(self.changes[group * GROUP : (group + 1) * GROUP])
            query = Revision.select(Revision.id, Revision.shape, Revision.record).where(here, Revision.id < below, known)
            rows = list(query.order_by(Revision.id.desc()).limit(size).tuples())
            keys = {}
            for id, shape, record in rows:
                if shape in self.homes:
                    keys.setdefault((self.homes[shape], record), id)
            group, below = (group, rows[-1][0]) if len(rows) == size else (group + 1, LAST)
            yield keys, f"{group}.{below}" if group * GROUP < len(self.changes) else None

    # -- what becomes of them -------------------------------------------------------------------------------------

    def take(self, keys, again=False):
        """Take back what was done to the records `keys`, in one transaction; how many there were."""
        undone, count = self.undone, 0
        with change(self.by, self.via, self.why, undone.run) as work:
            plans = self.plans(keys)
            for plan in plans:
                count += 1
                if plan.since is not None and not again:
                    at = plan.since.change
                    undone.later.append(Later(plan.home, plan.id, plan.title, plan.later, at.by, at.at))
                elif not plan.edits:
                    undone.unchanged += 1
            self.apply(work, [plan for plan in plans if plan.edits])
        return count

    def plans(self, keys):
        """The plan of each record, in the order of `keys`; what was told with a newer revision of its own is left out."""
        ids, plans = defaultdict(list), {}
        for home, id in keys:
            ids[home].append(id)
        for home, some in ids.items():
            found = Plans(home, some, self.mine, self.by)
            plans |= {(home, plan.id): plan for plan in found.made() if keys[home, plan.id] in (None, found.newest(plan.id))}
        return [plans[key] for key in keys if key in plans]

    def apply(self, work, plans):
        """Let the door judge and write `plans`, again while some of those that it refused may pass after the others."""
        for _ in range(PASSES):
            refused = []
            edits = [(plan, edit) for plan in plans for edit in plan.edits]
            outcomes = work.apply([edit for _, edit in edits])
            answers = defaultdict(list)
            for (plan, _), outcome in zip(edits, outcomes, strict=True):
                answers[id(plan)].append(outcome)
            for plan in plans:
                if all(answers[id(plan)]):
                    self.count(plan, answers[id(plan)])
                else:
                    plan.trouble = next(sentence(outcome) for outcome in answers[id(plan)] if not outcome)
                    refused.append(plan)
            if not refused or len(refused) == len(plans):
                break
            plans = refused
        self.undone.refused += [(plan.home, plan.id, plan.title, plan.trouble) for plan in refused]

    def count(self, plan, outcomes):
        """Enter a record that was taken back."""
        self.undone.done += 1
        if len(self.undone.plans) < SHOWN:
            plan.notes = [note for outcome in outcomes for note in outcome.notes]
            self.undone.plans.append(plan)


def place(start):
    """(group, id below which to go on) that `start` says; the beginning for one that says nothing."""
    group, _, below = (start or "").partition(".")
    if all(part.isascii() and part.isdecimal() for part in (group, below)) and len(start) < 30:
        return int(group), min(int(below), LAST)
    return 0, LAST


def sentence(outcome):
    """Why the door did not take an edit."""
    return "；".join(one for many in outcome.issues.values() for one in many) or "别人刚刚改过，请再试一次"


def _parts(keys):
    return [keys[start : start + SIZE] for start in range(0, len(keys), SIZE)]
