"""Posts: who holds which, when, who may be named, and one leader at a time."""

import datetime

import pytest

from portal.core import clock
from portal.core.errors import Invalid
from portal.core.record import Face
from portal.models import Assignment, Person
from tests.makers import assignment, community, edit, grid, person, role, station


@pytest.fixture
def leader(database):
    return role("网格长", "grid_leader", "lead")


def test_a_grid_has_one_active_leader_at_a_time(leader):
    here, deputy = grid(), role("网格站长", "station_head", "lead")
    first = assignment(leader, grid=here, ends_on="2026-05-31")

    with pytest.raises(Invalid, match="这个网格已有在岗的“网格长”，请先让那一位离任"):
        assignment(deputy, grid=here, starts_on="2026-05-31")
    assert assignment(leader, grid=here, starts_on="2026-06-01", ordinal=2)
    assert assignment(leader, grid=here, step="proposed", ordinal=3)
    assert assignment(leader, grid=grid())
    assert "这个网格已有" in str(edit(first, ends_on=None).issues)
    with pytest.raises(Invalid, match="一个网格同时只有一位负责人，请写 1"):
        assignment(leader, grid=grid(), headcount=2)


def test_two_leaders_of_one_batch_are_told_apart_too(leader):
    from portal.core.changes import Edit, change
    from portal.core.policy import command_line

    here = grid()
    terms = [{}, {}, {"ends_on": "2020-01-01"}, {"step": "proposed"}, {"grid": grid().id}]
    edits = [
        Edit(Assignment, None, values={"role": leader.id, "grid": here.id, "ordinal": number} | term)
        for number, term in enumerate(terms, start=1)
    ]
    with change(command_line(), via="admin") as work:
        outcomes = work.apply(edits)

    assert [outcome.kind for outcome in outcomes] == ["created", "refused", "refused", "created", "created"]
    assert outcomes[1].issues == {"role": ["这个网格已有在岗的“网格长”，请先让那一位离任"]}


def test_a_post_stands_where_its_kind_says(database):
    sampler = role("检测点测温员", category="site_post", applies_to="station")

    assert assignment(sampler, station=station())
    with pytest.raises(Invalid, match="“检测点测温员”设在站点，这里填的是网格，请改岗位或改填的地方"):
        assignment(sampler, grid=grid())


def test_nobody_starts_without_the_training_that_a_post_asks_for(database):
    mediator = role("矛盾纠纷化解员", category="six_posts", needs_training=True)
    someone = person()

    assert assignment(mediator), "a post without a holder waits for nobody"
    with pytest.raises(Invalid, match="要先培训后上岗，请写岗前培训日期，或把进展改成“培训中”"):
        assignment(mediator, person=someone)
    assert assignment(mediator, person=someone, step="training")
    assert assignment(mediator, person=someone, trained_on="2026-03-01")


def test_nobody_leaves_before_they_come(database):
    with pytest.raises(Invalid, match="离任的 2026-01-01 比任职的 2026-05-01 还早，请核对"):
        assignment(starts_on="2026-05-01", ends_on="2026-01-01")


def test_a_name_is_public_only_when_its_bearer_agreed(database):
    silent, agreed = person("示例甲"), person("示例乙", consent_publish=True, consent_on="2026-01-01")

    with pytest.raises(Invalid, match="还没有任职人，没有可公开的"):
        assignment(name_public=True)
    with pytest.raises(Invalid, match="这位人员还没有同意公开姓名，请先在人员表里登记"):
        assignment(person=silent, name_public=True)
    shown, hidden = assignment(person=agreed, name_public=True), assignment(person=agreed)
    written = assignment(holder_name="示例丙", name_public=True)

    assert [Face(one).verb("holder") for one in (shown, hidden, written)] == ["示例乙", "", "示例丙"]
    with pytest.raises(Invalid, match="勾选了同意公开，还要写本人同意的日期"):
        person(consent_publish=True)


def test_a_name_that_is_no_longer_agreed_to_is_no_longer_shown(database):
    agreed = person("示例乙", consent_publish=True, consent_on="2026-01-01")
    shown = assignment(person=agreed, name_public=True)

    edit(agreed, consent_publish=False)

    assert Face(Assignment.get_by_id(shown.id)).verb("holder") == ""


def test_a_person_is_written_once_in_a_post(database):
    with pytest.raises(Invalid, match="已选了人员，姓名就不用再写，请清空其中一个"):
        assignment(person=person(), holder_name="示例乙")


def test_a_person_is_called_by_a_masked_name_everywhere(database):
    someone = person("示例甲", number="LS-0007")

    assert str(someone) == "示＊＊ LS-0007"
    assert Person.titles([someone.id]) == {someone.id: "示＊＊ LS-0007"}
    assert someone.slug == "ls-0007"
    with pytest.raises(AttributeError):
        Face(someone).text("name")


def test_residents_see_who_is_in_post_today_and_nobody_else(database):
    here, worker = grid(), role()
    kept = assignment(worker, grid=here, starts_on="2026-05-01", ends_on="2026-05-31")
    for number, values in enumerate(
        [
            {"starts_on": "2026-06-01"},
            {"ends_on": "2026-04-30"},
            {"step": "ended"},
            {"step": "suspended"},
            {"step": "proposed"},
            {"state": "draft"},
            {"grid": grid()},
        ],
        start=2,
    ):
        assignment(worker, **{"grid": here, "ordinal": number} | values)

    for day, posts in (("2026-04-30", 1), ("2026-05-01", 1), ("2026-05-31", 1), ("2026-06-01", 1)):
        found = list(Assignment.at(here, datetime.date.fromisoformat(day)))
        assert len(found) == posts, day
        assert (kept in found) == ("2026-05-01" <= day <= "2026-05-31")


def test_who_is_on_duty_is_told_from_the_duty_hours(database):
    here, worker = grid(), role()
    weekdays = assignment(worker, grid=here, duty_hours=Assignment.duty_hours.read("周一至周五 08:30-17:30"))
    nights = assignment(worker, grid=here, ordinal=2, duty_hours=Assignment.duty_hours.read("每天 17:30-08:30"))
    assignment(worker, grid=here, ordinal=3)

    for hour, on in ((9, weekdays), (23, nights)):
        moment = datetime.datetime(2026, 5, 4, hour, tzinfo=clock.ZONE)
        assert Assignment.on_duty(here, moment) == [on]
        with clock.at(moment):
            assert on.on_duty_until() is not None
    assert Assignment.on_duty(here, datetime.datetime(2026, 5, 3, 9, tzinfo=clock.ZONE)) == []


def test_posts_are_read_in_the_order_of_their_kinds(database):
    here = community()
    second, first, last = (role(f"岗位{place}", ordinal=place) for place in (2, 1, None))
    posts = [assignment(one, community=here) for one in (second, last, first)]

    assert list(Assignment.at(here)) == [posts[2], posts[0], posts[1]]
    assert posts[0].target() == here
