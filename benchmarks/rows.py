"""Records written straight into an open, migrated database: what the door would have written, but nothing is judged."""

import contextlib
import datetime

from portal.core import pinyin, policy, search
from portal.core.changes import Edit, change
from portal.core.db import database, passing
from portal.models import Division, Term

from . import made_up

BATCH = 10_000
STREETS = 10
FIRST = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)  # a second later for each record


def insert(home, records):
    """Write `records` (id, name → value of what is not blank, area) of `home` and their entries of the index: [(id, title, values)].

    For the inside of a transaction; no revision is kept.
    """
    shape, rows, entries, kept = home.shape(), [], [], []
    blank = {field.name: None if field.many else field.start() for field in shape}
    columns = ["id", *(field.column_name for field in shape.columns), *home.KEPT_BY_THE_DOOR, *home.DERIVED]
    for number, told, area in records:
        values = blank | told
        title, at = values[home._meta.title], (FIRST + datetime.timedelta(seconds=number)).strftime("%Y-%m-%d %H:%M:%S")
        own = [field.db_value(values[field.name]) for field in shape.columns]
        door = (f"{values['division']}/{number}", area, pinyin.sort_key(title), "", 1, at, "made up", at, "made up")
        derived = home.derived(values)
        rows.append((number, *own, *door, *(derived[name] for name in home.DERIVED)))
        entries.append(search.entry(home, number, values, area, title))
        kept.append((number, title, values))
    database.insert_rows(home._meta.table_name, columns, rows)
    search.keep(entries, fresh=True)
    return kept


@contextlib.contextmanager
def unindexed(table):
    """Inside the block `table` has none of the indexes that only make reading fast; behind it they are all there again."""
    slow = [index for index in database.get_indexes(table) if not index.unique and index.sql]
    with passing():
        for index in slow:
            database.execute_sql(f'DROP INDEX "{index.name}"')
    yield
    with passing():
        for index in slow:
            database.execute_sql(index.sql)


def batches(count):
    """The numbers from 1 to `count`, so many at a time as one transaction takes."""
    for start in range(1, count + 1, BATCH):
        yield range(start, min(start + BATCH, count + 1))


def places(count):
    """([(id, area) of `count` communities in STREETS streets], [ids of industries]), made through the door."""
    with change(policy.command_line("benchmark"), via="seed") as work:

        def make(home, **values):
            return work.one(Edit(home, None, values=values)).must().id

        streets = [make(Division, name=f"示例{number}街道", level="street", state="published") for number in range(1, STREETS + 1)]
        for number in range(1, count + 1):
            make(Division, name=f"示例{number}社区", level="community", parent=streets[number % STREETS], state="published")
        terms = [make(Term, vocabulary="industry", code=f"T{n}", name=trade) for n, trade in enumerate(made_up.TRADES)]
    communities = Division.select(Division.id, Division.area).where(Division.level == "community").order_by(Division.id)
    return list(communities.tuples()), terms
