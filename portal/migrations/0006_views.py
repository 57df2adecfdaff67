"""Lists as people keep them: views with a name, and what each person last chose for a list."""

from peewee import BooleanField, CharField, DateTimeField, IntegerField, Model, TextField


def tables(db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class SavedView(Table):
        owner = IntegerField(index=True)
        plural = CharField(max_length=40)
        name = CharField(max_length=40)
        query = TextField(default="")
        shared = BooleanField(default=False)
        first = IntegerField(default=0)
        made_at = DateTimeField()

        class Meta:
            indexes = ((("plural", "owner", "name"), True),)

    return [SavedView]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)


def down(migrator, db):
    db.drop_tables(tables(db))
