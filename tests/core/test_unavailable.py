"""A locked, full or vanished database: one sentence, and nothing half written."""

import sqlite3

import psycopg
import pytest

from portal.core import db, history, policy
from portal.core.changes import Edit, change
from portal.core.errors import Unavailable
from portal.models import Division, Source
from tests.makers import source


def write(count=1, words="x"):
    with change(policy.command_line("测试"), via="admin") as work:
        work.apply([Edit(Source, None, values={"file": "a", "locator": str(number), "note": words}) for number in range(count)])


def test_a_locked_database_is_unavailable_and_keeps_nothing(url, database):
    source()
    if database.kind == "sqlite":
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        database.timeout = 0.05
    else:
        other = psycopg.connect(url)
        other.execute("LOCK TABLE source IN ACCESS EXCLUSIVE MODE")
        database.execute_sql("SELECT set_config('lock_timeout', '50ms', false)")

    with pytest.raises(Unavailable):
        write()

    other.rollback()
    other.close()
    assert (Source.select().count(), history.Change.select().count()) == (1, 1)
    write()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # PostgreSQL's own disk cannot be filled from here
def test_a_full_disk_is_unavailable_and_keeps_nothing(database):
    (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
    database.execute_sql(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(Unavailable):
        write(1000, "井盖" * 200)

    assert Source.select().count() == history.Revision.select().count() == history.Change.select().count() == 0
    assert database.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_vanished_is_unavailable(database):
    database.close()
    db.database.initialize(
        db.Sqlite("/proc/nowhere.db") if database.kind == "sqlite" else db.Postgres("postgresql://127.0.0.1:1/none?connect_timeout=1")
    )

    with pytest.raises(Unavailable):
        Source.select().count()
    with pytest.raises(Unavailable):
        write()


class Vanishing:
    """An engine that is out of reach from its `left`-th statement on."""

    left = 0

    def _execute_cursor(self, sql, params, **options):
        self.left -= 1
        if self.left < 0:
            raise Unavailable()
        return super()._execute_cursor(sql, params, **options)


class VanishingSqlite(Vanishing, db.Sqlite):
    pass


class VanishingPostgres(Vanishing, db.Postgres):
    pass


def test_a_database_that_vanishes_while_a_name_is_looked_for_is_no_wrong_name(url, database):
    """An import would refuse the row for good, and an undo would tell of a rule that nobody broke."""
    kind = VanishingSqlite if database.kind == "sqlite" else VanishingPostgres
    engine = kind(url.removeprefix("sqlite:///"))
    db.database.initialize(engine)
    for engine.left in range(4):  # two for the whole of it, two for the street
        with pytest.raises(Unavailable):
            Division.named("历山街道/历山社区")
    engine.close()
