"""Atom feeds, read by feedparser and held to a grammar drawn from RFC 4287."""

import datetime
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from portal.core import clock
from portal.core.recurrence import Recurrence
from portal.models import Notice
from portal.public.formats import feeds
from tests.makers import activity, edit, notice, service, station

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


@pytest.fixture
def read(visitor):
    """Open a feed as a reader does: found sound by the grammar, then parsed."""

    def read(address):
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), address
        GRAMMAR.assertValid(etree.fromstring(answer.data))
        feed = feedparser.parse(answer.data)
        assert not feed.bozo, feed.get("bozo_exception")
        return feed

    return read


def link(feed, rel):
    return next((link.href for link in feed.feed.links if link.rel == rel), None)


def test_a_notice_is_told_whole(read, place):
    notice(
        "停水通知",
        place.north,
        slug="water",
        number="历街办〔2026〕3号",
        issuer="历山街道",
        issued_on="2026-03-12",
        summary="明天 8 点到 12 点停水。",
        body=Notice.body.read('<p>详见<a href="/stations/beima-station">服务站</a>和<a href="#top">上文</a>。</p>'),
    )

    (entry,) = read("/feed.atom?kind=notices").entries

    assert (entry.title, entry.link) == ("停水通知", "http://localhost/notices/water")
    assert (entry.author, entry.published[:10]) == ("历山街道", "2026-03-12")
    content = BeautifulSoup(entry.content[0].value, "html.parser")
    assert [tag["href"] for tag in content.select("a")] == ["http://localhost/stations/beima-station", "http://localhost/notices/water#top"]
    assert "历街办〔2026〕3号" in content.text
    assert not content.select("script, style, [style], [onclick]")


def test_a_feed_without_a_kind_mixes_what_is_new(read, place, thursday):
    activity("阅读", place.north, recurrence=Recurrence.read("每周四 15:00-16:30"), station=place.post)
    service("缝纫", place.north, provider=None)
    notice("停水通知", place.north)

    feed = read("/feed.atom")

    assert {entry.tags[0].term for entry in feed.entries} == {"公告", "活动", "站点和场所", "服务"}
    held = next(entry for entry in feed.entries if entry.title == "阅读")
    assert "时间：今天 15:00 至 16:30" in held.content[0].value


@pytest.mark.parametrize("kind", feeds.KINDS)
def test_every_kind_and_place_has_a_sound_feed(read, place, kind):
    notice("停水通知", place.north), activity("阅读", place.north), service("缝纫", place.north)

    everywhere, here = read(f"/feed.atom?kind={kind}"), read(f"/feed.atom?kind={kind}&division=beima")

    assert {entry.id for entry in here.entries} <= {entry.id for entry in everywhere.entries}
    assert "北麻社区" in here.feed.title
    assert "和源" not in str(here.entries)


def test_an_entry_keeps_its_identity_when_all_else_changes(read, place):
    made = notice("停水通知", place.north, slug="water")
    before = read("/feed.atom?kind=notices").entries[0]
    with clock.at(clock.now() + datetime.timedelta(hours=1)):
        edit(made, headline="停电通知", slug="power", division=place.south)
        after = read("/feed.atom?kind=notices").entries[0]

    assert before.id == after.id
    assert before.id.startswith("urn:uuid:")
    assert after.link != before.link
    assert after.updated_parsed > before.updated_parsed


def test_records_of_different_kinds_never_share_an_identity(read, place):
    notice("停水通知", place.north), activity("阅读", place.north), service("缝纫", place.north)
    ids = [entry.id for entry in read("/feed.atom").entries]
    assert len(ids) == len(set(ids))


def test_what_is_published_on_time_counts_as_new_then(read, place):
    tomorrow = clock.now() + datetime.timedelta(days=1)
    notice("明天的通知", place.north, publish_at=tomorrow)
    assert not read("/feed.atom?kind=notices").entries
    with clock.at(tomorrow + datetime.timedelta(minutes=1)):
        feed = read("/feed.atom?kind=notices")
    assert feed.entries[0].updated == feed.feed.updated == clock.local(tomorrow).isoformat()


