"""Where the files of imports lie while they wait: one folder each below the data folder, named so that nobody can guess it."""

import contextlib
import csv
import datetime
import hashlib
import json
import os
import secrets
import shutil
import time
from pathlib import Path

from .. import files
from ..errors import Refused
from . import runs
from .runs import ImportRun
from .store import Store

WAITS = 1  # days an upload waits between checking and writing
PAUSED = 7  # days one that was stopped waits to go on
SAMPLES, LOOKED_AT = 3, 200  # values shown of a column, rows they are taken from
BLOCK = 1 << 20


class Desk:
    """The uploads and reports below `folder`, the portal's data folder."""

    def __init__(self, folder):
        self.folder = Path(folder) / "imports"

    def place(self, run):
        """The folder of `run`."""
        return self.folder / run.token

    def store(self, run, which="rows"):
        """The `Store` of what was written, or (which = check) of what was judged."""
        self.place(run).mkdir(parents=True, exist_ok=True, mode=0o700)
        return Store(self.place(run) / f"{which}.db")

    def fresh(self, run, which):
        """The `Store`, emptied."""
        for end in ("", "-wal", "-shm"):
            (self.place(run) / f"{which}.db{end}").unlink(missing_ok=True)
        return self.store(run, which)

    def has_store(self, run, which="rows"):
        """Whether the single rows of `run` are still known."""
        return (self.place(run) / f"{which}.db").exists()

    def has_file(self, run):
        """Whether the file of `run` is still there."""
        return any((self.place(run) / name).exists() for name in ("data.csv", "rows.csv"))

    def receive(self, actor, home, name, stream, via="import"):
        """A new `ImportRun` for the bytes of `stream`, which go to the disk as they come. Raises `Refused` when they are no table."""
        self.sweep()
        place = self.folder / f"new-{secrets.token_hex(8)}"
        place.mkdir(parents=True, mode=0o700)
        try:
            suffix = Path(name).suffix.lower()
            path = place / f"data{suffix if suffix in files.SUFFIXES else '.csv'}"
            sha = hashlib.sha256()
            with open(path, "wb") as file:
                while block := stream.read(BLOCK):
                    sha.update(block)
                    file.write(block)
            length = self.read_in(path, name)
            run = runs.begin(actor, home, via, name, sha.hexdigest(), length)
            os.rename(place, self.place(run))
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return run

    def read_in(self, path, name):
        """Look at the table at `path` once: its head is written beside it, workbooks become rows; how many rows there are at most."""
        table = files.open_table(path, name)
        if path.suffix != ".csv" or table.whole:
            table = self.rewritten(path, table)
        samples, length = {heading: [] for heading in table.headings}, table.length
        with contextlib.closing(table.rows) if hasattr(table.rows, "close") else contextlib.nullcontext():
            for _, (_, row) in zip(range(LOOKED_AT), table.rows, strict=False):
                for heading, seen in samples.items():
                    text = row.get(heading, "").strip()[:40]
                    if text and text not in seen and len(seen) < SAMPLES:
                        seen.append(text)
        self.note_head(path.parent, table.headings, samples)
        return length

    @staticmethod
    def note_head(place, headings, samples):
        """Write down in `place` what `head` answers."""
        head = {"headings": headings, "samples": samples}
        fresh = place / "head.new"
        fresh.write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
        fresh.replace(place / "head.json")

    def rewritten(self, path, table):
        """What cannot be read row by row is written down as rows, each with the line it stood on, and read from there."""
        with open(path.with_name("rows.csv"), "w", encoding="utf-8", newline="") as file:
            writer, many = csv.writer(file), 0
            writer.writerow(["", *table.headings])
            for line, row in table.rows:
                writer.writerow([line, *(row.get(heading, "") for heading in table.headings), *row.get(None, ())])
                many += 1
        path.unlink()
        path.with_name("length").write_text(str(many))
        return self.reread(path.parent)

    def reread(self, place):
        """The table of rows in `place` that `rewritten` wrote."""
        file = open(place / "rows.csv", encoding="utf-8", newline="")  # noqa: SIM115 - its rows are read later
        reader = csv.reader(file)
        headings = next(reader)[1:]

        def rows():
            with file:
                for line, *cells in reader:
                    yield int(line), files.row(headings, cells)

        return files.Sheet(headings, rows(), int((place / "length").read_text()))

    def table(self, run):
        """The table of `run`. Raises `Refused` when it is gone."""
        place = self.place(run)
        if (place / "rows.csv").exists():
            return self.reread(place)
        if not (place / "data.csv").exists():
            raise Refused("这个文件已经写入或放得太久，请重新上传")
        table = files.open_table(place / "data.csv", run.file)
        table.folder = None  # what lies beside an upload is none of its pictures
        return table

    def head(self, run):
        """{"headings": […], "samples": {heading: […]}} of the file of `run`. Raises `Refused` when it is gone."""
        try:
            return json.loads((self.place(run) / "head.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Refused("这个文件已经写入或放得太久，请重新上传") from None

    def drop_file(self, run):
        """Forget the file of `run`, and how it was judged; what became of its rows stays."""
        for name in ("data.csv", "rows.csv", "length", "check.db", "check.db-wal", "check.db-shm"):
            (self.place(run) / name).unlink(missing_ok=True)
        with contextlib.suppress(Refused):
            head = self.head(run)  # by its headings the refused rows are written down
            if any(head["samples"].values()):
                self.note_head(self.place(run), head["headings"], {heading: [] for heading in head["headings"]})

    def drop(self, run, *when):
        """Forget `run` as if it had never been uploaded, unless it is written meanwhile, or `when` does not hold any more."""
        if ImportRun.delete().where(ImportRun.id == run.id, ImportRun.state.in_(runs.OPEN), *when).execute():
            shutil.rmtree(self.place(run), ignore_errors=True)

    def sweep(self):
        """Forget uploads that were never written, files of what was stopped long ago, and the rows of old reports."""
        now = runs.stamp()
        waiting = ImportRun.state.in_(runs.OPEN) & (ImportRun.beat < now - datetime.timedelta(days=WAITS))
        for run in ImportRun.select().where(waiting).limit(50):
            self.drop(run, waiting)
        places = {place.name: place for place in self.folder.glob("*") if resting(place)}
        names = list(places)
        for start in range(0, len(names), 500):
            part = set(names[start : start + 500])
            for run in ImportRun.select().where(ImportRun.token.in_(part)):
                part.discard(run.token)
                self.tidy(run, (now - run.beat).days)
            for name in part:  # an upload that broke off, or one whose import is forgotten
                shutil.rmtree(places[name], ignore_errors=True)

    def tidy(self, run, days):
        """Let go of what is not kept for a run without a sign of life for so many `days`."""
        if days >= runs.FORGOTTEN and run.state in ("done", "cancelled", "stopped"):
            shutil.rmtree(self.place(run), ignore_errors=True)
        elif days >= PAUSED and run.state in ("cancelled", "stopped", *runs.BUSY):
            self.drop_file(run)


def resting(place):
    """Whether nothing came into or went from the folder `place` for as long as an upload may wait."""
    try:
        return place.stat().st_mtime < time.time() - WAITS * 24 * 3600
    except FileNotFoundError:  # another process tidied up first
        return False
