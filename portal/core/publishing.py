"""Drafts that wait on a published record, and taking them live."""

import json

import peewee

from .history import Revision
from .proposals import Edit


def waiting(home, id):
    """The newest draft of a record that nobody has published or written over since, or None."""
    newest = Revision.select().where(Revision.shape == home._meta.name, Revision.record == id).order_by(Revision.id.desc()).first()
    return newest if newest is not None and newest.verb == "draft" else None


def drafts(home, ids):
    """id → the draft that waits on it, for those of `ids` that have one: a query for 900."""
    ids, found = list(ids), {}
    for start in range(0, len(ids), 900):
        here = (Revision.shape == home._meta.name) & Revision.record.in_(ids[start : start + 900])
        newest = Revision.select(peewee.fn.MAX(Revision.id)).where(here).group_by(Revision.record)
        found |= {draft.record: draft for draft in Revision.select().where(Revision.id.in_(newest), Revision.verb == "draft")}
    return found


def publish(work, home, id):
    """Take the waiting draft of a record into its row; the outcome of that edit. None when no draft waits."""
    draft = waiting(home, id)
    if draft is None:
        return None
    values = home.shape().load(json.loads(draft.snapshot))
    return work.one(Edit(home, id, base=draft.version, values=values, verb="publish"))
