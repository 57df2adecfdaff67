"""Buildings: what stands in what, in which grid, and the one way they are looked for."""

import pytest

from portal.core.errors import Invalid
from portal.models import Building
from portal.models.buildings import search_key
from tests.makers import building, division, edit, grid

SAME = [
    ("3号楼", ["三号楼", "３号楼", "3栋", "3幢", "3座", "3#", "3＃", "3 号楼", "三栋"]),
    ("12号楼", ["十二号楼", "12栋", "１２＃"]),
    ("20号楼", ["二十号楼", "20#"]),
    ("山水一城3号楼", ["山水一城3栋", "山水一城三号楼", "山水一城 3#"]),
    ("a号楼", ["A座", "A栋", "Ａ座"]),
    ("山水一城", ["山水一城"]),
    ("1单元", ["一单元", "１单元"]),
]


@pytest.mark.parametrize(("key", "written"), [(key, word) for key, words in SAME for word in words])
def test_a_building_is_looked_for_in_one_way_however_it_is_written(key, written):
    assert search_key(written) == key


@pytest.fixture
def estate(database):
    return building("山水一城", division("北麻社区"))


def test_the_key_of_a_building_holds_its_name_and_its_aliases(estate):
    made = building("三号楼", estate.division, "building", parent=estate, aliases="东楼；老三栋")

    assert Building.get_by_id(made.id).search_key == "3号楼；东楼；老3号楼"
    edit(made, name="4栋")
    assert Building.get_by_id(made.id).search_key == "4号楼；东楼；老3号楼"


def test_a_building_is_named_from_its_estate_down(estate):
    house = building("3号楼", estate.division, "building", parent=estate)
    entrance = building("1单元", estate.division, "unit", parent=house)

    assert entrance.full_name() == "山水一城 3号楼 1单元"
    assert [one.name for one in estate.children()] == ["3号楼"]


@pytest.mark.parametrize(
    ("kind", "above", "said"),
    [
        ("unit", None, "单元要属于一栋楼，请选它的楼栋"),
        ("unit", "estate", "单元上面应是楼栋，山水一城不是"),
        ("estate", "estate", "小区上面不再有别的，请留空"),
        ("courtyard", "estate", None),
        ("building", "estate", None),
    ],
)
def test_each_kind_stands_in_its_place(estate, kind, above, said):
    if said is None:
        assert building("新", estate.division, kind, parent=above and estate)
        return
    with pytest.raises(Invalid, match=said):
        building("新", estate.division, kind, parent=above and estate)


def test_a_building_stands_in_the_division_of_its_estate_and_in_a_grid_of_it(estate):
    other = division("西社区")
    with pytest.raises(Invalid, match="“山水一城”在北麻社区，请选同一个区划"):
        building("3号楼", other, "building", parent=estate)
    with pytest.raises(Invalid, match=r"网格“.+”不在北麻社区里"):
        building("3号楼", estate.division, "building", grid=grid(other))


def test_what_holds_buildings_does_not_leave_them_behind(estate):
    building("3号楼", estate.division, "building", parent=estate)
    other = division("西社区")

    assert edit(estate, division=other).issues == {"division": ["里面的“3号楼”就不合适了，请先改它"]}
    assert edit(estate, kind="shop_row").issues == {"kind": ["里面的“3号楼”就不合适了，请先改它"]}
    assert edit(estate, kind="courtyard").kind == "changed"


def test_a_building_has_as_many_stars_as_there_are():
    assert Building.star.issue(6) == "星级应在 1 到 5 之间，这里是 6"
