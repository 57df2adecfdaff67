"""The trash: a deleted record comes back as itself, judged by every rule, and nothing else knows that it is there."""

import json

import peewee
import pytest

from portal.core import db, history, holders, media, migrating, policy, results, trash
from portal.core.changes import Edit, change
from portal.models import Division, Grid, Notice, Source, Station, User
from tests.makers import community, division, edit, enterprise, grid, make, member, notice, source, station, user

STAFF = policy.command_line("测试")
PICTURE = b"\x89PNG\r\n\x1a\n"


def write(*edits, by=STAFF, via="admin", why=""):
    with change(by, via=via, why=why) as work:
        return work.apply(edits)


def throw(*records, by=STAFF, why=""):
    return write(*(Edit(type(record), record.id, verb="delete") for record in records), by=by, why=why)


def restore(*records, by=STAFF, **values):
    return write(*(Edit(type(record), record.id, values=values, verb="restore") for record in records), by=by)


def statements(work):
    """How many statements `work` asks of the engine, many rows of one statement being one."""
    engine, count = db.database.obj, 0
    kept = {name: getattr(engine, name) for name in ("_execute_cursor", "write_rows", "insert_rows")}

    def counted(run):
        def call(*arguments, **named):
            nonlocal count
            count += 1
            return run(*arguments, **named)

        return call

    for name, run in kept.items():
        setattr(engine, name, counted(run))
    try:
        work()
    finally:
        for name in kept:
            delattr(engine, name)
    return count


# -- into the trash -----------------------------------------------------------------------------------------------


def test_the_trash_says_what_was_deleted_where_by_whom_and_in_which_change(database):
    made = station(phone="0533-3241234")

    throw(made, why="重复")

    (row,) = trash.Trash.select()
    assert (row.shape, row.record, row.slug, row.title, row.area) == ("station", made.id, made.slug, "东驿站", made.area)
    assert (row.by, row.change.why, row.revision.verb) == ("测试", "重复", "delete")
    assert json.loads(row.revision.snapshot)["phone"] == "0533-3241234"


def test_a_key_and_an_address_in_the_trash_are_free_for_a_new_record(database):
    here = division("历山社区")
    old = station("东驿站", here)
    throw(old)

    new = station("东驿站", here)

    assert new.id != old.id
    assert new.slug == old.slug


def test_a_trashed_record_is_nowhere_but_in_the_trash(database):
    made = station("东驿站")
    throw(made)

    assert Station.get_or_none(Station.id == made.id) is None
    assert results.find("东驿站", [Station]).hits == []
    assert write(Edit(Station, made.id, values={"phone": "0533-1"}))[0].kind == "refused"


def test_the_trash_moves_with_the_place_it_lies_in(database):
    old, new = division("历山街道", level="street"), division("周村街道", level="street")
    here = division("历山社区", old)
    made = station("东驿站", here)
    throw(made)

    edit(here, parent=new)

    assert trash.Trash.get(trash.Trash.record == made.id).area == Division.get_by_id(here.id).area


# -- out of the trash ---------------------------------------------------------------------------------------------


def test_the_trash_moves_with_the_record_it_lies_at(database):
    here, there = division("历山街道", level="street"), division("山大路街道", level="street")
    shared, other = community(division_=here), community("南麻新区党建共同体", division_=here)
    gone, stays = member(shared, enterprise=enterprise("山水啤酒", here)), member(other, enterprise=enterprise("山水汽水", here))
    throw(gone, stays)

    edit(shared, division=there)

    lying = {row.record: row.area for row in trash.Trash.select()}
    assert lying == {gone.id: there.area, stays.id: here.area}


def test_a_restored_record_is_itself_again(database):
    cited = source("L1")
    made = station(phone="0533-3241234", sources=(cited.id,))
    edit(made, phone="0533-3241235")
    before = Station.get_by_id(made.id)
    throw(made)

    (answer,) = restore(made)

    now = Station.get_by_id(made.id)
    assert (answer.kind, answer.id, now.version) == ("restored", made.id, 4)
    assert now.values() == before.values()
    assert (now.slug, now.area, now.touched, now.created_by) == (before.slug, before.area, before.touched, before.created_by)
    assert now.created_at == before.created_at
    assert [row.verb for row in history.revisions(Station, made.id)] == ["restore", "delete", "change", "create"]
    assert results.find("东驿站", [Station]).hits == [(Station, made.id)]
    assert trash.Trash.select().count() == 0


