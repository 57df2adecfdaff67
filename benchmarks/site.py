"""Every kind of page that residents read, in a town of every kind of record: what each waits for and asks the database."""

import random
import statistics
from pathlib import Path

from portal import create_app
from portal.cli import synthetic
from portal.core import db
from portal.models import SEEDED

from . import addresses, clients, crowds
from .figures import Part, said
from .grounds import ALL, ROOT, opened

PROFILE = Path(__file__).with_name("site.yaml")
AIM, AIM_TYPED, QUERIES = 12, 20, 10  # milliseconds that 95 of a hundred may take, of a page and of what was typed; and queries

# endpoint → why nothing of it is measured here
LEFT_OUT = {f"{plural}.show": "leads to the page it stands on" for plural in addresses.ON_OTHERS} | {
    "static": "a file",
    "assets.joined": "a file",
    "media.show": "a file that somebody uploaded",
    "health.alive": "asked by machines that watch",
    "health.ready": "asked by machines that watch",
}


def measure(ground, rows):
    """The tables: every kind of page, then the list and the page of stations beside Wagtail, then eight visitors at once."""
    name = town(ground, rows)
    url = ground.engine.url(name)
    with opened(url):
        asked = addresses.of(random.Random("site"))
    app = create_app(**ground.settings(url))
    visitor = stranger(app, HTTP_ACCEPT_ENCODING="br")  # as every browser of these days says
    asked = {kind: there(visitor, paths) if kind.endswith(addresses.UNSURE) else paths for kind, paths in asked.items()}
    cover(app, asked)
    yield table(f"Every kind of page on {ground.engine.name}", visitor, asked)
    at_once = {
        crowds.LIST: ["/stations/", *asked["stations: further pages"]],
        crowds.PAGE: asked["stations: a service"],
        "grids: one": asked["grids: one"],
        "find: a card": asked["find: a card"],
    }
    yield from crowds.measure(ground, name, stranger(app), at_once)
    db.database.close()


def town(ground, rows):
    """The name of a database with the facts of the articles and the town of the profile; made when it is not there yet."""

    def fill(name):
        folder = ground.folder / f"site-{rows}"
        synthetic.write(synthetic.profile_named(str(PROFILE)), rows / ALL, 1, folder)
        for files in (ROOT / "seeds" / "articles", folder):
            for plural in (home._meta.plural for home in SEEDED):
                if (path := files / f"{plural}.csv").exists() and (refused := ground.load(name, plural, path)["refused"]):
                    raise RuntimeError(f"{refused} rows of {path} were refused")

    return ground.once(f"site_{rows}", fill)


def stranger(app, **headers):
    """A visitor inside the process who keeps no cookies."""
    visitor = clients.Inside(app)
    visitor.client = app.test_client(use_cookies=False)
    visitor.client.environ_base |= headers
    return visitor


def there(visitor, paths):
    """Those of `paths` that lead to a page."""
    return [path for path in paths if visitor.get(path)[0] == 200]


def cover(app, asked):
    """Raises `RuntimeError` unless every address that the portal answers the public is measured, or left out with a reason."""
    match = app.url_map.bind("localhost").match
    measured = {match(path.partition("?")[0])[0] for paths in asked.values() for path in paths}
    public = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.rule.startswith("/admin")}
    if forgotten := sorted(public - measured - set(LEFT_OUT)):
        raise RuntimeError(f"nobody measures {', '.join(forgotten)}: add addresses, or a reason to LEFT_OUT")


def table(heading, visitor, asked):
    """A row for each kind of page: how many addresses, the most queries of one, and the milliseconds that they took."""
    part = Part(heading, ("page", "aim", "met", "addresses", "queries", "p50", "p95"))
    for kind, paths in asked.items():
        if paths:
            waits, queries = clients.timed(visitor, paths), clients.dearest(visitor, paths)
            figures = [f"{said(figure)} ms" for figure in (statistics.median(waits), clients.percentile(waits))]
            part.rows.append((kind, *judged(kind, waits, queries), str(len(paths)), str(queries), *figures))
    return part


def judged(kind, waits, queries):
    """(aim, whether it is met) of a kind of page; what machines fetch is only watched."""
    if kind.startswith(addresses.MACHINES):
        return "", ""
    most = AIM_TYPED if kind.startswith(addresses.TYPED) else AIM
    met = clients.percentile(waits) <= most and queries <= QUERIES
    return f"p95 ≤ {most} ms, ≤ {QUERIES}", "yes" if met else "**no**"
