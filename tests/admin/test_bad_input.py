"""What a clerk may get wrong in the registers: each is refused with its sentence, and nothing that was typed is lost."""

import pytest
from bs4 import BeautifulSoup

from portal.core.importing.runs import ImportRun
from portal.models import Station
from portal.models.desks import Unfinished
from tests import makers

CROSSED = "118.1,36.1；118.2,36.2；118.2,36.1；118.1,36.2"
MISSING = "0" * 32 + ".png 门口"


def assignment(town):
    return {"role": makers.role().slug, "grid": town.grid.slug, "division": town.here.slug}


# plural → (what else is typed, the field beside which it is said, what is typed there, the sentence)
WRONG = {
    "a code with a wrong check digit": ("enterprises", {"name": "山水啤酒", "kind": "company"}, "uscc", "91370300MA3C8L9K0A", "校验码不对"),
    "a code that is none": ("enterprises", {"name": "山水啤酒", "kind": "company"}, "uscc", "1234", "不是统一社会信用代码"),
    "a range upside down": (
        "figures",
        {"name": "人口", "qualifier": "range", "value_min": "17万"},
        "value_max",
        "16万",
        "上下限写反了：下限 170,000，上限 160,000",
    ),
    "people upside down": (
        "communities",
        {"name": "北麻新区", "kind": "party_community", "population_min": "6000"},
        "population_max",
        "5000",
        "人口范围写反了",
    ),
    "a rule that never recurs": (
        "activities",
        {"name": "阅读", "kind": "public_event"},
        "recurrence",
        "从2026-03-12起 每年2月30日",
        "一次也不会重来",
    ),
    "a rule that nobody understands": ("services", {"name": "缝纫", "kind": "volunteer"}, "recurrence", "有空就来", "看不出隔多久一次"),
    "a phone with a letter": ("services", {"name": "缝纫", "kind": "volunteer"}, "phone", "0533-324123a", "不是电话号码"),
    "an outline that crosses itself": ("grids", {"name": "第九网格", "kind": "small", "number": "9"}, "outline", CROSSED, "自己交叉了"),
    "an outline that is none": ("grids", {"name": "第九网格", "kind": "small", "number": "9"}, "outline", "这里到那里", "不是边界"),
    "a picture whose file is missing": ("stations", {"name": "新驿站", "kind": "city_post"}, "picture", MISSING, "文件不在了"),
    "facts without a name": ("services", {"name": "缝纫", "kind": "volunteer"}, "materials", "身份证原件", "缺少名称或内容"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_beside_its_input_and_nothing_is_lost(town, clerk, what):
    plural, others, name, typed, sentence = WRONG[what]
    clerk.visit(f"/admin/{plural}/new/")
    typed_all = others | {"division": town.here.slug, name: typed, "sources": town.source.slug}
    page = clerk.send("form.editor", status=422, **typed_all)
    assert sentence in page.select_one(f"#field-{name}-error").text
    for field, text in typed_all.items():
        box = page.select_one(f"[name='{field}']")
        kept = box.text.strip() if box.name == "textarea" else box.get("value") or box.select_one("[selected]")["value"]
        assert kept == text, field
    assert not page.select_one("#errors").select("a[href='#field-division']")


def test_an_assignment_with_two_targets_is_refused(town, clerk):
    clerk.visit("/admin/assignments/new/")
    typed = assignment(town)
    page = clerk.send("form.editor", status=422, **typed)
    assert page.select(".field__error")
    for field, text in typed.items():
        assert page.select_one(f"#field-{field}")["value"] == text


def test_an_assignment_without_a_target_is_refused(town, clerk):
    clerk.visit("/admin/assignments/new/")
    page = clerk.send("form.editor", status=422, role=makers.role().slug)
    assert page.select(".field__error")


def test_a_brand_inside_itself_is_refused(town, clerk):
    above = makers.brand("一九零一", town.here)
    below = makers.brand("九心", town.here, parent=above)
    clerk.visit(f"/admin/brands/edit/?id={above.slug}")
    page = clerk.send("form.editor", status=422, parent=below.slug, summary="写了很久")
    assert page.select_one("#field-parent-error").text.strip()
    assert page.select_one("#field-parent")["value"] == below.slug
    assert page.select_one("#field-summary").text.strip() == "写了很久"


# -- lists, bulk changes, cells and exports ----------------------------------------------------------------------------

STRANGE = ("", "0", "-1", "9" * 40, "abc", "ÿ" * 300, "a\x00b", "'; DROP TABLE station; --", "../../etc", "١٢٣")
SENT = ("action/", "bulk/", "bulk/apply/", "ajax/update/", "export/csv/", "export/xlsx/")


def answered(client, method, address, **options):
    """The answer to a strange request: a page with a sentence, never a fault."""
    answer = getattr(client, method)(address, **options)
    assert answer.status_code < 500, f"{address} {options}: {answer.status_code}"
    return answer


@pytest.fixture
def sent(town, clerk):
    """Posts a form as the clerk, with the token their pages carry."""
    token = clerk.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
    return lambda view, **data: answered(clerk.client, "post", f"/admin/stations/{view}", data={"csrf_token": token} | data)


@pytest.mark.parametrize("text", STRANGE)
def test_strange_ids_and_names_change_nothing(town, sent, text):
    for action in ("change", "publish", "archive", "draft", "delete", text):
        sent("action/", action=action, rowid=[text, town.far_station.slug, "no-such"], field=text, _list=text, all="")
    for name in ("_chosen", "_preview", "_field", "_op", "_list"):
        sent("bulk/", **{name: text, "_preview": text})
        sent("bulk/apply/", **{name: text})
    for field in ("phone", text):
        sent("ajax/update/", id=town.station.slug, field=field, _version=text)
        sent("ajax/update/", id=text, field=field, _version="1", phone="0533-1111111")
    assert Station.get_by_id(town.station.id).version == 1
    assert Station.get_by_id(town.far_station.id).version == 1


@pytest.mark.parametrize("text", STRANGE)
def test_strange_addresses_are_answered_with_a_sentence(town, clerk, text):
    for name in ("id", "field"):
        answered(clerk.client, "get", "/admin/stations/ajax/cell/", query_string={"id": town.station.slug, "field": "phone"} | {name: text})
    for name in ("page", "sort", "cols", "fields", "personal", "q", "division", "kind.in", "nothing"):
        answered(clerk.client, "get", "/admin/stations/", query_string={name: text})
        answered(clerk.client, "get", "/admin/stations/export/csv/", query_string={name: text}).close()


def test_pages_that_are_only_sent_lead_back_to_the_list_or_say_so(town, clerk):
    for view in SENT[:3]:
        assert clerk.client.get(f"/admin/stations/{view}").status_code == 302
    assert clerk.client.get("/admin/stations/ajax/update/").status_code == 405


@pytest.mark.parametrize("view", SENT)
def test_nothing_is_sent_without_a_token(town, clerk, view):
    data = {"action": "delete", "rowid": town.station.slug, "id": town.station.slug, "field": "phone", "phone": "0533-1111111"}
    assert clerk.client.post(f"/admin/stations/{view}", data=data).status_code == 400
    assert Station.get_by_id(town.station.id).version == 1


def test_a_preview_that_lay_too_long_is_refused_with_a_sentence(town, sent, monkeypatch):
    page = BeautifulSoup(sent("action/", action="archive", rowid=[town.station.slug]).data, "html.parser")
    preview = page.select_one("input[name=_preview]")["value"]
    monkeypatch.setattr("portal.admin.bulking.KEPT", -1)
    answer = sent("bulk/apply/", _preview=preview)
    assert (answer.status_code, "放得太久" in answer.get_data(as_text=True)) == (400, True)
    assert Station.get_by_id(town.station.id).version == 1


def test_a_preview_that_was_tampered_with_is_refused(town, sent):
    page = BeautifulSoup(sent("action/", action="archive", rowid=[town.station.slug]).data, "html.parser")
    preview = page.select_one("input[name=_preview]")["value"]
    for forged in (preview[:-3], preview[3:], preview.replace(".", "x", 1)):
        assert sent("bulk/apply/", _preview=forged).status_code == 400
    assert Station.get_by_id(town.station.id).version == 1


def test_thousands_of_ticked_rows_are_no_fault(town, sent):
    sent("action/", action="archive", rowid=[f"row-{number}" for number in range(900)])
    assert Station.get_by_id(town.station.id).version == 1


HALF = "\ud800"  # half of a character: JSON can spell it, no database takes it


def said(visitor, url, **sent):
    """The answer to JSON that a script sends with the token of the open page."""
    token = visitor.page.select_one("input[name=csrf_token]")["value"]
    return answered(visitor.client, "post", url, json=sent, headers={"X-CSRFToken": token, "X-Requested-With": "fetch"})


def test_half_a_character_is_no_password_and_no_code(visitor, town):
    visitor.visit("/admin/login")
    for login in (town.clerk.login, "nobody", HALF):
        assert said(visitor, "/admin/login", login=login, password=HALF).status_code in (401, 429)


def test_half_a_character_is_kept_of_an_unfinished_form_as_a_form_would_send_it(town, clerk):
    number = clerk.visit(f"/admin/stations/edit/?id={town.station.slug}").select_one("input[name=_number]")["value"]
    url = f"/admin/stations/unfinished/?id={town.station.slug}"

    assert said(clerk, url, number=number, typed=[["name", f"东{HALF}"], [f"x{HALF}", HALF]], changed=["name"]).json["at"]
    assert dict(Unfinished.get().pairs)["name"] == "东?"


def test_an_address_with_a_byte_that_nobody_types_names_nothing(town, admin):
    form = f"/admin/stations/edit/?id={town.station.slug}&unfinished=a%00b"
    for url, status in (("/admin/undo/?run=a%00b", 404), ("/admin/stations/import/a%00b/", 404), (form, 200)):
        assert answered(admin.client, "get", url).status_code == status


def test_json_that_is_nested_too_deep_is_none(town, clerk):
    token = clerk.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
    options = {"data": "[" * 100_000, "content_type": "application/json", "headers": {"X-CSRFToken": token, "X-Requested-With": "fetch"}}
    for url in (f"/admin/stations/presence/?id={town.station.slug}", "/admin/login"):
        answered(clerk.client, "post", url, **options)


def test_an_import_is_not_checked_before_its_columns_are_matched(town, admin):
    admin.visit("/admin/stations/import/")
    token = admin.page.select_one("input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "w0-field": "division", "w0-text": "历\0下", "w0": "-"}
    run = admin.client.post("/admin/stations/import/", data={"csrf_token": token, "pasted": "名称,不认识\n站甲,历山社区\n"}).location

    for do in ("words", "again", "write", "resume"):
        page = answered(admin.client, "post", run, data=sent | {"do": do}, follow_redirects=True)
        assert (page.status_code, "出错" in page.text) == (200, False)
    assert ImportRun.get().state == "columns"
