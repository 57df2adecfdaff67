"""Trees: a branch at a time, moved as trees, and only as much of them as one may see."""

import pytest
from bs4 import BeautifulSoup

from portal.core import policy
from portal.core.changes import Edit, change
from portal.core.history import Change, Revision
from portal.models import Building, Division, Organization, ServiceBrand
from tests import makers
from tests.makers import edit

from .test_lists import Counting


def titles(page):
    """The names in the tree, in the order they stand."""
    return [link.text for link in page.select(".branches__name")]


@pytest.fixture
def county(town):
    """A county above both streets, which the clerk of one of them may not see."""
    town.county = makers.division("沂源县", level="county")
    for street in (town.ours, town.theirs):
        edit(Division.get_by_id(street.id), parent=town.county)
    return town


@pytest.fixture
def bodies(town):
    """街道党工委 above two branches, one of which has a team below it; and a party committee of the other street."""
    town.work = makers.organization("街道党工委", town.here)
    town.first, town.second = (makers.organization(name, town.here, parent=town.work) for name in ("第一党支部", "第二党支部"))
    town.team = makers.organization("红马甲队伍", town.here, kind="team", parent=town.first)
    town.foreign = makers.organization("山大路党工委", town.there)
    return town


@pytest.fixture
def hearts(town):
    """九心 with three hearts in order."""
    town.nine = makers.brand("九心", town.here)
    town.hearts = [
        makers.brand(name, town.here, parent=town.nine, kind="part", ordinal=n) for n, name in enumerate(("安心", "暖心", "顺心"), 1)
    ]
    return town


def test_the_list_leads_to_the_tree_and_the_tree_to_the_list(bodies, clerk):
    page = clerk.visit("/admin/organizations/")
    page = clerk.visit(page.select_one("a[href$='/tree/']")["href"])
    assert titles(page) == ["街道党工委"]
    assert page.select_one("a[href='/admin/organizations/']")


def test_a_branch_opens_by_its_link_and_closes_by_it(bodies, clerk):
    page = clerk.visit("/admin/organizations/tree/")
    page = clerk.visit(page.select_one(".branches__toggle")["href"])
    assert titles(page) == ["街道党工委", "第二党支部", "第一党支部"]
    page = clerk.visit(page.select(".branches__toggle")[1]["href"])
    assert titles(page) == ["街道党工委", "第二党支部", "第一党支部", "红马甲队伍"]
    page = clerk.visit(page.select_one(".branches__toggle")["href"])
    assert titles(page) == ["街道党工委"]


def test_a_node_says_how_many_hang_below_it_and_in_what_state_it_is(bodies, clerk):
    edit(Organization.get_by_id(bodies.first.id), state="draft")
    page = clerk.visit(f"/admin/organizations/tree/?open={bodies.work.slug}")
    top = page.select_one(f"#at-{bodies.work.slug} > .branches__row")
    assert top.select_one(".count").text == "2"
    assert page.select_one(f"#at-{bodies.first.slug} > .branches__row .badge").text == "草稿"


def test_a_branch_comes_as_a_piece_for_the_script(bodies, clerk):
    page = clerk.visit("/admin/organizations/tree/")
    piece = clerk.client.get(page.select_one("[data-branch]")["data-branch"]).text
    assert "第一党支部" in piece
    assert "<html" not in piece
    assert "红马甲队伍" not in piece


def test_the_way_to_one_record_is_opened(bodies, clerk):
    page = clerk.visit(f"/admin/organizations/details/?id={bodies.team.slug}")
    page = clerk.visit(page.find("a", string="看上下级")["href"])
    assert "红马甲队伍" in titles(page)


def test_a_clerk_of_a_street_sees_only_its_subtree_and_nothing_of_more(county, clerk):
    page = clerk.visit("/admin/divisions/tree/")
    assert titles(page) == ["历山街道"]
    for word in ("沂源县", "山大路", "范围"):
        assert word not in page.main.text
    page = clerk.visit(page.select_one(".branches__toggle")["href"])
    assert titles(page) == ["历山街道", "历山社区"]
    clerk.visit(f"/admin/divisions/tree/branch/?id={county.county.slug}", status=404)
    assert titles(clerk.visit(f"/admin/divisions/tree/?open={county.county.slug}&open={county.theirs.slug}")) == ["历山街道"]