def test_restoring_twice_changes_nothing_the_second_time(database):
    made = station()
    throw(made)
    restore(made)

    assert restore(made)[0].kind == "unchanged"


def test_what_was_never_deleted_cannot_be_restored_into_being(database):
    assert "可能已被删除" in str(write(Edit(Station, 4711, verb="restore"))[0].refusal)


def test_an_address_that_was_taken_meanwhile_is_replaced_and_that_is_said(database):
    here = division("历山社区")
    old = station("东驿站", here, slug="east")
    throw(old)
    station("西驿站", here, slug="east")

    (answer,) = restore(old)

    assert answer.kind == "restored"
    assert Station.get_by_id(old.id).slug not in ("east", None)
    assert any("east" in note for note in answer.notes)


def test_a_key_that_was_taken_meanwhile_is_refused_with_what_to_do(database):
    here = division("历山社区")
    old = station("东驿站", here)
    throw(old)
    station("东驿站", here)

    (answer,) = restore(old)

    assert answer.kind == "refused"
    assert "先改那一条" in str(answer.issues)


def test_what_it_belonged_to_has_to_come_back_first_and_is_named(database):
    here = division("历山社区")
    made = station("东驿站", here)
    throw(made)
    throw(here)

    (answer,) = restore(made)
    assert "行政区划“历山社区”也在回收站里，请先恢复它" in answer.issues["division"][0]

    restore(here)
    assert restore(made)[0].kind == "restored"


def test_relations_of_many_that_are_gone_are_left_out_and_that_is_said(database):
    stays, goes = source("L1"), source("L2")
    made = station(sources=(stays.id, goes.id))
    throw(made)
    throw(goes)

    (answer,) = restore(made)

    assert answer.kind == "restored"
    assert Station.get_by_id(made.id).values()["sources"] == (stays.id,)
    assert "1 条已不在" in answer.notes[0]


def test_a_tree_comes_back_in_one_batch_whatever_the_order(database):
    street = division("历山街道", level="street")
    here = division("历山社区", street)
    assert [outcome.kind for outcome in throw(street, here)] == ["deleted", "deleted"]

    assert [outcome.kind for outcome in restore(here, street)] == ["restored", "restored"]
    assert Division.get_by_id(here.id).area == f"/{street.id}/{here.id}/"


def test_an_older_revision_may_be_what_comes_back(database):
    made = station(phone="0533-3241234")
    edit(made, phone="0533-3241235")
    first = history.revisions(Station, made.id)[1]
    throw(made)

    write(history.restore(Station, first))

    now = Station.get_by_id(made.id)
    assert (now.id, now.phone, now.version) == (made.id, "0533-3241234", 4)


def test_rules_hold_for_what_comes_back(database):
    made = notice("停水", state="published")
    throw(made)

    (answer,) = restore(made, headline=None)

    assert answer.kind == "refused"
    assert answer.issues["headline"]


def test_who_may_delete_here_may_restore_here_and_nobody_else(database):
    ours, theirs = division("历山街道", level="street"), division("山大路街道", level="street")
    mine, other = station("东驿站", division("历山社区", ours)), station("西驿站", division("甸柳社区", theirs))
    clerk, auditor = user("clerk", "clerk", ours).actor(), user("auditor", "auditor").actor()
    throw(mine, other)

    assert [answer.kind for answer in restore(mine, other, by=clerk)] == ["restored", "refused"]
    foreign = restore(other, by=clerk)[0]
    nothing = write(Edit(Station, 4711, verb="restore"), by=clerk)[0]
    assert str(foreign.refusal) == str(nothing.refusal)
    assert "不能删除" in str(restore(other, by=auditor)[0].refusal)


def test_who_may_not_publish_restores_a_draft_and_is_told(database):
    made = station()
    throw(made)
    policy.use({"cleaner": {"label": "清理", "*": "see delete"}})
    actor = policy.Actor("清理", (policy.Granted("cleaner"),))

    (answer,) = restore(made, by=actor)

    assert (answer.kind, Station.get_by_id(made.id).state) == ("restored", "draft")
    assert "草稿" in answer.notes[0]


