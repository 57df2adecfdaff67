"""The example pages: no component is missing, each draws every macro it has, in every look, and asks no database for it."""

import re

import pytest

from portal.admin.patterns import GROUPS, LOOKS, TITLES
from tests.test_layers import PORTAL

COMPONENTS = {path.stem: path.read_text() for path in (PORTAL / "templates" / "components").glob("*.html")}
MACROS = {name: re.findall(r"\{%-? macro (\w+)\(", text) for name, text in COMPONENTS.items()}
EXAMPLES = {path.stem: path.read_text() for path in (PORTAL / "templates" / "patterns").glob("*.html")}
ONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def test_no_component_is_missing():
    drawn = {name for name, macros in MACROS.items() if macros}
    assert set(TITLES) == set(EXAMPLES) == drawn
    assert len(TITLES) == sum(map(len, GROUPS.values()))


@pytest.mark.parametrize("name", TITLES)
def test_every_macro_of_a_component_is_drawn(name):
    within = {macro for macro in MACROS[name] if len(re.findall(rf"\b{macro}\(", COMPONENTS[name])) > 1 and macro != name}
    missing = [macro for macro in MACROS[name] if not re.search(rf"(\{{|call(\(\w+\))?|\W) ?{macro}\(", EXAMPLES[name])]
    assert [macro for macro in missing if macro not in within] == []


@ONE
@pytest.mark.parametrize("name", TITLES)
def test_an_example_says_when_to_use_it_and_is_drawn_in_every_look(admin, name):
    sheets = set()
    for look in LOOKS:
        page = admin.visit(f"/admin/patterns/{name}?look={look}")
        assert page.select_one("nav [aria-current=page]").text == LOOKS[look]
        use, avoid = (one.text.strip() for one in page.select("main > .facts > div > dd")[:2])
        assert len(use) > 5
        assert len(avoid) > 2
        sheets.add((page.html.get("data-mode"), page.select_one("link[rel=stylesheet]")["href"]))
        assert admin.client.get(page.select_one("link[rel=stylesheet]")["href"]).status_code == 200
    assert len(sheets) == len(LOOKS)


@ONE
def test_what_is_made_up_says_so(admin):
    for name in ("station", "service", "activity", "notice", "contact", "hit"):
        assert "示例" in admin.visit(f"/admin/patterns/{name}").main.text


@ONE
def test_the_list_leads_to_every_example(admin):
    page = admin.visit("/admin/patterns")
    links = {link["href"].rpartition("/")[2] for link in page.select("main .named a")}
    assert links == set(TITLES)


@ONE
def test_an_unknown_component_is_a_helpful_page_and_an_unknown_look_the_light_one(admin):
    admin.visit("/admin/patterns/nothing", status=404)
    admin.visit("/admin/patterns/..%2Fbase", status=404)
    assert "data-mode" not in admin.visit("/admin/patterns/badge?look=%00&which=x&name=y").html.attrs


@ONE
def test_the_dark_sheet_is_dark_on_a_light_screen(app):
    from portal.assets import stylesheet

    light, dark = stylesheet("light")[1], stylesheet("dark")[1]
    for text, scheme in ((light, "light"), (dark, "dark")):
        assert "prefers-color-scheme" not in text
        assert f"color-scheme: only {scheme}" in text
    assert "@media screen and (min-width: 0)" in dark
    assert "@media screen and (max-width: 0)" in light
