"""axe-core finds nothing on any public page, and none goes sideways: light, dark and large type, on a phone and on a screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .test_public import pages, site  # noqa: F401 - fixtures

WIDTHS = {"phone": {"width": 360, "height": 740}, "screen": {"width": 1280, "height": 800}}
LOOKS = ("light", "dark", "elder-1", "elder-2", "elder-3")
MODES = [(look, width) for look in LOOKS for width in WIDTHS]
RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def windows(site, chromium):  # noqa: F811
    """(look, width) → a page that looks so; one window a look."""
    kept = {}

    def window(look, width):
        if look not in kept:
            scheme = "dark" if look == "dark" else "light"
            context = chromium.new_context(base_url=site, color_scheme=scheme, reduced_motion="reduce")
            if look.startswith("elder"):
                context.add_cookies([{"name": "mode", "value": look, "url": site}])
            kept[look] = context.new_page()
        kept[look].set_viewport_size(WIDTHS[width])
        return kept[look]

    yield window
    for page in kept.values():
        page.context.close()


def troubles(page, path, look, width):
    """What is wrong with the page at `path`, as sentences."""
    page.goto(path)
    here, found = f"{path} ({look}, {width})", []
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > WIDTHS[width]["width"]:
        found.append(f"{here}: {wide} px wide")
    for violation in Axe().run(page, options=RULES).response["violations"]:
        node = violation["nodes"][0]
        found.append(f"{here}: {violation['id']}, {len(violation['nodes'])} ×: {node['html'][:160]} — {node['failureSummary'][:300]}")
    return found


def test_every_page_in_one_of_its_modes(pages, windows):  # noqa: F811
    found = []
    for number, path in enumerate(pages):
        look, width = MODES[number % len(MODES)]
        found += troubles(windows(look, width), path, look, width)
    assert not found, "\n".join(found)


@pytest.mark.soak
@pytest.mark.parametrize(("look", "width"), MODES)
def test_every_page_in_every_mode(pages, windows, look, width):  # noqa: F811
    found = [trouble for path in pages for trouble in troubles(windows(look, width), path, look, width)]
    assert not found, "\n".join(found)
