"""Desks: forms that are not finished, forms that are open, and forms that were sent."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField


def tables(db):
    """The tables as they were on this day; `portal.models` may move on without changing this page."""

    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Table):
        pass

    class Desk(Table):
        user = ForeignKeyField(User, on_delete="CASCADE", backref="!")
        number = CharField(max_length=40)
        home = CharField(max_length=40)
        record = IntegerField(default=0)
        at = DateTimeField(index=True)

    class Unfinished(Desk):
        version = IntegerField(default=0)
        typed = TextField()
        changed = TextField(default="[]")

        class Meta:
            indexes = ((("user", "number"), True), (("user", "home", "record"), False))

    class OpenForm(Desk):
        touched = DateTimeField(null=True)

        class Meta:
            table_name = "open_form"
            indexes = ((("user", "number"), True), (("home", "record", "at"), False))

    class SentForm(Desk):
        digest = CharField(max_length=64)

        class Meta:
            table_name = "sent_form"
            indexes = ((("user", "number"), True),)

    return [Unfinished, OpenForm, SentForm]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)


def down(migrator, db):
    db.drop_tables(tables(db))
