"""Signing in and out of the admin."""

import pytest

from portal.core.looks import Look
from portal.models import User
from tests.makers import PASSWORD, edit
from tests.visitor import Visitor


def test_a_clerk_signs_in_and_sees_what_there_is_to_do(clerk):
    assert clerk.url == "/admin/"
    assert "历山街道 · 经办人" in clerk.page.text


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
    visitor.visit("/admin/stations/new/")
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


def test_too_many_tries_are_slowed_down_without_locking_anybody_else_out(town, app):
    for _ in range(10):
        Visitor(app).sign_in("clerk", "guess after guess", status=401)

    Visitor(app).sign_in("clerk", status=429)

    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    visitor.sign_in("clerk")
    assert visitor.url == "/admin/"
    Visitor(app).sign_in("admin")


def test_no_admin_page_is_kept_by_browsers_or_proxies(clerk):
    clerk.visit("/admin/stations/")
    assert clerk.answer.headers["Cache-Control"] == "no-store"


def test_a_post_without_its_token_is_refused(town, clerk):
    assert clerk.client.post(f"/admin/stations/delete/?id={town.station.slug}", data={"confirmed": "1"}).status_code == 400
