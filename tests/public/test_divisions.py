"""A place's own page."""

from tests.makers import activity, assignment, brand, community, division, edit, figure, grid, level, notice, role, service, station


def test_a_street_shows_what_lies_in_it(visit, place):
    page = visit("/d/lishan")
    assert page.h1.text.strip() == "历山街道"
    assert [link.text for link in page.select("[aria-labelledby=children] h3 a")] == ["北麻社区", "和源社区"]
    assert "第三网格" in page.select_one("[aria-labelledby=grids]").text
    assert "北麻社区党群服务站" in page.select_one("[aria-labelledby=stations]").text
    assert "玉河泉" not in page.text


def test_the_hotline_comes_from_the_nearest_place_above(visit, place):
    page = visit("/d/beima")
    call = page.select_one("[aria-labelledby=call]")
    assert call.select_one("a")["href"] == "tel:12345"
    assert "淄博市服务热线" in call.text

    edit(place.street, hotline="0533-3240000")
    assert visit("/d/beima").select_one("[aria-labelledby=call] a")["href"] == "tel:05333240000"


def test_a_hotline_of_an_unpublished_place_is_not_shown(visit, app):
    hidden = division("草稿街道", level="street", state="draft", hotline="0533-3240000")
    below = division("明处社区", hidden, slug="below")
    page = visit(f"/d/{below.slug}")
    assert "3240000" not in str(page)
    assert "草稿街道" not in page.text


def test_crumbs_lead_up_to_the_top(visit, place):
    assert [item.text.strip() for item in visit("/d/beima").select(".crumbs li")] == ["首页", "淄博市", "历山街道", "北麻社区"]


def test_both_parents_are_shown(visit, app):
    city = division("吉首市", level="county", slug="jishou")
    zone = division("湘西经开区", level="zone", slug="zone")
    run = division("吉凤街道", city, level="street", managing_parent=zone, slug="jifeng")
    grid(division("双河社区", run), name="双河网格")

    assert "湘西经开区" in visit("/d/jifeng").select_one("[aria-labelledby=about]").text
    page = visit("/d/zone")
    assert "吉凤街道" in page.select_one("[aria-labelledby=children]").text
    assert "托管" in page.select_one("[aria-labelledby=children] .badge").text
    assert "1 个" in page.select_one("[aria-labelledby=counts]").text
    assert "双河网格" in visit("/grids/?division=zone").main.text


def test_a_province_with_many_children_is_paged(visit, app):
    top = division("山东省", level="province", slug="shandong")
    for number in range(70):
        division(f"第{number:03}市", top, level="prefecture")
    page = visit("/d/shandong")
    assert len(page.select("[aria-labelledby=children] h3")) == 60
    assert len(visit(page.select_one("a[rel=next]")["href"]).select("[aria-labelledby=children] h3")) == 10
    visit("/d/shandong?page=3", status=404)


def test_a_place_with_nothing_in_it_says_what_to_do(visit, app):
    division("彩板峪村", level="village", slug="caibanyu")
    page = visit("/d/caibanyu")
    assert not page.select(".find")
    empty = page.select_one(".empty")
    assert "还没有登记" in empty.text
    assert empty.select_one("a[href='tel:12345']")


def test_finding_from_a_place_prefers_what_is_in_it(visitor, place):
    station("青年路党群服务站", division("青年路街道", level="street"), slug="elsewhere")
    visitor.visit("/d/lishan")
    page = visitor.send("form[role=search]", q="党群服务站")
    assert "北麻社区党群服务站" in page.select_one(".contact").text
    visitor.visit("/d/lishan")
    assert "青年路党群服务站" in visitor.send("form[role=search]", q="青年路党群服务站").select_one(".contact").text


def test_its_sources_are_named_with_the_words_as_printed(visit, place):
    edit(place.north, sources=(place.source.id,))
    assert "“第一到第十网格之间的边界”" in visit("/d/beima").select_one("[aria-labelledby=sources]").text


def test_an_old_address_leads_to_the_new_one(visitor, place):
    edit(place.north, slug="beima-new")
    answer = visitor.client.get("/d/beima")
    assert (answer.status_code, answer.location) == (301, "/d/beima-new")
    edit(place.north, _base=2, state="archived")
    visitor.visit("/d/beima", status=404)


def test_an_old_name_of_a_place_still_narrows_a_list(visit, place):
    edit(place.north, slug="beima-new")
    assert "第三网格" in visit("/grids/?division=beima").main.text


def test_a_place_names_what_is_tied_to_it(visit, place):
    community("北麻新区党建共同体", place.street)
    brand("九心", place.street)
    brand("影子品牌", place.street, state="draft")
    figure("常住人口", division=place.street, qualifier="about", as_printed="14.7万", source=place.source)
    service("缝纫", place.north)
    activity("邻里茶坊", place.north)
    notice("停水通知", place.north)
    level("大网格", "lishan-grid", 1, division=place.street, scheme_name="三层网格")
    level("小网格", "lishan-grid", 2, division=place.street)
    assignment(role("街道网格长"), division=place.street, duty_phone="0533-3240009")
    page = visit("/d/lishan")
    for words in (
        "北麻新区党建共同体",
        "九心",
        "约 147,000",
        "14.7万",
        "缝纫",
        "邻里茶坊",
        "停水通知",
        "三层网格",
        "大网格 › 小网格",
        "街道网格长",
    ):
        assert words in page.main.text, words
    assert page.select_one("a[href='tel:05333240009']")
    assert "影子" not in page.text


def test_it_asks_the_database_sixteen_times_at_most(visit, place, queries):
    for number in range(9):
        grid(place.north, number=number + 20)
        station(f"驿站{number}", place.north, grid=place.small)
    queries.clear()
    visit("/d/lishan")
    assert len(queries) <= 16, queries
