"""How the door writes: row, relations, revision and search entry of each record, many at once."""

import functools
import hashlib
import itertools
import json
from collections import defaultdict

import peewee

from . import calling, pinyin, seals, search, trash
from .db import database, passing
from .errors import Forbidden, InUse
from .history import Revision
from .homes import HOMES, pointing_at_all
from .pending import records
from .proposals import Outcome, refused

STAMP = "%Y-%m-%d %H:%M:%S"
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Writing:
    """The part of a `door.Batch` that writes what passed; `p` is always a `Pending` write of it."""

    def write(self, writes):
        """Rows, links, revisions and search entries of `writes`."""
        if not writes:
            return
        made = [p for p in writes if p.row is None]
        changed = [p for p in writes if p.row is not None]
        for p in writes:
            p.title = self.title(p)
        with passing():
            if made:
                self.insert(made)
            if changed:
                self.update(changed)
            self.link(writes)
            self.remember([(p.id, p.version, p.edit.verb or ("change" if p.row else "create"), self.shape.dump(p.values)) for p in writes])
            self.index(made, fresh=True)
            self.index(changed, fresh=False)
            for p in changed:
                if p.area != p.row.area:
                    self.move(p.row.area, p.area) if self.home._meta.is_area else self.carry(self.home, [p.id], p.row.area, p.area)
            self.rename(self.home, [p.id for p in changed if self.naming & p.delta.keys() or p.area != p.row.area])
        if self.home._meta.is_area:
            self.work.related.clear()  # a place that moved took its records with it
        self.work.related.pop(self.home, None)
        for p in writes:
            kind = "changed" if p.row else "restored" if p.back else "created"
            self.outcomes[p.place] = Outcome(p.edit, kind, p.id, p.values["slug"], p.version, collisions=p.collisions, notes=p.notes)

    def insert(self, made):
        fresh = [p for p in made if p.back is None]
        latest = (
            Revision.select(peewee.fn.MAX(Revision.record)).where(Revision.shape == self.home._meta.name).scalar() or 0
            if database.kind == "sqlite" and fresh
            else 0
        )
        at, by = self.stamp()
        for p, id in zip(fresh, database.next_ids(self.home, len(fresh), also=latest) if fresh else (), strict=True):
            p.id = id
        if self.home._meta.is_area:
            for p in made:
                p.area += f"{p.id}/"
        count = len(made)
        columns = {"id": [p.id for p in made]}
        for field in self.shape.columns:  # column by column, because most of them say the same in every row
            name = field.name
            values = [p.values[name] for p in made]
            columns[field.column_name] = values if field.plain else list(map(field.db_value, values))
        columns["natural"] = [p.natural for p in made]
        columns["area"] = [p.area for p in made]
        columns["sort"] = [pinyin.sort_key(p.title) for p in made]
        stamps = {"version": 1, "created_at": at, "created_by": by, "updated_at": at, "updated_by": by}
        columns["touched"] = [""] * count if self.work.from_file else [",".join(sorted(p.delta)) for p in made]
        columns |= {name: itertools.repeat(stamp, count) for name, stamp in stamps.items()}
        if len(fresh) < count:
            columns |= self.as_before(made, columns["touched"], at, by)
        if self.home.DERIVED:
            derived = [self.home.derived(p.values) for p in made]
            columns |= {name: [one[name] for one in derived] for name in self.home.DERIVED}
        database.insert_rows(self.home._meta.table_name, columns, zip(*columns.values(), strict=True))

    def as_before(self, made, touched, at, by):
        """What records from the trash keep beside their fields: who made them when, and what a person edited."""
        backs = [p.back for p in made]
        if any(back is not None for back in backs):
            self.empty(p for p in made if p.back is not None)
        return {
            "version": [p.version for p in made],
            "created_at": [back.created_at.strftime(STAMP) if back else at for back in backs],
            "created_by": [back.created_by if back else by for back in backs],
            "touched": [back.touched if back else names for back, names in zip(backs, touched, strict=True)],
        }

    def empty(self, backs):
        """Take out of the trash what comes back."""
        database.write_rows("DELETE FROM trash WHERE shape = ? AND record = ?", [(self.home._meta.name, p.id) for p in backs])

    def update(self, changed):
        at, by = self.stamp()
        groups = defaultdict(list)
        for p in changed:
            columns = {
                self.shape[name].column_name: self.shape[name].db_value(value)
                for name, value in p.delta.items()
                if not self.shape[name].many
            }
            if p.natural != p.row.natural:
                columns["natural"] = p.natural
            if p.area != p.row.area and not self.home._meta.is_area:
                columns["area"] = p.area
            if self.naming & p.delta.keys() or p.area != p.row.area:
                columns["sort"] = pinyin.sort_key(p.title)
            columns |= self.home.derived(p.values)
            before = set(filter(None, p.row.touched.split(",")))
            touched = before - p.delta.keys() if self.work.from_file else before | p.delta.keys()
            if touched != before and p.edit.verb != "undo":  # taking a change back edits nothing anew
                columns["touched"] = ",".join(sorted(touched))
            groups[tuple(columns)].append((*columns.values(), at, by, p.id))
        for columns, rows in groups.items():
            sets = "".join(f'"{name}" = ?, ' for name in columns)
            database.write_rows(
                f'UPDATE "{self.home._meta.table_name}" SET {sets}"version" = "version" + 1, '
                '"updated_at" = ?, "updated_by" = ? WHERE "id" = ?',
                rows,
            )
        slugs = [(self.home._meta.name, p.row.values["slug"], p.id) for p in changed if "slug" in p.delta and p.row.values["slug"]]
        if slugs:
            database.write_rows("DELETE FROM old_slug WHERE shape = ? AND slug = ?", [row[:2] for row in slugs])
            database.write_rows("INSERT INTO old_slug (shape, slug, record) VALUES (?, ?, ?)", slugs)

    def link(self, writes):
        for field in self.shape.many:
            table = field.through._meta.table_name
            linked = [p for p in writes if (p.row is not None and field.name in p.delta) or (p.row is None and p.values[field.name])]
            database.write_rows(f'DELETE FROM "{table}" WHERE "owner_id" = ?', [(p.id,) for p in linked if p.row is not None])
            database.write_rows(
                f'INSERT INTO "{table}" ("owner_id", "target_id") VALUES (?, ?)',
                [(p.id, target) for p in linked for target in p.values[field.name] or ()],
            )

    def stamp(self):
        return self.work.at.strftime(STAMP), self.work.by.name

    def remember(self, rows):
        """One revision for each (id, version, verb, snapshot), their ids; the change itself is written with its first revision."""
        work = self.work
        if work.id is None:
            work.id = seals.next_change()
            at, by = self.stamp()
            database.write_rows(
                "INSERT INTO change (id, at, by, via, why, run) VALUES (?, ?, ?, ?, ?, ?)",
                [(work.id, at, by, work.via, work.why, work.run)],
            )
        texts = [_json(snapshot) for *_, snapshot in rows]
        ids = database.next_ids(Revision, len(rows))
        database.insert_rows(
            "revision",
            ("id", "change_id", "shape", "record", "version", "verb", "snapshot", "digest"),
            [
                (id, work.id, self.home._meta.name, record, version, verb, text, hashlib.sha256(text.encode()).hexdigest())
                for id, (record, version, verb, _), text in zip(ids, rows, texts, strict=True)
            ],
        )
        return ids

    def index(self, writes, fresh):
        watched = {f.name for f in self.shape.searched} | self.naming | {*self.home.places(), "state", "publish_at", "expire_at"}
        entries = [search.entry(self.home, p.id, p.values, p.area, p.title) for p in writes if fresh or watched & p.delta.keys()]
        if entries:
            search.keep(entries, fresh)
        if names := calling.watched(self.home):
            calling.keep(self.home, [(p.id, p.values) for p in writes if fresh or names & p.delta.keys()], fresh)

    def title(self, p):
        """The title of `p` as it would be."""
        return self.titled(self.home, p.values, p.area, self.related)

    def titled(self, home, values, area, related):
        """The title of a record of `home` with `values` in `area`, for search and order: both tell it to all who see that record."""

        def titled(field, id):
            target = related(field, id)
            return target.title if target is not None and self.nameable(target, area) else ""

        return home.title_of(values, titled)

    def rename(self, target, ids):
        """Records whose titles are made of those of `ids` of the model `target` are ordered and found by what these are now."""
        for home in HOMES if ids else ():
            for field in home.naming():
                for start in range(0, len(ids) if field.target is target else 0, 900):
                    self.entitle(home, field.in_(ids[start : start + 900]))

    def entitle(self, home, condition):
        """The records of `home` that fulfil `condition` are ordered and found by what their titles are now."""
        ids = [id for (id,) in home.select(home.id).where(condition).tuples()]
        naming = [field for field in home.naming() if field.target]
        for start in range(0, len(ids), 900):
            found = list(home.select().where(home.id.in_(ids[start : start + 900])))
            known = {field.name: records(field.target, {record.__data__[field.name] for record in found} - {None}) for field in naming}
            related = functools.partial(_known, known)
            titles = {r.id: self.titled(home, r.__data__, r.area, related) or r.slug for r in found}
            sorts = [(pinyin.sort_key(title), id) for id, title in titles.items()]
            database.write_rows(f'UPDATE "{home._meta.table_name}" SET "sort" = ? WHERE "id" = ?', sorts)
            search.keep([search.entry(home, r.id, r.values(), r.area, titles[r.id]) for r in found], fresh=False)

    def carry(self, home, ids, old, area):
        """What lies where the records `ids` of `home` lie has come from `old` to `area` with them: derived columns, so no revisions."""
        for other in HOMES:
            for name in other.places():
                if (field := other.shape()[name]).target is not home:
                    continue
                below = [id for (id,) in other.select(other.id).where(field.in_(ids)).tuples()]
                for start in range(0, len(below), 900):
                    part = below[start : start + 900]
                    database.write_rows(f'UPDATE "{other._meta.table_name}" SET "area" = ? WHERE "id" = ?', [(area, id) for id in part])
                    database.write_rows("UPDATE search_entry SET area = ? WHERE id = ?", [(area, search.base(other) + id) for id in part])
                    search.relabel("id = ?", [(search.base(other) + id,) for id in part])
                    self.carry(other, part, old, area)
                    if any(one.target for one in other.naming()):
                        self.entitle(other, other.id.in_(part))
                    self.rename(other, part)
                if thrown := trash.lying(other, old, name, ids):
                    database.write_rows("UPDATE trash SET area = ? WHERE id = ?", [(area, id) for id in thrown])
                    self.carry(other, list(thrown.values()), old, area)

    def move(self, old, new):
        """Everything that lay below `old` lies below `new`: derived columns, so no revisions."""
        for home in HOMES:
            if home._meta.place is not None:
                self._move(home._meta.table_name, old, new)
        for table in ("search_entry", "trash"):
            self._move(table, old, new)
        search.relabel("area >= ? AND area < ?", [(new, new + "~")])
        self.rename_across(old, new)

    def rename_across(self, old, new):
        """Records right above what moved from `old` to `new` name what lies in it or do so no longer."""
        above = {path[: end + 1] for path in (old, new) for end, sign in enumerate(path[:-1]) if sign == "/"}
        for home in HOMES:
            for field in home.naming():
                if field.target and field.target._meta.place is not None and field.name not in home.places():
                    inside = field.target.select(field.target.id).where(field.target.under(new))
                    self.entitle(home, home.area.in_(above) & field.in_(inside))

    def _move(self, table, old, new):
        database.write_rows(
            f'UPDATE "{table}" SET area = ? || substr(area, ?) WHERE area >= ? AND area < ?', [(new, len(old) + 1, old, old + "~")]
        )

    def draft(self, drafts):
        """Keep `drafts` as revisions that wait, without touching their rows."""
        if drafts:
            with passing():
                self.remember([(p.id, p.row.version, "draft", self.shape.dump(p.values)) for p in drafts])
        for p in drafts:
            self.outcomes[p.place] = Outcome(p.edit, "drafted", p.id, p.row.values["slug"], p.row.version)

    def write_off(self, withdrawn):
        """A revision that says of each that its draft waits no more: the record is what it was."""
        if withdrawn:
            with passing():
                self.remember([(p.id, p.row.version, "withdraw", self.shape.dump(p.row.values)) for p in withdrawn])
        for p in withdrawn:
            self.outcomes[p.place] = Outcome(p.edit, "withdrawn", p.id, p.row.values["slug"], p.row.version)

    def delete(self, deletes):
        """Move records into the trash, those aside that others point at or whose base has moved."""
        pointing = pointing_at_all(self.home, [p.id for p in deletes], self.work.by)
        staying, going = self.home.staying(deletes), []
        for p in deletes:
            answer = self.may("delete", p.row.area)
            if not answer:
                self.outcomes[p.place] = refused(p.edit, Forbidden(answer.reason))
            elif p.edit.base is not None and p.edit.base != p.row.version:
                self.outcomes[p.place] = refused(p.edit, InUse("您打开之后别人改过这一条，请先看一眼再删除"))
            elif p.id in staying:
                self.outcomes[p.place] = refused(p.edit, InUse(staying[p.id]))
            elif p.id in pointing:
                self.outcomes[p.place] = refused(p.edit, InUse(f"还有{'、'.join(pointing[p.id])}指向它，请先改掉它们再删除"))
            else:
                going.append(p)
        if going:
            self.throw(going)

    def throw(self, going):
        """Rows, links and search entries of `going` are gone; the last revision and the trash keep what they were."""
        home, table = self.home, self.home._meta.table_name
        self.gather(going)  # titles are made of what relations point at
        ids = [(p.id,) for p in going]
        with passing():
            for field in self.shape.many:
                database.write_rows(f'DELETE FROM "{field.through._meta.table_name}" WHERE "owner_id" = ?', ids)
            made = {id: rest for id, *rest in database.lookup(table, ("id", "created_at", "created_by"), "id", [p.id for p in going])}
            database.write_rows(f'DELETE FROM "{table}" WHERE "id" = ?', ids)
            search.forget([search.base(home) + p.id for p in going])
            if calling.watched(home):
                calling.forget(home, [p.id for p in going])
            revisions = self.remember([(p.id, p.version, "delete", self.shape.dump(p.row.values)) for p in going])
            at, by = self.stamp()
            database.insert_rows(
                "trash",
                (*trash.COLUMNS, "id"),
                [
                    (home._meta.name, p.id, p.row.values["slug"], self.title(p)[:255], p.row.area, at, by, self.work.id, revision,
                     p.row.touched, *made[p.id], id)
                    for p, revision, id in zip(going, revisions, database.next_ids(trash.Trash, len(going)), strict=True)
                ],
            )  # fmt: skip
        self.work.related.pop(home, None)
        for p in going:
            self.outcomes[p.place] = Outcome(p.edit, "deleted", p.id, p.row.values["slug"], p.version)


def _known(known, field, id):
    """The record `id` that `field` points at, of those that are `known`: name of a field → id → record."""
    return known[field.name].get(id)
