"""What a person does before each picture of the clerks' manual is taken; each scene stands alone."""

import io

from PIL import Image, ImageDraw

SHEET = """站点名称,所属区划,类型,联系电话
和顺城市驿站,shili-lishan-sq1,城市驿站,0533-3170001
康宁城市驿站,shili-lishan-sq1,城市驿站,0533-3170002
广场红色阵地,shili-lishan-sq1,红色物业阵地,0533-3170003
向阳城市驿站,一号社区,城市驿站,0533-3170004
书香驿站,shili-lishan-sq1,城堡,0533-3170005
"""
HOURS = "周一至周日 07:30-20:30"


def go(address):
    """A step that opens `address`."""
    return lambda page: page.goto(address)


def first_station(page):
    """Open the first station of the list."""
    page.goto("/admin/stations/")
    page.locator("tbody th a").first.click()
    page.locator("#facts").wait_for()


def edit(page, number=0):
    """Open the form of a station of the list."""
    page.goto("/admin/stations/")
    page.locator("tbody .table__do a").nth(number).click()
    page.locator("[data-desk]").wait_for()


def edit_first(page):
    """Open the form of the first station."""
    edit(page)


def look_at_hours(page):
    """The form of a station, at its hours."""
    edit(page, 3)
    page.get_by_text("读作").wait_for()


def look_at_map(page):
    """The form of the first station, at its map."""
    edit(page)
    page.locator(".leaflet-marker-icon").first.wait_for()
    page.locator("path.leaflet-interactive").first.wait_for(state="attached")


def grid_with_posts(page):
    """The form of a grid: one post ends, the next is being written."""
    page.goto("/admin/grids/")
    page.locator("tbody .table__do a").nth(1).click()
    posts = page.locator("[data-children=assignments]")
    posts.locator("tbody tr").first.locator("select[name$=step]").select_option(label="已离任")
    posts.get_by_role("button", name="添加一行").click()
    new = posts.locator("tr[data-fresh]:visible").last
    new.locator("input[name$=ordinal]").fill("2")
    new.locator("input[name$=duty_phone]").fill("0533-3170008")
    page.keyboard.press("Tab")


def hand_over(page):
    """A post about to pass to the next holder."""
    page.goto("/admin/assignments/?q=0533")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="交给接任的人").click()
    page.locator("#why").fill("岗位调整")


def tick_three(page):
    """A list with three rows ticked."""
    page.goto("/admin/stations/")
    for box in page.locator("tbody input[name=rowid]").all()[:3]:
        box.check()


def preview_hours(page):
    """The preview of new hours for three stations."""
    tick_three(page)
    page.locator("#bulk-field").select_option(label="开放时间")
    page.get_by_role("button", name="批量修改").click()
    page.locator("#field-hours").fill(HOURS)
    page.get_by_role("button", name="看看会改什么").click()
    page.get_by_text("这是预览").wait_for()


def undo_bulk(page):
    """What taking back new hours would come to."""
    preview_hours(page)
    page.get_by_role("button", name="确认，写入").click()
    page.get_by_role("link", name="撤销").first.click()
    page.get_by_role("button", name="确认撤销").wait_for()


def match_columns(page):
    """A sheet whose columns have names of their own."""
    page.goto("/admin/stations/import/")
    page.locator("#file").set_input_files({"name": "驿站.csv", "mimeType": "text/csv", "buffer": SHEET.encode("gb18030")})
    page.get_by_role("button", name="先检查").click()
    page.get_by_role("heading", name="每一列是什么").wait_for()


def check_sheet(page):
    """The same sheet checked."""
    match_columns(page)
    for list_ in page.locator("select:has(option[value='?'])").all():
        list_.select_option("name")
    page.get_by_role("button", name="检查，不写入").click()
    page.get_by_role("heading", name="有些写法没认出来").wait_for()


def change_phone(page):
    """A station whose number was changed twice: its history."""
    for phone, why in (("0533-3170000", "电话核实"), ("0533-3170006", "站长来电更正")):
        edit(page)
        page.get_by_label("电话", exact=True).fill(phone)
        page.locator("#why").fill(why)
        page.get_by_role("button", name="保存", exact=True).click()
        page.locator(".banner").first.wait_for()
    page.locator("main a[href*='/history/']").first.click()
    page.get_by_label("谁改过").wait_for()


def delete_one(page):
    """A station that was made by mistake and deleted: the trash."""
    page.goto("/admin/stations/new/")
    page.locator("#field-name").fill("和顺临时服务点")
    page.locator("#field-division").fill("shili-lishan-sq1")
    page.locator("#field-kind").select_option("city_post")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="删除…").click()
    page.locator("#why").fill("站点已合并")
    page.get_by_role("button", name="确认删除").click()
    page.goto("/admin/stations/trash/")


def lay_draft(page):
    """A station with a draft that waits."""
    edit(page, 2)
    page.get_by_label("简介", exact=True).fill("办事、议事、歇脚都可以来。二楼有阅览室。")
    page.locator("#why").fill("补充阅览室")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_text("有一份草稿等着发布").wait_for()


def recur(page):
    """An activity of every Thursday."""
    page.goto("/admin/activities/new/")
    again = page.locator(".again__form")
    again.locator("select").first.select_option(label="每周")
    for day in again.locator(".again__days input").all():
        day.set_checked(day.input_value() == "四")
    again.get_by_label("从几点").fill("15:00")
    again.get_by_label("到几点").fill("16:30")
    page.locator(".field__next").filter(has_text="周四").wait_for()


def open_branch(page):
    """The tree of brands with a branch open."""
    page.goto("/admin/brands/tree/")
    page.locator(".branches__toggle").first.click()
    page.locator(".branches__node .branches__node").first.wait_for()


def one_picture(page):
    """A station with a picture, and the page of all pictures."""
    drawing = Image.new("RGB", (480, 320), "#dfe7ef")
    pen = ImageDraw.Draw(drawing)
    pen.rectangle((120, 110, 360, 290), fill="#f6f1e4", outline="#5b6b7b", width=4)
    pen.polygon(((100, 110), (240, 30), (380, 110)), fill="#a8432f")
    pen.rectangle((210, 190, 270, 290), fill="#3b5f8a")
    kept = io.BytesIO()
    drawing.save(kept, "PNG")
    edit(page, 1)
    page.locator("#field-picture").set_input_files({"name": "门口.png", "mimeType": "image/png", "buffer": kept.getvalue()})
    page.locator("#field-picture_alt").fill("站点门口，红屋顶")
    page.get_by_text("已上传").first.wait_for()
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#facts").wait_for()
    page.goto("/admin/media/")
    page.get_by_role("link", name="服务站点 · 图片").click()
    page.locator(".kept__file").first.wait_for()


def palette(page):
    """The palette with something typed."""
    page.goto("/admin/")
    page.keyboard.press("Control+K")
    page.locator("#palette-q").fill("驿站")
    page.locator(".palette__option").filter(has_text="驿站").nth(2).wait_for()


def keys(page):
    """The list of keys."""
    page.goto("/admin/stations/")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
