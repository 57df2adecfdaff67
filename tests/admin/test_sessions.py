"""Sessions are kept on the server: they end there, by time, by hand and with the account; and one's own account page."""

import datetime

import pytest

from portal.core import clock, history
from portal.core.looks import Look
from portal.models import User
from portal.models.sessions import Session, digest
from tests.admin.test_lists import Counting
from tests.makers import PASSWORD, edit
from tests.visitor import Visitor

NOON = datetime.datetime(2026, 3, 12, 12, 0)
NEW = "four plain words here"


def later(**time):
    return clock.at(NOON + datetime.timedelta(**time))


def copied(app, visitor):
    """Somebody else's browser with a copy of the cookie of `visitor`."""
    other = Visitor(app)
    other.client.set_cookie("session", visitor.client.get_cookie("session").value)
    return other


def is_in(visitor):
    return visitor.client.get("/admin/me/").status_code == 200


def test_the_token_itself_is_kept_nowhere(town, clerk):
    with clerk.client.session_transaction() as session:
        token = session["_user_id"]

    row = Session.get()

    assert row.digest == digest(token)
    assert token not in str(row.__data__)


def test_a_copied_cookie_dies_with_signing_out(town, app, clerk):
    thief = copied(app, clerk)
    assert is_in(thief)

    clerk.visit("/admin/me/")
    clerk.send("form[action='/admin/logout']")

    assert not is_in(thief)


def test_signing_in_again_ends_the_session_before_it(town, app, clerk):
    before = copied(app, clerk)
    clerk.visit("/admin/me/")
    token = clerk.page.select_one("[name=csrf_token]")["value"]

    clerk.client.post("/admin/login", data={"csrf_token": token, "login": "clerk", "password": PASSWORD})

    assert is_in(clerk)
    assert not is_in(before)


def test_a_session_ends_when_nobody_clicks(town, signed_in):
    with clock.at(NOON):
        clerk = signed_in("clerk")
    with later(hours=7, minutes=50):
        assert is_in(clerk)
    with later(hours=15, minutes=40):
        assert is_in(clerk)
    with later(hours=23, minutes=45):
        assert not is_in(clerk)


def test_a_session_ends_after_a_day_however_busy(town, signed_in):
    with clock.at(NOON):
        clerk = signed_in("clerk")
    for hour in (6, 12, 18, 23):
        with later(hours=hour):
            assert is_in(clerk)
    with later(hours=24, minutes=1):
        assert not is_in(clerk)


def test_how_long_is_a_setting(town, app, signed_in):
    app.config.update(PORTAL_SESSION_IDLE="0.5", PORTAL_SESSION_LONGEST="1")
    with clock.at(NOON):
        clerk = signed_in("clerk")
    with later(minutes=29):
        assert is_in(clerk)
    with later(minutes=58):
        assert is_in(clerk)
    with later(minutes=61):
        assert not is_in(clerk)


def test_asking_whether_one_is_still_here_does_not_keep_the_session_open(town, signed_in):
    with clock.at(NOON):
        clerk = signed_in("clerk")
    with later(hours=7, minutes=59):
        told = clerk.client.get("/admin/here").json
        assert (told["signed_in"], told["idle_seconds_left"]) == (True, 60)
    with later(hours=8, minutes=1):
        assert clerk.client.get("/admin/here").json["signed_in"] is False


def test_a_page_writes_that_somebody_is_here_at_most_once_a_minute(town, signed_in):
    with clock.at(NOON):
        clerk = signed_in("clerk")
    with later(seconds=59):
        is_in(clerk)
    assert Session.get().seen_at == Session.get().created_at
    with later(seconds=61):
        is_in(clerk)
    assert Session.get().seen_at > Session.get().created_at


def test_a_person_is_read_in_one_query(town, clerk):
    with Counting() as counting:
        clerk.client.get("/admin/here")
    assert len(counting.statements) == 1


def test_switching_somebody_off_ends_the_sessions_for_good(town, clerk):
    user = User.get_by_id(town.clerk.id)
    edit(user, active=False)
    edit(User.get_by_id(user.id), active=True)

    assert not is_in(clerk)


def test_other_changes_of_an_account_end_nothing(town, clerk):
    edit(User.get_by_id(town.clerk.id), name="王小五")
    assert is_in(clerk)
    assert is_in(clerk)


def test_a_deleted_user_has_no_session(town, clerk, admin):
    from portal.core.changes import Edit, change
    from portal.core.policy import command_line
    from portal.models import Grant

    with change(command_line(), via="admin") as work:
        work.one(Edit(Grant, Grant.get(Grant.user == town.clerk).id, verb="delete")).must()
        work.one(Edit(User, town.clerk.id, verb="delete")).must()

    assert not is_in(clerk)
    assert is_in(admin)


@pytest.mark.parametrize("token", ["", "x", "1", "\x00", "1.abc", "9" * 500])
def test_a_made_up_token_opens_nothing(town, clerk, token):
    with clerk.client.session_transaction() as session:
        session["_user_id"] = token
    assert not is_in(clerk)


def test_old_sessions_are_swept(town, signed_in):
    with clock.at(NOON):
        signed_in("clerk")
    with later(days=100):
        signed_in("clerk")
    assert Session.select().count() == 1


