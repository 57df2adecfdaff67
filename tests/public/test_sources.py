"""Where facts come from."""

from tests.makers import edit, source


def test_places_in_a_report_stand_under_its_headline(visit, place):
    source("L15", quote="楼栋归属", headline="社会治理教科书")
    page = visit("/sources/")
    assert [heading.text for heading in page.select("h2")] == ["社会治理教科书"]
    assert [row["id"] for row in page.select(".facts > div")] == ["lishan-l14", "lishan-l15"]
    assert "“第一到第十网格之间的边界”" in page.main.text


def test_a_source_names_the_pages_it_is_used_on(visit, place):
    page = visit("/sources/lishan-l14")
    assert [link["href"] for link in page.select("[aria-labelledby=cited] a")] == ["/grids/beima-3", "/stations/beima-station"]
    edit(place.post, state="draft")
    assert len(visit("/sources/lishan-l14").select("[aria-labelledby=cited] a")) == 1


def test_a_source_that_nothing_uses_says_so(visit, app):
    unused = source("L99")
    assert visit(f"/sources/{unused.slug}").select_one(".empty")


def test_pages_ask_the_database_few_times(visit, place, queries):
    for url, most in (("/sources/", 2), ("/sources/lishan-l14", 5)):
        queries.clear()
        visit(url)
        assert len(queries) <= most, (url, queries)
