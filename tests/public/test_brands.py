"""Pages of service brands: cards of the whole ones, and trees of what they are made of."""

from types import SimpleNamespace

import pytest

from tests.makers import activity, brand, division, edit, enterprise, figure, grid, link, source, station


@pytest.fixture
def tree(place):
    """1901 with its four digits, nine hearts of which two are built, and one digit that nobody explains."""
    read = source("S14", quote="“9”是指“九心合一”", publisher="融媒体中心")
    root = brand("1901", place.street, slug="work-1901", kind="work_method", summary="四位数字各有所指。", sources=(read.id,))
    core = brand(
        "党工委核心", place.street, slug="core", parent=root, kind="part", digit="1", ordinal=1, meaning="街道党工委领导", inferred=True
    )
    hearts = brand("九心合一", place.street, slug="jiuxin", parent=root, digit="9", ordinal=2, meaning="各网格分别打造一心")
    silent = brand("零", place.street, slug="zero", parent=root, kind="part", digit="0", ordinal=3)
    brand("平台", place.street, slug="platform", parent=root, kind="part", digit="1", ordinal=4, note="原文只写名称。")
    nine = [
        brand(f"{one}心", place.street, slug=f"heart-{place_}", parent=hearts, kind="part", ordinal=place_)
        for place_, one in enumerate("孝爱暖红热知精用诚", start=1)
    ]
    link(nine[0], grid=place.small, note="敬老")
    link(nine[1], grid=grid(place.south, name="影子网格", state="draft"))
    link(nine[2], division=place.north, state="draft")
    link(nine[3], station=place.post, role="serves")
    return SimpleNamespace(root=root, core=core, hearts=hearts, silent=silent, nine=nine)


def parts(page):
    return {item.select_one("h4").text: item for item in page.select("li.tree__part")}


def test_the_list_shows_whole_brands_by_place_with_their_parts(visit, tree, place):
    brand("六心服务", place.south, slug="liuxin")
    brand("影子品牌", place.south, state="draft")
    page = visit("/brands/")
    groups = {section.h2.text: [link.text for link in section.select("h3 a")] for section in page.select("section[aria-labelledby^=group]")}
    assert groups == {"历山街道": ["1901"], "历山街道 和源社区": ["六心服务"]}
    card = page.find("a", string="1901").find_parent("li")
    assert "四位数字各有所指。" in card.text
    assert "9 九心合一" in card.text
    assert "孝心" not in card.text
    assert [link.text for link in visit("/brands/?kind=work_method").select("h3 a")] == ["1901"]
    assert [link.text for link in visit("/brands/?division=heyuan").select("h3 a")] == ["六心服务"]
    assert "影子" not in page.text


def test_every_digit_is_read_out(visit, tree):
    page = visit("/brands/work-1901")
    nodes = [(node.select_one(".tree__numeral").text, node.h3.text) for node in page.select(".tree__node")]
    assert nodes == [("1", "党工委核心"), ("9", "九心合一"), ("0", "零"), ("1", "平台")]
    core, _, silent, platform = page.select(".tree__node")
    assert "街道党工委领导（编者推定，不是原话）" in core.text.replace(" ", "")
    assert "原文没有说明" in silent.text
    assert silent.select_one(".tree__numeral--unknown")
    assert "原文只写名称。" in platform.text
    assert "原文没有说明" not in platform.text
    assert "“‘9’是指‘九心合一’”" in page.select_one("[aria-labelledby=sources]").text


def test_hearts_say_who_builds_them_and_which_wait(visit, tree):
    hearts = parts(visit("/brands/work-1901"))
    assert [item.select_one(".tree__char").text for item in hearts.values()] == list("孝爱暖红热知精用诚")
    assert hearts["孝心"].select_one("a[href='/grids/beima-3']").text == "第三网格"
    assert "敬老" in hearts["孝心"].text
    assert hearts["红心"].select_one("a[href='/stations/beima-station']")
    assert "落地" in hearts["红心"].text
    assert [name for name, item in hearts.items() if "待认领" in item.text] == ["爱心", "暖心", "热心", "知心", "精心", "用心", "诚心"]
    assert "影子" not in str(hearts["爱心"])


def test_a_part_says_what_it_is_a_part_of(visit, tree):
    page = visit("/brands/heart-1")
    crumbs = [link.text for link in page.select(".crumbs a")]
    assert crumbs == ["首页", "服务品牌", "1901", "九心合一"]
    assert "第三网格" in page.select_one("[aria-labelledby=doers]").text
    assert "待认领" in visit("/brands/heart-5").select_one("[aria-labelledby=doers]").text
    assert "1901里的 9" in visit("/brands/jiuxin").main.text
    assert "原文没有说明它的含义" in visit("/brands/zero").main.text


