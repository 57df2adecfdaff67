"""What crawlers and those who share a page are told: sitemap, robots, the one address of a page, Open Graph."""

import io

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from PIL import Image

from portal import create_app
from portal.core import clock, db
from portal.models import Notice
from portal.public.formats import sitemap
from tests.makers import division, edit, make, notice, station
from tests.public.test_every_page import full

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(client, address):
    """[(address, moment or None)] of a sitemap or of an index of them."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml"), address
    root = etree.fromstring(answer.data)
    assert root.tag in (f"{SPACE}urlset", f"{SPACE}sitemapindex")
    return [(item.findtext(f"{SPACE}loc"), item.findtext(f"{SPACE}lastmod")) for item in root]


def everything(client):
    return [row for part, _ in listed(client, "/sitemap.xml") for row in listed(client, part)]


def test_the_sitemap_leads_to_every_page_by_its_one_address(visitor, place):
    full(place)
    addresses = [address for address, _ in everything(visitor.client)]

    assert len(addresses) == len(set(addresses))
    for address in addresses:
        page = visitor.visit(address)
        assert page.select_one("link[rel=canonical]")["href"] == address
    assert {f"http://localhost{path}" for path in ("/", "/grids/beima-3", "/d/beima", "/stations/beima-station", "/stations/")} <= set(
        addresses
    )


def test_it_says_when_what_residents_see_last_changed(visitor, place):
    made = notice("停水通知", place.north, slug="water")
    moment = clock.now()
    edit(made, headline="停电通知", _draft=True)
    moments = dict(everything(visitor.client))
    assert moments["http://localhost/notices/water"] == clock.local(made.updated_at.replace(tzinfo=moment.tzinfo)).isoformat()


def test_what_residents_may_not_see_is_not_in_it(visitor, place):
    station("影子站", place.north, slug="shadow", state="draft")
    assert "shadow" not in str(everything(visitor.client))


def test_long_registers_are_cut_into_parts(visitor, place, monkeypatch):
    monkeypatch.setattr(sitemap, "SIZE", 2)
    for number in range(5):
        notice(f"通知{number}", place.north)
    parts = [address for address, _ in listed(visitor.client, "/sitemap.xml") if "notices" in address]
    assert len(parts) == 3
    assert len({address for part in parts for address, _ in listed(visitor.client, part)}) == 5


@pytest.mark.parametrize(
    "address", ["/sitemap-notices-0.xml", "/sitemap-notices-9.xml", "/sitemap-nothing-1.xml", "/sitemap-notices-1000000000.xml"]
)
def test_a_part_that_is_not_there_is_missing(visitor, place, address):
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_the_sitemap_asks_little_and_is_kept_for_an_hour(visitor, place, queries):
    full(place)
    for address in ("/sitemap.xml", "/sitemap-grids-1.xml"):
        queries.clear()
        answer = visitor.client.get(address)
        assert len(queries) == 1
        assert answer.headers["Cache-Control"] == "max-age=3600"
        assert visitor.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_crawlers_are_kept_out_of_the_admin_and_the_search_and_told_the_sitemap(visitor):
    lines = visitor.client.get("/robots.txt").text.splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /find",
        "Disallow: /search",
        "",
        "Sitemap: http://localhost/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("/stations/?page=1", "/stations/"),
        ("/stations/?page=x&kind=&utm_source=wx&from=timeline", "/stations/"),
        ("/stations/?division=北麻社区&from=timeline", "/stations/?division=beima"),
        ("/grids/beima-3?utm_campaign=a", "/grids/beima-3"),
        ("/grids/beima-3?elder=1", "/grids/beima-3"),
        ("/stations/?kind=party_station&division=beima", "/stations/?division=beima&kind=party_station"),
    ],
)
def test_a_page_has_one_address_however_it_was_asked_for(visit, place, asked, known):
    assert visit(asked).select_one("link[rel=canonical]")["href"] == f"http://localhost{known}"


def test_what_a_visitor_typed_is_in_no_address_that_is_passed_on(visit, place):
    page = visit("/search?q=山水一城3号楼302室")
    assert (
        page.select_one("link[rel=canonical]")["href"] == page.select_one("meta[property='og:url']")["content"] == "http://localhost/search"
    )


@pytest.mark.parametrize("address", ["/nothing", "/stations/none", "/stations/?page=9"])
def test_a_page_of_apology_names_no_address(visit, place, address):
    page = visit(address, status=404)
    assert not page.select("link[rel=canonical], link[rel=alternate], meta[property^='og:'], script[type='application/ld+json']")


def test_a_page_looks_right_when_it_is_shared(visit, place):
    page = visit("/stations/beima-station")
    said = {tag["property"].removeprefix("og:"): tag["content"] for tag in page.select("meta[property^='og:']")}
    assert said["title"] == "北麻社区党群服务站"
    assert said["url"] == "http://localhost/stations/beima-station"
    assert (said["site_name"], said["locale"], said["type"]) == ("家门口", "zh_CN", "website")
    assert said["description"] == page.select_one("meta[name=description]")["content"]
    assert "image" not in said


def test_a_shared_notice_is_an_article_with_its_picture(visit, place):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    kept = Notice.picture.keep(data.getvalue(), "红灯笼.png")
    notice("灯会", place.north, slug="lights", picture=kept, picture_alt="红灯笼")
    page = visit("/notices/lights")
    image = page.select_one("meta[property='og:image']")["content"]
    assert image.startswith("http://localhost/media/")
    assert visit(image).mimetype.startswith("image/")
    assert page.select_one("meta[property='og:image:alt']")["content"] == "红灯笼"
    assert page.select_one("meta[property='og:type']")["content"] == "article"


def test_names_with_quotes_stay_inside_their_attributes(visit, place):
    notice('"><script>alert(1)</script>', place.north, slug="nasty")
    page = visit("/notices/nasty")
    assert page.select_one("meta[property='og:title']")["content"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("address", "forms"),
    [
        ("/", ["/feed.atom", "/activities.ics"]),
        ("/d/beima", ["/feed.atom?division=beima", "/d/beima.ics"]),
        ("/grids/beima-3", ["/grids/beima-3.ics"]),
        ("/grids/?division=beima", ["/grids.geojson?division=beima"]),
        ("/notices/?division=beima", ["/feed.atom?kind=notices&division=beima"]),
    ],
)
def test_a_page_names_its_other_forms_to_programs_and_to_readers_and_they_answer(visitor, place, address, forms):
    page = visitor.visit(address)
    links = {link["href"]: link["type"] for link in page.select("link[rel=alternate]")}
    assert set(forms) <= set(links)
    assert {link["href"]: link["type"] for link in page.select("footer a[type]")} == links
    for href, media in links.items():
        answer = visitor.client.get(href)
        assert (answer.status_code, answer.mimetype) == (200, media), href


def test_under_a_base_path_and_a_public_origin_every_format_names_the_address_residents_know(url, tmp_path):
    settings = {"PORTAL_DATABASE_URL": url, "PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECRET_KEY": "x", "PORTAL_BASE_PATH": "/jiedao"}
    app = create_app(**settings, PORTAL_PUBLIC_ORIGIN="https://www.example.gov.cn", TESTING=True)
    home = division("北麻社区", slug="beima")
    station("东驿站", home, slug="east", point=(118.17, 36.18))
    make(Notice, headline="停水通知", division=home, kind="notice", state="published", slug="water")
    known, client = "https://www.example.gov.cn/jiedao/", app.test_client()

    def opened(path):
        answer = client.get(f"/jiedao/{path}", base_url="http://localhost/")
        assert answer.status_code == 200, path
        return answer

    page = BeautifulSoup(opened("stations/east").data, "html.parser")
    assert (
        page.select_one("link[rel=canonical]")["href"] == page.select_one("meta[property='og:url']")["content"] == f"{known}stations/east"
    )
    for address in (
        "feed.atom",
        "stations.geojson",
        "sitemap.xml",
        "sitemap-stations-1.xml",
        "robots.txt",
        "activities.ics",
        "d/beima.ics",
    ):
        text = opened(address).text
        assert known in text, address
        assert "localhost" not in text, address
    assert "Disallow: /jiedao/admin/" in opened("robots.txt").text
    db.database.close()