def test_an_administrator_sees_the_whole_tree(county, admin):
    page = admin.visit(f"/admin/divisions/tree/?open={county.county.slug}")
    assert set(titles(page)) == {"沂源县", "历山街道", "山大路街道"}


def test_children_elsewhere_are_not_counted(hearts, clerk):
    makers.brand("远心", hearts.there, parent=hearts.nine, kind="part")
    page = clerk.visit(f"/admin/brands/tree/?open={hearts.nine.slug}")
    assert page.select_one(".count + .soft, .branches__row .count").text == "3"
    assert "远心" not in page.text


@pytest.mark.parametrize("plural", ["stations", "sources", "users"])
def test_what_is_no_tree_has_no_tree(town, admin, plural):
    admin.visit(f"/admin/{plural}/tree/", status=404)
    assert not admin.visit(f"/admin/{plural}/").select("a[href$='/tree/']")


def test_of_a_broad_branch_fifty_are_shown(town, clerk):
    top = makers.organization("街道党工委", town.here)
    with change(policy.command_line("测试"), via="admin") as work:
        for number in range(53):
            values = {"name": f"支部{number:02}", "division": town.here.id, "kind": "party_org", "parent": top.id}
            work.one(Edit(Organization, None, values=values)).must()
    page = clerk.visit(f"/admin/organizations/tree/?open={top.slug}")
    assert len(titles(page)) == 51
    more = page.select_one(".branches__more a")
    assert "还有 3 个" in more.text
    clerk.visit(more["href"])
    assert "53 条" in clerk.page.h1.text


def test_a_row_says_where_it_lies_unless_the_one_above_lies_there(bodies, admin):
    makers.organization("驻点支部", bodies.ours, parent=bodies.work)
    makers.organization("街道党工委", bodies.there)
    admin.visit(f"/admin/organizations/tree/?open={bodies.work.slug}")
    said = [
        (row.select_one(".branches__name").text, place and place.text)
        for row in admin.page.select(".branches__row")
        for place in [row.select_one(".branches__place")]
    ]
    assert set(said) == {
        ("街道党工委", "历山社区"),
        ("街道党工委", "甸柳社区"),
        ("山大路党工委", "甸柳社区"),
        ("第一党支部", None),
        ("第二党支部", None),
        ("驻点支部", "历山街道"),
    }
    piece = BeautifulSoup(admin.client.get(f"/admin/organizations/tree/branch/?id={bodies.work.slug}").data, "html.parser")
    assert [place.text for place in piece.select(".branches__place")] == ["历山街道"]


def test_rows_of_a_tree_cost_a_constant_number_of_queries(bodies, clerk):
    address = f"/admin/organizations/tree/?open={bodies.work.slug}"
    clerk.visit(address)
    with Counting() as few:
        clerk.visit(address)
    for number in range(12):
        inner = makers.organization(f"支部{number}", bodies.here, parent=bodies.work)
        makers.organization(f"小组{number}", bodies.here, parent=inner, kind="team")
        makers.organization(f"党委{number}", bodies.here)
        address += f"&open={inner.slug}"
    with Counting() as many:
        clerk.visit(address)
    assert len(titles(clerk.page)) == 4 - 1 + 3 * 12
    assert len(many.statements) == len(few.statements)


def test_a_child_is_added_with_its_parent_and_division_filled_in(bodies, clerk):
    page = clerk.visit(f"/admin/organizations/tree/?open={bodies.work.slug}")
    page = clerk.visit(page.select_one(f"#at-{bodies.first.slug} a[href*='parent=']")["href"])
    assert "第一党支部" in page.select_one("[name=parent]")["value"]
    assert "历山社区" in page.select_one("[name=division]")["value"]
    clerk.send("form.editor", name="新队伍", kind="team")
    assert Organization.get(Organization.name == "新队伍").parent == bodies.first


