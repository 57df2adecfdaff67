"""A post passes from one holder to the next: one change, two terms, nothing half done."""

import datetime

import pytest

from portal.core import clock
from portal.core.history import Revision
from portal.models import Assignment
from tests import makers

NOON = datetime.datetime(2026, 3, 12, 12, 0)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def lead():
    """The kind of post of which a grid has one holder at a time."""
    return makers.role("网格长", category="lead")


@pytest.fixture
def post(town, lead):
    return makers.assignment(
        lead, grid=town.grid, holder_name="示例甲", duty_phone="0533-3241234", starts_on="2025-01-01", duty_text="巡查"
    )


def address(post):
    return f"/admin/assignments/handover/?id={post.slug}"


def hand_over(visitor, post, status=200, **values):
    visitor.visit(address(post))
    return visitor.send(status=status, **values)


def terms(post):
    return list(Assignment.select().where(Assignment.grid == post.grid).order_by(Assignment.ordinal))


def test_the_old_term_ends_on_the_eve_and_the_new_one_begins_with_the_rest_as_it_was(clerk, post):
    page = hand_over(clerk, post, starts_on="2026-03-10", holder_name="示例乙", _why="换届")
    assert "已交接" in page.text
    old, new = terms(post)
    assert (old.ends_on, old.step, old.holder_name) == ("2026-03-09", "ended", "示例甲")
    assert (new.starts_on, new.step, new.holder_name, new.ordinal) == ("2026-03-10", "active", "示例乙", 2)
    assert (new.role, new.duty_text, new.duty_phone, new.state) == (old.role, "巡查", "0533-3241234", "published")
    last = [
        Revision.select().where(Revision.record == one.id, Revision.shape == "assignment").order_by(-Revision.id).get()
        for one in (old, new)
    ]
    assert last[0].change_id == last[1].change_id
    assert last[0].change.why == "换届"


def test_a_day_to_come_leaves_the_old_holder_on_duty_until_then(clerk, post):
    hand_over(clerk, post, starts_on="2026-04-01", holder_name="示例乙")
    old, new = terms(post)
    assert (old.step, old.ends_on, new.starts_on) == ("active", "2026-03-31", "2026-04-01")
    assert [one.holder_name for one in Assignment.at(post.grid)] == ["示例甲"]
    assert [one.holder_name for one in Assignment.at(post.grid, datetime.date(2026, 4, 1))] == ["示例乙"]


def test_a_person_of_the_register_is_picked_and_must_have_been_trained(town, clerk):
    post = makers.assignment(makers.role("调解员", needs_training=True), grid=town.grid, step="training", holder_name="示例甲")
    person = makers.person("示例丙", town.here)
    page = hand_over(clerk, post, status=422, starts_on="2026-03-10", person=person.slug)
    assert "先培训后上岗" in page.select_one("#field-trained_on-error").text
    assert [one.step for one in terms(post)] == ["training"]
    clerk.send(trained_on="2026-03-01")
    assert [one.person for one in terms(post)] == [None, person]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"starts_on": "2024-12-01", "holder_name": "示例乙"}, "starts_on", "离任的 2024-11-30 比任职的 2025-01-01 还早"),
        ({"starts_on": "", "holder_name": "示例乙"}, "starts_on", "请写接任那一天"),
        ({"starts_on": "0001-01-01", "holder_name": "示例乙"}, "starts_on", "请写接任那一天"),
        ({"starts_on": "下周", "holder_name": "示例乙"}, "starts_on", "不是日期"),
        ({"starts_on": "2026-03-10"}, "person", "请选接任的人"),
        ({"starts_on": "2026-03-10", "holder_name": "示例乙", "duty_phone": "一二三"}, "duty_phone", "电话"),
    ],
)
def test_what_is_wrong_is_said_beside_the_input_and_nothing_is_written(clerk, post, values, field, words):
    page = hand_over(clerk, post, status=422, **values)
    assert words in page.select_one(f"#field-{field}-error").text
    assert [(one.step, one.ends_on, one.version) for one in terms(post)] == [("active", None, 1)]


def test_a_second_press_makes_nothing_twice(clerk, post):
    hand_over(clerk, post, starts_on="2026-04-01", holder_name="示例乙")
    page = hand_over(clerk, post, status=422, starts_on="2026-04-01", holder_name="示例乙")
    assert "没有重复" in page.text
    assert len(terms(post)) == 2


def test_an_ended_term_is_not_handed_over_again(clerk, post):
    hand_over(clerk, post, starts_on="2026-03-10", holder_name="示例乙")
    assert "已经离任" in clerk.visit(address(post)).text
    assert not clerk.visit(f"/admin/assignments/details/?id={post.slug}").select(f"a[href='{address(post)}']")


def test_somebody_who_changed_the_term_meanwhile_is_told_of(clerk, post):
    clerk.visit(address(post))
    makers.edit(post, ends_on="2026-06-30")
    page = clerk.send(status=422, starts_on="2026-03-10", holder_name="示例乙")
    assert "别人改了这一任的任期" in page.text
    assert len(terms(post)) == 1
    clerk.send()
    assert [one.ends_on for one in terms(post)] == ["2026-03-09", None]


def test_names_are_masked_and_strangers_find_nothing(town, clerk, auditor, lead, post):
    assert "示例甲" not in clerk.visit(address(post)).select_one("main").text
    auditor.visit(address(post), status=403)
    far = makers.assignment(lead, grid=town.far_grid, holder_name="示例丁")
    clerk.visit(address(far), status=404)


def test_without_the_right_to_publish_both_halves_wait(town, visitor, own_roles):
    post = makers.assignment(makers.role("网格员"), grid=town.grid, holder_name="示例甲")
    own_roles("people", "see create change")
    visitor.sign_in("clerk")
    page = hand_over(visitor, post, starts_on="2026-03-10", holder_name="示例乙")
    assert "等有发布权限的人" in page.text
    old, new = terms(post)
    assert (old.step, new.state) == ("active", "draft")


@pytest.fixture
def own_roles(app):
    """A function that lets clerks do no more than `verbs` in an area."""
    from portal.core import policy
    from portal.roles import ROLES

    def own_roles(area, verbs):
        policy.use(ROLES | {"clerk": ROLES["clerk"] | {area: verbs}})

    yield own_roles
    policy.use(ROLES)
