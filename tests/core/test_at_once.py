"""Two changes open at the same moment: the later one waits, and is judged by what the earlier one left.

SQLite has one writer at a time, so these are asked of PostgreSQL alone.
"""

import concurrent.futures
import threading

import psycopg
import pyotp
import pytest

from portal.core import clock, policy
from portal.core.changes import Edit, change
from portal.core.db import passing
from portal.models import Assignment, Division, Figure, ServiceBrand, Station, second_steps
from tests.makers import brand, division, edit, figure, grid, role, station, user

STAFF = policy.command_line("测试")
pytestmark = pytest.mark.parametrize("url", ["postgres"], indirect=True)


@pytest.fixture
def both(database, url):
    """A function: the outcomes of two edits, of which the second is sent while the change with the first is still open."""

    def one(edit):
        with change(STAFF, via="admin") as work:
            return work.one(edit)

    return lambda first, second: overlapping(url, database, lambda: one(first), lambda: one(second))


def overlapping(url, database, first, second):
    """[what `first` answers, what `second` does], which is called while the transaction of the first is still open."""
    written, answered = threading.Event(), threading.Event()

    def earlier():
        with database.connection_context(), database.atomic():
            answer = first()
            written.set()
            stands_still(url, answered)
        return answer

    def later():
        written.wait(20)
        try:
            with database.connection_context():
                return second()
        finally:
            answered.set()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [done.result(30) for done in (pool.submit(earlier), pool.submit(later))]


def stands_still(url, answered):
    """Come back when another connection waits for a lock, or has `answered` without waiting."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(url, autocommit=True) as looking:
        while not answered.is_set() and looking.execute(waiting).fetchone() == (0,):
            pass


def new_station(here):
    return Edit(Station, None, values={"name": "东驿站", "division": here.id, "kind": "city_post"})


def moved(place, above):
    return Edit(Division, place.id, values={"parent": above.id})


def test_what_is_made_in_a_place_that_moves_lies_where_the_place_lies(both):
    east, west = division("东街道", level="street"), division("西街道", level="street")
    here = division("历山社区", east)

    assert all(both(moved(here, west), new_station(here)))

    assert Station.get().area == Division.get_by_id(here.id).area == f"/{west.id}/{here.id}/"


def test_a_place_that_moves_takes_along_what_is_being_made_in_it(both):
    east, west = division("东街道", level="street"), division("西街道", level="street")
    here = division("历山社区", east)

    assert all(both(new_station(here), moved(here, west)))

    assert Station.get().area == f"/{west.id}/{here.id}/"


def test_a_place_that_moves_takes_along_what_is_being_made_far_below_it(both):
    city, street = division("市", level="prefecture"), division("街道", level="street")
    here = division("历山社区", street)
    counted = station(division_=here)
    making = Edit(Figure, None, values={"name": "座位", "station": counted.id, "value": 7})

    assert all(both(making, moved(street, city)))

    assert Figure.get().area == Station.get().area == f"/{city.id}/{street.id}/{here.id}/"


def test_what_comes_to_a_place_that_moves_lies_where_the_place_lies(both):
    east, west = division("东街道", level="street"), division("西街道", level="street")
    here = division("历山社区", east)
    known = figure(division=division("甸柳社区", west))

    assert all(both(moved(here, west), Edit(Figure, known.id, values={"division": here.id})))

    assert Figure.get().area == f"/{west.id}/{here.id}/"


def test_two_moves_at_once_close_no_circle(both):
    """甲 goes below 丙, which lies below 乙, while 乙 goes below 丁, which lies below 甲."""
    here = division("历山社区")
    one, two = brand("甲", here), brand("乙", here)
    three, four = brand("丙", here, parent=two), brand("丁", here, parent=one)

    first, second = both(
        Edit(ServiceBrand, one.id, values={"parent": three.id}),
        Edit(ServiceBrand, two.id, values={"parent": four.id}),
    )

    assert (first.kind, second.kind) == ("changed", "refused")
    assert second.issues == {"parent": ["上级品牌不能是自己或自己的下级，请另选"]}


def test_a_circle_that_is_there_already_holds_nobody_up(database):
    here = division("历山社区")
    one = brand("甲", here)
    two = brand("乙", here, parent=one)
    with passing():
        ServiceBrand.update(parent=two.id).where(ServiceBrand.id == one.id).execute()

    assert edit(brand("丙", here), parent=one).kind == "changed"


def test_two_leaders_made_at_once_are_one(both):
    here, leads = grid(), role("网格长", "grid_leader", "lead")

    def making(ordinal):
        return Edit(Assignment, None, values={"role": leads.id, "grid": here.id, "ordinal": ordinal})

    first, second = both(making(1), making(2))

    assert (first.kind, second.kind) == ("created", "refused")
    assert "这个网格已有在岗的“网格长”" in second.issues["role"][0]


def test_a_second_step_that_is_set_up_twice_at_once_is_set_up_once(database, url):
    clerk, secret = user("clerk"), second_steps.new_secret()

    def taken():
        return second_steps.set_up(clerk, secret, pyotp.TOTP(secret).at(clock.now()))

    first, second = overlapping(url, database, taken, taken)

    assert second is None
    assert len(first) == second_steps.codes_left(clerk) == second_steps.CODES
