"""Finding one's grid in a real browser: by keyboard, without JavaScript, on a small phone, by position."""

import pytest
from playwright.sync_api import expect

from portal.models import Building
from tests.makers import edit
from tests.public import find_town


@pytest.fixture
def town(site):
    return find_town.build()


def test_from_the_home_page_by_keyboard_only(window, town):
    page = window()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the navigation
    page.keyboard.press("Tab")
    page.keyboard.type("荷塘日色2栋")
    page.keyboard.press("Enter")
    expect(page.locator(".contact h1")).to_have_text("第二网格")
    expect(page.locator(".contact__note")).to_contain_text("荷塘月色 2号楼")


def test_choosing_a_house_by_keyboard_only(window, town):
    page = window()
    page.goto("/find?q=山水一城")
    page.locator(".choices__link").first.focus()
    for _ in range(4):  # two houses, the second grid's contacts, its first house
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".contact .plate__code")).to_contain_text("山水一城 4号楼")


def test_a_room_leaves_the_address_bar(window, town):
    page = window()
    page.goto("/")
    page.fill("input[name=q]", "山水一城3号楼2单元1907室")
    page.press("input[name=q]", "Enter")
    expect(page.locator(".contact h1")).to_have_text("第一网格")
    assert "1907" not in page.url
    assert page.input_value("input[name=q]") == "山水一城3号楼"
    page.go_back()
    page.go_forward()
    assert "1907" not in page.url


def test_without_javascript_everything_but_the_position(window, town):
    page = window(java_script_enabled=False)
    page.goto("/")
    expect(page.locator("[data-find-here]")).to_be_hidden()
    page.fill("input[name=q]", "阳光花园")
    page.click("form.find button:not([type=button])")
    page.click(".choices__link >> nth=1")
    expect(page.locator(".contact .plate__over")).to_contain_text("长宁社区")


@pytest.mark.parametrize(
    "path",
    ["/", "/find", "/find?q=山水一城", "/find?q=山水一城3号楼", "/find?q=阳光花园", "/find?q=山水一城小学", "/find?q=3号楼", "/find?at=x"],
)
def test_it_fits_the_smallest_phone(window, town, path):
    edit(Building.get(slug="shanshui-1"), point=(118.1015, 36.101)).must()
    page = window(viewport={"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.locator("main :is(a, button):visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 24).map(one => one.textContent)"
    )
    assert small == []


def test_the_position_is_asked_for_when_told_to_and_stands_in_no_address(window, town):
    edit(Building.get(slug="jingui"), point=(118.5, 36.5)).must()
    page = window(geolocation={"longitude": 118.5004, "latitude": 36.5004}, permissions=["geolocation"])
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("button", name="用我现在的位置找").click()
    expect(page.locator(".contact h1")).to_have_text("第一网格")
    expect(page.locator(".contact__note")).to_contain_text("位置没有保存")
    assert not [url for url in asked if "118.5" in url]
    page.go_back()
    expect(page.get_by_role("button", name="用我现在的位置找")).to_be_enabled()


def test_a_position_that_is_refused_leaves_the_box_and_says_so(window, town):
    page = window(permissions=[])
    page.goto("/find")
    page.get_by_role("button", name="用我现在的位置找").click()
    expect(page.locator("[data-find-here] [role=status]")).to_contain_text("请在框里输入")
