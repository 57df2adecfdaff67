"""Services, activities and notices, and the files that they hold."""

import datetime

import pytest

from portal.core import clock, media
from portal.core.recurrence import Recurrence
from portal.models import Notice
from tests.makers import activity, community, division, edit, notice, service, station, term

PDF = b"%PDF-1.4\n%%EOF\n"


def titles(page, section="main"):
    return [link.text for link in page.select(f"{section} .rows__title a")]


def test_activities_come_by_their_next_date_then_undated_then_past(visit, place, thursday):
    activity("旧演出", place.north, held_on="2022-05")
    activity("说不准的会", place.north, when_text="不定期，以公告为准")
    activity("周六的演练", place.north, starts_at=datetime.datetime(2026, 3, 14, 9, 30, tzinfo=clock.ZONE))
    activity("每周四的阅读", place.north, recurrence=Recurrence.read("每周四 15:00-16:30"))
    page = visit("/activities/")
    assert titles(page) == ["每周四的阅读", "周六的演练", "说不准的会", "旧演出"]
    assert [heading.text for heading in page.select("main .columns h2")][:3] == ["从今天起", "时间另行通知", "办过的"]
    assert "今天 15:00 至 16:30" in page.main.text


def test_what_is_called_off_is_said_loudly(visit, place, thursday):
    activity("消防演练", place.north, slug="drill", status="cancelled", starts_at=datetime.datetime(2026, 3, 14, 9, 30, tzinfo=clock.ZONE))
    activity("晚会", place.north, slug="party", status="postponed", starts_at=datetime.datetime(2026, 3, 15, 19, 0, tzinfo=clock.ZONE))
    assert "取消了" in visit("/activities/drill").select_one(".banner--urgent").text
    assert "延期了" in visit("/activities/party").select_one(".banner--wait").text
    assert [badge.text for badge in visit("/activities/").select(".rows__title .badge")] == ["已取消", "延期"]


def test_many_activities_are_paged_without_losing_one(visit, place, thursday):
    for number in range(20):
        activity(f"每周阅读{number}", place.north, recurrence=Recurrence.read("每周四 15:00"))
        activity(f"旧活动{number}", place.north, held_on="2022-05")
    seen = titles(visit("/activities/")) + titles(visit("/activities/?page=2"))
    assert len(seen) == len(set(seen)) == 40
    visit("/activities/?page=3", status=404)


def test_an_activity_never_leads_to_a_draft(visit, place):
    hidden = station("影子驿站", place.north, state="draft")
    activity("阅读", place.north, slug="reading", station=hidden, community=community("影子共同体", place.street, state="archived"))
    assert "影子" not in visit("/activities/reading").text
    assert "影子" not in visit("/activities/").text


def test_a_service_says_what_it_costs_and_who_is_free(visit, place):
    old = term("80岁以上老人", "audience")
    service(
        "缝纫",
        place.north,
        slug="sewing",
        fee="half",
        free_for=(old.id,),
        stations=(place.post.id,),
        materials="身份证：原件",
        recurrence=Recurrence.read("每周四 15:00-16:30"),
    )
    page = visit("/services/sewing")
    for words in ("低于市价一半", "80岁以上老人", "北麻社区党群服务站", "身份证", "原件", "每周四 15:00-16:30"):
        assert words in page.main.text, words
    assert page.select_one("a[href^='tel:']")
    assert "缝纫" in visit("/stations/beima-station").select_one("[aria-labelledby=services]").text


def test_pinned_notices_come_first_then_the_newest(visit, place):
    notice("旧通知", place.north, issued_on="2025-01-01")
    notice("新通知", place.north, issued_on="2026-03-01")
    notice("置顶通知", place.north, issued_on="2024-01-01", pinned=True)
    notice("没有日期的制度", place.north, kind="regulation")
    assert titles(visit("/notices/")) == ["置顶通知", "新通知", "旧通知", "没有日期的制度"]
    assert titles(visit("/notices/?kind=regulation")) == ["没有日期的制度"]


@pytest.mark.parametrize("base", ["/services/", "/activities/", "/notices/", "/buildings/", "/contacts/"])
def test_lists_are_narrowed_to_a_place(visit, place, base):
    service("甲服务", place.north), activity("甲活动", place.north), notice("甲公告", place.north)
    service("乙服务", place.south), activity("乙活动", place.south), notice("乙公告", place.south)
    text = visit(f"{base}?division=beima").main.text
    assert not [word for word in ("乙服务", "乙活动", "乙公告") if word in text]
    visit(f"{base}?nonsense=1")


def test_a_notice_shows_its_text_and_offers_its_paper(visitor, place):
    paper = Notice.paper.keep(PDF, "工作经费管理使用办法.pdf")
    made = notice("经费办法", place.north, slug="rules", body="<h2>一</h2><p>专款专用。</p>", paper=paper)
    page = visitor.visit("/notices/rules")
    assert page.select_one(".prose--rich h2").text == "一"
    link = page.select_one("a[href^='/media/']")
    assert "工作经费管理使用办法" in link.text
    answer = visitor.client.get(link["href"])
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=" in answer.headers["Cache-Control"]
    assert visitor.client.get(link["href"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    edit(made, state="draft")
    assert visitor.client.get(link["href"]).status_code == 404


def test_files_that_no_page_holds_are_missing(visitor, place):
    kept = media.keep(PDF, "没有人引用.pdf", media.PAPERS)
    for odd in (kept.split()[0], "0" * 32 + ".pdf", "x", "..%2f..%2fportal.db", kept):
        assert visitor.client.get(f"/media/{odd}").status_code == 404, odd


def test_drafts_and_what_is_over_are_nowhere(visit, place):
    for make in (service, activity, notice):
        make("影子甲", place.north, state="draft", slug=f"shadow-{make.__name__}")
        make("影子乙", place.north, expire_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    for url in ("/", "/services/", "/activities/", "/notices/", "/d/beima", "/grids/beima-3", "/stations/beima-station"):
        assert "影子" not in visit(url).text, url
    for url in ("/services/shadow-service", "/activities/shadow-activity", "/notices/shadow-notice"):
        visit(url, status=404)


def test_rows_do_not_make_more_questions(visit, place, queries):
    counts = []
    for _ in range(2):
        for number in range(4):
            home = division(f"社区{number}{len(counts)}", place.street)
            service(f"代办{number}{len(counts)}", home, stations=(place.post.id,))
            activity(f"会{number}{len(counts)}", home, station=place.post)
            notice(f"通知{number}{len(counts)}", home)
        for url in ("/services/", "/activities/", "/notices/"):
            queries.clear()
            visit(url)
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 10
