"""What holds of every public page: it is reachable, sound, and shows only what is public now."""

import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from portal.core import clock
from portal.core.record import Face
from portal.models import MemberUnit, Source
from portal.public.addresses import ENDPOINTS, address
from tests.makers import (
    activity,
    assignment,
    brand,
    building,
    community,
    division,
    edit,
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
from tests.makers import (
    link as tie,
)
from tests.visitor import Visitor

SECRETS = ("欧阳保密", "13812345678", "138 1234 5678", "138-1234-5678")


def walk(visitor, start="/", most=300):
    """address → page (for programs: answer) of all that can be reached by links from `start`, each opened and checked once."""
    waiting, pages = [start], {}
    while waiting:
        url = waiting.pop()
        if url in pages or urlsplit(url).path.startswith(("/admin", "/assets", "/static")):
            continue
        assert len(pages) < most, "the site goes on without end"
        page = pages[url] = visitor.visit(url)
        if hasattr(page, "select"):
            links = page.select("a[href]:not([rel~=nofollow])")  # those change how a page looks, not what it says
            waiting += [urldefrag(urljoin(url, link["href"]))[0] for link in links if not urlsplit(link["href"]).scheme]
    return pages


def for_people(pages):
    """Those of `pages` that are not for programs."""
    return {url: page for url, page in pages.items() if hasattr(page, "select")}


def test_every_link_leads_to_a_sound_page(visitor, place):
    edit(place.post, web="https://www.example.cn/station")
    pages = walk(visitor)
    for url in (
        "/",
        "/grids/",
        "/stations/",
        "/places/",
        "/search",
        "/sources/",
        "/d/zibo",
        "/d/lishan",
        "/d/beima",
        "/grids/beima-3",
        "/stations/beima-station",
        "/stations/yuhequan",
        "/sources/lishan-l14",
        "/grids/?division=beima",
    ):
        assert url in pages, f"{url} cannot be reached from the first page"
    for url, page in for_people(pages).items():
        assert page.select_one("meta[name=description]")["content"].strip(), url
        assert page.select_one("link[rel=icon]")
        assert not page.select("style"), url
        for link in page.select("a"):
            assert link.text.strip(), f"{url}: a link without words {link}"


def full(place):
    """A record of every kind that has a page, each tied to `place`; model → record."""
    estate = building("山水一城", place.north, grid=place.small)
    body = organization("北麻社区党委", place.north)
    union = community("北麻新区党建共同体", place.street)
    nine = brand("九心", place.street)
    done = service("缝纫", place.north, provider=body, stations=(place.post.id,), fee="free")
    held = activity("阅读改变生活", place.north, station=place.post, grid=place.small, community=union, brand=nine, organiser=body)
    post_ = role("网格员")
    out = [estate, body, union, nine, done, held, post_]
    out += [enterprise("山水啤酒", place.north, grid=place.small), notice("停水通知", place.north, grid=place.small)]
    out += [member(union, grid=place.small), level("大网格", division=place.street), figure("常住人口", division=place.street)]
    assignment(post_, grid=place.small, duty_phone="0533-3240001")
    assignment(post_, building=estate)
    tie(nine, grid=place.small)
    return {type(record): record for record in [*out, place.north, place.small, place.post, place.source]}


@pytest.mark.parametrize("home", ENDPOINTS, ids=lambda home: home.__name__)
def test_every_kind_has_a_page_that_says_its_name(app, visitor, place, home):
    record = full(place)[home]
    with app.test_request_context():
        url = address(Face(record))
    words = record.quote if home is Source else str(record.unit()) if home is MemberUnit else record.title
    assert words in visitor.visit(url).main.text


def test_every_page_of_a_full_neighbourhood_is_sound_and_asks_a_fixed_number_of_times(visitor, place, queries):
    made, most = full(place), {}
    for url in [*walk(visitor)]:
        queries.clear()
        visitor.visit(url)
        most[url] = len(queries)
    assert len(most) > len(made)
    assert not {url: count for url, count in most.items() if count > 10}


def test_the_stylesheet_and_the_icon_are_there(visitor, place):
    page = visitor.visit("/")
    for link in page.select("link"):
        assert visitor.client.get(link["href"]).status_code == 200, link


def test_personal_fields_and_who_wrote_are_on_no_page(visitor, place):
    written_by = place.post.created_by
    assert written_by
    for url, page in walk(visitor).items():
        said = str(page) if hasattr(page, "select") else page.text
        assert not [secret for secret in (*SECRETS, written_by) if secret in said], url


def numbers(page):
    """Everything on a page that counts something."""
    return [tag.text.strip() for tag in page.select(".figure, .count, #results, .pager")] if hasattr(page, "select") else []


TOMORROW = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=1)
YESTERDAY = TOMORROW - datetime.timedelta(days=2)


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": "draft"},
        {"state": "archived"},
        {"publish_at": TOMORROW},
        {"expire_at": YESTERDAY},
    ],
    ids=["draft", "archived", "not yet", "no longer"],
)
def test_what_is_not_live_is_nowhere(visitor, place, hidden):
    before = {url: numbers(page) for url, page in walk(visitor).items()}
    dark = division("影子社区", place.street, slug="shadow", hotline="0533-9999999", **hidden)
    deep = grid(place.north, number=77, name="影子网格", slug="shadow-grid", **hidden)
    post = station("影子驿站", place.north, slug="shadow-post", grid=place.small, **hidden)
    cited = source("L77", slug="shadow-source", quote="影子摘录", **hidden)
    edit(place.other, sources=(cited.id,))

    for section, record in (("d", dark), ("grids", deep), ("stations", post), ("sources", cited)):
        there, never = (visitor.client.get(f"/{section}/{slug}") for slug in (record.slug, "never-there"))
        assert there.status_code == 404
        assert there.data == never.data
    found = visitor.visit("/search?q=影子")
    assert not found.select(".rows__title")
    assert not [chip for chip in found.select(".empty .chip") if "影子" in chip.text]

    after = walk(visitor)
    assert set(after) == set(before)
    for url, page in after.items():
        assert "影子" not in page.text, url
        assert numbers(page) == before[url], url