# -- the account page ----------------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_one_of_them(town, app, signed_in):
    here, there = signed_in("clerk"), signed_in("clerk")
    signed_in("admin")
    page = here.visit("/admin/me/")
    rows = page.select_one("#sessions").find_parent("section").select("li")
    assert len(rows) == 2
    assert sum("就是这里" in row.text for row in rows) == 1

    here.send("form[action='/admin/me/end/']:has([value]:not([value=others]))", session=str(mine(there).id))

    assert is_in(here)
    assert not is_in(there)


def mine(visitor):
    with visitor.client.session_transaction() as session:
        return Session.of(session["_user_id"])


def test_one_ends_all_others(town, signed_in):
    here, *others = [signed_in("clerk") for _ in range(3)]
    here.visit("/admin/me/")

    page = here.send("form[action='/admin/me/end/']", session="others")

    assert "已结束 2 处登录" in page.text
    assert is_in(here)
    assert not any(map(is_in, others))


@pytest.mark.parametrize("named", ["", "x", "0", "-1", "99999999999", "others' --"])
def test_a_forged_session_ends_nothing(town, signed_in, named):
    here, _ = signed_in("clerk"), signed_in("clerk")
    here.visit("/admin/me/")
    here.send("form[action='/admin/me/end/']", session=named)
    assert Session.select().where(Session.ended_at.is_null()).count() == 2


def test_nobody_ends_the_session_of_somebody_else(town, signed_in):
    clerk, admin = signed_in("clerk"), signed_in("admin")
    signed_in("clerk")
    clerk.visit("/admin/me/")

    clerk.send("form[action='/admin/me/end/']", session=str(mine(admin).id))

    assert is_in(admin)


def change(visitor, status=200, old=PASSWORD, new=NEW, again=None):
    visitor.visit("/admin/me/")
    return visitor.send("form[action='/admin/me/password/']", status=status, old=old, new=new, again=new if again is None else again)


def test_a_changed_password_is_in_the_history_and_ends_every_other_session(town, app, signed_in):
    here, there = signed_in("clerk"), signed_in("clerk")
    thief = copied(app, here)

    page = change(here)

    assert "口令已改" in page.text
    assert is_in(here)
    assert not is_in(there)
    assert not is_in(thief)
    latest = history.revisions(User, town.clerk.id)[0]
    assert (latest.change.by, latest.change.why) == ("clerk", "本人改口令")
    assert "argon2" not in latest.snapshot
    assert Look.select().where(Look.what == "password", Look.by == "clerk").count() == 1
    Visitor(app).sign_in("clerk", PASSWORD, status=401)
    Visitor(app).sign_in("clerk", NEW)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"old": "not this one"}, "原来的口令不对"),
        ({"new": "short"}, "至少 10 个字符"),
        ({"new": ""}, "请填写新口令"),
        ({"new": NEW, "again": "another one entirely"}, "两次输入的新口令不一样"),
        ({"new": PASSWORD}, "和原来的一样"),
        ({"new": "clerkclerk"}, "不能只有登录名"),
        ({"new": "1234567890"}, "只有数字"),
        ({"new": "password123"}, "谁都会先试"),
        ({"new": "qwertyuiop"}, "谁都会先试"),
        ({"new": "aaaaaaaaaaaa"}, "不同的字符太少"),
        ({"new": "hidden\x00in the middle"}, "看不见的字符"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_a_sentence(town, clerk, sent, sentence):
    page = change(clerk, status=422, **sent)

    assert sentence in page.select_one("form[action='/admin/me/password/'] [role=alert]").text
    assert User.get_by_id(town.clerk.id).knows(PASSWORD)


def test_guessing_the_old_password_is_slowed_down(town, clerk):
    for _ in range(5):
        change(clerk, status=422, old="not this one")
    assert "以后再试" in change(clerk, status=429).text
    assert User.get_by_id(town.clerk.id).knows(PASSWORD)


def test_one_sees_ones_own_name_and_what_was_written_down(town, clerk):
    edit(User.get_by_id(town.clerk.id), name="王小五", phone="13812345678")
    page = clerk.visit("/admin/me/")
    assert "王小五" in page.main.text
    assert "13812345678" in page.main.text
    assert "登录" in page.select_one("#looks").find_parent("section").ul.text


def test_the_account_page_asks_a_steady_number_of_queries(town, signed_in):
    here = signed_in("clerk")
    with Counting() as few:
        here.visit("/admin/me/")
    for _ in range(5):
        signed_in("clerk")
    with Counting() as many:
        here.visit("/admin/me/")
    assert len(many.statements) == len(few.statements) <= 10


def test_strangers_have_no_account_page(town, visitor):
    visitor.visit("/admin/me/")
    assert visitor.url == "/admin/login?next=/admin/me/"


def test_a_form_that_was_never_opened_cannot_be_used_to_look_unseen(town, clerk):
    clerk.visit("/admin/me/")
    token = clerk.page.select_one("[name=csrf_token]")["value"]

    answer = clerk.client.post(f"/admin/stations/edit/?id={town.station.slug}", data={"csrf_token": token, "name": "", "_version": "1"})

    shown = "13812345678" in answer.text
    assert shown == Look.select().where(Look.what == "look", Look.by == "clerk", Look.record == town.station.id).exists()
    assert answer.status_code == 422


def test_an_answer_that_changes_nothing_sends_no_cookie_so_that_a_late_one_undoes_nothing(clerk):
    for address in ("/admin/here", "/admin/find/palette?q=a", "/admin/reading/recurrence?text=x"):
        assert "Set-Cookie" not in clerk.client.get(address).headers
