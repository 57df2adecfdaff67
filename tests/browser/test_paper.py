"""Every page on paper: a grid is one A4 sheet for the wall however much it holds, a contact card one A6 card, and nothing is cut."""

import datetime
import io
import unicodedata

import pypdf
import pytest

from portal.core import clock
from portal.core.hours import Week
from portal.models import Division, Grid
from tests.makers import assignment, building, grid, notice, role, station

from .test_modes import elder
from .test_public import LONG, pages, site  # noqa: F401 - fixtures

A4, A6 = (595, 842), (298, 420)  # points
TOLD = {"/about": "辈版", "/privacy": "辈版", "/sitemap": "下一"}  # words that a page's own text holds
LOOKS = ("light", "dark", "elder")
BORDER = "118.170,36.180；118.176,36.180；118.176,36.185；118.170,36.185"
SIX = ("网格员", "社情民意调查员", "矛盾纠纷化解员", "城市管理执法员", "政策法规宣传员", "惠民便民服务员", "民主制度监督员")


def window(chromium, site, look="light"):  # noqa: F811
    return elder(chromium, site, "3") if look == "elder" else chromium.new_page(base_url=site, color_scheme=look)


def printed(page, path):
    """The sheets of the page at `path`."""
    page.goto(path)
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages


def words(sheets):
    """What stands on the sheets, without its spaces: those between 3 and 号楼 are only drawn."""
    text = unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets))  # a font may name 文 as a radical
    return "".join(text.split())


def sizes(sheets):
    return [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets]


def lived_in(posts, houses, stations, scope, wordy=""):
    """A grid with its border, so many posts, houses and stations, each with what may be said of it; `wordy` makes it long-winded."""
    home = Division.get(slug="beima")
    small = grid(home, number=8, slug="beima-8", outline=Grid.outline.read(BORDER), scope_text="东到建设路，西到育英街，幸福大院。" * scope)
    for number in range(posts):
        named = role(f"{SIX[number % len(SIX)]}{number // len(SIX) or ''}{wordy}", duties=f"带着大家走访，事情有人管、有回音。{wordy}")
        hours = Week.read("周一至周五 08:30-12:00 14:00-18:00；周六至周日 09:00-17:00" + (f"；2099-01-01 关门 {wordy}" if wordy else ""))
        phone = f"0533-32400{number:02}{'转800' if wordy else ''}"
        assignment(named, grid=small, duty_phone=phone, duty_hours=hours, assured_on="2026-03-05")
    for number in range(houses):
        at = (round(118.171 + number % 8 * 0.0006, 6), round(36.181 + number // 8 * 0.0004, 6))
        building(f"{number + 1}号楼{wordy}", home, kind="building", grid=small, point=at)
    for number in range(stations):
        at = (round(118.1715 + number * 0.0004, 6), 36.1835)
        station(f"{number + 1}号城市驿站{wordy}", home, grid=small, address=f"建设路{number + 1}号{wordy}", phone="0533-3240099", point=at)


@pytest.mark.parametrize("look", LOOKS)
def test_a_full_grid_is_one_sheet_with_whom_to_ring_where_it_is_and_its_houses(site, chromium, look):  # noqa: F811
    lived_in(posts=8, houses=24, stations=4, scope=3)
    page = window(chromium, site, look)
    sheets = printed(page, "/grids/beima-8")
    assert sizes(sheets) == [A4]
    text = words(sheets)
    assert all(f"0533-32400{number:02}" in text for number in range(8))
    assert all(f"{number}号楼" in text for number in range(1, 25))
    assert all(f"{number}号城市驿站" in text for number in range(1, 5))
    assert f"{site}/grids/beima-8" in text
    assert "电话都在2026年3月5日以后核实过" in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1031})  # the sheet without its margins
    assert page.locator(".map__picture").bounding_box()["height"] > 120
    cut = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1 && one.clientHeight).map(one => one.textContent)"
    assert page.locator(".sheet-wall :is(h1, h2, .contact__post, .contact__duty, .named, .rows__title, .prose p)").evaluate_all(cut) == []