def test_a_password_does_not_come_back_and_that_is_said(database):
    someone = user("wang")
    throw(someone)

    (answer,) = restore(someone)

    assert User.get_by_id(someone.id).password is None
    assert "口令" in answer.notes[0]


def test_titles_in_what_is_visible_are_asked_within_the_persons_area(database):
    ours, theirs = division("历山街道", level="street"), division("山大路街道", level="street")
    mine, other = station("东驿站", division("历山社区", ours)), station("西驿站", division("甸柳社区", theirs))
    throw(mine, other)
    clerk = user("clerk", "clerk", ours).actor()

    assert [row.title for row in trash.visible(clerk, Station)] == ["东驿站"]
    assert [row.title for row in trash.visible(STAFF, Station)] == ["西驿站", "东驿站"]
    assert trash.held(clerk, Station, other.id) is None


def test_a_file_of_a_trashed_record_stays_and_is_nobodys(database):
    file = "0" * 32 + ".png"
    media.path(file).parent.mkdir(parents=True)
    media.path(file).write_bytes(PICTURE)
    made = station(picture=file, picture_alt="门")
    assert holders.held_publicly(file)

    throw(made)

    assert media.has(file)
    assert holders.held_publicly(file) is None
    restore(made)
    assert holders.held_publicly(file)


# -- many at once -------------------------------------------------------------------------------------------------


def test_deleting_a_thousand_asks_no_more_statements_than_deleting_two(database):
    here = division("历山社区")
    made = [make(Source, file="a", locator=str(number)) for number in range(3)]
    with change(STAFF, via="import") as work:
        work.apply([Edit(Source, None, values={"file": "b", "locator": str(number)}) for number in range(1000)])
    many = list(Source.select().where(Source.file == "b"))
    station("东驿站", here)

    few = statements(lambda: throw(*made[:2]))
    lots = statements(lambda: throw(*many))

    assert Source.select().count() == 1
    assert lots <= few + 60  # a statement reads at most a thousand of them


def test_what_stands_in_the_way_is_named_for_each_of_a_batch(database):
    free, used, often = (division(name) for name in ("甲社区", "乙社区", "丙社区"))
    grid(used, name="第一网格")
    for number in range(5):
        station(f"站{number}", often)

    outcomes = throw(free, used, often)

    assert [outcome.kind for outcome in outcomes] == ["deleted", "refused", "refused"]
    assert "网格“第一网格”" in str(outcomes[1].refusal)
    assert "服务站点“站0”“站1”“站2”等 5 条" in str(outcomes[2].refusal)


def test_what_this_person_may_not_see_is_only_said_to_be_elsewhere(database):
    here = division("历山社区")
    hall = make(Grid, division=here, kind="small", number=1, name="第一网格")
    station("西驿站", here, grid=hall)
    policy.use({"surveyor": {"label": "测绘", "grids": "see delete", "places": "see"}})

    (answer,) = throw(hall, by=policy.Actor("测绘", (policy.Granted("surveyor"),)))

    assert "别处的记录" in str(answer.refusal)
    assert "西驿站" not in str(answer.refusal)


# -- what was deleted before there was a trash --------------------------------------------------------------------


def test_what_was_deleted_before_is_found_in_the_trash_too(database):
    here = division("历山社区")
    made, kept = station("东驿站", here), station("西驿站", here)
    throw(made)
    migrating.downgrade("0004_trash")

    migrating.upgrade()

    (row,) = trash.Trash.select()
    assert (row.record, row.title, row.slug, row.area) == (made.id, "东驿站", made.slug, made.area)
    assert restore(made)[0].kind == "restored"
    assert Station.select().count() == 2
    assert kept


def test_nothing_is_written_to_the_trash_around_the_door(database):
    with pytest.raises(db.DoorClosed):
        trash.Trash.delete().execute()
    assert isinstance(trash.Trash.select(), peewee.BaseQuery)


def test_a_notice_in_the_trash_is_not_public(database):
    made = notice("停水")
    throw(made)
    assert Notice.live().count() == 0
