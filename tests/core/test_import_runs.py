"""Imports that stay on record: judged and written chunk by chunk, exactly counted, remembered."""

import io
import itertools
import json
import time

import pytest

from portal.core import history, policy
from portal.core.db import database
from portal.core.errors import Refused, Taken
from portal.core.importing import matching, runs
from portal.core.importing.desk import Desk
from portal.core.importing.running import REST, Running, check, write
from portal.core.importing.runs import ImportRun
from portal.models import Division, Source, Station
from tests.makers import division, edit

STAFF = policy.command_line("测试")
ZERO = dict.fromkeys(runs.KINDS, 0) | {"chunk": 0, "turn": 0, "row": 0, "final": False}


@pytest.fixture
def desk(database, tmp_path):
    return Desk(tmp_path)


def received(desk, home, text, name="表.csv", by=STAFF, mapping=None):
    """A run of `text`, its columns matched."""
    run = desk.receive(by, home, name, io.BytesIO(text.encode() if isinstance(text, str) else text))
    columns = matching.match(home.shape(), desk.head(run)["headings"])
    said = mapping or {column.heading: column.takes for column in columns}
    ImportRun.update(mapping=json.dumps(said, ensure_ascii=False), state="checked").where(ImportRun.id == run.id).execute()
    return ImportRun.get_by_id(run.id)


def checked(desk, home, run, by=STAFF):
    run = runs.claim(run, ("columns", "checking", "checked"), "checking", **ZERO)
    with desk.store(run, "check") as store:
        check(home, run, desk.table(run), by, store)
    return ImportRun.get_by_id(run.id)


def written(desk, home, run, by=STAFF):
    run = runs.claim(run, ("checked",), "running", **ZERO)
    return go_on(desk, home, run, by)


def go_on(desk, home, run, by=STAFF):
    with desk.store(run) as store:
        write(home, run, desk.table(run), by, store)
    return ImportRun.get_by_id(run.id)


def counts(run):
    return tuple(number for _, _, number in run.figures)


SOURCES = "文件,位置,说明\n" + "".join(f"a,{number},第{number}条\n" for number in range(30))


def test_a_check_counts_and_writes_nothing_and_writing_counts_the_same(desk):
    run = received(desk, Source, SOURCES + "b,-\n")

    assert counts(checked(desk, Source, run)) == (30, 0, 0, 0, 1)
    assert (Source.select().count(), history.Change.select().count()) == (0, 0)
    run = written(desk, Source, run)
    assert (run.state, counts(run), Source.select().count()) == ("done", (30, 0, 0, 0, 1), 30)
    assert {change.run for change in history.Change.select()} == {run.token}


@pytest.fixture
def small(monkeypatch):
    """Chunks of seven rows, and no table small enough to be checked as a whole."""
    monkeypatch.setattr("portal.core.importing.running.WHOLE", 0)
    monkeypatch.setattr("portal.core.importing.running.BATCH", 7)


def test_a_large_check_goes_chunk_by_chunk_and_finds_doubles_across_them(desk, small):
    text = "文件,位置,网址名\n" + "".join(f"a,{n},s-{n}\n" for n in range(20)) + "a,3,s-x\nb,1,s-5\n"
    run = checked(desk, Source, received(desk, Source, text))

    assert (counts(run), run.chunk) == ((20, 0, 0, 0, 2), 4)
    with desk.store(run, "check") as store:
        reasons = [says["reasons"][0] for _, says in store.all("refused")]
    assert [(column, value) for column, value, _ in reasons] == [("位置", "3"), ("网址名", "s-5")]
    assert "第 5 行" in reasons[0][2]
    assert "第 7 行" in reasons[1][2]
    assert Source.select().count() == 0


