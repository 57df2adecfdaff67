"""Undo of a whole change: everything it did goes back, but what somebody edited since stays and is told."""

import pytest

from portal.core import history, importing, policy, publishing, trash, undoing
from portal.core.changes import Edit, change
from portal.core.files import rows_of
from portal.models import Division, Source, Station
from tests.core.test_trash import statements
from tests.makers import division, edit, grid, make, source, station, user

STAFF = policy.command_line("测试")


def did(*edits, by=STAFF, via="admin", run=""):
    """The id of the change that takes `edits`."""
    with change(by, via, run=run) as work:
        for outcome in work.apply(edits):
            outcome.must()
    return work.id


def changed(record, **values):
    return did(Edit(type(record), record.id, values=values))


def undone(*changes, by=STAFF):
    return undoing.undo(changes, by)


def load(text, by=STAFF, home=Source):
    """(report, run) of an import."""
    report = importing.load(home, rows_of("表.csv", text.encode()), by=by, file="表.csv")
    return report, history.Change.select().where(history.Change.via == "import").order_by(history.Change.id.desc()).get().run


# -- each thing a change can do -----------------------------------------------------------------------------------


def test_what_was_made_goes_to_the_trash(database):
    id = did(Edit(Source, None, values={"file": "a", "locator": "1"}))

    assert undone(id).done == 1

    assert Source.select().count() == 0
    assert trash.Trash.select().count() == 1


def test_what_was_changed_goes_back_field_by_field(database):
    made = station(phone="0533-3241234", aliases="旧")
    id = changed(made, phone="0533-3241235", aliases="新")

    answer = undone(id)

    now = Station.get_by_id(made.id)
    assert (now.phone, now.aliases, now.version) == ("0533-3241234", "旧", 3)
    assert history.revisions(Station, made.id)[0].verb == "undo"
    assert {field.name for field, _, _ in answer.plans[0].fields} == {"phone", "aliases"}


def test_what_was_deleted_comes_back_as_itself(database):
    made = station(sources=(source().id,))
    before = made.values()
    id = did(Edit(Station, made.id, verb="delete"))

    undone(id)

    assert Station.get_by_id(made.id).values() == before


def test_relations_go_back_too(database):
    one, other = source("L1"), source("L2")
    made = station(sources=(one.id,))
    id = changed(made, sources=(one.id, other.id))

    undone(id)

    assert Station.get_by_id(made.id).values()["sources"] == (one.id,)


def test_what_was_made_and_deleted_in_one_change_is_nothing_to_take_back(database):
    with change(STAFF, "admin") as work:
        made = work.one(Edit(Source, None, values={"file": "a", "locator": "1"}))
        work.one(Edit(Source, made.id, verb="delete"))

    assert undone(work.id).done == 0


def test_several_steps_of_one_record_go_back_to_before_the_first(database):
    made = station(phone="0533-1111111")
    ids = [changed(made, phone=f"0533-222222{number}") for number in range(3)]

    undone(*ids)

    assert Station.get_by_id(made.id).phone == "0533-1111111"


def test_a_key_that_was_given_on_is_free_again_in_time(database):
    here = division("历山社区")
    made = station("东驿站", here)
    with change(STAFF, "admin") as work:
        work.one(Edit(Station, made.id, values={"name": "老驿站", "slug": "old"})).must()
        work.one(Edit(Station, None, values={"name": "东驿站", "division": here.id, "kind": "city_post"})).must()

    answer = undone(work.id)

    assert (answer.done, answer.refused) == (2, [])
    assert Station.get_by_id(made.id).name == "东驿站"


def test_parents_come_back_before_their_children_and_go_after_them(database):
    made = did(Edit(Division, None, values={"name": "历山街道", "level": "street"}))
    street = Division.get()
    below = did(Edit(Division, None, values={"name": "历山社区", "level": "community", "parent": street.id}))
    assert undone(made, below).done == 2
    assert Division.select().count() == 0

    gone = [row.change_id for row in trash.Trash.select()]
    assert undone(*gone).done == 2
    assert Division.select().count() == 2


def test_a_draft_that_waits_is_withdrawn_and_the_one_before_it_waits_again(database):
    made = station(phone="0533-1111111")
    drafts = []
    for phone in ("0533-2222222", "0533-3333333"):
        with change(STAFF, "admin") as work:
            work.one(Edit(Station, made.id, values={"phone": phone}, draft=True)).must()
        drafts.append(work.id)

    assert undone(drafts[1]).done == 1
    assert "0533-2222222" in publishing.waiting(Station, made.id).snapshot

    assert undone(drafts[0]).unchanged == 1  # another draft stands over it, which may be withdrawn itself


