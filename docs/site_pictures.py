"""`make pictures`: twelve pages of the residents' site in every look, taken of a made-up street in a real browser.

Each entry of PAGES is a name, an address and what the page is for; it is taken on a telephone and on a screen, light, dark and in
large type (长辈版), at twenty past ten of today. The pictures and the page that shows them, README.md, are kept in docs/pictures/site.
Run it again after the site has changed its looks, and look at all of them.
"""

import datetime
import io
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.pictures import browser_of, fresh, street
from portal.core import clock

HERE = Path(__file__).parent / "pictures" / "site"
PAGES = (
    ("home", "/", "首页：先查您家归谁管，再看此刻开着的、能办的、快要到的"),
    ("card", "/find?at=buildings/shili-lishan-sq2-xq4", "联系卡：输入小区的名字，就是这一张"),
    ("unsure", "/find?q=3号楼", "说得不够时：先给一个打得通的电话，再请写全"),
    ("division", "/d/shili-lishan-jd", "一个街道"),
    ("grid", "/grids/shili-lishan-sq2-small-4", "一个网格：打哪个电话，管到哪里，有什么"),
    ("stations", "/stations/?division=shili-lishan-jd", "服务站点：此刻开没开，在哪里"),
    ("station", "/stations/shili-lishan-sq1-zd1", "一个站点"),
    ("service", "/services/shili-lishan-sq1-fw1", "一项服务：带什么，要不要钱，去哪里"),
    ("month", "/activities/?month={month}", "活动的月历"),
    ("brand", "/brands/shili-lishan-xin", "一个服务品牌：数字怎么读，谁在做"),
    ("hearts", "/brands/shili-lishan-xin/grids", "各网格打造哪一心"),
    ("search", "/search?q=驿站", "全站搜索"),
)
WINDOWS = {390: {"scale": 1.5, "height": 844, "most": 1800}, 1280: {"scale": 1, "height": 800, "most": 1500}}  # CSS pixels
LOOKS = {"light": "浅色", "dark": "深色", "elder": "长辈版"}
HOUR = datetime.time(10, 20)


def by_day(app):
    """`app` as it answers at HOUR of today, when what is open by day is open."""

    def answered(environ, start):
        with clock.at(datetime.datetime.combine(clock.today(), HOUR)):
            return list(app(environ, start))

    return answered


def of_today(address):
    """`address` with the month we are in."""
    return address.format(month=f"{clock.today():%Y-%m}")


def window(browser, site, width, look):
    """A page as wide as `width` that looks as `look` says."""
    options = {"viewport": {"width": width, "height": WINDOWS[width]["height"]}, "device_scale_factor": WINDOWS[width]["scale"]}
    scheme = "dark" if look == "dark" else "light"
    context = browser.new_context(base_url=site, locale="zh-CN", timezone_id=str(clock.ZONE), color_scheme=scheme, **options)
    if look == "elder":
        context.add_cookies([{"name": "mode", "value": "elder-1", "url": site}])
    return context.new_page()


def take(page, name, address, width, look):
    """Keep the page at `address` from its top, as far as WINDOWS says, as one file; its path."""
    page.goto(of_today(address))
    most = WINDOWS[width]["most"]
    height = min(page.evaluate("document.documentElement.scrollHeight"), most)
    shot = page.screenshot(animations="disabled", full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    path = HERE / f"{name}-{width}-{look}.webp"
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, quality=60, method=6)
    return path


def index():
    """The page that shows the pictures."""
    lines = [
        "# 居民网站的样子",
        "",
        "十二个页面，手机（390 像素）和电脑（1280 像素）各三种样子。街道是编出来的，标着“示例”；页面长的只截上半截。",
    ]
    lines += ["由 `make pictures` 拍下，改了样子以后再拍一遍，并且每一张都看过。", ""]
    for name, address, words in PAGES:
        lines += [f"## {words}", "", f"`{of_today(address)}`", ""]
        for width in WINDOWS:
            lines += [f"| {' | '.join(LOOKS.values())} |", "| --- | --- | --- |"]
            shown = [
                f'<img src="{name}-{width}-{look}.webp" alt="{words}，{width} 像素，{word}" width="300">' for look, word in LOOKS.items()
            ]
            lines += [f"| {' | '.join(shown)} |", ""]
    (HERE / "README.md").write_text("\n".join(lines))


def main(wanted=()):
    """Take all pictures, or those of the pages whose names are `wanted`."""
    HERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = fresh(folder)
        street(app)
        server = make_server("127.0.0.1", 0, by_day(app), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = browser_of(playwright)
        for width in WINDOWS:
            for look in LOOKS:
                page = window(browser, f"http://127.0.0.1:{server.server_port}", width, look)
                for name, address, _ in PAGES:
                    if not wanted or name in wanted:
                        path = take(page, name, address, width, look)
                        print(path.name, path.stat().st_size // 1024, "KB", flush=True)
                page.context.close()
        browser.close()
        server.shutdown()
    index()


if __name__ == "__main__":
    main(sys.argv[1:])
