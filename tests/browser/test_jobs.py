"""The ten commonest jobs of a clerk, each by mouse and by keyboard alone, and how many clicks and keys each takes."""

import datetime
import re
import time
from pathlib import Path

import pyotp
import pytest
import xlsxwriter
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from portal.core import fields, hours
from portal.core.history import Revision
from portal.core.recurrence import Recurrence
from portal.models import Activity, Assignment, Grid, ServiceBrand, Station, User
from portal.models.views import SavedView
from tests import makers

from .hands import Keyboard, Mouse
from .test_admin import sign_in

JOBS = Path("docs/guides/jobs.md")
OUTLINE = fields.Outline("边界线").read("118.16,36.18；118.18,36.18；118.18,36.20；118.16,36.20")
OPEN = "周一至周五 08:30-17:30"
HEAD = "名称,所属区划,类型,电话\n"
GOOD = "".join(f"{name}驿站,历山社区,城市驿站,0533-324123{n}\n" for n, name in enumerate("甲乙丙丁"))
BAD = "".join(f"{name}驿站,历山社区,城市驿站,打{n}次\n" for n, name in enumerate("戊己庚辛壬"))


def table():
    """{job: ((clicks, characters), (keys, characters))} as docs/guides/jobs.md says."""
    rows = re.findall(r"^\| (\d.*?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", JOBS.read_text(), re.M)
    return {job: {"clicks": (int(a), int(b)), "keys": (int(c), int(d))} for job, a, b, c, d in rows}


@pytest.fixture
def street(site):
    """历山街道 with two communities, another street with one, an administrator and a clerk of the first."""
    street = makers.division("历山街道", level="street")
    other = makers.division("山大路街道", level="street")
    street.here, street.near, street.far = (
        makers.division("历山社区", street, outline=OUTLINE),
        makers.division("和源社区", street),
        makers.division("甸柳社区", other),
    )
    makers.user("admin", "administrator")
    makers.user("clerk", "clerk", street)
    return street


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hands(request, street, window):
    """A clerk who is signed in, and uses nothing but these hands."""
    return request.param(sign_in(window()))


@pytest.fixture
def took(walked):
    """Hold what a job took against the table, which says at most so many."""

    def took(job, hands):
        walked.setdefault(job, {})[hands.unit] = (hands.acts, hands.typed)
        acts, typed = table()[job][hands.unit]
        assert (hands.acts <= acts, hands.typed <= typed) == (True, True), f"{job}: {hands.acts} {hands.unit}, {hands.typed} typed"

    return took


def said(page, words):
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def field(page, label):
    return page.get_by_label(label, exact=True)


def test_a_new_station(hands, street, window, took):
    page = hands.page
    hands.visit("服务站点")
    hands.go(page.get_by_role("link", name="新建服务站点"), "n")
    hands.fill(page.locator("#field-name"), "东驿站")
    hands.pick(page.get_by_role("combobox", name="所属区划"), "lssq", "历山社区")
    hands.choose(page.locator("#field-kind"), "城市驿站")
    hands.pick(page.get_by_role("combobox", name="所属网格"), "第九网格", "新建…")
    dialog = page.get_by_role("dialog", name="新建网格")
    hands.choose(dialog.get_by_label("类型"), "小网格")
    hands.fill(dialog.get_by_label("编号"), "9")
    hands.press(dialog.get_by_role("button", name="建好并选中"), "Control+Enter")
    expect(dialog).to_have_count(0)
    hands.place(page.locator(".ground__map"), field(page, "位置"), "118.17,36.19")
    hands.fill(field(page, "开放时间"), OPEN)
    hands.choose(page.locator("#field-state"), "已发布")
    hands.save()
    said(page, "已新建服务站点“东驿站”")
    made = Station.get(Station.name == "东驿站")
    assert (made.division.name, made.grid, made.hours) == ("历山社区", Grid.get(Grid.number == 9), hours.Week.read(OPEN))
    assert made.point
    resident = window()
    resident.goto(f"/stations/{made.slug}")
    expect(resident.locator("main")).to_contain_text("17:30")
    took("1 新建一个站点，网格当场建", hands)