# -- moving -----------------------------------------------------------------------------------------------------------


def move(visitor, plural, record):
    return visitor.visit(f"/admin/{plural}/move/?id={record.slug}")


def test_a_record_moves_with_what_hangs_below_it(bodies, clerk):
    page = move(clerk, "organizations", bodies.first)
    assert "街道党工委" in page.select_one(".facts").text
    assert "组织机构 1 条" in page.text or f"{Organization._meta.label} 1 条" in page.text
    before = Change.select().count()
    page = clerk.send("form.move", parent="第二党支部", _why="改建")
    assert "移到“第二党支部”下面" in page.text
    assert Organization.get_by_id(bodies.first.id).parent == bodies.second
    assert Change.select().count() == before + 1
    last = Revision.select().order_by(Revision.id.desc()).first()
    assert (last.record, last.change.by, last.change.why) == (bodies.first.id, "clerk", "改建")


def test_moving_a_division_says_what_comes_along(county, admin):
    other = makers.division("高青县", level="county")
    page = move(admin, "divisions", county.ours)
    for words in ("行政区划 1 条", "网格 1 条", "服务站点 1 条"):
        assert words in page.text
    admin.send("form.move", parent=other.slug)
    assert Division.get_by_id(county.here.id).area.startswith(Division.get_by_id(other.id).area)


def test_a_record_becomes_a_root(bodies, clerk):
    move(clerk, "organizations", bodies.first)
    page = clerk.send("form.move", _root="1")
    assert "最上级" in page.text
    assert Organization.get_by_id(bodies.first.id).parent is None


def test_an_empty_picker_moves_nothing(bodies, clerk):
    move(clerk, "organizations", bodies.first)
    page = clerk.send("form.move", status=422)
    assert "成为最上级" in page.select_one(".field__error").text
    assert Organization.get_by_id(bodies.first.id).parent == bodies.work


@pytest.mark.parametrize("under", ["first", "team"])
def test_a_record_never_hangs_below_itself(bodies, clerk, under):
    move(clerk, "organizations", bodies.first)
    page = clerk.send("form.move", status=422, parent=getattr(bodies, under).slug)
    assert "不能是自己或自己的下级" in page.select_one("#field-parent-error").text
    assert page.select_one("#field-parent")["value"] == getattr(bodies, under).slug
    assert Organization.get_by_id(bodies.first.id).parent == bodies.work


def test_a_foreign_parent_is_no_parent(bodies, clerk):
    move(clerk, "organizations", bodies.first)
    page = clerk.send("form.move", status=422, parent="山大路党工委")
    assert "没有叫“山大路党工委”的" in page.select_one("#field-parent-error").text


def test_a_rule_of_the_model_stands_beside_the_picker(town, admin):
    low = makers.division("和源社区", town.ours)
    move(admin, "divisions", town.ours)
    page = admin.send("form.move", status=422, parent=town.there.slug)
    assert "不能在街道的上面" in page.select_one("#field-parent-error").text
    house, estate = makers.building("3号楼", low, kind="building"), makers.building("山水一城", low)
    move(admin, "buildings", estate)
    page = admin.send("form.move", status=422, parent=house.slug)
    assert "小区上面不再有别的" in page.select_one("#field-parent-error").text
    assert Building.get_by_id(estate.id).parent is None


def test_a_street_clerk_cannot_lift_a_place_out_of_the_street(county, clerk, admin):
    move(clerk, "divisions", county.here)
    clerk.send("form.move", status=422, _root="1")
    assert Division.get_by_id(county.here.id).parent == county.ours


def test_a_hidden_parent_is_not_named(county, clerk):
    page = move(clerk, "divisions", county.ours)
    assert "沂源县" not in page.text
    assert "不在您的范围内" in page.text
    clerk.send("form.move", status=422)
    assert Division.get_by_id(county.ours.id).parent == county.county


