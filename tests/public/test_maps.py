"""Maps of our own drawing: what has coordinates is drawn with its name, the same as GeoJSON, and nothing is drawn of nothing."""

import json

import geojson
import pytest

from portal.models import Grid
from portal.public import maps
from tests.makers import building, edit, station

BORDER = "118.170,36.180；118.176,36.180；118.176,36.185；118.170,36.185"


@pytest.fixture
def drawn(place):
    """The small grid has a border, the station and an estate in it a place."""
    edit(Grid.get_by_id(place.small.id), outline=Grid.outline.read(BORDER)).must()
    edit(place.post, point=(118.172, 36.182)).must()
    building("山水一城", place.north, grid=place.small, point=(118.173, 36.183))
    return place


def data(page):
    """The features that a map which moves is made of."""
    return json.loads(page.select_one("[data-map-data]").string)


def test_a_grid_is_drawn_with_its_stations_and_buildings(drawn, visit):
    page = visit("/grids/beima-3")
    assert page.select_one("svg.map__picture title").text == "第三网格位置示意图"
    assert "1 处边界、1 个站点、1 处小区楼栋" in page.select_one("svg.map__picture desc").text
    assert len(page.select(".map__area--here")) == 1
    assert {link.text for link in page.select(".map__list a")} == {"北麻社区党群服务站", "山水一城"}
    assert "不是测绘地图" in page.select_one(".map__note").text


def test_the_map_that_moves_is_told_the_same_as_valid_geojson(drawn, visit):
    collection = geojson.loads(json.dumps(data(visit("/grids/beima-3"))))
    assert collection.is_valid, collection.errors()
    assert [feature.properties["name"] for feature in collection.features] == ["第三网格", "山水一城", "北麻社区党群服务站"]
    border, _, station = (feature.geometry for feature in collection.features)
    assert border.type == "Polygon"
    assert station.coordinates == pytest.approx([118.172, 36.182])


def test_a_place_shows_its_grids_and_a_station_where_it_is(drawn, visit):
    place, station = (data(visit(address))["features"] for address in ("/d/beima", "/stations/beima-station"))
    assert [one["properties"]["url"] for one in place if one["properties"]["kind"] == "area"] == ["/grids/beima-3"]
    assert [one["properties"]["name"] for one in station if one["properties"]["here"]] == ["北麻社区党群服务站"]


@pytest.mark.parametrize("address", ["/grids/beima-3", "/d/beima", "/stations/", "/stations/beima-station"])
def test_nothing_is_drawn_where_no_coordinates_are_known(place, visit, address):
    page = visit(address)
    assert not page.select(".map")
    assert "site-map" not in str(page)


def test_a_draft_is_on_no_map(drawn, visit):
    edit(type(drawn.post).get_by_id(drawn.post.id), state="draft").must()
    assert [feature["properties"]["kind"] for feature in data(visit("/grids/beima-3"))["features"]] == ["area", "building"]


def test_a_name_is_text_in_the_drawing_and_in_the_data(drawn, visit):
    edit(type(drawn.post).get_by_id(drawn.post.id), name="</script><b>站").must()
    page = visit("/grids/beima-3")
    assert "</script><b>站" in [feature["properties"]["name"] for feature in data(page)["features"]]
    assert not page.select(".map b")


def test_a_map_that_cannot_hold_all_says_so_and_leads_to_the_list(drawn, visit, monkeypatch):
    monkeypatch.setitem(maps.MOST, "station", 2)
    assert "图上只画" not in str(visit("/d/beima").select_one(".map"))
    for number in range(3):
        station(f"{number}号驿站", drawn.north, point=(118.171, round(36.181 + number / 1000, 6)))
    page = visit("/d/beima")
    assert len(page.select(".map__dot")) == 2
    assert "太多了，图上只画前 2 个站点。" in page.select_one(".map__note").text
    assert "图上只画前 2 个站点" in page.select_one("svg.map__picture desc").text
    assert page.select_one(".map__note a")["href"] == "/stations/?division=beima"


def test_a_street_of_more_stations_than_a_map_holds_asks_for_one_more(drawn, visit):
    for number in range(maps.STATIONS):
        station(f"{number}号驿站", drawn.north, point=(118.171, round(36.181 + number / 10_000, 6)))
    page = visit("/d/lishan")
    assert len(page.select(".map__dot")) == maps.STATIONS
    assert f"图上只画前 {maps.STATIONS} 个站点" in page.select_one(".map__note").text
