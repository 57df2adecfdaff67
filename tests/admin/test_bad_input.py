"""What a clerk may get wrong in the registers: each is refused with its sentence, and nothing that was typed is lost."""

import pytest

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
