"""What browsers load is small, kept and checked: compression, validators, the joined stylesheet, and bytes on the wire."""

import gzip
import re
import threading
import urllib.parse
import urllib.request
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup
from werkzeug.serving import make_server

from portal import assets, packing
from tests.makers import notice
from tests.public.conftest import place  # noqa: F401 - a fixture

ONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
CSS = Path(assets.STATIC) / "css"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
PAGES = ("/", "/grids/", "/grids/beima-3", "/d/beima", "/stations/", "/stations/beima-station", "/contacts/", "/search?q=站", "/sources/")
LIBRARIES = ("leaflet-", "trix-")  # draw elements of their own
FIRST_VIEW = 60_000  # bytes of page, stylesheet and scripts on the wire: issue of the residents' site
FIRST_FLIGHT = 10 * 1460 - 800  # bytes that a server sends before it waits for the first answer (RFC 6928), without the headers


def fetched(client, address, accepted="br", **headers):
    return client.get(address, headers={"Accept-Encoding": accepted} | headers)


@ONE
@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("address", ["/", "/search?q=站", "/nowhere", "/static/js/picker.js", "/static/vendor/leaflet-1.9.4/leaflet.js"])
def test_what_is_sent_small_is_the_same_when_opened(app, place, address, encoding):  # noqa: F811
    client = app.test_client()
    plain, small = client.get(address), fetched(client, address, encoding)

    assert small.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in small.vary
    assert "Accept-Encoding" in plain.vary
    assert len(small.data) == small.content_length < len(plain.data)
    again = fetched(client, address, encoding)
    assert UNPACK[encoding](again.data) in (plain.data, client.get(address).data)  # the home page tells the minute


@ONE
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=1, br;q=0.2", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
        ("zstd", None),
        ("br;q=0", None),
        ("abridged", None),
        (";;,=\x7f", None),
    ],
)
def test_the_browser_says_which_it_takes(app, place, accepted, encoding):  # noqa: F811
    for address in ("/grids/", "/static/js/picker.js"):
        assert fetched(app.test_client(), address, accepted).headers.get("Content-Encoding") == encoding


