"""`flask db`: upgrading twice, and the first administrator."""

from portal.models import Division, Grant, User


def test_upgrade_makes_the_first_administrator_and_prints_the_password_once(run):
    first = run("db", "upgrade").output
    password = first.split("口令：")[1].split("（")[0]

    assert User.get(User.login == "admin").knows(password)
    assert Grant.get().role == "administrator"
    assert run("db", "upgrade").output == ""


def test_a_password_from_the_settings_is_not_printed(run, app):
    app.config["PORTAL_ADMIN_PASSWORD"] = "a very long secret"

    assert "a very long secret" not in run("db", "upgrade").output
    assert User.get().knows("a very long secret")


def test_upgrade_seeds_an_empty_database_only(run):
    run("db", "upgrade", "--seed-when-empty", "seeds/articles")
    assert Division.select().count() > 40

    assert run("db", "upgrade", "--seed-when-empty", "seeds/articles").output == ""


def test_status_says_whether_anything_is_missing(run):
    assert "最新" in run("db", "status").output
