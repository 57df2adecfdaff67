"""Every screen in a real browser: open the list, fill a new record in, save, find it, change it, save.

The screens are asked from the admin itself, so that a new one cannot escape. What is typed stands in two tables: by
kind, and for the fields whose rules want something of their own.
"""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.admin import AREAS
from portal.core import fields, media
from portal.models import Division
from tests import makers

from .test_admin import save, sign_in

SCREENS = {screen.model._meta.plural: screen.model for area in AREAS for screen in area.screens()}

# kind → what a clerk might type; the nearest kind that a field is made from counts
TYPED = {
    fields.Text: "样本一二三",
    fields.Prose: "第一段。\n第二段。",
    fields.Rich: "先写一段。\n\n<h2>小标题</h2><ul><li>一条</li></ul>",
    fields.Facts: "用工：旺季缺人\n用地：没有",
    fields.Flag: True,
    fields.Count: "3",
    fields.Amount: "14.7万",
    fields.Day: "2025-03",
    fields.Moment: "2026-01-05T08:30",
    fields.Hours: "周一至周五 08:30-12:00 14:00-18:00\n周六 09:00-11:00",
    fields.Rule: "每周四 15:00-16:30\n2026-12-31 停",
    fields.Phone: "0533-3241234",
    fields.Web: "https://www.example.cn/page",
    fields.CreditCode: "91370300MA3C8L9K0X",
    fields.Point: "118.173456,36.185",
    fields.Outline: "118.1,36.1；118.2,36.1；118.2,36.2；118.1,36.2",
    fields.Picture: ("样本图片.png", "image/png"),
    fields.Paper: ("样本附件.pdf", "application/pdf"),
    fields.Secret: "correct horse battery",
}

LEFT = None  # not typed: another field rules it out
# model.field → what is typed there instead of the usual
OWN = {
    "slug": LEFT,  # made from the name
    "state": "published",
    "expire_at": LEFT,  # residents would not see it any more
    "synthetic": False,  # ticked when the record is changed
    "division.level": "community",
    "division.managing_parent": LEFT,  # not the one above by law
    "division.nbs_code": "370323003001",
    "division.code_year": "2024",
    "division.urban_rural": "111",
    "level.scheme": "sample-grid",
    "grid.kind": "small",
    "grid.parent": LEFT,
    "grid.code": "370323003001001",
    "building.kind": "building",
    "roletype.code": "sample_post",
    "roletype.applies_to": "grid",
    "assignment.holder_name": LEFT,  # a person is picked
    "assignment.name_public": False,  # that person has not agreed
    "assignment.starts_on": "2025-01-02",
    "assignment.ends_on": LEFT,
    "assignment.trained_on": "2025-01-01",
    "assignment.assured_on": "2025-02-01",
    "assignment.headcount": "1",
    "assignment.step": "active",
    "person.number": "YB-0001",
    "person.badge_no": "YB-001",
    "partycommunity.population_max": "5000",
    "memberunit.step": "active",
    "memberunit.left_on": LEFT,  # still a member
    "servicebrand.code": "sample",
    "servicebrand.parent": LEFT,
    "service.fee": "free",
    "activity.starts_at": LEFT,  # it recurs
    "activity.ends_at": LEFT,
    "activity.status": "scheduled",
    "notice.review_due": "2030-01-01",
    "figure.qualifier": "about",
    "figure.value_min": LEFT,  # not a range
    "figure.value_max": LEFT,
    "term.vocabulary": "industry",
    "term.code": "C99",
    "term.parent": LEFT,
    "feedback.number": "20260312-0123456789",
    "user.login": "sample",
    "grant.until": "2030-01-01",
    "grant.role": "auditor",
    "building.parent": LEFT,
    "organization.parent": LEFT,
    "organization.estate": LEFT,
    "building.star": "4",
}


@pytest.fixture
def around(site):
    """One record of each register for others to point at, all in one community."""
    street = makers.division("历山街道", level="street")
    here = makers.division("历山社区", street)
    makers.user("admin", "administrator")
    grid = makers.grid(here, number=1)
    around = {Division: here}
    for home, maker in makers.MAKERS.items():
        if home is Division:
            continue
        around[home] = grid if home is type(grid) else maker(division_=here) if "division_" in maker.__code__.co_varnames else maker()
    return around


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


