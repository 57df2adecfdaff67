"""axe-core finds nothing to complain about on any admin page, light and dark, on an office screen and on a telephone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.admin.table import SCREENS

from .test_admin import sign_in
from .test_every_screen import around  # noqa: F401 - a fixture

MODES = {
    "office": ({"width": 1366, "height": 768}, "light"),
    "office, dark": ({"width": 1366, "height": 768}, "dark"),
    "telephone": ({"width": 390, "height": 844}, "light"),
    "telephone, dark": ({"width": 390, "height": 844}, "dark"),
}
OF_A_RECORD = ("details", "edit", "history")
OF_A_SCREEN = ("", "new/", "import/", "trash/")
OTHERS = ("/admin/", "/admin/find/?q=历山", "/admin/waits/alone", "/admin/help/", "/admin/me/", "/admin/explain/", "/admin/audit/")


def pages(plural, record):
    """Every page of a screen."""
    here = f"/admin/{plural}"
    return [f"{here}/{view}" for view in OF_A_SCREEN] + [f"{here}/{view}/?id={record.slug}" for view in OF_A_RECORD]


def troubles(page, address, modes=MODES):
    """What axe-core finds at `address`, as sentences: one load, one look a mode."""
    assert page.goto(address).ok, address
    found = []
    for mode in modes:
        size, scheme = MODES[mode]
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in Axe().run(page, options={"preload": False}).response["violations"]:
            node = violation["nodes"][0]
            found.append(
                f"{address} ({mode}): {violation['id']}, {len(violation['nodes'])} ×: {node['html'][:160]} — {node['failureSummary'][:300]}"
            )
    return found


@pytest.mark.parametrize("plural", SCREENS)
def test_the_pages_of_a_screen(around, window, plural):  # noqa: F811
    page = sign_in(window(), "admin")
    record = around[SCREENS[plural].model]
    places = list(MODES)
    turn = list(SCREENS).index(plural)
    found = []
    for number, address in enumerate(pages(plural, record)):  # one mode a page here; `make soak` looks at all of them
        found += troubles(page, address, [places[(turn + number) % len(places)]])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", OTHERS)
def test_the_other_pages(around, window, address):  # noqa: F811
    assert not troubles(sign_in(window(), "admin"), address)


@pytest.mark.soak
@pytest.mark.parametrize("plural", SCREENS)
def test_every_page_in_every_mode(around, window, plural):  # noqa: F811
    page = sign_in(window(), "admin")
    found = [trouble for address in pages(plural, around[SCREENS[plural].model]) for trouble in troubles(page, address)]
    assert not found, "\n".join(found)
