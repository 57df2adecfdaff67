"""The server as a whole: memory after mixed requests, and the time from its start to its first answer."""

import itertools
from urllib.parse import quote

from . import clients, pages, servers
from .figures import Figure
from .grounds import opened

STARTS = 5
REQUESTS = 200


def measure(ground, rows):
    """Memory and cold start, next to a server of the bare pages."""
    town = ground.town(rows)
    stations = pages.addresses(town)["station"]
    with opened(town.url):
        password = clients.administrator()
    mixed = [
        "/",
        "/stations/",
        stations[0],
        "/grids/",
        f"/search?q={quote('驿站')}",
        stations[1],
        "/stations/?page=3",
        "/admin/stations/",
        f"/admin/stations/?q={quote('服务')}",
        "/admin/grids/",
    ]
    ours = [weigh(servers.portal(ground.settings(town.url)), mixed, password) for _ in range(STARTS)]
    theirs = [weigh(servers.bare(town.url), ["/stations/", *stations]) for _ in range(STARTS)]
    return [
        Figure(
            f"memory of all processes after {REQUESTS} requests, PSS",
            "MB",
            [memory for memory, _ in ours],
            ("≤", 110),
            ("bare pages", [memory for memory, _ in theirs]),
        ),
        Figure(
            "cold start to the first /healthz",
            "s",
            [seconds for _, seconds in ours],
            ("≤", 1.5),
            ("bare pages", [seconds for _, seconds in theirs]),
        ),
    ]


def weigh(running, paths, password=None):
    """(megabytes after REQUESTS requests, seconds to start) of a server that is started for it."""
    with running as server:
        visitor = clients.Loopback(server.port)
        if password:
            clients.sign_in(visitor, password)
        clients.ask(visitor, list(itertools.islice(itertools.cycle(paths), REQUESTS)), REQUESTS)
        visitor.close()
        return server.memory(), server.seconds
