"""Pages of grids."""

from portal.models import Grid
from tests.makers import activity, brand, building, community, division, edit, enterprise, figure, grid, link, member, notice


def test_the_list_stands_by_community_large_grids_first(visit, place):
    page = visit("/grids/")
    groups = [
        (section.h2.text.strip(), [link.text for link in section.select("h3 a")])
        for section in page.select("section[aria-labelledby^=group]")
    ]
    assert groups == [("历山街道 北麻社区", ["第一大网格", "第三网格"]), ("历山街道 和源社区", ["第六网格"])]


def test_numbers_are_in_order_of_counting(visit, app):
    home = division("历山社区", slug="lishan-shequ")
    for number in (10, 2, 1):
        grid(home, number=number, name=f"第{number}网格")
    assert [link.text for link in visit("/grids/").select("h3 a")] == ["第1网格", "第2网格", "第10网格"]


def test_the_list_is_narrowed_to_a_place_by_slug_or_name(visit, place):
    for text in ("heyuan", "和源社区"):
        assert [link.text for link in visit(f"/grids/?division={text}").select("h3 a")] == ["第六网格"]
    assert len(visit("/grids/?division=zibo").select("main h3")) == 3


def test_the_list_is_narrowed_to_a_kind(visit, place):
    page = visit("/grids/")
    counts = {link.contents[0].strip(): link.select_one(".count").contents[0] for link in page.select(".facets__link")}
    assert counts == {"全部": "3", "大网格": "1", "小网格": "2"}
    page = visit(next(link["href"] for link in page.select(".facets__link") if "大网格" in link.text))
    assert [link.text for link in page.select("h3 a")] == ["第一大网格"]


def test_nothing_of_a_kind_is_said_with_a_way_out(visit, place):
    empty = visit("/grids/?kind=dense").select_one(".empty")
    assert empty.select_one("a[href='/grids/']")


def test_the_pager_leads_through_all_of_them(visit, app):
    home = division("历山社区")
    for number in range(1, 131):
        grid(home, number=number)
    first = visit("/grids/")
    assert "第 1–60 个，共 130 个" in first.select_one(".pager").text
    assert [link["href"] for link in first.select(".pager__list a")] == ["/grids/", "/grids/?page=2", "/grids/?page=3", "/grids/?page=2"]
    assert len(visit("/grids/?page=3").select("main h3")) == 10
    visit("/grids/?page=4", status=404)
    assert len(visit("/grids/?page=nonsense").select("main h3")) == 60


def test_a_grid_says_where_it_reaches_and_whom_to_ring(visit, place):
    page = visit("/grids/beima-3")
    assert page.h1.text == "第三网格"
    assert page.select_one(".plate__over").text == "历山街道 · 北麻社区"
    assert page.select_one(".button--call")["href"] == "tel:05333241234,8"  # its station's, since no post has one
    assert visit("/grids/heyuan-6").select_one(".button--call")["href"] == "tel:12345"
    assert "山水一城 1 至 4 号楼" in page.select_one("[aria-labelledby=scope]").text
    assert "第一大网格" in page.select_one("[aria-labelledby=about]").text
    assert "北麻社区党群服务站" in page.select_one("[aria-labelledby=stations]").text
    assert "“第一到第十网格之间的边界”" in page.select_one("[aria-labelledby=sources]").text


def test_a_grid_names_what_is_tied_to_it(visit, place):
    outline = '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.2,36.1],[118.2,36.2],[118.1,36.1]]]}'
    edit(place.small, outline=Grid.outline.read(outline))
    union = community("北麻新区党建共同体", place.street)
    member(union, grid=place.small)
    member(community("影子共同体", place.street, state="draft"), grid=place.small)
    link(brand("暖心", place.street), grid=place.small)
    figure("住户", grid=place.small, value=380, qualifier="about", as_printed="约380户", source=place.source)
    building("山水一城", place.north, grid=place.small)
    activity("邻里茶坊", place.north, grid=place.small)
    notice("停水通知", place.north, grid=place.small)
    enterprise("山水啤酒", place.north, grid=place.small)
    page = visit("/grids/beima-3")
    for words in ("北麻新区党建共同体", "暖心", "约 380", "约380户", "山水一城", "邻里茶坊", "停水通知", "1 家在这个网格"):
        assert words in page.main.text, words
    assert page.select_one("svg[role=img] path[d]")
    assert "影子" not in page.text


def test_a_large_grid_lists_those_inside_it(visit, place):
    assert [link["href"] for link in visit("/grids/beima-large-1").select("[aria-labelledby=children] h3 a")] == ["/grids/beima-3"]


def test_counts_of_people_stay_inside(visit, place):
    edit(place.small, households=7321, population=98765)
    assert not [number for number in ("7321", "98765", "7\u202f321") if number in str(visit("/grids/beima-3"))]


def test_a_parent_that_is_not_published_is_not_named(visit, place):
    edit(place.large, state="draft")
    assert "第一大网格" not in visit("/grids/beima-3").text


def test_an_old_address_leads_to_the_new_one(visitor, place):
    edit(place.small, slug="beima-three")
    answer = visitor.client.get("/grids/beima-3")
    assert (answer.status_code, answer.location) == (301, "/grids/beima-three")


def test_pages_ask_the_database_few_times(visit, place, queries):
    for number in range(20, 40):
        grid(place.north, number=number, parent=place.small)
    for url, most in (("/grids/", 4), ("/grids/?division=lishan", 6), ("/grids/beima-3", 10)):
        queries.clear()
        visit(url)
        assert len(queries) <= most, (url, queries)
