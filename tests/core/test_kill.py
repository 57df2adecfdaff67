"""A process killed at any step leaves the old state or the new one, whole: row, relations, revision and search agree."""

import itertools
import json
import os
import random
import signal

import pytest

from portal.core import db, history, policy, search
from portal.core.changes import Edit, change
from portal.core.importing import Import  # noqa: F401  (loaded before the fork)
from portal.models import MODELS, Division, Station
from tests.makers import division, source, station


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


def work(here, cited, made, number):
    """One change that creates, changes, moves a relation and deletes."""
    with change(policy.command_line("测试"), via="admin") as open_change:
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


def killed(url, step, after, *arguments):
    """Run `work` in a process of its own that dies at `step`; whether it died."""
    child = os.fork()
    if child == 0:
        kind = DyingSqlite if url.startswith("sqlite") else DyingPostgres
        engine = kind(url.removeprefix("sqlite:///"))
        db.database.initialize(engine)
        engine.connect()
        Dying.after, kind.left = after, step
        work(*arguments)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def agrees():
    """Assert that rows, revisions, relations and the search index tell one story."""
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
    assert not history.Change.select().where(history.Change.id.not_in(history.Revision.select(history.Revision.change))).exists()


def kill_often(url, steps, wanted):
    """Let processes die at `steps` (step, before or after) while they change one neighbourhood, until `wanted` died."""
    here, cited = division("历山社区"), source()
    made = station("老站", here)
    ids, deaths = (here.id, cited.id, made.id), 0
    for number, (step, after) in enumerate(steps, start=1):
        before = Station.get_by_id(made.id).aliases
        db.database.close()
        deaths += killed(url, step, after, *ids, number)
        db.database.connect()
        now = Station.get_by_id(made.id)
        assert now.aliases == now.summary
        assert now.aliases in (before, f"第{number}次")
        agrees()
        if deaths == wanted:
            return number
    raise AssertionError(f"only {deaths} died")


def test_a_process_killed_at_each_step_leaves_a_whole_state(url, database):
    kill_often(url, [(step, step % 4 < 2) for step in range(1, 33, 2)], wanted=15)


@pytest.mark.soak
def test_hundreds_of_kills_leave_a_whole_state(url, database):
    dice = random.Random(7)
    tries = kill_often(url, ((dice.randint(1, 40), dice.random() < 0.5) for _ in itertools.count()), wanted=250)

    print(f"{database.kind}: 250 of {tries} processes died midway, each time one whole state was found")
