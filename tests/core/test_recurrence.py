"""Recurrences: what they mean in words, when they come next, and what dateutil says of the same rule."""

import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.errors import Unreadable
from portal.core.recurrence import Recurrence

from .test_fields import rules

READ = {
    "每周四下午3点": "每周四 15:00",
    "每星期四 15：00": "每周四 15:00",
    "每周四 下午3:00-4:30": "每周四 15:00-16:30",
    "每天 下午3:00-16:30": "每天 15:00-16:30",
    "每天 上午9:00-11:30": "每天 09:00-11:30",
    "每天 上午9:00-1:00": "每天 09:00-13:00",
    "每天 中午12:00-1:30": "每天 12:00-13:30",
    "每天 中午1:00-2:30": "每天 13:00-14:30",
    "每天 中午11:30-12:30": "每天 11:30-12:30",
    "每天 晚上7:00-12:00": "每天 19:00-00:00",
    "每天 晚上11:00-1:00": "每天 23:00-01:00",
    "每天 晚上10:00-24:00": "每天 22:00-00:00",
    "每天 22:00-4:30": "每天 22:00-04:30",
    "每周一至五 9点": "工作日 09:00",
    "每个工作日": "工作日",
    "每周末 09:00": "每周六、日 09:00",
    "每日 07:30": "每天 07:30",
    "每月15号": "每月15日",
    "每月的1、15日": "每月1日、15日",
    "每月最后一天": "每月最后一天",
    "每月第一个星期六 9:00": "每月第一个周六 09:00",
    "每月最后一个周日": "每月最后一个周日",
    "每年5月1日": "每年5月1日",
    "每年10月最后一个周五": "每年10月最后一个周五",
    "从2026年3月12日起，隔周周四": "从2026-03-12起 每2周周四",
    "从2026-03-12起 每三天，共5次": "从2026-03-12起 每3天，共5次",
    "每周二；2026-10-01 停；2026-10-02 停": "每周二；2026-10-01至2026-10-02 停",
    "每晚 19:00": None,
    "每周八": None,
    "每年13月1日": None,
    "每月32日": None,
    "每周四 15:00；国庆 停": None,
    "每周四；2026-10-07至2026-10-01 停": None,
    "RRULE:FREQ=MONTHLY;BYDAY=1SA\nDTSTART:20260103T090000": "从2026-01-03起 每月第一个周六 09:00",
    "RRULE:FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO": None,
    "RRULE:FREQ=HOURLY": None,
}


@pytest.mark.parametrize(("written", "shown"), READ.items(), ids=READ)
def test_words_mean_one_rule_or_are_refused_with_an_example(written, shown):
    if shown is None:
        with pytest.raises(Unreadable, match=r"请写成|先写|没有"):
            Recurrence.read(written)
    else:
        assert Recurrence.read(written).show() == shown


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("每周四 15:00", "RRULE:FREQ=WEEKLY;BYDAY=TH;BYHOUR=15;BYMINUTE=0"),
        (
            "从2026-03-12起 每2周周四 15:00-16:30，共10次；2026-10-01 停",
            "DTSTART;VALUE=DATE:20260312\n"
            "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=TH;BYHOUR=15;BYMINUTE=0\n"
            "DURATION:PT90M\n"
            "EXDATE;VALUE=DATE:20261001",
        ),
    ],
)
def test_a_column_holds_icalendar_lines(written, lines):
    assert Recurrence.read(written).text == lines
    assert Recurrence.of(lines) == Recurrence.read(written)


def here(*parts):
    return datetime.datetime(*parts, tzinfo=clock.ZONE)


def test_thursdays_at_three_go_on_across_the_end_of_a_year():
    dates = Recurrence.read("每周四 15:00-16:00").next(here(2026, 12, 24, 15, 30), 3)

    assert dates == [(here(2026, 12, day, 15), here(2026, 12, day, 16)) for day in (24, 31)] + [
        (here(2027, 1, 7, 15), here(2027, 1, 7, 16))
    ]


def test_one_that_runs_past_midnight_is_still_on_after_it():
    assert Recurrence.read("每天 22:00-02:00").next(here(2026, 5, 2, 1), 1) == [(here(2026, 5, 1, 22), here(2026, 5, 2, 2))]


def test_a_whole_day_lasts_to_its_end_and_a_moment_without_an_end_does_not_last():
    assert Recurrence.read("每月1日").next(here(2026, 5, 1, 23), 1) == [(here(2026, 5, 1), here(2026, 5, 2))]
    assert Recurrence.read("每天 08:00").next(here(2026, 5, 1, 8), 1) == [(here(2026, 5, 2, 8), None)]


def test_days_on_which_it_stops_are_left_out_and_still_counted():
    rule = Recurrence.read("从2026-05-04起 每天，共4次；2026-05-05 停")

    assert [start.day for start, _ in rule.next(here(2026, 5, 1), 9)] == [4, 6, 7]


def test_the_last_day_of_a_month_is_its_last_day():
    assert [start.day for start, _ in Recurrence.read("每月最后一天").next(here(2028, 1, 1), 3)] == [31, 29, 31]


def test_a_last_day_and_a_number_of_times_exclude_each_other():
    rule = Recurrence.read("从2026-05-04起 每天，直到2026-06-30，共9次")

    assert rule.trouble == "“直到2026-06-30”和“共9次”只写一个，请删去一个"
    assert Recurrence.read("从2026-05-04起 每天，共9次").trouble is None


@settings(max_examples=80, deadline=None, database=None)
@given(rules, st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2029, 1, 1)))
def test_the_next_dates_are_those_of_dateutil(rule, after):
    start = rule.start or after.date() - datetime.timedelta(days=800)
    lasts = datetime.timedelta(minutes=rule.length) if rule.time is not None else datetime.timedelta(days=1)
    expected = []
    for moment in rrulestr(rule.rule + ";BYSECOND=0", dtstart=datetime.datetime.combine(start, datetime.time())):
        if moment > after + datetime.timedelta(days=366 * 29) or len(expected) == 4:
            break
        if moment + lasts > after and moment.date() not in rule.stops:
            expected.append(moment)

    assert [start.replace(tzinfo=None) for start, _ in rule.next(after.replace(tzinfo=clock.ZONE), 4)] == expected


def test_a_recurrence_is_taken_apart_for_an_editor():
    rule = Recurrence.read("从2026-03-12起 每2周周一、四 15:00-16:30，直到2026-12-31；2026-10-01至2026-10-02 停；2026-11-05 停")

    assert rule.parts == {
        "every": "WEEKLY",
        "interval": 2,
        "weekdays": ((0, 0), (0, 3)),
        "days": (),
        "month": 0,
        "count": 0,
        "time": 900,
        "length": 90,
        "start": "2026-03-12",
        "until": "2026-12-31",
        "stops": [("2026-10-01", "2026-10-02"), ("2026-11-05", "2026-11-05")],
    }
