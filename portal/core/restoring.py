"""How the door brings records back from the trash: under their old ids, with what is still there of their relations."""

from . import trash
from .db import database
from .pending import Pending, is_id


class Restoring:
    """The part of a `door.Batch` that knows the trash; `p` is always a `Pending` write of it."""

    def lost(self, edits):
        """id → what lies in the trash, of the records that `edits` want restored; locked, so that two restore it once."""
        ids = [edit.key for edit in edits if edit.verb == "restore" and is_id(edit.key)]
        return trash.kept(self.home, ids, lock=True) if ids else {}

    def bring_back(self, place, edit, back):
        """The pending write that makes the record again, as it was when it was deleted and with the values of `edit`."""
        kept = self.blank | self.shape.load(back.snapshot)
        values = kept | edit.values
        p = Pending(place, edit, None, dict(values), values)
        p.id, p.back = back.record, back
        back.known = kept
        back.touched = ",".join(
            sorted({*filter(None, back.touched.split(",")), *(n for n, value in edit.values.items() if kept[n] != value)})
        )
        return p

    def ordered_backs(self, backs):
        """`backs` in parts: what others of them point at comes first."""
        while backs:
            waiting = {p.id for p in backs}
            ready = [p for p in backs if not waiting.intersection(self.pointed(p))] or backs
            yield ready
            went = {p.id for p in ready}
            backs = [p for p in backs if p.id not in went]

    def ordered_deletes(self, deletes):
        """`deletes` in parts: what points at others of them goes first."""
        while deletes:
            pointed = {id for p in deletes for id in self.pointed(p)}
            ready = [p for p in deletes if p.id not in pointed] or deletes
            yield ready
            went = {p.id for p in ready}
            deletes = [p for p in deletes if p.id not in went]

    def pointed(self, p):
        """The ids of its own model that `p` points at."""
        for field in (*self.shape.relations, *self.shape.many):
            if field.target is self.home and (value := p.values[field.name]):
                yield from value if field.many else (value,)

    def ease(self, backs):
        """Leave out of many-relations what is gone; settle which addresses are still free."""
        for p in backs:
            for field in self.shape.many:
                ids = p.values[field.name] or ()
                there = tuple(id for id in ids if self.related(field, id) is not None)
                if len(there) < len(ids):
                    p.values[field.name] = p.delta[field.name] = there
                    p.notes.append(f"{field.label}里有 {len(ids) - len(there)} 条已不在，没有带回来")
        wanted = [p.values["slug"] for p in backs if p.values["slug"]]
        taken = {slug for (slug,) in database.lookup(self.home._meta.table_name, ("slug",), "slug", wanted)}
        for p in backs:
            slug = p.values["slug"]
            if slug in taken:
                p.values["slug"] = p.delta["slug"] = None  # judging gives it another
                p.notes.append(f"网址名“{slug}”已被别的记录使用，换成了新的")
            taken.add(slug)
        for p in backs:
            p.notes += [f"{field.label}没有留在历史里，请重新设置" for field in self.shape if field.secret]

    def was_so(self, p, field):
        """Whether `p` brings back a relation as it was: then it need not be seen by who restores it."""
        return p.back is not None and p.back.known.get(field.name) == p.values[field.name]

    def gone(self, p, field, id):
        """The sentence about a relation that points at nothing (any more)."""
        label = field.target._meta.label
        if p.back is None:
            return f"{field.label}指向的{label}不存在，请重新选"
        if (field.target, id) not in self.trashed:
            self.trashed[field.target, id] = trash.held(self.work.by, field.target, id) if is_id(id) else None
        other = self.trashed[field.target, id]
        return f"{label}“{other.title}”也在回收站里，请先恢复它" if other else f"原来的{label}已不在，请先恢复它"

    def restorable(self, p, area):
        """Policy's `Answer`: who may delete may restore, where it lay and where it would lie now."""
        now = area + (f"{p.id}/" if self.home._meta.is_area else "")
        return self.may("delete", p.back.area) and self.may("delete", now)
