"""What a column writes into a statement is what peewee would write, and being live is one rule."""

import datetime

import peewee
import pytest

from portal.core import clock
from portal.core.db import database as engine
from portal.models import MODELS, Station
from tests.makers import division, station

SCOPES = ("scope_normal", "scope_source", "scope_values", "scope_column")


def written(node, scope):
    context = engine.get_sql_context()
    with getattr(context, scope)():
        return context.sql(node).query()


@pytest.mark.parametrize("scope", SCOPES)
def test_a_column_is_written_as_peewee_writes_it(database, scope):
    for model in MODELS:
        for field in model._meta.sorted_fields:
            assert written(field, scope) == written(peewee.Column(model._meta.table, field.column_name), scope), (model, field)


def test_a_column_of_an_alias_is_written_under_the_name_of_the_alias(database):
    other = Station.alias()
    query = Station.select(Station.name).join(other, on=(other.id == Station.id)).where(other.name == "甲", Station.name == "乙")

    sql, values = query.sql()

    assert '("t2"."name" = ' in sql
    assert '("t1"."name" = ' in sql
    assert values == ["甲", "乙"]


def test_what_is_live_is_what_is_public(database):
    """To the second: published, begun and not over."""
    now = datetime.datetime(2026, 3, 12, 6, 0, tzinfo=datetime.UTC)
    second = datetime.timedelta(seconds=1)
    moments = (None, now - second, now, now + second)
    home = division("历山社区")
    made = [
        station(f"驿站{state}{place}{end}", home, state=state, publish_at=moments[place], expire_at=moments[end])
        for state in ("published", "draft")
        for place in range(4)
        for end in range(4)
        if not (moments[place] and moments[end] and moments[end] <= moments[place])
    ]

    with clock.at(now):
        live = {row.id for row in Station.live()}
        assert live == {one.id for one in made if Station.get_by_id(one.id).is_public()}
        assert live == {one.id for one in Station.live(now)}
        assert 0 < len(live) < len(made)
        assert {row.id for row in Station.select().where(~Station.is_live())} == {one.id for one in made} - live
