"""Deny by default: every road that peewee offers for writing ends at the guard."""

import peewee
import pytest

from portal.core import db
from portal.core.errors import DoorClosed
from portal.core.history import Change, Revision
from portal.core.looks import Look, note
from portal.core.search import SearchEntry
from portal.models import Division, Source, Station
from tests.makers import division, source, station

FACTS = {
    "slug": "x",
    "natural": "x",
    "file": "f",
    "locator": "l",
    "created_at": "2026-01-01",
    "created_by": "",
    "updated_at": "2026-01-01",
    "updated_by": "",
}
TABLE = peewee.Table("source", ("id", "file"))


def raw(sql):
    return lambda made: db.database.execute_sql(sql)


ROADS = {
    "save a new record": lambda made: Source(**FACTS).save(),
    "save a changed record": lambda made: setattr(made, "file", "y") or made.save(),
    "save with an id of its own": lambda made: Source(id=99, **FACTS).save(force_insert=True),
    "create": lambda made: Source.create(**FACTS),
    "get_or_create": lambda made: Source.get_or_create(slug="new", defaults=FACTS),
    "insert": lambda made: Source.insert(**FACTS).execute(),
    "insert on conflict": lambda made: Source.insert(**FACTS).on_conflict_ignore().execute(),
    "insert_many": lambda made: Source.insert_many([FACTS]).execute(),
    "insert_from": lambda made: Source.insert_from(Source.select(Source.slug, Source.file), [Source.slug, Source.file]).execute(),
    "bulk_create": lambda made: Source.bulk_create([Source(**FACTS)]),
    "update": lambda made: Source.update(file="y").execute(),
    "update one": lambda made: Source.set_by_id(made.id, {"file": "y"}),
    "bulk_update": lambda made: Source.bulk_update([made], [Source.file]),
    "update with a CTE": lambda made: Source.update(file="y").with_cte(Source.select(Source.id).cte("all")).execute(),
    "delete": lambda made: Source.delete().execute(),
    "delete one": lambda made: Source.delete_by_id(made.id),
    "delete_instance": lambda made: made.delete_instance(),
    "delete_instance recursively": lambda made: made.delete_instance(recursive=True),
    "a table without a model, insert": lambda made: TABLE.insert({TABLE.file: "x"}).execute(db.database),
    "a table without a model, update": lambda made: TABLE.update({TABLE.file: "x"}).execute(db.database),
    "a table without a model, delete": lambda made: TABLE.delete().execute(db.database),
    "a raw model query": lambda made: Source.raw("DELETE FROM source").execute(),
    "raw insert": raw("INSERT INTO source (file) VALUES ('x')"),
    "raw update in odd case": raw("  uPdAtE source SET file = 'x'"),
    "raw delete behind a comment": raw("/* a look */ DELETE FROM source"),
    "raw delete behind a line comment": raw("-- a look\nDELETE FROM source"),
    "raw delete in a CTE": raw("WITH gone AS (DELETE FROM source RETURNING id) SELECT * FROM gone"),
    "raw delete after a CTE": raw("WITH few AS (SELECT 1) DELETE FROM source"),
    "two statements in one": raw("SELECT 1; DELETE FROM source"),
    "raw truncate": raw("TRUNCATE source"),
    "raw drop": raw("DROP TABLE source"),
    "raw alter": raw("ALTER TABLE source ADD COLUMN x integer"),
    "raw replace": raw("REPLACE INTO source (id) VALUES (1)"),
    "raw copy": raw("COPY source FROM STDIN"),
    "a quoted name": raw('DELETE FROM "source"'),
    "an unguarded name in the text only": raw("DELETE FROM source WHERE file = 'look'"),
    "create_table": lambda made: Source.create_table(safe=False),
    "drop_table": lambda made: Source.drop_table(),
    "truncate_table": lambda made: Source.truncate_table(),
    "through table, insert": lambda made: Station.sources.through.create(owner=1, target=made.id),
    "through table, delete": lambda made: Station.sources.through.delete().execute(),
    "a revision": lambda made: Revision.update(snapshot="{}").execute(),
    "a revision deleted": lambda made: Revision.delete().execute(),
    "a change": lambda made: Change.update(by="somebody else").execute(),
    "the search index": lambda made: SearchEntry.delete().execute(),
    "many rows at once": lambda made: db.database.write_rows("DELETE FROM source WHERE id = ?", [(1,)]),
    "relations by assignment": lambda made: setattr(station(), "sources", [made]),
}


@pytest.mark.parametrize("road", ROADS)
def test_nothing_is_written_outside_the_door_by(road, database):
    made = source()
    before = list(Source.select().dicts())

    with pytest.raises((DoorClosed, AttributeError)):
        ROADS[road](made)

    assert list(Source.select().dicts()) == before


def test_reading_needs_no_door(database):
    made = division(summary="update delete insert")

    assert Division.select().where(Division.summary.contains("delete")).get() == made
    assert database.execute_sql("WITH d AS (SELECT name FROM division) SELECT name FROM d").fetchone() == ("历山社区",)
    assert database.execute_sql("SELECT name FROM division WHERE name = 'x; drop'").fetchall() == []


def test_the_log_of_looks_is_written_without_a_change(database):
    note("admin", "sign-in")

    assert Look.select().count() == 1
