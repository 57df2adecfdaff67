"""Accounts: passwords are only compared, grants end, and logins are plain."""

import datetime

import pytest

from portal.core import clock
from portal.core.changes import Edit, change
from portal.core.errors import Invalid
from portal.core.history import Revision
from portal.core.policy import command_line
from portal.models import Grant, User
from portal.models.accounts import pretend
from tests.makers import PASSWORD, division, edit, grant, make, user


def test_a_user_knows_one_password(database):
    made = user("wangwu")

    assert made.knows(PASSWORD)
    assert not made.knows(PASSWORD + " ")
    assert not made.knows("")


def test_who_has_no_password_knows_none(database):
    made = make(User, login="wangwu")

    assert not made.knows("")
    assert not made.knows(PASSWORD)


def test_an_unknown_login_costs_as_much_time_as_a_known_one():
    assert pretend("guess") is None


def test_a_password_is_kept_as_a_hash_and_in_no_history(database):
    made = user("wangwu", name="王五")

    assert made.password.startswith("$argon2id$")
    texts = [row.snapshot for row in Revision.select()]
    assert not any("argon2" in text or PASSWORD in text for text in texts)


def test_a_plain_password_cannot_be_stored_by_mistake(database):
    with change(command_line(), via="admin") as work:
        outcome = work.one(Edit(User, None, values={"login": "wangwu", "password": PASSWORD}))

    assert outcome.issues == {"password": ["口令只能存散列，请用设置口令的办法来改"]}


@pytest.mark.parametrize("login", ["王五", "Wang", "w", "1wang", "wang wu", "wang@example.cn", "w" * 41, "wang\x00"])
def test_a_login_is_plain(database, login):
    with pytest.raises(Invalid, match=r"不是登录名|应是|要填"):
        make(User, login=login)


def test_two_users_have_two_logins(database):
    user("wangwu")

    with pytest.raises(Invalid, match="已有同样的用户"):
        user("wangwu")


def test_a_user_may_have_a_role_once_in_one_place(database):
    clerk, here = user("clerk"), division("历山社区")
    grant(clerk, "clerk", here)
    grant(clerk, "clerk")
    grant(clerk, "auditor", here)

    for place in (here, None):
        with pytest.raises(Invalid, match="已有同样的授权"):
            grant(clerk, "clerk", place)


def test_a_grant_names_a_known_role(database):
    with pytest.raises(Invalid, match="“king”不在角色的选项里"):
        grant(user("clerk"), "king")


def test_a_grant_ends_on_a_whole_day(database):
    with pytest.raises(Invalid, match="还缺哪一天"):
        grant(user("clerk"), "clerk", until="2026-05")


def test_only_grants_that_hold_today_count(database):
    clerk, here = user("clerk"), division("历山社区")
    grant(clerk, "clerk", here, until="2026-05-01")
    grant(clerk, "auditor")

    with clock.at(datetime.datetime(2026, 5, 1, 12)):
        assert {one.role for one in clerk.actor().grants} == {"clerk", "auditor"}
    with clock.at(datetime.datetime(2026, 5, 2)):
        assert {one.role for one in clerk.actor().grants} == {"auditor"}


def test_a_grant_moves_with_its_division(database):
    street = division("历山街道", level="street")
    here = division("历山社区")
    clerk = user("clerk", "clerk", here)

    edit(here, parent=street)

    assert clerk.actor().grants[0].paths == (f"{street.area}{here.id}/",)
    assert Grant.get().area == f"{street.area}{here.id}/"


def test_a_user_with_a_grant_cannot_be_deleted(database):
    clerk = user("clerk", "clerk")
    with change(command_line(), via="admin") as work:
        outcome = work.one(Edit(User, clerk.id, verb="delete"))

    assert "指向它" in outcome.issues[""][0]
    assert User.select().count() == 1
