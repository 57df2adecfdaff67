"""About the site, its map, and pages of apology that help."""

from portal.core import db
from tests.makers import division
from tests.visitor import Visitor


def test_the_map_names_every_section_and_every_place(visit, place):
    page = visit("/sitemap")
    links = {link["href"] for link in page.main.select("a")}
    assert {"/d/zibo", "/d/lishan", "/d/beima", "/d/heyuan"} <= links
    assert {"/stations/", "/places/", "/services/", "/activities/", "/brands/", "/feedback/", "/privacy", "/about", "/search"} <= links
    groups = page.select("[aria-labelledby=places] .facts > div")
    rows = {group.dt.text.strip(): [link["href"] for link in group.select("dd a")] for group in groups}
    assert rows["历山街道"] == ["/d/beima", "/d/heyuan"]


def test_many_places_are_paged(visit, place, monkeypatch):
    monkeypatch.setattr("portal.public.about.SIZE", 3)
    division("第五社区", place.street, slug="fifth")
    assert "第 2 页" in visit("/sitemap?page=2").title.text
    assert not visit("/sitemap?page=2").select("#sections")
    visit("/sitemap?page=1000000000", status=404)


def test_what_the_software_does_with_personal_information_is_said(visit, place):
    text = visit("/privacy").main.text
    for words in ("不用注册", "Cookie", "长辈版", "不保存，也不写进日志", "联系方式", "都记下来"):
        assert words in text, words


def test_a_page_that_is_missing_leads_to_its_section(visit, place):
    page = visit("/stations/never-there", status=404)
    links = [link["href"] for link in page.main.select("a")]
    assert {"/stations/", "/", "/sitemap", "/feedback/", "tel:12345"} <= set(links)
    assert page.select_one("main form[role=search]")
    assert "/grids/" in [link["href"] for link in visit("/grids/never-there", status=404).main.select("a")]


def test_without_a_database_there_is_a_page_and_a_number(own_app):
    db.database.close()
    db.database.initialize(
        db.Sqlite("/proc/nowhere.db") if db.database.kind == "sqlite" else db.Postgres("postgresql://127.0.0.1:1/none?connect_timeout=1")
    )
    page = Visitor(own_app).visit("/", status=503)
    assert page.select_one("main a[href='tel:12345']")
    assert not page.select("main a[href='/feedback/']")
