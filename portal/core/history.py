"""What happened to a record: who wrote, through which door, why, what was different, and how to bring it back."""

import json

import peewee

from .db import database
from .proposals import Edit


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
    verb = peewee.CharField()  # create, change, restore, delete, draft, publish
    snapshot = peewee.TextField()
    digest = peewee.CharField()

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("shape", "record", "version"), False),)


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


def revisions(home, id):
    """The revisions of one record, newest first, each with its change."""
    return (
        Revision.select(Revision, Change)
        .join(Change)
        .where(Revision.shape == home._meta.name, Revision.record == id)
        .order_by(Revision.id.desc())
    )


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
