"""The clerks' manual says what is there: its chapters open, its pictures exist, the words on its buttons are on ours."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image

from docs.pictures import PICTURES
from portal.admin.helping import CHAPTERS
from portal.admin.manual import FOLDER, chapters

PORTAL = Path(__file__).parents[2] / "portal"
NAMES = list(chapters())
SMALL = 120_000  # bytes of a picture
# pages of the menu that the manual leaves to themselves
UNTOLD = set()
BETWEEN = re.compile(r"""[{}<>"'`|$%\n]""")  # what stands around words on a page and in a module
SENTENCE = re.compile("[：。；，（]")
DRESS = re.compile(r"</?(?:span|kbd)\b[^<>]*>")


@pytest.fixture(scope="module")
def words():
    """Every piece of text that a page or a module of the portal holds, and what its sentences are made of."""
    found = set()
    for path in PORTAL.rglob("*"):
        if path.suffix in (".html", ".py", ".js") and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for whole in (text, DRESS.sub("", text)):
                pieces = [piece.strip() for piece in BETWEEN.split(whole)]
                found.update(pieces, *(SENTENCE.split(piece) for piece in pieces))
    return found


def bold(chapter):
    return re.findall(r"\*\*(.+?)\*\*", chapter.text)


def test_every_chapter_opens_and_its_pictures_and_links_lead_somewhere(admin):
    for name, chapter in chapters().items():
        page = admin.visit(f"/admin/help/{name}")
        assert page.h1.text == page.select_one(".manual [aria-current=page]").text == chapter.title
        pictures = page.select("main img")
        assert 1 <= len(pictures) <= 3, name
        assert [picture["src"] for picture in pictures if len(picture["alt"]) < 10] == []
        links = [tag.get("href") or tag["src"] for tag in page.select("article a, article img")]
        for address in {urljoin(admin.url, link) for link in links}:
            assert admin.client.get(address).status_code == 200, address


@pytest.mark.parametrize("name", NAMES)
def test_the_words_on_buttons_are_those_of_the_pages(words, name):
    written = bold(chapters()[name])
    assert written
    untrue = [word for word in written if word not in words and not all(part.strip() in words for part in word.split("…"))]
    assert not untrue


def test_a_word_that_is_on_no_page_would_be_found_out(words):
    assert "保存" in words
    assert "保存视图" in words
    assert "保存这个" not in words


def test_every_key_of_a_page_is_told_of():
    pages = "".join(path.read_text(encoding="utf-8") for path in (PORTAL / "templates" / "admin").glob("*.html"))
    keys = set(re.findall(r'data-key="([^"{]+)"', pages)) | set(re.findall(r'"(Ctrl\+\w+|Alt\+\w+|[a-z])": ?"', pages))
    assert {"f", "j", "Ctrl+S"} <= keys
    told = {
        key for cell in re.findall(r"^\| ([^|]+) \|", chapters()["keys"].text, re.M) for key in re.split("[、 ]", cell.replace("\\", ""))
    }
    assert keys - told - {"Ctrl+Enter"} == set()  # 回车 there


def test_every_picture_is_named_small_and_can_be_taken_again():
    named = {name for chapter in chapters().values() for name in re.findall(r"\(pictures/([a-z-]+)\.webp\)", chapter.text)}
    kept = {path.stem for path in (FOLDER / "pictures").glob("*.webp")}
    assert named == kept == {name for name, *_ in PICTURES}
    for name in kept:
        path = FOLDER / "pictures" / f"{name}.webp"
        assert path.stat().st_size < SMALL, name
        with Image.open(path) as picture:
            assert picture.format == "WEBP"


def test_every_page_of_the_menu_is_told_of(admin):
    page = admin.visit("/admin/")
    menu = {link.text.strip() for link in page.select("#menu .shell__link")}
    told = {word for chapter in chapters().values() for word in bold(chapter)}
    assert len(menu) > 20
    assert menu - told == UNTOLD


def test_help_on_a_page_leads_to_the_chapter_about_it(admin):
    pages = {
        "": "begin",
        "stations/": "lists",
        "stations/new/": "forms",
        "activities/new/": "times",
        "assignments/": "handover",
        "stations/import/": "import",
        "stations/trash/": "trash",
        "brands/tree/": "tree",
        "me/": "account",
        "explain/": "access",
        "audit/": "access",
        "media/": "media",
    }
    for address, chapter in pages.items():
        links = [link for link in admin.visit(f"/admin/{address}").select(".shell__bar a, #menu a") if link.text == "帮助"]
        assert {link["href"] for link in links} == {f"/admin/help/{chapter}"}, address


def test_help_leads_only_to_chapters_that_are_there(app):
    endpoints = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("admin", "me", "explain", "finding", "waits"))
    }
    known = endpoints | {part for endpoint in endpoints for part in endpoint.split(".")}
    assert set(CHAPTERS.values()) <= set(NAMES)
    assert set(CHAPTERS) <= known


def test_an_unknown_chapter_or_picture_is_a_helpful_page(admin):
    admin.visit("/admin/help/nothing", status=404)
    admin.visit("/admin/help/pictures/nothing.webp", status=404)
    admin.visit("/admin/help/pictures/..%2F01-begin.md", status=404)


def test_the_manual_is_for_those_who_are_signed_in(visitor, town):
    page = visitor.visit("/admin/help/lists")
    assert page.h1.text == "登录"
    assert visitor.client.get("/admin/help/pictures/list.webp").status_code == 302
