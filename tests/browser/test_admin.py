"""A clerk's day in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from portal.core import hours
from portal.models import Station
from tests import makers


@pytest.fixture
def street(site):
    """One street with a community and a station, an administrator and a clerk."""
    street = makers.division("历山街道", level="street")
    here = makers.division("历山社区", street)
    makers.division("和源社区", street)
    makers.user("admin", "administrator")
    makers.user("clerk", "clerk", street)
    return makers.station("东驿站", here, phone="0533-3241234", hours=hours.Week.read("周一至周五 08:30-17:30"))


def sign_in(page, login="clerk"):
    page.goto("/admin/login")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("口令").fill(makers.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("星期")
    page.wait_for_load_state("load")  # the heading is there before the scripts that hear keys
    return page


def open_form(page, record):
    page.goto(f"/admin/stations/edit/?id={record.slug}")
    return page


def save(page):
    with page.expect_navigation():  # the session is asked for first
        page.get_by_role("button", name="保存", exact=True).click()


def test_a_clerk_changes_the_hours_and_residents_see_it_and_takes_it_back(street, window):
    page, resident = sign_in(window()), window()
    resident.goto(f"/stations/{street.slug}")
    expect(resident.locator("main")).to_contain_text("17:30")

    page.get_by_role("link", name="服务站点").first.click()
    page.get_by_role("link", name="东驿站", exact=True).click()
    page.locator("main").get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("开放时间").fill("周一至周五 09:00-12:00 13:30-18:00\n周六 09:00-11:30")
    page.get_by_label("修改说明").fill("电话核实")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("已保存")
    resident.reload()
    expect(resident.locator("main")).to_contain_text("18:00")
    expect(resident.locator("main")).to_contain_text("11:30")

    page.locator("main").get_by_role("link", name="历史", exact=True).click()
    newest = page.locator(".revisions__link").first
    for word in ("第 2 版", "修改", "电话核实", "clerk", "手工"):
        expect(newest).to_contain_text(word)
    expect(page.locator(".diff tbody tr").first).to_contain_text("开放时间")

    page.locator(".revisions__link").last.click()
    page.get_by_role("button", name="整版恢复").click()
    expect(page.get_by_role("status")).to_contain_text("恢复成第 1 版")
    resident.reload()
    expect(resident.locator("main")).to_contain_text("17:30")


def test_two_windows_on_one_record_lose_nothing(street, window):
    mine, theirs = sign_in(window()), sign_in(window(), "admin")
    for page in (mine, theirs):
        open_form(page, street)
    theirs.get_by_label("地址").fill("南街 3 号")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("已保存")
    mine.get_by_label("别名").fill("东站")
    save(mine)
    expect(mine.get_by_role("status")).to_contain_text("已合并别人的修改")

    for page in (mine, theirs):
        open_form(page, street)
    theirs.get_by_label("电话", exact=True).fill("0533-1111111")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("已保存")
    mine.get_by_label("电话", exact=True).fill("0533-2222222")
    mine.get_by_label("简介").fill("写了很久的一段话")
    save(mine)

    clash = mine.get_by_role("group", name="电话")
    for words in ("0533-3241234", "0533-1111111", "admin 改的", "0533-2222222"):
        expect(clash).to_contain_text(words)
    expect(mine.get_by_label("电话", exact=True)).to_have_value("0533-2222222")
    expect(mine.get_by_label("简介")).to_have_value("写了很久的一段话")
    clash.get_by_label("用我填的").check()
    save(mine)
    expect(mine.get_by_role("status")).to_contain_text("已保存")
    now = Station.get_by_id(street.id)
    assert (now.phone, now.summary, now.address, now.aliases) == ("0533-2222222", "写了很久的一段话", "南街 3 号", "东站")


def test_what_was_chosen_last_is_offered_before_anything_is_typed(street, window):
    makers.source("L1", quote="甲")
    makers.source("L2", quote="乙")
    page = open_form(sign_in(window()), street)
    sources = page.get_by_role("combobox", name="出处：再选一条")
    sources.fill("L2")
    page.locator(".picker__option").click()
    save(page)

    open_form(page, makers.station("西驿站", street.division))
    sources.click()
    expect(page.locator(".picker__option")).to_have_count(2)
    expect(page.locator(".picker__option").first).to_contain_text("最近用过")
    page.locator(".picker__option").first.click()
    expect(page.locator(".picker__chips .chip")).to_contain_text("L2")


def test_a_record_is_picked_with_the_keyboard_only(street, window):
    makers.source("L1", quote="甲")
    makers.source("L2", quote="乙")
    page = open_form(sign_in(window()), street)
    keys = page.keyboard

    box = page.get_by_role("combobox", name="所属区划")
    box.focus()
    keys.press("Control+A")
    keys.type("hysq")
    expect(page.locator(".picker__option")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowDown")
    option = page.locator(".picker__option[aria-selected=true]")
    expect(option).to_contain_text("和源社区")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    keys.press("Enter")
    expect(box).to_have_value(re.compile("和源社区（[a-z-]+）"))
    expect(page.get_by_role("listbox")).to_have_count(0)  # hidden again

    keys.press("Control+A")
    keys.type("历山")
    expect(page.locator(".picker__option").first).to_be_visible()
    keys.press("Escape")
    expect(page.locator(".picker__option")).to_have_count(0)
    keys.press("Control+A")
    keys.type("和源社区")

    sources = page.get_by_role("combobox", name="出处：再选一条")
    sources.focus()
    for number in (1, 2):
        keys.type(f"L{number}")
        expect(page.locator(".picker__option")).to_have_count(1)
        keys.press("ArrowDown")
        keys.press("Enter")
        expect(page.locator(".picker__chips .chip")).to_have_count(number)
    keys.press("Backspace")
    expect(page.locator(".picker__chips .chip")).to_have_count(1)

    page.get_by_role("button", name="保存", exact=True).focus()
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已保存")
    now = Station.get_by_id(street.id)
    assert now.division.name == "和源社区"
    assert [source.locator for source in now.sources] == ["L1"]


def test_twenty_rows_fit_a_small_office_screen_and_nothing_overflows_a_phone(street, window):
    for number in range(24):
        makers.station(f"站{number}", street.division)
    page = sign_in(window())
    page.goto("/admin/stations/")
    bottoms = page.evaluate("[...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().bottom)")
    assert sum(bottom <= 768 for bottom in bottoms) >= 20

    phone = sign_in(window(viewport={"width": 390, "height": 800}))
    for address in ("/admin/", "/admin/stations/", f"/admin/stations/edit/?id={street.slug}", f"/admin/stations/history/?id={street.slug}"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_without_scripts_everything_still_works(street, window):
    page = sign_in(window(java_script_enabled=False))
    page.goto("/admin/stations/")
    page.get_by_text("加筛选").click()
    page.get_by_text("所属区划", exact=True).locator("visible=true").first.click()
    page.get_by_label("所属区划，及其以下").fill("历山社区")
    page.get_by_role("button", name="应用", exact=True).locator("visible=true").click()
    expect(page.locator(".chip--set")).to_contain_text("历山社区及以下")
    open_form(page, street).get_by_label("所属区划").fill("和源社区")
    save(page)
    expect(page.get_by_role("status")).to_contain_text("已保存")
    page.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确认删除").click()
    expect(page.get_by_role("status")).to_contain_text("已删除“东驿站”")
    assert not Station.get_or_none(Station.id == street.id)