def test_a_large_check_takes_rows_that_point_at_rows_of_the_same_file(desk, small):
    text = (
        "名称,级别,上级区划\n"
        + "".join(f"第{n}社区,社区,历山街道\n" for n in range(9))
        + "历山街道,街道,山东省\n山东省,省,\n丁社区,社区,没有\n"
    )
    run = checked(desk, Division, received(desk, Division, text))

    assert counts(run) == (11, 0, 0, 0, 1)
    run = written(desk, Division, run)
    assert (counts(run), Division.select().count()) == ((11, 0, 0, 0, 1), 11)


def test_what_changes_is_told_field_by_field(desk):
    written(desk, Source, received(desk, Source, SOURCES))
    run = checked(desk, Source, received(desk, Source, SOURCES.replace("第3条", "新的")))

    assert counts(run) == (0, 1, 29, 0, 0)
    with desk.store(run, "check") as store:
        rows, more = store.page("changed")
    assert [(line, says) for _, line, _, _, says in rows] == [(5, {"note": ["第3条", "新的"]})]
    assert not more


def test_conflicts_are_kept_or_overwritten_row_by_row(desk):
    written(desk, Source, received(desk, Source, SOURCES))
    for number in (3, 4):
        edit(Source.get(Source.locator == str(number)), note="手改")
    run = checked(desk, Source, received(desk, Source, SOURCES))
    assert counts(run) == (0, 0, 30, 2, 0)

    with desk.store(run) as store:
        store.force([5], True)
    run = written(desk, Source, run)
    assert counts(run) == (0, 1, 29, 1, 0)
    assert [Source.get(Source.locator == str(n)).note for n in (3, 4)] == ["第3条", "手改"]


def test_words_that_no_field_understands_are_counted_and_taken_as_told(desk):
    here = division("历山社区")
    text = "名称,所属区划,类型\n甲站,一号社区,城市驿站\n乙站,一号社区,驿馆\n丙站,历山社区,驿馆\n"
    run = checked(desk, Station, received(desk, Station, text))
    with desk.store(run, "check") as store:
        assert store.words() == [("division", "一号社区", 2, None), ("kind", "驿馆", 2, None)]
    says = {"division": {"一号社区": here.slug}, "kind": {"驿馆": "city_post"}}
    ImportRun.update(says=json.dumps(says, ensure_ascii=False)).where(ImportRun.id == run.id).execute()

    run = checked(desk, Station, ImportRun.get_by_id(run.id))
    assert counts(run) == (3, 0, 0, 0, 0)


def test_only_one_import_writes_into_a_model_and_only_one_worker_into_an_import(desk):
    first, second = (received(desk, Source, SOURCES) for _ in range(2))
    runs.claim(first, ("checked",), "running")

    with pytest.raises(Refused, match="另一次导入"):
        runs.claim(second, ("checked",), "running")
    with pytest.raises(runs.Lost):
        runs.claim(first, ("checked", "stopped"), "running")


def test_a_worker_that_lost_its_claim_writes_nothing_more(desk):
    run = received(desk, Source, SOURCES)
    mine = runs.claim(run, ("checked",), "running", **ZERO)
    ImportRun.update(claim="another").where(ImportRun.id == run.id).execute()

    with pytest.raises(runs.Lost), desk.store(mine) as store:
        write(Source, mine, desk.table(mine), STAFF, store)
    assert Source.select().count() == 0


def test_stopping_ends_after_the_chunk_and_going_on_writes_the_rest_once(desk, small):
    run = runs.claim(received(desk, Source, SOURCES), ("checked",), "running", **ZERO)
    with desk.store(run) as store:
        job = Running(Source, run, desk.table(run), STAFF, store)
        job.columns, usual = job.headings(), job.batch

        def batch(rows, last):
            usual(rows, last)
            runs.cancel(run)

        job.batch = batch
        assert not job.run()
    runs.keep(run, state="cancelled", claim="")
    assert (Source.select().count(), counts(ImportRun.get_by_id(run.id))) == (7, (7, 0, 0, 0, 0))

    run = go_on(desk, Source, runs.claim(run, ("cancelled",), "running"))
    assert (run.state, counts(run), Source.select().count()) == ("done", (30, 0, 0, 0, 0), 30)


