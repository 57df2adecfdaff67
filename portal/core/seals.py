"""Seals: what changes and looks say, hashed in batches, each batch on the one before it, so that nothing can be altered unnoticed.

A seal covers every change and every look whose id lies above the ends of the seal before it, up to its own ends. What
it holds of each is in `changes_in` and `looks_in`; docs/decisions/0013-seals.md says why it is done this way.
"""

import contextlib
import hashlib
import itertools
import json

import peewee

from . import clock
from .db import database, passing
from .errors import Unavailable
from .history import Change

EVERY = 64  # changes after which the door seals by itself
BATCH = 1000  # changes, and looks, that one seal covers at most
CHUNK = 2000  # revisions that are read at once
LOCK = 7391  # PostgreSQL: held shared by whoever has a new change's id until it is committed
QUICK, PATIENT = 200, 10_000  # milliseconds that a sealer waits for writers; meanwhile new ones wait behind it
START = -(2**62)  # below every id, so that the first seal leaves no room under it


class Seal(peewee.Model):
    """One link of the chain. `digest` is the SHA-256 of the one before it and of everything else in the row."""

    id = peewee.IntegerField(primary_key=True)  # 1, 2, 3 …: a number that is missing is a seal that was taken away
    at = peewee.DateTimeField()  # UTC
    last_change = peewee.BigIntegerField()
    last_look = peewee.BigIntegerField()
    parts = peewee.TextField()  # "c17:1f2e3d4c l5:…": the first digits of each digest, to name what is broken
    content = peewee.CharField(max_length=64)  # SHA-256 of all those digests in full
    digest = peewee.CharField(max_length=64)

    class Meta:
        database = database
        legacy_table_names = False

    def right(self, before):
        """The digest this seal should have behind the digest `before`."""
        said = [before, self.id, str(self.at), self.last_change, self.last_look, self.parts, self.content]
        return sha(_json(said))

    @property
    def named(self):
        """(what, id) → the first digits of its digest, as they were when it was sealed."""
        pairs = (part.partition(":") for part in self.parts.split())
        return {(name[0], int(name[1:])): digits for name, _, digits in pairs}


def newest():
    """The newest seal, or None."""
    return Seal.select().order_by(Seal.id.desc()).first()


def waiting(most=1000):
    """How many changes are not sealed yet, counted no further than `most` + 1."""
    seal = newest()
    return Change.select(Change.id).where(Change.id > (seal.last_change if seal else START)).limit(most + 1).count()


# -- ids that are settled ---------------------------------------------------------------------------------------------


def next_change():
    """The id of a new change.

    PostgreSQL hands ids out before they are committed, in any order. Whoever has one holds LOCK shared until then, and
    takes the lock before the id: CASE is what keeps the two in this order within one statement.
    """
    if database.kind == "sqlite":
        (id,) = database.next_ids(Change, 1)
        return id
    asked = "SELECT CASE WHEN pg_advisory_xact_lock_shared(%s) IS NULL THEN NULL ELSE nextval('change_id_seq') END"
    return database.execute_sql(asked, (LOCK,)).fetchone()[0]


def _settled(table, patience):
    """The highest id of `table` below which nothing can appear any more. Raises `Unavailable` when writers take too long."""
    newest = f'SELECT coalesce(max("id"), 0) FROM "{table}"'
    if database.kind == "sqlite":  # one writer at a time: ids are committed in order
        return database.execute_sql(newest).fetchone()[0]
    with database.atomic(), passing():
        database.execute_sql("SELECT set_config('lock_timeout', %s, true)", (str(patience),))
        if table == "change":
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        else:  # an insert locks the table before it asks for its id
            database.execute_sql(f'LOCK TABLE "{table}" IN SHARE MODE')
        return database.execute_sql(newest).fetchone()[0]


# -- sealing ----------------------------------------------------------------------------------------------------------


def seal(patience=PATIENT):
    """Seal everything that is committed; how many seals were made. Raises `Unavailable` when writers take too long."""
    ends = _settled("change", patience), _settled("look", patience)
    count = 0
    while (fresh := _next(newest(), ends)) is not None:
        try:
            with database.atomic(), passing():
                fresh.save(force_insert=True)
        except peewee.IntegrityError:  # somebody else seals too, and was first with this number
            break
        count += 1
    return count


def now_and_then(change):
    """Seal after every EVERY changes, `change` being the id of the last; never in somebody's transaction, never in their way."""
    if change is not None and change % EVERY == 0 and not database.in_transaction():
        with contextlib.suppress(Unavailable):
            seal(QUICK)


