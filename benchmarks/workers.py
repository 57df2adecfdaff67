"""How many workers and blocking threads: requests a second with four visitors at once, the slowest of them, and the memory."""

import statistics

from . import clients, pages, servers
from .figures import Part, said
from .grounds import opened

CHOICES = ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (2, 4))
VISITORS, SECONDS = 4, 5


def measure(ground, rows):
    """The table of CHOICES: public lists and station pages, half and half, for SECONDS each."""
    town = ground.town(rows)
    with opened(town.url):
        paths = ["/stations/", pages.addresses(town)["station"][0]]
    table = Part(f"Workers × blocking threads on {ground.engine.name}", ("workers", "threads", "requests/s", "median", "95 %", "PSS"))
    for workers, threads in CHOICES:
        with servers.portal(ground.settings(town.url), str(workers), str(threads)) as server:
            waits = clients.crowd(server.port, paths, VISITORS, SECONDS)
            slowest = statistics.quantiles(waits, n=20)[-1]
            figures = (f"{len(waits) / SECONDS:.0f}", f"{said(statistics.median(waits) * 1000)} ms", f"{said(slowest * 1000)} ms")
            table.rows.append((str(workers), str(threads), *figures, f"{server.memory():.0f} MB"))
    return table
