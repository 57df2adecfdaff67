"""`flask people`: accounts from the server itself."""

from portal.core import history, policy
from portal.core.changes import Edit, change
from portal.models import Grant, User
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
