"""Importing as a person does it: a sheet from the office, pasted rows, words explained, bad rows fixed and taken again."""

import pytest
from playwright.sync_api import expect

from portal.models import Station
from tests import makers

HEAD = "单位名称,所属区划,类型,联系电话\n"
SHEET = (
    HEAD
    + "".join(f"{name}驿站,历山社区,城市驿站,0533-324123{n}\n" for n, name in enumerate("甲乙丙丁"))
    + (
        "戊驿站,一号社区,城市驿站,\n己驿站,一号社区,城市驿站,\n庚驿站,历山社区,城市驿站,一二三\n辛驿站,历山社区,城堡,\n壬驿站,历山社区,城堡,\n"
    )
)


@pytest.fixture
def clerk(window):
    """A clerk of 历山街道 who is signed in, on the import page of stations."""
    street = makers.division("历山街道", level="street")
    makers.division("历山社区", street)
    makers.user("clerk", "clerk", street)
    page = window()
    page.goto("/admin/login")
    page.get_by_label("登录名").fill("clerk")
    page.get_by_label("口令").fill(makers.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("星期")
    page.goto("/admin/stations/import/")
    return page


def tab(page, word):
    return page.get_by_role("navigation", name="结果").get_by_role("link", name=word)


def test_a_sheet_of_the_office_with_bad_rows_is_fixed_and_taken_again(clerk, tmp_path):
    clerk.get_by_label("表格文件").set_input_files({"name": "驿站.csv", "mimeType": "text/csv", "buffer": SHEET.encode("gb18030")})
    clerk.get_by_role("button", name="先检查").click()
    expect(clerk.get_by_role("heading", name="每一列是什么")).to_be_visible()
    expect(clerk.get_by_label("“联系电话”是哪一项")).to_have_value("phone")
    clerk.get_by_role("button", name="检查，不写入").click()

    expect(tab(clerk, "错误")).to_contain_text("5")
    box = clerk.get_by_role("combobox", name="一号社区")
    box.fill("历山社")
    clerk.get_by_role("option", name="历山社区").click()
    clerk.get_by_label("类型写的“城堡”").select_option(label="城市驿站")
    clerk.get_by_role("button", name="记住并再检查").click()

    expect(tab(clerk, "错误")).to_contain_text("1")
    expect(tab(clerk, "新增")).to_contain_text("8")
    clerk.get_by_role("button", name="写入 8 行").click()
    expect(clerk.get_by_text("写入完毕")).to_be_visible()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载有错的行").click()
    path = tmp_path / "错.xlsx"
    download.value.save_as(path)
    assert Station.select().count() == 8

    clerk.goto("/admin/stations/import/")
    clerk.get_by_label("表格文件").set_input_files(path)
    clerk.get_by_role("button", name="先检查").click()
    clerk.get_by_role("button", name="检查，不写入").click()
    expect(tab(clerk, "错误")).to_contain_text("1")


def test_pasted_rows_are_checked_and_written_by_keyboard_alone(clerk):
    clerk.get_by_label("或者从表格里复制").focus()
    clerk.keyboard.insert_text("名称\t所属区划\t类型\n南驿站\t历山社区\t城市驿站\n")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Enter")
    button = clerk.get_by_role("button", name="写入 1 行")
    button.focus()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_text("写入完毕")).to_be_visible()
    assert Station.get().name == "南驿站"


def test_a_long_import_moves_its_bar_and_ends_on_its_report(clerk, monkeypatch):
    monkeypatch.setattr("portal.admin.imports.SMALL", 0)
    monkeypatch.setattr("portal.core.importing.running.BATCH", 50)
    rows = "名称,所属区划,类型\n" + "".join(f"站{number},历山社区,城市驿站\n" for number in range(1200))
    clerk.get_by_label("表格文件").set_input_files({"name": "多.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    clerk.get_by_role("button", name="先检查").click()
    clerk.get_by_role("button", name="写入 1200 行").click()
    expect(clerk.get_by_text("写入完毕")).to_be_visible()
    expect(tab(clerk, "新增")).to_contain_text("1200")
    assert Station.select().count() == 1200
