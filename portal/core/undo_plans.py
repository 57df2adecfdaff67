"""What has to be done to one record so that the changes of an undo are taken back, told from its revisions."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, field

from . import policy, trash
from .history import Change, Revision
from .proposals import Edit

PART = 900  # ids a statement


@dataclass(slots=True)
class Plan:
    """What is to be done to one record.

    edits   for the door, none when everything is as it was already
    verb    delete, restore, undo (fields), draft (of before) or withdraw: what the edits come to
    fields  [(field, value now, value then)] that are set back
    later   the fields somebody edited since, which stay; () with `since` set: the record as a whole
    since   the revision that wrote over it, when anything was
    """

    home: type
    id: int
    edits: list = field(default_factory=list)
    verb: str = ""
    fields: list = field(default_factory=list)
    later: tuple = ()
    since: object = None
    trouble: str = ""
    title: str = ""
    notes: list = field(default_factory=list)
    snapshot: dict = field(default_factory=dict)


def newest_run(steps):
    """(before, after) of the newest unbroken run of our own steps, or None; `steps`: (before, after, whether it is ours)."""
    run, unbroken = None, False
    for before, after, ours in steps:
        if same(before, after):
            continue
        if ours:
            run = (run[0] if unbroken else before, after)
        unbroken = ours
    return run


def present_before(older, step):
    """Whether there was a record before `step`; `older` is the revision before it, None for the first that was kept."""
    return older.verb != "delete" if older is not None else step.verb not in ("create", "restore")


def same(one, other):
    """Whether two JSON values say the same; no relations and nothing are one."""
    return one == other or (one in (None, []) and other in (None, []))


class Plans:
    """The plans for some records of one model; `mine` are the changes that are taken back."""

    def __init__(self, home, ids, mine, by):
        self.home, self.shape, self.mine, self.by = home, home.shape(), mine, by
        self.rows = self.here(ids)
        self.backs = trash.kept(home, [id for id in ids if id not in self.rows])
        condition = trash.within(by, home)
        if condition is not None:
            lost = [row.id for row in self.backs.values()]
            seen = {id for part in _parts(lost) for (id,) in self.seen_trash(condition, part)}
            self.backs = {id: row for id, row in self.backs.items() if row.id in seen}
        self.ids = [id for id in ids if id in self.rows or id in self.backs]  # the rest lies elsewhere
        self.steps = self.read(self.ids)
        self.snapshots = self.load()

    def here(self, ids):
        """id → (version, area) of those that this actor may see."""
        found = {}
        for part in _parts(ids):
            query = policy.visible(self.by, self.home).select(self.home.id, self.home.version, self.home.area)
            found |= {id: rest for id, *rest in query.where(self.home.id.in_(part)).tuples()}
        return found

    @staticmethod
    def seen_trash(condition, part):
        return trash.Trash.select(trash.Trash.id).where(trash.Trash.id.in_(part), condition).tuples()

    def read(self, ids):
        """id → its revisions, oldest first, without what they hold."""
        steps = defaultdict(list)
        columns = (Revision.id, Revision.record, Revision.version, Revision.verb, Revision.change)
        for part in _parts(ids):
            query = Revision.select(*columns).where(Revision.shape == self.home._meta.name, Revision.record.in_(part))
            for step in query.order_by(Revision.id):
                steps[step.record].append(step)
        return steps

    def load(self):
        """revision id → what it holds, of those that a plan looks at."""
        wanted = set()
        for steps in self.steps.values():
            places = [place for place, step in enumerate(steps) if self.ours(step)]
            if places:
                # from the record as it was before our first step to what our last one left, and what is there now
                before = next((place for place in range(places[0] - 1, -1, -1) if steps[place].verb != "draft"), 0)
                wanted.update(step.id for step in steps[before : places[-1] + 1])
                wanted.update((steps[-1].id, next((step.id for step in reversed(steps) if step.verb != "draft"), steps[-1].id)))
        found = {}
        for part in _parts(sorted(wanted)):
            query = Revision.select(Revision.id, Revision.snapshot).where(Revision.id.in_(part))
            found |= {id: json.loads(text) for id, text in query.tuples()}
        return found

    def ours(self, step):
        return step.change_id in self.mine

    def newest(self, id):
        """The newest revision of ours that `id` has."""
        return next((step.id for step in reversed(self.steps[id]) if self.ours(step)), 0)

    def made(self):
        """The `Plan` for each record, their titles known."""
        plans = [self.plan(id) for id in self.ids]
        self.entitle(plans)
        return plans

    def plan(self, id):
        """What to do to one record."""
        steps = self.steps[id]
        real = [step for step in steps if step.verb != "draft"]
        plan = Plan(self.home, id, snapshot=self.snapshots.get(real[-1].id if real else steps[-1].id, {}))
        if any(self.ours(step) for step in real):
            there = newest_run(
                (present_before(older, step), step.verb != "delete", self.ours(step)) for older, step in itertools.pairwise([None, *real])
            )
            if there == (False, True):
                self.take_away(plan, real)
            elif there == (True, False):
                self.bring_back(plan, real)
            elif there in (None, (True, True)) and id in self.rows:
                self.set_back(plan, real)
            elif there is None:
                plan.since = self.after(real)
        if id in self.rows and self.ours(steps[-1]) and steps[-1].verb == "draft":
            self.take_draft(plan, steps)
        return plan

    def take_away(self, plan, real):
        """It was made: away with it, unless somebody edited it since."""
        if plan.id not in self.rows:
            return
        last = next(step for step in reversed(real) if self.ours(step))
        written, now = self.snapshots[last.id], plan.snapshot
        plan.later = tuple(kind for kind in self.shape.kept if not same(written.get(kind.name), now.get(kind.name)))
        if plan.later:
            plan.since = self.after(real)
        else:
            plan.verb = "delete"
            plan.edits = [Edit(self.home, plan.id, base=self.rows[plan.id][0], verb="delete")]

    def bring_back(self, plan, real):
        """It was deleted: back with it, as it was before these changes."""
        if plan.id in self.rows:
            return
        values, _, _ = self.fields(real, plan.snapshot)
        plan.verb = "restore"
        plan.edits = [Edit(self.home, plan.id, values=values, verb="restore")]

    def set_back(self, plan, real):
        """Its fields were changed: those that nobody edited since go back."""
        values, plan.fields, plan.later = self.fields(real, plan.snapshot)
        if plan.later:
            plan.since = self.after(real)
        if values:
            plan.verb = "undo"
            plan.edits = [Edit(self.home, plan.id, base=self.rows[plan.id][0], values=values, verb="undo")]
            self.spare(plan, values)

    def spare(self, plan, values):
        """Nothing to do when the undo waits as a draft already, from somebody who may not publish."""
        newest = self.steps[plan.id][-1]
        if newest.verb == "draft" and not self.ours(newest) and not policy.may(self.by, "publish", self.home, self.rows[plan.id][1]):
            waiting = self.shape.load(self.snapshots[newest.id])
            if all(waiting.get(name) == value for name, value in values.items()):
                plan.edits, plan.verb, plan.fields = [], "", []

    def take_draft(self, plan, steps):
        """Its newest draft is ours: the one before it waits again, or none does."""
        older = next((step for step in reversed(steps) if not self.ours(step)), None)
        if older is not None and older.verb == "draft":
            values = self.shape.load(self.snapshots[older.id])
            plan.edits.append(Edit(self.home, plan.id, values=values, verb="draft", draft=True))
            plan.verb = plan.verb or "draft"
        else:
            plan.edits.append(Edit(self.home, plan.id, verb="withdraw"))
            plan.verb = plan.verb or "withdraw"

    def fields(self, real, now):
        """(name → value to set back, [(field, now, then)], fields edited since)."""
        values, told, later = {}, [], []
        for kind in self.shape.kept:
            name = kind.name
            run = newest_run(
                (self.snapshots[older.id].get(name), self.snapshots[step.id].get(name), self.ours(step))
                for older, step in itertools.pairwise(real)
                if older.id in self.snapshots and step.id in self.snapshots
            )
            if run is None or same(*run) or same(now.get(name), run[0]):
                continue
            if same(now.get(name), run[1]):
                values[name] = kind.load(run[0])
                told.append((kind, kind.load(now.get(name)), values[name]))
            else:
                later.append(kind)
        return values, told, tuple(later)

    def after(self, real):
        """The newest revision that is not ours, its change read: whose edit stands in the way."""
        step = next((step for step in reversed(real) if not self.ours(step)), real[-1])
        return Revision.select(Revision, Change).join(Change).where(Revision.id == step.id).get()

    def entitle(self, plans):
        """Titles that name only what this actor may see."""
        wanted, seen = defaultdict(set), {}
        for kind in self.home.naming():
            if kind.target:
                wanted[kind.target].update(plan.snapshot.get(kind.name) for plan in plans)
        for target, ids in wanted.items():
            for part in _parts([id for id in ids if id]):
                found = target.entitled(policy.visible(self.by, target).where(target.id.in_(part)))
                seen |= {(target, record.id): record.title for record in found}
        for plan in plans:
            title = self.home.title_of(plan.snapshot, lambda kind, id: seen.get((kind.target, id), f"别处的{kind.target._meta.label}"))
            plan.title = title or plan.snapshot.get("slug") or f"{self.home._meta.label} {plan.id}"


def _parts(ids):
    ids = list(ids)
    return [ids[start : start + PART] for start in range(0, len(ids), PART)]
