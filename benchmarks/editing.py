"""One edit at a time: read a station, change its telephone, write; each in a change and a transaction of its own."""

import statistics
import time

from portal.core import policy
from portal.core.changes import Edit, change
from portal.models import Station

from . import bare
from .figures import Figure
from .grounds import opened

RUNS = 3
EDITS = 500


def measure(ground, rows):
    """The figures of EDITS edits, on a copy of the town."""
    ground.engine.make("edits", ground.town(rows).name)
    url = ground.engine.url("edits")
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(statistics.median(edits(url)))
        theirs.append(statistics.median(saves(url)))
    ground.engine.drop("edits")
    return [Figure(f"one edit through the door, {rows:,} rows", "ms", ours, ("≤", 3), ("bare save()", theirs))]


def edits(url, count=EDITS):
    """Milliseconds of each of `count` edits through the door."""
    taken = []
    with opened(url):
        ids = [id for (id,) in Station.select(Station.id).order_by(Station.id).tuples()]
        for id in ids[:: max(1, len(ids) // count)][:count]:
            started = time.perf_counter()
            station = Station.get_by_id(id)
            with change(policy.command_line("benchmark"), via="admin") as work:
                work.one(Edit(Station, id, base=station.version, values={"phone": phone(station.phone)})).must()
            taken.append((time.perf_counter() - started) * 1000)
    return taken


def saves(url, count=EDITS):
    """Milliseconds of each of `count` edits with peewee's `save()`: no history, no search, no checks."""
    taken = []
    bare.connect(url).connect()
    ids = [id for (id,) in bare.Station.select(bare.Station.id).order_by(bare.Station.id).tuples()]
    for id in ids[:: max(1, len(ids) // count)][:count]:
        started = time.perf_counter()
        station = bare.Station.get_by_id(id)
        station.phone = phone(station.phone)
        station.save()
        taken.append((time.perf_counter() - started) * 1000)
    bare.database.close()
    return taken


def phone(old):
    """Another number than `old`."""
    return "0533-00000002" if old == "0533-00000001" else "0533-00000001"
