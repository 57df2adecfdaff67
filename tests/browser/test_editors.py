"""The editors inside forms: what a person does in them stands in the input, and is saved as if it had been typed."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.core import fields, hours, media
from portal.core.fields.rich import pasted
from portal.core.recurrence import Recurrence
from portal.models import Activity, Division, Grid, Notice, Station
from tests import makers
from tests.makers import edit

from .test_admin import save, sign_in

PASTED = Path("tests/core/pasted")
OUTLINE = fields.Outline("边界线")


@pytest.fixture
def street(site):
    """A street with a community that has an outline, and a clerk."""
    street = makers.division("历山街道", level="street")
    here = makers.division("历山社区", street, outline=OUTLINE.read("118.16,36.18；118.18,36.18；118.18,36.20；118.16,36.20"))
    makers.user("clerk", "clerk", street)
    return here


@pytest.fixture
def desk(street, window):
    """A clerk's window."""
    return sign_in(window())


def open_form(page, record):
    page.goto(f"/admin/{record._meta.plural}/edit/?id={record.slug}")
    return page


def saved(page):
    save(page)
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()


def map_of(page):
    """The frame of the map of the form, ready."""
    page.locator("[data-map][data-ready]").wait_for()
    frame = page.locator(".ground__map")
    frame.scroll_into_view_if_needed()
    return frame


def at(frame, across, down):
    """The dot of `frame` so far across and down, for a click."""
    box = frame.bounding_box()
    return {"x": box["width"] * across, "y": box["height"] * down}


# -- maps -----------------------------------------------------------------------------------------------------------------


def test_a_point_is_picked_by_click_moved_by_keys_and_saved(street, desk):
    station = makers.station("东驿站", street)
    page = open_form(desk, station)
    frame, box = map_of(page), page.get_by_label("位置", exact=True)
    expect(frame.locator(".ground__area")).to_have_count(1)

    frame.click(position=at(frame, 0.5, 0.4))
    expect(box).to_have_value(re.compile(r"118\.\d{6},36\.\d{6}"))
    first = box.input_value()
    pin = frame.locator(".ground__pin")
    pin.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_value(first)
    east, north = (float(part) for part in box.input_value().split(","))
    assert east > float(first.split(",")[0])
    assert north == pytest.approx(float(first.split(",")[1]), abs=2e-6)
    saved(page)
    assert Station.get_by_id(station.id).point == (east, north)


def test_where_the_division_has_no_outline_the_map_opens_on_the_one_around_it(street, desk):
    edit(Division.get_by_id(street.parent_id), outline=OUTLINE.read("118.1,36.1；118.3,36.1；118.3,36.3；118.1,36.3"))
    makers.division("远处社区", street.parent, outline=OUTLINE.read("119.1,36.1；119.2,36.1；119.2,36.2；119.1,36.2"))
    page = open_form(desk, makers.station("东驿站", makers.division("新社区", street.parent)))
    frame, box = map_of(page), page.get_by_label("位置", exact=True)
    frame.click(position=at(frame, 0.5, 0.5))
    east, north = (float(part) for part in box.input_value().split(","))
    assert (east, north) == (pytest.approx(118.2, abs=0.02), pytest.approx(36.2, abs=0.02))


def test_a_name_on_the_map_is_a_name_and_no_markup(street, desk):
    edit(Division.get_by_id(street.id), name="<form>历山<b>社区</b>")
    frame = map_of(open_form(desk, makers.station("东驿站", street)))
    expect(frame.locator(".ground__name").first).to_have_text("<form>历山<b>社区</b>")
    expect(frame.locator("form, b")).to_have_count(0)


def test_typed_coordinates_move_the_pin_and_an_empty_box_takes_it_away(street, desk):
    page = open_form(desk, makers.station("东驿站", street))
    frame, box = map_of(page), page.get_by_label("位置", exact=True)
    expect(frame.locator(".ground__pin")).to_have_count(0)
    box.fill("118.17,36.19")
    expect(frame.locator(".ground__pin")).to_have_count(1)
    page.get_by_role("button", name="去掉位置").click()
    expect(box).to_have_value("")


