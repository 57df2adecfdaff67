"""The ground under maps in forms: outlines and places around, as far as the person may see them."""

import json

import pytest

from portal.admin import ground
from portal.core import fields
from portal.models import Division
from tests import makers
from tests.admin.test_lists import Counting
from tests.makers import edit

OUTLINE = fields.Outline("边界线")


def square(x, y, side=0.01):
    return OUTLINE.read(f"{x},{y}；{x + side},{y}；{x + side},{y + side}；{x},{y + side}")


@pytest.fixture
def drawn(town):
    """The town with outlines on both sides, and a station with a point on each."""
    for record, x in ((town.ours, 118.1), (town.here, 118.11), (town.grid, 118.12), (town.theirs, 118.3), (town.there, 118.31)):
        edit(record, outline=square(x, 36.1))
    edit(town.far_grid, outline=square(118.32, 36.1))
    edit(town.station, point=(118.115, 36.105))
    edit(town.far_station, point=(118.315, 36.105))
    return town


def around(somebody, **query):
    answer = somebody.client.get("/admin/ground.geojson", query_string=query)
    assert answer.status_code == 200
    return {feature["properties"]["name"]: feature for feature in answer.json["features"]}


def test_a_form_gets_the_outlines_and_places_around_its_division(drawn, clerk):
    found = around(clerk, division=drawn.here.slug)

    assert set(found) == {"历山街道", "历山社区", "第一网格", "东驿站"}
    assert found["历山社区"]["properties"]["here"]
    assert found["东驿站"]["geometry"] == {"type": "Point", "coordinates": [118.115, 36.105]}


def test_the_record_that_is_edited_is_left_out(drawn, clerk):
    assert "第一网格" not in around(clerk, division=drawn.here.slug, but=f"grids-{drawn.grid.slug}")


@pytest.mark.parametrize("query", [{}, {"division": "no-such"}, {"division": "\0"}, {"division": "x" * 3000}, {"parent": "no-such"}])
def test_without_a_division_the_ground_is_what_the_person_sees(drawn, clerk, query):
    assert set(around(clerk, **query)) == {"历山街道", "历山社区", "东驿站"}


def test_a_foreign_division_is_like_one_that_does_not_exist(drawn, clerk, admin):
    assert around(clerk, division=drawn.there.slug) == around(clerk, division="no-such")
    assert "甸柳社区" in around(admin, division=drawn.there.slug)


def opening(somebody, **query):
    """[west, south, east, north] in which a map opens, or None."""
    return somebody.client.get("/admin/ground.geojson", query_string=query).json.get("bbox")


def test_a_map_opens_on_the_outline_of_its_division(drawn, clerk):
    assert opening(clerk, division=drawn.here.slug) == [118.11, 36.1, 118.12, 36.11]


def test_without_an_outline_it_opens_on_the_nearest_division_around_that_has_one(drawn, clerk):
    edit(Division.get_by_id(drawn.here.id), outline=None)
    assert opening(clerk, division=drawn.here.slug) == [118.1, 36.1, 118.11, 36.11]


def test_without_any_outline_around_it_opens_on_the_places_in_its_division(town, clerk):
    edit(town.station, point=(118.115, 36.105))
    makers.station("南驿站", town.here, point=(118.125, 36.095))
    edit(makers.division("别处社区", town.ours), outline=square(118.5, 36.5))
    assert opening(clerk, division=town.here.slug) == [118.115, 36.095, 118.125, 36.105]


def test_where_nothing_is_known_around_it_opens_on_what_the_person_sees(town, clerk):
    empty = makers.division("新社区", makers.division("新街道", level="street"))
    edit(town.station, point=(118.115, 36.105))
    makers.grant(town.clerk, "clerk", empty)
    assert opening(clerk, division=empty.slug) == [118.115, 36.105, 118.115, 36.105]
    assert set(around(clerk, division=empty.slug)) == {"东驿站"}


def test_where_nothing_is_known_at_all_no_place_is_named(town, clerk):
    assert opening(clerk, division=town.here.slug) is None
    edit(town.far_station, point=(118.315, 36.105))
    assert opening(clerk, division=town.here.slug) is None


def test_strangers_get_no_ground(drawn, visitor):
    assert visitor.client.get("/admin/ground.geojson").status_code == 302


def test_the_ground_is_bounded_in_records_corners_and_queries(drawn, clerk, monkeypatch):
    around(clerk, division=drawn.here.slug)
    with Counting() as few:
        around(clerk, division=drawn.here.slug)
    for number in range(12):
        makers.grid(drawn.here, number=100 + number, outline=square(118.2, 36.2))
        makers.station(f"站点{number}", drawn.here, point=(118.2, 36.2))
    with Counting() as many:
        around(clerk, division=drawn.here.slug)
    assert len(many.statements) == len(few.statements)
    monkeypatch.setattr(ground, "MOST_AREAS", 5)
    monkeypatch.setattr(ground, "MOST_DOTS", 6)
    answer = clerk.client.get("/admin/ground.geojson", query_string={"division": drawn.here.slug}).json["features"]
    assert sum(feature["geometry"]["type"] == "Point" for feature in answer) == 3
    assert sum(feature["properties"]["kind"] == "grid" for feature in answer) == 5
    monkeypatch.setattr(ground, "MOST_CORNERS", 12)
    answer = clerk.client.get("/admin/ground.geojson", query_string={"division": drawn.here.slug}).json["features"]
    assert sum(feature["geometry"]["type"] != "Point" for feature in answer) == 2
    assert json.dumps(answer)
