"""Indexes of what is published on time: a feed dates it by that moment. They hold only the rows that name one."""

TABLES = ("notice", "activity", "station", "service", "grid", "party_community", "service_brand")


def up(migrator, db):
    for table in TABLES:
        db.execute_sql(f'CREATE INDEX "{table}_published_on_time" ON "{table}" ("publish_at", "id") WHERE "publish_at" IS NOT NULL')


def down(migrator, db):
    for table in TABLES:
        db.execute_sql(f'DROP INDEX IF EXISTS "{table}_published_on_time"')
