"""What became of the single rows of one import: a file of SQLite's own in the folder of that import.

Everything in it says which chunk wrote it. The database of the records says how many chunks are done, so after a crash the
rows of a chunk that never came to be are cut off, and every row is in here once.
"""

import hashlib
import json
import sqlite3

MOST = {"created": 10_000, "unchanged": 10_000, "changed": 100_000, "conflicts": 100_000, "refused": 200_000}  # rows kept a kind
PAGE = 50  # rows on one page
_TABLES = """
    CREATE TABLE IF NOT EXISTS entry (
        n INTEGER PRIMARY KEY, chunk INTEGER, kind TEXT, line INTEGER, record INTEGER, title TEXT, says TEXT);
    CREATE INDEX IF NOT EXISTS entry_kind ON entry (kind, n);
    CREATE TABLE IF NOT EXISTS waits (n INTEGER PRIMARY KEY, chunk INTEGER, turn INTEGER, line INTEGER, cells TEXT);
    CREATE TABLE IF NOT EXISTS seen (what INTEGER PRIMARY KEY, line INTEGER, chunk INTEGER);
    CREATE TABLE IF NOT EXISTS word (field TEXT, text TEXT, rows INTEGER, takes TEXT, PRIMARY KEY (field, text));
    CREATE TABLE IF NOT EXISTS forced (line INTEGER PRIMARY KEY);
"""


def digest(*words):
    """`words` as a number of 63 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).digest()) >> 1


class Store:
    """The rows of one import, open in one thread."""

    def __init__(self, path):
        fresh = not path.exists()
        if fresh:
            path.touch(mode=0o600)
        self.file = sqlite3.connect(path, timeout=10)
        self.file.execute("PRAGMA journal_mode = wal")
        self.file.executescript(_TABLES)

    def __enter__(self):
        return self

    def __exit__(self, *trouble):
        self.close()

    def close(self):
        """Let go of the file; what was not kept is gone."""
        self.file.rollback()
        self.file.close()

    # -- written, chunk by chunk ------------------------------------------------------------------------------------

    def cut(self, chunk):
        """Forget what chunks after `chunk` wrote."""
        self.file.rollback()
        for table in ("entry", "waits", "seen"):
            self.file.execute(f"DELETE FROM {table} WHERE chunk > ?", (chunk,))
        self.file.commit()

    def keep(self):
        """Everything written since the last time stays, whatever happens to this process."""
        self.file.commit()

    def first(self, records, lines, chunk):
        """The line that named each of `records` (numbers) first; they are now named on `lines`."""
        before = self.file.total_changes
        self.file.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", ((r, n, chunk) for r, n in zip(records, lines, strict=True)))
        if self.file.total_changes - before == len(lines):
            return lines
        return [self.file.execute("SELECT line FROM seen WHERE what = ?", (record,)).fetchone()[0] for record in records]

    def has(self, what):
        """Whether the number `what` was seen."""
        return self.file.execute("SELECT 1 FROM seen WHERE what = ?", (what,)).fetchone() is not None

    def add(self, chunk, entries):
        """Keep `entries`: (kind, line, record id or None, title, what to say about it)."""
        self.file.executemany(
            "INSERT INTO entry (chunk, kind, line, record, title, says) VALUES (?, ?, ?, ?, ?, ?)",
            ((chunk, kind, line, record, title, json.dumps(says, ensure_ascii=False)) for kind, line, record, title, says in entries),
        )

    def wait(self, chunk, turn, rows):
        """Keep `rows` (line, cells by heading) that wait for others, for the turn after `turn`."""
        self.file.executemany(
            "INSERT INTO waits (chunk, turn, line, cells) VALUES (?, ?, ?, ?)",
            ((chunk, turn, line, json.dumps(row, ensure_ascii=False)) for line, row in rows),
        )

    def waiting(self, turn, after=0):
        """The rows (line, cells by heading) that waited when `turn` was over, without the first `after`."""
        found = self.file.execute("SELECT line, cells FROM waits WHERE turn = ? ORDER BY n LIMIT -1 OFFSET ?", (turn, after))
        return ((line, json.loads(cells)) for line, cells in found.fetchall())

    def waited(self, turn):
        """How many rows waited when `turn` was over."""
        return self.file.execute("SELECT count(*) FROM waits WHERE turn = ?", (turn,)).fetchone()[0]

    def meet(self, words, takes=None):
        """Count `words` ((field, text) → rows) that were not understood, or taken for `takes` ((field, text) → what)."""
        self.file.executemany(
            "INSERT INTO word VALUES (?, ?, ?, ?) ON CONFLICT (field, text) DO UPDATE SET rows = rows + excluded.rows",
            ((field, text, rows, takes and takes.get((field, text))) for (field, text), rows in words.items()),
        )

    # -- read -------------------------------------------------------------------------------------------------------

    def page(self, kind, after=0):
        """([(n, line, record, title, what was said)], whether there are more) of the rows of `kind` behind the n `after`."""
        found = self.file.execute(
            "SELECT n, line, record, title, says FROM entry WHERE kind = ? AND n > ? ORDER BY n LIMIT ?", (kind, after, PAGE + 1)
        ).fetchall()
        return [(*row[:4], json.loads(row[4])) for row in found[:PAGE]], len(found) > PAGE

    def before(self, kind, n):
        """The n after which the page in front of the one that begins behind `n` starts."""
        found = self.file.execute(
            "SELECT n FROM entry WHERE kind = ? AND n <= ? ORDER BY n DESC LIMIT 1 OFFSET ?", (kind, n, PAGE)
        ).fetchone()
        return found[0] if found else 0

    def all(self, kind):
        """(line, what was said) of every row of `kind`, in the order of the file."""
        found = self.file.execute("SELECT line, says FROM entry WHERE kind = ? ORDER BY line, n", (kind,))
        return ((line, json.loads(says)) for line, says in found)

    def words(self, most=200):
        """[(field, text, rows, what it was taken for or None)] that no field understands by itself, the commonest first."""
        return self.file.execute("SELECT field, text, rows, takes FROM word ORDER BY rows DESC, field, text LIMIT ?", (most,)).fetchall()

    # -- what to do with rows that somebody edited ------------------------------------------------------------------

    def force(self, lines, yes):
        """Overwrite, or keep, what people edited in the rows on `lines`."""
        self.file.executemany(
            "INSERT OR IGNORE INTO forced VALUES (?)" if yes else "DELETE FROM forced WHERE line = ?", ((line,) for line in lines)
        )
        self.file.commit()

    def forced(self):
        """The lines of the rows in which edits of people are overwritten."""
        return {line for (line,) in self.file.execute("SELECT line FROM forced")}
