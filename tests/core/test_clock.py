"""The clock: UTC inside, the neighbourhood's zone outside, and it can be made to stand."""

import datetime

from portal.core import clock
from portal.models import Station
from tests.makers import station


def test_now_is_aware_utc_in_whole_seconds():
    assert clock.now().tzinfo is datetime.UTC
    assert clock.now().microsecond == 0


def test_naive_time_is_the_neighbourhoods():
    with clock.at(datetime.datetime(2026, 3, 12, 14, 20)):
        assert clock.now() == datetime.datetime(2026, 3, 12, 6, 20, tzinfo=datetime.UTC)


def test_today_is_the_neighbourhoods_calendar_day():
    with clock.at(datetime.datetime(2026, 3, 12, 17, 0, tzinfo=datetime.UTC)):
        assert clock.today() == datetime.date(2026, 3, 13)
        assert clock.local(clock.now()).hour == 1


def test_the_clock_runs_on_after_the_block_and_stands_at_the_inner_one():
    with clock.at(datetime.datetime(2020, 1, 1)):
        with clock.at(datetime.datetime(2021, 1, 1, 0, 0, 0, 999)):
            assert clock.now() == datetime.datetime(2020, 12, 31, 16, tzinfo=datetime.UTC)
        assert clock.today().year == 2020
    assert clock.today().year > 2024


def test_records_appear_and_vanish_to_the_second(database):
    day = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    station(publish_at=day, expire_at=day + datetime.timedelta(hours=1))

    for after, seen in ((-1, 0), (0, 1), (3599, 1), (3600, 0)):
        with clock.at(day + datetime.timedelta(seconds=after)):
            assert Station.live().count() == seen
            assert Station.get().is_public() == bool(seen)