@pytest.mark.parametrize("look", LOOKS)
def test_an_overfull_grid_is_one_sheet_too_and_says_that_there_is_more(site, chromium, look):  # noqa: F811
    lived_in(posts=14, houses=70, stations=12, scope=30, wordy=LONG)
    until = clock.now().replace(microsecond=0) + datetime.timedelta(hours=6)
    notice("沿河低处请往高处走", Division.get(slug="lishan"), kind="alert", summary="离开河边", expire_at=until)
    sheets = printed(window(chromium, site, look), "/grids/beima-8")
    assert sizes(sheets) == [A4]
    text = words(sheets)
    assert "还有4个岗位" in text
    assert "12345" in text
    assert "沿河低处" not in text  # the sheet hangs there when the flood is long over
    assert f"{site}/grids/beima-8" in text


@pytest.mark.parametrize("look", LOOKS)
def test_a_grid_without_posts_prints_those_of_its_community(site, chromium, look):  # noqa: F811
    lived_in(posts=0, houses=3, stations=0, scope=1)
    assignment(role("社区书记"), division=Division.get(slug="beima"), duty_phone="0533-3240123")
    sheets = printed(window(chromium, site, look), "/grids/beima-8")
    assert sizes(sheets) == [A4]
    assert "0533-3240123" in words(sheets)


@pytest.mark.parametrize("look", LOOKS)
def test_a_contact_card_prints_on_one_small_card(site, chromium, look):  # noqa: F811
    page = window(chromium, site, look)
    small = Grid.get(slug="beima-3")
    building("山水一城", small.division, grid=small)
    sheets = printed(page, "/find?q=山水一城")
    assert page.locator(".sheet-card .contact").count() == 1
    assert sizes(sheets) == [A6]
    assert "0533-3241234" in words(sheets)


def test_a_card_of_a_crowded_grid_is_one_small_card_under_an_alert(site, chromium):  # noqa: F811
    lived_in(posts=14, houses=1, stations=12, scope=1, wordy=LONG)
    until = clock.now().replace(microsecond=0) + datetime.timedelta(hours=6)
    notice("沿河低处请往高处走", Division.get(slug="lishan"), kind="alert", summary="离开河边" * 20, expire_at=until)
    sheets = printed(window(chromium, site), "/find?at=grids/beima-8")
    assert sizes(sheets) == [A6]
    assert "0533-3240000" in words(sheets)


def test_every_page_prints_without_what_is_only_for_screens(site, pages, chromium):  # noqa: F811
    page = chromium.new_page(base_url=site)
    for path in pages:
        text = words(printed(page, path))
        assert not [word for word in ("跳到正文", "辈版", "搜索全站", "开放中", "下一") if word in text and word != TOLD.get(path)], path
        assert ("打印" in text) == page.request.get(path).ok, path


def test_nothing_of_this_minute_is_printed(site, chromium):  # noqa: F811
    page = chromium.new_page(base_url=site)
    page.goto("/")
    assert page.get_by_role("heading", name="此刻").is_visible()
    text = words(printed(page, "/"))
    assert "此刻" not in text
    assert "正在开放" not in text
    assert "12345" in text
    assert "此刻" not in words(printed(page, "/stations/"))


def test_what_is_printed_is_seldom_torn(site, pages, chromium):  # noqa: F811
    page = chromium.new_page(base_url=site)
    for path in pages:
        page.goto(path)
        page.emulate_media(media="print")
        torn = page.locator("main :is(.rows > li, .facts > div, .tile, .reading, .contact__person, .card, tr)").evaluate_all(
            "all => all.filter(one => one.checkVisibility() && getComputedStyle(one).breakInside !== 'avoid').map(one => one.className)"
        )
        assert torn == [], path
        page.emulate_media(media="screen")


def test_a_list_is_ruled_and_says_where_it_is_from(site, chromium):  # noqa: F811
    page = chromium.new_page(base_url=site)
    assert f"{site}/stations/" in words(printed(page, "/stations/"))
    page.emulate_media(media="print")
    rows = page.locator("main .rows > li")
    assert rows.count() > 5
    assert rows.first.evaluate("row => getComputedStyle(row).borderBlockEndStyle") == "solid"
    left = rows.evaluate_all("rows => rows.map(row => row.children[1].getBoundingClientRect().left)")
    assert len(set(left)) == 1  # what is said of each stands in one column
