"""Two steps: set up by whoever wants or must, asked after the password, each code once, and taken away only by who has both."""

import datetime
import re

import pyotp
import pytest

from portal import create_app
from portal.admin.throttle import AT_LOGIN, FREE
from portal.core import clock
from portal.core.exporting import csv_lines
from portal.core.history import Revision
from portal.core.looks import Look
from portal.models import User, second_steps
from portal.models.second_steps import CODES, RecoveryCode, SecondStep
from portal.models.sessions import Session
from tests import makers
from tests.makers import PASSWORD
from tests.visitor import Visitor

NOON = datetime.datetime(2026, 3, 12, 12, 0)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def later(**time):
    return clock.at(NOON + datetime.timedelta(**time))


def secret_on(page):
    return page.select_one(".secret code").text.replace(" ", "")


def code(secret):
    return pyotp.TOTP(secret).at(clock.now())


def codes_on(page):
    return [item.text for item in page.select(".codes code")]


def set_up(visitor):
    """(the secret, the recovery codes) of the signed-in visitor."""
    secret = secret_on(visitor.visit("/admin/me/two-steps/"))
    page = visitor.send(code=code(secret), password=PASSWORD)
    return secret, codes_on(page)


@pytest.fixture
def guarded(clerk):
    """The secret and the codes of the clerk, who has two steps and is signed out."""
    secret, codes = set_up(clerk)
    clerk.visit("/admin/me/")
    clerk.send("form[action='/admin/logout']")
    return secret, codes


@pytest.fixture
def halfway(app, guarded):
    """The clerk after the password, asked for the code a minute after it was set up."""
    with later(minutes=1):
        visitor = Visitor(app)
        visitor.visit("/admin/stations/")
        visitor.send(login="clerk", password=PASSWORD)
        yield visitor


def test_what_is_scanned_says_the_same_as_the_text(town, clerk):
    page = clerk.visit("/admin/me/two-steps/")

    assert page.select_one(".qr-box svg path")
    assert re.fullmatch(r"[A-Z2-7]{32}", secret_on(page))
    assert secret_on(clerk.visit("/admin/me/two-steps/")) == secret_on(page)


def test_nothing_counts_before_a_code_proves_it(town, app, clerk):
    clerk.visit("/admin/me/two-steps/")
    clerk.send(code="000000", password=PASSWORD, status=422)

    assert SecondStep.select().count() == 0
    Visitor(app).sign_in("clerk")


def test_setting_up_asks_for_the_password(town, clerk):
    secret = secret_on(clerk.visit("/admin/me/two-steps/"))
    page = clerk.send(code=code(secret), password="not this one", status=422)

    assert "口令不对" in page.select_one("[role=alert]").text
    assert SecondStep.select().count() == 0


def test_somebody_elses_session_is_offered_another_secret(town, signed_in):
    one, other = (secret_on(signed_in("clerk").visit("/admin/me/two-steps/")) for _ in range(2))
    assert one != other


def test_ten_recovery_codes_are_shown_once(town, clerk):
    _, codes = set_up(clerk)

    assert len(set(codes)) == CODES == 10
    assert not any(code in clerk.visit("/admin/me/").text for code in codes)
    kept = {row.digest for row in RecoveryCode.select()}
    assert not kept & set(codes)


def test_the_password_alone_opens_nothing(town, halfway):
    assert halfway.url.startswith("/admin/login/code")
    for address in ("/admin/", "/admin/stations/", "/admin/me/", "/admin/explain/", "/admin/reading/recurrence"):
        halfway.visit(address)
        assert halfway.url.startswith("/admin/login/code"), address
    assert halfway.client.get("/admin/here").json["signed_in"] is False


def test_the_code_lets_one_in_and_leads_on(town, guarded, halfway):
    with halfway.client.session_transaction() as session:
        before = session["_user_id"]
    halfway.send(code=code(guarded[0]))

    assert halfway.url.startswith("/admin/stations/")
    with halfway.client.session_transaction() as session:
        assert session["_user_id"] != before
    assert Session.of(before).ended_at


def test_a_code_with_a_space_and_of_the_step_before_is_taken(town, guarded, halfway):
    with clock.at(NOON + datetime.timedelta(seconds=45)):
        typed = code(guarded[0])
    halfway.send(code=f"{typed[:3]} {typed[3:]}")
    assert halfway.url.startswith("/admin/stations/")


@pytest.mark.parametrize("typed", ["", "000000", "12345", "１２３４５６", "abcdef", "\x00", "9" * 400])
def test_a_wrong_code_opens_nothing(town, halfway, typed):
    page = halfway.send(code=typed, status=401)
    assert "这个码不对" in page.select_one("[role=alert]").text


def test_a_code_counts_once(town, app, guarded, halfway):
    typed = code(guarded[0])
    halfway.send(code=typed)
    other = Visitor(app)
    other.sign_in("clerk")

    other.send(code=typed, status=401)


def test_the_code_that_set_it_up_does_not_sign_in(town, app, guarded):
    other = Visitor(app)
    other.sign_in("clerk")
    other.send(code=code(guarded[0]), status=401)


