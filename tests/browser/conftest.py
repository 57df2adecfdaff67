"""A live server and a real Chromium. Without a Chromium these tests are skipped, and the summary says so loudly."""

import os
import shutil
import threading

import pytest
from werkzeug.serving import make_server

from portal import create_app
from portal.core import db

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_skipped = []


def pytest_collection_modifyitems(items):
    here = [item for item in items if "tests/browser/" in str(item.path)]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium: set CHROMIUM to its path"))
    _skipped[:] = [] if CHROMIUM else here


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("PORTAL_JOBS"):
        terminalreporter.section("what the jobs took: docs/guides/jobs.md")
        terminalreporter.write_line("\n".join(told_jobs()))
    if _skipped:
        terminalreporter.section("NOT TESTED IN A BROWSER", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(_skipped)} tests did not run: no Chromium was found. Set CHROMIUM to its path.")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def url(templates, tmp_path):
    """These tests are about the browser: one engine is enough."""
    return templates.fresh("sqlite", tmp_path)


@pytest.fixture
def site(url, tmp_path):
    """The address of a server that runs while the test does."""
    app = create_app(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="only for tests")
    db.database.connect(reuse_if_open=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    db.database.close()


@pytest.fixture
def window(chromium, site):
    """A function that opens a window of its own, at 1366 × 768; any error of a script or in the console fails the test.

    A page that answers 4xx tells the console so; that is no error. What else a test expects there it names beforehand:
    `window.expected.append("401")`.
    """
    contexts, troubles, pages = [], [], set()

    def window(**options):
        context = chromium.new_context(base_url=site, locale="zh-CN", **({"viewport": {"width": 1366, "height": 768}} | options))
        context.set_default_timeout(20_000)
        context.on("response", lambda answer: pages.add(answer.url) if answer.request.is_navigation_request() else None)
        context.on("console", lambda said: troubles.append((said.text, said.location["url"])) if said.type == "error" else None)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append((str(error), "")))
        contexts.append(context)
        return page

    window.expected = []
    yield window
    for context in contexts:
        context.close()
    assert [trouble for trouble in troubles if not _answered(trouble, pages) and not _named(trouble, window.expected)] == []


def _answered(trouble, pages):
    """Whether the console only tells that a page was answered with 4xx, which the test sees on it."""
    text, url = trouble
    return url in pages and "responded with a status of 4" in text


def _named(trouble, expected):
    return any(words in trouble[0] for words in expected)


# -- jobs ---------------------------------------------------------------------------------------------------------------

_walked = {}  # job → {"clicks" or "keys": (acts, characters)}


@pytest.fixture(scope="session")
def walked():
    """Where the jobs write down what they took."""
    return _walked


def told_jobs():
    """The table of docs/guides/jobs.md as it was walked just now."""
    rows = [(job, *taken.get("clicks", ("", "")), *taken.get("keys", ("", ""))) for job, taken in sorted(_walked.items())]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]