def test_a_post_moves_to_a_successor(hands, street, took):
    page = hands.page
    old = makers.assignment(
        makers.role("网格长", category="lead"), grid=makers.grid(street.here), holder_name="示例甲", duty_phone="0533-3241234"
    )
    hands.visit("任职")
    hands.open_row(page.locator("tbody th a").first.inner_text())
    hands.go(page.get_by_role("link", name="交给接任的人"), "j")
    hands.fill(page.locator("#field-holder_name"), "示例乙")
    hands.send(page.get_by_role("button", name="交接", exact=True))
    said(page, "已交接")
    ended, new = Assignment.get_by_id(old.id), Assignment.get(Assignment.id != old.id)
    assert (ended.step, new.step, new.holder_name, new.grid, new.duty_phone) == ("ended", "active", "示例乙", old.grid, "0533-3241234")
    assert datetime.date.fromisoformat(new.starts_on) - datetime.date.fromisoformat(ended.ends_on) == datetime.timedelta(days=1)
    last = [
        Revision.select().where(Revision.record == one.id, Revision.shape == "assignment").order_by(-Revision.id).get()
        for one in (ended, new)
    ]
    assert last[0].change_id == last[1].change_id
    expect(page.locator("main")).to_contain_text(new.starts_on.replace("-0", "-")[:4])
    took("2 岗位交给接任的人", hands)


def test_the_hours_of_twenty_stations_and_back(hands, street, took):
    page = hands.page
    stations = [makers.station(f"站{number:02}", street.here, hours=hours.Week.read("周一 09:00-12:00")) for number in range(20)]
    other = makers.station("养老站", street.here, kind="care_center", hours=hours.Week.read("周一 09:00-12:00"))
    hands.visit("服务站点")
    hands.press(page.get_by_text("加筛选", exact=True), "f")
    panel = page.locator(".filter-panel--all")
    hands.press(panel.locator("summary").filter(has_text=re.compile("^类型$")))
    hands.tick(panel.get_by_label("城市驿站"))
    hands.send(panel.locator("details[open]").get_by_role("button", name="应用"))
    hands.tick(page.locator("[data-check-all]"), "a")
    hands.choose(page.locator("#bulk-field"), "开放时间", "b")
    hands.go(page.get_by_role("button", name="批量修改"))
    hands.fill(field(page, "开放时间"), OPEN)
    hands.go(page.get_by_role("button", name="看看会改什么"))
    expect(page.locator("dl.figures")).to_contain_text("20")
    hands.send(page.get_by_role("button", name="确认，写入 20 条"))
    said(page, "已改 20 条")
    assert {str(Station.get_by_id(one.id).hours) for one in stations} == {str(hours.Week.read(OPEN))}
    hands.go(page.get_by_role("link", name="撤销", exact=True).first, "u")
    hands.send(page.get_by_role("button", name="确认撤销"))
    expect(page.get_by_role("heading", level=1)).to_have_text("已撤销 20 条")
    assert {str(Station.get_by_id(one.id).hours) for one in [*stations, other]} == {str(hours.Week.read("周一 09:00-12:00"))}
    took("3 一次改 20 个站点的开放时间，看过预览，再撤销", hands)


def bring(hands, path):
    """Take the sheet at `path` in, as far as its report before anything is written."""
    page = hands.page
    hands.upload(page.get_by_label("表格文件"), path)
    hands.go(page.get_by_role("button", name="先检查"), "c")


def put_right(path):
    """Write telephones into the workbook of bad rows, as somebody does in a spreadsheet."""
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(rows) == 5
    assert "错误原因" in head
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([head, *rows]):
            sheet.write_row(
                number, 0, ["0533-3240000" if number and name == "电话" else cell for name, cell in zip(head, row, strict=True)]
            )


def rows_told(page, word):
    return page.get_by_role("navigation", name="结果").get_by_role("link", name=word)


