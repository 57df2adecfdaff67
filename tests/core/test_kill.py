"""A process killed at any step leaves the old state or the new one, whole, and doing the same again finishes it.

Whole means: rows, relations, revisions, search and trash agree. Where it dies is counted in statements, not in time.
"""

import itertools
import json
import os
import random
import signal

import pytest

from portal.core import db, history, importing, policy, search, trash, undoing
from portal.core.changes import Edit, change
from portal.core.files import rows_of
from portal.core.importing import Import  # noqa: F401  (loaded before the fork)
from portal.models import MODELS, Division, Station
from tests.makers import division, source, station

STAFF = policy.command_line("测试")
ROWS, CHUNK = 24, 8  # of the import that is then changed, deleted, restored and undone
FILE = ("名称,所属区划,类型,状态,出处\n" + "".join(f"批{number},历山社区,city_post,已发布,lishan K1\n" for number in range(ROWS))).encode()


class Dying:
    """An engine whose process is killed at its `left`-th statement, half of the times before it and half after."""

    left = 0
    after = False

    def step(self):
        type(self).left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _around(self, run):
        if not self.after:
            self.step()
        answer = run()
        if self.after:
            self.step()
        return answer

    def _execute_cursor(self, sql, params, **options):
        return self._around(lambda: super(Dying, self)._execute_cursor(sql, params, **options))

    def write_rows(self, sql, rows):
        return self._around(lambda: super(Dying, self).write_rows(sql, rows))

    def insert_rows(self, table, columns, rows):
        return self._around(lambda: super(Dying, self).insert_rows(table, columns, rows))


class DyingSqlite(Dying, db.Sqlite):
    pass


class DyingPostgres(Dying, db.Postgres):
    pass


def killed(url, step, after, work, *arguments):
    """Run `work` in a process of its own that dies at `step` (0: never); (whether it died, the statements it asked)."""
    db.database.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            kind = DyingSqlite if url.startswith("sqlite") else DyingPostgres
            engine = kind(url.removeprefix("sqlite:///"))
            db.database.initialize(engine)
            engine.connect()
            Dying.after, kind.left = after, step
            work(*arguments)
            os.write(writer, str(step - kind.left).encode())
        finally:
            os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        count = told.read()
    db.database.connect()
    assert os.WIFSIGNALED(status) or count, "it neither died nor came to its end"
    return os.WIFSIGNALED(status), int(count or 0)


def agrees():
    """Assert that rows, revisions, relations, the search index and the trash tell one story."""
    for home in MODELS:
        shape = home.shape()
        latest = {}
        for row in history.Revision.select().where(history.Revision.shape == home._meta.name).order_by(history.Revision.id):
            latest[row.record] = row
        for record in home.select():
            kept = latest.pop(record.id)
            assert kept.version == record.version
            assert json.loads(kept.snapshot) == json.loads(json.dumps(shape.dump(record.values())))
            entry = search.SearchEntry.get_by_id(search.base(home) + record.id)
            assert entry.title == record.title
            for field in shape.searched:
                if text := field.show(getattr(record, field.name)):
                    assert home.select().where(home.id == record.id, search.records(home, text)).exists(), (field, text)
        assert all(row.verb == "delete" for row in latest.values())
        assert search.SearchEntry.select().where(search.SearchEntry.shape == home._meta.name).count() == home.select().count()
        lying = {row.record: row.revision_id for row in trash.Trash.select().where(trash.Trash.shape == home._meta.name)}
        assert lying == {id: row.id for id, row in latest.items()}
    assert not history.Change.select().where(history.Change.id.not_in(history.Revision.select(history.Revision.change))).exists()


# -- one change that does everything ------------------------------------------------------------------------------


def everything(here, cited, made, number):
    """One change that creates, changes, moves a relation and deletes."""
    with change(STAFF, via="admin") as open_change:
        open_change.apply(
            [
                Edit(Station, None, values={"name": f"新站{number}", "division": here, "kind": "city_post", "sources": (cited,)}),
                Edit(
                    Station,
                    made,
                    values={"aliases": f"第{number}次", "summary": f"第{number}次", "sources": (cited,) if number % 2 else ()},
                ),
            ]
        )
        old = Station.get_or_none(Station.name == f"新站{number - 1}")
        if old:
            open_change.one(Edit(Station, old.id, verb="delete")).must()
        open_change.one(Edit(Division, here, values={"summary": f"第{number}次"})).must()


def kill_often(url, steps, wanted):
    """Let processes die at `steps` (step, before or after) while they change one neighbourhood, until `wanted` died."""
    here, cited = division("历山社区"), source()
    made = station("老站", here)
    ids, deaths = (here.id, cited.id, made.id), 0
    for number, (step, after) in enumerate(steps, start=1):
        before = Station.get_by_id(made.id).aliases
        died, _ = killed(url, step, after, everything, *ids, number)
        deaths += died
        now = Station.get_by_id(made.id)
        assert now.aliases == now.summary
        assert now.aliases in (before, f"第{number}次")
        agrees()
        if deaths == wanted:
            return number
    raise AssertionError(f"only {deaths} died")


# -- long work: an import, a bulk change, delete and restore of many, undo ----------------------------------------


