"""Labels in the search index: terms for the shape of what is published and for each place it lies in.

On SQLite they stand behind the initials, on PostgreSQL in the vector, without a place.
"""

LABEL = "\ue000"  # a character for private use, which nobody types
NAMES = f"'{LABEL}' || shape || replace(rtrim(area, '/'), '/', '%s{LABEL}')"


def up(migrator, db):
    if db.kind == "sqlite":
        names = f"(SELECT ' ' || {NAMES % ' '} FROM search_entry WHERE id = search_text.rowid)"
        db.execute_sql(f"UPDATE search_text SET initials = initials || {names} WHERE rowid IN (SELECT id FROM search_entry WHERE public)")
        return
    names = f"array_to_tsvector(regexp_split_to_array({NAMES % '/'}, '/'))"
    db.execute_sql(f"UPDATE search_entry SET vector = vector || {names} WHERE public")


def down(migrator, db):
    if db.kind == "sqlite":
        db.execute_sql(f"UPDATE search_text SET initials = substr(initials, 1, instr(initials || '{LABEL}', '{LABEL}') - 1)")
        return
    db.execute_sql("UPDATE search_entry SET vector = ts_filter(vector, '{a,b,c,d}')")
