"""A statement that is not written anew is the statement that peewee would have written."""

import datetime

import pytest

from portal.core import statements
from portal.core.db import database as engine
from portal.models import MODELS, Activity, Building, Division, Grid, ServiceBrand, Station
from tests.makers import building, division, grid, station


def afresh(query):
    """What peewee writes."""
    return engine.get_sql_context().sql(query).query()


def same(*queries):
    """Each of `queries`, asked one after the other and all once more, is written as peewee writes it."""
    for query in (*queries, *queries):
        sql, values = afresh(query)
        assert statements.written(engine.obj, query) == (sql, list(values))


@pytest.fixture(autouse=True)
def forgotten(database):
    statements._forms.clear()


def known():
    """How many forms are known without a doubt."""
    return sum(form is not None for form, _ in statements._forms.values())


def test_other_values_go_where_the_first_ones_went(database):
    def asked(name, number, moment, ids):
        return (
            Station.live(moment)
            .where(Station.name == name, Station.kind.in_(ids), Station.id > number, Station.sort != name)
            .order_by(Station.id)
            .limit(number)
            .offset(number + 1)
        )

    moments = [datetime.datetime(2026, 3, day, tzinfo=datetime.UTC) for day in (1, 2)]
    same(asked("甲", 5, moments[0], ["a", "b"]), asked("乙", 5, moments[1], ["b", "a"]), asked("丙", 7, moments[0], ["c", "c"]))
    assert known() == 1


def test_what_is_the_same_value_now_may_be_two_another_time(database):
    def asked(one, other):
        return Station.select().where((Station.name == one) | (Station.address == other), Station.id != len(one))

    same(asked("甲", "甲"), asked("甲", "乙"), asked("乙", "甲"))
    assert known() == 1


def test_another_shape_is_another_statement(database):
    same(
        Station.select().where(Station.id.in_([1])),
        Station.select().where(Station.id.in_([1, 2])),
        Station.select().where(Station.id.in_([])),
        Station.select().where(Station.id.not_in([1, 2])),
        Station.select().where(Station.grid.is_null()),
        Station.select().where(Station.grid.is_null(False)),
        Station.select().where(Station.grid == None),  # noqa: E711 - what peewee writes for it
        Station.select().where(Station.is_demo == True),  # noqa: E712
        Station.select().where(Station.is_demo == 1),
        Station.select().order_by(Station.name.asc(nulls="LAST")),
        Station.select().order_by(Station.name.desc(nulls="FIRST")),
        Station.select(Station.id).distinct(),
        Station.select(Station.name.alias("one")),
        Station.select(Station.name.alias("two")),
    )


def test_aliases_are_told_apart(database):
    def asked(first, second):
        up, down = Division.alias(), Division.alias()
        joined = Division.select().join(up, on=(Division.parent == up.id)).join(down, on=(down.parent == up.id))
        return joined.where((up if first else down).name == "甲", (up if second else down).level == "street")

    same(asked(True, True), asked(True, False), asked(False, True), asked(False, False))


def test_a_record_stands_for_its_number(database):
    home = division("历山社区")
    one, other = grid(home, number=1), grid(home, number=2)
    for here in (one, other, one):
        found = Building.select().where((Building.grid == here) | (Building.grid == here))
        assert statements.written(engine.obj, found) == tuple(afresh(found))
    building("山水一城", home, grid=other)
    assert [list(Building.select().where(Building.grid == here)) != [] for here in (one, other)] == [False, True]


def test_unions_trees_and_counts_are_followed(database):
    home = division("历山社区")
    station("甲", home)
    brands = ServiceBrand.select().where(ServiceBrand.name == "九心") | ServiceBrand.select().where(ServiceBrand.name == "六心")
    same(brands, Station.live().where(Station.under(home.area)).limit(7), Activity.live().where(Activity.id.in_(Grid.select(Grid.id))))
    assert [Station.live().where(Station.name == name).count() for name in "甲乙甲"] == [1, 0, 1]


def test_values_stand_again_where_they_stood(database):
    query = Station.select().where(Station.name == "甲", Station.id.in_([1, 2])).limit(3)
    before = afresh(query)
    statements.written(engine.obj, query)
    sql, values = afresh(query)
    assert (sql, values) == before
    assert {type(value) for value in values} == {str, int}


def test_what_cannot_be_followed_is_written_each_time(database):
    query = Station.select().where(Station.id.in_(number for number in (1, 2)))
    assert statements.written(engine.obj, query)[0] == afresh(query)[0]
    for text in ("甲", "乙"):
        query = Station.select().where(Station.name == text).bind(engine)
        assert list(statements.written(engine.obj, query)[1]) == [text]


def test_no_more_forms_are_kept_than_there_is_room_for(database, monkeypatch):
    monkeypatch.setattr(statements, "MOST", 3)
    same(*(Station.select().where(Station.id.in_([0] * count)) for count in range(1, 9)))
    assert len(statements._forms) <= 3


@pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.name)
def test_every_model_is_followed(database, home):
    same(home.select().where(home.id == 1), home.select().where(home.id == 2), home.live().order_by(home.sort, home.id).limit(2))
    assert known() == len(statements._forms)
