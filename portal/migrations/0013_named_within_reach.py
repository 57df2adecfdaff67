"""Search and order of memberships and brand links name no unit outside their own area; those that did name it no longer.

Only rows that point outside are touched. All that is left of their titles is what they belong to, so its words are taken over.
"""

import zlib

# table → (the relation that is named before the unit, the table it points at; the relations of which one is the unit)
NAMED = {
    "member_unit": ("community", "party_community", "organization enterprise division grid"),
    "brand_link": ("brand", "service_brand", "grid division organization enterprise community station service"),
}
TABLES = {"community": "party_community"}  # of relations that are called otherwise than what they point at


def base(table):
    """The lowest id in the index of the model behind `table`."""
    return (zlib.crc32(table.replace("_", "").encode()) & 0x3FFFFF) << 40


def outside(db, table, owner, units):
    """[(id, id of what it belongs to)] of the rows whose unit lies outside their area."""
    queries = [
        f'SELECT r."id", r."{owner}_id" FROM "{table}" r JOIN "{TABLES.get(unit, unit)}" t ON t."id" = r."{unit}_id" '
        'WHERE substr(t."area", 1, length(r."area")) <> r."area"'
        for unit in units.split()
    ]
    return db.execute_sql(" UNION ".join(queries)).fetchall()


def up(migrator, db):
    for table, (owner, owning, units) in NAMED.items():
        rows = outside(db, table, owner, units)
        entries = [(base(owning) + above, base(table) + id) for id, above in rows]
        sort = f'SELECT "sort" FROM "{owning}" WHERE "id" = ?'
        db.write_rows(f'UPDATE "{table}" SET "sort" = ({sort}) WHERE "id" = ?', [(above, id) for id, above in rows])
        db.write_rows("UPDATE search_entry SET title = (SELECT title FROM search_entry WHERE id = ?) WHERE id = ?", entries)
        if db.kind == "sqlite":
            db.write_rows('UPDATE search_text SET "inner" = (SELECT title FROM search_text WHERE rowid = ?) WHERE rowid = ?', entries)
        else:
            words = "SELECT setweight(ts_filter(vector, '{a}'), 'D') FROM search_entry WHERE id = ?"  # titles of theirs are for staff
            db.write_rows(f"UPDATE search_entry SET vector = ({words}) || ts_filter(vector, '{{a,b,c}}') WHERE id = ?", entries)


def down(migrator, db):
    """They stay unnamed: whoever writes them again in the older way names them again."""
