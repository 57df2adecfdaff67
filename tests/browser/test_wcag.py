"""What docs/accessibility.md promises beyond axe: zoom, spacing, targets, focus in sight, keys alone, names, the system's colours."""

import pytest

from .test_public import pages, site  # noqa: F401 - fixtures

pytestmark = pytest.mark.soak  # every page, again and again

SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }"""
CUT = """() => [...document.querySelectorAll("body *")].filter(one => {
  const look = getComputedStyle(one);
  if (!one.checkVisibility() || one.closest("svg, .visually-hidden, .table-box, .skip")) return false;
  return /hidden|clip/.test(look.overflow) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")].filter(one => {
  if (!one.checkVisibility() || one.closest("svg, .skip, .visually-hidden") || one.tabIndex < 0) return false;
  const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
  return width < 24 || height < 24;
}).filter(one => { // a link in a sentence, or with so much room around that a circle of 24 pixels on it meets no other
  const inside = [...one.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim().length > 1);
  return !inside;
}).map(one => one.outerHTML.slice(0, 160))"""
COVERED = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const box = [...one.getClientRects()][0], at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return at && (one.contains(at) || at.contains(one)) ? "" : one.outerHTML.slice(0, 120) + " under " + at?.outerHTML.slice(0, 120);
}"""
NAMELESS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(one => {
  if (!one.checkVisibility() || one.closest("[aria-hidden]")) return false;
  const seen = one.innerText?.replace(/\\s/g, "") ?? "", said = one.getAttribute("aria-label");
  return said && seen && !said.replace(/\\s/g, "").includes(seen);
}).map(one => one.outerHTML.slice(0, 120))"""


def window(chromium, site, width=1280, **options):  # noqa: F811
    return chromium.new_context(base_url=site, viewport={"width": width, "height": 800}, bypass_csp=True, **options).new_page()


def found(page, pages, look):  # noqa: F811
    """address → what `look` finds on the page there."""
    troubles = {}
    for path in pages:
        page.goto(path)
        if said := look(page):
            troubles[path] = said
    return troubles


@pytest.mark.parametrize("width", [640, 320], ids=["200 %", "400 %"])
def test_zoomed_pages_flow_anew_and_scroll_one_way_only(site, pages, chromium, width):  # noqa: F811
    page = window(chromium, site, width)
    wide = "document.documentElement.scrollWidth"
    assert found(page, pages, lambda page: page.evaluate(wide) > width and page.evaluate(wide)) == {}


def test_letters_alone_may_be_twice_as_large(site, pages, chromium):  # noqa: F811
    page = window(chromium, site)

    def troubles(page):
        page.add_style_tag(content="html { font-size: 200% }")
        wide = page.evaluate("document.documentElement.scrollWidth")
        return [*([f"{wide} px wide"] if wide > 1280 else []), *page.evaluate(CUT)]

    assert found(page, pages, troubles) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_wider_spaces_in_the_text_cut_nothing_off(site, pages, chromium, width):  # noqa: F811
    page = window(chromium, site, width)

    def troubles(page):
        page.add_style_tag(content=SPACED)
        wide = page.evaluate("document.documentElement.scrollWidth")
        return [*([f"{wide} px wide"] if wide > width else []), *page.evaluate(CUT)]

    assert found(page, pages, troubles) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_to_press_is_large_enough_to_hit(site, pages, chromium, width):  # noqa: F811
    assert found(window(chromium, site, width), pages, lambda page: page.evaluate(SMALL)) == {}


def test_what_has_the_focus_is_never_covered_and_tab_leads_through_and_out(site, pages, chromium):  # noqa: F811
    page = window(chromium, site, 640, reduced_motion="reduce")

    def troubles(page):
        covered, stops = [], page.locator("a[href], button, input, select, textarea, summary").count()
        for _ in range(2 * stops + 20):  # boxes that scroll are stops too
            page.keyboard.press("Tab")
            if said := page.evaluate(COVERED):
                covered.append(said)
            if page.evaluate("document.activeElement === document.body"):
                return covered
        return [*covered, "the focus never leaves the page"]

    assert found(page, pages, troubles) == {}


def test_what_is_said_of_a_control_holds_what_is_seen_on_it(site, pages, chromium):  # noqa: F811
    assert found(window(chromium, site), pages, lambda page: page.evaluate(NAMELESS)) == {}


def test_every_page_says_in_its_title_what_it_is_and_stands_in_the_same_frame(site, pages, chromium):  # noqa: F811
    page, frames = window(chromium, site), set()
    for path in pages:
        page.goto(path)
        frames.add(tuple(page.locator(".nav__link, .masthead__tools a").all_inner_texts()))
        assert page.title().removesuffix(" · 家门口").strip(" ·"), path
    assert len(frames) == 1


def test_in_the_colours_of_the_system_every_button_and_box_has_an_edge(site, pages, chromium):  # noqa: F811
    edged = """() => [...document.querySelectorAll(".button, .chip, .find__input, input, select, textarea")]
      .filter(one => one.checkVisibility() && !/hidden|radio|checkbox/.test(one.type))
      .filter(one => getComputedStyle(one).borderTopStyle === "none").map(one => one.outerHTML.slice(0, 120))"""
    assert found(window(chromium, site, forced_colors="active"), pages, lambda page: page.evaluate(edged)) == {}
