"""What happened to a record: who wrote, through which door, why, what was different, and how to bring it back."""

import json
from collections import namedtuple

import peewee

from .db import database
from .proposals import Edit

FAR = 2000  # revisions that are searched at a time for one field's changes


class Change(peewee.Model):
    """One unit of work: who wrote, through which door, why, and (as revisions) what. Never altered, never deleted."""

    at = peewee.DateTimeField()  # UTC
    by = peewee.CharField()
    via = peewee.CharField()
    why = peewee.CharField(default="")
    run = peewee.CharField(default="", index=True)  # one name for the changes of a long import

    class Meta:
        database = database
        legacy_table_names = False


class Revision(peewee.Model):
    """What one record was after one write, as JSON, with its SHA-256. Never altered, never deleted.

    `version` is the record's version after the write; of a `draft` that waits, the version it was drawn from.
    """

    change = peewee.ForeignKeyField(Change, backref="revisions", on_delete="RESTRICT")
    shape = peewee.CharField()
    record = peewee.IntegerField()
    version = peewee.IntegerField()
    verb = peewee.CharField()  # create, change, restore, delete, draft, publish, undo, withdraw
    snapshot = peewee.TextField()
    digest = peewee.CharField()

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("shape", "record", "version"), False),)


Place = namedtuple("Place", "id version")


class OldSlug(peewee.Model):
    """An address a record once had; visitors are sent on to the new one."""

    shape = peewee.CharField()
    slug = peewee.CharField()
    record = peewee.IntegerField()

    class Meta:
        database = database
        legacy_table_names = False
        table_name = "old_slug"
        indexes = ((("shape", "slug"), True),)


def revisions(home, id, with_snapshots=True):
    """The revisions of one record, newest first, each with its change.

    Versions never fall, and a draft stands behind the version it was drawn from: so the index gives them in this order.
    """
    columns = (
        [Revision] if with_snapshots else [Revision.id, Revision.change, Revision.shape, Revision.record, Revision.version, Revision.verb]
    )
    return (
        Revision.select(*columns, Change)
        .join(Change)
        .where(Revision.shape == home._meta.name, Revision.record == id)
        .order_by(Revision.version.desc(), Revision.id.desc())
    )


def older(revision, itself=False):
    """The condition that a revision of the same record stands behind `revision`, or is `itself`."""
    below = Revision.id <= revision.id if itself else Revision.id < revision.id
    return (Revision.version <= revision.version) & ((Revision.version < revision.version) | below)


def one(home, id, revision_id):
    """The revision of that number, with its change, if it is one of this record; else None."""
    return revisions(home, id).where(Revision.id == revision_id).first()


def place(home, id, revision_id):
    """Where that revision of this record stands, for `older`: read within the query that asks."""
    version = Revision.select(Revision.version).where(Revision.id == revision_id, Revision.shape == home._meta.name, Revision.record == id)
    return Place(revision_id, version)


def base_of(home, revision):
    """The revision that `revision` was made from: the last before it that is no draft; or None."""
    return revisions(home, revision.record).where(older(revision), Revision.verb != "draft").first()


def snapshot(home, id, version):
    """name → JSON of the record as it was at `version`, or None when nothing was kept of it."""
    row = (
        Revision.select(Revision.snapshot)
        .where(Revision.shape == home._meta.name, Revision.record == id, Revision.version == version, Revision.verb != "draft")
        .order_by(Revision.id.desc())
        .tuples()
        .first()
    )
    return row and json.loads(row[0])


def changes_of(home, id, name, start=None, most=40, far=FAR):
    """(the revisions of one record in which the field `name` changed, newest first, each with the revision before it;
    the revision from which to look further back, or None when that was all).

    Drafts are left out. From `start` (a revision, itself included) no more than `far` revisions are looked at, and the
    database reads their snapshots: what comes here are at most `most`.
    """
    mine = (Revision.shape == home._meta.name) & (Revision.record == id) & (Revision.verb != "draft")
    from_here = mine if start is None else mine & older(start, itself=True)
    newest_first = (Revision.version.desc(), Revision.id.desc())
    near = Revision.select(Revision.id, Revision.version).where(from_here).order_by(*newest_first)
    edge = list(near.offset(far).limit(1))  # looked at only as what the one before it was made from
    held = near.select(Revision.id, Revision.version, _text_of(name).alias("text")).limit(far + 1).alias("held")
    window = {"order_by": [held.c.version, held.c.id]}
    base, was = (peewee.fn.LAG(column).over(**window) for column in (held.c.id, held.c.text))
    pairs = peewee.Select([held], [held.c.id, held.c.version, held.c.text, base.alias("base"), was.alias("was")]).alias("pairs")
    differing = peewee.fn.COALESCE(pairs.c.text, "") != peewee.fn.COALESCE(pairs.c.was, "")
    query = peewee.Select([pairs], [pairs.c.id, pairs.c.base]).where(differing)
    found = list(query.order_by(pairs.c.version.desc(), pairs.c.id.desc()).limit(most + 1).bind(database.obj).tuples())
    if edge:
        found = [(revision, before) for revision, before in found if before is not None]  # what changed at the edge comes next time
    wanted = {one for pair in found for one in pair if one}
    read = {row.id: row for row in revisions(home, id).where(Revision.id.in_(wanted))} if wanted else {}
    rows = [(read[revision], read.get(before)) for revision, before in found]
    return rows[:most], rows[most][0] if len(rows) > most else edge[0] if edge else None


def _text_of(name):
    """The field `name` of a snapshot as text; nothing and an empty list are alike."""
    if database.kind == "sqlite":
        text = peewee.fn.json_extract(Revision.snapshot, f"$.{name}").cast("TEXT")
    else:
        text = peewee.fn.json_extract_path_text(Revision.snapshot.cast("json"), name)
    return peewee.fn.NULLIF(text, "[]")


def timeline(home, id, most=100):
    """[(revision, [(field, before, after)])] of one record, newest first; a draft differs from what it was drawn from."""
    rows = list(revisions(home, id).limit(most + 1))
    shape, steps = home.shape(), []
    for place, row in enumerate(rows[:most]):
        earlier = next((older for older in rows[place + 1 :] if older.verb != "draft"), None)
        before = json.loads(earlier.snapshot) if earlier else {}
        after = json.loads(row.snapshot)
        steps.append((row, shape.differences(before, after) if row.verb != "delete" else []))
    return steps


def restore(home, revision, names=None, base=None):
    """The `Edit` that brings back what `revision` holds (only the fields `names`, when given)."""
    shape = home.shape()
    values = shape.load(json.loads(revision.snapshot))
    if names is not None:
        values = {name: value for name, value in values.items() if name in names}
    return Edit(home, revision.record, base=base, values=values, verb="restore")
