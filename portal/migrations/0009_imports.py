"""Imports that stay on record, and what was said about files once."""

from peewee import BooleanField, CharField, DateTimeField, IntegerField, Model, TextField


def tables(db):
    """The tables as they were on this day."""

    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class ImportRun(Table):
        token = CharField(unique=True)
        home = CharField()
        by = CharField()
        via = CharField()
        area = CharField()
        reach = TextField(default="")
        file = CharField()
        sha = CharField(default="", index=True)
        mapping = TextField(default="{}")
        says = TextField(default="{}")
        force = BooleanField(default=False)
        state = CharField(default="columns")
        note = CharField(default="")
        length = IntegerField(default=0)
        chunk = IntegerField(default=0)
        turn = IntegerField(default=0)
        row = IntegerField(default=0)
        final = BooleanField(default=False)
        created = IntegerField(default=0)
        changed = IntegerField(default=0)
        unchanged = IntegerField(default=0)
        conflicts = IntegerField(default=0)
        refused = IntegerField(default=0)
        claim = CharField(default="")
        beat = DateTimeField()
        at = DateTimeField()
        ended = DateTimeField(null=True)

        class Meta:
            indexes = ((("home", "id"), False), (("by", "id"), False))

    class ImportMemory(Table):
        home = CharField()
        what = CharField()
        key = CharField()
        login = CharField(default="")
        says = TextField()
        at = DateTimeField()

        class Meta:
            indexes = ((("home", "what", "key", "login"), True),)

    return [ImportRun, ImportMemory]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)
    # only one import writes into a model at a time, whichever process it runs in
    db.execute_sql("CREATE UNIQUE INDEX import_run_writing ON import_run (home) WHERE state IN ('running', 'cancelling')")


def down(migrator, db):
    db.drop_tables(tables(db))
