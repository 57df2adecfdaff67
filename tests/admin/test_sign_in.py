"""Signing in and out of the admin."""

import datetime

import pytest

from portal.admin.throttle import AT_LOGIN, FREE, FROM_NETWORK
from portal.core import clock
from portal.core.brakes import Brake
from portal.core.looks import Look
from portal.models import User
from portal.models.sessions import Session
from tests.makers import PASSWORD, edit
from tests.visitor import Visitor

NOON = datetime.datetime(2026, 3, 12, 12, 0)


def test_a_clerk_signs_in_and_sees_what_there_is_to_do(town, visitor):
    visitor.sign_in("clerk")
    assert visitor.url == "/admin/"
    assert "历山街道 · 经办人" in visitor.page.text


def test_a_stranger_is_sent_to_the_sign_in_page_and_back_to_where_they_were_going(town, visitor):
    visitor.visit("/admin/stations/?q=东驿站")
    assert visitor.url.startswith("/admin/login?next=")

    page = visitor.send(login="clerk", password=PASSWORD)

    assert visitor.url.startswith("/admin/stations/")
    assert page.select_one("tbody th a").text == "东驿站"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "/admin/\\..", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(town, visitor, away):
    visitor.visit("/admin/login")
    visitor.send(login="clerk", password=PASSWORD, next=away)
    assert visitor.url == "/admin/"


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(town, app):
    answers = []
    for login in ("clerk", "nobody"):
        visitor = Visitor(app)
        page = visitor.sign_in(login, "this is wrong", status=401)
        answers.append(page.main.text.replace(login, ""))
        assert page.select_one("#login")["value"] == login
    assert answers[0] == answers[1]


def test_somebody_who_may_no_longer_sign_in_is_out_at_once(town, clerk):
    edit(User.get_by_id(town.clerk.id), active=False)
    clerk.visit("/admin/stations/")
    assert clerk.url.startswith("/admin/login")
    clerk.sign_in("clerk", status=401)


def test_a_changed_password_ends_every_session(town, clerk):
    edit(User.get_by_id(town.clerk.id), password=User.password.hasher("another passphrase"))
    clerk.visit("/admin/stations/")
    assert clerk.url.startswith("/admin/login")


def test_the_session_is_a_new_one_after_signing_in(town, visitor):
    visitor.visit("/admin/login")
    before = visitor.page.select_one("input[name=csrf_token]")["value"]
    visitor.send(login="clerk", password=PASSWORD)
    with visitor.client.session_transaction() as session:
        assert session.permanent
    visitor.visit("/admin/me/")
    assert visitor.client.post("/admin/logout", data={"csrf_token": before}).status_code == 400


def test_signing_out_needs_a_button_and_ends_the_session(clerk):
    assert clerk.client.get("/admin/logout").status_code == 405
    clerk.send("form[action='/admin/logout']")
    clerk.visit("/admin/")
    assert clerk.url.startswith("/admin/login")


def test_sign_ins_refusals_and_sign_outs_are_written_down(town, app, clerk):
    clerk.send("form[action='/admin/logout']")
    clerk.sign_in("clerk", "wrong, so wrong", status=401)
    assert [look.what for look in Look.select().where(Look.by == "clerk").order_by(Look.id)] == ["sign-in", "sign-out", "sign-in refused"]


def test_what_is_typed_as_a_login_that_nobody_has_is_not_kept(town, visitor):
    visitor.sign_in("correct-horse-battery", "whatever it is", status=401)
    look = Look.select().where(Look.what == "sign-in refused").get()
    assert look.by == ""
    assert "没有这个登录名" in look.detail
    assert "correct-horse" not in look.detail


# -- too many tries -----------------------------------------------------------------------------------------------


def somebody_at(app, address):
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


def hammer(app, login, address, times=FREE):
    for _ in range(times):
        somebody_at(app, address).sign_in(login, "guess after guess", status=401)


def test_who_tries_too_often_is_told_when_to_try_again(town, app):
    with clock.at(NOON):
        hammer(app, "clerk", "10.0.0.1")
        page = somebody_at(app, "10.0.0.1").sign_in("clerk", status=429)

        assert "请 30 秒以后再试" in page.main.text

    with clock.at(NOON + datetime.timedelta(seconds=31)):
        visitor = somebody_at(app, "10.0.0.1")
        visitor.sign_in("clerk")
        assert visitor.url == "/admin/"


