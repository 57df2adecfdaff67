"""Several lists in one statement are the very records that the lists would have been one by one."""

import pytest

from portal.models import MODELS, Division, Station
from portal.public.together import together
from tests.makers import MAKERS, division, station


@pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.name)
def test_a_record_comes_out_as_its_own_query_gives_it(database, home):
    made = MAKERS[home]()
    (found,) = together({"it": home.select().where(home.id == made.id)})["it"]
    alone = home.get_by_id(made.id)
    assert found.__data__ == alone.__data__
    assert {name: type(value) for name, value in found.__data__.items()} == {name: type(value) for name, value in alone.__data__.items()}


def test_each_list_keeps_its_order_and_its_length(database):
    home = division("北麻社区")
    for name in ("丙站", "甲站", "乙站", "丁站"):
        station(name, home)
    lists = together(
        {
            "stations": Station.live().order_by(Station.name.desc()).limit(3),
            "places": Division.live().order_by(Division.area),
            "none": Station.live().where(Station.name == "没有"),
        }
    )
    assert [one.name for one in lists["stations"]] == ["甲站", "乙站", "丙站"]
    assert [one.name for one in lists["places"]] == ["北麻社区"]
    assert lists["none"] == []
    assert together({}) == {}
