"""The door: what it takes, what it merges, what it refuses, and that a change is whole."""

import threading

import pytest

from portal.core import clock, db, history, policy, publishing, results
from portal.core.changes import Edit, change
from portal.core.errors import Collided, DoorClosed, Forbidden, Invalid, Missing
from portal.models import Division, Grid, Source, Station
from tests.makers import PASSWORD, division, edit, grant, grid, make, source, station, user

STAFF = policy.command_line("测试")


def write(*edits, by=STAFF, via="admin"):
    with change(by, via=via) as work:
        return work.apply(edits)


# -- answers ------------------------------------------------------------------------------------------------------


def test_a_new_record_is_created_with_its_first_revision_and_its_place_in_the_search(database):
    here = division("历山社区")

    (made,) = write(Edit(Station, None, values={"name": "东驿站", "division": here.id, "kind": "city_post", "state": "published"}))

    assert (made.kind, made.version, made.slug) == ("created", 1, "lishanshequ-dongyizhan")
    assert [row.verb for row in history.revisions(Station, made.id)] == ["create"]
    assert results.find("驿站", [Station]).hits == [(Station, made.id)]


def test_the_same_values_again_change_nothing_and_leave_no_trace(database):
    made = station(phone="0533-3241234")
    changes = history.Change.select().count()

    assert edit(made, phone="0533-3241234").kind == "unchanged"
    assert history.Change.select().count() == changes


def test_a_change_bumps_the_version_and_names_who_through_which_door_and_why(database):
    made = station()

    with change(policy.command_line("李"), via="admin", why="电话核实") as work:
        outcome = work.one(Edit(Station, made.id, base=1, values={"phone": "0533-3241234"}))

    newest = history.revisions(Station, made.id)[0]
    assert (outcome.version, newest.change.by, newest.change.via, newest.change.why) == (2, "李", "admin", "电话核实")


def test_unknown_fields_are_refused_by_name_with_the_nearest(database):
    (answer,) = write(Edit(Source, None, values={"file": "a", "locator": "1", "qoute": "x"}))

    assert answer.kind == "refused"
    assert "qoute" in answer.issues[""][0]
    assert "quote" in answer.issues[""][0]


def test_what_the_door_keeps_itself_cannot_be_proposed(database):
    for name in ("id", "version", "area", "natural", "created_by", "touched"):
        (answer,) = write(Edit(Source, None, values={"file": "a", "locator": "1", name: 7}))
        assert answer.kind == "refused", name


def test_refused_edits_leave_the_others_of_their_batch_alone(database):
    good, bad, other = write(*(Edit(Source, None, values={"file": "a", "locator": locator}) for locator in ("1", None, "2")))

    assert (good.kind, bad.kind, other.kind) == ("created", "refused", "created")
    assert bad.issues == {"locator": ["请填写位置"]}
    assert Source.select().count() == 2


def test_an_issue_says_which_field_and_what_to_write_instead(database):
    (answer,) = write(Edit(Station, None, values={"name": "站", "division": 99, "kind": "castle", "phone": "abc"}))

    assert {"division", "kind", "phone"} <= answer.issues.keys()
    assert "0533-3241234" in answer.issues["phone"][0]


def test_must_raises_the_refusal_it_stands_for(database):
    made = station(phone="0533-3241234")
    edit(made, phone="0533-3241235")

    with pytest.raises(Invalid):
        edit(made, _base=2, name=None).must()
    with pytest.raises(Collided):
        edit(made, phone="0533-3241236").must()
    with pytest.raises(Missing):
        write(Edit(Station, 999, values={"name": "x"}))[0].must()


# -- two writers --------------------------------------------------------------------------------------------------


def test_an_edit_made_from_an_old_version_is_merged_when_the_fields_differ(database):
    made = station(phone="0533-3241234")
    assert edit(made, aliases="东站").kind == "changed"

    assert edit(made, phone="0533-3241235").kind == "changed"

    now = Station.get_by_id(made.id)
    assert (now.aliases, now.phone, now.version) == ("东站", "0533-3241235", 3)


def test_an_edit_of_the_same_field_is_answered_with_base_theirs_and_mine(database):
    made = station(phone="0533-3241234")
    edit(made, phone="0533-3241235")

    answer = edit(made, phone="0533-3241236", aliases="东站")

    assert answer.kind == "conflict"
    assert [(c.name, c.base, c.theirs, c.mine) for c in answer.collisions] == [("phone", "0533-3241234", "0533-3241235", "0533-3241236")]
    assert Station.get_by_id(made.id).aliases is None