def test_a_sheet_with_bad_rows_is_fixed_and_taken_again(hands, street, tmp_path, took):
    page, sheet, fixed = hands.page, tmp_path / "驿站.csv", tmp_path / "改好.xlsx"
    sheet.write_bytes((HEAD + GOOD + BAD).encode("gb18030"))
    hands.visit("服务站点")
    hands.go(page.get_by_role("link", name="导入", exact=True), "i")
    bring(hands, sheet)
    expect(rows_told(page, "错误")).to_contain_text("5")
    hands.go(page.get_by_role("button", name=re.compile("^写入 4 行")), "w")
    expect(page.get_by_text("写入完毕")).to_be_visible()
    assert Station.select().count() == 4
    hands.download(page.get_by_role("link", name="下载有错的行"), "d").save_as(fixed)
    put_right(fixed)
    hands.go(page.get_by_role("link", name="再导入一个"), "i")
    bring(hands, fixed)
    expect(rows_told(page, "新增")).to_contain_text("5")
    hands.go(page.get_by_role("button", name=re.compile("^写入 5 行")), "w")
    expect(page.get_by_text("写入完毕")).to_be_visible()
    assert Station.select().count() == 9
    took("4 导入有 5 行错的表，下载错行，改好再导入", hands)


def test_an_import_is_undone(hands, street, tmp_path, took):
    page, sheet = hands.page, tmp_path / "驿站.csv"
    sheet.write_bytes((HEAD + GOOD).encode("gb18030"))
    page.goto("/admin/stations/import/")
    bring(Mouse(page), sheet)
    Mouse(page).go(page.get_by_role("button", name=re.compile("^写入 4 行")))
    expect(page.get_by_text("写入完毕")).to_be_visible()
    page.goto("/admin/")
    hands.visit("服务站点")
    hands.go(page.get_by_role("link", name="导入", exact=True), "i")
    hands.go(page.get_by_role("link", name="驿站.csv"))
    hands.go(page.get_by_role("link", name="撤销本次导入"), "u")
    hands.send(page.get_by_role("button", name="确认撤销"))
    expect(page.get_by_role("heading", level=1)).to_have_text("已撤销 4 条")
    assert not Station.select().exists()
    took("5 撤销这次导入", hands)


def test_who_changed_a_number_is_found_and_the_number_restored(hands, street, took):
    page = hands.page
    station = makers.station("东驿站", street.here, phone="0533-3241234")
    makers.edit(station, _by=User.get(User.login == "admin").actor(), phone="0533-9999999")
    makers.edit(Station.get_by_id(station.id), address="北街 1 号")
    hands.find("东驿站")
    hands.go(page.get_by_role("link", name="历史", exact=True), "h")
    hands.choose(page.get_by_label("谁改过"), "电话", "f")
    hands.go(page.get_by_role("button", name="查", exact=True))
    expect(page.locator(".revisions__link").first).to_contain_text("admin")
    hands.go(page.get_by_role("button", name=re.compile("^改回 ?电话之前的内容")))
    said(page, "已把“东驿站”恢复成")
    now = Station.get_by_id(station.id)
    assert (now.phone, now.address) == ("0533-3241234", "北街 1 号")
    took("6 查谁改了电话，改回去", hands)


def test_an_activity_that_recurs_is_published(hands, street, window, took):
    page = hands.page
    hands.visit("活动")
    hands.go(page.get_by_role("link", name="新建活动"), "n")
    hands.fill(page.locator("#field-name"), "读书会")
    hands.pick(page.get_by_role("combobox", name="所属区划"), "lssq", "历山社区")
    hands.choose(page.locator("#field-kind"), "公众活动")
    group = page.get_by_role("group", name="多久一次，选着填")
    hands.choose(group.get_by_label("多久一次"), "每周")
    for day in "一二三四五六日":
        box = group.get_by_label(f"周{day}", exact=True)
        if box.is_checked() != (day == "四"):
            hands.tick(box)
    hands.fill(group.get_by_label("从几点"), "1500")
    hands.fill(group.get_by_label("到几点"), "1630")
    expect(field(page, "循环")).to_have_value("每周四 15:00-16:30")
    hands.choose(page.locator("#field-state"), "已发布")
    hands.save()
    said(page, "已新建活动“读书会”")
    made = Activity.get(Activity.name == "读书会")
    assert made.recurrence == Recurrence.read("每周四 15:00-16:30")
    resident = window()
    resident.goto(f"/activities/{made.slug}")
    expect(resident.locator("main")).to_contain_text("每周四 15:00-16:30")
    took("7 发布每周一次的活动", hands)


