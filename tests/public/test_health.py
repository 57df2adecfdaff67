"""What machines ask."""

import pytest
from bs4 import BeautifulSoup

from portal import create_app
from portal.core import db, migrating
from tests.visitor import Visitor


@pytest.fixture
def without_database(tmp_path):
    """The application when nobody answers at the database's address."""
    app = create_app(
        PORTAL_DATABASE_URL="postgresql://127.0.0.1:1/none?connect_timeout=1",
        PORTAL_DATA_DIR=str(tmp_path),
        PORTAL_SECRET_KEY="only for tests",
    )
    yield Visitor(app)
    db.database.close()


def test_a_living_process_says_ok(visitor):
    answer = visitor.client.get("/healthz")
    assert (answer.status_code, answer.text.strip(), answer.mimetype) == (200, "ok", "text/plain")


def test_it_is_ready_when_the_tables_are_todays(visitor):
    assert visitor.client.get("/readyz").status_code == 200


def test_it_is_not_ready_while_a_migration_is_missing(visitor):
    migrating.downgrade()
    assert visitor.client.get("/readyz").status_code == 503


def test_it_is_not_ready_without_a_database(without_database):
    assert without_database.client.get("/readyz").status_code == 503


def test_without_a_database_there_is_still_a_page(without_database):
    page = without_database.visit("/", status=503)
    assert page.select_one(".find__input")
    assert page.select_one("a[href='tel:12345']")
    without_database.visit("/stations/", status=503)


def test_under_a_base_path_every_address_stands_below_it(url, tmp_path):
    app = create_app(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="only for tests", PORTAL_BASE_PATH="/jiedao")
    client, host = app.test_client(), "http://localhost/"
    page = BeautifulSoup(client.get("/jiedao/stations/", base_url=host).data, "html.parser")
    for tag in page.select("a[href^='/'], link[href^='/'], form[action]"):
        assert (tag.get("href") or tag["action"]).startswith("/jiedao/"), tag
    assert page.select_one(".nav__link[aria-current=page]").text == "站点"
    assert "Disallow: /jiedao/admin/\n" in client.get("/jiedao/robots.txt", base_url=host).text
    db.database.close()