def test_the_own_position_is_asked_for_only_when_wanted(street, window):
    page = sign_in(window(geolocation={"longitude": 118.171, "latitude": 36.191}, permissions=["geolocation"]))
    open_form(page, makers.station("东驿站", street))
    map_of(page)
    expect(page.get_by_label("位置", exact=True)).to_have_value("")
    page.get_by_role("button", name="用我的位置").click()
    expect(page.get_by_label("位置", exact=True)).to_have_value("118.171000,36.191000")


def corners(page):
    return json.loads(page.get_by_label("边界线", exact=True).input_value())["coordinates"][0][:-1]


def test_an_outline_is_drawn_corner_by_corner_undone_and_saved(street, desk):
    grid = makers.grid(street, number=1)
    page = open_form(desk, grid)
    frame = map_of(page)
    for count, (across, down) in enumerate([(0.4, 0.3), (0.4, 0.7), (0.6, 0.7), (0.6, 0.3)], 1):
        frame.click(position=at(frame, across, down))
        expect(frame.locator(".ground__corner")).to_have_count(count)
    page.get_by_role("button", name="闭合").click()
    expect(page.locator(".ground__told")).to_have_text("已画，4 个角点")
    whole = corners(page)

    frame.locator(".ground__corner").nth(1).focus()
    page.keyboard.press("Delete")
    expect(frame.locator(".ground__corner")).to_have_count(3)
    page.get_by_role("button", name="撤销一步").click()
    expect(frame.locator(".ground__corner")).to_have_count(4)
    assert corners(page) == whole
    saved(page)
    kept = json.loads(Grid.get_by_id(grid.id).outline)["coordinates"][0]
    assert sorted(kept[:-1]) == sorted(whole)


def test_a_crossing_is_told_in_the_words_of_the_server_and_put_right_by_the_list_of_corners(street, desk):
    grid = makers.grid(street, number=1, outline=OUTLINE.read("118.165,36.185；118.175,36.185；118.175,36.195；118.165,36.195"))
    page = open_form(desk, grid)
    map_of(page)
    expect(page.locator(".ground__corner")).to_have_count(4)
    page.get_by_text("角点（4）").click()
    third = page.get_by_label("第 3 个角点，经度,纬度")
    third.fill("118.170000,36.175")
    third.press("Tab")
    expect(page.locator(".ground__told")).to_contain_text("自己交叉了")
    third.fill("118.178,36.198")
    third.press("Tab")
    expect(page.locator(".ground__told")).to_have_text("已画，4 个角点")
    page.get_by_role("button", name="第 1 个角点：删除").click()
    assert len(corners(page)) == 3


def test_corners_are_dragged_and_put_in_between(street, desk):
    grid = makers.grid(street, number=1, outline=OUTLINE.read("118.165,36.185；118.175,36.185；118.175,36.195；118.165,36.195"))
    page = open_form(desk, grid)
    map_of(page)
    before = corners(page)
    handle = page.locator(".ground__corner").first.bounding_box()
    page.mouse.move(handle["x"] + 12, handle["y"] + 12)
    page.mouse.down()
    page.mouse.move(handle["x"] + 40, handle["y"] + 30, steps=6)
    page.mouse.up()
    expect(page.locator(".ground__told")).to_have_text("已画，4 个角点")
    assert corners(page)[0] != before[0]
    assert corners(page)[1:] == before[1:]
    page.locator(".ground__between").nth(1).click()
    expect(page.locator(".ground__corner")).to_have_count(5)


def test_a_map_works_by_touch_on_a_telephone(street, window):
    page = sign_in(window(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))
    open_form(page, makers.grid(street, number=1))
    frame = map_of(page)
    for count, (across, down) in enumerate([(0.3, 0.3), (0.3, 0.7), (0.7, 0.6)], 1):
        frame.tap(position=at(frame, across, down))
        expect(frame.locator(".ground__corner")).to_have_count(count)
    page.get_by_role("button", name="闭合").tap()
    expect(page.locator(".ground__told")).to_have_text("已画，3 个角点")


