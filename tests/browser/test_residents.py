"""What a resident does on these pages with a real browser: sorts by distance, writes to the office, turns a calendar, reads an alert."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.core.recurrence import Recurrence
from portal.models import Feedback
from tests.makers import activity, brand, division, grid, link, notice, station

HERE = {"longitude": 118.17, "latitude": 36.18}


@pytest.fixture
def street(site):
    """A street with three stations along a road, the first of the list being the furthest."""
    home = division("历山街道", level="street", slug="lishan")
    for name, east in (("甲站", 118.30), ("乙站", 118.18), ("丙站", 118.171)):
        station(name, home, point=(east, 36.18))
    station("丁站", home)
    return home


def titles(page):
    return page.locator("[data-near-list] .rows__title a").all_text_contents()


def test_the_nearest_come_first_and_the_position_stays_on_the_telephone(window, street):
    page = window(geolocation=HERE, permissions=["geolocation"])
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto("/stations/")
    page.get_by_role("button", name="离我近的在前").click()
    expect(page.get_by_role("status")).to_contain_text("您的位置没有发给我们")
    assert titles(page) == ["丙站", "乙站", "甲站"]
    expect(page.locator("[data-near-list] li").first).to_contain_text("约 100 米")
    expect(page.locator("[data-near-list] li").last).to_contain_text("公里")
    assert not [url for url in asked if "118.17" in url or "36.18" in url]


def test_without_leave_the_list_stays_and_says_why(window, street):
    page = window()
    page.goto("/stations/")
    page.get_by_role("button", name="离我近的在前").click()
    expect(page.get_by_role("status")).to_contain_text("没有拿到您的位置")
    assert len(titles(page)) == 4


def test_without_scripts_there_is_no_such_button(window, street):
    page = window(java_script_enabled=False)
    page.goto("/stations/")
    expect(page.get_by_text("离我近的在前")).to_be_hidden()
    page.get_by_role("link", name="此刻开着的").click()
    expect(page.get_by_text("此刻没有开着的服务站点")).to_be_visible()


def test_a_resident_writes_with_the_keyboard_alone(window, street):
    page = window(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page.goto("/d/lishan")
    page.get_by_role("link", name="提意见").click()
    page.get_by_label(re.compile("什么事")).fill("3号楼前的路灯不亮了")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("0533-3241234")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="交上去")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    kept = Feedback.get()
    assert (kept.message, kept.contact, kept.division.slug, kept.page) == ("3号楼前的路灯不亮了", "0533-3241234", "lishan", "/d/lishan")


def test_two_clicks_are_one_opinion(window, street):
    page = window()
    page.goto("/feedback/")
    page.get_by_label(re.compile("什么事")).fill("垃圾桶满了，没有人来收")
    page.get_by_role("button", name="交上去").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    assert Feedback.select().count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_new_pages_fit_and_their_targets_can_be_hit(window, street, width):
    now = clock.now().replace(microsecond=0)
    until = now + datetime.timedelta(hours=6)
    notice("沿河低处请往高处走", street, kind="alert", slug="flood", summary="离开河边", expire_at=until)
    activity("阅读改变生活", street, recurrence=Recurrence.read("每天 15:00"))
    nine = brand("九心", street, slug="jiuxin")
    hearts = [brand(f"{one}心", street, parent=nine, kind="part") for one in "孝爱暖红热知精用诚"]
    home = division("北麻社区", street)
    link(hearts[0], grid=grid(home))
    page = window(viewport={"width": width, "height": 800}, has_touch=True)
    for url in (
        "/feedback/",
        "/about",
        "/privacy",
        "/sitemap",
        "/stations/",
        f"/activities/?month={now:%Y-%m}",
        "/brands/jiuxin/grids",
        "/notices/flood",
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        expect(page.locator(".alerts")).to_contain_text("沿河低处请往高处走")
        low = page.locator("main :is(.button, .chip, .calendar a, input:not([type=hidden]), select)").evaluate_all(
            "all => all.filter(one => one.offsetParent && one.id !== 'website' && one.getBoundingClientRect().height < 43.5)"
            ".map(one => one.outerHTML)"
        )
        assert not low, url


def test_the_drawing_of_the_stations_becomes_a_map_that_moves_when_asked(window, street, site):
    page = window(viewport={"width": 360, "height": 740})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/stations/")
    expect(page.locator("svg.map__picture title")).to_have_count(1)
    assert not [address for address in asked if "leaflet" in address]  # nobody asked for it yet

    page.get_by_role("button", name="打开地图").press("Enter")

    expect(page.locator(".leaflet-container")).to_be_focused()
    expect(page.locator(".map__pin--station")).to_have_count(3)
    page.keyboard.press("+")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not [address for address in asked if not address.startswith(site)]
    page.locator(".map__pin--station").first.press("Enter")
    expect(page.locator(".leaflet-popup-content a")).to_be_visible()
