"""Seals: whoever alters the past by hand is found, and the first broken seal says what and whose it was."""

import concurrent.futures
import threading

import peewee
import pytest

from portal.core import db, history, looks, policy, seals, verifying
from portal.core.changes import Edit, change
from portal.models import Station
from tests.makers import division, edit, station


@pytest.fixture
def past(database):
    """Four changes of one station and a look at it, sealed as two; then one more change that nobody sealed."""
    here = division()
    made = station("东驿站", here, phone="0533-1111111")
    seals.seal()
    for number in (2, 3):
        edit(Station.get_by_id(made.id), phone=f"0533-{number}{number}{number}{number}{number}{number}{number}")
    looks.note("李小四", "look", Station, made.id, "详情")
    seals.seal()
    edit(Station.get_by_id(made.id), phone="0533-4444444")
    return Station.get_by_id(made.id)


def by_hand(query):
    with db.passing():
        query.execute()


def broken():
    """(number of the first seal that is broken, what is said of it)."""
    verdict = verifying.verify()
    assert not verdict
    return verdict.seal and verdict.seal.id, "；".join(verdict.broken)


def revision(version):
    return history.Revision.get(history.Revision.shape == "station", history.Revision.version == version)


def test_what_nobody_touched_holds(past):
    verdict = verifying.verify()
    assert verdict
    assert (verdict.seals, verdict.changes, verdict.looks, verdict.unsealed) == (2, 4, 1, 1)
    assert seals.seal() == 1
    assert seals.seal() == 0
    assert verifying.verify().unsealed == 0


def test_an_empty_history_holds(database):
    assert seals.seal() == 0
    assert verifying.verify()


def test_an_altered_snapshot_is_found_and_named(past):
    kept = revision(2)
    forged = kept.snapshot.replace("0533-2222222", "0533-9999999")
    by_hand(history.Revision.update(snapshot=forged).where(history.Revision.id == kept.id))
    number, said = broken()
    assert number == 2
    assert f"station {past.id} 第 2 版" in said
    assert "测试" in said


def test_a_snapshot_altered_with_its_digest_is_found(past):
    kept = revision(2)
    forged = kept.snapshot.replace("0533-2222222", "0533-9999999")
    by_hand(history.Revision.update(snapshot=forged, digest=seals.sha(forged)).where(history.Revision.id == kept.id))
    number, said = broken()
    assert number == 2
    assert f"改动 {kept.change_id} 被改过" in said


@pytest.mark.parametrize("version", [1, 4])
def test_an_altered_snapshot_is_found_in_the_first_seal_and_behind_the_last(past, version):
    by_hand(history.Revision.update(snapshot="{}").where(history.Revision.id == revision(version).id))
    number, said = broken()
    assert number == {1: 1, 4: None}[version]
    assert f"第 {version} 版" in said


@pytest.mark.parametrize("column", ["at", "by", "via", "why", "run"])
def test_whoever_rewrites_who_when_or_why_is_found(past, column):
    first = revision(1).change_id
    value = "2020-01-01 00:00:00" if column == "at" else "别人"
    by_hand(history.Change.update(**{column: value}).where(history.Change.id == first))
    number, said = broken()
    assert number == 1
    assert f"改动 {first} 被改过" in said


@pytest.mark.parametrize(("column", "value"), [("shape", "grid"), ("record", 77), ("version", 9), ("verb", "publish")])
def test_a_revision_that_is_said_to_be_another_is_found(past, column, value):
    kept = revision(2)
    by_hand(history.Revision.update(**{column: value}).where(history.Revision.id == kept.id))
    assert broken()[0] == 2


def test_a_revision_that_is_taken_out_is_found(past):
    kept = revision(3)
    by_hand(history.Revision.delete().where(history.Revision.id == kept.id))
    assert f"改动 {kept.change_id} 被改过" in broken()[1]


def test_a_change_that_is_taken_out_is_found(past):
    kept = revision(3)
    by_hand(history.Revision.delete().where(history.Revision.id == kept.id))
    by_hand(history.Change.delete().where(history.Change.id == kept.change_id))
    number, said = broken()
    assert number == 2
    assert f"改动 {kept.change_id} 不见了" in said


def test_a_revision_that_is_put_in_is_found(past):
    kept = revision(2)
    by_hand(
        history.Revision.insert(
            id=10_000,
            change=kept.change_id,
            shape="station",
            record=past.id,
            version=2,
            verb="change",
            snapshot="{}",
            digest=seals.sha("{}"),
        )
    )
    assert broken()[0] == 2


def test_a_change_that_is_put_under_the_first_or_into_a_gap_is_found(past):
    by_hand(history.Change.insert(id=-5, at="2026-01-01 00:00:00", by="别人", via="admin"))
    number, said = broken()
    assert number == 1
    assert "改动 -5 是封存以后加进来的" in said
    assert "别人" in said


