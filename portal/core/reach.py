"""Which revisions a person may know of: those of records in that person's area, in the trash too."""

import functools
import operator

import peewee

from . import policy, trash
from .history import Revision
from .homes import HOMES


def within(asker, verbs=("see",), homes=HOMES):
    """The condition that a revision is one of a record of `homes` on which `asker` may do all of `verbs`.

    Each revision's record is looked up by its id, so that the size of an area costs nothing.
    """
    free, bound = [], []
    for home in homes:
        if not all(policy.paths(asker, verb, home) for verb in verbs):
            continue
        conditions = [condition for verb in verbs if (condition := policy.seen(asker, home, verb)) is not None]
        if not conditions:
            free.append(home._meta.name)
            continue
        thrown = [condition for verb in verbs if (condition := trash.within(asker, home, verb)) is not None]
        there = home.select(peewee.SQL("1")).where(home.id == Revision.record, *conditions)
        gone = trash.Trash.select(peewee.SQL("1")).where(
            trash.Trash.shape == home._meta.name, trash.Trash.record == Revision.record, *thrown
        )
        bound.append((Revision.shape == home._meta.name) & (peewee.fn.EXISTS(there) | peewee.fn.EXISTS(gone)))
    parts = ([Revision.shape.in_(free)] if free else []) + bound
    return functools.reduce(operator.or_, parts) if parts else peewee.SQL("1 = 0")
