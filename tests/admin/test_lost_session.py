"""A session that ends while somebody types: nothing typed is lost, and nobody takes another's words."""

import io

import pytest

from portal.admin import throttle
from portal.models import Station
from portal.models.desks import Unfinished
from tests.admin.test_media import png, upload
from tests.makers import PASSWORD
from tests.visitor import filled

TYPED = {"phone": "0533-2222222", "summary": "写了很久的一段话\n第二行", "contact_name": "钱多多"}


@pytest.fixture
def opened(town, clerk):
    """The clerk with a form open, filled in, and the session gone."""
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    return clerk


def forget(visitor):
    """Let the session of this browser end."""
    visitor.client.delete_cookie("session")


def send_late(visitor, status=401, **values):
    return visitor.send("form.editor", status=status, **values)


def test_what_was_typed_waits_behind_the_sign_in_page(town, opened):
    forget(opened)
    page = send_late(opened, **TYPED)
    assert "您写的都留着" in page.h1.text
    assert "钱多多" not in page.text
    assert Station.get_by_id(town.station.id).phone == "0533-3241234"

    page = opened.send("main form", login="clerk", password=PASSWORD)
    assert page.select_one("#field-phone")["value"] == "0533-2222222"
    assert page.select_one("#field-summary").text.removeprefix("\n") == TYPED["summary"]
    opened.send("form.editor")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.summary, now.contact_name) == tuple(TYPED.values())
    assert not Unfinished.select().exists()


def test_a_new_record_waits_too_with_its_rows_and_its_file(town, clerk):
    from tests.browser.test_every_screen import picture

    clerk.visit("/admin/stations/new/")
    forget(clerk)
    send_late(
        clerk,
        name="北驿站",
        division="历山社区",
        kind="city_post",
        files={"picture.file": (io.BytesIO(picture()), "门口.png")},
        **{"figures-new1-name": "床位", "figures-new1-value": "12"},
    )
    page = clerk.send("main form", login="clerk", password=PASSWORD)
    assert page.select_one("#field-name")["value"] == "北驿站"
    assert page.select_one("[name=figures-new1-name]")["value"] == "床位"
    assert "已新建" in clerk.send("form.editor").text
    assert Station.get(Station.name == "北驿站").picture.endswith("门口")


def test_very_many_files_are_not_kept_for_somebody_who_is_not_signed_in_either(town, clerk, monkeypatch):
    monkeypatch.setattr(throttle, "FILES", 2)
    clerk.visit("/admin/stations/new/")
    forget(clerk)
    data = filled(clerk.page.select_one("form.editor"))
    for colour in ("red", "green", "blue"):
        clerk.client.post("/admin/stations/new/", data=data | {"name": colour, "picture.file": upload(png(colour), "门口.png")})
    kept = dict(Unfinished.get().pairs)
    assert (kept["name"], kept["picture"]) == ("blue", "")


def test_another_person_who_signs_in_there_gets_nothing_of_it(town, opened):
    forget(opened)
    send_late(opened, **TYPED)
    page = opened.send("main form", login="admin", password=PASSWORD)
    assert "钱多多" not in page.text
    assert "写了很久" not in page.text
    assert page.select_one("#field-phone")["value"] == "0533-3241234"
    assert Unfinished.get().user_id == town.clerk.id


def test_a_form_sent_while_another_person_is_signed_in_says_whose_words_they_are(town, opened, admin):
    admin.visit("/admin/")
    data = filled(opened.page.select_one("form.editor")) | TYPED
    answer = admin.client.post(f"/admin/stations/edit/?id={town.station.slug}", data=data)
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "clerk 写的内容" in text
    assert "钱多多" not in text
    assert Station.get_by_id(town.station.id).version == 1
    assert Unfinished.get().user_id == town.clerk.id, "it waits for whose it is"


def test_an_old_token_shows_the_form_again_as_it_was_typed(town, opened):
    page = opened.send("form.editor", status=400, csrf_token="old", **TYPED)
    assert "再按一次保存" in page.text
    assert page.select_one("#field-phone")["value"] == "0533-2222222"
    assert Station.get_by_id(town.station.id).version == 1
    opened.send("form.editor")
    assert Station.get_by_id(town.station.id).phone == "0533-2222222"


def test_a_password_is_not_kept(town, admin):
    admin.visit(f"/admin/users/edit/?id={town.clerk.slug}")
    forget(admin)
    send_late(admin, password="a passphrase of some length", phone="13800138000")
    kept = Unfinished.get()
    assert "passphrase" not in kept.typed
    assert "13800138000" in kept.typed


@pytest.mark.parametrize("number", ["", "x", "1.aaaa.bbbb.cccc"])
def test_a_stranger_leaves_nothing_behind(town, visitor, clerk, number):
    clerk.visit("/admin/stations/new/")
    data = filled(clerk.page.select_one("form.editor")) | TYPED | {"_number": number}
    answer = visitor.client.post("/admin/stations/new/", data=data)
    assert answer.status_code in (302, 400, 401)
    assert not Unfinished.select().exists()


def test_a_record_that_is_out_of_reach_now_keeps_nothing(town, opened):
    data = filled(opened.page.select_one("form.editor")) | TYPED
    forget(opened)
    for slug in (town.far_station.slug, "no-such-station", "%00"):
        answer = opened.client.post(f"/admin/stations/edit/?id={slug}", data=data)
        assert answer.status_code in (302, 400, 401)
    assert not Unfinished.select().exists()


def test_signing_out_makes_the_browser_forget_what_tabs_kept(town, clerk):
    clerk.visit("/admin/")
    token = clerk.page.select_one("input[name=csrf_token]")["value"]
    answer = clerk.client.post("/admin/logout", data={"csrf_token": token})
    assert answer.headers["Clear-Site-Data"] == '"storage"'
