"""`kill -9` in the middle of an import: what is written is counted, what is counted is written, and going on writes the rest once."""

import itertools
import os
import random
import signal

import pytest

from portal.core import db, history
from portal.core.importing import runs
from portal.core.importing.desk import Desk
from portal.core.importing.running import write
from portal.core.importing.runs import ImportRun
from portal.models import Division, Source

from .test_import_runs import STAFF, ZERO, counts, received
from .test_kill import Dying, DyingPostgres, DyingSqlite

ROWS = "文件,位置,说明\n" + "".join(f"a,{number},第{number}条\n" for number in range(25)) + "a,-,\na,3,又一次\n"
TREE = (
    "名称,级别,上级区划\n"
    + "".join(f"第{n}社区,社区,历山街道\n" for n in range(12))
    + "历山街道,街道,山东省\n山东省,省,\n丁社区,社区,没有\n"
)


@pytest.fixture
def desk(database, tmp_path, monkeypatch):
    monkeypatch.setattr("portal.core.importing.running.BATCH", 4)
    return Desk(tmp_path)


def killed(url, desk, home, run, step, after):
    """Go on with `run` in a process of its own that dies at `step`, before or after it; whether it died."""
    db.database.close()
    child = os.fork()
    if child == 0:
        kind = DyingSqlite if url.startswith("sqlite") else DyingPostgres
        engine = kind(url.removeprefix("sqlite:///"))
        db.database.initialize(engine)
        engine.connect()
        Dying.after, kind.left = after, step
        with desk.store(run) as store:
            write(home, run, desk.table(run), STAFF, store)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    db.database.connect()
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    assert not os.WIFSIGNALED(status) or os.WTERMSIG(status) == signal.SIGKILL
    return os.WIFSIGNALED(status)


def agrees(desk, home, run):
    """Assert that the figures of `run`, the records and the history tell one story."""
    now = ImportRun.get_by_id(run.id)
    assert home.select().count() == now.created
    revisions = history.Revision.select().join(history.Change).where(history.Change.run == now.token)
    assert revisions.count() == now.created
    if now.state == "done":
        with desk.store(run) as store:
            for kind, _, number in now.figures:
                lines = [line for line, _ in store.all(kind)]
                assert len(lines) == len(set(lines)) == number, kind
    return now


def import_dying(url, desk, home, text, steps):
    """Import `text`, killed at each of `steps` in turn and gone on with; (the run, how often it died)."""
    run, deaths = received(desk, home, text), 0
    run = runs.claim(run, ("checked",), "running", **ZERO)
    for step, after in steps:
        died = killed(url, desk, home, run, step, after)
        deaths += died
        now = agrees(desk, home, run)
        if not died:
            assert now.state == "done"
            return now, deaths
        run = runs.claim(now, ("running",), "running")
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("first", range(1, 31, 3))
def test_an_import_killed_again_and_again_is_gone_on_with_and_counted_exactly(first, url, desk):
    """The second death comes a little further on, the third further still."""
    steps = [(first, first % 2 == 0), (first + 9, True), (first + 20, False), (10_000, False)]

    run, deaths = import_dying(url, desk, Source, ROWS, steps)

    assert deaths >= 1
    assert counts(run) == (25, 0, 0, 0, 2)


@pytest.mark.parametrize("first", [5, 16, 29, 40])
def test_rows_that_wait_for_others_are_not_lost_with_the_process(first, url, desk):
    run, deaths = import_dying(url, desk, Division, TREE, [(first, True), (first, False), (first + 7, True), (10_000, False)])

    assert deaths >= 2
    assert counts(run) == (14, 0, 0, 0, 1)


@pytest.mark.soak
def test_hundreds_of_kills_lose_and_double_nothing(url, desk):
    dice, deaths = random.Random(11), 0
    for number in itertools.count():
        steps = [(dice.randint(1, 60), dice.random() < 0.5) for _ in range(6)] + [(10_000, False)]
        text = ROWS.replace("a,", f"s{number},").replace(f"s{number},-", "a,-")
        for source in list(Source.select()):
            assert source.note
        before = Source.select().count()
        run, died = soaked(url, desk, text, steps)
        deaths += died
        assert (counts(run), Source.select().count()) == ((25, 0, 0, 0, 2), before + 25)
        if deaths >= 250:
            return


def soaked(url, desk, text, steps):
    """`import_dying` among the records of the imports before."""
    run, deaths = received(desk, Source, text), 0
    run = runs.claim(run, ("checked",), "running", **ZERO)
    for step, after in steps:
        if not killed(url, desk, Source, run, step, after):
            break
        deaths += 1
        run = runs.claim(ImportRun.get_by_id(run.id), ("running",), "running")
    return ImportRun.get_by_id(run.id), deaths
