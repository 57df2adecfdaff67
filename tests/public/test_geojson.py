"""GeoJSON, judged by the geojson library and by shapely, and put together again from its parts."""

import geojson
import pytest
import shapely

from portal.public.formats import geojson as ours
from tests.makers import edit, station

SQUARE = '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.1,36.2],[118.2,36.2],[118.2,36.1],[118.1,36.1]]]}'  # clockwise
HOLED = (
    '{"type":"MultiPolygon","coordinates":[[[[118.0,36.0],[118.4,36.0],[118.4,36.4],[118.0,36.4],[118.0,36.0]],'
    "[[118.1,36.1],[118.2,36.1],[118.2,36.2],[118.1,36.2],[118.1,36.1]]]]}"
)


@pytest.fixture
def read(visitor):
    """Open a collection as a map does: sound by the library, every border by the right-hand rule (RFC 7946 §3.1.6)."""

    def read(address):
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/geo+json"), address
        collection = geojson.loads(answer.text)
        assert isinstance(collection, geojson.FeatureCollection)
        assert collection.is_valid, collection.errors()
        assert "crs" not in collection
        for feature in collection.features:
            drawn = shapely.geometry.shape(feature.geometry)
            assert drawn.is_valid
            west, south, east, north = drawn.bounds
            assert 73 <= west <= east <= 136, "longitude stands first"
            assert 3 <= south <= north <= 54
            for polygon in getattr(drawn, "geoms", [drawn] if drawn.geom_type == "Polygon" else []):
                assert polygon.exterior.is_ccw
                assert not any(hole.is_ccw for hole in polygon.interiors)
        return collection

    return read


def test_grids_come_with_their_borders_and_public_facts(read, place):
    edit(place.small, outline=type(place.small).outline.read(SQUARE), households=431)
    edit(place.large, outline=type(place.large).outline.read(HOLED))

    found = {feature.properties["name"]: feature for feature in read("/grids.geojson").features}

    assert set(found) == {"第三网格", "第一大网格"}
    facts = found["第三网格"].properties
    assert facts["url"] == "http://localhost/grids/beima-3"
    assert (facts["number"], facts["kind"], facts["kind_label"], facts["place"]) == (3, "small", "小网格", "历山街道 北麻社区")
    assert "households" not in facts
    assert "431" not in str(facts)


def test_stations_come_with_their_points(read, place):
    edit(place.post, point=(118.173456, 36.185))
    station("没有位置的站", place.north)

    (feature,) = read("/stations.geojson").features

    assert feature.geometry == {"type": "Point", "coordinates": [118.173456, 36.185]}
    assert feature.properties["phone"] == "0533-3241234转8"
    assert feature.properties["hours"] == "周一至周五 08:30-18:00"
    assert not [secret for secret in ("欧阳保密", "13812345678") if secret in str(feature)]


def test_a_collection_is_narrowed_to_a_place_and_holds_nothing_hidden(read, place):
    station("北站", place.north, point=(118.17, 36.18))
    station("南站", place.south, point=(118.18, 36.18))
    station("影子站", place.north, point=(118.19, 36.18), state="draft")
    assert [feature.properties["name"] for feature in read("/stations.geojson?division=beima").features] == ["北站"]
    assert len(read("/stations.geojson?division=lishan").features) == 2


def test_parts_lead_from_one_to_the_next_and_lose_nothing(visitor, read, place, monkeypatch):
    monkeypatch.setattr(ours, "SIZE", 4)
    made = {str(station(f"站{number}", place.north, point=(round(118.1 + number / 100, 2), 36.1)).name) for number in range(10)}
    address, found, parts = "/stations.geojson?division=北麻社区", [], 0
    while address:
        collection = read(address)
        found += [feature.properties["name"] for feature in collection.features]
        address = next((link["href"] for link in collection["links"] if link["rel"] == "next"), None)
        parts += 1
    assert (parts, len(found), set(found)) == (3, 10, made)


def test_a_feature_keeps_its_identity_when_it_is_renamed(read, place):
    edit(place.post, point=(118.17, 36.18))
    before = read("/stations.geojson").features[0]
    edit(place.post.__class__.get_by_id(place.post.id), name="党群站", slug="post")
    after = read("/stations.geojson").features[0]
    assert before.id == after.id
    assert before.properties["name"] != after.properties["name"]


@pytest.mark.parametrize(
    ("query", "status"), [("division=nowhere", 400), ("page=1000000000", 404), ("page=2", 404)], ids=["place", "far", "past"]
)
def test_what_cannot_be_answered_is_a_problem_in_json(visitor, place, query, status):
    for address in ("/grids.geojson", "/stations.geojson"):
        answer = visitor.client.get(f"{address}?{query}")
        assert (answer.status_code, answer.mimetype, answer.json["status"]) == (status, "application/problem+json", status)
        assert answer.json["detail"]


def test_a_collection_is_sent_again_only_when_it_changed(visitor, place):
    first = visitor.client.get("/stations.geojson")
    again = {"If-None-Match": first.headers["ETag"]}
    assert visitor.client.get("/stations.geojson", headers=again).status_code == 304
    edit(place.post, point=(118.17, 36.18))
    assert visitor.client.get("/stations.geojson", headers=again).status_code == 200


def test_a_collection_asks_a_fixed_number_of_times(visitor, place, queries):
    counts = []
    for size in (2, 10):
        for number in range(size):
            station(f"站{size}{number}", place.north, point=(118.1, 36.1), grid=place.small)
        queries.clear()
        visitor.client.get("/stations.geojson?division=beima")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
