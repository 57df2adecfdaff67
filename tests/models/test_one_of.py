"""Records that are about exactly one other record: the door says so, and both databases hold it."""

import peewee
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.changes import Edit, change
from portal.core.db import passing
from portal.core.policy import command_line
from portal.models import MODELS, Division, Grid
from tests.makers import MAKERS, brand, community, division, edit, enterprise, grid, link, make, member

ABOUT_ONE = [home for home in MODELS if home._meta.one_of]
homes = pytest.mark.parametrize("home", ABOUT_ONE, ids=lambda home: home._meta.name)


def targets(home):
    """name of a relation → a record for it, each of its own model."""
    return {name: MAKERS[home.shape()[name].target]() for name in home._meta.one_of}


@homes
def test_any_choice_of_targets_but_one_is_refused_with_a_sentence(database, home):
    values = {name: value for name, value in MAKERS[home]().values().items() if name not in (*home._meta.one_of, "slug")}
    records = targets(home)

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sets(st.sampled_from(home._meta.one_of), max_size=3))
    def holds(chosen):
        with change(command_line(), via="admin") as work:
            outcome = work.one(Edit(home, None, values=values | {name: records[name].id for name in chosen}))
        if len(chosen) == 1:
            assert outcome.kind == "created" or "已有同样的" in str(outcome.issues)
            return
        labels = [home.shape()[name].label for name in home._meta.one_of if name in chosen]
        said = [sentence for many in outcome.issues.values() for sentence in many]
        assert f"{'和'.join(labels)}只能填一个，请清空另一个" in said if chosen else any("里要填一个" in sentence for sentence in said)

    holds()


@homes
def test_a_target_is_exchanged_and_never_added(database, home):
    made, records = MAKERS[home](), targets(home)
    now = next(name for name in home._meta.one_of if made.__data__[name])
    other = next(name for name in home._meta.one_of if name != now)

    assert "只能填一个" in str(edit(made, **{other: records[other]}).issues)
    assert "里要填一个" in str(edit(made, **{now: None}).issues)
    assert edit(made, **{now: None, other: records[other]}).kind in ("changed", "refused")


@homes
@pytest.mark.parametrize("count", [0, 2])
def test_the_database_itself_refuses_none_and_two(database, home, count):
    made, records = MAKERS[home](), targets(home)
    names = home._meta.one_of[:count]

    wrong = home.update(dict.fromkeys(home._meta.one_of) | {name: records[name].id for name in names}).where(home.id == made.id)

    with pytest.raises(peewee.IntegrityError), passing(), database.atomic():
        wrong.execute()


@homes
def test_it_lies_where_its_target_lies_and_moves_along(database, home):
    street = division("甲街道", level="street")
    here, there = (division(name, street) for name in ("东社区", "西社区"))
    for name in home._meta.one_of:
        target = home.shape()[name].target
        if target in (Division, Grid) or home._meta.place not in (home._meta.one_of, name) or "division" not in target.shape():
            continue
        values = {key: value for key, value in MAKERS[home]().values().items() if key not in (*home._meta.one_of, "slug", "role")}
        if "role" in home.shape():
            values["role"] = MAKERS[home]().values()["role"]
        record = MAKERS[target]()
        edit(record, division=here)
        made = make(home, **values | {name: record.id})
        assert made.area == here.area

        assert edit(target.get_by_id(record.id), division=there).kind == "changed"

        assert home.get_by_id(made.id).area == there.area


def test_a_membership_is_found_by_the_new_name_of_its_unit(database):
    from portal.core import search

    shop = enterprise("山水啤酒")
    unit = member(community(division_=shop.division), enterprise=shop)

    edit(shop, name="绿洲啤酒")

    for word, found in (("绿洲", [unit.id]), ("山水", [])):
        assert [row.id for row in type(unit).select().where(search.records(type(unit), word))] == found
    assert type(unit).get_by_id(unit.id).title.endswith("绿洲啤酒")


def test_an_address_names_nothing_that_lies_elsewhere(database):
    here, there = division("东社区"), division("西社区")
    ours, theirs = grid(here, number=7), grid(there, number=8)
    hearts = brand("九心", here, slug="jiuxin")

    assert link(hearts, grid=ours).slug == f"jiuxin-{ours.slug}-builds"
    assert link(hearts, grid=theirs).slug == "jiuxin-builds"


def test_titles_of_a_hundred_cost_as_many_queries_as_of_one(database):
    from portal.models import MemberUnit

    units = [member(enterprise=enterprise(f"企业{number}")) for number in range(6)]
    seen = []
    database.query_hooks.append(seen.append)
    try:
        titles = MemberUnit.titles([unit.id for unit in units])
    finally:
        database.query_hooks.clear()

    assert len(titles) == 6
    assert len(seen) <= 1 + sum(1 for field in MemberUnit.naming() if field.target)


@pytest.mark.parametrize(
    "home", [home for home in MODELS if any(f.target is home for f in home.shape().relations)], ids=lambda h: h._meta.name
)
def test_a_tree_never_bites_its_tail_whatever_is_hung_where(database, home):
    """Random moves in a small forest: after each, every record still has a top."""
    name = next(field.name for field in home.shape().relations if field.target is home)
    place = {"division": division("历山社区")} if "division" in home.shape() and home is not Division else {}
    more = {"kind": "large"} if home is Grid else {"level": "community"} if home is Division else {}
    if home._meta.name == "building":
        more = {}
    if home._meta.name == "term":
        more = {"vocabulary": "industry"}
    made = [make(home, **values(home, number), **place, **more) for number in range(5)]

    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(st.integers(0, 4), st.none() | st.integers(0, 4)))
    def holds(move):
        child, above = made[move[0]], None if move[1] is None else made[move[1]]
        outcome = edit(home.get_by_id(child.id), **{name: above})
        parents = dict(home.select(home.id, getattr(home, name)).tuples())
        for id in parents:
            steps = 0
            while id is not None:
                id, steps = parents[id], steps + 1
                assert steps <= len(made), outcome
        if above is not None and above.id == child.id:
            assert not outcome

    holds()


def values(home, number):
    """Just enough for one record of a tree."""
    by_model = {
        "term": {"code": f"t{number}", "name": f"词{number}"},
        "division": {"name": f"社区{number}"},
        "grid": {"number": number + 1, "name": f"网格{number}"},
        "building": {"name": f"{number}号楼", "kind": "building"},
        "organization": {"name": f"单位{number}", "kind": "party_org"},
        "servicebrand": {"name": f"品牌{number}", "code": f"b{number}", "kind": "part"},
    }
    return by_model[home._meta.name]


def test_the_forest_test_knows_every_tree():
    trees = {home._meta.name for home in MODELS if any(field.target is home for field in home.shape().relations)}
    assert trees == {"term", "division", "grid", "building", "organization", "servicebrand"}
    assert Grid in MODELS
