"""The engine knows how much of everything there is: after an import, after many changes, and at each start."""

import sqlite3

import pytest

from portal.core import planner, policy
from portal.core.changes import Edit, change
from portal.core.db import database as engine
from portal.models import Station
from tests.makers import division, station


def counted():
    """How many stations the engine believes there are."""
    if engine.kind == "postgres":
        return engine.execute_sql("SELECT reltuples FROM pg_class WHERE relname = 'station'").fetchone()[0]
    known = engine.execute_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone()
    row = known and engine.execute_sql("SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = 'station'").fetchone()
    return row[0] or 0 if row else 0


def test_it_counts_what_is_there(database):
    for name in "甲乙丙":
        station(name, division("历山社区") if name == "甲" else None)

    planner.learn()

    assert counted() == 3


def test_it_counts_after_every_so_many_changes(database, monkeypatch):
    monkeypatch.setattr(planner, "EVERY", 1)
    station("甲")
    assert counted() == 1


def test_it_never_counts_in_somebodys_transaction(database, monkeypatch):
    station("甲")
    before = counted()
    station("乙")
    with change(policy.command_line("测试"), via="admin") as work:
        work.one(Edit(Station, Station.get().id, values={"phone": "0533-3241234"})).must()
        planner.learn()
    assert counted() == before


def test_an_import_of_many_is_counted_at_once(database, monkeypatch):
    station("甲")
    planner.learn()
    station("乙")
    planner.after_import(planner.MANY - 1)
    assert counted() == 1
    planner.after_import(planner.MANY)
    assert counted() == 2


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_connection_that_was_open_before_goes_by_the_new_count(database):
    """An equality tempts the planner, until it knows how many share it."""
    for place in range(12):
        home = division(f"第{place}社区")
        for number in range(6):
            station(f"驿站{place}-{number}", home)
    path = home.area
    sql, values = Station.live().where(Station.category == "service", Station.under(path)).sql()
    other = sqlite3.connect(database.database, cached_statements=0)

    def plan():
        other.execute(sql, values).fetchall()  # explaining alone does not look whether the schema is still the same
        return " ".join(row[3] for row in other.execute("EXPLAIN QUERY PLAN " + sql, values))

    assert "station_area" not in plan()
    planner.learn()
    assert "station_area" in plan()
    other.close()
