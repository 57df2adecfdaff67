"""The two engines and the guard in front of them: nothing is written outside the door.

Raw SQL lives here, in `writing` and in `search`, and nowhere else (held by a test).
"""

import contextlib
import contextvars
import re
from pathlib import Path

import peewee

from . import statements
from .errors import DoorClosed, Unavailable

database = peewee.DatabaseProxy()

# Tables that may be written at any time: none of them holds a record.
UNGUARDED = {
    "saved_view",
    "look",
    "schema_migration",
    "session",
    "second_step",
    "recovery_code",
    "brake",
    "unfinished",
    "open_form",
    "sent_form",
    "import_run",
    "import_memory",
}

ALONE = 7392  # the advisory locks of `alone` on PostgreSQL, apart from those of migrations and seals

_passing = contextvars.ContextVar("passing", default=False)

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/""", re.S)
_TARGET = re.compile(r"""\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from)\s+"?(\w+)"?""", re.I)
_READS = re.compile(r"\s*(?:\(*\s*select|pragma|explain|begin|commit|rollback|savepoint|release|show|analyze|values)\b", re.I)
_WRITES = re.compile(r"\b(?:insert|update|delete|replace|merge|truncate|drop|alter|create|copy)\b|;\s*\S", re.I)


@contextlib.contextmanager
def passing():
    """Let writes through inside the block: for the door and for migrations only."""
    token = _passing.set(True)
    try:
        yield
    finally:
        _passing.reset(token)


def guard(sql):
    """Refuse `sql` unless it reads, or writes a table that is on the list `UNGUARDED`.

    Raises `DoorClosed`. A statement that hides a write (`WITH … DELETE`, `SELECT 1; DROP …`) is a write.
    """
    if _passing.get() or (_READS.match(sql) and ";" not in sql):
        return
    target = _TARGET.match(sql)
    if target and target[1].lower() in UNGUARDED and ";" not in sql:
        return
    if _READS.match(sql) and not _WRITES.search(_QUOTED.sub("", sql).split(None, 1)[-1].replace("for update", "")):
        return
    if re.match(r"\s*with\b", sql, re.I) and not _WRITES.search(_QUOTED.sub("", sql)):
        return
    raise DoorClosed(f"a write outside `with change(…)`: {sql[:120]}")


class Guarded:
    """What both engines add to peewee's: the guard, and one word for trouble that passes."""

    busy = ()

    def execute(self, query, **options):
        """The cursor of `query`; a select of a form that was asked before is not written anew."""
        if options or not isinstance(query, peewee.SelectBase):
            return super().execute(query, **options)
        return self.execute_sql(*statements.written(self, query))

    def _execute_cursor(self, sql, params, **cursor_options):
        guard(sql)
        try:
            return super()._execute_cursor(sql, params, **cursor_options)
        except peewee.OperationalError as trouble:
            raise Unavailable() from trouble
        except peewee.InterfaceError as trouble:
            raise Unavailable() from trouble

    def _connect(self):
        try:
            return super()._connect()
        except Exception as trouble:
            raise Unavailable() from trouble

    def write_rows(self, sql, rows):
        """Run `sql` (with `?` for each value) once for each row; only inside `passing()`."""
        guard(sql)
        cursor = self.cursor()
        try:
            cursor.executemany(sql.replace("?", self.param), rows)
        except Exception as trouble:
            raise self.meaning(trouble) from trouble

    def insert_rows(self, table, columns, rows):
        """Write new `rows` of `columns` into `table`; only inside `passing()`."""
        names = ", ".join(f'"{name}"' for name in columns)
        self.write_rows(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})', rows)

    def lookup(self, table, columns, column, keys, lock=""):
        """Rows of `columns` whose `column` is one of `keys`, in as few statements as the engine's limits allow.

        `lock`, on PostgreSQL: UPDATE keeps others from writing and holding them until this transaction ends, SHARE from writing them.
        """
        names = ", ".join(f'"{name}"' for name in columns)
        keys, rows = list(keys), []
        for start in range(0, len(keys), 1000):
            part = keys[start : start + 1000]
            marks = ", ".join([self.param] * len(part))
            sql = f'SELECT {names} FROM "{table}" WHERE "{column}" IN ({marks})' + (f" FOR {lock}" if lock and self.for_update else "")
            rows += self.execute_sql(sql, part).fetchall()
        return rows

    def pick(self, table, columns, column, keys, beginnings, most, each):
        """Rows of `columns` whose `column` is one of `keys` (`most` of them) or begins with one of `beginnings` (`each` of each).

        One statement, written out: built of expressions it would take longer to write than to run.
        """
        rows = f'SELECT {", ".join(columns)} FROM "{table}" WHERE "{column}"'
        parts = [f"SELECT * FROM ({rows} IN ({', '.join([self.param] * len(keys))}) LIMIT {int(most)}) AS f"] if keys else []
        parts += [f'SELECT * FROM ({rows} >= {self.param} AND "{column}" < {self.param} ORDER BY "{column}" LIMIT {int(each)}) AS f'] * len(
            beginnings
        )
        values = [*keys, *(bound for text in beginnings for bound in (text, text + "\U0010ffff"))]
        return self.execute_sql(" UNION ALL ".join(parts), values).fetchall() if parts else []

    def meaning(self, trouble):
        """The exception that peewee would have raised for the driver's `trouble`, or `Unavailable`."""
        name = type(trouble).__name__
        for parent in type(trouble).__mro__:
            name = parent.__name__
            if name in ("OperationalError", "InterfaceError"):
                return Unavailable()
            if hasattr(peewee, name):
                return getattr(peewee, name)(*trouble.args)
        return trouble


