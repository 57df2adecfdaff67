"""How the door writes: row, relations, revision and search entry of each record, many at once."""

import hashlib
import itertools
import json
from collections import defaultdict

import peewee

from . import pinyin, policy, search
from .db import database, passing
from .errors import Forbidden, InUse
from .history import Change, Revision
from .homes import HOMES, pointing_at
from .proposals import Outcome, refused

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
            self.remember(
                [
                    (p.id, p.row.version + 1 if p.row else 1, p.edit.verb or ("change" if p.row else "create"), self.shape.dump(p.values))
                    for p in writes
                ]
            )
            self.index(made, fresh=True)
            self.index(changed, fresh=False)
            for p in changed:
                if p.area != p.row.area:
                    self.move(p.row.area, p.area) if self.home._meta.is_area else self.carry(self.home, [p.id], p.area)
            self.rename([p for p in changed if self.naming & p.delta.keys()])
        if self.home._meta.is_area:
            self.work.related.clear()  # a place that moved took its records with it
        self.work.related.pop(self.home, None)
        for p in writes:
            self.outcomes[p.place] = Outcome(
                p.edit,
                "changed" if p.row else "created",
                p.id,
                p.values["slug"],
                p.row.version + 1 if p.row else 1,
                collisions=p.collisions,
            )

    def insert(self, made):
        latest = (
            Revision.select(peewee.fn.MAX(Revision.record)).where(Revision.shape == self.home._meta.name).scalar() or 0
            if database.kind == "sqlite"
            else 0
        )
        ids = database.next_ids(self.home, len(made), also=latest)
        at, by = self.stamp()
        for p, id in zip(made, ids, strict=True):
            p.id = id
            if self.home._meta.is_area:
                p.area += f"{id}/"
        count = len(made)
        stamps = {"version": 1, "created_at": at, "created_by": by, "updated_at": at, "updated_by": by}
        columns = {"id": ids}
        for field in self.shape.columns:  # column by column, because most of them say the same in every row
            name = field.name
            values = [p.values[name] for p in made]
            columns[field.column_name] = values if field.plain else list(map(field.db_value, values))
        columns["natural"] = [p.natural for p in made]
        columns["area"] = [p.area for p in made]
        columns["sort"] = [pinyin.sort_key(p.title) for p in made]
        columns["touched"] = [""] * count if self.work.from_file else [",".join(sorted(p.delta)) for p in made]
        columns |= {name: itertools.repeat(stamp, count) for name, stamp in stamps.items()}
        if self.home.DERIVED:
            derived = [self.home.derived(p.values) for p in made]
            columns |= {name: [one[name] for one in derived] for name in self.home.DERIVED}
        database.insert_rows(self.home._meta.table_name, columns, zip(*columns.values(), strict=True))

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
            if self.naming & p.delta.keys():
                columns["sort"] = pinyin.sort_key(p.title)
            columns |= self.home.derived(p.values)
            before = set(filter(None, p.row.touched.split(",")))
            touched = before - p.delta.keys() if self.work.from_file else before | p.delta.keys()
            if touched != before:
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
        return self.work.at.strftime("%Y-%m-%d %H:%M:%S"), self.work.by.name

    def remember(self, rows):
        """One revision for each (id, version, verb, snapshot); the change itself is written with its first revision."""
        work = self.work
        if work.id is None:
            (work.id,) = database.next_ids(Change, 1)
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

    def index(self, writes, fresh):
        watched = {f.name for f in self.shape.searched} | self.naming | {*self.home.places(), "state", "publish_at", "expire_at"}
        entries = [search.entry(self.home, p.id, p.values, p.area, p.title) for p in writes if fresh or watched & p.delta.keys()]
        if entries:
            search.keep(entries, fresh)

    def title(self, p):
        """The title of `p` as it would be."""

        def titled(field, id):
            target = self.related(field, id)
            return target.title if target is not None else ""

        return self.home.title_of(p.values, titled)

    def rename(self, changed):
        """Records whose titles are made of the titles of `changed` are ordered and found by the new ones."""
        ids = [p.id for p in changed]
        for home in HOMES if ids else ():
            pointing = [field for field in home.naming() if field.target is self.home]
            for field in pointing:
                for start in range(0, len(ids), 900):
                    records = home.entitled(home.select().where(field.in_(ids[start : start + 900])))
                    sorts = [(pinyin.sort_key(record.title), record.id) for record in records]
                    database.write_rows(f'UPDATE "{home._meta.table_name}" SET "sort" = ? WHERE "id" = ?', sorts)
                    search.keep([search.entry(home, r.id, r.values(), r.area, r.title) for r in records], fresh=False)

    def carry(self, home, ids, area):
        """What lies where the records `ids` of `home` lie has come to `area` with them: derived columns, so no revisions."""
        for other in HOMES:
            for name in other.places():
                if (field := other.shape()[name]).target is not home:
                    continue
                below = [id for (id,) in other.select(other.id).where(field.in_(ids)).tuples()]
                for start in range(0, len(below), 900):
                    part = below[start : start + 900]
                    database.write_rows(f'UPDATE "{other._meta.table_name}" SET "area" = ? WHERE "id" = ?', [(area, id) for id in part])
                    database.write_rows("UPDATE search_entry SET area = ? WHERE id = ?", [(area, search.base(other) + id) for id in part])
                    self.carry(other, part, area)

    def move(self, old, new):
        """Everything that lay below `old` lies below `new`: derived columns, so no revisions."""
        for home in HOMES:
            if home._meta.place is not None:
                self._move(home._meta.table_name, old, new)
        self._move("search_entry", old, new)

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

    def delete(self, p):
        """Take one record away, unless others point at it or its base has moved."""
        home, edit = self.home, p.edit
        answer = policy.may(self.work.by, "delete", home, p.row.area)
        pointing = pointing_at(home, p.id, self.work.by)
        if not answer:
            self.outcomes[p.place] = refused(edit, Forbidden(answer.reason))
        elif edit.base is not None and edit.base != p.row.version:
            self.outcomes[p.place] = refused(edit, InUse("您打开之后别人改过这一条，请先看一眼再删除"))
        elif pointing:
            self.outcomes[p.place] = refused(edit, InUse(f"还有{'、'.join(pointing)}指向它，请先改掉它们再删除"))
        else:
            with passing():
                for field in self.shape.many:
                    database.write_rows(f'DELETE FROM "{field.through._meta.table_name}" WHERE "owner_id" = ?', [(p.id,)])
                database.write_rows(f'DELETE FROM "{home._meta.table_name}" WHERE "id" = ?', [(p.id,)])
                search.forget([search.base(home) + p.id])
                self.remember([(p.id, p.row.version + 1, "delete", self.shape.dump(p.row.values))])
            self.work.related.pop(home, None)
            self.outcomes[p.place] = Outcome(edit, "deleted", p.id, p.row.values["slug"], p.row.version + 1)
