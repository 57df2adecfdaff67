"""How many workers and blocking threads: requests a second with four visitors at once, the slowest of them, and the memory."""

import statistics
import threading
import time

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
        with servers.portal(ground.settings(town), str(workers), str(threads)) as server:
            waits = crowd(server.port, paths)
            slowest = statistics.quantiles(waits, n=20)[-1]
            figures = (f"{len(waits) / SECONDS:.0f}", f"{said(statistics.median(waits) * 1000)} ms", f"{said(slowest * 1000)} ms")
            table.rows.append((str(workers), str(threads), *figures, f"{server.memory():.0f} MB"))
    return table


def crowd(port, paths):
    """Seconds that each request waited, of VISITORS who ask for `paths` in turn until SECONDS are over."""
    waits, over = [], time.perf_counter() + SECONDS

    def visit():
        visitor = clients.Loopback(port)
        while (started := time.perf_counter()) < over:
            for path in paths:
                visitor.get(path)
                waits.append(time.perf_counter() - started)
                started = time.perf_counter()
        visitor.close()

    crowd = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for visitor in crowd:
        visitor.start()
    for visitor in crowd:
        visitor.join()
    return waits
