"""The keys that places are found by, made anew: with those of enterprises, and of long names with two syllables left out."""

from portal.core import calling
from portal.models import BY_NAME

# table → columns of names and outlines as they are on this day
CALLED = {
    "division": ("name", "short_name", "outline"),
    "grid": ("name", "emergency_name", "outline"),
    "building": ("name", "aliases"),
    "organization": ("name", "short_name"),
    "station": ("name", "aliases"),
    "enterprise": ("name", "short_name"),
}
BATCH = 5_000


def up(migrator, db):
    db.execute_sql("DELETE FROM place_key")
    for table, columns in CALLED.items():
        last, names = 0, ", ".join(columns)
        while rows := db.execute_sql(f"SELECT id, {names} FROM {table} WHERE id > {last} ORDER BY id LIMIT {BATCH}").fetchall():
            calling.keep(BY_NAME[table], [(id, dict(zip(columns, texts, strict=True))) for id, *texts in rows], fresh=True)
            last = rows[-1][0]


def down(migrator, db):
    """Nothing: a key too many is never looked at."""