def test_an_outline_of_several_pieces_is_left_to_the_text(street, desk):
    pieces = {
        "type": "MultiPolygon",
        "coordinates": [[[[x, 36.1], [x + 0.01, 36.1], [x + 0.01, 36.11], [x, 36.1]]] for x in (118.1, 118.2)],
    }
    grid = makers.grid(street, number=1, outline=OUTLINE.read(json.dumps(pieces)))
    page = open_form(desk, grid)
    map_of(page)
    expect(page.get_by_text("有多块或有洞的边界，请在上面的文字里改")).to_be_visible()
    saved_text = page.get_by_label("边界线", exact=True).input_value()
    page.get_by_label("修改说明").fill("看看")
    assert page.get_by_label("边界线", exact=True).input_value() == saved_text


# -- opening hours ----------------------------------------------------------------------------------------------------------


def test_hours_are_filled_in_by_the_week_copied_and_given_an_exception(street, desk):
    station = makers.station("东驿站", street)
    page = open_form(desk, station)
    box = page.get_by_label("开放时间", exact=True)
    page.get_by_role("button", name="周一加一段").click()
    page.get_by_label("周一第 1 段从").fill("09:00")
    page.get_by_label("周一第 1 段到").fill("17:30")
    expect(box).to_have_value("周一 09:00-17:30")
    page.get_by_role("button", name="把周一的时间复制到工作日").click()
    expect(box).to_have_value("周一至周五 09:00-17:30")
    page.get_by_role("button", name="添加另行安排的日子").click()
    page.get_by_label("第 1 条从哪天").fill("2026-10-01")
    page.get_by_label("第 1 条到哪天").fill("2026-10-07")
    page.get_by_label("第 1 条说明").fill("国庆节")
    expect(box).to_have_value("周一至周五 09:00-17:30\n2026-10-01至2026-10-07 关门 国庆节")
    page.get_by_label("看某个时刻开不开").fill("2026-11-26T15:00")
    expect(page.locator("[data-open-now]")).to_have_text("2026-11-26 15:00 开放，到 17:30")
    page.get_by_label("看某个时刻开不开").fill("2026-10-02T15:00")
    expect(page.locator("[data-open-now]")).to_contain_text("不开放")
    saved(page)
    assert Station.get_by_id(station.id).hours == hours.Week.read("周一至周五 09:00-17:30；2026-10-01至2026-10-07 关门 国庆节")


def test_typed_hours_fill_the_week_and_what_is_wrong_with_them_is_told(street, desk):
    page = open_form(desk, makers.station("东驿站", street, hours=hours.Week.read("周五 18:00-24:00")))
    expect(page.get_by_label("周五第 1 段到")).to_have_value("00:00")
    box = page.get_by_label("开放时间", exact=True)
    box.fill("工作日 8点-12点 14点-18点；周日 休息")
    expect(page.get_by_label("周三第 2 段到")).to_have_value("18:00")
    box.fill("随时")
    expect(page.locator(".week__told")).to_contain_text("“随时”里没有时间")
    expect(page.get_by_label("周三第 2 段到")).to_have_value("18:00")


def test_hours_are_changed_by_keyboard_alone(street, desk):
    page = open_form(desk, makers.station("东驿站", street, hours=hours.Week.read("周一 09:00-12:00")))
    page.get_by_label("周一第 1 段从").wait_for()
    page.get_by_role("button", name="去掉周一第 1 段").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("开放时间", exact=True)).to_have_value("")
    page.keyboard.press("Enter")  # the focus went on to the button that adds one
    expect(page.get_by_label("开放时间", exact=True)).to_have_value(re.compile(r"^周一 \d\d:\d\d-\d\d:\d\d$"))


# -- recurrences --------------------------------------------------------------------------------------------------------------