def test_two_people_who_move_one_record_are_told(bodies, clerk):
    move(clerk, "organizations", bodies.team)
    edit(Organization.get_by_id(bodies.team.id), parent=bodies.second)
    page = clerk.send("form.move", status=422, parent=bodies.work.slug)
    assert "别人已把它移到“第二党支部”" in page.select_one("#field-parent-error").text
    clerk.send("form.move")
    assert Organization.get_by_id(bodies.team.id).parent == bodies.work


def test_moving_twice_is_moving_once(bodies, clerk):
    move(clerk, "organizations", bodies.team)
    clerk.send("form.move", parent=bodies.second.slug)
    before = Change.select().count()
    move(clerk, "organizations", bodies.team)
    assert "什么也没写" in clerk.send("form.move", parent=bodies.second.slug).text
    assert Change.select().count() == before


def test_who_may_only_look_moves_nothing(bodies, auditor, clerk):
    page = auditor.visit(f"/admin/organizations/tree/?open={bodies.work.slug}")
    assert not page.select(".branches__act")
    auditor.visit(f"/admin/organizations/move/?id={bodies.first.slug}", status=403)
    clerk.visit(f"/admin/organizations/move/?id={bodies.foreign.slug}", status=404)


def test_a_move_without_its_token_is_refused(bodies, clerk):
    move(clerk, "organizations", bodies.first)
    clerk.send("form.move", status=400, csrf_token="", _root="1")
    assert Organization.get_by_id(bodies.first.id).parent == bodies.work


# -- order ------------------------------------------------------------------------------------------------------------


def names(brand):
    return [heart.name for heart in brand.children()]


def test_a_heart_changes_places_with_its_neighbour_as_one_change(hearts, clerk):
    clerk.visit(f"/admin/brands/tree/?open={hearts.nine.slug}")
    before = Change.select().count()
    page = clerk.send("form#order", up=hearts.hearts[2].slug)
    assert names(hearts.nine) == ["安心", "顺心", "暖心"]
    assert titles(page) == ["九心", "安心", "顺心", "暖心"], "the branch stays open"
    assert Change.select().count() == before + 1
    last = Change.select().order_by(Change.id.desc()).first()
    assert last.revisions.count() == 2
    clerk.send("form#order", down=hearts.hearts[0].slug)
    assert names(hearts.nine) == ["顺心", "安心", "暖心"]


def test_hearts_without_numbers_are_numbered_when_one_moves(hearts, clerk):
    for heart in hearts.hearts:
        edit(ServiceBrand.get_by_id(heart.id), ordinal=None)
    order = names(hearts.nine)
    clerk.visit(f"/admin/brands/tree/?open={hearts.nine.slug}")
    clerk.send("form#order", up=ServiceBrand.get(ServiceBrand.name == order[1]).slug)
    assert names(hearts.nine) == [order[1], order[0], order[2]]
    assert [heart.ordinal for heart in hearts.nine.children()] == [1, 2, 3]


def test_the_first_does_not_move_up(hearts, clerk):
    clerk.visit(f"/admin/brands/tree/?open={hearts.nine.slug}")
    before = Change.select().count()
    clerk.send("form#order", up=hearts.hearts[0].slug)
    assert Change.select().count() == before


def test_order_is_refused_where_there_is_none(hearts, bodies, clerk, auditor):
    clerk.visit(f"/admin/organizations/tree/?open={bodies.work.slug}")
    clerk.send("form#order", status=400, up=bodies.first.slug)
    clerk.visit("/admin/brands/tree/")
    clerk.send("form#order", status=400, up=hearts.nine.slug)
    clerk.visit("/admin/brands/tree/")
    clerk.send("form#order", status=400, csrf_token="", up=hearts.hearts[1].slug)
    auditor.visit(f"/admin/brands/tree/?open={hearts.nine.slug}")
    auditor.send("form#order", status=403, up=hearts.hearts[1].slug)
    assert names(hearts.nine) == ["安心", "暖心", "顺心"]