@pytest.mark.parametrize(("hold", "chunks"), [(0, [2] * 15), (60, [2, 7, 7, 7, 7])])
def test_a_chunk_is_as_long_as_may_be_written_in_its_time(desk, small, monkeypatch, hold, chunks):
    monkeypatch.setattr("portal.core.importing.running.FEW", 2)
    monkeypatch.setattr("portal.core.importing.running.HOLD", hold)
    run = checked(desk, Source, received(desk, Source, SOURCES))
    assert (counts(run), run.chunk) == ((30, 0, 0, 0, 0), len(chunks))

    run = written(desk, Source, run)

    assert counts(run) == (30, 0, 0, 0, 0)
    changes = history.Change.select().order_by(history.Change.id)
    assert [history.Revision.select().where(history.Revision.change == change).count() for change in changes] == chunks


class Timed(Running):
    """An import that knows when each chunk began and ended."""

    def write(self, *chunk):
        began = time.monotonic()
        super().write(*chunk)
        self.__dict__.setdefault("times", []).append((began, time.monotonic()))


def test_between_two_chunks_the_lock_is_free_for_as_long_as_who_waits_for_it_sleeps(desk, small):
    run = runs.claim(received(desk, Source, SOURCES), ("checked",), "running", **ZERO)
    with desk.store(run) as store:
        job = Timed(Source, run, desk.table(run), STAFF, store)
        assert job.run()

    held = [end - began for began, end in job.times]
    free = [began - end for (_, end), (began, _) in itertools.pairwise(job.times)]
    assert len(free) == 4
    if database.kind == "sqlite":
        assert all(gap > 0.8 * min(taken, REST) for gap, taken in zip(free, held, strict=False))


def test_a_workbook_and_a_table_of_yaml_are_read_row_by_row_with_their_lines(desk):
    run = received(desk, Source, "- 文件: a\n  位置: L1\n\n- 文件: a\n  位置: '-'\n", name="表.yaml")
    run = checked(desk, Source, run)

    assert counts(run) == (1, 0, 0, 0, 1)
    with desk.store(run, "check") as store:
        assert [line for line, _ in store.all("refused")] == [4]


def test_the_same_file_again_is_recognised(desk):
    first = written(desk, Source, received(desk, Source, SOURCES))
    again = received(desk, Source, SOURCES)

    assert runs.earlier(again, STAFF, Source) == first
    assert runs.earlier(received(desk, Source, SOURCES + "c,1\n"), STAFF, Source) is None


def test_what_is_written_meanwhile_keeps_its_file_when_it_is_given_up(desk):
    run = received(desk, Source, SOURCES)
    runs.claim(run, ("checked",), "running")
    desk.drop(run)
    assert ImportRun.select().exists()
    assert desk.has_file(run)


def test_no_value_of_a_file_outlives_it(desk):
    run = received(desk, Source, SOURCES)
    assert desk.head(run)["samples"]["说明"]
    desk.drop_file(run)
    assert desk.head(run) == {"headings": ["文件", "位置", "说明"], "samples": {"文件": [], "位置": [], "说明": []}}


class Overtaken(Running):
    """An import whose first chunk meets somebody who made the same record at the same moment."""

    tries = 0

    def enter(self, rows):
        self.tries += 1
        if self.tries == 1:
            raise Taken
        super().enter(rows)


def test_a_chunk_that_is_tried_again_counts_its_words_once(desk):
    run = received(desk, Station, "名称,所属区划,类型\n甲站,一号社区,城市驿站\n")
    run = runs.claim(run, ("checked",), "checking", **ZERO)
    with desk.store(run, "check") as store:
        job = Overtaken(Station, run, desk.table(run), STAFF, store, check=True)
        job.run()
        assert job.tries == 2
        assert store.words() == [("division", "一号社区", 1, None)]