def test_a_recurrence_is_put_together_from_choices(street, desk):
    activity = makers.activity("读书会", street)
    page = open_form(desk, activity)
    box, group = page.get_by_label("循环", exact=True), page.get_by_role("group", name="多久一次，选着填")
    group.get_by_label("多久一次").select_option("每周")
    for day in "一二三四五六日":
        group.get_by_label(f"周{day}", exact=True).set_checked(day in "二四")
    group.get_by_label("从几点").fill("15:00")
    group.get_by_label("到几点").fill("16:30")
    expect(box).to_have_value("每周二、四 15:00-16:30")
    expect(page.locator("[data-next]")).to_contain_text("接下来：")
    group.get_by_label("从哪天起").fill("2026-03-12")
    group.get_by_label("到哪天止").fill("2030-12-31")
    page.get_by_role("button", name="添加不办的日子").click()
    group.get_by_label("第 1 段不办的日子从").fill("2026-10-01")
    expect(box).to_have_value("从2026-03-12起 每周二、四 15:00-16:30，直到2030-12-31\n2026-10-01 停")
    saved(page)
    kept = Activity.get_by_id(activity.id).recurrence
    assert kept == Recurrence.read("从2026-03-12起 每周二、四 15:00-16:30，直到2030-12-31；2026-10-01 停")


WORDS = [
    "每天 09:00",
    "从2026-03-12起 每3天",
    "工作日 08:30-17:00",
    "从2026-03-12起 每2周周一、四，共10次",
    "每月1、15日 09:00-10:00",
    "每月最后一天",
    "每月第一个周六 09:30-11:00",
    "从2026-03-12起 每2个月最后一个周五",
    "每年5月1日",
    "每年10月第二个周日 09:00，直到2030-12-31；2026-10-01至2026-10-03 停",
]


def test_every_pattern_that_can_be_typed_is_shown_and_written_again_the_same(street, desk):
    page = open_form(desk, makers.activity("读书会", street))
    box, group = page.get_by_label("循环", exact=True), page.get_by_role("group", name="多久一次，选着填")
    for words in WORDS:
        rule = Recurrence.read(words)
        with page.expect_response(lambda answer: "reading/recurrence" in answer.url):
            box.fill(words)
        expect(group.get_by_label("多久一次")).to_have_value(rule.every)
        until = group.get_by_label("到哪天止")
        expect(until).to_have_value(str(rule.until or ""))
        expect(group.get_by_label("从几点")).to_have_value("" if rule.time is None else f"{rule.time // 60:02}:{rule.time % 60:02}")
        until.dispatch_event("input")  # anything in the choices writes all of it again
        assert Recurrence.read(box.input_value()) == rule, words


# -- rich text ----------------------------------------------------------------------------------------------------------------


def text_of(page, label="正文"):
    """The editor of that label, ready, and the textarea under it."""
    box = page.locator("[data-rich]").filter(has=page.locator("trix-editor")).first
    page.locator("[data-rich][data-ready]").first.wait_for()
    return page.get_by_role("textbox", name=label), box.locator("textarea")


