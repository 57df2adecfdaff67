"""An index of the hours of stations on SQLite, which skips along it from one kind of hours to the next.

PostgreSQL has no such walk, and an index entry there may not be as long as hours can get.
"""


def up(migrator, db):
    if db.kind == "sqlite":
        db.execute_sql('CREATE INDEX "station_hours" ON "station" ("hours")')


def down(migrator, db):
    db.execute_sql('DROP INDEX IF EXISTS "station_hours"')
