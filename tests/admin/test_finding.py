"""One search for everything, as a page and as the palette."""

from urllib.parse import urlencode

import pytest

from portal.models import MODELS
from tests import makers
from tests.makers import edit

from .test_lists import Counting


def offered(visitor, text):
    """[(kind, title)] that the palette offers."""
    answer = visitor.client.get("/admin/find/palette", query_string={"q": text})
    assert answer.status_code == 200
    return [(row["kind"], row["title"]) for row in answer.json]


def test_a_record_is_found_by_a_piece_of_its_name_and_by_its_initials(town, clerk):
    assert ("服务站点", "东驿站") in offered(clerk, "驿站")
    assert ("服务站点", "东驿站") in offered(clerk, "dyz")
    assert ("服务站点", "东驿站") in offered(clerk, "3241234")


def test_what_is_called_just_so_comes_first(town, admin):
    makers.station("东驿站分站", town.here)
    makers.station("小东驿站", town.here)
    found = [title for kind, title in offered(admin, "东驿站") if kind == "服务站点"]
    assert found == ["东驿站", "东驿站分站", "小东驿站"]


def test_pages_are_found_by_name_and_by_initials(town, clerk):
    assert offered(clerk, "导入服务站点")[0] == ("去", "导入服务站点")
    assert ("去", "新建服务站点") in offered(clerk, "xjfwzd")
    assert ("去", "工作台") in offered(clerk, "")


def test_a_person_finds_only_pages_that_would_open(town, clerk, auditor):
    for visitor in (clerk, auditor):
        for row in visitor.client.get("/admin/find/palette?q=").json:
            visitor.visit(row["address"])
    assert not [title for _, title in offered(auditor, "新建")]
    assert not [title for _, title in offered(clerk, "用户")]


@pytest.mark.parametrize("text", ["西驿站", "甸柳", "8255555", "xyz", "赵大六"])
def test_what_lies_elsewhere_is_not_found(town, clerk, text):
    assert offered(clerk, text) == []
    assert f"没有找到“{text}”" in clerk.visit(f"/admin/find/?q={text}").text


def test_personal_words_find_nothing(town, admin):
    assert offered(admin, "王小五") == []
    assert offered(admin, "13812345678") == []


def test_the_page_shows_what_the_palette_shows_and_more(town, admin):
    for number in range(20):
        makers.station(f"驿站{number}", town.here)
    page = admin.visit("/admin/find/?q=驿站")
    assert len(page.select("section[aria-labelledby=records] li")) == 22
    assert len([kind for kind, _ in offered(admin, "驿站") if kind == "服务站点"]) == 12


def test_strange_texts_are_answered(town, admin):
    for text in ("", " ", "%", "_", "'", '"', "(", "AND", "NEAR(", "*", "\x00", "驿" * 5000, "a b c d e f g h i j k"):
        offered(admin, text)
        admin.visit("/admin/find/?" + urlencode({"q": text}))


def test_a_stranger_is_sent_to_the_sign_in_page(town, visitor):
    assert visitor.client.get("/admin/find/palette?q=驿站").status_code == 302
    visitor.visit("/admin/find/?q=驿站")
    assert visitor.url.startswith("/admin/login")


def test_a_deleted_or_renamed_record_is_found_as_it_is_now(town, admin):
    edit(town.station, name="南驿站")
    assert ("服务站点", "南驿站") in offered(admin, "南驿站")
    assert ("服务站点", "东驿站") not in offered(admin, "东驿站")


def test_the_number_of_queries_is_bounded_by_the_models_found(town, admin):
    for number in range(30):
        makers.station(f"驿站{number}", town.here)
    with Counting() as counted:
        offered(admin, "驿站")
    assert len(counted.statements) <= 6 + len(MODELS)