def test_what_is_to_come_appears_on_time(visitor, place):
    station("明天的驿站", place.north, slug="tomorrow", publish_at=TOMORROW)
    visitor.visit("/stations/tomorrow", status=404)
    with clock.at(TOMORROW + datetime.timedelta(minutes=1)):
        visitor.visit("/stations/tomorrow")
        assert "明天的驿站" in visitor.visit("/search?q=明天").main.text


def test_names_are_shown_as_text_never_as_markup(visitor, place):
    nasty = '<script>alert(1)</script><b onclick="x">'
    home = division(nasty + "街道", level="street", slug="nasty", summary=nasty)
    within = grid(home, kind="special", name=nasty + "网格", scope_text=nasty, features=nasty, slug="nasty-grid")
    cited = source("N1", file="nasty", headline=nasty, quote=nasty[:60], note=nasty, publisher=nasty)
    station(nasty + "驿站", home, grid=within, address=nasty, summary=nasty, accessibility=nasty, slug="nasty-post", sources=(cited.id,))
    pages = walk(visitor)
    assert {"/d/nasty", "/grids/nasty-grid", "/stations/nasty-post", f"/sources/{cited.slug}"} <= set(pages)
    for url, page in for_people(pages).items():
        assert not page.select("main script:not([src]), main b, title script"), url
    assert "<script>" in pages["/stations/nasty-post"].h1.text


def test_odd_addresses_are_simply_missing(visit, place):
    for odd in ("/d/%00", "/d/..%2f..%2fetc", "/grids/A", "/stations/%E5%8E%86", "/stations/" + "a" * 500, "/sources/%ff", "/nothing"):
        assert visit(odd, status=404).select_one(".find__input"), odd


def test_a_bad_page_number_is_the_first_page(visit, place):
    for query in ("page=0", "page=-1", "page=x", "page=", "page=１", "page=1&page=9", "kind=", "division="):
        assert "第三网格" in visit(f"/grids/?{query}").main.text, query


def test_a_page_past_the_end_is_missing(visit, place):
    for query in ("page=2", "page=999999", "page=1000000000", "page=" + "9" * 5000):
        assert visit(f"/stations/?{query}", status=404).select_one(".find__input"), query


def test_an_odd_place_is_refused_not_broken(visit, place):
    for text in ("%00", "%27", "a/b/c/d/e/f", "历山/" * 50, "%ff", "*", "/", "\\"):
        assert "没有找到叫" in visit(f"/grids/?division=x{text}", status=400).main.text, text


def test_pages_may_be_kept_but_are_checked_each_time(visitor, place):
    first = visitor.client.get("/d/beima")
    assert first.headers["Cache-Control"] == "no-cache"
    again = visitor.client.get("/d/beima", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    edit(place.north, summary="变了")
    assert visitor.client.get("/d/beima", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_fault_of_ours_is_a_page_too(own_app):
    own_app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken():
        raise ZeroDivisionError

    own_app.view_functions["home.index"] = broken
    page = Visitor(own_app).visit("/", status=500)
    assert page.h1.text == "出错了"
    assert "ZeroDivision" not in page.text
