"""What the door has in hand while it decides: rows as they are, and records as they would be."""

from collections import defaultdict

from .db import database

STAMPS = ("created_at", "created_by", "updated_at", "updated_by")


class Proposal:
    """A record as it would be: fields answer with values, relations with the records they point at."""

    def __init__(self, id, values, shape, related):
        answers = self.__dict__
        answers |= values
        answers["id"] = id
        for field in shape.relations:
            if values[field.name] is not None:
                answers[field.name] = related(field, values[field.name])


class Row:
    """One record as the database holds it, locked by this transaction; values are converted when first asked for."""

    KEPT = ("id", "natural", "area", "touched", "version")
    __slots__ = (*KEPT, "cells", "links", "shape", "_values")

    def __init__(self, cells, shape):
        self.id, self.natural, self.area, self.touched, self.version = cells[:5]
        self.cells, self.shape, self.links, self._values = cells, shape, {}, None

    @property
    def values(self):
        """name → value of the whole shape."""
        if self._values is None:
            columns = self.shape.columns
            self._values = {
                field.name: stored if field.plain else field.python_value(stored)
                for field, stored in zip(columns, self.cells[5:], strict=True)
            } | self.links
        return self._values

    def same(self, values, places):
        """Whether the row already holds `values`, as far as its stored cells tell (no means: look closer)."""
        cells, links = self.cells, self.links
        for name, value in values.items():
            place, db_value = places[name]
            if (links[name] if place is None else cells[place]) != (value if db_value is None else db_value(value)):
                return False
        return True


class Pending:
    """An edit that passed so far: what it would write."""

    __slots__ = ("area", "back", "collisions", "delta", "edit", "id", "issues", "natural", "notes", "place", "row", "title", "values")

    def __init__(self, place, edit, row, delta, values, collisions=()):
        self.place, self.edit, self.row, self.delta, self.values = place, edit, row, delta, values
        self.collisions, self.issues = list(collisions), defaultdict(list)
        self.id = row.id if row else None
        self.back, self.notes = None, []  # the `Trash` row that it brings back, and what has to be said about that
        self.area, self.natural = (row.area, row.natural) if row else (None, None)

    @property
    def version(self):
        """The version that this write makes."""
        return 1 + (self.row.version if self.row else self.back.revision.version if self.back else 0)


def is_id(key):
    """Whether `key` could be the id of a record on either engine."""
    return type(key) is int and 0 < key < 2**31


def records(home, ids, lock=""):
    """id → the record of `home`, for those of `ids` that exist: to judge by, so without the stamps of who wrote it when.

    `lock` as `lookup` has it.

    A batch points at a thousand records; peewee's own cursor takes ten times as long for each.
    """
    fields = [field for field in home._meta.sorted_fields if field.name not in STAMPS]
    convert = [(field.name, field.python_value) for field in fields if not getattr(field, "plain", True)]
    names, found = [field.name for field in fields], {}
    for cells in database.lookup(home._meta.table_name, [field.column_name for field in fields], "id", ids, lock):
        record = home(__no_default__=1)
        record.__data__.update(zip(names, cells, strict=True))
        for name, python_value in convert:
            record.__data__[name] = python_value(record.__data__[name])
        found[record.id] = record
    if any(field.target for field in home.naming()):
        home.entitled(found.values())
    return found