def test_the_only_draft_is_withdrawn(database):
    made = station(phone="0533-1111111")
    with change(STAFF, "admin") as work:
        work.one(Edit(Station, made.id, values={"phone": "0533-2222222"}, draft=True)).must()

    assert undone(work.id).done == 1

    assert publishing.waiting(Station, made.id) is None
    assert Station.get_by_id(made.id).phone == "0533-1111111"
    assert undone(work.id).unchanged == 1


# -- what happened since ------------------------------------------------------------------------------------------


def test_a_field_edited_since_stays_and_is_told_the_others_go_back(database):
    made = station(phone="0533-1111111", aliases="旧")
    id = changed(made, phone="0533-2222222", aliases="新")
    edit(made, _base=2, _by=policy.command_line("李"), phone="0533-3333333")

    answer = undone(id)

    now = Station.get_by_id(made.id)
    assert (now.phone, now.aliases) == ("0533-3333333", "旧")
    (row,) = answer.later
    assert (row.home, row.id, row.title, [field.name for field in row.fields], row.by) == (Station, made.id, "东驿站", ["phone"], "李")
    assert answer.done == 1


def test_a_new_record_edited_since_stays(database):
    id = did(Edit(Source, None, values={"file": "a", "locator": "1"}))
    edit(Source.get(), note="留着")

    answer = undone(id)

    assert Source.select().count() == 1
    assert [field.name for field in answer.later[0].fields] == ["note"]


def test_a_field_edited_and_put_back_is_no_obstacle(database):
    made = station(phone="0533-1111111")
    id = changed(made, phone="0533-2222222")
    edit(made, _base=2, phone="0533-3333333")
    edit(made, _base=3, phone="0533-2222222")

    assert undone(id).done == 1
    assert Station.get_by_id(made.id).phone == "0533-1111111"


def test_a_record_deleted_since_is_told(database):
    made = station(phone="0533-1111111")
    id = changed(made, phone="0533-2222222")
    did(Edit(Station, made.id, verb="delete"))

    answer = undone(id)

    assert answer.done == 0
    assert [(row.id, row.fields) for row in answer.later] == [(made.id, ())]


def test_what_others_point_at_by_now_is_refused_by_name(database):
    id = did(Edit(Division, None, values={"name": "历山社区", "level": "community"}))
    grid(Division.get(), name="第一网格")

    answer = undone(id)

    ((home, _, title, sentence),) = answer.refused
    assert (home, title) == (Division, "历山社区")
    assert "网格“第一网格”" in sentence


# -- again --------------------------------------------------------------------------------------------------------


def test_the_second_time_nothing_is_left_to_do(database):
    made = station(phone="0533-1111111")
    ids = [changed(made, phone="0533-2222222"), did(Edit(Source, None, values={"file": "a", "locator": "1"}))]
    undone(*ids)
    before = history.Change.select().count()

    answer = undone(*ids)

    assert (answer.done, answer.unchanged, answer.later, answer.refused) == (0, 2, [], [])
    assert history.Change.select().count() == before


def test_an_undo_is_undone_and_done_again(database):
    made = station(phone="0533-1111111", aliases="旧")
    made_too = did(Edit(Source, None, values={"file": "a", "locator": "1"}))
    id = changed(made, phone="0533-2222222")
    answer = undone(id, made_too)

    redone = undone(*undoing.of_run(answer.run))
    assert Station.get_by_id(made.id).phone == "0533-2222222"
    assert Source.select().count() == 1

    undone(*undoing.of_run(redone.run))
    assert Station.get_by_id(made.id).phone == "0533-1111111"
    assert Source.select().count() == 0


def test_a_look_says_the_same_and_writes_nothing(database):
    made = station(phone="0533-1111111")
    id = changed(made, phone="0533-2222222")
    before = history.Revision.select().count()

    looked = undoing.look([id], STAFF)

    assert (looked.done, looked.plans[0].title) == (1, "东驿站")
    assert Station.get_by_id(made.id).phone == "0533-2222222"
    assert history.Revision.select().count() == before


@pytest.mark.parametrize("foreign", [3, 40])
def test_what_lies_elsewhere_costs_nothing(database, monkeypatch, foreign):
    """The trash and the records of a person's own area are all that is gone through, whatever else a change did."""
    monkeypatch.setattr(undoing, "SIZE", 5)
    here, there = division("历山社区"), division("甸柳社区")
    mine, theirs = station("东驿站", here), [station(f"西{number}站", there) for number in range(foreign)]
    clerk = user("clerk", "clerk", here).actor()
    id = did(*(Edit(Station, row.id, values={"aliases": "新"}) for row in (mine, *theirs)))

    assert undoing.look([id], clerk, most=5).done == 1
    assert statements(lambda: undoing.look([id], clerk, most=5)) < 40
    assert statements(lambda: undoing.undo([id], clerk)) < 40


