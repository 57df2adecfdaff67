"""Several short lists of records in one statement: a page about a place is made of many, and asking for each costs more than reading it."""

import datetime
import functools
import json
import operator

from peewee import Value, fn

from ..core.db import database


def together(queries):
    """key → [record] for each query of whole records in `queries` (key → query, ordered and limited): one statement for all.

    Rows of different models have different columns, so each row travels as one JSON array.
    """
    keys, out = list(queries), {key: [] for key in queries}
    if not keys:
        return out
    parts = [_part(place, queries[key]) for place, key in enumerate(keys)]
    rows = functools.reduce(operator.add, parts).tuples()
    for place, _, cells in sorted(rows, key=lambda row: row[:2]):  # a union promises no order
        home = queries[keys[place]].model
        out[keys[place]].append(_record(home, json.loads(cells) if isinstance(cells, str) else cells))
    return out


def _part(place, query):
    """The rows of `query` with their turns; it is asked for ids first, so that only what it wants is made into JSON."""
    home = query.model
    array = fn.json_build_array if database.kind == "postgres" else fn.json_array
    turn = fn.ROW_NUMBER().over(order_by=list(query._order_by or [home.id]))
    return home.select(Value(place).alias("place"), turn.alias("turn"), array(*home._meta.sorted_fields).alias("cells")).where(
        home.id.in_(query.select(home.id))
    )


def _record(home, cells):
    record = home()
    for field, cell in zip(home._meta.sorted_fields, cells, strict=True):
        record.__data__[field.name] = _value(field, cell)
    record._dirty.clear()
    return record


def _value(field, cell):
    """What the driver would have given for `cell`: JSON knows neither moments nor exact numbers."""
    if cell is None:
        return None
    if field.field_type == "DATETIME" and isinstance(cell, str):
        cell = datetime.datetime.fromisoformat(cell)
    if field.field_type == "BOOL":
        cell = bool(cell)
    return field.python_value(cell)