def paste(editor, html, text="文字"):
    """Paste `html` into `editor`, as a browser hands it over."""
    editor.evaluate(
        """(editor, [html, text]) => { const data = new DataTransfer(); data.setData("text/html", html); data.setData("text/plain", text);
        editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        [html, text],
    )


def test_a_text_is_written_with_headings_lists_and_bold_and_nothing_of_the_policy_is_broken(street, desk):
    notice = makers.notice("停水通知", street)
    page = open_form(desk, notice)
    editor, area = text_of(page)
    tools = page.get_by_role("toolbar", name="格式")
    editor.click()
    tools.get_by_role("button", name="小标题", exact=True).click()
    page.keyboard.type("议程")
    page.keyboard.press("Enter")
    page.keyboard.type("第一段")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("要紧")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    tools.get_by_role("button", name="列表", exact=True).click()
    page.keyboard.type("甲")
    page.keyboard.press("Enter")
    page.keyboard.type("乙")
    expect(area).to_have_value("<h2>议程</h2><p>第一段</p>\n<p><strong>要紧</strong></p><ul><li>甲</li><li>乙</li></ul>")
    saved(page)
    assert Notice.get_by_id(notice.id).body == area_text(
        "<h2>议程</h2><p>第一段</p>\n<p><strong>要紧</strong></p><ul><li>甲</li><li>乙</li></ul>"
    )


def area_text(text):
    return fields.Rich("正文").read(text)


def test_a_link_is_made_by_keyboard_alone(street, desk):
    page = open_form(desk, makers.notice("停水通知", street, body="<p>详见网站</p>"))
    editor, area = text_of(page)
    editor.focus()
    page.keyboard.press("Control+a")
    page.wait_for_function("box => box.editor.getSelectedRange()[1] > 3", arg=editor.element_handle())  # it learns of it a moment later
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("toolbar", name="格式").get_by_role("button", name="粗体")).to_be_focused()
    page.keyboard.press("Enter")
    expect(area).to_have_value("<p><strong>详见网站</strong></p>")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    editor.focus()
    page.keyboard.press("Control+a")
    page.wait_for_function("box => box.editor.getSelectedRange()[1] > 3", arg=editor.element_handle())
    page.keyboard.press("Control+k")
    page.get_by_label("链接的地址").fill("https://www.example.com/")
    page.keyboard.press("Enter")
    expect(area).to_have_value('<p><a href="https://www.example.com/"><strong>详见网站</strong></a></p>')


@pytest.mark.parametrize("name", ["word", "wechat"])
def test_what_comes_from_word_and_wechat_is_cleaned_and_keeps_its_words(street, desk, name):
    notice, html = makers.notice("停水通知", street), (PASTED / f"{name}.html").read_text()
    page = open_form(desk, notice)
    editor, _ = text_of(page)
    editor.click()
    paste(editor, html)
    expect(page.locator(".rich__told").first).to_contain_text("已粘贴")
    saved(page)
    body, kind = Notice.get_by_id(notice.id).body, fields.Rich("正文")
    assert re.sub(r"\s", "", kind.words(body)) == re.sub(r"\s", "", kind.words(pasted(html)))
    assert not re.search(r"style=|class=|<span|<section|<o:p|&nbsp;", body)
    assert ("<ol>" in body) == (name == "word")


def test_a_text_that_is_only_looked_at_stays_as_it_was(street, desk):
    body = "<h2>议程</h2>\n<p>第一段<br>换行 &lt;甲&gt;</p>\n<blockquote>引</blockquote>\n<ul><li>甲</li></ul>"
    notice = makers.notice("停水通知", street, body=body)
    page = open_form(desk, notice)
    text_of(page)
    page.get_by_label("标题").fill("停水的通知")
    saved(page)
    assert Notice.get_by_id(notice.id).body == body


def test_a_text_with_a_table_stays_a_textarea(street, desk):
    body = "<p>一</p><table><tbody><tr><td>窗口</td><td>电话</td></tr></tbody></table>"
    notice = makers.notice("停水通知", street, body=body)
    page = open_form(desk, notice)
    expect(page.get_by_text("里面有表格或分隔线，请在这里直接改标记。")).to_be_visible()
    expect(page.get_by_label("正文", exact=True)).to_have_value(body)


def test_the_marks_can_be_written_directly_and_the_editor_follows(street, desk):
    page = open_form(desk, makers.notice("停水通知", street, body="<p>一</p>"))
    editor, area = text_of(page)
    page.get_by_role("button", name="直接改标记").first.click()
    area.fill("第一段\n\n第二段 <")
    page.get_by_role("button", name="回到编辑器").click()
    expect(editor).to_be_focused()
    expect(editor.locator("p")).to_have_text(["第一段", "第二段 <"])


# -- files ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "门口.png"
    Image.new("RGB", (60, 40), "red").save(path)
    return path


HAND = """(box, [types, name, data]) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(data)], name, { type: "image/png" }));
  for (const type of types) {
    const more = { bubbles: true, cancelable: true };
    const pasted = () => new ClipboardEvent(type, { ...more, clipboardData: files });
    box.dispatchEvent(type === "paste" ? pasted() : new DragEvent(type, { ...more, dataTransfer: files }));
  }
}"""


def hand(box, types, name, data):
    """Drop or paste a file of that content on `box`, as a browser tells it."""
    box.evaluate(HAND, [types, name, list(data)])


def test_a_picture_is_dropped_shown_at_once_and_saved_with_the_form(street, desk, photograph):
    station = makers.station("东驿站", street)
    page = open_form(desk, station)
    hand(page.locator("[data-drop]"), ["dragover", "drop"], "门口.png", photograph.read_bytes())
    expect(page.locator(".file__now img")).to_be_visible()
    expect(page.locator(".file")).to_contain_text("已上传，保存后生效")
    expect(page.locator(".file__told")).to_contain_text("请写一句图片说明")
    page.get_by_label("图片说明").fill("东驿站的门")
    saved(page)
    kept = Station.get_by_id(station.id)
    assert kept.picture.endswith(".png 门口")
    assert media.has(kept.picture.partition(" ")[0])


def test_a_picture_is_pasted_or_chosen_and_one_that_is_none_is_refused(street, desk, window, photograph, tmp_path):
    window.expected.append("status of 422")
    page = open_form(desk, makers.station("东驿站", street))
    box = page.locator("[data-drop]")
    hand(box, ["paste"], "截图.png", photograph.read_bytes())
    expect(box.locator(".file__now")).to_contain_text("截图")
    page.get_by_label("图片", exact=True).set_input_files(photograph)
    expect(box.locator(".file__now")).to_contain_text("门口")
    (tmp_path / "坏.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    page.get_by_label("图片", exact=True).set_input_files(tmp_path / "坏.png")
    expect(box.locator(".file__told")).to_contain_text("可能已损坏")
    expect(box.locator(".file__now")).to_contain_text("门口")


# -- without scripts, and without harm --------------------------------------------------------------------------------------------


def test_without_scripts_every_input_is_typed_into(street, window):
    station = makers.station("东驿站", street)
    page = window(java_script_enabled=False)
    page.goto("/admin/login")
    page.get_by_label("登录名").fill("clerk")
    page.get_by_label("口令").fill(makers.PASSWORD)
    page.get_by_role("button", name="登录").click()
    open_form(page, station)
    page.get_by_label("位置", exact=True).fill("118.17,36.19")
    page.get_by_label("开放时间").fill("周一 09:00-12:00")
    saved(page)
    kept = Station.get_by_id(station.id)
    assert (kept.point, kept.hours) == ((118.17, 36.19), hours.Week.read("周一 09:00-12:00"))


@pytest.fixture
def all_editors(street):
    """A record for each form that has editors."""
    return [
        makers.station("东驿站", street, point=(118.17, 36.19), hours=hours.Week.read("周一 09:00-12:00；2026-10-01 关门")),
        makers.grid(street, number=1, outline=OUTLINE.read("118.165,36.185；118.175,36.185；118.175,36.195；118.165,36.195")),
        makers.activity("读书会", street, recurrence=Recurrence.read("每周四 15:00；2026-10-01 停"), agenda="<h2>议程</h2><p>一</p>"),
    ]


def ready(page, record):
    open_form(page, record)
    page.locator("[data-map][data-ready], [data-rich][data-ready]").first.wait_for()


def test_editors_break_no_policy_and_write_nothing_to_the_console(all_editors, window):
    page, told = sign_in(window()), []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    for record in all_editors:
        ready(page, record)
    assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_editors_have_no_barrier_and_stay_within_the_page(all_editors, window, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    # axe-core sets inline styles of its own, which the policy of our pages forbids
    page = sign_in(window(viewport={"width": width, "height": 768}, color_scheme=scheme, bypass_csp=True))
    inside = "([at, editors]) => !!document.querySelector(at)?.closest(editors)"
    for record in all_editors:
        ready(page, record)
        found = [
            (rule["id"], node["target"][-1])
            for rule in Axe().run(page, options={"preload": False}).response["violations"]
            for node in rule["nodes"]
        ]
        assert [pair for pair in found if page.evaluate(inside, [pair[1], ".ground, .hours, .recurs, .rich, .file"])] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
