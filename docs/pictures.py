"""`make pictures`: the pictures of the clerks' manual, taken of a made-up street in a real browser.

Each entry of PICTURES is a file name, a window and the steps that lead to what is shown. Run it again after the admin
has changed its looks; the pictures are kept in docs/manual/pictures.
"""

import io
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parents[1]))

from portal import create_app
from portal.core import clock

HERE = Path(__file__).parent / "manual" / "pictures"
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LOGIN, PASSWORD = "zhang", "a-picture-needs-no-secret"
HOURS = "周一至周五 08:30-12:00 14:00-18:00"


def first_station(page):
    """Open the first station of the list."""
    page.goto("/admin/stations/")
    page.locator("tbody th a").first.click()


def edit_first(page):
    """Open the form of the first station."""
    page.goto("/admin/stations/")
    page.locator("tbody .table__do a").first.click()


def tick_three(page):
    """A list with three rows ticked."""
    page.goto("/admin/stations/")
    for box in page.locator("tbody input[name=rowid]").all()[:3]:
        box.check()


def change_hours(page):
    """A station whose hours were changed: its history."""
    edit_first(page)
    page.get_by_label("电话", exact=True).fill("0533-3170000")
    page.locator("#why").fill("电话核实")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".banner").first.wait_for()
    page.locator("main a[href*='/history/']").first.click()


def palette(page):
    """The palette with something typed."""
    page.goto("/admin/")
    page.keyboard.press("Control+K")
    page.locator("#palette-q").fill("驿站")
    page.locator(".palette__option").nth(2).wait_for()


def keys(page):
    """The list of keys."""
    page.goto("/admin/stations/")
    page.keyboard.press("?")


def go(address):
    """A step that opens `address`."""
    return lambda page: page.goto(address)


PICTURES = [
    ("home", WIDE, go("/admin/")),
    ("find", WIDE, palette),
    ("list", WIDE, go("/admin/stations/")),
    ("list-phone", PHONE, go("/admin/stations/")),
    ("ticked", WIDE, tick_three),
    ("form", WIDE, edit_first),
    ("details", WIDE, first_station),
    ("history", WIDE, change_hours),
    ("tree", WIDE, go("/admin/brands/tree/")),
    ("import", WIDE, go("/admin/stations/import/")),
    ("trash", WIDE, go("/admin/stations/trash/")),
    ("me", WIDE, go("/admin/me/")),
    ("keys", WIDE, keys),
]


def street(app, folder):
    """Fill the database of `app` with the articles' facts, a made-up street, and somebody who works there."""
    run = app.test_cli_runner().invoke
    steps = [
        ["db", "upgrade", "--seed-when-empty", "seeds/articles"],
        ["seed", "generate", "--profile", "lishan", "--scale", "0.3", "--to", str(folder / "seeds")],
        ["seed", "load", str(folder / "seeds")],
    ]
    for step in steps:
        answer = run(args=step)
        assert answer.exit_code == 0, answer.output
    words = ["people", "add", LOGIN, "--role", "administrator", "--password-stdin"]
    answer = run(args=words, input=PASSWORD + "\n")
    assert answer.exit_code == 0, answer.output


def take(page, name, window, steps):
    """Follow `steps` and keep what the window shows as `name`.webp."""
    page.set_viewport_size(window)
    steps(page)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    picture.save(HERE / f"{name}.webp", quality=80, method=6)


def main(wanted=()):
    """Take all pictures, or those of the names `wanted`."""
    HERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        app = create_app(
            PORTAL_DATA_DIR=str(folder),
            PORTAL_DATABASE_URL=f"sqlite:///{folder}/portal.db",
            PORTAL_SECRET_KEY="pictures",
            PORTAL_ADMIN_PASSWORD=PASSWORD,
        )
        street(app, folder)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}", locale="zh-CN", timezone_id=str(clock.ZONE))
        page = context.new_page()
        page.goto("/admin/login")
        page.get_by_label("登录名").fill(LOGIN)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", level=1).wait_for()
        for name, window, steps in PICTURES:
            if not wanted or name in wanted:
                take(page, name, window, steps)
                print(name, flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
