"""Ticked rows and cells in a real browser, by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

from portal.models import Station
from tests import makers
from tests.browser.test_admin import sign_in


@pytest.fixture
def stations(site):
    """Five stations of one street, and a clerk who looks after them."""
    street = makers.division("历山街道", level="street")
    here = makers.division("历山社区", street)
    makers.user("clerk", "clerk", street)
    return [makers.station(f"站{number}", here, phone="0533-3241234") for number in range(5)]


def row(page, station):
    return page.locator("tbody tr").filter(has=page.get_by_role("link", name=station.name, exact=True))


def test_the_address_of_ticked_stations_is_changed_by_keyboard_alone(stations, window):
    page = sign_in(window())
    page.goto("/admin/stations/")
    keys = page.keyboard
    for station in stations[:3]:
        row(page, station).get_by_role("checkbox").focus()
        keys.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("选中 3 条")
    keys.press("b")
    expect(page.locator("#bulk-field")).to_be_focused()
    page.locator("#bulk-field").select_option("address")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("批量修改 3 条服务站点")
    page.get_by_label("地址").focus()
    keys.type("南街 1 号")
    keys.press("Enter")
    expect(page.locator(".bulk-rows ins")).to_have_count(3)
    page.get_by_label("修改说明").focus()
    keys.type("上门核对")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已改 3 条服务站点")
    assert [Station.get_by_id(one.id).address for one in stations] == ["南街 1 号"] * 3 + [None] * 2


def test_a_cell_is_edited_with_f2_and_enter_and_left_with_escape(stations, window):
    window.expected.append("status of 422")
    page = sign_in(window())
    page.goto("/admin/stations/")
    cell = row(page, stations[0]).locator("[data-field=phone]")
    row(page, stations[0]).get_by_role("link", name="站0", exact=True).focus()
    while not cell.evaluate("cell => cell === document.activeElement"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    box = page.locator("form.inline [name=phone]")
    expect(box).to_be_focused()
    box.fill("0533-abc")
    page.keyboard.press("Enter")
    expect(page.locator("form.inline .field__error")).to_contain_text("不是电话号码")
    box.fill("05331112222")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("已保存")
    expect(cell).to_contain_text("0533-1112222")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    box.fill("12345")
    page.keyboard.press("Escape")
    expect(page.locator("form.inline")).to_have_count(0)
    assert Station.get_by_id(stations[0].id).phone == "0533-1112222"


def test_a_double_click_opens_a_cell_and_a_collision_shows_both_texts(stations, window):
    window.expected.append("status of 409")
    page = sign_in(window())
    page.goto("/admin/stations/")
    cell = row(page, stations[1]).locator("[data-field=phone]")
    cell.dblclick()
    expect(page.locator("form.inline [name=phone]")).to_be_focused()
    makers.edit(stations[1], phone="0533-9999999")
    page.locator("form.inline [name=phone]").fill("0533-1111111")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".inline__clash")).to_contain_text("0533-9999999")
    page.get_by_role("button", name="保留现在的").click()
    expect(cell).to_contain_text("0533-9999999")
    assert Station.get_by_id(stations[1].id).phone == "0533-9999999"


def test_ticked_rows_are_dealt_with_without_scripts(stations, window):
    page = sign_in(window(java_script_enabled=False))
    page.goto("/admin/stations/")
    row(page, stations[0]).get_by_role("checkbox").check()
    page.get_by_role("button", name="归档").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("status")).to_contain_text("已归档 1 条")
