"""Long lists: a page of rows, how many there are (as far as 1000), and links to the other pages."""

from dataclasses import dataclass

from flask import abort, g, request, url_for
from peewee import SQL, Select, fn

MOST = 1000  # nobody counts further while a resident waits


def capped(query):
    """How many rows `query` has, 1001 standing for more than 1000."""
    return query.limit(MOST + 1).count()


def said(total, most=None):
    """`total` as residents read it: 12, or 1000+ for more than the `most` (MOST) that were counted."""
    most = most or MOST
    return f"{most}+" if total > most else total


def counted(*queries):
    """How many rows each of `queries` has, as `capped` counts; one statement for all."""
    if not queries:
        return ()
    some = [query.select(SQL("1").alias("one")).order_by().limit(MOST + 1) for query in queries]
    columns = [Select([one], [fn.COUNT(SQL("1"))]) for one in some]
    return next(iter(Select(columns=columns).bind(queries[0].model._meta.database).tuples()))


def counted_each(home, ids, query, most):
    """id → how many rows `query` has for that record of `home`, `most` + 1 for more; `query` compares with `home.id`. One statement."""
    some = query.select(SQL("1").alias("one")).order_by().limit(most + 1)
    return dict(home.select(home.id, Select([some], [fn.COUNT(SQL("1"))])).where(home.id.in_(ids)).tuples())


def shares(query, field):
    """value of `field` → how many rows of `query` have it, of the first 1001."""
    some = query.select(field.alias("each")).order_by().limit(MOST + 1).alias("some")  # no field of a model has that name
    return dict(query.model.select(some.c.each, fn.COUNT(some.c.each)).from_(some).group_by(some.c.each).tuples())


@dataclass(frozen=True)
class Leaf:
    """One page of a list: its rows and where it stands among the others. `total` above 1000 means more than that."""

    rows: list
    number: int
    size: int
    total: int
    more: bool

    @property
    def first(self):
        return (self.number - 1) * self.size + 1

    @property
    def last(self):
        return self.first + len(self.rows) - 1

    @property
    def count(self):
        """How many there are, as residents read it."""
        return said(self.total)

    @property
    def numbers(self):
        """Page numbers to offer, None for a gap: 1 … 4 5 6 … 12."""
        last = self.number + self.more if self.total > MOST else -(-self.total // self.size)
        out = []
        for number in sorted({1, self.number - 1, self.number, self.number + 1, last} & set(range(1, last + 1))):
            if out and number > out[-1] + 1:
                out.append(None)
            out.append(number)
        return [*out, None] if self.total > MOST and self.more else out


def leaf(query, number, size=30, total=None):
    """The `Leaf` of `query` with page `number`; 404 when there is no such page. `total` is asked when it is not given."""
    rows = list(query.limit(size + 1).offset((number - 1) * size))
    if number > 1 and not rows:
        abort(404)
    if total is None:
        total = len(rows) if number == 1 and len(rows) <= size else capped(query)
    return Leaf(rows[:size], number, size, total, len(rows) > size)


def this_page(**changes):
    """The address of this page with some parameters changed; None takes one out. Only what the page knows goes along (see `asked`)."""
    merged = {name: text for name, text in (g.get("asked", {}) | changes).items() if text not in (None, "")}
    return url_for(request.endpoint, **(request.view_args or {}), **merged)
