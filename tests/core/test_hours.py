"""Opening hours: what people write, what is kept, and whether a door is open at a moment."""

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.errors import Unreadable
from portal.core.hours import Exceptional, Week, shown

NINE_TO_FIVE = ((540, 1020),)


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


WRITTEN = {
    "周一至周五 08:30-12:00 14:00-18:00": "周一至周五 08:30-12:00 14:00-18:00",
    "周一至周五 8：30—12：00，14：00—18：00": "周一至周五 08:30-12:00 14:00-18:00",
    "工作日 8点-17点30分": "周一至周五 08:00-17:30",
    "08:00至18:00": "每天 08:00-18:00",
    "每天 全天": "每天 全天",
    "每日24小时": "每天 全天",
    "周末 09:00-17:00": "周六至周日 09:00-17:00",
    "周一、三、五 09:00-17:00": "周一 09:00-17:00；周三 09:00-17:00；周五 09:00-17:00",
    "周六到周二 09:00-17:00": "周一至周二 09:00-17:00；周六至周日 09:00-17:00",
    "星期天 09:00-17:00": "周日 09:00-17:00",
    "每天 09:00-17:00；周一 休息": "周二至周日 09:00-17:00",
    "每天 09:00-17:00\n周一 闭馆": "周二至周日 09:00-17:00",
    "周一 09:00-12:00；周一 14:00-17:00": "周一 09:00-12:00 14:00-17:00",
    "周一 14:00-17:00 09:00-12:00": "周一 09:00-12:00 14:00-17:00",
    "周五 18:00-02:00": "周五 18:00-02:00",
    "每天 08:00-24:00": "每天 08:00-24:00",
    "每天 关门": "每天 关门",
    "每天 09:00-17:00；2026年10月1日至2026年10月7日 关门 国庆节": "每天 09:00-17:00；2026-10-01至2026-10-07 关门 国庆节",
    "每天 09:00-17:00；2026-10-01 10:00-12:00 只办急事": "每天 09:00-17:00；2026-10-01 10:00-12:00 只办急事",
    "2026-10-01 09:00-10:00；2026-10-01 14:00-15:00 下午": "2026-10-01 09:00-10:00 14:00-15:00 下午",
}


@pytest.mark.parametrize(("written", "kept"), WRITTEN.items(), ids=WRITTEN)
def test_hours_are_read_and_shown_in_one_form(written, kept):
    week = Week.read(written)

    assert week.show() == kept
    assert week.trouble is None
    assert Week.read(kept) == week


UNREADABLE = {
    "随时": "“随时”里没有时间",
    "周八 09:00-10:00": "“周八 09:00-10:00”看不懂是周几",
    "周一周三 09:00-10:00": "“周一周三 09:00-10:00”看不懂是周几",
    "周一": "还没写几点到几点",
    "2026-10-01": "还没写几点到几点",
    "周二 休息": "只写了哪天不开，还要写哪天几点开",
    "2026-10-01 关门": "只写了哪天不开，还要写哪天几点开",
    "；；": "还没写几点开",
    "每天 25:00-26:00": "“25:00-26:00”不是一段时间",
    "每天 08:60-09:00": "“08:60-09:00”不是一段时间",
    "每天 08:00-08:00": "“08:00-08:00”不是一段时间",
    "每天 24:00-08:00": "“24:00-08:00”不是一段时间",
    "每天 09:00-17:00 谢绝参观": "“谢绝参观”看不懂",
    "每天 09:00-17:00；2026-02-30 关门": "“2026-02-30”这一天不存在",
    "每天 09:00-17:00；2026-10-07至2026-10-01 关门": "“2026-10-07至2026-10-01”前后写反了",
    "每天 09:00-17:00；10-01 关门": "“10-01 关门”里没有时间",
}


@pytest.mark.parametrize(("written", "said"), UNREADABLE.items(), ids=UNREADABLE)
def test_hours_that_cannot_be_read_say_why(written, said):
    with pytest.raises(Unreadable) as refusal:
        Week.read(written)
    assert str(refusal.value).startswith(said + "，")


