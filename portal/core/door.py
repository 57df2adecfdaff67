"""How the door takes a batch of edits on one model: look up, compare, merge; then judge and write.

Only `changes.Work` calls this. One edit and a thousand go the same way, in a handful of queries.
"""

from collections import defaultdict

from . import policy, publishing
from .db import database
from .errors import Forbidden, Missing
from .history import snapshot
from .judging import Judging
from .pending import Pending, Row, is_id
from .proposals import Collision, Outcome, refused
from .restoring import Restoring
from .writing import Writing


class Batch(Judging, Restoring, Writing):
    """Edits on one model, no record twice, answered in order by `run`."""

    def __init__(self, work, home, edits):
        self.work, self.home, self.edits = work, home, edits
        self.shape = home.shape()
        self.outcomes = [None] * len(edits)
        self.places = {f.name: (place, None if f.plain else f.db_value) for place, f in enumerate(self.shape.columns, start=len(Row.KEPT))}
        self.places |= {f.name: (None, None) for f in self.shape.many}
        self.blank = self.shape.blank()
        self.missing = {name: sentence for name, value in self.blank.items() if (sentence := self.shape[name].issue(value))}
        self.branches = {f.name for f in self.shape.relations if f.target is home}
        self.naming = {field.name for field in home.naming()}
        self.needed = {f.name for f in self.shape if f.required or not f.null}
        self.reach = {}  # model → the areas in which this actor sees its records
        self.sound = set()  # (name of a relation, id) that anything here may point at
        self.answers = {}  # (verb, area) → the `Answer` of policy
        self.trashed = {}  # (model, id) → the `Trash` row that this actor may see, or None
        self.sees = policy.paths(work.by, "see", home)
        self.sees_all = "/" in self.sees or (self.sees and home._meta.place is None)

    def run(self):
        """An `Outcome` for each edit."""
        hasty = len(self.edits) == 1 and not self.branches & self.edits[0].values.keys()
        pending = self.compared(range(len(self.edits)), lock=hasty)
        changing = [p.place for p in pending if p.row is not None]
        self.stand_in_line(pending)  # before a row is locked that who stands before us may need
        if database.for_update and not hasty and changing:
            # only the rows that will change are locked, and compared once more: a lock is a write there
            pending = [p for p in pending if p.row is None] + self.compared(changing, lock=True)
            self.stand_in_line(pending)
        deletes = [p for p in pending if p.edit.verb == "delete"]
        backs = [p for p in pending if p.back is not None]
        self.withdraw([p for p in pending if p.edit.verb == "withdraw"])
        writes = [p for p in pending if p.edit.verb not in ("delete", "withdraw") and p.back is None]
        for part in self.ordered_backs(backs):
            self.take(part)
        moves = [p for p in writes if p.row is not None and self.branches & p.delta.keys()]
        if len(moves) > 1:  # each is judged by the tree as the one before it left it
            writes = [p for p in writes if p not in moves]
        else:
            moves = []
        self.take(writes)
        for waiting in moves:
            (self.outcomes[waiting.place],) = Batch(self.work, self.home, [waiting.edit]).run()
        for part in self.ordered_deletes(deletes):
            self.delete(part)
        return self.outcomes

    def stand_in_line(self, pending):
        """Wait for other moves in the tree of this model: two that do not see each other could close a circle."""
        if any(p.row is not None and self.branches & p.delta.keys() for p in pending):
            database.alone(f"moves of {self.home._meta.name}")

    def take(self, writes):
        """Judge `writes`; write those that pass, or keep them as drafts."""
        if not writes:
            return
        self.judge(writes)
        writes = [p for p in writes if self.passes(p)]
        drafts = [p for p in writes if self.is_draft(p)]
        self.write([p for p in writes if p not in drafts] if drafts else writes)
        self.draft(drafts)

    # -- look up ------------------------------------------------------------------------------------------------

    def compared(self, places, lock):
        """The pending writes among the edits at `places`; the others have their outcome."""
        edits = [self.edits[place] for place in places]
        lost, found = self.lost(edits), {}  # the trash first: what another brings back meanwhile is found as a row
        for column, keys in (
            ("id", [edit.key for edit in edits if is_id(edit.key)]),
            ("natural", [edit.key for edit in edits if type(edit.key) is str and "\0" not in edit.key]),
        ):
            if keys:
                found |= self.fetch(column, keys, lock)
        return [p for place, edit in zip(places, edits, strict=True) if (p := self.compare(place, edit, found, lost))]

    def fetch(self, column, keys, lock):
        """key → Row, for those of `keys` that exist."""
        table, columns = self.home._meta.table_name, (*Row.KEPT, *(f.column_name for f in self.shape.columns))
        key = Row.KEPT.index(column)
        found = database.lookup(table, columns, column, keys, lock="UPDATE" if lock else "")
        rows = {cells[key]: Row(cells, self.shape) for cells in found}
        for field in self.shape.many:
            links = defaultdict(list)
            by_id = {row.id: row for row in rows.values()}
            if by_id:
                table = field.through._meta.table_name
                for owner, target in database.lookup(table, ("owner_id", "target_id"), "owner_id", by_id):
                    links[owner].append(target)
            for id, row in by_id.items():
                row.links[field.name] = tuple(sorted(links[id])) if id in links else ()
        return rows

    # -- compare and merge --------------------------------------------------------------------------------------

    def compare(self, place, edit, found, lost):
        """The `Pending` write of `edit`, or None when its outcome is settled already."""
        row = found.get(edit.key)
        there = row or (lost.get(edit.key) if edit.verb == "restore" else None)
        if (there is None and type(edit.key) is int) or (there is not None and not self.visible(there.area)):
            self.outcomes[place] = refused(edit, Missing(f"没有这条{self.home._meta.label}，可能已被删除"))
            return None
        if not edit.values.keys() <= self.shape.by_name.keys():
            unknown = next(name for name in edit.values if name not in self.shape)
            close = self.shape.nearest(unknown)
            self.outcomes[place] = Outcome(
                edit,
                "refused",
                issues={"": [f"{self.home._meta.label}没有“{unknown}”这一项" + (f"，您是不是要写“{close}”" if close else "")]},
            )
            return None
        for field in self.shape.many:
            if edit.values.get(field.name, ()) is None:
                edit.values = edit.values | {field.name: ()}
        if there is not row:
            return self.bring_back(place, edit, there)
        if row is None:
            values = self.blank | edit.values
            return Pending(place, edit, None, dict(edit.values), values)
        if edit.verb in ("delete", "withdraw"):
            return Pending(place, edit, row, {}, row.values)
        if row.same(edit.values, self.places):
            self.outcomes[place] = Outcome(edit, "unchanged", row.id, row.cells[self.places["slug"][0]], row.version)
            return None
        current = row.values
        delta = {name: value for name, value in edit.values.items() if current[name] != value}
        collisions = []
        if delta and edit.base is not None and edit.base != row.version:
            collisions = self.merge(edit, row, delta)
        if delta and self.work.from_file and row.touched and not edit.force:
            for name in set(row.touched.split(",")) & delta.keys():
                collisions.append(Collision(self.shape[name], None, current[name], delta.pop(name)))
        if collisions and not self.work.from_file:
            self.outcomes[place] = Outcome(edit, "conflict", row.id, current["slug"], row.version, collisions=collisions)
            return None
        if not delta:
            self.outcomes[place] = Outcome(
                edit, "conflict" if collisions else "unchanged", row.id, current["slug"], row.version, collisions=collisions
            )
            return None
        return Pending(place, edit, row, delta, current | delta, collisions)

    def merge(self, edit, row, delta):
        """Drop from `delta` what only others changed; answer what both changed, to different ends."""
        kept = snapshot(self.home, row.id, edit.base)
        base = self.shape.load(kept) if kept else {}
        collisions = []
        for name, mine in list(delta.items()):
            if name in base and mine == base[name]:
                del delta[name]
            elif name not in base or row.values[name] != base[name]:
                collisions.append(Collision(self.shape[name], base.get(name), row.values[name], mine))
        return collisions

    def withdraw(self, withdrawn):
        """Take back the draft that waits on each; one without a draft stays as it is."""
        waiting = publishing.drafts(self.home, [p.id for p in withdrawn]) if withdrawn else {}
        for p in withdrawn:
            if p.id not in waiting:
                self.outcomes[p.place] = Outcome(p.edit, "unchanged", p.id, p.row.values["slug"], p.row.version)
            elif not (answer := self.may("change", p.row.area)):
                self.outcomes[p.place] = refused(p.edit, Forbidden(answer.reason))
        self.write_off([p for p in withdrawn if self.outcomes[p.place] is None])

    def visible(self, area):
        return self.sees_all or any(policy.covers(path, area) for path in self.sees)
