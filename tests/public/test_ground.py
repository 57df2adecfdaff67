"""Finding one's grid by position."""

import pytest
from bs4 import BeautifulSoup

from portal.models import Building, Grid
from portal.public.find import ground
from tests.makers import edit
from tests.public import find_town

SQUARE = '{"type":"Polygon","coordinates":[[[118.2,36.2],[118.24,36.2],[118.24,36.24],[118.2,36.24],[118.2,36.2]]]}'
HOLED = SQUARE[:-2] + ",[[118.21,36.21],[118.21,36.22],[118.22,36.22],[118.22,36.21],[118.21,36.21]]]}"


@pytest.fixture
def town(app):
    return find_town.build()


def told(app, longitude, latitude, status=200):
    answer = app.test_client().post("/find/here", data={"longitude": longitude, "latitude": latitude})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert isinstance(longitude, str) or str(longitude) not in answer.text
    return BeautifulSoup(answer.data, "html.parser")


def test_a_position_inside_a_grids_outline_answers_with_that_grid(app, town):
    edit(Grid.get(slug="changning-1"), outline=SQUARE).must()
    page = told(app, 118.215, 36.235)
    assert page.select_one(".plate__name a")["href"] == "/grids/changning-1"
    assert "位置没有保存" in page.select_one(".contact__note").text


def test_of_grids_in_one_another_the_inner_one_answers(app, town):
    edit(Grid.get(slug="changning-1"), outline=SQUARE).must()
    edit(Grid.get(slug="changning-2"), outline=SQUARE, parent=Grid.get(slug="changning-1")).must()
    assert told(app, 118.215, 36.235).select_one(".plate__name a")["href"] == "/grids/changning-2"


def test_the_nearest_building_or_station_speaks_for_300_metres(app, town):
    edit(Building.get(slug="jingui"), point=(118.5, 36.5)).must()
    assert told(app, 118.501, 36.501).select_one(".plate__name a")["href"] == "/grids/chaoyang-1"
    assert told(app, 118.302, 36.101).select_one(".plate__name a")["href"] == "/grids/xiangyun-2"
    assert told(app, 118.505, 36.505).select_one(".contact") is None


def test_where_nothing_is_near_the_places_are_offered_and_a_number(app, town):
    page = told(app, 100.0, 30.0)
    assert page.select_one("[aria-labelledby=streets] a")
    assert page.select_one("a[href='tel:12345']")


@pytest.mark.parametrize("position", [("", ""), ("x", "36"), ("118", "91"), ("nan", "36"), ("inf", "36"), ("1e400", "0")])
def test_what_is_no_position_is_refused_with_a_sentence(app, position):
    assert "没有看懂您的位置" in told(app, *position, status=400).text


def test_a_hole_in_an_outline_is_outside():
    assert ground.holds(HOLED, (118.235, 36.235))
    assert not ground.holds(HOLED, (118.215, 36.215))
    assert not ground.holds(HOLED, (118.3, 36.215))


def test_the_position_stands_in_no_address(app):
    answer = app.test_client().get("/find/here?longitude=118&latitude=36")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


def test_it_asks_the_database_ten_times_at_most(app, town, queries):
    edit(Grid.get(slug="changning-1"), outline=SQUARE).must()
    queries.clear()
    told(app, 118.215, 36.235)
    assert len(queries) <= 10, queries
