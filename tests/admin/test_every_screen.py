"""Every page that can be reached from /admin/ by links opens and is sound, for everybody."""

import collections
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from portal.models import Station
from tests import makers
from tests.makers import MAKERS, edit

from .test_lists import Counting

ALIKE = 1  # addresses that differ only in what they say of the same arguments


def crawl(visitor, start="/admin/"):
    """Every address reachable by links from `start`, each opened once; of those that ask the same page for the same things, a few."""
    waiting, seen, alike = [start], set(), collections.Counter()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        kind = parts.path, frozenset(parse_qs(parts.query))
        if address in seen or alike[kind] == ALIKE:
            continue
        seen.add(address)
        alike[kind] += 1
        visitor.visit(address)
        if visitor.answer.mimetype != "text/html":
            continue
        for link in visitor.page.select("a[href]"):
            target = urlsplit(urljoin(visitor.url, link["href"]))
            if target.path.startswith("/admin/"):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return seen


@pytest.mark.parametrize("who", ["admin", "clerk", "auditor"])
def test_every_page_that_a_link_leads_to_opens_and_is_sound(town, signed_in, who):
    edit(town.station, phone="0533-1111111", sources=(town.source.id,))
    edit(Station.get_by_id(town.station.id), summary="等等", _draft=True)
    makers.station("草稿站", town.here, state="draft", synthetic=True)
    for home in MAKERS:
        if not home.select().exists():
            MAKERS[home]()
    seen = crawl(signed_in(who))
    inside = ("divisions", "grids", "stations", "sources")  # what is made anew lies outside the clerk's street
    for plural in inside if who == "clerk" else [home._meta.plural for home in MAKERS]:
        assert any(address.startswith(f"/admin/{plural}/details/") for address in seen)
        assert any(address.startswith(f"/admin/{plural}/history/") for address in seen)
    assert len(seen) > 30


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "stations/edit/?id=nothing",
        "stations/edit/",
        "stations/history/?id=0",
        "stations/details/?id=99999999999999999999",
        "stations/edit/?id=a%00b",
    ],
)
def test_what_is_not_there_is_a_page_too(town, admin, address):
    assert "没有这一页" in admin.visit(f"/admin/{address}", status=404).h1.text


def test_the_error_page_needs_neither_a_person_nor_a_database(town, visitor, admin):
    for somebody in (visitor, admin):
        with Counting() as counted:
            somebody.visit("/admin/nothing/", status=404)
        assert counted.statements == []


def test_nothing_of_flask_admins_own_pages_is_loaded(town, admin):
    for address in ("/admin/", "/admin/stations/", "/admin/stations/new/"):
        text = admin.visit(address).decode()
        assert "bootstrap" not in text
        assert "jquery" not in text
        assert "/admin/static" not in text


def test_scripts_carry_the_word_that_lets_them_run(town, admin):
    page = admin.visit("/admin/stations/new/")
    policy = admin.answer.headers["Content-Security-Policy"]
    for script in page.select("script"):
        assert f"'nonce-{script['nonce']}'" in policy
        assert script["type"] == "module"
        assert admin.client.get(script["src"]).status_code == 200
    assert "unsafe" not in policy