# -- imports ------------------------------------------------------------------------------------------------------


def test_an_import_in_several_chunks_is_taken_back_and_may_come_again(database):
    kept = make(Source, file="a", locator="0", note="旧", _via="import")
    text = "文件,位置,说明\n" + "".join(f"a,{number},新\n" for number in range(4500))
    _, run = load(text)
    seen = []

    assert len(undoing.of_run(run)) == 2

    answer = undoing.undo(undoing.of_run(run), STAFF, progress=seen.append)

    assert (answer.done, answer.later, answer.refused) == (4500, [], [])
    assert [record.id for record in Source.select()] == [kept.id]
    assert Source.get().note == "旧"
    assert seen[-1] == 4500
    report, _ = load(text)
    assert (report.created, report.changed, report.conflicts) == (4499, 1, [])


def test_an_undo_stops_where_it_is_told_and_goes_on_from_there(database):
    _, run = load("文件,位置\n" + "".join(f"a,{number}\n" for number in range(50)))
    ids, start, counts = undoing.of_run(run), "", []

    while start is not None:
        answer = undoing.undo(ids, STAFF, start=start, most=20)
        counts.append(answer.done)
        start = answer.onward

    assert counts == [20, 20, 10]
    assert Source.select().count() == 0


@pytest.mark.parametrize("start", ["x", "1", "-1.5", "9.9", "0." + "9" * 40, "٣.٤", "0.0"])
def test_a_forged_start_harms_nothing(start, database):
    id = did(Edit(Source, None, values={"file": "a", "locator": "1"}))

    assert undoing.undo([id], STAFF, start=start).refused == []


def test_statements_do_not_grow_with_the_rows(database):
    def run(file, count):
        return load("文件,位置\n" + "".join(f"{file},{number}\n" for number in range(count)))[1]

    few, many = undoing.of_run(run("a", 3)), undoing.of_run(run("b", 400))

    small = statements(lambda: undone(*few))
    assert statements(lambda: undone(*many)) <= small + 10


def test_what_an_undo_sets_back_is_not_taken_for_a_persons_edit(database):
    here = division("历山社区")
    station("东驿站", here, _via="import", aliases="旧")
    _, run = load("名称,所属区划,别名\n东驿站,历山社区,新\n", home=Station)
    undoing.undo(undoing.of_run(run), STAFF)

    report, _ = load("名称,所属区划,别名\n东驿站,历山社区,更新\n", home=Station)

    assert (report.changed, report.conflicts) == (1, [])


# -- who ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(database):
    """A clerk of the east street, and a station on each side that one change has changed."""
    east, west = division("东街道", level="street"), division("西街道", level="street")
    mine, theirs = station("东站", division("东社区", east), aliases="旧"), station("西站", division("西社区", west), aliases="旧")
    id = did(Edit(Station, mine.id, values={"aliases": "新"}), Edit(Station, theirs.id, values={"aliases": "新"}))
    return user("clerk", "clerk", east).actor(), mine, theirs, id


def test_what_lies_elsewhere_is_neither_touched_nor_named(two):
    clerk, mine, theirs, id = two

    answer = undone(id, by=clerk)

    assert (answer.done, answer.later, answer.refused) == (1, [], [])
    assert [plan.id for plan in answer.plans] == [mine.id]
    assert Station.get_by_id(theirs.id).aliases == "新"


def test_a_change_concerns_those_who_see_a_part_of_it(two):
    clerk, _, theirs, id = two
    only_theirs = changed(theirs, phone="0533-2222222")
    gone = did(Edit(Station, theirs.id, verb="delete"))

    assert undoing.concerns([id], clerk)
    assert not undoing.concerns([only_theirs], clerk)
    assert not undoing.concerns([gone], clerk)
    assert not undoing.concerns([4711], clerk)
    assert undoing.concerns([gone], STAFF)


def test_who_may_not_change_is_refused_row_by_row(two):
    _, _, _, id = two
    auditor = user("auditor", "auditor").actor()

    answer = undone(id, by=auditor)

    assert answer.done == 0
    assert all("不能修改" in sentence for *_, sentence in answer.refused)


def test_who_may_not_publish_leaves_one_draft_however_often(database):
    made = station(phone="0533-1111111")
    id = changed(made, phone="0533-2222222")
    policy.use({"writer": {"label": "撰稿人", "*": "see change"}})
    writer = policy.Actor("撰稿人", (policy.Granted("writer"),))

    undone(id, by=writer)
    again = undone(id, by=writer)

    assert (again.done, again.unchanged) == (0, 1)
    assert "0533-1111111" in publishing.waiting(Station, made.id).snapshot
