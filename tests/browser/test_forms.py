"""The form page in a real browser: mistakes, pickers that create, autosave, sessions that end, other people."""

import re

import pytest
from playwright.sync_api import expect

from portal.models import Grid, Station
from portal.models.desks import Unfinished
from tests import makers

from .test_admin import open_form, save, sign_in, street

__all__ = ["street"]


@pytest.fixture
def page(street, window):
    """The clerk with the form of the station open."""
    return open_form(sign_in(window()), street)


def kept(page):
    expect(page.locator("[data-autosave]")).to_contain_text("已自动保存", timeout=20_000)


def test_mistakes_are_read_first_and_lead_to_their_inputs_by_keyboard(page, street):
    page.get_by_label("电话", exact=True).fill("看不懂")
    page.locator("#field-division").fill("没有这个社区")
    page.get_by_role("button", name="添加一行指标").click()
    page.locator("[name=figures-new1-name]").fill("床位")
    page.locator("[name=figures-new1-value]").fill("很多")
    page.keyboard.press("Control+s")
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^（3 处要改）"))
    page.get_by_role("link", name=re.compile("^指标新增第 1 行")).press("Enter")
    expect(page.locator("[name=figures-new1-value]")).to_be_focused()
    page.get_by_role("link", name=re.compile("^电话：")).press("Enter")
    expect(page.get_by_label("电话", exact=True)).to_be_focused()
    expect(page.locator("#field-phone-error")).to_be_in_viewport()

    page.keyboard.press("Control+a")
    page.keyboard.type("0533-2222222")
    page.locator("#field-division").fill("历山社区")
    page.locator("[name=figures-new1-value]").fill("12")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).phone == "0533-2222222"


def test_what_a_picker_lacks_is_made_on_the_spot_by_keyboard(page, street, window):
    window.expected.append("status of 422")
    keys, box = page.keyboard, page.locator("#field-grid")
    box.focus()
    keys.type("第九网格")
    expect(page.locator(".picker__option--new")).to_have_text("新建…“第九网格”")
    keys.press("ArrowUp")
    keys.press("Enter")
    dialog = page.get_by_role("dialog", name="新建网格")
    expect(dialog.get_by_label("名称")).to_have_value("第九网格")
    expect(dialog.locator("[name=small-division]")).to_have_value(re.compile("历山社区"))
    expect(dialog.get_by_label("类型")).to_be_focused()
    keys.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("处要改")
    dialog.get_by_label("类型").select_option("small")
    dialog.get_by_label("编号").fill("9")
    dialog.get_by_role("button", name="建好并选中").press("Enter")
    expect(dialog).to_have_count(0)
    expect(box).to_have_value(re.compile("第九网格（.+）"))
    expect(box).to_be_focused()
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).grid == Grid.get(Grid.name == "第九网格")


def test_a_dialog_that_is_closed_makes_nothing_and_gives_the_focus_back(page):
    box = page.locator("#field-grid")
    box.focus()
    page.keyboard.type("第九网格")
    page.locator(".picker__option--new").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(box).to_be_focused()
    assert not Grid.select().exists()


def test_what_is_typed_is_kept_and_gone_on_with(page, street):
    page.get_by_label("地址").fill("北街 1 号")
    kept(page)
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, street)
    expect(page.locator("[data-offer]")).to_contain_text("北街 1 号")
    expect(page.get_by_label("地址")).to_have_value("")
    page.get_by_role("link", name=re.compile("^接着写")).click()
    expect(page.get_by_label("地址")).to_have_value("北街 1 号")
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).address == "北街 1 号"
    assert not Unfinished.select().exists()


def test_what_cannot_be_sent_stays_in_the_tab_and_is_sent_later(page, window):
    window.expected.append("net::ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.get_by_label("地址").fill("北街 1 号")
    expect(page.locator("[data-autosave]")).to_contain_text("连不上服务器")
    assert not Unfinished.select().exists()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-autosave]")).to_contain_text("没有保存")
    expect(page.get_by_label("地址")).to_have_value("北街 1 号")
    page.context.set_offline(False)
    kept(page)
    assert Unfinished.select().count() == 1
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def save_late(page):
    """Press the button in a window whose session has ended."""
    page.context.clear_cookies()
    page.get_by_role("button", name="保存", exact=True).click()


