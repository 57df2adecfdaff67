"""Who else has a form open: said by login to those who have it open too, for as long as it is."""

import datetime

import pytest

from portal.core import clock
from portal.models.desks import OpenForm
from portal.models.sessions import Session
from tests.makers import edit, user

from .test_autosave import form_of, post

NOON = datetime.datetime(2026, 3, 12, 12, 0)


def beat(visitor, status=200, **sent):
    """What the server says when the script of the open form tells that it is open."""
    form = form_of(visitor)
    said = {"number": form.select_one("[name=_number]")["value"], "version": int(form.select_one("[name=_version]")["value"])} | sent
    return post(visitor, form["data-presence"], said, status)


@pytest.fixture
def two(town, signed_in):
    """Two clerks with the same form open."""
    user("clerk2", "clerk", town.ours)
    windows = signed_in("clerk"), signed_in("clerk2")
    for window in windows:
        window.visit(f"/admin/stations/edit/?id={town.station.slug}")
    return windows


def test_each_is_told_of_the_other_and_when_something_was_typed(town, two):
    mine, theirs = two
    with clock.at(NOON):
        assert beat(mine) == {"others": [], "version": 1, "saved": ""}
        assert beat(theirs, touched=True)["others"] == ["clerk 也开着这一页"]
        assert beat(mine)["others"] == ["clerk2 也开着这一页，刚刚动过"]
    with clock.at(NOON + datetime.timedelta(seconds=60)):
        beat(theirs)
    with clock.at(NOON + datetime.timedelta(seconds=130)):
        assert beat(mine)["others"] == ["clerk2 也开着这一页，2 分钟前动过"]
        page = mine.visit(f"/admin/stations/edit/?id={town.station.slug}")
        assert "clerk2 也开着这一页，2 分钟前动过" in page.select_one("[data-presence-words]").text, "without scripts too"


def test_a_page_that_is_left_or_silent_is_no_longer_open(town, two):
    mine, theirs = two
    with clock.at(NOON):
        beat(theirs)
        assert beat(mine)["others"]
        beat(theirs, left=True)
        assert beat(mine)["others"] == []
        beat(theirs)
    with clock.at(NOON + datetime.timedelta(minutes=3)):
        assert beat(mine)["others"] == []


def test_saving_closes_the_form(town, two):
    mine, theirs = two
    beat(theirs)
    theirs.send("form.editor", phone="0533-2222222")
    assert beat(mine)["others"] == []


def test_when_another_saves_a_notice_says_who_and_that_it_will_be_merged(town, two):
    mine, theirs = two
    theirs.send("form.editor", phone="0533-2222222")
    said = beat(mine)
    assert (said["version"], said["saved"]) == (2, "clerk2 保存了新的版本")
    assert beat(mine, version=2)["saved"] == ""
    assert beat(mine, version="zwei")["saved"] == ""


def test_what_oneself_saved_in_another_window_is_said_as_such(town, signed_in):
    windows = [signed_in("clerk") for _ in range(2)]
    for window in windows:
        window.visit(f"/admin/stations/edit/?id={town.station.slug}")
    windows[1].send("form.editor", phone="0533-2222222")
    assert beat(windows[0])["saved"] == "您在别的窗口保存了新的版本"


def test_one_person_with_two_windows_is_not_somebody_else(town, signed_in):
    windows = [signed_in("clerk") for _ in range(2)]
    for window in windows:
        window.visit(f"/admin/stations/edit/?id={town.station.slug}")
        beat(window)
    assert beat(windows[0])["others"] == []
    assert OpenForm.select().count() == 2


def test_nobody_is_told_of_a_record_that_is_not_theirs(town, clerk, admin):
    admin.visit(f"/admin/stations/edit/?id={town.far_station.slug}")
    beat(admin)
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    number = form_of(clerk).select_one("[name=_number]")["value"]
    for slug in (town.far_station.slug, "no-such-station"):
        post(clerk, f"/admin/stations/presence/?id={slug}", {"number": number}, status=404)
    assert beat(clerk)["others"] == []


def test_somebody_who_may_only_look_is_not_told(town, auditor, admin):
    admin.visit(f"/admin/stations/edit/?id={town.station.slug}")
    number = form_of(admin).select_one("[name=_number]")["value"]
    auditor.visit("/admin/stations/")
    post(auditor, f"/admin/stations/presence/?id={town.station.slug}", {"number": number}, status=403)


def test_a_draft_is_not_a_new_version(town, two):
    mine, _ = two
    edit(town.station, _draft=True, phone="0533-7777777")
    assert beat(mine)["saved"] == ""


def test_forms_that_were_left_open_are_swept(town, two):
    mine, theirs = two
    with clock.at(NOON - datetime.timedelta(hours=2)):
        beat(theirs)
    with clock.at(NOON):
        beat(mine)
    assert OpenForm.select().count() == 1


def test_a_page_that_only_lies_open_does_not_keep_the_session(town, two):
    mine, _ = two
    before = {row.id: row.seen_at for row in Session.select()}
    with clock.at(clock.now() + datetime.timedelta(minutes=10)):
        beat(mine)
        assert {row.id: row.seen_at for row in Session.select()} == before
        mine.visit("/admin/")
        assert {row.id: row.seen_at for row in Session.select()} != before


@pytest.mark.parametrize("number", ["", "x", 5, None])
def test_a_forged_number_opens_nothing(town, two, number):
    beat(two[0], status=409, number=number)
    assert not OpenForm.select().exists()
