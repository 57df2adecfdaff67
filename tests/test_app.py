"""What every answer owes, whichever door it comes from: headers, error pages, and a home under any path."""

import datetime
import re

import pytest
from flask import abort

from portal import create_app
from portal.core import clock, db
from tests.makers import user
from tests.visitor import Visitor

ONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@ONE
@pytest.mark.parametrize("address", ["/", "/admin/login", "/nowhere", "/admin/nowhere", "/healthz"])
def test_every_answer_carries_the_headers_that_keep_it_safe(address, app):
    headers = app.test_client().get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@ONE
def test_public_pages_are_the_same_bytes_for_everybody(app):
    with clock.at(datetime.datetime(2026, 3, 12, 14, 20)):
        pages = [app.test_client().get("/") for _ in range(2)]

    assert pages[0].data == pages[1].data
    assert "nonce" not in pages[0].headers["Content-Security-Policy"]
    assert "Set-Cookie" not in pages[0].headers


@ONE
def test_a_fault_of_ours_is_a_page_that_says_so_and_no_trace(own_app):
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    own_app.add_url_rule("/fault", "fault", view_func=lambda: 1 / 0)
    own_app.add_url_rule("/teapot", "teapot", view_func=lambda: abort(405))
    visitor = Visitor(own_app)

    page = visitor.visit("/fault", status=500)

    assert "出错了" in page.h1.text
    assert "Traceback" not in page.text
    assert "不能这样打开" in visitor.visit("/teapot", status=405).h1.text


def test_pages_answer_503_while_the_database_is_out_of_reach(app, visitor, url):
    user()
    visitor.sign_in()
    db.database.close()
    db.database.initialize(
        db.Sqlite("/proc/nowhere.db") if url.startswith("sqlite") else db.Postgres("postgresql://127.0.0.1:1/none?connect_timeout=1")
    )

    for address in ("/", "/stations/", "/search?q=站", "/admin/"):
        assert "数据库暂时忙或连不上" in visitor.visit(address, status=503).main.text, address
    assert visitor.client.get("/healthz").status_code == 200
    assert visitor.client.get(visitor.page.select_one("link[rel=stylesheet]")["href"]).status_code == 200
    assert visitor.client.get("/readyz").status_code == 503


@ONE
def test_the_site_lives_under_any_path(url, tmp_path):
    app = create_app(
        PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="x", PORTAL_BASE_PATH="/jiedao", TESTING=True
    )
    client = app.test_client()

    assert client.get("/jiedao/healthz").status_code == 200
    assert client.get("/").status_code == 404
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', client.get("/jiedao/").text)
    assert len(addresses) > 5
    assert [address for address in addresses if not address.startswith("/jiedao/")] == []


def test_importing_the_application_writes_no_database(tmp_path):
    create_app(PORTAL_DATA_DIR=str(tmp_path / "var"))

    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]