CONTENT = {"image/png": picture(), "application/pdf": b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n"}


def typed_into(home, field, around):
    """What is typed into `field` of a new `home`: a text, True or False, a file, or LEFT."""
    for name in (f"{home._meta.name}.{field.name}", field.name):
        if name in OWN:
            return OWN[name]
    if field.name in home._meta.one_of:
        return around[field.target].slug if field.name == home._meta.one_of[0] else LEFT
    if field.target:
        return around[field.target].slug
    if options := getattr(field, "options", None):
        return next(iter(options))
    return next(TYPED[kind] for kind in type(field).__mro__ if kind in TYPED)


def fill(page, field, what):
    """Type `what` into the input of `field` as a person would."""
    box = page.locator(f"#field-{field.name}")
    if field.file:
        name, mimetype = what
        box.set_input_files({"name": name, "mimeType": mimetype, "buffer": CONTENT[mimetype]})
    elif field.many:
        search = page.locator(f"#field-{field.name}-search")
        search.fill(what)
        search.press("Escape")
        search.press("Enter")
    elif isinstance(what, bool):
        box.set_checked(what)
    elif isinstance(field, fields.Rich):
        editor = page.locator(f".field:has(#field-{field.name}) [data-ready]")
        editor.get_by_role("button", name="直接改标记").click()
        box.fill(what)
    elif box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(what)
    else:
        box.fill(what)


@pytest.mark.parametrize("plural", SCREENS)
def test_a_record_is_made_found_and_changed(around, window, plural):
    home, page = SCREENS[plural], sign_in(window(), "admin")
    before = {record.id for record in home.select(home.id)}
    page.goto(f"/admin/{plural}/")
    page.get_by_role("link", name=f"新建{home._meta.label}").first.click()
    filled = {field: what for field in home.shape() if (what := typed_into(home, field, around)) is not LEFT}
    for field, what in filled.items():
        fill(page, field, what)
    save(page)
    expect(page.locator(".banner").first).to_contain_text("已新建", timeout=20_000)

    record = next(record for record in home.select() if record.id not in before)
    values = record.values()
    assert not [field.name for field, what in filled.items() if what and not values[field.name]]
    for field in filled:
        if field.file:
            assert media.has(values[field.name].partition(" ")[0])
            assert page.request.get(page.locator(f"a[href*='{values[field.name].partition(' ')[0]}']").first.get_attribute("href")).ok

    page.goto(f"/admin/{plural}/")
    row = page.locator("tbody tr", has=page.locator(f"input[value='{record.slug}']"))
    expect(row).to_be_visible()
    row.get_by_role("link", name="修改").click()
    page.get_by_label("示例数据").check()
    save(page)
    expect(page.locator(".banner").first).to_contain_text("已保存")
    changed = home.get_by_id(record.id).values()
    assert {name for name in values if changed[name] != values[name]} == {"synthetic"}


def test_every_form_fits_a_phone(around, window):
    page = sign_in(window(viewport={"width": 390, "height": 800}), "admin")
    for plural, home in SCREENS.items():
        for address in (f"/admin/{plural}/", f"/admin/{plural}/new/", f"/admin/{plural}/details/?id={around[home].slug}"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_an_upload_outlives_a_mistake_elsewhere(around, window):
    page = sign_in(window(), "admin")
    page.goto("/admin/stations/new/")
    page.locator("#field-name").fill("新驿站")
    page.locator("#field-picture").set_input_files({"name": "门口.png", "mimeType": "image/png", "buffer": CONTENT["image/png"]})
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("处要改")
    expect(page.locator(".file__name")).to_contain_text("门口")
    page.locator("#field-division").fill(around[Division].slug)
    page.locator("#field-kind").select_option("city_post")
    save(page)
    expect(page.locator(".banner").first).to_contain_text("已新建")
    expect(page.locator("dd img")).to_be_visible()
    assert page.locator("dd img").evaluate("image => image.naturalWidth") == 40


def test_the_next_times_appear_while_a_recurrence_is_typed(around, window):
    page = sign_in(window(), "admin")
    page.goto("/admin/activities/new/")
    page.locator("#field-recurrence").fill("每周四 15:00-16:30")
    expect(page.locator(".field__next")).to_contain_text("周四 15:00–16:30")
    page.locator("#field-recurrence").fill("每周四 15:00-16:30 不")
    expect(page.locator(".field__next")).to_have_text("")


def test_the_menu_opens_on_a_phone_and_fits_an_office_screen(around, window):
    phone = sign_in(window(viewport={"width": 390, "height": 800}), "admin")
    opener = phone.get_by_role("button", name="栏目")
    expect(phone.get_by_role("link", name="通知公告", exact=True).first).not_to_be_in_viewport()
    opener.focus()
    phone.keyboard.press("Enter")
    shelves = phone.locator("#menu")
    expect(shelves.get_by_role("link", name="通知公告", exact=True)).to_be_in_viewport()
    phone.keyboard.press("Escape")
    expect(shelves).not_to_be_visible()
    opener.click()
    shelves.get_by_role("link", name="通知公告", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("通知公告")

    page = sign_in(window(), "admin")
    for link in page.locator("#menu .shell__link").all():
        expect(link).to_be_in_viewport()
    assert page.locator("#menu").evaluate("box => box.scrollHeight <= box.clientHeight")
