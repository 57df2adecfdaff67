"""Accounts: passwords are only compared, grants end, and logins are plain."""

import concurrent.futures
import datetime
import threading

import pytest

from portal.core import clock
from portal.core.changes import Edit, change
from portal.core.db import database as database_of_ours
from portal.core.errors import InUse, Invalid, Refused
from portal.core.history import Revision
from portal.core.policy import command_line
from portal.models import Grant, User
from portal.models.accounts import LAST, pretend
from portal.models.passwords import trivial
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


def test_a_login_is_never_given_to_somebody_else(database):
    """Looks, imports and changes are told under it: they would be taken for those of the next one."""
    left, renamed, other = user("zhang"), user("li"), user("sun")
    with change(command_line(), via="admin") as work:
        work.one(Edit(User, left.id, verb="delete")).must()
    edit(renamed, login="wang")

    for login in ("zhang", "li"):
        said = (
            f"登录名“{login}”以前用过，那时的操作都记在它名下，不能再给别的用户，请换一个，如 {login}2；同一个人的，请恢复或改回原来的用户"
        )
        with pytest.raises(Invalid, match=said):
            make(User, login=login)
        assert edit(other, login=login).issues == {"login": [said]}
    assert make(User, login="lin")
    assert make(User, login="li2")


def test_a_login_goes_back_to_whose_it_was(database):
    left, renamed = user("zhang"), user("li")
    with change(command_line(), via="admin") as work:
        work.one(Edit(User, left.id, verb="delete")).must()
        assert work.one(Edit(User, left.id, verb="restore")).kind == "restored"
    edit(renamed, login="wang")
    assert edit(User.get_by_id(renamed.id), login="li").kind == "changed"


def test_many_new_users_are_asked_after_together(database):
    gone = [user(f"old_{number}") for number in range(3)]
    with change(command_line(), via="admin") as work:
        work.apply([Edit(User, one.id, verb="delete") for one in gone])

    with change(command_line(), via="admin") as work:
        answers = work.apply([Edit(User, None, values={"login": f"{word}{number}"}) for word in ("old_", "oldx") for number in range(150)])

    assert [answer.edit.values["login"] for answer in answers if not answer] == ["old_0", "old_1", "old_2"]


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


PLAIN = "1234567890 13812345678 aaaaaaaaaa password123 Admin@2026 qwertyuiop 0987654321 woaini1314520 abcdefghij"


@pytest.mark.parametrize("password", PLAIN.split())
def test_a_password_that_everybody_tries_first_is_too_plain(password):
    assert trivial(password)


@pytest.mark.parametrize("password", ["correct horse battery", "四个 普通 的词 放一起", "Tr0ub4dor&3x", "7391746201958362"])
def test_a_password_that_nobody_tries_first_will_do(password):
    assert trivial(password) is None


# -- the last administrator --------------------------------------------------------------------------------------------


@pytest.fixture
def chief(database):
    return user("chief", "administrator")


def done(*edits, via="admin"):
    with change(command_line(), via=via) as work:
        return work.apply(list(edits))


def off(user_):
    return Edit(User, user_.id, values={"active": False})


def ungrant(user_):
    return Edit(Grant, Grant.get(Grant.user == user_).id, verb="delete")


def regrant(user_, **values):
    return Edit(Grant, Grant.get(Grant.user == user_).id, values=values)


WAYS = {
    "switched off": off,
    "without a password": lambda chief: Edit(User, chief.id, values={"password": None}),
    "another role": lambda chief: regrant(chief, role="auditor"),
    "until a day": lambda chief: regrant(chief, until="2099-01-01"),
    "one place only": lambda chief: regrant(chief, division=division().id),
    "given to who cannot sign in": lambda chief: regrant(chief, user=user("away", active=False).id),
}


@pytest.mark.parametrize("via", ["admin", "import", "seed", "setup"])
@pytest.mark.parametrize("way", WAYS)
def test_the_last_administrator_stays_whichever_way_it_is_tried(chief, way, via):
    proposal = WAYS[way](chief)
    proposal.force = True  # a file that overwrites what a person edited

    (outcome,) = done(proposal, via=via)

    assert [sentence for sentences in outcome.issues.values() for sentence in sentences] == [LAST]
    assert User.get_by_id(chief.id).active
    assert chief.actor().grants[0].role == "administrator"


def test_the_last_grant_of_an_administrator_is_not_deleted(chief):
    (outcome,) = done(ungrant(chief))

    assert isinstance(outcome.refusal, InUse)
    assert str(outcome.refusal) == LAST
    assert Grant.select().count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_one_of_two_administrators_may_go(chief, way):
    user("second", "administrator")
    assert done(WAYS[way](chief))[0]


@pytest.mark.parametrize("way", [off, ungrant])
def test_of_all_administrators_at_once_one_stays(chief, way):
    others = [user(f"chief{number}", "administrator") for number in range(2)]

    outcomes = done(*map(way, (chief, *others)))

    assert sorted(map(bool, outcomes)) == [False, True, True]
    assert not outcomes[2]


@pytest.mark.parametrize("other", [{"active": False}, {"password": None}], ids=["who is switched off", "who has no password"])
def test_an_administrator_who_cannot_sign_in_does_not_count(chief, other):
    made = make(User, login="paper", **({"password": User.password.hasher(PASSWORD)} | other))
    grant(made, "administrator")

    assert not done(off(chief))[0]


def test_administrators_for_a_time_or_of_one_place_do_not_count(chief):
    user("guest", "administrator", division())
    grant(user("temp"), "administrator", until="2099-01-01")

    assert not done(off(chief))[0]
    assert not done(ungrant(chief))[0]


def test_where_nobody_is_an_administrator_for_good_nothing_is_in_the_way(database):
    temp = user("temp")
    grant(temp, "administrator", until="2099-01-01")

    assert done(off(temp))[0]


def test_everything_else_of_the_last_administrator_may_change(chief):
    assert done(Edit(User, chief.id, values={"name": "王五", "password": User.password.hasher("four plain words here")}))[0]


def test_two_administrators_who_strike_each_other_off_at_once_do_not_both_succeed(chief, url):
    second = user("second", "administrator")
    chosen, ready = [chief, second], threading.Barrier(2)

    def strike(one):
        try:
            with change(command_line(), via="admin") as work:
                ready.wait()
                return bool(work.one(off(one)))
        except Refused:
            return False
        finally:
            database_of_ours.close()

    if database_of_ours.kind == "sqlite":
        ready = threading.Barrier(1)  # there, the second does not even begin before the first has ended
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(strike, chosen))

    assert sum(answers) <= 1
    assert User.select().where(User.active == True).count() >= 1  # noqa: E712