OVERLAPS = {
    "每天 08:00-12:00 11:00-18:00": "同一天的时间重叠了：08:00-12:00 11:00-18:00",
    "周一 22:00-06:00 23:00-23:30": "同一天的时间重叠了：22:00-06:00 23:00-23:30",
    "周一 22:00-06:00；周二 05:00-08:00": "“22:00-06:00”到第二天还没结束，和第二天的 05:00-08:00 重叠了",
    "周日 22:00-06:00；周一 05:00-08:00": "“22:00-06:00”到第二天还没结束，和第二天的 05:00-08:00 重叠了",
    "每天 20:00-08:00 06:00-07:00": "“20:00-08:00”到第二天还没结束，和第二天的 06:00-07:00 20:00-08:00 重叠了",
    "每天 全天；2026-10-01 08:00-12:00 09:00-10:00": "同一天的时间重叠了：08:00-12:00 09:00-10:00",
}


@pytest.mark.parametrize(("written", "said"), OVERLAPS.items(), ids=OVERLAPS)
def test_spans_that_overlap_are_refused(written, said):
    assert Week.read(written).trouble == said + "，请分开写"


@pytest.mark.parametrize("written", ["每天 08:00-12:00 12:00-14:00", "周一 22:00-06:00；周二 06:00-08:00", "每天 22:00-08:00"])
def test_spans_that_only_touch_are_fine(written):
    assert Week.read(written).trouble is None


def test_a_note_that_would_be_read_as_a_rule_is_refused():
    day = datetime.date(2026, 10, 1)
    for note in ("09:00-10:00", "；周一 关门", "两\n行", " 有空格"):
        week = Week(days=(NINE_TO_FIVE,) * 7, exceptions=(Exceptional(day, day, NINE_TO_FIVE, note),))
        assert week.trouble.startswith("日期后面的说明看不懂")


@pytest.mark.parametrize("wrong", [None, 5, [], {}, {"week": 5}, {"week": [["25"]]}, {"week": [[]] * 7, "dates": [{"from": "x"}]}])
def test_json_of_another_form_is_refused_with_a_sentence(wrong):
    with pytest.raises(Unreadable, match="JSON"):
        Week.load(wrong)


def test_a_week_of_six_days_is_refused():
    assert Week(days=((),) * 6).trouble == "一星期要写七天，这里有 6 天"


NIGHT = Week.read("周一至周五 09:00-12:00 14:00-17:00；周六 22:00-02:00；2026-10-01至2026-10-07 关门 国庆；2026-10-03 10:00-11:00 值班")


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-03-02 08:59", None),
        ("2026-03-02 09:00", "2026-03-02 12:00"),
        ("2026-03-02 11:59", "2026-03-02 12:00"),
        ("2026-03-02 12:00", None),
        ("2026-03-07 23:00", "2026-03-08 02:00"),
        ("2026-03-08 01:59", "2026-03-08 02:00"),
        ("2026-03-08 02:00", None),
        ("2026-10-01 10:00", None),
        ("2026-10-03 10:30", "2026-10-03 11:00"),
        ("2026-10-08 10:00", "2026-10-08 12:00"),
    ],
)
def test_a_place_is_open_until(moment, closes):
    assert NIGHT.open_until(at(moment)) == (closes and at(closes))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02 08:00", "2026-03-02 09:00"),
        ("2026-03-02 09:00", "2026-03-02 14:00"),
        ("2026-03-06 17:00", "2026-03-07 22:00"),
        ("2026-03-08 10:00", "2026-03-09 09:00"),
        ("2026-09-30 17:00", "2026-10-03 10:00"),
        ("2026-10-03 11:00", "2026-10-08 09:00"),
    ],
)
def test_a_closed_place_opens_next(moment, opens):
    assert NIGHT.opens_next(at(moment)) == at(opens)


def test_a_place_that_never_opens_has_no_next_opening():
    assert Week().opens_next(at("2026-03-02 08:00")) is None
    assert Week().open_until(at("2026-03-02 08:00")) is None


