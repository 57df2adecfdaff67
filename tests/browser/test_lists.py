"""What a clerk does with a list in a real browser: twenty rows in sight, keys, filters with counts, cards on a telephone."""

import pytest
from playwright.sync_api import expect

from portal.core import policy
from portal.core.changes import Edit, change
from portal.models import Station
from tests import makers
from tests.browser.test_admin import sign_in

VISIBLE = """[...document.querySelectorAll("[data-list] tbody tr")].filter((row) => {
  const box = row.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}).length"""


@pytest.fixture
def stations(site):
    """Forty stations, one of them a care centre, and who may see them."""
    here = makers.division("历山社区")
    makers.user("admin", "administrator")
    kinds = ["care_center", *["city_post"] * 39]
    with change(by=policy.command_line("测试"), via="seed") as work:
        work.apply([Edit(Station, None, values={"name": f"站{n:02}", "division": here.id, "kind": kind}) for n, kind in enumerate(kinds)])


def test_twenty_rows_are_in_sight_on_an_office_screen(stations, window):
    page = window()
    sign_in(page, "admin")
    page.goto("/admin/stations/?kind.in=city_post&sort=name")
    assert page.evaluate(VISIBLE) >= 20
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_rows_are_cards_on_a_telephone(stations, window):
    page = window(viewport={"width": 390, "height": 844})
    sign_in(page, "admin")
    page.goto("/admin/stations/")
    assert page.locator("[data-list] tbody tr").first.evaluate("(row) => getComputedStyle(row).display") == "grid"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_rows_are_walked_ticked_opened_and_edited_by_keys(stations, window):
    page = window()
    sign_in(page, "admin")
    page.goto("/admin/stations/")
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator("[data-list] tbody tr").nth(0).locator("th a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-list] tbody tr").nth(1).locator("th a")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-list] tbody tr").nth(1).locator("[name=rowid]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("站01")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/**")


def test_a_filter_says_how_many_each_option_would_leave(stations, window):
    page = window()
    sign_in(page, "admin")
    page.goto("/admin/stations/?q=站")
    page.get_by_text("加筛选").click()
    page.locator(".filter-panel__one summary", has_text="类型").click()
    expect(page.locator("[data-counts=kind] [data-count=city_post]")).to_have_text("39")
    expect(page.locator("[data-counts=kind] [data-count=care_center]")).to_have_text("1")
    page.get_by_label("养老服务中心").check()
    page.locator(".filter-panel__one[open] button", has_text="应用").click()
    expect(page.locator(".chip--set")).to_have_text("类型：养老服务中心")
    assert "=&" not in page.url
    expect(page.locator("[data-list] tbody tr")).to_have_count(1)
    page.locator(".chip-set__off").click()
    expect(page.locator("[data-list] tbody tr")).to_have_count(25)


def test_escape_closes_a_panel_and_goes_back_to_what_opened_it(stations, window):
    page = window()
    sign_in(page, "admin")
    page.goto("/admin/stations/")
    page.get_by_text("列和行数").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("列和行数")).to_be_focused()
    expect(page.get_by_text("应用并记住")).to_be_hidden()


def test_the_list_is_filtered_without_scripts(stations, window):
    page = window(java_script_enabled=False)
    sign_in(page, "admin")
    page.goto("/admin/stations/")
    page.get_by_text("加筛选").click()
    page.locator(".filter-panel__one summary", has_text="类型").click()
    page.get_by_label("养老服务中心").check()
    page.locator(".filter-panel__one[open] button", has_text="应用").click()
    expect(page.locator("[data-list] tbody tr")).to_have_count(1)
