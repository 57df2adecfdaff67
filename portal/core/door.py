"""How the door takes a batch of edits on one model: look up, compare, merge, judge, write.

Only `changes.Work` calls this. One edit and a thousand go the same way, in a handful of queries.
"""

import hashlib
import json
import operator
from collections import defaultdict

import peewee

from . import pinyin, policy, search
from .db import database, passing
from .errors import Forbidden, InUse, Missing
from .history import Change, Revision, snapshot
from .proposals import Collision, Outcome, refused

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

HOMES = []  # every model that holds records, in order of dependence; filled by portal.models


class Proposal:
    """A record as it would be: fields answer with values, relations with the records they point at."""

    def __init__(self, id, values, shape, related):
        self.id, self._values, self._shape, self._related = id, values, shape, related

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._values:
            raise AttributeError(name)
        field, value = self._shape[name], self._values[name]
        answer = self.__dict__[name] = self._related(field, value) if field.target and not field.many else value
        return answer


class Row:
    """One record as the database holds it, locked by this transaction; values are converted when first asked for."""

    KEPT = ("id", "natural", "area", "touched", "version")
    __slots__ = (*KEPT, "raw", "links", "shape", "_values")

    def __init__(self, raw, shape):
        self.id, self.natural, self.area, self.touched, self.version = raw[:5]
        self.raw, self.shape, self.links, self._values = raw, shape, {}, None

    @property
    def values(self):
        """name → value of the whole shape."""
        if self._values is None:
            columns = self.shape.columns
            self._values = {
                field.name: stored if field.plain else field.python_value(stored)
                for field, stored in zip(columns, self.raw[5:], strict=True)
            } | self.links
        return self._values

    def same(self, values, places):
        """Whether the row already holds `values`, as far as its raw columns tell (no means: look closer)."""
        raw, links = self.raw, self.links
        for name, value in values.items():
            place, db_value = places[name]
            if (links[name] if place is None else raw[place]) != (value if db_value is None else db_value(value)):
                return False
        return True


class Pending:
    """An edit that passed so far: what it would write."""

    __slots__ = ("area", "collisions", "delta", "edit", "id", "issues", "natural", "place", "row", "slug", "values")

    def __init__(self, place, edit, row, delta, values, collisions=()):
        self.place, self.edit, self.row, self.delta, self.values = place, edit, row, delta, values
        self.collisions, self.issues = list(collisions), defaultdict(list)
        self.id = row.id if row else None
        self.area, self.natural = (row.area, row.natural) if row else (None, None)


def is_id(key):
    """Whether `key` could be the id of a record on either engine."""
    return type(key) is int and 0 < key < 2**31