def test_a_brand_tree_is_rebuilt(hands, street, took):
    page = hands.page
    nine, six = (makers.brand(name, street, code=code) for name, code in (("九心", "jiuxin"), ("六心", "liuxin")))
    hearts = {
        name: makers.brand(name, street, parent=nine, kind="part", ordinal=place) for place, name in enumerate(("安心", "暖心", "贴心"), 1)
    }
    item = lambda record: page.locator(f"#at-{record.slug}")  # noqa: E731
    hands.visit("服务品牌")
    hands.go(page.get_by_role("link", name="看上下级"), "t")
    hands.unfold(item(nine))
    hands.at_branch(item(hearts["安心"]), ("link", "移动"))
    hands.pick(page.get_by_role("combobox", name="新的上级品牌"), "lx", "六心")
    hands.go(page.get_by_role("button", name="移动", exact=True))
    said(page, "移到“六心”下面")
    hands.go(page.get_by_role("link", name="看上下级"), "t")
    hands.unfold(item(nine))
    hands.at_branch(item(hearts["贴心"]), ("button", "上移"))
    names = page.locator(f"#at-{nine.slug} > ul > li .branches__name")
    expect(names).to_have_text(["贴心", "暖心"])
    assert ServiceBrand.get_by_id(hearts["安心"].id).parent == six
    assert [one.name for one in nine.children()] == ["贴心", "暖心"]
    took("8 品牌树：一心换到别的上级，两心换次序", hands)


def test_only_my_street(hands, street, window, took):
    makers.station("东驿站", street.here)
    makers.station("西驿站", street.far)
    hands.visit("服务站点")
    names = hands.page.locator("tbody th")
    expect(names).to_have_text(["东驿站"])  # a clerk sees no other
    page = sign_in(window(), "admin")
    boss = type(hands)(page)
    boss.visit("服务站点")
    expect(page.locator("tbody th")).to_have_count(2)
    boss.press(page.get_by_text("加筛选", exact=True), "f")
    panel = page.locator(".filter-panel--all")
    boss.press(panel.locator("summary").filter(has_text=re.compile("^所属区划$")))
    boss.pick(page.get_by_role("combobox", name="所属区划，及其以下"), "lsjd", "历山街道")
    boss.send(panel.locator("details[open]").get_by_role("button", name="应用"))
    expect(page.locator("tbody th")).to_have_text(["东驿站"])
    boss.press(page.get_by_text("存为视图", exact=True), "v")
    boss.fill(page.locator("#view-name"), "历山")
    boss.tick(page.get_by_label("以后先看这个视图"))
    boss.send(page.get_by_role("button", name="保存视图"))
    expect(page.locator(".views__tab[aria-current]")).to_contain_text("历山")
    assert SavedView.get().name == "历山"
    boss.visit("服务站点")
    expect(page.locator("tbody th")).to_have_text(["东驿站"])
    took("9 只看一个街道，并存为先看的视图", boss)


def enter(hands, secret=""):
    """Sign in as the clerk, with the code of `secret` when there is one."""
    page = hands.page
    hands.fill(field(page, "登录名"), "clerk")
    hands.fill(field(page, "口令"), makers.PASSWORD)
    hands.send(page.get_by_role("button", name="登录", exact=True))
    if secret:
        hands.fill(page.get_by_label("六位数"), pyotp.TOTP(secret).at(time.time() + 30))  # the one of now is used up
        hands.send(page.get_by_role("button", name="登录", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("星期")


@pytest.mark.parametrize("kind", [Mouse, Keyboard], ids=["mouse", "keyboard"])
def test_signing_in_with_two_steps(kind, street, window, took):
    page = window()
    hands = kind(page)
    page.goto("/admin/login")
    enter(hands)
    hands.go(page.get_by_role("link", name="我的账号"))
    hands.go(page.get_by_role("link", name="启用两步登录"))
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    hands.fill(page.get_by_label("验证器现在显示的六位数"), pyotp.TOTP(secret).now())
    hands.fill(page.get_by_label("您的口令"), makers.PASSWORD)
    hands.send(page.get_by_role("button", name="启用"))
    expect(page.locator(".codes li")).to_have_count(10)
    hands.go(page.get_by_role("button", name="退出"))
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    enter(hands, secret)
    took("10 设好两步登录，再登录一次", hands)
