"""What waits for somebody to put it right: contacts, grids, posts and figures that need a look."""

import datetime
from dataclasses import dataclass

from ..core import clock
from ..core.record import STATES
from .feedback import Feedback
from .figures import Figure
from .grids import Grid
from .people import Assignment
from .stations import Station

ASSURED = 90  # days after which a contact is rung up again, as the issue asks
ENDING = 30  # days ahead that a post's end is told
_KEPT = tuple(state for state in STATES if state != "archived")  # what is archived waits for nobody


@dataclass(frozen=True)
class Wait:
    """One kind of thing that waits: `condition(day)` takes those records of `home` that it is about."""

    name: str
    label: str
    why: str
    home: type
    condition: object


def _before(day, days):
    return (day - datetime.timedelta(days=days)).isoformat()


def _silent(day):
    """Posts somebody stands in, without a number to ring."""
    return Assignment.holds(day) & Assignment.state.in_(_KEPT) & Assignment.duty_phone.is_null()


def _unassured(home, day):
    return home.assured_on.is_null() | (home.assured_on < _before(day, ASSURED))


def _stale(day):
    """Posts with a number that nobody has tried for a long time."""
    held = Assignment.holds(day) & Assignment.state.in_(_KEPT)
    return held & Assignment.duty_phone.is_null(False) & _unassured(Assignment, day)


def _stale_station(day):
    return Station.state.in_(_KEPT) & Station.phone.is_null(False) & _unassured(Station, day)


def _alone(day):
    """Grids at which nobody stands in any post today."""
    held = Assignment.select(Assignment.grid).where(Assignment.holds(day), Assignment.state.in_(_KEPT), Assignment.grid.is_null(False))
    return Grid.state.in_(_KEPT) & Grid.id.not_in(held)


def _ending(day):
    ends = Assignment.ends_on
    return (Assignment.step == "active") & Assignment.state.in_(_KEPT) & (ends >= day.isoformat()) & (ends <= _before(day, -ENDING))


def _unhandled(day):
    return Feedback.step == "open"


def _unsourced(day):
    through = Figure.shape()["sources"].through
    return Figure.state.in_(_KEPT) & Figure.source.is_null() & Figure.id.not_in(through.select(through.owner))


WAITS = (
    Wait("feedback", "居民的意见没处理", "看原话，办好以后写处理情况，改成已处理", Feedback, _unhandled),
    Wait("silent", "岗位没有电话", "居民打不通，会转到社区或街道", Assignment, _silent),
    Wait("stale", f"岗位电话 {ASSURED} 天没核实", "打一次电话，把核实日期改成今天", Assignment, _stale),
    Wait("stale-stations", f"站点电话 {ASSURED} 天没核实", "打一次电话，把核实日期改成今天", Station, _stale_station),
    Wait("alone", "网格没有人", "给网格安排一个岗位", Grid, _alone),
    Wait("ending", f"{ENDING} 天内到期的岗位", "续任，或者交给接任的人", Assignment, _ending),
    Wait("unsourced", "指标没有出处", "补上从哪里来的", Figure, _unsourced),
)


def waits(day=None):
    """[(wait, condition)] on `day` (a date; today in the neighbourhood)."""
    day = day or clock.today()
    return [(wait, wait.condition(day)) for wait in WAITS]