def test_measures_activities_figures_and_the_story(visit, tree, place):
    edit(tree.nine[0], measures="敬老：每月上门\n饺子宴：重阳节", story="<p>从一碗饺子开始。</p>")
    activity("饺子宴", place.north, brand=tree.nine[0])
    activity("影子活动", place.north, brand=tree.nine[0], state="draft")
    figure("惠及老人", 125, brand=tree.nine[0], unit="位", as_printed="125 位老人")
    page = visit("/brands/heart-1")
    assert [dt.text for dt in page.select("[aria-labelledby=measures] dt")] == ["敬老", "饺子宴"]
    assert "从一碗饺子开始。" in page.select_one("[aria-labelledby=story]").text
    whole = visit("/brands/work-1901")
    assert "每月上门" in parts(whole)["孝心"].text
    assert "饺子宴" in whole.select_one("[aria-labelledby=activities]").text
    assert "125 位" in whole.select_one("[aria-labelledby=figures]").text
    assert "影子" not in page.text
    assert "影子" not in whole.text


def test_no_heart_waits_where_nobody_is_asked_to_build(visit, place):
    root = brand("六心服务", place.street, slug="liuxin")
    for ordinal, name in enumerate(("环境改善舒民心", "网格服务聚民心"), start=1):
        brand(name, place.street, parent=root, kind="part", ordinal=ordinal, measures="清理：楼道")
    page = visit("/brands/liuxin")
    assert [item.text for item in page.select(".tree__char")] == ["舒", "聚"]
    assert "待认领" not in page.text
    assert page.select_one("#parts").text == "由哪些部分组成"


def test_what_is_below_a_draft_is_nowhere(visit, tree):
    edit(tree.hearts, state="draft")
    page = visit("/brands/work-1901")
    assert len(page.select(".tree__node")) == 3
    assert "孝心" not in page.text
    visit("/brands/jiuxin", status=404)
    assert "九心" not in visit("/brands/heart-1").text


def test_pages_ask_the_database_few_times(visit, tree, place, queries):
    def few():
        asked = []
        for url in ("/brands/", "/brands/work-1901", "/brands/jiuxin", "/brands/heart-1"):
            queries.clear()
            visit(url)
            assert len(queries) <= 10, (url, queries)
            asked.append(len(queries))
        return asked

    link(tree.nine[0], enterprise=enterprise("啤酒厂", place.street), sources=(source().id,))
    figure("数字", brand=tree.nine[0], source=source())
    before = few()
    deep = tree.nine[0]
    for number in range(6):
        deep = brand(f"第{number}层", place.street, parent=deep, kind="part")
        link(deep, station=station(f"站{number}", place.north), sources=(source().id,))
        figure(f"数字{number}", brand=tree.nine[0], source=source())
        activity(f"活动{number}", place.north, brand=tree.nine[0])
        brand(f"品牌{number}", place.south)
    assert few() == before


def test_grids_and_hearts_stand_side_by_side(visit, tree, place):
    assert visit("/brands/jiuxin").select_one("a[href='/brands/jiuxin/grids']")
    page = visit("/brands/jiuxin/grids")
    assert [cell.text for cell in page.select("thead th")] == ["网格", *"孝爱暖红热知精用诚"]
    rows = {row.th.a.text: [cell.text for cell in row.select("td")] for row in page.select("tbody tr")}
    assert rows["第三网格"] == ["打造", *"–" * 8]
    assert rows["第六网格"] == ["还没有登记打造哪一心"]
    assert "影子网格" not in page.text
    hearts = {item.a.text: item.span.text for item in page.select(".heart")}
    assert (hearts["孝心"], hearts["爱心"]) == ("1 个网格", "待认领")
    assert len(page.select(".heart--none")) == 8


def test_a_brand_without_hearts_has_no_such_table(visit, place):
    brand("六心服务", place.south, slug="liuxin")
    visit("/brands/liuxin/grids", status=404)
    visit("/brands/nothing/grids", status=404)
    assert not visit("/brands/liuxin").select("a[href$='/grids']")


def test_stations_and_services_of_a_brand_are_named(visit, tree, place):
    page = visit("/brands/work-1901")
    assert [link.text for link in page.select("[aria-labelledby=stations] a")] == ["北麻社区党群服务站"]


def test_the_table_of_a_brand_holds_the_grids_of_its_place_even_while_that_place_is_a_draft(visit, place):
    hidden = division("暗处社区", place.street, state="draft")
    whole = brand("双心", hidden, slug="two")
    for name in ("孝心", "安心"):
        part = brand(name, hidden, parent=whole)
        link(part, grid=grid(hidden, number=1 if name == "孝心" else 2, name=f"{name}网格"), role="builds")
    page = visit("/brands/two/grids")
    assert "孝心网格" in page.main.text
    assert "第三网格" not in page.main.text
