"""Public pages in a real browser: they fit a phone, load nothing from elsewhere, work from the keyboard."""

import threading

import pytest
from werkzeug.serving import make_server

from portal.core.hours import Week
from portal.core.recurrence import Recurrence
from portal.public import AREAS
from portal.public.addresses import ENDPOINTS
from tests.makers import (
    activity,
    assignment,
    brand,
    building,
    community,
    division,
    enterprise,
    figure,
    grid,
    level,
    member,
    notice,
    organization,
    role,
    service,
    source,
    station,
)
from tests.makers import link as tie

LONG = "便民服务中心政务服务水电燃气缴费证照打印一体自助厅与居民议事厅"
# What a page says besides, when it is asked so; the pages themselves are every rule of the application.
ASKED = (
    "/search?q=驿站",
    "/search?q=没有",
    "/find?q=北麻",
    "/find?q=驿站",
    "/find?q=没有这个地方",
    "/activities/?month=2026-11",
    "/contacts/?division=beima",
    "/stations/?open=1",
    "/nowhere",
    "/stations/?divison=x",
)
NO_PAGES = {"media.show", "sitemap.records"}  # they hand out files: no address of theirs needs to be known here


def every_page(app):
    """The addresses of all public pages: each rule that answers HTML, of a kind of record its first and its last, and what may be ASKED."""
    client, out, missing = app.test_client(), [], []
    names = {area.pages.name for area in AREAS}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint.split(".")[0] in names and "GET" in rule.methods and rule.endpoint not in NO_PAGES:
            tried = {path: client.get(path) for path in filled(app, rule)}
            shown = [path for path, answer in tried.items() if (answer.status_code, answer.mimetype) == (200, "text/html")]
            if all(answer.status_code == 404 for answer in tried.values()):
                missing.append(rule.rule)
            out += dict.fromkeys((*shown[:1], *shown[-1:]))
    assert not missing, f"the town has nothing to show at {missing}"
    return [*out, *ASKED]


def filled(app, rule):
    """`rule` with the slug of every record that has a page there."""
    if not rule.arguments:
        return [rule.rule]
    shows = {next(app.url_map.iter_rules(endpoint)).rule: home for home, endpoint in ENDPOINTS.items()}
    [home] = [home for start, home in shows.items() if rule.rule.startswith(start)]
    return [rule.rule.replace("<slug>", one.slug) for one in home.live().order_by(home.id)]


@pytest.fixture
def pages(app, site):
    """The addresses of all public pages of the town."""
    return every_page(app)


@pytest.fixture
def site(app):
    """The address of the application with a few long-winded records, served for as long as the test runs."""
    street = division("历山街道", division("淄博市", level="prefecture", hotline="12345"), level="street", slug="lishan")
    home = division("北麻社区", street, slug="beima", summary="山水一城等小区，" * 20)
    cited = source("L1", quote="是沂源县人口最多的镇办", headline=LONG * 2, publisher=LONG, note=LONG)
    parent = grid(home, number=3, slug="beima-3", scope_text="山水一城 1 至 4 号楼，东、西以小区道路为界。" * 12, sources=(cited.id,))
    for number in range(12):
        grid(home, kind="micro", number=number + 1, parent=parent)
        station(f"驿站{number}", home, grid=parent, hours=Week.read("每天 全天"))
    station(
        LONG,
        home,
        slug="post",
        grid=parent,
        address=LONG,
        phone="0533-3241234转800",
        web="https://www.example.cn/" + "a" * 120,
        hours=Week.read("周一至周五 08:30-12:00 14:00-18:00 19:00-21:00；2099-01-01至2099-12-31 关门 " + LONG),
        sources=(cited.id,),
    )
    full(home, parent)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def full(home, small):
    """Records of the other kinds in the division `home` and its grid `small`, as long-winded as they may be."""
    estate = building(LONG, home, grid=small)
    building("3号楼", home, kind="building", parent=estate, grid=small, slug="house", aliases=LONG)
    worker = role(LONG, slug="worker", duties=LONG * 3)
    assignment(worker, grid=small, duty_phone="0533-3241234转800", duty_text=LONG, duty_hours=Week.read("周一至周五 08:30-17:30"))
    service(LONG, home, slug="sewing", description=LONG * 3, materials=f"{LONG[:20]}：{LONG}", fee_text=LONG)
    activity(LONG, home, slug="reading", grid=small, recurrence=Recurrence.read("每周四 15:00-16:30"), venue=LONG, status="cancelled")
    body = f"<h2>{LONG}</h2><p>{'a' * 200}</p><p>{LONG * 5}</p>"
    notice(LONG, home, slug="rules", grid=small, summary=LONG * 3, body=body, pinned=True)
    member(community(LONG, home), grid=small)
    nine = brand("九心服务品牌", home, slug="nine")
    for heart in "孝爱暖红":
        tie(brand(f"{heart}心{LONG}", home, meaning=LONG, parent=nine, kind="part"), grid=small)
    tie(brand(LONG, home, meaning=LONG), grid=small)
    organization(LONG, home)
    enterprise(LONG, home, grid=small)
    level(LONG, division=home, scheme_name=LONG, meaning=LONG)
    figure(LONG, division=home, as_printed=LONG, note=LONG * 3)


def test_every_page_fits_a_phone_and_loads_nothing_from_elsewhere(site, pages, chromium):
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in pages:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} is wider than a phone"
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, f"{path} is wider than a screen"
        page.set_viewport_size({"width": 360, "height": 740})
    assert not [address for address in asked if not address.startswith(site)]
    assert not [line for line in said if "Content Security Policy" in line]


def test_the_keyboard_goes_past_the_navigation_and_searches(site, chromium):
    page = chromium.new_page()
    page.goto(site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.type("驿站1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=*")
    assert "驿站1" in page.locator(".contact").inner_text()


def test_it_works_without_javascript(site, chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(site)
    page.fill("input[name=q]", "北麻")
    page.click("form.find button")
    assert page.locator(".contact .button--call").first.is_visible()
