"""The trash: what was deleted and can be brought back, in a table beside the records.

A record that is deleted leaves its own table, so nothing else has to know of the trash: lists, relations, unique columns,
search and public pages see only what is there. What is kept of it is the snapshot of its last revision.
"""

import functools
import json
import operator

import peewee

from . import policy
from .db import database
from .history import Change, Revision

PART = 900  # ids a statement
COLUMNS = ("shape", "record", "slug", "title", "area", "at", "by", "change_id", "revision_id", "touched", "created_at", "created_by")


class Trash(peewee.Model):
    """One deleted record: what it was called, where it lay, and the revision that holds what it was."""

    shape = peewee.CharField()
    record = peewee.IntegerField()
    slug = peewee.CharField()
    title = peewee.CharField()
    area = peewee.CharField()
    at = peewee.DateTimeField(index=True)  # UTC
    by = peewee.CharField()
    change = peewee.ForeignKeyField(Change, backref="!", on_delete="RESTRICT")
    revision = peewee.ForeignKeyField(Revision, backref="!", on_delete="RESTRICT")
    touched = peewee.CharField(max_length=1000, default="")  # what the row keeps beside its shape, to be put back as it was
    created_at = peewee.DateTimeField()
    created_by = peewee.CharField()

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("shape", "record"), True), (("shape", "area"), False), (("shape", "id"), False))

    @property
    def snapshot(self):
        """name → JSON of what the record was."""
        return json.loads(self.revision.snapshot)


def kept(home, ids, lock=False):
    """id → the `Trash` row, its revision read, of those of `ids` that lie in the trash of `home`."""
    ids, found = list(ids), {}
    for start in range(0, len(ids), PART):
        here = (Trash.shape == home._meta.name) & Trash.record.in_(ids[start : start + PART])
        if lock and database.for_update:
            list(Trash.select(Trash.id).where(here).order_by(Trash.id).for_update())
        query = Trash.select(Trash, Revision).join(Revision, on=(Trash.revision == Revision.id)).where(here)
        found |= {row.record: row for row in query}
    return found


def lying(home, area, name, ids):
    """id of the row → id of the record, of what lies in the trash of `home` at `area` and pointed by `name` at one of `ids`."""
    here = Trash.select(Trash, Revision).join(Revision, on=(Trash.revision == Revision.id))
    here = here.where(Trash.shape == home._meta.name, Trash.area == area)
    return {row.id: row.record for row in here if row.snapshot.get(name) in ids}


def visible(actor, home, verb="see"):
    """Query of what lies in the trash of `home` where `actor` may `verb`, newest first."""
    query = Trash.select().where(Trash.shape == home._meta.name).order_by(Trash.id.desc())
    condition = within(actor, home, verb)
    return query if condition is None else query.where(condition)


def within(actor, home, verb="see"):
    """The condition that a `Trash` row of `home` lay where `actor` may `verb`; None when that is everywhere."""
    reach = policy.paths(actor, verb, home)
    if "/" in reach or (reach and home._meta.place is None and verb == "see"):
        return None
    ranges = [(Trash.area >= path) & (Trash.area < path + "~") for path in reach]
    return functools.reduce(operator.or_, ranges) if ranges else peewee.SQL("1 = 0")


def held(actor, home, id, verb="see"):
    """The `Trash` row of the record `id` of `home`, or None: one that `actor` may not see is none."""
    return visible(actor, home, verb).where(Trash.record == id).first()