def test_what_is_published_on_time_is_not_lost_among_what_was_changed_since_it_was_written(read, place):
    january = [datetime.datetime(2026, 1, day, 9, 0, tzinfo=clock.ZONE) for day in range(1, 31)]
    with clock.at(january[0]):
        notice("约好的通知", place.north, publish_at=january[20])
    with clock.at(january[4]):
        for number in range(feeds.SIZE + 10):
            notice(f"通知{number}", place.north)
    with clock.at(january[21]):
        for address in ("/feed.atom?kind=notices", "/feed.atom?kind=notices&division=beima"):
            first, second = read(address), read(f"{address}&page=2")
            assert first.entries[0].title == "约好的通知", address
            assert first.feed.updated == january[20].isoformat()
            assert len({entry.id for entry in first.entries}) == feeds.SIZE
            assert len({entry.id for entry in first.entries + second.entries}) == len(first.entries + second.entries) == feeds.SIZE + 11


def test_pages_lead_from_one_to_the_next_and_lose_nothing(read, place):
    made = {f"通知{number}" for number in range(feeds.SIZE + 5)}
    for headline in made:
        notice(headline, place.north)

    first = read("/feed.atom?kind=notices&division=beima")
    second = read(link(first, "next"))

    assert len(first.entries) == feeds.SIZE
    assert {entry.title for entry in first.entries + second.entries} == made
    assert link(first, "previous") is link(second, "next") is None
    assert link(second, "previous") == link(second, "first") == link(first, "self")
    assert {first.feed.id} == {second.feed.id}


def test_an_empty_feed_is_a_feed(read, place):
    feed = read("/feed.atom?kind=notices&division=heyuan")
    assert not feed.entries
    assert feed.feed.updated


def test_what_is_not_real_says_so_and_what_is_hidden_is_absent(read, place):
    notice("停水通知", place.north, synthetic=True)
    notice("影子通知", place.north, state="draft")
    station("影子驿站", place.north, state="archived")
    activity("阅读", place.north, station=station("影子站", place.north, state="draft"))

    feed = read("/feed.atom")

    assert "停水通知（示例）" in [entry.title for entry in feed.entries]
    assert "影子" not in str(feed.entries)
    assert "13812345678" not in str(feed.entries)


def test_markup_in_names_stays_text(read, place):
    nasty = '<script>alert(1)</script>]]>&amp; "x"'
    notice(nasty, place.north, summary=nasty, issuer=nasty)
    entry = read("/feed.atom?kind=notices").entries[0]
    assert entry.title == nasty
    assert not BeautifulSoup(entry.content[0].value, "html.parser").select("script")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("division=nowhere", 400, "没有找到叫“nowhere”的地方"),
        ("kind=nonsense", 400, "可以写的有"),
        ("page=1000000000", 404, "这里没有内容"),
        ("page=2", 404, "这里没有内容"),
        ("page=x&kind=%00&q=" + "a" * 3000, 200, ""),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_line(visitor, place, query, status, words):
    answer = visitor.client.get(f"/feed.atom?{query}")
    assert answer.status_code == status
    if status != 200:
        assert (answer.mimetype, words in answer.text, len(answer.text) < 200) == ("text/plain", True, True), answer.text


def test_a_feed_is_asked_for_again_only_when_it_changed(visitor, place):
    made = notice("停水通知", place.north)
    first = visitor.client.get("/feed.atom")
    again = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "no-cache"
    assert (visitor.client.get("/feed.atom", headers=again).status_code, visitor.client.get("/feed.atom", headers=again).data) == (304, b"")
    edit(made, headline="停电通知")
    assert visitor.client.get("/feed.atom", headers=again).status_code == 200


def test_a_feed_asks_a_fixed_number_of_times(visitor, place, queries):
    counts = []
    for size in (2, 12):
        for number in range(size):
            notice(f"通知{size}{number}", place.north), service(f"服务{size}{number}", place.north)
            activity(f"活动{size}{number}", place.north, station=place.post)
        queries.clear()
        visitor.client.get("/feed.atom?division=beima")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