def again(page, login):
    dialog = page.get_by_role("dialog", name="登录已经过期")
    dialog.get_by_label("登录名").fill(login)
    dialog.get_by_label("口令").fill(makers.PASSWORD)
    dialog.get_by_role("button", name="登录并继续").click()
    return dialog


def test_signing_in_again_in_place_saves_what_was_typed(page, street):
    page.get_by_label("简介").fill("写了很久的一段话")
    save_late(page)
    again(page, "clerk")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).summary == "写了很久的一段话"


def test_somebody_else_who_signs_in_there_may_not_take_the_words(page, street):
    page.get_by_label("简介").fill("写了很久的一段话")
    save_late(page)
    dialog = again(page, "admin")
    expect(dialog.get_by_role("alert")).to_contain_text("clerk 写的内容")
    expect(page.get_by_label("简介")).not_to_be_visible()
    assert Station.get_by_id(street.id).summary is None
    again(page, "clerk")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).updated_by == "clerk"


def test_two_people_see_each_other_and_hear_of_a_save(page, street, window):
    other = open_form(sign_in(window(), "admin"), street)
    expect(other.locator("[data-presence-words]")).to_contain_text("clerk 也开着这一页")
    other.get_by_label("地址").fill("南街 3 号")
    save(other)
    expect(other.get_by_role("status").first).to_contain_text("已保存")
    page.get_by_label("别名").fill("东站")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-saved]")).to_contain_text("admin 保存了新的版本")
    page.get_by_role("button", name="接着写（保存时合并）").click()
    expect(page.locator("[data-saved]")).to_have_count(0)
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("已合并别人的修改")


def test_a_double_click_makes_one_record(page):
    page.goto("/admin/stations/new/")
    page.get_by_label("名称").first.fill("北驿站")
    page.locator("#field-division").fill("历山社区")
    page.locator("#field-kind").select_option("city_post")
    page.get_by_role("button", name="保存", exact=True).dblclick()
    expect(page.get_by_role("status").first).to_contain_text("已新建")
    assert Station.select().where(Station.name == "北驿站").count() == 1


def test_leaving_a_changed_form_asks_and_saving_it_does_not(page, street):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("地址").fill("北街 1 号")
    page.get_by_role("link", name="工作台").click(no_wait_after=True)
    expect(page.get_by_label("地址")).to_have_value("北街 1 号")
    assert asked == ["beforeunload"]
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert asked == ["beforeunload"]


def columns(page):
    """How many columns the first section has."""
    return page.locator("#part-1 .field").evaluate_all(
        "fields => new Set(fields.map(field => Math.round(field.getBoundingClientRect().left))).size"
    )


def test_the_form_has_two_columns_where_they_fit_and_its_buttons_in_sight(page, street, window):
    assert columns(page) == 2
    for name in ("名称", "所属区划", "电话", "地址", "类型"):
        expect(page.get_by_label(name).first).to_be_in_viewport()
    page.set_viewport_size({"width": 1100, "height": 768})
    assert columns(page) == 1
    phone = open_form(sign_in(window(viewport={"width": 390, "height": 800})), street)
    assert columns(phone) == 1
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        phone.evaluate(f"scrollTo(0, {place})")
        expect(phone.get_by_role("button", name="保存", exact=True)).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_lost_session_loses_nothing_either(street, window):
    page = open_form(sign_in(window(java_script_enabled=False)), street)
    page.get_by_label("地址").fill("北街 1 号")
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("您写的都留着")
    page.get_by_label("口令").fill(makers.PASSWORD)
    page.get_by_role("button", name="登录，接着写").click()
    expect(page.get_by_label("地址")).to_have_value("北街 1 号")
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    assert Station.get_by_id(street.id).address == "北街 1 号"
