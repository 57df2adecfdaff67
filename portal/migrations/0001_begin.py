"""The first tables: records, their revisions, the search index and the log of looks."""

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    DateTimeField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def tables(db):
    """The tables as they were on the first day; `portal.models` may move on without changing this page."""

    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    def restrict(model, **options):
        return ForeignKeyField(model, on_delete="RESTRICT", backref="!", **options)

    def words(most=255, **options):
        return CharField(max_length=most, null=options.pop("null", True), **options)

    class Record(Table):
        slug = words(80, unique=True)
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

    class Source(Record):
        file = words(60, null=False)
        locator = words(40, null=False, index=True)
        quote = words(60)
        headline = words(120)
        printed_on = words(10)
        publisher = words(80)
        web = words(500)
        note = TextField(null=True)

    class Division(Record):
        name = words(60, null=False, index=True)
        parent = restrict("self", null=True)
        short_name = words(30)
        level = words(40, null=False)
        managing_parent = restrict("self", null=True)
        nbs_code = words(80, unique=True)
        code_status = words(40)
        code_year = IntegerField(null=True)
        urban_rural = words(80)
        hotline = words(24)
        founded_on = words(10)
        summary = TextField(null=True)

    class Grid(Record):
        division = restrict(Division)
        kind = words(40, null=False, index=True)
        number = IntegerField(null=True)
        name = words(60, null=False, index=True)
        parent = restrict("self", null=True)
        code = words(80, unique=True)
        code_scheme = words(40)
        scope_text = TextField(null=True)
        features = TextField(null=True)
        households = IntegerField(null=True)
        population = IntegerField(null=True)
        is_demo = BooleanField(default=False)
        emergency_name = words(60)

    class Station(Record):
        name = words(80, null=False, index=True)
        division = restrict(Division)
        alias = words(80)
        category = words(40, null=False)
        kind = words(40, null=False)
        grid = restrict(Grid, null=True)
        address = words(120)
        point = words(20, index=True)
        hours = TextField(null=True)
        phone = words(24)
        web = words(500)
        area_m2 = DecimalField(max_digits=14, decimal_places=2, null=True)
        premises_source = words(80)
        accessibility = TextField(null=True)
        is_demo = BooleanField(default=False)
        summary = TextField(null=True)
        assured_on = words(10)
        contact_name = words(40)
        contact_phone = words(24)

        class Meta:
            indexes = ((("kind", "sort", "category"), False),)

    class User(Record):
        login = words(40, null=False)
        name = words(40)
        phone = words(24)
        password = words(200)
        active = BooleanField(default=True)

    class Grant(Record):
        user = restrict(User)
        role = words(40, null=False)
        division = restrict(Division, null=True)
        until = words(10)

    def links(model, name, target):
        meta = type("Meta", (), {"table_name": f"{model._meta.table_name}_{name}", "primary_key": CompositeKey("owner", "target")})
        return type(f"{model.__name__}{name.title()}", (Table,), {"owner": restrict(model), "target": restrict(target), "Meta": meta})

    class Change(Table):
        at = DateTimeField()
        by = CharField()
        via = CharField()
        why = CharField(default="")
        run = CharField(default="", index=True)

    class Revision(Table):
        change = ForeignKeyField(Change, on_delete="RESTRICT")
        shape = CharField()
        record = IntegerField()
        version = IntegerField()
        verb = CharField()
        snapshot = TextField()
        digest = CharField()

        class Meta:
            indexes = ((("shape", "record", "version"), False),)

    class OldSlug(Table):
        shape = CharField()
        slug = CharField()
        record = IntegerField()

        class Meta:
            indexes = ((("shape", "slug"), True),)

    class SearchEntry(Table):
        id = BigIntegerField(primary_key=True)
        shape = CharField()
        record = IntegerField()
        title = CharField()
        area = CharField()
        public = BooleanField()
        publish_at = DateTimeField(null=True)
        expire_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("area", "shape"), False),)

    class Look(Table):
        at = DateTimeField(index=True)
        by = CharField()
        what = CharField()
        shape = CharField(default="")
        record = IntegerField(null=True)
        detail = CharField(default="")

    many = [links(model, "sources", Source) for model in (Division, Grid, Station)]
    return [Source, Division, Grid, Station, User, Grant, *many, Change, Revision, OldSlug, SearchEntry, Look]


def up(migrator, db):
    made = tables(db)
    db.create_tables(made, safe=False)
    if db.kind == "sqlite":
        db.execute_sql(
            "CREATE VIRTUAL TABLE search_text USING fts5"
            "(title, body, initials, inner, tokenize = 'unicode61 remove_diacritics 0', prefix = '1')"
        )
        return
    db.execute_sql("ALTER TABLE search_entry ADD COLUMN vector tsvector")
    db.execute_sql("CREATE INDEX search_entry_vector ON search_entry USING gin (vector)")
    for model in made:
        for column in ("slug", "natural", "area", "sort", "point"):
            if column in model._meta.columns:
                db.execute_sql(f'ALTER TABLE "{model._meta.table_name}" ALTER COLUMN "{column}" TYPE varchar(255) COLLATE "C"')


def down(migrator, db):
    if db.kind == "sqlite":
        db.execute_sql("DROP TABLE search_text")
    db.drop_tables(tables(db))
