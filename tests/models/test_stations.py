"""Stations: in which grid they lie, and whether they are open."""

import datetime

import pytest

from portal.core import clock
from portal.core.errors import Invalid
from portal.models import Station
from tests.makers import division, edit, grid, station


@pytest.fixture
def street(database):
    return division("历山街道", level="street")


def test_a_stations_grid_lies_in_its_division(street):
    here, there = division("甲社区", street), division("乙社区", street)
    inside = grid(here, name="一号")

    assert station("东驿站", here, grid=inside).grid_id == inside.id
    assert station("街道驿站", street, grid=inside).grid_id == inside.id
    with pytest.raises(Invalid, match=r"^网格“一号”不在乙社区里，请选这里的网格或改所属区划$"):
        station("西驿站", there, grid=inside)


def test_a_station_of_a_community_may_lie_in_an_area_of_the_street(street):
    area = grid(street, kind="area")

    assert station("东驿站", division("甲社区", street), grid=area).grid_id == area.id


def test_a_station_does_not_leave_its_grid_behind(street):
    here, there = division("甲社区", street), division("乙社区", street)
    made = station("东驿站", here, grid=grid(here))

    assert "grid" in edit(made, division=there).issues
    assert edit(made, division=there, grid=None).kind == "changed"
    assert Station.get_by_id(made.id).area == there.area


def test_one_name_is_used_once_in_a_division(street):
    here = division("甲社区", street)
    station("东驿站", here)

    assert station("东驿站", street).slug == "lishanjiedao-dongyizhan"
    with pytest.raises(Invalid, match="已有同样的服务站点（所属区划、名称都相同）"):
        station("东驿站", here)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"point": (36.185, 118.17)}, "经度和纬度写反了，请写成 118.17,36.185"),
        ({"phone": "0533-3241234、12345"}, "不是电话号码"),
        ({"area_m2": -1}, "面积应在 0 到"),
        ({"kind": "palace"}, "“palace”不在类型的选项里"),
        ({"division": None}, "请填写所属区划"),
        ({"hours": Station.hours.read("每天 08:00-12:00 11:00-12:00")}, "重叠"),
        ({"assured_on": "昨天"}, "不是日期"),
    ],
)
def test_a_station_with_a_wrong_fact_is_refused(database, values, said):
    assert said in str(edit(station(), **values).issues)


def test_a_station_is_open_by_its_hours(database):
    made = station(hours=Station.hours.read("周一至周五 09:00-17:00"))

    with clock.at(datetime.datetime(2026, 3, 2, 10)):
        assert made.open_until().hour == 17
    with clock.at(datetime.datetime(2026, 3, 7, 10)):
        assert made.open_until() is None
        assert made.opens_next().day == 9
    assert station("西驿站").open_until() is None
