"""`make pictures`: the pictures of the clerks' manual, taken of a made-up street in a real browser.

Each entry of PICTURES is a file name, who looks, a window, the part of the page that is shown ("" for all that the window
shows) and the steps that lead there; the steps come from docs/scenes.py. Run it again after the admin has changed its
looks; the pictures are kept in docs/manual/pictures. Where Chromium speaks Chinese (Debian: chromium-l10n) its own words
on the pictures, as in the boxes for dates and files, are Chinese too.
"""

import io
import logging
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

from docs import scenes
from docs.scenes import go
from portal import create_app
from portal.admin.manual import FOLDER, SCALE
from portal.core import clock

HERE = FOLDER / "pictures"
SIZES = ((1100, 720), (1100, 480), (1100, 1000), (1366, 768), (390, 760))
WIDE, LOW, HIGH, OFFICE, PHONE = ({"width": width, "height": height} for width, height in SIZES)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PASSWORD = "a-picture-needs-no-secret"  # noqa: S105 - of a database that lives for a minute
PEOPLE = {"jingban": ("clerk", "shili-lishan"), "guanli": ("administrator", "")}  # login → role, division
CLERK, CHIEF = PEOPLE
MARGIN = 12  # pixels around a part of a page
LAST = "main => Math.max(...[...main.children].map(part => part.getBoundingClientRect().bottom))"  # where what it holds ends

PICTURES = [
    ("details", CLERK, WIDE, "main", scenes.first_station),
    ("form", CLERK, WIDE, "", scenes.edit_first),
    ("handover", CLERK, HIGH, "main", scenes.hand_over),
    ("children", CLERK, OFFICE, "[data-children=assignments]", scenes.grid_with_posts),
    ("list", CLERK, LOW, "", go("/admin/stations/")),
    ("list-phone", CLERK, PHONE, "", go("/admin/stations/")),
    ("ticked", CLERK, LOW, "main", scenes.tick_three),
    ("bulk", CLERK, WIDE, "main", scenes.preview_hours),
    ("import", CLERK, WIDE, "main", go("/admin/stations/import/")),
    ("columns", CLERK, WIDE, "main", scenes.match_columns),
    ("checked", CLERK, WIDE, "main", scenes.check_sheet),
    ("history", CLERK, WIDE, "main", scenes.change_phone),
    ("undo", CLERK, WIDE, "main", scenes.undo_bulk),
    ("trash", CLERK, WIDE, "main", scenes.delete_one),
    ("draft", CLERK, WIDE, "main", scenes.lay_draft),
    ("recurrence", CLERK, HIGH, ".field:has(> .recurs)", scenes.recur),
    ("hours", CLERK, HIGH, ".field:has(#field-hours)", scenes.look_at_hours),
    ("tree", CLERK, WIDE, "main", scenes.open_branch),
    ("map", CLERK, HIGH, ".field:has(#field-point)", scenes.look_at_map),
    ("media", CLERK, WIDE, "main", scenes.one_picture),
    ("me", CLERK, HIGH, "main", go("/admin/me/")),
    ("two-steps", CLERK, WIDE, "main", go("/admin/me/two-steps")),
    ("explain", CLERK, WIDE, "main", go("/admin/explain/?home=stations")),
    ("audit", CHIEF, WIDE, "main", go("/admin/audit/")),
    ("keys", CLERK, WIDE, "#keys", scenes.keys),
    ("find", CLERK, WIDE, "", scenes.palette),
    ("home", CLERK, WIDE, "", go("/admin/")),
]


def fresh(folder):
    """The application on a new database in `folder`, which becomes the folder where we are."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    os.chdir(folder)  # what was loaded stands in the history as the name of its file
    return create_app(
        PORTAL_DATA_DIR=folder,
        PORTAL_DATABASE_URL=f"sqlite:///{folder}/portal.db",
        PORTAL_SECRET_KEY=PASSWORD,
        PORTAL_ADMIN_PASSWORD=PASSWORD,
    )


def browser_of(playwright):
    """A Chromium that speaks Chinese where it can."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--lang=zh-CN"], env=os.environ | {"LANGUAGE": "zh_CN"})


def street(app):
    """Fill the database of `app` with the articles' facts, a made-up street in the folder where we are, and who works there."""
    run = app.test_cli_runner().invoke
    steps = [
        (["db", "upgrade", "--seed-when-empty", str(Path(__file__).parents[1] / "seeds" / "articles")], None),
        (["seed", "generate", "--profile", "lishan", "--scale", "0.3", "--to", "seeds"], None),
        (["seed", "load", "seeds"], None),
    ]
    for login, (role, division) in PEOPLE.items():
        place = ["--division", division] if division else []
        steps.append((["people", "add", login, "--role", role, "--password-stdin", *place], PASSWORD + "\n"))
    for step, typed in steps:
        answer = run(args=step, input=typed)
        if answer.exit_code:
            sys.exit(answer.output)


def sign_in(browser, address, login):
    """A page on which `login` is signed in."""
    context = browser.new_context(base_url=address, locale="zh-CN", timezone_id=str(clock.ZONE), device_scale_factor=SCALE)
    page = context.new_page()
    page.goto("/admin/login")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", level=1).filter(has_text="星期").wait_for()
    return page


def part(page, selector):
    """The rectangle of the window that the element `selector` fills, with a margin; None for the whole window."""
    if not selector:
        return None
    element, size = page.locator(selector).first, page.viewport_size
    if selector == "main":
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        box, margin = element.bounding_box(), 0
        box["height"] = (
            element.evaluate("main => Math.max(...[...main.children].map(part => part.getBoundingClientRect().bottom))") + MARGIN - box["y"]
        )
    else:
        if not element.evaluate("element => element.matches('dialog')"):
            element.evaluate("(element, above) => scrollTo(0, element.getBoundingClientRect().top + scrollY - above)", 4 * MARGIN)
        box, margin = element.bounding_box(), MARGIN
    left, top = max(box["x"] - margin, 0), max(box["y"] - margin, 0)
    right, bottom = min(box["x"] + box["width"] + margin, size["width"]), min(box["y"] + box["height"] + margin, size["height"])
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def take(page, name, window, selector, steps):
    """Follow `steps` and keep what is shown as `name`.webp."""
    page.set_viewport_size(window)
    steps(page)
    page.wait_for_load_state("load")
    shot = page.screenshot(animations="disabled", clip=part(page, selector))
    Image.open(io.BytesIO(shot)).convert("RGB").save(HERE / f"{name}.webp", quality=60, method=6)


def main(wanted=()):
    """Take all pictures, or those of the names `wanted`."""
    HERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = fresh(folder)
        street(app)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = browser_of(playwright)
        pages = {login: sign_in(browser, f"http://127.0.0.1:{server.server_port}", login) for login in PEOPLE}
        for name, login, window, selector, steps in PICTURES:
            if not wanted or name in wanted:
                take(pages[login], name, window, selector, steps)
                print(name, (HERE / f"{name}.webp").stat().st_size // 1024, "KB", flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
