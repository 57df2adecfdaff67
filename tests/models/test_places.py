"""Divisions: one tree with two kinds of parents, and everything that hangs in it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import results, search
from portal.core.changes import Edit, change
from portal.core.errors import Invalid, Unresolved
from portal.core.policy import command_line
from portal.models import MODELS, Division, Grant, Grid, Station
from portal.models.places import LEVELS
from tests.makers import division, edit, grant, grid, station, user

ORDER = list(LEVELS)


@pytest.mark.parametrize("text", ["a/" * 400, "/" * 5000, "历山街道/" * 13 + "历山社区"])
def test_a_reference_of_many_parts_names_nothing_and_says_so(database, text):
    with pytest.raises(Unresolved, match="没有叫“"):
        Division.named(text)


def test_a_path_is_made_of_everything_above(database):
    county = division("沂源县", level="county")
    street = division("历山街道", county, "street")
    here = division("历山社区", street)

    assert here.area == f"/{county.id}/{street.id}/{here.id}/"
    assert [above.name for above in here.parents()] == ["沂源县", "历山街道"]
    assert here.full_name() == "沂源县 历山街道 历山社区"
    assert county.parents() == []


@pytest.mark.parametrize("above", LEVELS)
def test_nothing_lies_below_a_lower_level(database, above):
    parent = division("上面", level=above)

    for level in LEVELS:
        if ORDER.index(above) > ORDER.index(level):
            with pytest.raises(Invalid, match=f"^上面是{LEVELS[above]}，不能在{LEVELS[level]}的上面，请选更高一级的区划$"):
                division(f"下面{level}", parent, level)
        else:
            division(f"下面{level}", parent, level)


def test_a_level_does_not_sink_below_what_lies_inside(database):
    street = division("历山街道", level="street")
    division("历山镇", street, "town")

    assert edit(street, level="community").issues == {"level": ["下面的历山镇是镇，不能在社区的下面，请先改它的上级区划或级别"]}
    assert edit(street, level="town").kind == "changed"


def test_the_same_name_is_used_once_below_one_parent(database):
    street = division("历山街道", level="street")
    division("历山社区", street)
    division("历山社区")

    for parent in (street, None):
        with pytest.raises(Invalid, match="已有同样的行政区划"):
            division("历山社区", parent)


def test_a_place_may_be_run_from_elsewhere_but_not_from_where_it_lies(database):
    street, zone = division("历山街道", level="street"), division("经开区", level="zone")
    here = division("历山社区", street, managing_parent=zone)

    assert here.area.startswith(street.area)
    assert [child.name for child in zone.children()] == [child.name for child in street.children()] == ["历山社区"]
    assert edit(here, managing_parent=street).issues == {"managing_parent": ["托管上级和上级区划相同，请留空"]}
    assert edit(zone, managing_parent=zone).issues == {"managing_parent": ["托管上级不能是自己或自己的下级，请另选"]}


def test_children_are_the_live_ones_in_reading_order(database):
    street = division("历山街道", level="street")
    for name, state in (("第10社区", "published"), ("第2社区", "published"), ("安社区", "published"), ("北社区", "draft")):
        division(name, street, state=state)

    assert [child.name for child in street.children()] == ["安社区", "第2社区", "第10社区"]


def test_a_hotline_is_ones_own_or_the_nearest_above(database):
    county = division("沂源县", level="county", hotline="12345")
    street = division("历山街道", county, "street", hotline="0533-3241234")
    here, alone = division("历山社区", street), division("孤社区")

    assert here.hotline_inherited() == "0533-3241234"
    edit(street, hotline=None)
    assert here.hotline_inherited() == "12345"
    edit(here, hotline="110")
    assert Division.get_by_id(here.id).hotline_inherited() == "110"
    assert alone.hotline_inherited() is None


def test_a_hotline_is_not_taken_from_what_is_not_published(database):
    street = division("历山街道", level="street", hotline="12345", state="draft")

    assert division("历山社区", street).hotline_inherited() is None


@pytest.fixture
def county(database):
    """A county, two streets, a community in each, and one of everything in the first community."""
    county = division("沂源县", level="county")
    east, west = division("东街道", county, "street"), division("西街道", county, "street")
    here = division("东里社区", east)
    division("西里社区", west)
    station("东驿站", here, grid=grid(here))
    grant(user("clerk"), "clerk", here)
    return {place.name: place for place in (county, east, west, here)}


def test_moving_a_place_moves_everything_in_it(county):
    east, west, here = (Division.get(Division.name == name) for name in ("东街道", "西街道", "东里社区"))

    edit(east, parent=west)

    moved = f"{west.area}{east.id}/"
    assert Division.get_by_id(east.id).area == moved
    assert Division.get_by_id(here.id).area == f"{moved}{here.id}/"
    for home in (Grid, Station, Grant):
        assert home.get().area == f"{moved}{here.id}/"
    assert [id for _, id in results.find("驿站", [Station], under=[west.area]).hits] == [Station.get().id]


def test_moving_a_place_leaves_its_neighbours_where_they_are(county):
    before = {place.id: place.area for place in Division.select().where(Division.name.in_(["西里社区", "西街道", "沂源县"]))}

    edit(county["东街道"], parent=county["西街道"])

    assert {id: Division.get_by_id(id).area for id in before} == before


def test_a_place_with_something_in_it_cannot_be_deleted(county):
    with change(command_line(), via="admin") as work:
        outcome = work.one(Edit(Division, county["东里社区"].id, verb="delete"))

    assert outcome.issues[""][0].startswith("还有网格“第")
    assert "服务站点“东驿站”" in outcome.issues[""][0]


def areas_hold():
    """Assert that every stored path says what the parents say, in records and in the search index."""
    above = dict(Division.select(Division.id, Division.parent).tuples())
    paths = {}
    for id in above:
        step, path, seen = id, "/", set()
        while step is not None:
            assert step not in seen, f"{id} lies below itself"
            seen.add(step)
            path, step = f"/{step}{path}", above[step]
        paths[id] = path
    assert dict(Division.select(Division.id, Division.area).tuples()) == paths
    assert all(area == paths[place] for place, area in Station.select(Station.division, Station.area).tuples())
    for entry in search.SearchEntry.select():
        home = next(home for home in MODELS if home._meta.name == entry.shape)
        assert entry.area == home.get_by_id(entry.record).area


@pytest.fixture
def forest(database):
    """Eight streets that may be moved anywhere, each with a station."""
    places = [division(f"街道{n}", level="street") for n in range(8)]
    for place in places:
        station("驿站", place)
    return [place.id for place in places]


def test_no_order_of_moves_makes_a_circle(forest):
    moves = st.lists(st.tuples(st.sampled_from(forest), st.one_of(st.none(), st.sampled_from(forest))), min_size=1, max_size=6)

    @settings(max_examples=12, deadline=None, database=None)
    @given(moves)
    def holds(moves):
        for place, parent in moves:
            outcome = edit(Division.get_by_id(place), parent=parent)
            assert outcome.kind in ("changed", "unchanged", "refused")
            if outcome.kind == "refused":
                assert outcome.issues == {"parent": ["上级区划不能是自己或自己的下级，请另选"]}
        areas_hold()

    holds()


def test_no_order_of_moves_in_one_change_makes_a_circle(forest):
    dice = random.Random(3)
    for _ in range(12):
        moves = [(place, dice.choice([None, *forest])) for place in dice.sample(forest, 5)]
        with change(command_line(), via="admin") as work:
            work.apply([Edit(Division, place, values={"parent": parent}) for place, parent in moves])
        areas_hold()