class Batch:
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
        self.naming = {*home._meta.titled, home._meta.title}
        self.needed = {f.name for f in self.shape if f.required or not f.null}
        self.reach = {}  # model → the areas in which this actor sees its records
        self.sound = set()  # (name of a relation, id) that anything here may point at
        self.answers = {}  # (verb, area) → the `Answer` of policy
        self.sees = policy.paths(work.by, "see", home)
        self.sees_all = "/" in self.sees or (self.sees and home._meta.place is None)

    def run(self):
        """An `Outcome` for each edit."""
        pending = self.compared(range(len(self.edits)), lock=len(self.edits) == 1)
        changing = [p.place for p in pending if p.row is not None]
        if database.for_update and len(self.edits) > 1 and changing:
            # only the rows that will change are locked, and compared once more: a lock is a write there
            pending = [p for p in pending if p.row is None] + self.compared(changing, lock=True)
        deletes = [p for p in pending if p.edit.verb == "delete"]
        writes = [p for p in pending if p.edit.verb != "delete"]
        moves = [p for p in writes if p.row is not None and self.branches & p.delta.keys()]
        if len(moves) > 1:  # each is judged by the tree as the one before it left it
            writes = [p for p in writes if p not in moves]
        else:
            moves = []
        self.take(writes)
        for waiting in moves:
            (self.outcomes[waiting.place],) = Batch(self.work, self.home, [waiting.edit]).run()
        for waiting in deletes:
            self.delete(waiting)
        return self.outcomes

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
        found = {}
        for column, keys in (
            ("id", [edit.key for edit in edits if is_id(edit.key)]),
            ("natural", [edit.key for edit in edits if type(edit.key) is str and "\0" not in edit.key]),
        ):
            if keys:
                found |= self.fetch(column, keys, lock)
        return [p for place, edit in zip(places, edits, strict=True) if (p := self.compare(place, edit, found))]

    def fetch(self, column, keys, lock):
        """key → Row, for those of `keys` that exist."""
        columns = (*Row.KEPT, *(f.column_name for f in self.shape.columns))
        key = Row.KEPT.index(column)
        rows = {raw[key]: Row(raw, self.shape) for raw in database.lookup(self.home._meta.table_name, columns, column, keys, lock)}
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

    def compare(self, place, edit, found):
        """The `Pending` write of `edit`, or None when its outcome is settled already."""
        row = found.get(edit.key)
        if (row is None and type(edit.key) is int) or (row is not None and not self.visible(row.area)):
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
        if row is None:
            values = self.blank | edit.values
            return Pending(place, edit, None, dict(edit.values), values)
        if edit.verb == "delete":
            return Pending(place, edit, row, {}, row.values)
        if row.same(edit.values, self.places):
            self.outcomes[place] = Outcome(edit, "unchanged", row.id, row.raw[self.places["slug"][0]], row.version)
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

    def visible(self, area):
        return self.sees_all or any(policy.covers(path, area) for path in self.sees)

    # -- judge --------------------------------------------------------------------------------------------------

    def judge(self, writes):
        """Collect the issues of every pending write: fields, relations, the model's own rules, keys and grants."""
        self.gather(writes)
        for p in writes:
            for name, value in p.delta.items():
                if value is None and name not in self.needed:
                    continue
                field = self.shape.by_name[name]
                if sentence := field.issue(value):
                    p.issues[field.name].append(sentence)
                elif field.target:
                    self.judge_relation(p, field)
            if p.row is None:
                for name, sentence in self.missing.items():
                    if name not in p.delta:
                        p.issues[name].append(sentence)
            if not p.issues:
                self.judge_record(p)
        self.judge_keys([p for p in writes if not p.issues])

    def gather(self, writes):
        """Read the records that the proposals point at, one query a model."""
        wanted = defaultdict(set)
        for p in writes:
            for field in (*self.shape.relations, *self.shape.many):
                value = p.values[field.name]
                pointed = value if field.many else (value, p.row and p.row.values[field.name])
                if type(pointed) is tuple:
                    wanted[field.target].update(filter(is_id, pointed))
        for target, ids in wanted.items():
            known = self.work.related[target]
            missing = [id for id in ids if id not in known]
            for start in range(0, len(missing), 900):
                for record in target.select().where(target.id.in_(missing[start : start + 900])):
                    known[record.id] = record

    def related(self, field, id):
        return self.work.related[field.target].get(id) if id is not None else None

    def judge_relation(self, p, field):
        """A relation must point at records that exist and that the proposer may see; a tree may not bite its tail."""
        value = p.values[field.name]
        ids = (value or ()) if field.many else ((value,) if value is not None else ())
        for id in ids:
            if (field.name, id) in self.sound:
                continue
            record = self.related(field, id)
            if record is None or not self.sees_target(field.target, record):
                p.issues[field.name].append(f"{field.label}指向的{field.target._meta.label}不存在，请重新选")
            elif field.target is self.home and not field.many and p.id is not None and self.below(id, p.id, field):
                p.issues[field.name].append(f"{field.label}不能是自己或自己的下级，请另选")
            elif field.target is not self.home:
                self.sound.add((field.name, id))

    def sees_target(self, target, record):
        if target not in self.reach:
            self.reach[target] = policy.paths(self.work.by, "see", target)
        seen = self.reach[target]
        return "/" in seen or (seen and target._meta.place is None) or any(policy.covers(path, record.area) for path in seen)

    def below(self, id, top, field):
        """Whether record `id` is `top` or lies below it along `field`; walks up, one short query a step."""
        while id is not None:
            if id == top:
                return True
            row = self.home.select(field).where(self.home.id == id).tuples().first()
            id = row[0] if row else None
        return False

    def judge_record(self, p):
        """The model's own rules, and whether this person may do this here."""
        new = Proposal(p.id, p.values, self.shape, self.related)
        old = Proposal(p.id, p.row.values, self.shape, self.related) if p.row else None
        for name, sentence in self.home.issues(new, old).items():
            p.issues[name].append(sentence)
        if p.row is None or self.home._meta.place in p.delta:
            p.area = self.home.area_of(p.values, lambda name: getattr(new, name))
            if p.row is not None and self.home._meta.is_area:
                p.area += f"{p.id}/"
        areas = {p.area, p.row.area} if p.row else {p.area}
        for area in areas:
            verb = "change" if p.row else "create"
            answer = self.may(verb, area)
            if not answer:
                self.outcomes[p.place] = refused(p.edit, Forbidden(answer.reason))
                p.issues[""].append(answer.reason)
                return

    def may(self, verb, area):
        """Policy's `Answer`, asked once a batch; a row from an import must be allowed both to be imported and to be written."""
        if (verb, area) not in self.answers:
            verbs = ("import", verb) if self.work.via == "import" else (verb,)
            answers = [policy.may(self.work.by, each, self.home, area) for each in verbs]
            self.answers[verb, area] = next((answer for answer in answers if not answer), answers[-1])
        return self.answers[verb, area]

    def judge_keys(self, writes):
        """Natural keys, slugs and unique columns: made where missing, refused where another record has them."""
        home = self.home
        keyed = {field.name for field in self.shape.key}
        changed = [p for p in writes if p.row is None or keyed & p.delta.keys()]
        for p in changed:
            p.natural = home.key_of(p.values)
        fresh = [p for p in changed if p.edit.key != p.natural]  # the others were looked for under this very key
        self.refuse_taken(
            fresh,
            home.natural,
            lambda p: p.natural,
            self.shape.key[-1].name,
            lambda p: f"已有同样的{home._meta.label}（{self.key_words()}都相同），请改其中一项或去改那一条",
        )
        for field in self.shape.columns:
            if field.unique and field.name != "slug":
                named = [p for p in writes if field.name in p.delta and p.values[field.name] is not None]
                self.refuse_taken(
                    named,
                    field,
                    lambda p, f=field: p.values[f.name],
                    field.name,
                    lambda p, f=field: f"{f.label}“{f.show(p.values[f.name])}”已被另一条{home._meta.label}使用",
                )
        given = [p for p in writes if not p.issues and p.values["slug"]]
        self.refuse_taken(
            [p for p in given if "slug" in p.delta],
            home.slug,
            lambda p: p.values["slug"],
            "slug",
            lambda p: f"网址名“{p.values['slug']}”已被使用，请换一个",
        )
        self.make_slugs([p for p in writes if not p.issues and not p.values["slug"]], {p.values["slug"] for p in given})

    def key_words(self):
        return "、".join(field.label for field in self.shape.key)

    def refuse_taken(self, writes, column, value_of, name, sentence):
        """Mark those of `writes` whose value of `column` another record, or an earlier one of them, has."""
        values = {column.db_value(value_of(p)) for p in writes}
        owners = dict(database.lookup(self.home._meta.table_name, (column.column_name, "id"), column.column_name, values))
        for p in writes:
            value = value_of(p)
            if value in owners and owners[value] != p.id:
                p.issues[name].append(sentence(p))
            owners.setdefault(value, p.id or object())

    def make_slugs(self, writes, taken):
        """Give every one of `writes` an address of its own, made from its natural key."""
        wanted = {}
        for p in writes:
            parts = []
            for field in self.shape.key:
                if field.target is self.home:
                    continue  # a tree would spell out its whole path
                value = p.values[field.name]
                target = self.related(field, value) if field.target else None
                parts.append(
                    target.slug
                    if target
                    else ""
                    if value is None
                    else value
                    if field.wording == "固定选项"
                    else pinyin.slug(field.show(value))
                )
            wanted[p] = "-".join(part for part in parts if part)[:76].strip("-").replace("_", "-") or self.home._meta.name
        taken |= {slug for (slug,) in database.lookup(self.home._meta.table_name, ("slug",), "slug", set(wanted.values()))}
        for p, stem in wanted.items():
            slug, number = stem, 1
            while slug in taken or (number > 1 and self.home.select(self.home.id).where(self.home.slug == slug).exists()):
                number += 1
                slug = f"{stem}-{number}"
            taken.add(slug)
            p.values["slug"] = slug
            if p.row is not None:
                p.delta["slug"] = slug

    def passes(self, p):
        """Whether `p` has no issue; settles its outcome when it has."""
        if not p.issues:
            return True
        if self.outcomes[p.place] is None:
            self.outcomes[p.place] = Outcome(p.edit, "refused", p.id, issues=dict(p.issues), collisions=p.collisions)
        return False

    def is_draft(self, p):
        """An edit of a published record waits when its author wants it to, or may not publish."""
        if not self.home._meta.published or (p.row is None and p.values["state"] != "published"):
            return False
        if p.row is None:
            if not policy.may(self.work.by, "publish", self.home, p.area):
                p.values["state"] = "draft"
            return False
        touches = p.row.values["state"] == "published" or p.values["state"] == "published"
        return (p.edit.draft and touches) or (touches and not policy.may(self.work.by, "publish", self.home, p.area))

    # -- write --------------------------------------------------------------------------------------------------

    def write(self, writes):
        """Rows, links, revisions and search entries of `writes`."""
        if not writes:
            return
        made = [p for p in writes if p.row is None]
        changed = [p for p in writes if p.row is not None]
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
                if p.area != p.row.area and self.home._meta.is_area:
                    self.move(p.row.area, p.area)
        self.work.related.clear() if self.home._meta.is_area else self.work.related.pop(self.home, None)
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
        columns = ["id", *(f.column_name for f in self.shape.columns), *self.home.KEPT_BY_THE_DOOR]
        converted = [(f.name, f.db_value) for f in self.shape.columns if not f.plain]
        pick = operator.itemgetter(*(f.name for f in self.shape.columns))
        rows = []
        for p, id in zip(made, ids, strict=True):
            p.id = id
            if self.home._meta.is_area:
                p.area += f"{id}/"
            touched = "" if self.work.from_file else ",".join(sorted(p.delta))
            stored = dict(p.values)
            for name, db_value in converted:
                stored[name] = db_value(stored[name])
            rows.append((id, *pick(stored), p.natural, p.area, pinyin.sort_key(self.home.title_of(p.values)), touched, 1, at, by, at, by))
        database.insert_rows(self.home._meta.table_name, columns, rows)

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
                columns["sort"] = pinyin.sort_key(self.home.title_of(p.values))
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
        watched = {f.name for f in self.shape.searched} | self.naming | {self.home._meta.place, "state", "publish_at", "expire_at"}
        entries = [
            search.entry(
                self.home,
                p.id,
                p.values,
                p.area,
                self.home.title_of(p.values),
                {f.name: f.show(p.values[f.name]) for f in self.shape.searched},
            )
            for p in writes
            if fresh or watched & p.delta.keys()
        ]
        if entries:
            search.keep(entries, fresh)

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

    # -- delete -------------------------------------------------------------------------------------------------

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


def pointing_at(home, id, actor, most=3):
    """What points at a record, in words: 网格“第一网格”; what `actor` may not see is only said to be elsewhere."""
    words, elsewhere = [], False
    for other in HOMES:
        for field in (*other.shape().relations, *other.shape().many):
            if field.target is not home:
                continue
            pointing = (
                other.id.in_(field.through.select(field.through.owner).where(field.through.target == id)) if field.many else field == id
            )
            visible = policy.visible(actor, other).where(pointing)
            shown = [f"“{record}”" for record in visible.order_by(other.id).limit(most + 1)]
            if shown:
                words.append(other._meta.label + "".join(shown[:most]) + (f"等 {visible.count()} 条" if len(shown) > most else ""))
            elsewhere = elsewhere or (not shown and other.select(other.id).where(pointing).limit(1).exists())
    return words or (["别处的记录"] if elsewhere else [])
