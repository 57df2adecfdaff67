"""A tree walked by keyboard, and children added where their parent is edited, in a real browser."""

import pytest
from playwright.sync_api import expect

from portal.models import MemberUnit, Organization
from tests import makers

from .test_admin import save, sign_in


@pytest.fixture
def street(site):
    """One street with its bodies as a tree, and a community with nobody in it yet."""
    street = makers.division("历山街道", level="street")
    here = makers.division("历山社区", street)
    makers.user("clerk", "clerk", street)
    work = makers.organization("党工委", here)
    first = makers.organization("甲支部", here, parent=work)
    makers.organization("乙支部", here, parent=work)
    makers.organization("红马甲队伍", here, kind="team", parent=first)
    makers.enterprise("山水啤酒有限公司", here)
    return makers.community("北麻新区党建共同体", here)


def test_a_tree_is_walked_by_keyboard(street, window):
    page = sign_in(window())
    page.goto("/admin/organizations/tree/")
    tree = page.get_by_role("tree")

    def item(name):
        return tree.get_by_role("treeitem", name=name, exact=True)

    item("党工委").focus()
    expect(item("党工委")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(item("党工委")).to_have_attribute("aria-expanded", "true")
    expect(item("甲支部")).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowRight")
    expect(item("甲支部")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(item("红马甲队伍")).to_be_visible()
    page.keyboard.press("End")
    expect(item("乙支部")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(item("红马甲队伍")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(item("甲支部")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(item("红马甲队伍")).to_be_hidden()
    page.keyboard.press("Home")
    expect(item("党工委")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("移动")
    item("甲支部").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("甲支部")


def test_a_record_is_moved_with_the_picker(street, window):
    page = sign_in(window())
    page.goto(f"/admin/organizations/move/?id={Organization.get(Organization.name == '红马甲队伍').slug}")
    page.get_by_role("combobox", name="新的上级组织").press_sequentially("乙支")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="移动", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("移到“乙支部”下面")
    assert Organization.get(Organization.name == "红马甲队伍").parent.name == "乙支部"


def test_two_members_are_added_to_a_community_on_its_own_page(street, window):
    page = sign_in(window())
    page.goto(f"/admin/communities/edit/?id={street.slug}")
    rows = page.locator("[data-children=members]")
    expect(rows.locator("tr.children__row:visible")).to_have_count(0)
    add = rows.get_by_role("button", name="添加一行")
    add.click()
    page.locator("#field-members-new1-subject").press_sequentially("党工")
    page.get_by_role("option", name="党工委").click()
    for _ in range(3):
        add.click()
    fourth = rows.locator("tr.children__row:visible").nth(3)
    fourth.get_by_label("成员：哪一种").select_option("企业")
    page.locator("#field-members-new4-subject").press_sequentially("山水啤")
    page.get_by_role("option", name="山水啤酒有限公司").click()
    fourth.get_by_label("角色").select_option("牵头单位")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("成员单位新增 2 条")
    found = {(unit.unit().name, unit.role) for unit in MemberUnit.select()}
    assert found == {("党工委", "member"), ("山水啤酒有限公司", "lead")}


def test_a_row_that_was_refused_stays_in_sight(street, window):
    page = sign_in(window())
    page.goto(f"/admin/communities/edit/?id={street.slug}")
    rows = page.locator("[data-children=members]")
    rows.get_by_role("button", name="添加一行").click()
    page.locator("#field-members-new1-subject").fill("没有这个单位")
    save(page)
    expect(page.locator("#field-members-new1-subject")).to_have_value("没有这个单位")
    expect(rows).to_contain_text("没有叫“没有这个单位”的")
    expect(rows.locator("tr.children__row:visible")).to_have_count(1)
