"""When the engine counts what its planner goes by, so that a page about one place does not read every place's rows."""

import contextlib

from .db import database
from .errors import Unavailable

EVERY = 500  # changes through the door after which it counts again
MANY = 1000  # records that one import makes, after which it counts at once


def learn():
    """Count now; never in somebody's transaction, never in their way: while the database is busy it is left for another time."""
    if not database.in_transaction():
        with contextlib.suppress(Unavailable):
            database.learn()


def now_and_then(change):
    """Count after every EVERY changes, `change` being the id of the last (None for none)."""
    if change is not None and change % EVERY == 0:
        learn()


def after_import(created):
    """Count after an import that made `created` records, when these are many."""
    if created >= MANY:
        learn()