def test_a_code_of_two_minutes_ago_is_too_old(town, guarded, halfway):
    with clock.at(NOON - datetime.timedelta(minutes=1)):
        typed = code(guarded[0])
    halfway.send(code=typed, status=401)


def test_a_recovery_code_lets_one_in_once(town, app, guarded, halfway):
    halfway.send(code=guarded[1][3].upper().replace("-", " "))
    assert halfway.url.startswith("/admin/stations/")
    assert "还剩 9 个" in halfway.visit("/admin/me/").text

    other = Visitor(app)
    other.sign_in("clerk")
    other.send(code=guarded[1][3], status=401)


def test_guessing_codes_is_slowed_down(town, app, guarded):
    with later(minutes=1):
        thief = Visitor(app)
        thief.client.environ_base["REMOTE_ADDR"] = "10.0.0.66"
        thief.sign_in("clerk")
        for _ in range(5):
            thief.send(code="000000", status=401)
        page = thief.send(code=code(guarded[0]), status=429)
        assert "30 秒以后再试" in page.text

        owner = Visitor(app)
        owner.sign_in("clerk")
        owner.send(code=code(guarded[0]))
        assert owner.url == "/admin/"


def test_who_has_the_password_does_not_guess_codes_from_ever_new_networks(town, app, guarded):
    def at_the_code(address):
        thief = Visitor(app)
        thief.client.environ_base["REMOTE_ADDR"] = address
        thief.visit("/admin/stations/")
        thief.send(login="clerk", password=PASSWORD)
        return thief

    with later(minutes=1):
        for number in range(AT_LOGIN // FREE):
            thief = at_the_code(f"10.1.0.{number}")
            for _ in range(FREE):
                thief.send(code="000000", status=401)
        at_the_code("10.2.0.1").send(code="000000", status=429)

        owner = at_the_code("127.0.0.1")  # where the owner came from before
        owner.send(code=code(guarded[0]))
        assert owner.url == "/admin/stations/"


def test_who_waits_too_long_for_the_code_starts_again(town, halfway):
    with later(minutes=12):
        halfway.visit("/admin/login/code")
        assert halfway.url == "/admin/login"


def test_a_wrong_password_never_tells_of_the_second_step(town, app, guarded):
    page = Visitor(app).sign_in("clerk", "not this one", status=401)
    assert "第二步" not in page.text


def test_a_script_signs_in_with_two_steps(town, app, guarded):
    with later(minutes=1):
        client = app.test_client()

        def post(address, **sent):
            headers = {"Accept": "application/json", "X-CSRFToken": client.get("/admin/here").json["csrf"]}
            return client.post(address, json=sent, headers=headers)

        first = post("/admin/login", login="clerk", password=PASSWORD).json
        assert (first["ok"], first["step"], first["address"]) == (False, "code", "/admin/login/code")
        assert post(first["address"], code="000000").status_code == 401
        last = post(first["address"], code=code(guarded[0])).json
        assert last["ok"] is True
        assert client.get("/admin/here").json["signed_in"] is True


def test_the_secret_is_in_no_list_form_file_or_history(town, admin, guarded):
    secret = guarded[0]
    for address in ("", f"details/?id={town.clerk.slug}", f"edit/?id={town.clerk.slug}", f"history/?id={town.clerk.slug}"):
        assert secret not in admin.visit(f"/admin/users/{address}").text
    assert secret not in "".join(csv_lines(User, User.select(), list(User.shape())))
    assert secret not in "".join(revision.snapshot for revision in Revision.select())
    assert secret not in "".join(look.detail for look in Look.select())


def test_the_database_alone_gives_no_code(town, guarded):
    kept = SecondStep.get().secret
    assert guarded[0] not in kept
    assert second_steps.opened(kept) == guarded[0]


def test_a_secret_from_before_they_were_encrypted_still_signs_in_and_is_encrypted_then(town, guarded, halfway):
    SecondStep.update(secret=guarded[0]).execute()
    halfway.send(code=code(guarded[0]))

    assert halfway.url.startswith("/admin/stations/")
    kept = SecondStep.get().secret
    assert kept != guarded[0]
    assert second_steps.opened(kept) == guarded[0]


def test_when_the_key_changed_it_is_said_what_to_do_and_recovery_codes_work(town, guarded, halfway, monkeypatch):
    monkeypatch.setattr(second_steps, "_key", {"text": "another key"})

    page = halfway.send(code=code(guarded[0]), status=409)
    assert "flask people reset clerk --two-steps" in page.select_one("[role=alert]").text
    halfway.send(code=guarded[1][0])
    assert halfway.url.startswith("/admin/stations/")
    off(halfway, "form[action='/admin/me/two-steps/codes/']", code=guarded[1][1], password=PASSWORD)
    assert SecondStep.select().count() == 0


# -- living with it -----------------------------------------------------------------------------------------------------


def test_setting_it_up_asks_it_of_every_other_session(town, signed_in):
    here, there = signed_in("clerk"), signed_in("clerk")
    set_up(here)

    here.visit("/admin/stations/")
    assert here.url == "/admin/stations/"
    there.visit("/admin/stations/")
    assert there.url.startswith("/admin/login/code")


def test_it_is_switched_off_with_password_and_code(town, app, clerk):
    secret, _ = set_up(clerk)
    with later(minutes=1):
        form = "form[action='/admin/me/two-steps/codes/']"
        for wrong in ({"code": "000000", "password": PASSWORD}, {"code": code(secret), "password": "not this one"}):
            off(clerk, form, status=422, **wrong)
            assert SecondStep.select().count() == 1
        off(clerk, form, code=code(secret), password=PASSWORD)

        assert SecondStep.select().count() == RecoveryCode.select().count() == 0
        assert Look.select().where(Look.what == "two steps off", Look.by == "clerk").count() == 1
        visitor = Visitor(app)
        visitor.sign_in("clerk")
        assert visitor.url == "/admin/"


def off(visitor, form, status=200, **values):
    visitor.visit("/admin/me/")
    button = visitor.page.select_one(f"{form} [formaction]")
    visitor.page.select_one(form)["action"] = button["formaction"]
    return visitor.send("form[action='/admin/me/two-steps/off/']", status=status, **values)


def test_new_recovery_codes_void_the_old_ones(town, app, clerk):
    secret, old = set_up(clerk)
    with later(minutes=1):
        clerk.visit("/admin/me/")
        new = codes_on(clerk.send("form[action='/admin/me/two-steps/codes/']", code=code(secret), password=PASSWORD))
        assert len(new) == 10

        visitor = Visitor(app)
        visitor.sign_in("clerk")
        visitor.send(code=old[0], status=401)
        visitor.send(code=new[0])
        assert visitor.url == "/admin/"


def test_a_changed_password_keeps_the_second_step(town, clerk):
    set_up(clerk)
    clerk.visit("/admin/me/")
    clerk.send("form[action='/admin/me/password/']", old=PASSWORD, new="four plain words here", again="four plain words here")
    clerk.visit("/admin/stations/")
    assert clerk.url == "/admin/stations/"


# -- required of a role ---------------------------------------------------------------------------------------------------


@pytest.fixture
def required(app):
    app.config["PORTAL_TWO_STEPS"] = "administrator, clerk"


def test_who_must_have_it_is_led_to_set_it_up_and_can_do_nothing_before(town, app, required):
    visitor = Visitor(app)
    visitor.visit("/admin/stations/?q=东")
    visitor.send(login="clerk", password=PASSWORD)
    assert visitor.url.startswith("/admin/login/set-up")
    for address in ("/admin/", "/admin/me/", "/admin/stations/new/"):
        visitor.visit(address)
        assert visitor.url.startswith("/admin/login/set-up")

    visitor.visit("/admin/login/set-up?next=/admin/stations/?q=东")
    secret = secret_on(visitor.page)
    visitor.send(code="000000", status=422)
    assert secret_on(visitor.page) == secret
    page = visitor.send(code=code(secret))

    assert len(codes_on(page)) == 10
    assert page.select_one("main a.button")["href"].startswith("/admin/stations/?q=")
    visitor.visit("/admin/stations/")
    assert visitor.url == "/admin/stations/"


def test_who_need_not_have_it_is_asked_for_nothing(town, app, required):
    visitor = Visitor(app)
    visitor.sign_in("auditor")
    assert visitor.url == "/admin/"


def test_who_must_have_it_cannot_switch_it_off(town, clerk, app):
    secret, _ = set_up(clerk)
    app.config["PORTAL_TWO_STEPS"] = "clerk"
    with later(minutes=1):
        page = clerk.visit("/admin/me/")
        assert not page.select("[formaction]")
        token = page.select_one("[name=csrf_token]")["value"]
        answer = clerk.client.post("/admin/me/two-steps/off/", data={"csrf_token": token, "password": PASSWORD, "code": code(secret)})
        assert answer.status_code == 422
        assert SecondStep.select().count() == 1


def test_a_session_from_before_a_role_required_it_proves_itself_again(town, app, clerk):
    app.config["PORTAL_TWO_STEPS"] = "clerk"
    clerk.visit("/admin/stations/")
    assert clerk.url.startswith("/admin/login/set-up")


def test_a_grant_of_another_role_makes_it_required_at_once(town, app, signed_in):
    app.config["PORTAL_TWO_STEPS"] = "administrator"
    auditor = signed_in("auditor")
    makers.grant(town.auditor, "administrator", town.ours)
    auditor.visit("/admin/stations/")
    assert auditor.url.startswith("/admin/login/set-up")


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORTAL_TWO_STEPS", "admin", "unknown roles: admin"),
        ("PORTAL_SESSION_IDLE", "0", "number of hours"),
        ("PORTAL_SESSION_LONGEST", "ten", "ten"),
    ],
)
def test_a_setting_that_means_nothing_stops_the_start(tmp_path, setting, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        create_app(PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="x", **{setting: value})
