"""The trash: a table of what was deleted, filled from the revisions of what was deleted before there was one."""

import json

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model

# Where the last revision of a deleted record says what it was called, and what it lay in (field → table).
NAMES = ("name", "headline", "title", "login", "holder_name", "locator")
PLACES = {
    "division": "division",
    "grid": "grid",
    "station": "station",
    "community": "party_community",
    "building": "building",
    "organization": "organization",
    "enterprise": "enterprise",
    "brand": "service_brand",
    "activity": "activity",
}


def tables(db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Change(Table):
        pass

    class Revision(Table):
        pass

    class Trash(Table):
        shape = CharField()
        record = IntegerField()
        slug = CharField()
        title = CharField()
        area = CharField()
        at = DateTimeField(index=True)
        by = CharField()
        change = ForeignKeyField(Change, backref="!", on_delete="RESTRICT")
        revision = ForeignKeyField(Revision, backref="!", on_delete="RESTRICT")
        touched = CharField(max_length=1000, default="")
        created_at = DateTimeField()
        created_by = CharField()

        class Meta:
            indexes = ((("shape", "record"), True), (("shape", "area"), False), (("shape", "id"), False))

    return [Trash]


def up(migrator, db):
    (trash,) = made = tables(db)
    db.create_tables(made, safe=False)
    if db.kind == "postgres":
        for column in ("slug", "area"):
            db.execute_sql(f'ALTER TABLE "trash" ALTER COLUMN "{column}" TYPE varchar(300) COLLATE "C"')
    fill(db, trash)


def fill(db, trash):
    """One row for every record whose newest revision took it away."""
    after = 0
    while True:
        found = db.execute_sql(
            "SELECT r.id, r.shape, r.record, r.snapshot, c.id, c.at, c.by, first.at, first.by FROM revision r "
            "JOIN change c ON c.id = r.change_id "
            "JOIN revision f ON f.id = (SELECT min(id) FROM revision WHERE shape = r.shape AND record = r.record) "
            "JOIN change first ON first.id = f.change_id "
            "WHERE r.verb = 'delete' AND r.id > %s AND NOT EXISTS "
            "(SELECT 1 FROM revision l WHERE l.shape = r.shape AND l.record = r.record AND l.id > r.id) "
            "ORDER BY r.id LIMIT 500".replace("%s", db.param),
            (after,),
        ).fetchall()
        if not found:
            return
        trash.insert_many([row(db, *one) for one in found]).execute()
        after = found[-1][0]


def row(db, revision, shape, record, snapshot, change, at, by, created_at, created_by):
    values = json.loads(snapshot)
    slug = values.get("slug") or f"{shape}-{record}"
    title = next((str(values[name]) for name in NAMES if values.get(name)), slug)[:255]
    return {
        "shape": shape,
        "record": record,
        "slug": slug,
        "title": title,
        "area": area(db, shape, record, values),
        "at": at,
        "by": by,
        "change": change,
        "revision": revision,
        "touched": "",
        "created_at": created_at,
        "created_by": created_by,
    }


def area(db, shape, record, values):
    """Where it lay, as far as what it lay in is still there; else "/", where only those see it who see everything."""
    if shape == "division":
        return (found(db, "division", values.get("parent")) or "/") + f"{record}/"
    paths = (found(db, table, values.get(name)) for name, table in PLACES.items())
    return next((path for path in paths if path), "/")


def found(db, table, id):
    if type(id) is not int:
        return None
    row = db.execute_sql(f'SELECT area FROM "{table}" WHERE id = {db.param}', (id,)).fetchone()
    return row and row[0]


def down(migrator, db):
    db.drop_tables(tables(db))