def test_a_field_sent_back_as_it_was_does_not_undo_what_another_wrote(database):
    made = station(phone="0533-3241234", aliases="旧")
    edit(made, phone="0533-3241235")

    assert edit(made, phone="0533-3241234", aliases="新").kind == "changed"
    assert Station.get_by_id(made.id).phone == "0533-3241235"


def test_both_writing_the_same_value_is_no_collision(database):
    made = station(phone="0533-3241234")
    edit(made, phone="0533-3241235")

    assert edit(made, phone="0533-3241235").kind == "unchanged"


def test_two_writers_at_once_both_keep_their_field(database):
    made = station()
    start = threading.Barrier(2)
    answers = {}

    def writer(name, value):
        start.wait()
        answers[name] = edit(made, **{name: value}).kind
        db.database.close()

    threads = [threading.Thread(target=writer, args=pair) for pair in (("aliases", "东站"), ("phone", "0533-3241234"))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    now = Station.get_by_id(made.id)
    assert answers == {"aliases": "changed", "phone": "changed"}
    assert (now.aliases, now.phone, now.version) == ("东站", "0533-3241234", 3)


def test_two_writers_making_the_same_record_make_one(database):
    start, kinds = threading.Barrier(2), []

    def writer():
        start.wait()
        try:
            kinds.append(write(Edit(Source, "a/1", values={"file": "a", "locator": "1"}))[0].kind)
        except Exception as refusal:
            kinds.append(type(refusal).__name__)
        db.database.close()

    threads = [threading.Thread(target=writer) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert Source.select().count() == 1
    assert "created" in kinds
    assert set(kinds) <= {"created", "unchanged", "Taken"}


# -- one change ---------------------------------------------------------------------------------------------------


def test_a_change_inside_another_joins_it(database):
    with change(STAFF, via="admin", why="一起") as outer:
        outer.one(Edit(Source, None, values={"file": "a", "locator": "1"}))
        with change(policy.command_line("别人"), via="admin") as inner:
            assert inner is outer
            inner.one(Edit(Source, None, values={"file": "a", "locator": "2"}))

    assert history.Change.select().count() == 1
    assert history.Revision.select().count() == 2


def test_a_fault_inside_a_change_takes_everything_back(database):
    with pytest.raises(ZeroDivisionError), change(STAFF, via="admin") as work:
        work.one(Edit(Source, None, values={"file": "a", "locator": "1", "note": "井盖"})).version / 0

    assert Source.select().count() == history.Revision.select().count() == history.Change.select().count() == 0
    assert results.find("井盖", [Source]).hits == []


def test_a_door_without_a_name_is_ours_to_mend(database):
    with pytest.raises(DoorClosed), change(STAFF, via="window"):
        pass


def test_ids_of_deleted_records_are_not_given_again(database):
    made = source()
    write(Edit(Source, made.id, verb="delete"))

    assert source().id > made.id


# -- keys, slugs, trees -------------------------------------------------------------------------------------------


def test_a_natural_key_is_taken_once_even_when_parts_are_blank(database):
    division("山东省", level="province")

    (answer,) = write(Edit(Division, None, values={"name": "山东省", "level": "province"}))

    assert answer.kind == "refused"
    assert "已有同样的行政区划" in answer.issues["name"][0]


def test_two_new_records_of_one_key_in_one_batch_make_one(database):
    first, second = write(*(Edit(Source, None, values={"file": "a", "locator": "1"}) for _ in range(2)))

    assert (first.kind, second.kind) == ("created", "refused")


def test_slugs_come_from_the_key_and_give_way_to_each_other(database):
    assert [source(locator=locator, file="lishan").slug for locator in ("L 1", "L1")] == ["lishan-l-1", "lishan-l1"]
    assert [division(name).slug for name in ("力山社区", "历山社区")] == ["lishanshequ", "lishanshequ-2"]


def test_a_slug_is_never_a_number_alone(database):
    """Addresses take a slug or an id: a number has to be the id."""
    street = make(Division, name="12345", level="community")
    assert street.slug == "division-12345"
    assert make(Division, name="12345", parent=street, level="community").slug == "division-12345-2"

    answer = edit(street, slug="12345")
    assert answer.issues == {"slug": ["网址名不能只有数字，请加上字母，如 division-12345"]}
    (new,) = write(Edit(Division, None, values={"name": "甲", "level": "community", "slug": "7"}))
    assert new.issues == {"slug": ["网址名不能只有数字，请加上字母，如 division-7"]}


def test_a_number_that_a_slug_was_before_stays_until_somebody_changes_it(database):
    made = division("甲")
    with db.passing():
        Division.update(slug="12345").where(Division.id == made.id).execute()

    assert edit(made, summary="新", slug="12345").kind == "changed"


def test_a_changed_slug_is_remembered(database):
    made = division("历山社区")
    edit(made, slug="lishan")

    assert history.OldSlug.get(shape="division", slug="lishanshequ").record == made.id


def test_a_taken_slug_is_refused(database):
    division("甲", slug="jia")

    (answer,) = write(Edit(Division, None, values={"name": "乙", "level": "community", "slug": "jia"}))
    assert "已被使用" in answer.issues["slug"][0]


def test_a_division_cannot_lie_below_itself(database):
    top = division("甲", level="street")
    below = division("乙", top)

    assert "自己的下级" in edit(top, level="community", parent=below).issues["parent"][0]
    assert "自己的下级" in edit(top, parent=top).issues["parent"][0]


def test_moving_a_division_moves_everything_below_it(database):
    east, west = division("东街道", level="street"), division("西街道", level="street")
    here = division("历山社区", east)
    inside = station(division_=here)

    assert edit(here, parent=west).kind == "changed"

    assert Station.get_by_id(inside.id).area == f"/{west.id}/{here.id}/"
    assert results.find("驿站", [Station], under=[west.area]).hits == [(Station, inside.id)]
    assert results.find("驿站", [Station], under=[east.area]).hits == []


def test_two_divisions_cannot_go_below_each_other_in_one_change(database):
    first, second = division("甲", level="street"), division("乙", level="street")

    answers = write(Edit(Division, first.id, values={"parent": second.id}), Edit(Division, second.id, values={"parent": first.id}))

    assert [answer.kind for answer in answers] == ["changed", "refused"]


def test_places_that_move_together_end_where_the_last_move_leaves_them(database):
    city, street, here = division("市", level="prefecture"), division("街道", level="street"), division("社区")
    inside = station(division_=here)

    write(Edit(Division, here.id, values={"parent": street.id}), Edit(Division, street.id, values={"parent": city.id}))

    assert Station.get_by_id(inside.id).area == f"/{city.id}/{street.id}/{here.id}/"


@pytest.mark.parametrize(("field", "value"), [("sources", 5), ("sources", (1, 2**70)), ("grid", 2**70), ("grid", "x"), ("division", -1)])
def test_a_relation_of_an_impossible_value_is_refused_with_a_sentence(field, value, database):
    made = station()

    answer = edit(made, **{field: value})

    assert answer.kind == "refused"
    assert answer.issues[field]


def test_an_impossible_key_names_nothing(database):
    assert write(Edit(Source, 2**70, values={"note": "x"}))[0].kind == "refused"
    assert write(Edit(Source, "a\0b", values={"note": "x"}))[0].kind == "refused"


def test_no_relations_and_nothing_are_the_same(database):
    assert edit(station(), sources=None).kind == "unchanged"


def test_a_title_of_several_parts_names_its_record(database):
    made = source("L1")

    assert Source.named(made.title) == made.id


# -- deleting -----------------------------------------------------------------------------------------------------


def test_a_record_that_others_point_at_is_not_deleted_and_names_them(database):
    here = division("历山社区")
    grid(here, number=6, name="第六网格")

    (answer,) = write(Edit(Division, here.id, verb="delete"))

    assert answer.kind == "refused"
    assert "网格“第六网格”" in str(answer.refusal)
    assert Division.select().count() == 1


def test_a_source_that_is_cited_is_not_deleted(database):
    cited = source("L1")
    station(sources=(cited.id,))

    assert "服务站点“东驿站”" in str(write(Edit(Source, cited.id, verb="delete"))[0].refusal)


def test_a_deleted_record_leaves_its_history_and_not_the_search(database):
    made = station(sources=(source().id,))

    assert write(Edit(Station, made.id, base=1, verb="delete"))[0].kind == "deleted"

    assert [row.verb for row in history.revisions(Station, made.id)] == ["delete", "create"]
    assert results.find("驿站", [Station]).hits == []
    assert Station.sources.through.select().count() == 0


# -- history ------------------------------------------------------------------------------------------------------


def test_history_tells_what_was_different_field_by_field(database):
    made = station(phone="0533-3241234", sources=(source("L1").id,))
    edit(made, phone="0533-3241235", sources=())

    (newest, differences), _ = history.timeline(Station, made.id)

    assert newest.version == 2
    assert [(f.label, f.show(before), f.show(after)) for f, before, after in differences] == [
        ("电话", "0533-3241234", "0533-3241235"),
        ("出处", "lishan L1", ""),
    ]


def test_restore_brings_chosen_fields_back_as_a_new_version(database):
    made = station(phone="0533-3241234", aliases="旧")
    edit(made, phone="0533-3241235", aliases="新")
    first = history.revisions(Station, made.id)[1]

    (answer,) = write(history.restore(Station, first, names=["phone"], base=2))

    now = Station.get_by_id(made.id)
    assert (answer.kind, now.version, now.phone, now.aliases) == ("changed", 3, "0533-3241234", "新")
    assert history.revisions(Station, made.id)[0].verb == "restore"


def test_restoring_what_breaks_a_rule_today_is_refused_like_any_edit(database):
    gone = source("L1")
    made = station(sources=(gone.id,))
    edit(made, sources=())
    write(Edit(Source, gone.id, verb="delete"))
    first = history.revisions(Station, made.id)[1]

    (answer,) = write(history.restore(Station, first))

    assert "不存在" in answer.issues["sources"][0]


def test_a_revision_never_holds_a_password(database):
    user("wang")

    kept = history.Revision.get(shape="user").snapshot
    assert PASSWORD not in kept
    assert "argon2" not in kept


# -- drafts -------------------------------------------------------------------------------------------------------


def test_an_edit_kept_as_draft_waits_until_it_is_published(database):
    made = station(phone="0533-3241234")

    assert edit(made, _draft=True, phone="0533-3241235").kind == "drafted"
    assert Station.get_by_id(made.id).phone == "0533-3241234"

    with change(STAFF, via="admin") as work:
        assert publishing.publish(work, Station, made.id).kind == "changed"
    assert Station.get_by_id(made.id).phone == "0533-3241235"
    assert publishing.waiting(Station, made.id) is None


def test_who_may_not_publish_leaves_a_draft(database):
    here = division("历山社区")
    made = station(division_=here, phone="0533-3241234")
    policy.use({"writer": {"label": "撰稿人", "stations": "see change", "places": "see", "vocabulary": "see"}})
    writer = policy.Actor("撰稿人", (policy.Granted("writer", (here.area,)),))

    assert edit(made, _by=writer, phone="0533-3241235").kind == "drafted"
    assert Station.get_by_id(made.id).phone == "0533-3241234"


# -- who ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(database):
    """A clerk of the east street, and a station on each side."""
    east, west = division("东街道", level="street"), division("西街道", level="street")
    mine = station("东站", division("东社区", east))
    theirs = station("西站", division("西社区", west))
    return user("clerk", "clerk", east).actor(), mine, theirs


def test_a_clerk_writes_inside_the_granted_division_only(clerk):
    actor, mine, theirs = clerk

    assert edit(mine, _by=actor, aliases="东").kind == "changed"
    foreign = edit(theirs, _by=actor, aliases="西")
    nothing = write(Edit(Station, 999, values={"aliases": "西"}), by=actor)[0]
    assert str(foreign.refusal) == str(nothing.refusal)


def test_a_clerk_cannot_point_at_a_foreign_record_nor_tell_that_it_exists(clerk):
    actor, mine, theirs = clerk

    foreign = edit(mine, _by=actor, division=theirs.division_id)
    nothing = edit(mine, _by=actor, division=999)
    assert foreign.issues == nothing.issues
    assert Station.named("东站", actor) == mine.id
    with pytest.raises(Exception, match="没有叫“西站”的服务站点") as refusal:
        Station.named("西站", actor)
    assert "西站" not in str(refusal.value).split("的服务站点", 1)[1]


def test_a_clerk_does_not_write_what_everybody_shares(clerk):
    actor, *_ = clerk

    with pytest.raises(Forbidden, match="管理员"):
        make(Source, _by=actor, file="a", locator="1")


def test_a_grant_reaches_divisions_managed_from_inside(database):
    zone, city = division("经开区", level="zone"), division("吉首市", level="county")
    street = division("吉凤街道", city, level="street", managing_parent=zone.id)
    actor = user("clerk", "clerk", zone).actor()

    assert make(Grid, _by=actor, division=division("双河社区", street).id, kind="basic", number=1, name="双河网格")


def test_a_grant_ends_with_its_day(database):
    here = division("历山社区")
    someone = user("clerk")
    grant(someone, "clerk", here, until="2026-03-12")
    with clock.at(clock.datetime.datetime(2026, 3, 12, 23, 59)):
        assert someone.actor().grants
    with clock.at(clock.datetime.datetime(2026, 3, 13, 0, 1)):
        assert not someone.actor().grants
