"""Grids: in which divisions they lie, what they lie inside, and what residents see of them."""

import pytest

from portal.core.errors import Invalid
from portal.models import Grid
from portal.models.grids import KINDS
from portal.models.places import LEVELS
from tests.makers import division, edit, grid, station


@pytest.fixture
def street(database):
    return division("历山街道", level="street")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_grid_lies_in_a_community_or_a_village(database, kind):
    assert grid(division("历山社区"), kind=kind).area
    assert grid(division("西里村", level="village"), kind=kind).area


@pytest.mark.parametrize("level", [level for level in LEVELS if level not in ("community", "village")])
def test_only_special_grids_and_areas_lie_anywhere_else(database, level):
    place = division("某处", level=level)

    for kind, word in KINDS.items():
        if kind in ("special", "area"):
            grid(place, kind=kind)
        else:
            with pytest.raises(Invalid, match=f"^{word}要属于一个社区或村，某处不是；片区和专属网格除外$"):
                grid(place, kind=kind)


def test_a_grid_cannot_move_to_a_street_or_become_a_small_one_there(street):
    small, special = grid(division("历山社区", street)), grid(street, kind="special")

    assert "division" in edit(small, division=street).issues
    assert "division" in edit(special, kind="small").issues


def test_a_grid_lies_inside_one_of_its_own_community(street):
    here, there = division("甲社区", street), division("乙社区", street)
    large = grid(here, kind="large", name="第一大网格")

    assert grid(here, parent=large).parent_id == large.id
    with pytest.raises(Invalid, match="上级网格“第一大网格”不在同一处"):
        grid(there, parent=large)


def test_a_grid_may_lie_in_an_area_of_its_street(street):
    area = grid(street, kind="area", name="第一片区")

    assert grid(division("甲社区", street), parent=area).parent_id == area.id
    with pytest.raises(Invalid, match="不在同一处"):
        grid(division("别处社区"), parent=area)


def test_an_area_does_not_lie_in_a_grid_of_one_of_its_communities(street):
    inside = grid(division("甲社区", street))

    with pytest.raises(Invalid, match="不在同一处"):
        grid(street, kind="area", parent=inside)


def test_a_grid_does_not_leave_those_inside_it_behind(street):
    here, there = division("甲社区", street), division("乙社区", street)
    large = grid(here, kind="large")
    small = grid(here, name="二号", parent=large)

    assert edit(large, division=there).issues == {"division": ["下级网格“二号”还在甲社区，请先给它另选上级网格"]}
    edit(small, parent=None)
    assert edit(large, division=there).kind == "changed"


def test_a_grid_is_not_inside_itself(street):
    here = division("甲社区", street)
    one = grid(here, number=1)
    two = grid(here, number=2, parent=one)

    for above in (one, two):
        assert edit(one, parent=above).issues == {"parent": ["上级网格不能是自己或自己的下级，请另选"]}


def test_a_number_is_used_once_for_a_kind_in_a_division(street):
    here, there = division("甲社区", street), division("乙社区", street)
    grid(here, number=6)

    assert grid(here, kind="large", number=6).slug == "jiashequ-large-6"
    assert grid(there, number=6).slug == "yishequ-small-6"
    with pytest.raises(Invalid, match="已有同样的网格（所属区划、类型、编号都相同）"):
        grid(here, number=6)


@pytest.mark.parametrize(("code", "fits"), [("3" * 15, True), ("3" * 20, True), ("3" * 16, False), ("37032300100000A", False)])
def test_a_code_has_fifteen_or_twenty_digits(database, code, fits):
    assert (Grid.code.issue(code) is None) == fits


def test_a_code_belongs_to_one_grid(street):
    here = division("甲社区", street)
    grid(here, code="370323001001001")

    with pytest.raises(Invalid, match="网格编码“370323001001001”已被另一条网格使用"):
        grid(here, code="370323001001001")


def test_children_and_stations_are_the_live_ones_in_order(street):
    here = division("甲社区", street)
    large = grid(here, kind="large")
    for number, state in ((10, "published"), (2, "published"), (1, "draft")):
        grid(here, number=number, parent=large, state=state)
    station("乙站", here, grid=large)
    station("甲站", here, grid=large)
    station("丙站", here, grid=large, state="draft")

    assert [child.number for child in large.children()] == [2, 10]
    assert [one.name for one in large.stations()] == ["甲站", "乙站"]
