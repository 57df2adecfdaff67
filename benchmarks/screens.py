"""The admin's list of stations, signed in."""

from urllib.parse import quote

from portal import create_app
from portal.core import db

from . import bare, clients, peers
from .figures import Figure
from .grounds import opened

SIZE = 25  # rows a page, here and in the peer
WORD = quote("驿站")  # two characters that one station in seven has in its name
QUERIES = 8


def lists(rows):
    """what it is → (the portal's address, the stock view's)."""
    deep = rows // SIZE - rows // SIZE // 20  # nearly the last page
    return {
        "page 1": ("", ""),
        "the last page": ("?end=1", f"?page={deep - 1}"),
        "searched, two characters": (f"?q={WORD}", f"?search={WORD}"),
        "filtered by kind": ("?kind=city_post", "?flt0_0=city_post"),
    }


def measure(ground, rows):
    """Waits and queries of the list in four states, next to the stock view's."""
    town = ground.town(rows)
    ours, theirs, figures = portal(ground, town), stock(town), []
    for name in ours:
        (taken, queries), (peer_taken, peer_queries) = ours[name], theirs[name]
        figures += [
            Figure(name, "ms", taken, ("≤", 30), ("stock ModelView", peer_taken)),
            Figure(f"{name}, queries", "", [queries], ("≤", QUERIES), ("stock ModelView", [peer_queries])),
        ]
    return figures


def portal(ground, town, runs=clients.RUNS):
    """what it is → (milliseconds a run, queries) of the portal's list."""
    with opened(town.url):
        password = clients.administrator()
    visitor = clients.Inside(create_app(**ground.settings(town.url)))
    clients.sign_in(visitor, password)
    answers = {name: look(visitor, "/admin/stations/" + mine, runs) for name, (mine, _) in lists(town.rows).items()}
    db.database.close()
    return answers


def stock(town):
    """The same of the stock view's list."""
    visitor = clients.Inside(peers.stock_admin(town.url))
    answers = {name: look(visitor, "/admin/station/" + theirs) for name, (_, theirs) in lists(town.rows).items()}
    bare.database.close()
    return answers


def look(visitor, path, runs=clients.RUNS):
    taken = clients.waits(visitor, [path], runs)
    with clients.counted() as counter:
        visitor.get(path)
    return taken, counter.count