def test_changes_that_trade_places_are_found(past):
    first, second = revision(2).change_id, revision(3).change_id
    for one, other in ((first, 9001), (second, first), (9001, second)):
        rows = history.Change.get_by_id(one).__data__ | {"id": other}
        by_hand(history.Change.insert(**rows))
        by_hand(history.Revision.update(change=other).where(history.Revision.change == one))
        by_hand(history.Change.delete().where(history.Change.id == one))
    said = broken()[1]
    assert f"改动 {first} 被改过" in said
    assert f"改动 {second} 被改过" in said


def test_a_look_that_is_altered_taken_out_or_put_in_is_found(past):
    look = looks.Look.get()
    by_hand(looks.Look.update(by="别人").where(looks.Look.id == look.id))
    assert f"查看记录 {look.id} 被改过" in broken()[1]
    by_hand(looks.Look.delete().where(looks.Look.id == look.id))
    assert f"查看记录 {look.id} 不见了" in broken()[1]


def test_a_seal_that_is_altered_is_found(past):
    by_hand(seals.Seal.update(at="2020-01-01 00:00:00").where(seals.Seal.id == 2))
    number, said = broken()
    assert number == 2
    assert "被改过" in said


def test_a_seal_that_is_made_anew_breaks_the_next(past):
    first = seals.Seal.get_by_id(1)
    first.parts, first.content = "", seals.sha("")
    first.last_change = first.last_look = seals.START
    first.digest = first.right("")
    by_hand(seals.Seal.update(**first.__data__).where(seals.Seal.id == 1))
    assert broken()[0] == 2


def test_a_seal_that_is_taken_out_is_found(past):
    seals.seal()
    by_hand(seals.Seal.delete().where(seals.Seal.id == 2))
    number, said = broken()
    assert number == 3
    assert "第 2 号封存不见了" in said


def test_an_end_that_was_cut_off_is_found_by_who_noted_it(past):
    head = seals.newest().digest
    assert verifying.verify(expect=head)
    by_hand(seals.Seal.delete().where(seals.Seal.id == 2))
    assert verifying.verify()  # nothing inside says that there was more
    assert not verifying.verify(expect=head)


def test_the_first_broken_seal_is_named_and_not_a_later_one(past):
    by_hand(history.Change.update(by="别人"))
    assert broken()[0] == 1


def test_only_the_last_seals_are_looked_at_when_asked(past):
    by_hand(history.Change.update(by="别人").where(history.Change.id == revision(1).change_id))
    assert verifying.verify(last=1)
    assert not verifying.verify(last=2)


def test_one_large_change_is_read_by_and_by(database, monkeypatch):
    monkeypatch.setattr(seals, "CHUNK", 3)
    here = division()
    with change(policy.command_line("测试"), via="admin") as work:
        work.apply([Edit(Station, None, values={"name": f"站{n}", "division": here.id, "kind": "city_post"}) for n in range(10)])
    edit(here, summary="改")
    seals.seal()
    sealed = seals.newest().content
    assert verifying.verify()
    monkeypatch.setattr(seals, "CHUNK", 2000)
    assert verifying.verify()
    assert seals.newest().content == sealed


def test_the_door_seals_by_itself_now_and_then(database):
    here = division()
    for number in range(seals.EVERY):
        edit(type(here).get_by_id(here.id), summary=f"第{number}次")
    assert seals.Seal.select().count() == 1
    assert seals.waiting() < seals.EVERY


@pytest.mark.parametrize("url", ["postgres"], indirect=True)  # SQLite has one writer at a time: nothing can be open beside it
def test_a_change_that_is_still_open_is_sealed_by_nobody_and_breaks_nothing(database):
    """On PostgreSQL ids are committed in any order: the sealer waits, and gives up rather than leave one out."""
    here, there = division("甲社区"), division("乙社区")
    seals.seal()
    opened, close = threading.Event(), threading.Event()

    def slow():
        with database.connection_context(), change(policy.command_line("慢"), via="admin") as work:
            work.one(Edit(type(here), here.id, values={"summary": "慢"})).must()
            opened.set()
            close.wait(20)

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        opened.wait(20)
        edit(there, summary="快")  # a higher id, committed first
        with pytest.raises(seals.Unavailable):
            seals.seal(patience=50)
        assert seals.Seal.select().count() == 1
        close.set()
        done.result()
    assert seals.seal() == 1
    assert verifying.verify()


def test_sealers_that_start_together_make_one_chain(database):
    here = division()
    for number in range(20):
        edit(type(here).get_by_id(here.id), summary=f"第{number}次")
    barrier = threading.Barrier(4)

    def together():
        with database.connection_context():
            barrier.wait(20)
            return seals.seal()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        made = [future.result() for future in [pool.submit(together) for _ in range(4)]]
    assert sum(made) == seals.Seal.select(peewee.fn.COUNT(seals.Seal.id)).scalar()
    verdict = verifying.verify()
    assert verdict
    assert verdict.unsealed == 0
