"""The keys that places are found by, for the places that are there already.

They are made of names by today's `portal.core.calling`: whoever changes how names are written makes them anew in a migration.
"""

from portal.core import calling
from portal.models import BY_NAME

# table → columns of names and outlines as they are on this day
CALLED = {
    "division": ("name", "short_name", "outline"),
    "grid": ("name", "emergency_name", "outline"),
    "building": ("name", "aliases"),
    "organization": ("name", "short_name"),
    "station": ("name", "aliases"),
}
BATCH = 5_000


def up(migrator, db):
    if db.kind == "postgres":
        db.execute_sql('CREATE TABLE place_key (key varchar(255) COLLATE "C" NOT NULL, entry bigint NOT NULL, PRIMARY KEY (key, entry))')
    else:
        db.execute_sql("CREATE TABLE place_key (key VARCHAR(255) NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (key, entry)) WITHOUT ROWID")
    for table, columns in CALLED.items():
        last, names = 0, ", ".join(columns)
        while rows := db.execute_sql(f"SELECT id, {names} FROM {table} WHERE id > {last} ORDER BY id LIMIT {BATCH}").fetchall():
            calling.keep(BY_NAME[table], [(id, dict(zip(columns, texts, strict=True))) for id, *texts in rows], fresh=True)
            last = rows[-1][0]
    db.execute_sql("CREATE INDEX place_key_entry ON place_key (entry)")


def down(migrator, db):
    db.execute_sql("DROP TABLE place_key")
