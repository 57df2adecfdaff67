"""Two people, one record: what differs is merged, what collides is laid side by side, and nothing typed is lost."""

import pytest

from portal.models import Station, User
from tests.makers import edit


@pytest.fixture
def two(town, signed_in):
    """Two people with the same form open."""
    windows = signed_in("admin"), signed_in("clerk")
    for window in windows:
        window.visit(f"/admin/stations/edit/?id={town.station.slug}")
    return windows


def test_changes_to_different_fields_are_merged_silently(town, two):
    first, second = two
    first.send("form.editor", address="南街 3 号")
    page = second.send("form.editor", phone="0533-9999999")
    assert "已合并别人的修改" in page.text
    now = Station.get_by_id(town.station.id)
    assert (now.address, now.phone) == ("南街 3 号", "0533-9999999")


def test_a_collision_shows_what_was_is_and_was_typed_and_who_wrote_it(town, two):
    first, second = two
    first.send("form.editor", phone="0533-1111111")
    page = second.send("form.editor", status=409, phone="0533-2222222", address="北街 1 号", _why="电话核实")

    clash = page.select_one(".clash")
    assert clash.legend.text == "电话"
    assert [dd.text for dd in clash.select("dd")] == ["0533-3241234", "0533-1111111（admin 改的）", "0533-2222222"]
    assert page.select_one("#field-phone")["value"] == "0533-2222222"
    assert page.select_one("#field-address")["value"] == "北街 1 号"
    assert page.select_one("#why")["value"] == "电话核实"
    assert Station.get_by_id(town.station.id).phone == "0533-1111111"


@pytest.mark.parametrize(("choice", "phone"), [("mine", "0533-2222222"), ("theirs", "0533-1111111")])
def test_after_choosing_saving_again_succeeds(town, two, choice, phone):
    first, second = two
    first.send("form.editor", phone="0533-1111111", aliases="东站")
    second.send("form.editor", status=409, phone="0533-2222222", address="北街 1 号")
    second.send("form.editor", **{"_choose.phone": choice})

    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == (phone, "北街 1 号")
    assert now.aliases == "东站", "what only the other one changed is never taken back"


def test_a_third_change_while_choosing_is_a_collision_again(town, two):
    first, second = two
    first.send("form.editor", phone="0533-1111111")
    second.send("form.editor", status=409, phone="0533-2222222")
    edit(Station.get_by_id(town.station.id), phone="0533-3333333")
    page = second.send("form.editor", status=409)
    assert [dd.text for dd in page.select(".clash dd")][:2] == ["0533-1111111", "0533-3333333（测试 改的）"]


def test_both_typing_the_same_is_no_collision(town, two):
    first, second = two
    first.send("form.editor", phone="0533-1111111")
    assert "没有变化" in second.send("form.editor", phone="0533 111 1111").text


def test_something_unreadable_and_a_collision_are_both_kept(town, two):
    first, second = two
    first.send("form.editor", phone="0533-1111111")
    page = second.send("form.editor", status=422, phone="0533-2222222", hours="看心情")
    assert page.select_one("#field-phone")["value"] == "0533-2222222"
    page = second.send("form.editor", status=409, hours="每天 09:00-17:00")
    assert "每天 09:00-17:00" in page.select_one("#field-hours").text


def test_a_form_without_its_version_overwrites_nothing(town, two):
    first, second = two
    first.send("form.editor", phone="0533-1111111")
    second.send("form.editor", status=409, phone="0533-2222222", _version="")
    assert Station.get_by_id(town.station.id).phone == "0533-1111111"


def test_a_record_deleted_meanwhile_is_not_found(town, two):
    first, second = two
    first.visit(f"/admin/stations/details/?id={town.station.slug}")
    first.send("form[action*=delete]")
    first.send("main form")
    second.send("form.editor", status=404, phone="0533-2222222")


def test_a_collision_never_shows_a_secret(town, signed_in):
    windows = signed_in("admin"), signed_in("admin")
    for window in windows:
        window.visit(f"/admin/users/edit/?id={town.clerk.slug}")
    windows[0].send("form.editor", password="the first passphrase")
    windows[0].visit("/admin/users/")
    page = windows[1].send("form.editor", password="the second passphrase", status=409)
    assert "argon2" not in page.text
    assert "passphrase" not in page.text
    assert User.get_by_id(town.clerk.id).knows("the first passphrase")
