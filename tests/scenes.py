"""Scenes: records that many tests stand on, made once through the door and laid down again in the database of each test.

Making a street with its people takes half a second, laying it down again a hundredth; what is laid down is what was made,
revisions, ids and all.
"""

import shutil
from pathlib import Path
from types import SimpleNamespace

import psycopg

from portal.core import clock, db
from portal.core.record import Record

REPLICA = "SET session_replication_role = replica"  # nothing is judged again: rows may point at rows that come later


class Scenes:
    """What each maker of a scene has left in a fresh database, kept once an engine and a standing of the clock."""

    def __init__(self, folder):
        self.folder, self.kept = folder, {}

    def on(self, make):
        """What `make()` returns, a namespace of records, standing in the open, fresh database."""
        engine = db.database.obj
        key = (make.__qualname__, make.__module__, engine.kind, clock._stopped.get())
        if key not in self.kept:
            made = make()
            keep = {"sqlite": self.keep_sqlite, "postgres": keep_postgres}[engine.kind]
            self.kept[key] = (keep(engine), {name: told(value) for name, value in vars(made).items()})
            return made
        rows, named = self.kept[key]
        {"sqlite": lay_sqlite, "postgres": lay_postgres}[engine.kind](engine, rows)
        return SimpleNamespace(**{name: value() for name, value in named.items()})

    def keep_sqlite(self, engine):
        """A copy of the database's file."""
        copy = self.folder / f"scene_{len(self.kept)}.db"
        with db.passing():
            engine.execute_sql("VACUUM INTO ?", (str(copy),))
        return copy


def told(value):
    """A function that gives `value` anew: a record is read again, anything else is what it was."""
    return (lambda: type(value).get_by_id(value.id)) if isinstance(value, Record) else (lambda: value)


def lay_sqlite(engine, copy):
    engine.close()
    for tail in ("-wal", "-shm"):
        Path(engine.database + tail).unlink(missing_ok=True)
    shutil.copy(copy, engine.database)
    engine.connect()


def keep_postgres(engine):
    """(table → its rows as COPY tells them, sequence → its next number)."""
    with psycopg.connect(engine.database, autocommit=True) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'")
        rows = {}
        for (table,) in tables.fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
        numbers = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL").fetchall()
    return {table: text for table, text in rows.items() if text}, [pair for pair in numbers if pair[0] != "schema_migration_id_seq"]


def lay_postgres(engine, kept):
    rows, numbers = kept
    with psycopg.connect(engine.database, autocommit=True) as connection:
        connection.execute(REPLICA)
        for table, text in rows.items():
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(text)
        connection.execute(";".join(f"SELECT setval('\"{name}\"', {last})" for name, last in numbers))
