"""What residents write to the office."""

from peewee import SQL, BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, TextField

# columns that its list is ordered by or filtered with; the id stands behind each, as in 0007
SORTED = ("number", "step", "synthetic", "updated_at", "updated_by")
WORDS = ("number", "step", "updated_by")


def tables(db):
    """The table as it was on this day."""

    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Division(Table):
        pass

    class Feedback(Table):
        slug = CharField(max_length=80, null=True, unique=True)
        state = CharField(max_length=40, default="draft", constraints=[SQL("DEFAULT 'draft'")])
        publish_at = DateTimeField(null=True)
        expire_at = DateTimeField(null=True)
        synthetic = BooleanField(default=False)
        natural = CharField(unique=True)
        area = CharField(default="/", index=True)
        sort = CharField(default="", index=True)
        touched = CharField(max_length=1000, default="")
        version = IntegerField(default=1)
        created_at = DateTimeField()
        created_by = CharField()
        updated_at = DateTimeField()
        updated_by = CharField()
        number = CharField(max_length=19)
        division = ForeignKeyField(Division, null=True, on_delete="RESTRICT", backref="!")
        step = CharField(max_length=40, default="open")
        message = TextField()
        page = CharField(max_length=200, null=True)
        contact = CharField(max_length=60, null=True)
        outcome = TextField(null=True)

    return [Feedback]


def up(migrator, db):
    db.create_tables(tables(db), safe=False)
    postgres = db.kind == "postgres"
    if postgres:
        for column in ("slug", "natural", "area", "sort"):
            db.execute_sql(f'ALTER TABLE "feedback" ALTER COLUMN "{column}" TYPE varchar(300) COLLATE "C"')
    for column in SORTED:
        terms = f'"{column}"' + (' COLLATE "C"' if postgres and column in WORDS else "") + (', "id"' if postgres else "")
        db.execute_sql(f'CREATE INDEX "feedback_{column}_sorted" ON "feedback" ({terms})')


def down(migrator, db):
    db.drop_tables(tables(db))
