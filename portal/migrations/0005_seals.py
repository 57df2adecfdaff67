"""The chain of seals, and the indexes that the audit screen reads changes and looks by."""

from peewee import BigIntegerField, CharField, DateTimeField, IntegerField, Model, TextField

# Changes are few beside revisions: an import writes one for a thousand rows. No index is added to revisions.
INDEXES = {
    "change_at": '"change" ("at", "id")',
    "change_by": '"change" ("by", "at", "id")',
    "look_record": '"look" ("shape", "record", "id")',
}


def tables(db):
    class Seal(Model):
        id = IntegerField(primary_key=True)
        at = DateTimeField()
        last_change = BigIntegerField()
        last_look = BigIntegerField()
        parts = TextField()
        content = CharField(max_length=64)
        digest = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False

    return [Seal]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)
    for name, what in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON {what}')


def down(migrator, db):
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
    db.drop_tables(tables(db))