@ONE
def test_a_page_that_did_not_change_is_not_sent_again(app, place):  # noqa: F811
    client = app.test_client()
    for address in ("/grids/", "/static/js/picker.js", "/static/icon.svg"):
        for accepted in ("br", "gzip", "identity"):
            first = fetched(client, address, accepted)
            again = fetched(client, address, "gzip", **{"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), (address, accepted)
            assert "Content-Encoding" not in again.headers
            assert first.data[:1]
        if "Content-Encoding" in fetched(client, address).headers:  # one validator for two forms of the same page is a weak one
            assert first.headers["ETag"].startswith("W/")


@ONE
def test_a_head_and_a_part_are_answered_as_for_the_plain_file(app, place):  # noqa: F811
    client, address = app.test_client(), "/static/js/picker.js"
    head = client.head(address, headers={"Accept-Encoding": "br"})
    assert (head.data, head.content_length) == (b"", len(fetched(client, address).data))
    part = fetched(client, address, Range="bytes=0-9")
    assert part.status_code == 206
    assert part.data == (CSS.parent / "js" / "picker.js").read_bytes()[:10]
    assert "Content-Encoding" not in part.headers


@ONE
def test_a_page_with_a_secret_is_not_compressed(app, visitor, place):  # noqa: F811
    for address in ("/admin/login", "/admin/login?next=/admin/%3Fq=guess"):
        answer = fetched(visitor.client, address)
        assert 'name="csrf_token"' in answer.text
        assert "Content-Encoding" not in answer.headers
    with_token = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith(("/admin", "/assets", "/static"))
    ]
    for address in with_token:
        answer = visitor.client.get(address)
        if b'name="csrf_token"' in answer.data:
            assert "Content-Encoding" not in fetched(visitor.client, address).headers, address


def test_pictures_and_crumbs_are_left_alone(tmp_path):
    (tmp_path / "x.png").write_bytes(b"\x89PNG" + bytes(5000))
    (tmp_path / "x.js").write_text("1")
    (tmp_path / "y.js").write_bytes(bytes(range(256)) * 40)
    files = packing.Files(None, root=tmp_path, prefix="static/")
    assert [type(files.files[f"/static/{name}"]).__name__ for name in ("x.png", "x.js", "y.js")] == ["StaticFile"] * 2 + ["PackedFile"]


def test_a_file_that_changed_is_pressed_anew(tmp_path):
    path = tmp_path / "x.js"
    for number, text in enumerate(("let a;" * 500, "let b;" * 600)):
        path.write_text(text)
        assert brotli.decompress(packing.kept_file(str(path), number, "br")).decode() == text


@ONE
def test_the_stylesheet_is_one_file_kept_for_a_year(app, place):  # noqa: F811
    client = app.test_client()
    [link] = [tag["href"] for tag in BeautifulSoup(client.get("/").data, "html.parser").select("link[rel=stylesheet]")]
    answer = fetched(client, link)

    assert "immutable" in answer.headers["Cache-Control"]
    assert brotli.decompress(answer.data).decode() == assets.stylesheet("site")[1]
    assert client.get(link.replace(link.split("/")[-2], "0" * 12)).status_code == 404


@pytest.fixture
def served(app):
    """The address of a real server of the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def weighed(address):
    """(bytes of the body on the wire, the text) of what a browser is sent."""
    asked = urllib.request.Request(urllib.parse.quote(address, safe=":/?=&%"), headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    with urllib.request.urlopen(asked) as answer:
        data = answer.read()
        assert int(answer.headers["Content-Length"]) == len(data)
        encoding = answer.headers["Content-Encoding"]
    return len(data), (UNPACK[encoding](data) if encoding else data).decode()


@ONE
def test_the_first_view_weighs_less_than_sixty_kilobytes(served, place):  # noqa: F811
    for number in range(40):
        notice(f"第{number}号通知：本周停水检修时间安排", place.north, slug=f"n{number}", summary="请提前储水。" * 10)
    heavy = {}
    for address in (*PAGES, "/notices/"):
        size, text = weighed(served + address)
        page = BeautifulSoup(text, "html.parser")
        loaded = [tag["href"] for tag in page.select("link[rel=stylesheet]")] + [tag["src"] for tag in page.select("script[src]")]
        assert all(one.startswith("/") and not one.startswith("//") for one in loaded), f"{address} loads something from elsewhere"
        heavy[address] = size + sum(weighed(served + one)[0] for one in loaded)
    assert {address: size for address, size in heavy.items() if size > FIRST_VIEW} == {}


# -- what Lighthouse measures, held without it: python -m benchmarks lighthouse ---------------------------------------------


@ONE
@pytest.mark.parametrize("encoding", UNPACK)
def test_a_page_and_its_stylesheet_each_come_in_the_first_flight(app, place, encoding):  # noqa: F811
    client = app.test_client()
    loaded = [(address, stylesheets(client.get(address).data)) for address in PAGES]
    assert {address: links for address, links in loaded if len(links) != 1} == {}
    sizes = {address: len(fetched(client, address, encoding).data) for address in (*PAGES, loaded[0][1][0])}
    assert {address: size for address, size in sizes.items() if size > FIRST_FLIGHT} == {}


def stylesheets(page):
    return [tag["href"] for tag in BeautifulSoup(page, "html.parser").select("link[rel=stylesheet]")]


@ONE
def test_nothing_but_the_stylesheet_is_waited_for_before_the_first_paint(app, place):  # noqa: F811
    client = app.test_client()
    for address in PAGES:
        page = BeautifulSoup(client.get(address).data, "html.parser")
        for script in page.select("script[src]"):
            # a module is deferred by itself, but asked for as urgently as the stylesheet unless it says otherwise
            assert script.has_attr("defer") or (script.get("type"), script.get("fetchpriority")) == ("module", "low"), (address, script)
            assert not re.search(r"^(import|export)\b.*[\"']\.{1,2}/", client.get(script["src"]).text, re.M), (
                f"{script['src']} asks for another"
            )
        assert not page.select("script:not([src]):not([type='application/json']):not([type='application/ld+json'])"), address


@pytest.mark.parametrize("door", ["site", "admin"])
def test_the_stylesheet_asks_for_nothing_else_and_holds_no_comments(door):
    text = assets.stylesheet(door)[1]
    assert not re.search(r"@import|@font-face|url\((?!\"?data:)", text)
    assert "/*" not in text
    assert text.count("{") == text.count("}")


# -- the stylesheet holds what the site uses ------------------------------------------------------------------------------


def defined(pattern, paths):
    return {name for path in paths for name in re.findall(pattern, re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))}


def sheets(door):
    return [path for path in CSS.glob("*.css") if door == "admin" or not path.name.startswith("admin-")]


def test_every_token_that_is_named_is_set_and_every_one_that_is_set_is_used():
    named = defined(r"var\((--[\w-]+)", sheets("admin"))
    setting = r"(?:^|[{;\s])(--[\w-]+)\s*:"
    with_default = defined(r"var\((--[\w-]+)\s*,", sheets("admin"))
    assert named - defined(setting, sheets("admin")) - with_default == set()
    assert defined(setting, sheets("site")) - named == set()


def test_no_component_names_a_colour_of_its_own():
    said = {
        path.name: found
        for path in sheets("admin")
        if path.name not in ("tokens.css", "print.css")
        and (found := re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)))
    }
    assert said == {}


def test_every_class_of_the_stylesheet_stands_on_some_page():
    portal = Path(assets.STATIC).parent
    written = "".join(
        path.read_text() for path in portal.rglob("*") if path.suffix in (".html", ".py", ".js", ".xml") and "vendor" not in path.parts
    )
    put_together = set(re.findall(r"([\w-]+(?:--|__))(?:\{\{|\" ?~|' ?~|\{%|\$\{)", written))  # class="badge--{{ kind }}"

    def stands(name):
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written) or name.startswith((*put_together, *LIBRARIES)):
            return True
        return "__" in name and "}" + name[name.index("__") :] in written  # `${OWN}__list` of a script

    assert {name for name in defined(r"\.([a-z][\w-]*)", sheets("admin")) if not stands(name)} == set()
