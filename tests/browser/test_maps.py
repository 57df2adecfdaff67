"""Maps in a real browser: the drawing leads on and can be read, and opens into a map that moves, loaded when it is asked for."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops
from playwright.sync_api import expect

from portal.models import Grid
from tests.makers import building, division, grid, station

NEAR = "118.170,36.180；118.176,36.180；118.176,36.185；118.170,36.185"
FAR = "118.176,36.180；118.182,36.180；118.182,36.185；118.176,36.185"


@pytest.fixture
def drawn(site):
    """A community with two grids side by side, a station and an estate in the first."""
    home = division("北麻社区", division("历山街道", level="street", slug="lishan"), slug="beima")
    first = grid(home, number=1, slug="first", outline=Grid.outline.read(NEAR))
    grid(home, number=2, slug="second", outline=Grid.outline.read(FAR))
    station("东驿站", home, grid=first, slug="post", point=(118.172, 36.182))
    building("山水一城", home, grid=first, point=(118.174, 36.184))


def test_a_grid_on_the_drawing_leads_to_its_page(drawn, window):
    page = window(java_script_enabled=False)
    page.goto("/d/beima")
    assert page.get_by_role("button", name="打开地图").count() == 0
    page.locator(".map__links a[href='/grids/second'] use").click()
    expect(page).to_have_url("/grids/second")


def test_the_links_over_the_drawing_cover_nothing(drawn, window):
    page = window()
    page.goto("/d/beima")
    sheet = page.locator(".map__sheet")
    with_links = sheet.screenshot()
    page.locator(".map__links").evaluate("layer => layer.remove()")
    one, other = (Image.open(io.BytesIO(shot)).convert("L") for shot in (with_links, sheet.screenshot()))
    apart = sum(ImageChops.difference(one, other).histogram()[64:])  # pixels; letters are smoothed a little differently
    assert apart < 50


def test_leaflet_is_loaded_when_the_map_is_opened_and_not_before(drawn, window):
    page, asked = window(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/grids/first", wait_until="networkidle")
    assert not [url for url in asked if "leaflet" in url]
    page.get_by_role("button", name="打开地图").click()
    expect(page.locator(".map__live path.leaflet-interactive")).to_have_count(2)
    assert any("leaflet.js" in url for url in asked)
    assert {url.split("/")[2] for url in asked} == {page.url.split("/")[2]}
    page.locator(".map__pin--station").click()
    expect(page.locator(".leaflet-popup a")).to_have_attribute("href", "/stations/post")


def test_the_map_moves_and_zooms_by_keyboard(drawn, window):
    page = window(reduced_motion="reduce")
    page.goto("/grids/first")
    page.get_by_role("button", name="打开地图").focus()
    page.keyboard.press("Enter")
    pin, live = page.locator(".map__pin--station"), page.get_by_role("group", name="地图")
    expect(live).to_be_focused()
    before = pin.bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    expect(pin).to_be_visible()
    page.wait_for_function("before => document.querySelector('.map__pin--station').getBoundingClientRect().x !== before", arg=before)
    scale = page.locator(".leaflet-control-scale-line").inner_text()
    page.keyboard.press("+")
    page.wait_for_function("scale => document.querySelector('.leaflet-control-scale-line').innerText !== scale", arg=scale)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_map_closed_or_open(drawn, window, scheme):
    page = window(color_scheme=scheme, viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    for address in ("/d/beima", "/grids/first", "/stations/", "/stations/post"):
        page.goto(address)
        page.locator(".map__names > summary").click()
        for opened in (False, True):
            if opened:
                page.get_by_role("button", name="打开地图").click()
                expect(page.locator(".map__pin").first).to_be_visible()
            violations = Axe().run(page, options={"preload": False}).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:120]) for one in violations] == [], (address, opened)
            assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_on_paper_the_drawing_stays_when_the_map_is_open(drawn, window):
    page = window()
    page.goto("/grids/first")
    page.get_by_role("button", name="打开地图").click()
    expect(page.locator(".map__pin").first).to_be_visible()
    expect(page.locator(".map__picture")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".map__picture")).to_be_visible()
    expect(page.locator(".map__live")).to_be_hidden()
    expect(page.locator(".map__list li")).to_contain_text(["东驿站"])


def test_the_map_that_moves_speaks_chinese_and_says_no_more_than_the_browser_can_take_away(drawn, window):
    page = window()
    page.goto("/grids/first")
    page.get_by_role("button", name="打开地图").click()
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("米")
    expect(page.locator(".map__live path > title")).to_have_text(["第1网格", "第2网格"])
    page.locator(".map__live path").last.hover()
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)