class Street:
    """Rows from one file, and what is done to all of them; each method may be run again and finishes what is left."""

    def __init__(self):
        division("历山社区")
        source("K1")
        self.number, self.mark, self.bulked = 0, 0, 0

    def rows(self):
        return list(Station.select().where(Station.name.startswith("批")).order_by(Station.id))

    def bring_in(self):
        """Import the file, in chunks."""
        importing.load(Station, rows_of("批.csv", FILE), by=STAFF, file="批.csv")

    def change_all(self):
        """One bulk change."""
        with change(STAFF, via="admin", why="批量") as work:
            for outcome in work.apply([Edit(Station, row.id, values={"aliases": f"第{self.number}次"}) for row in self.rows()]):
                outcome.must()

    def delete_all(self):
        """All of them into the trash, in one change."""
        with change(STAFF, via="admin", why="批量") as work:
            for outcome in work.apply([Edit(Station, row.id, verb="delete") for row in self.rows()]):
                outcome.must()

    def restore_all(self):
        """The last of them that were deleted, in one change."""
        newest = trash.Trash.select(trash.Trash.change).order_by(trash.Trash.id.desc()).limit(1)
        lying = [row.record for row in trash.Trash.select().where(trash.Trash.change.in_(newest))] if not self.rows() else []
        with change(STAFF, via="admin", why="批量") as work:
            for outcome in work.apply([Edit(Station, id, verb="restore") for id in lying]):
                outcome.must()

    def take_back(self):
        """Undo of everything since the import began, the import too: several transactions."""
        undone = undoing.undo(self.changes(), STAFF)
        assert (undone.later, undone.refused) == ([], [])

    def changes(self):
        """The ids of what was done since `mark`, but for the undo itself."""
        query = history.Change.select(history.Change.id, history.Change.run).where(history.Change.id > self.mark)
        return [id for id, run in query.tuples() if not run.startswith("undo-")]

    # (name, size of a transaction in rows, how many rows there are before and after)
    JOBS = (
        ("bring_in", CHUNK, 0, ROWS),
        ("change_all", ROWS, ROWS, ROWS),
        ("delete_all", ROWS, ROWS, 0),
        ("restore_all", ROWS, 0, ROWS),
        ("take_back", CHUNK, ROWS, 0),
    )

    def whole(self, name, size, before, after):
        """Assert that each transaction of a job happened or did not."""
        rows = self.rows()
        assert len(rows) in (before, after) if size == ROWS else len(rows) % size == 0, (name, len(rows))
        if name == "change_all":
            assert len({row.aliases for row in rows}) == 1
        agrees()

    def round(self, url, places):
        """Every job once, killed where `places` (name → (step, after it?)) say and then finished: (how many died, name → its length)."""
        self.number += 1
        self.mark = history.Change.select(history.Change.id).order_by(history.Change.id.desc()).scalar() or 0
        deaths, lengths = 0, {}
        for name, size, before, after in self.JOBS:
            step, late = places.get(name, (0, False))
            died, lengths[name] = killed(url, step, late, getattr(self, name))
            deaths += died
            self.whole(name, size, before, after)
            if died:
                getattr(self, name)()
            assert len(self.rows()) == after, name
            if name == "change_all":
                assert {row.aliases for row in self.rows()} == {f"第{self.number}次"}
        agrees()
        return deaths, lengths


@pytest.fixture
def street(database, monkeypatch):
    """A street whose imports and undos go in small chunks."""
    monkeypatch.setattr("portal.core.importing.rows.BATCH", CHUNK)
    monkeypatch.setattr(undoing, "SIZE", CHUNK)
    return Street()


def test_a_process_killed_at_each_step_leaves_a_whole_state(url, database):
    kill_often(url, [(step, step % 4 < 2) for step in range(1, 33, 5)], wanted=5)


def test_long_work_killed_in_the_middle_is_whole_and_finished_by_doing_it_again(url, street):
    _, lengths = street.round(url, {})
    assert history.Change.select().where(history.Change.via == "import").count() == ROWS // CHUNK  # it went in several transactions

    early = {name: (lengths[name] * 2 // 5 + 1, False) for name in lengths}
    late = {name: (lengths[name] * 4 // 5, True) for name in lengths}

    assert street.round(url, early)[0] == 5
    assert street.round(url, late)[0] == 5


@pytest.mark.soak
def test_hundreds_of_kills_leave_a_whole_state(url, database):
    dice = random.Random(7)
    tries = kill_often(url, ((dice.randint(1, 40), dice.random() < 0.5) for _ in itertools.count()), wanted=100)

    print(f"{database.kind}: 100 of {tries} processes died midway, each time one whole state was found")


@pytest.mark.soak
def test_hundreds_of_kills_of_long_work_are_all_finished_by_doing_it_again(url, street):
    dice, deaths, rounds = random.Random(11), 0, 0
    _, lengths = street.round(url, {})
    while deaths < 150:
        died, _ = street.round(url, {name: (dice.randint(1, length), dice.random() < 0.5) for name, length in lengths.items()})
        deaths, rounds = deaths + died, rounds + 1

    print(f"{db.database.kind}: {deaths} kills in {rounds} rounds of import, bulk change, delete, restore and undo, all finished")