def test_the_shortest_of_several_exceptions_holds():
    week = Week.read("每天 全天；2026-10-01至2026-10-07 关门；2026-10-01 09:00-17:00")

    assert week.on(datetime.date(2026, 10, 1)) == NINE_TO_FIVE
    assert week.on(datetime.date(2026, 10, 2)) == ()
    assert week.exception_on(datetime.date(2026, 10, 8)) is None


def test_a_week_is_drawn_together_by_equal_neighbours():
    assert NIGHT.rules() == [("周一至周五", "09:00-12:00 14:00-17:00"), ("周六", "22:00-02:00"), ("周日", "关门")]
    assert shown(((0, 1440),)) == "全天"


CUTS = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
DAY = CUTS.map(lambda many: tuple(zip(many[::2], many[1::2], strict=False)))
FIRST = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))
DATES = st.builds(lambda first, more: (first, first + datetime.timedelta(days=more)), FIRST, st.integers(0, 20))
RULES = st.tuples(DAY, st.sampled_from(["", "国庆节", "值班 电话"]))


def weeks():
    """Any week without trouble, exceptions included."""
    dated = st.dictionaries(DATES, RULES, max_size=3)
    return st.builds(
        lambda days, many: Week(days, tuple(Exceptional(*dates, *many[dates]) for dates in sorted(many))), st.tuples(*[DAY] * 7), dated
    )


@settings(max_examples=100, deadline=None, database=None)
@given(weeks())
def test_a_week_survives_text_json_and_column(week):
    assert week.trouble is None
    assert Week.read(week.show()) == week
    assert Week.load(json.loads(json.dumps(week.json))) == week
    assert Week.of(week.text) == week


@settings(max_examples=100, deadline=None, database=None)
@given(weeks(), st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1)))
def test_a_place_is_open_at_a_moment_or_opens_after_it(week, moment):
    moment = moment.replace(tzinfo=clock.ZONE)
    until, opens = week.open_until(moment), week.opens_next(moment)

    assert until is None or until > moment
    assert opens is None or opens > moment
    assert opens is None or week.open_until(opens) is not None


@settings(max_examples=200, deadline=None, database=None)
@given(st.text("周一二五日至、 0123456789:-；\n关门全天年月2026每", max_size=30))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        week = Week.read(typed)
    except Unreadable:
        return
    assert week.trouble or Week.read(week.show()) == week


TOLD = {
    ("周一至周五 08:30-12:00 14:00-18:00", "2026-11-26T09:00"): "2026-11-26 09:00 开放，到 12:00",
    ("周一至周五 08:30-12:00 14:00-18:00", "2026-11-26T12:00"): "2026-11-26 12:00 不开放，14:00 开",
    ("周一至周五 08:30-12:00 14:00-18:00", "2026-11-27T19:00"): "2026-11-27 19:00 不开放，周一 08:30 开",
    ("周五 18:00-02:00", "2026-11-27T23:00"): "2026-11-27 23:00 开放，到 周六 02:00",
    ("周五 18:00-24:00；周六 00:00-03:00", "2026-11-27T23:00"): "2026-11-27 23:00 开放，到 周六 03:00",
    ("每天 全天", "2026-11-27T23:00"): "2026-11-27 23:00 开放，24 小时不关门",
    ("每天 关门", "2026-11-27T23:00"): "2026-11-27 23:00 不开放，一个月内不开",
    ("每天 关门；2026-12-20 09:00-10:00", "2026-11-27T23:00"): "2026-11-27 23:00 不开放，2026-12-20 09:00 开",
}


@pytest.mark.parametrize(("written", "moment"), TOLD)
def test_it_is_told_in_words_whether_a_place_is_open_at_a_moment(written, moment):
    assert Week.read(written).told(at(moment)) == TOLD[written, moment]


def test_of_this_very_moment_it_is_told_as_now():
    assert Week.read("每天 全天").told(clock.now()) == "现在开放，24 小时不关门"
