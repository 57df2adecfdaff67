"""Indexes that lists walk: one for each column a list is ordered by or filtered with, where none is there yet.

Columns of few different values, and the times of changes, cost an import next to nothing, because their new entries stand at
the end of a group; a column that only filters and is mostly empty is indexed only where something is written. On PostgreSQL
the id stands in the index, as it always does on SQLite, and words are compared as bytes.
"""

# table → columns that its list is ordered by; columns that only filter it, "?" behind those that are mostly empty
COLUMNS = {
    "source": ("file quote printed_on", ""),
    "term": ("vocabulary code", ""),
    "role_type": ("code category needs_training", "applies_to?"),
    "division": ("level nbs_code hotline", "code_status?"),
    "level": ("scheme ordinal scheme_name scheme_kind", ""),
    "grid": ("kind number", "urban_rural? boundary_status?"),
    "building": ("kind", "risk_color? star?"),
    "organization": ("kind phone", ""),
    "enterprise": ("kind uscc above_scale", "growth_goal? growth_stage?"),
    "party_community": ("kind founded_on", ""),
    "member_unit": ("role step", ""),
    "station": ("category kind address phone", ""),
    "service": ("kind phone", "fee?"),
    "service_brand": ("code kind", ""),
    "brand_link": ("role", ""),
    "activity": ("kind status starts_at", ""),
    "person": ("badge_no consent_publish", ""),
    "assignment": ("ordinal step duty_phone", "kind assured_on"),
    "notice": ("kind issued_on", "review_due? pinned"),
    "figure": ("as_of qualifier value unit as_printed", ""),
    "user": ("active", ""),
    "grant": ("role until", ""),
}
STATELESS = ("person", "user", "grant")
NUMBERS = (
    *("number", "ordinal", "star", "value", "starts_at", "updated_at"),
    *("above_scale", "needs_training", "consent_publish", "pinned", "active", "synthetic"),
)


def wanted():
    """[(name, table, columns, condition)] of every index."""
    for table, (ordered, filtered) in COLUMNS.items():
        common = ["synthetic"] if table in STATELESS else ["state", "synthetic"]
        for column in [*ordered.split(), *filtered.split(), *common]:
            name = column.removesuffix("?")
            yield f"{table}_{name}_sorted", table, (name,), f' WHERE "{name}" IS NOT NULL' if column.endswith("?") else ""
        yield f"{table}_touched_last", table, ("updated_at",), ""
        yield f"{table}_touched_by", table, ("updated_by", "updated_at"), ""


def up(migrator, db):
    for name, table, columns, condition in wanted():
        if db.kind == "postgres":
            words = len(columns) == 1 and columns[0] not in NUMBERS
            terms = ", ".join(f'"{column}"' + (' COLLATE "C"' if words else "") for column in columns) + ', "id"'
        elif any(index.columns[:1] == list(columns) for index in db.get_indexes(table)):
            continue
        else:
            terms = ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE INDEX "{name}" ON "{table}" ({terms}){condition}')


def down(migrator, db):
    for name, *_ in wanted():
        db.execute_sql(f'DROP INDEX IF EXISTS "{name}"')
