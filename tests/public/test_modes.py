"""长辈版: a link sets it, a cookie keeps it, and no cache mixes it with the standard pages."""

import re

import pytest
from bs4 import BeautifulSoup

ONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the mode asks no database


def cookie(visitor):
    kept = visitor.client.get_cookie("mode")
    return kept and kept.value


@ONE
def test_every_page_leads_to_large_type_and_back(visitor, place):
    for address in ("/", "/grids/beima-3", "/stations/?division=beima", "/search?q=驿站", "/nowhere"):
        status = 404 if address == "/nowhere" else 200
        page = visitor.visit(address, status=status)
        assert "data-mode" not in page.html.attrs, address

        [entry] = [link for link in page.select(".masthead a") if link.text == "长辈版"]
        visitor.visit(entry["href"])
        page = visitor.visit(address, status=status)
        assert (page.html["data-mode"], page.html["data-size"]) == ("elder", "1"), address

        [back] = [link for link in page.select(".masthead a") if link.text == "标准版"]
        assert "data-mode" not in visitor.visit(back["href"]).html.attrs
        assert cookie(visitor) is None


@ONE
def test_the_parameter_leads_to_the_clean_address_and_keeps_the_others(visitor, place):
    visitor.visit("/grids/?division=beima&elder=1")

    assert visitor.url == "/grids/?division=beima"
    assert cookie(visitor) == "elder-1"
    assert visitor.page.html["data-mode"] == "elder"
    assert not [link for link in visitor.page.select("main a, .nav a, .footer a") if "elder" in link["href"]]


@ONE
def test_type_grows_in_three_steps(visitor, place):
    visitor.visit("/?elder=1")
    for step, word in (("2", "更大"), ("3", "最大"), ("1", "大")):
        link = next(link for link in visitor.page.select(".sizes a") if link.text == f"字号{word}")
        page = visitor.visit(link["href"])
        assert page.html["data-size"] == step
        assert page.select_one(".sizes [aria-current]").text == f"字号{word}"
        assert visitor.visit("/grids/").html["data-size"] == step


@ONE
@pytest.mark.parametrize(
    "forged", ["elder", "elder-", "elder-0", "elder-4", "elder-１", "dark-1", 'elder-1"><script>', "x" * 4000, "\u957f"]
)
def test_a_forged_cookie_counts_for_nothing(visitor, place, forged):
    plain = visitor.client.get("/").data
    visitor.client.set_cookie("mode", forged)

    assert visitor.client.get("/").data == plain


@ONE
@pytest.mark.parametrize("wrong", ["", "2x", "4", "-1", "true", "%00", "1%0d%0aSet-Cookie:x=y", "9" * 5000])
def test_a_wrong_size_is_taken_out_of_the_address_and_sets_nothing(visitor, place, wrong):
    answer = visitor.client.get(f"/?elder={wrong}")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Set-Cookie" not in answer.headers


@ONE
@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "//evil.example/..", "///evil.example", "//grids//", "/nowhere"])
def test_the_redirect_leads_to_no_other_site(visitor, place, path):
    answer = visitor.client.get("/?elder=1", environ_overrides={"PATH_INFO": path})

    assert re.match(r"(http://localhost)?/(?![/\\])", answer.headers.get("Location", "/"))


@ONE
def test_odd_parameters_travel_along_as_text(visitor, place):
    answer = visitor.client.get("/?q=%0d%0aX: y&_external=1&_anchor=z&elder=1&q=2")

    assert answer.headers["Location"] == "/?q=%0D%0AX%3A+y&q=2&_external=1&_anchor=z"


@ONE
def test_the_cookie_says_nothing_of_the_person_and_goes_nowhere_else(visitor, place):
    answer = visitor.client.get("/?elder=2")

    assert answer.headers["Cache-Control"] == "no-store"
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith("mode=elder-2;")
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert "Path=/" in kept


@ONE
def test_no_cache_mixes_the_two(visitor, place):
    standard = visitor.client.get("/grids/beima-3")
    assert "Cookie" in standard.vary
    visitor.client.get("/?elder=1")
    large = visitor.client.get("/grids/beima-3", headers={"If-None-Match": standard.headers["ETag"]})
    assert large.status_code == 200
    assert large.headers["ETag"] != standard.headers["ETag"]
    again = visitor.client.get("/grids/beima-3", headers={"If-None-Match": large.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Cookie" in again.vary
    assert "Cookie" in visitor.client.get("/nowhere").vary


@ONE
def test_what_stands_in_the_page_is_the_same_in_both(visitor, place):
    standard = visitor.visit("/grids/beima-3").main
    large = visitor.visit("/grids/beima-3?elder=1").main

    assert str(large) == str(standard)


@ONE
def test_columns_that_leave_the_navigation_stand_in_the_footer(visitor, place):
    words = {link.text for link in visitor.visit("/").select(".nav__link")}
    page = visitor.visit("/?elder=1")

    assert {link.text for link in page.select(".nav__link, .footer__links a")} >= words


@ONE
def test_the_admin_knows_no_large_type(app):
    client = app.test_client()
    client.set_cookie("mode", "elder-3")
    answer = client.get("/admin/login?elder=1")

    assert answer.status_code == 200
    assert "data-mode" not in BeautifulSoup(answer.data, "html.parser").html.attrs


@ONE
def test_a_sheet_of_paper_says_where_it_is_from_and_of_what_day(visit, place, thursday):
    assert (
        visit("/grids/?division=beima").select_one(".footer .print-only").text
        == "http://localhost/grids/?division=beima　2026年3月12日打印"
    )
    assert visit("/nowhere", status=404).select_one(".footer .print-only") is None
