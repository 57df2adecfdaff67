"""Bringing a database up to today's tables, once, even when several processes start together."""

import contextlib
import fcntl
from pathlib import Path

from playhouse.migrations import Runner

from .db import database, passing

FOLDER = Path(__file__).parent.parent / "migrations"


@contextlib.contextmanager
def _alone(lock):
    """Hold the file `lock` (a path) or, on PostgreSQL, an advisory lock."""
    if database.kind == "postgres":
        database.execute_sql("SELECT pg_advisory_lock(7390)")
        try:
            yield
        finally:
            database.execute_sql("SELECT pg_advisory_unlock(7390)")
        return
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def upgrade():
    """Apply what is missing; the names of the migrations that ran."""
    lock = f"{database.database}.lock" if database.kind == "sqlite" else None
    with database.connection_context() if database.is_closed() else contextlib.nullcontext(), _alone(lock), passing():
        return Runner(database.obj, str(FOLDER)).up()


def pending():
    """The names of migrations that have not run here."""
    return [step.name for step in Runner(database.obj, str(FOLDER)).status() if not step.applied]


def downgrade(target=None):
    """Take back the last migration, or all down to and with `target`; their names."""
    with passing():
        return Runner(database.obj, str(FOLDER)).down(target)