class Sqlite(Guarded, peewee.SqliteDatabase):
    """The embedded engine: one file, write-ahead log, one writer at a time."""

    kind = "sqlite"

    def __init__(self, path, **options):
        super().__init__(
            path,
            pragmas={
                "journal_mode": "wal",
                "synchronous": "normal",
                "foreign_keys": 1,
                "cache_size": -16000,  # KiB
                "wal_autocheckpoint": 4000,  # pages: an import of thousands of rows syncs less often
                "temp_store": "memory",
                "analysis_limit": 50_000,  # rows of each index that `learn` looks at: see decision 26
            },
            lock_type="IMMEDIATE",
            timeout=5,  # seconds a writer waits for another
            **options,
        )

    def reading(self):
        """One consistent view of the data, which never waits for a writer."""
        return self.atomic("DEFERRED")

    def alone(self, work):
        """Nothing to wait for: there is one writer anyway."""

    def learn(self):
        """Count what the planner goes by, a sample of each index: without that it reads every published row to find those of a place.

        Nobody else does this for SQLite. Its table is made anew, for only a change of the schema lets other connections see it.
        """
        with passing(), self.atomic():
            self.execute_sql("DROP TABLE IF EXISTS sqlite_stat1")
            self.execute_sql("ANALYZE")

    def next_ids(self, model, count, also=0):
        """`count` ids nobody has had; the write lock makes this safe. `also`: an id known to be taken."""
        table = model._meta.table_name
        (top,) = self.execute_sql(f'SELECT coalesce(max("id"), 0) FROM "{table}"').fetchone()
        first = max(top, also) + 1
        return range(first, first + count)


class Postgres(Guarded, peewee.PostgresqlDatabase):
    """The engine for growth; `url` goes to libpq whole, so it may name several hosts."""

    kind = "postgres"

    def __init__(self, url, **options):
        super().__init__(url, prefer_psycopg3=True, **options)

    def reading(self):
        """One consistent view of the data."""
        return self.atomic("REPEATABLE READ")

    def insert_rows(self, table, columns, rows):
        """COPY is what PostgreSQL takes rows by fastest."""
        names = ", ".join(f'"{name}"' for name in columns)
        statement = f'COPY "{table}" ({names}) FROM STDIN'
        guard(statement)
        try:
            with self.cursor().copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except Exception as trouble:
            raise self.meaning(trouble) from trouble

    def alone(self, work):
        """Wait until no other transaction does what is called `work`; then none does until this one ends."""
        self.execute_sql("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (ALONE, work))

    def learn(self):
        """Count what the planner goes by at once; the engine does so by itself, but a while later."""
        self.execute_sql("ANALYZE")

    def next_ids(self, model, count, also=0):
        """`count` ids from the table's own sequence."""
        sequence = f"{model._meta.table_name}_id_seq"
        rows = self.execute_sql("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (f'"{sequence}"', count))
        return [id for (id,) in rows.fetchall()]


def open_database(url):
    """Point every model at the database that `url` names: sqlite:///path or postgresql://…"""
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = Sqlite(path)
    elif url.startswith(("postgresql://", "postgres://")):
        engine = Postgres(url)
    else:
        raise ValueError(f"PORTAL_DATABASE_URL starts with sqlite:/// or postgresql://, not {url[:20]!r}")
    database.initialize(engine)
    return engine
