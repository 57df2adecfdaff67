"""`flask people`: accounts from the server itself."""

import pyotp
import pytest

from portal.core import clock, history, policy
from portal.core.changes import Edit, change
from portal.core.looks import Look
from portal.models import Grant, User, second_steps
from portal.models.second_steps import RecoveryCode, SecondStep
from portal.models.sessions import Session
from tests.makers import division


def test_a_clerk_is_added_with_a_password_from_standard_input(run):
    division("历山街道", level="street")

    output = run(
        "people", "add", "wang", "--role", "clerk", "--division", "历山街道", "--password-stdin", input="correct horse battery\n"
    ).output

    assert "correct horse" not in output
    assert User.get(User.login == "wang").knows("correct horse battery")
    assert Grant.get().division.name == "历山街道"


def test_a_generated_password_is_printed_once(run):
    output = run("people", "add", "wang", "--role", "auditor").output

    assert User.get().knows(output.split("口令：")[1].split("（")[0])


def test_somebody_who_exists_gets_another_grant(run):
    run("people", "add", "wang", "--role", "auditor")
    run("people", "add", "wang", "--role", "administrator")

    assert User.select().count() == 1
    assert Grant.select().count() == 2


def test_an_unknown_division_is_one_line(run):
    division("历山街道", level="street")

    output = run("people", "add", "wang", "--role", "clerk", "--division", "历上街道", code=1).output
    assert output.strip() == "Error: 没有叫“历上街道”的行政区划，相近的有“历山街道”"
    assert User.select().count() == 0


def test_a_short_password_is_refused(run):
    assert "至少 10 个字符" in run("people", "add", "wang", "--role", "clerk", "--password-stdin", input="short\n", code=1).output


def test_reset_changes_the_password_and_is_signed(run):
    run("people", "add", "wang", "--role", "auditor")

    run("people", "reset", "wang", "--password-stdin", input="another long secret\n")

    user = User.get()
    assert user.knows("another long secret")
    assert history.revisions(User, user.id)[0].change.why == "flask people reset"
    assert "没有叫“li”的用户" in run("people", "reset", "li", code=1).output


def test_reset_takes_the_place_of_a_password_that_somebody_chose(run):
    with change(policy.command_line("系统"), via="setup") as work:
        work.one(Edit(User, None, values={"login": "wang", "password": User.password.read("the first secret")})).must()

    run("people", "reset", "wang", "--password-stdin", input="another long secret\n")

    assert User.get().knows("another long secret")


def two_steps(user):
    secret = second_steps.new_secret()
    second_steps.set_up(user, secret, pyotp.TOTP(secret).at(clock.now()))


def test_reset_ends_every_session_and_is_written_down(run):
    run("people", "add", "wang", "--role", "auditor")
    Session.begin(User.get(), 1, "10.0.0.1", "Chrome")

    assert "已结束登录：1 处" in run("people", "reset", "wang").output

    assert Session.get().ended_at
    assert [(look.by, look.what, look.record) for look in Look.select()] == [("命令行", "password", User.get().id)]


def test_reset_leaves_the_second_step_unless_told_to_take_it_away(run):
    run("people", "add", "wang", "--role", "auditor")
    two_steps(User.get())

    run("people", "reset", "wang")
    assert SecondStep.select().count() == 1

    assert "两步登录已去掉" in run("people", "reset", "wang", "--two-steps").output
    assert SecondStep.select().count() == RecoveryCode.select().count() == 0
    assert "two steps off" in {look.what for look in Look.select()}
    assert "本来就没有" in run("people", "reset", "wang", "--two-steps").output


@pytest.mark.parametrize("password", ["short", "", "password123", "wangwang", "1234567890123"])
def test_reset_refuses_what_anybody_would_guess_and_ends_nothing(run, password):
    run("people", "add", "wang", "--role", "auditor")
    Session.begin(User.get(), 1, "10.0.0.1", "Chrome")

    run("people", "reset", "wang", "--password-stdin", "--two-steps", input=f"{password}\n", code=1)

    assert Session.get().ended_at is None
    assert Look.select().count() == 0
