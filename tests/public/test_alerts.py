"""紧急提示: above every page it concerns, what to do first, until its time is over and no longer."""

import datetime

import pytest

from portal.core import clock
from portal.core.errors import Invalid
from tests.makers import division, notice

BEGIN = datetime.datetime(2026, 3, 12, 14, 0, tzinfo=clock.ZONE)
END = datetime.datetime(2026, 3, 12, 20, 0, tzinfo=clock.ZONE)


def alert(place, headline="沿河低处请往高处走", **values):
    words = {"kind": "alert", "summary": "离开河边和地下室\n断开家里的电和气", "expire_at": END, "slug": "flood"}
    return notice(headline, place, **(words | values))


def above(page):
    return [link.text for link in page.select(".alerts .alert__link")]


PAGES = ("/", "/grids/", "/stations/beima-station", "/d/lishan", "/sitemap", "/about", "/feedback/", "/activities/", "/search")


@pytest.mark.usefixtures("thursday")
def test_an_alert_stands_above_the_masthead_of_every_page(visit, place):
    alert(place.street)
    for url in PAGES:
        page = visit(url)
        assert above(page) == ["沿河低处请往高处走"], url
        assert "历山街道" in page.select_one(".alerts").text
        assert page.body.index(page.select_one(".alerts")) < page.body.index(page.select_one("header")), url
    assert above(visit("/stations/never-there", status=404)) == ["沿河低处请往高处走"]


@pytest.mark.usefixtures("thursday")
def test_an_alert_for_one_community_is_not_on_the_pages_of_its_neighbour(visit, place):
    alert(place.north)
    for url in ("/d/beima", "/grids/beima-3", "/d/lishan", "/d/zibo", "/grids/?division=beima", "/"):
        assert above(visit(url)), url
    for url in ("/d/heyuan", "/grids/heyuan-6", "/stations/heyuan-care", "/grids/?division=heyuan"):
        assert not above(visit(url)), url


def test_it_comes_and_goes_by_time_alone(visit, place):
    alert(place.street, publish_at=BEGIN)
    for hour, there in ((13, False), (15, True), (21, False)):
        with clock.at(datetime.datetime(2026, 3, 12, hour, 0)):
            assert bool(above(visit("/"))) == there, hour


@pytest.mark.usefixtures("thursday")
def test_drafts_and_notices_of_other_kinds_do_not_stand_there(visit, place):
    alert(place.street, state="draft")
    notice("停水通知", place.street, pinned=True)
    assert not visit("/").select(".alerts")


@pytest.mark.usefixtures("thursday")
def test_of_many_the_widest_come_first_and_the_list_tells_the_rest(visit, place):
    for number in range(4):
        alert(place.north, f"停电{number}", slug=f"dark-{number}")
    alert(place.prefecture, "全市防汛", slug="city")
    page = visit("/d/beima")
    assert above(page) == ["全市防汛", "停电3", "停电2"]
    assert page.select_one(".alert__more a")["href"] == "/notices/?kind=alert"


@pytest.mark.usefixtures("thursday")
def test_its_page_says_what_to_do_before_why(visit, place):
    alert(place.street, body="<p>上游水库放水。</p>")
    page = visit("/notices/flood")
    assert [heading.text for heading in page.select("article h2")] == ["请您这样做", "怎么回事"]
    assert [item.text for item in page.select("ol.steps li")] == ["离开河边和地下室", "断开家里的电和气"]
    assert "有效到3月12日 星期四 20:00" in page.main.text.replace("\n", "")
    assert page.select_one("article a[href='tel:12345']")


def test_an_alert_without_an_end_or_without_advice_is_refused(database):
    home = division("历山社区")
    with pytest.raises(Invalid, match="自动撤下"):
        notice("防汛", home, kind="alert", summary="离开河边")
    with pytest.raises(Invalid, match="请居民怎么做"):
        notice("防汛", home, kind="alert", expire_at=END)


@pytest.mark.usefixtures("thursday")
def test_it_costs_one_query(visit, place, queries):
    visit("/about")
    queries.clear()
    visit("/about")
    assert len(queries) == 1