def _next(before, ends):
    """The seal that comes behind `before`, or None when all up to `ends` (change, look) is sealed."""
    started = (before.last_change, before.last_look) if before else (START, START)
    last = [end_of_batch(table, start, end) for table, start, end in zip(("change", "look"), started, ends, strict=True)]
    if last == list(started):
        return None
    made = Seal(id=before.id + 1 if before else 1, at=clock.now().replace(tzinfo=None), last_change=last[0], last_look=last[1], digest="")
    parts = [*changes_in(started[0], last[0]), *looks_in(started[1], last[1])]
    made.parts, made.content = summed(parts)
    made.digest = made.right(before.digest if before else "")
    return made


def end_of_batch(table, start, end):
    """The id that ends the next BATCH rows of `table` above `start` and up to `end`; `start` when there are none."""
    rows = _read(
        f'SELECT max("id") FROM (SELECT "id" FROM "{table}" WHERE "id" > ? AND "id" <= ? ORDER BY "id" LIMIT {BATCH}) part', start, end
    )
    return start if rows[0][0] is None else rows[0][0]


def summed(parts):
    """(the text of `parts`, the digest of all of them)."""
    return " ".join(f"{what}{id}:{digest[:8]}" for what, id, digest, *_ in parts), sha("".join(digest for _, _, digest, *_ in parts))


# -- what is sealed ---------------------------------------------------------------------------------------------------

CHANGE = '"id", "at", "by", "via", "why", "run"'
REVISION = '"change_id", "id", "shape", "record", "version", "verb", "digest"'
LOOK = '"id", "at", "by", "what", "shape", "record", "detail"'


def looks_in(start, end):
    """("l", id, digest, row, []) of the looks above `start` and up to `end`."""
    for row in _read(f'SELECT {LOOK} FROM "look" WHERE "id" > ? AND "id" <= ? ORDER BY "id"', start, end):
        yield "l", row[0], sha(_line(row)), row, []


def changes_in(start, end, snapshots=False):
    """("c", id, digest, row or None, [row of a revision that does not match its digest]) of the changes in that range.

    A change is hashed with its revisions in order, each with the digest of its snapshot; with `snapshots`, these are
    read too and compared. Revisions whose change is gone answer with row None.
    """
    rows = {row[0]: row for row in _read(f'SELECT {CHANGE} FROM "change" WHERE "id" > ? AND "id" <= ? ORDER BY "id"', start, end)}
    counts = dict(
        _read('SELECT "change_id", count(*) FROM "revision" WHERE "change_id" > ? AND "change_id" <= ? GROUP BY "change_id"', start, end)
    )
    for ids in _together(sorted(rows.keys() | counts.keys()), counts):
        kept = itertools.groupby(_revisions(ids, counts, snapshots), key=lambda revision: revision[0])
        of, revisions = next(kept, (None, ()))
        for id in ids:
            total, wrong = hashlib.sha256(_line(rows.get(id)).encode()), []
            if of == id:
                for revision in revisions:
                    total.update(_line(revision[:7]).encode())
                    if snapshots and sha(revision[7]) != revision[6]:
                        wrong.append(revision[:7])
                of, revisions = next(kept, (None, ()))
            yield "c", id, total.hexdigest(), rows.get(id), wrong


def _together(ids, counts):
    """`ids` of changes in runs whose revisions are few enough to be read at once."""
    run, size = [], 0
    for id in ids:
        if run and size + counts.get(id, 0) > CHUNK:
            yield run
            run, size = [], 0
        run.append(id)
        size += counts.get(id, 0)
    if run:
        yield run


def _revisions(ids, counts, snapshots):
    """The revisions of the changes `ids`, in order; those of a very large change by and by."""
    columns = REVISION + (', "snapshot"' if snapshots else "")
    if counts.get(ids[0], 0) <= CHUNK:
        sql = f'SELECT {columns} FROM "revision" WHERE "change_id" >= ? AND "change_id" <= ? ORDER BY "change_id", "id"'
        yield from _read(sql, ids[0], ids[-1])
        return
    sql, last = f'SELECT {columns} FROM "revision" WHERE "change_id" = ? AND "id" > ? ORDER BY "id" LIMIT {CHUNK}', START
    while rows := _read(sql, ids[0], last):
        yield from rows
        last = rows[-1][1]


def _read(sql, *values):
    return database.execute_sql(sql.replace("?", database.param), values).fetchall()


def _line(row):
    """A row as the line that is hashed; moments read the same on both engines."""
    return _json(None if row is None else [value if isinstance(value, int | None) else str(value) for value in row]) + "\n"


_json = json.JSONEncoder(separators=(",", ":")).encode


def sha(text):
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