def test_each_further_try_costs_a_longer_wait(town, app):
    moment, waits = NOON, []
    with clock.at(moment):
        hammer(app, "clerk", "10.0.0.1")
    for _ in range(8):
        with clock.at(moment):
            visitor = somebody_at(app, "10.0.0.1")
            visitor.sign_in("clerk", "guess after guess", status=429)
        waits.append(int(visitor.answer.headers["Retry-After"]))
        moment += datetime.timedelta(seconds=waits[-1])
        with clock.at(moment):
            hammer(app, "clerk", "10.0.0.1", 1)

    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_an_unknown_login_is_slowed_down_in_the_same_words(town, app):
    with clock.at(NOON):
        answers = []
        for login, address in (("clerk", "10.0.0.1"), ("nobody", "10.0.0.2")):
            hammer(app, login, address)
            answers.append(somebody_at(app, address).sign_in(login, status=429).main.text.replace(login, ""))

        assert answers[0] == answers[1]


def test_hammering_a_login_never_shuts_its_owner_out(town, app):
    clerk = somebody_at(app, "10.0.0.9")
    with clock.at(NOON):
        clerk.sign_in("clerk")
        clerk.send("form[action='/admin/logout']")
        for number in range(AT_LOGIN // FREE):
            hammer(app, "clerk", f"10.1.0.{number}")

        somebody_at(app, "10.2.0.1").sign_in("clerk", status=429)  # a stranger's first try

        clerk.client.environ_base["REMOTE_ADDR"] = "10.3.0.1"  # the browser that signed in before, elsewhere
        clerk.sign_in("clerk")
        assert clerk.url == "/admin/"
        other = somebody_at(app, "10.0.0.9")  # another browser, where the owner came from before
        other.sign_in("clerk")
        assert other.url == "/admin/"


def test_hammering_from_the_same_office_does_not_shut_out_who_signed_in_there_before(town, app):
    with clock.at(NOON):
        clerk = somebody_at(app, "10.0.0.9")
        clerk.sign_in("clerk")
        clerk.send("form[action='/admin/logout']")
        hammer(app, "clerk", "10.0.0.9")

        clerk.sign_in("clerk")
        assert clerk.url == "/admin/"


def test_one_network_cannot_go_through_all_logins(town, app):
    with clock.at(NOON):
        for number in range(FROM_NETWORK):
            somebody_at(app, "10.0.0.1").sign_in(f"user{number}", "guess after guess", status=401)

        somebody_at(app, "10.0.0.1").sign_in("admin", status=429)
        somebody_at(app, "10.0.0.2").sign_in("admin")


def test_an_ipv6_customer_is_one_network(town, app):
    with clock.at(NOON):
        hammer(app, "clerk", "2001:db8:1:2::1")

        somebody_at(app, "2001:db8:1:2:ffff::9").sign_in("clerk", status=429)
        somebody_at(app, "2001:db8:1:3::1").sign_in("clerk")


def test_a_known_device_has_a_budget_too(town, app):
    with clock.at(NOON):
        clerk = somebody_at(app, "10.0.0.9")
        clerk.sign_in("clerk")
        clerk.send("form[action='/admin/logout']")
        for _ in range(FREE):
            clerk.sign_in("clerk", "guess after guess", status=401)

        clerk.sign_in("clerk", status=429)


def test_a_made_up_mark_of_a_device_is_none(town, app):
    with clock.at(NOON):
        hammer(app, "clerk", "10.0.0.1")
        visitor = somebody_at(app, "10.0.0.1")
        visitor.client.set_cookie("device", "eyJpZCI6IjEiLCJsb2dpbnMiOltdfQ.AAAA", path="/admin")

        visitor.sign_in("clerk", status=429)


def test_signing_in_wipes_what_one_mistyped(town, app):
    with clock.at(NOON):
        for _ in range(3):
            hammer(app, "clerk", "10.0.0.1", FREE - 1)
            somebody_at(app, "10.0.0.1").sign_in("clerk")


def test_old_counts_are_swept(town, app):
    with clock.at(NOON):
        hammer(app, "nobody", "10.0.0.1", 1)
    with clock.at(NOON + datetime.timedelta(days=3)):
        hammer(app, "somebody", "10.0.0.2", 1)

    assert {"nobody" in brake.key for brake in Brake.select()} == {False}


# -- scripts, and forms that were open for long ------------------------------------------------------------------------

JSON = {"Accept": "application/json"}


def test_a_script_signs_in_again_and_gets_a_token_for_its_form(town, app):
    client = app.test_client()
    told = client.get("/admin/here").json
    assert told["signed_in"] is False

    wrong = client.post("/admin/login", json={"login": "clerk", "password": "no"}, headers=JSON | {"X-CSRFToken": told["csrf"]})
    assert (wrong.status_code, wrong.json["ok"]) == (401, False)
    right = client.post("/admin/login", json={"login": "clerk", "password": PASSWORD}, headers=JSON | {"X-CSRFToken": wrong.json["csrf"]})

    assert right.json["ok"] is True
    assert client.post("/admin/stations/ajax/none/", data={"csrf_token": right.json["csrf"]}).status_code == 404
    assert client.get("/admin/here").json["signed_in"] is True


@pytest.mark.parametrize("asking", [JSON, {"X-Requested-With": "fetch"}])
def test_a_script_that_sends_a_form_after_the_session_ended_is_told_so(town, clerk, asking):
    clerk.visit("/admin/me/")
    token = clerk.page.select_one("[name=csrf_token]")["value"]
    Session.end_all(town.clerk)

    answer = clerk.client.post("/admin/stations/new/", data={"csrf_token": token, "name": "新驿站"}, headers=asking)

    assert answer.status_code == 401
    assert answer.json["sentence"].startswith("登录已经结束")
    assert answer.json["csrf"]


def test_a_script_without_any_cookie_left_is_told_the_same(town, app):
    answer = app.test_client().post("/admin/stations/new/", data={"name": "新驿站"}, headers=JSON)
    assert answer.status_code == 401


def test_a_form_sent_after_the_session_ended_leads_to_the_sign_in_page_and_back_to_the_form(town, clerk):
    clerk.visit("/admin/me/")
    token = clerk.page.select_one("[name=csrf_token]")["value"]
    Session.end_all(town.clerk)

    answer = clerk.client.post(
        "/admin/me/end/", data={"csrf_token": token}, headers={"Referer": "http://localhost/admin/me/?x=1"}, follow_redirects=False
    )

    assert answer.status_code == 302
    assert answer.location == "/admin/login?next=/admin/me/?x%3D1"


def test_a_sign_in_page_that_was_left_open_asks_once_more(town, app):
    visitor = Visitor(app)
    visitor.visit("/admin/login")
    visitor.client.delete_cookie("session")

    page = visitor.send(login="clerk", password=PASSWORD, status=400)

    assert "这一页放得太久了" in page.main.text
    assert page.select_one("#login")["value"] == "clerk"
    visitor.send(login="clerk", password=PASSWORD)
    assert visitor.url == "/admin/"


def test_the_small_form_is_the_same_form(town, app):
    visitor = Visitor(app)
    visitor.visit("/admin/login?small=1")
    visitor.send(login="clerk", password="no", status=401)
    assert visitor.page.h1.text == "重新登录"
    visitor.send(login="clerk", password=PASSWORD)
    assert visitor.url == "/admin/"


@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{", '{"login": 5, "password": ["x"]}'])
def test_nonsense_for_a_script_is_a_wrong_password(town, app, body):
    client = app.test_client()
    headers = JSON | {"X-CSRFToken": client.get("/admin/here").json["csrf"]}
    assert client.post("/admin/login", data=body, content_type="application/json", headers=headers).status_code == 401


def test_no_admin_page_is_kept_by_browsers_or_proxies(clerk):
    clerk.visit("/admin/stations/")
    assert clerk.answer.headers["Cache-Control"] == "no-store"


def test_a_post_without_its_token_is_refused(town, clerk):
    assert clerk.client.post(f"/admin/stations/delete/?id={town.station.slug}", data={"confirmed": "1"}).status_code == 400
