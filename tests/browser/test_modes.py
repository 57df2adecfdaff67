"""长辈版, high contrast, forced colours and little motion, in a real browser."""

import pytest

from .test_public import pages, site  # noqa: F401 - fixtures

PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SIZES = ("1", "2", "3")
# Elements whose words a person reads, and what may be pressed. A link inside a sentence is as high as its line (WCAG 2.5.8 excepts it).
SMALL_TEXT = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement, look = getComputedStyle(box);
    if (!walk.currentNode.data.trim() || !box.checkVisibility() || box.closest(".visually-hidden, .skip, .print-only")) continue;
    if (parseFloat(look.fontSize) < 18) small.push(look.fontSize + " " + walk.currentNode.data.trim().slice(0, 20));
    const isClose = parseFloat(look.lineHeight) < 1.3 * parseFloat(look.fontSize);
    if (/^(P|DD|LI)$/.test(box.tagName) && isClose) small.push("close lines: " + box.outerHTML.slice(0, 60));
  }
  return small;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")].filter(one => {
  if (!one.checkVisibility() || one.closest(".skip, .visually-hidden")) return false;
  const inside = [...one.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (one.tagName === "A" && inside) return false;
  const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
  return height < 59.5 || width < 44;
}).map(one => one.outerHTML.slice(0, 120) + " " + JSON.stringify(one.getBoundingClientRect()))"""
COLUMNS = """() => [...document.querySelectorAll("main .columns, main .halves, main .tiles, main .readings, main .cards")]
  .filter(one => getComputedStyle(one).gridTemplateColumns.split(" ").length > 1).map(one => one.className)"""


def elder(chromium, site, size="1", **options):  # noqa: F811
    context = chromium.new_context(base_url=site, viewport=PHONE, **options)
    context.add_cookies([{"name": "mode", "value": f"elder-{size}", "url": site}])
    return context.new_page()


def test_a_person_turns_large_type_on_and_off_without_javascript(site, chromium):  # noqa: F811
    page = chromium.new_context(base_url=site, viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/grids/beima-3")
    page.get_by_role("link", name="长辈版").click()
    assert page.url == f"{site}/grids/beima-3"
    page.get_by_role("link", name="最大").click()
    page.get_by_role("link", name="首页", exact=True).first.click()
    assert page.locator("html").get_attribute("data-size") == "3"
    page.get_by_role("link", name="标准版").click()
    assert page.url == f"{site}/"
    assert page.locator("html").get_attribute("data-mode") is None


@pytest.mark.parametrize("size", SIZES)
def test_large_type_is_large_in_one_column_with_room_for_a_thumb(site, pages, chromium, size):  # noqa: F811
    page = elder(chromium, site, size)
    troubles = {}
    for number, path in enumerate(pages):
        if number % len(SIZES) != SIZES.index(size):  # a third of the pages a size
            continue
        page.set_viewport_size(PHONE)
        page.goto(path)
        found = page.evaluate(SMALL_TEXT) + page.evaluate(SMALL_TARGETS)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
            found.append(f"{width} px wide")
        page.set_viewport_size(SCREEN)
        found += page.evaluate(COLUMNS)
        if found:
            troubles[path] = found[:6]
    assert troubles == {}


def test_the_steps_of_type_reach_from_eighteen_to_thirty_pixels(site, chromium):  # noqa: F811
    sizes = []
    for size in SIZES:
        page = elder(chromium, site, size)
        page.goto("/grids/beima-3")
        sizes.append(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
    assert sizes == sorted(sizes)
    assert sizes[0] >= 18
    assert round(sizes[-1]) == 30


def test_nothing_moves_in_large_type_or_when_the_system_says_so(site, chromium):  # noqa: F811
    moving = """() => [document.documentElement, ...document.querySelectorAll("*")].filter(one => {
      const look = getComputedStyle(one);
      return parseFloat(look.transitionDuration) > 0 || look.animationName !== "none" || look.scrollBehavior === "smooth";
    }).length"""
    plain = chromium.new_page(base_url=site, reduced_motion="no-preference")
    plain.goto("/")
    assert plain.evaluate(moving) > 0
    for page in (elder(chromium, site, reduced_motion="no-preference"), chromium.new_page(base_url=site, reduced_motion="reduce")):
        page.goto("/")
        assert page.evaluate(moving) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_given_to_who_asks(site, chromium, scheme):  # noqa: F811
    soft = "getComputedStyle(document.querySelector('.masthead__sub, .soft, .rows__meta, .title__lead, .footer')).color"
    seen = {}
    for contrast in ("no-preference", "more"):
        page = chromium.new_page(base_url=site, color_scheme=scheme, contrast=contrast)
        page.goto("/stations/")
        seen[contrast] = page.evaluate(soft)
        ink = page.evaluate("getComputedStyle(document.body).color")
    assert seen["no-preference"] != seen["more"] == ink


def test_the_chosen_one_is_seen_in_the_colours_of_the_system(site, chromium):  # noqa: F811
    page = chromium.new_page(base_url=site, forced_colors="active")
    page.goto("/stations/")
    outline = "one => getComputedStyle(one).outlineStyle"
    assert page.locator(".nav__link[aria-current]").evaluate(outline) == "solid"
    assert page.locator(".nav__link:not([aria-current])").first.evaluate(outline) == "none"


def test_the_focus_is_seen_and_goes_in_the_order_of_the_page(site, chromium):  # noqa: F811
    for page in (chromium.new_page(base_url=site), elder(chromium, site)):
        page.goto("/grids/beima-3")
        seen = []
        for _ in range(24):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    """() => {
                  const one = document.activeElement, all = [...document.querySelectorAll("a, button, input, summary, select")];
                  return [all.indexOf(one), getComputedStyle(one).outlineStyle !== "none", one.getBoundingClientRect().height > 0];
                }"""
                )
            )
        assert [place for place, _, _ in seen] == sorted(place for place, _, _ in seen)
        assert all(shown and there for _, shown, there in seen)
