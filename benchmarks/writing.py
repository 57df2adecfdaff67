"""Rows through the import door: created, and the same file once more."""

from . import peers
from .figures import Figure

RUNS = 3


def measure(ground, rows):
    """The figures of importing `rows` stations, of which one in a hundred is refused."""
    path, base = ground.files(rows) / "stations.csv", ground.base(rows)
    first, again, many, upserts = [], [], [], []
    for _ in range(RUNS):
        ground.engine.make("run", base)
        first.append(ground.load("run", "stations", path))
        ground.engine.settle("run")
        again.append(ground.load("run", "stations", path))
        ground.engine.make("run")
        many.append(peers.insert_many(ground.engine.url("run"), path))
        if ground.engine.name == "SQLite":
            upserts.append(peers.utils_upsert(ground.folder, path))
    ground.engine.drop("run")
    fresh = [run["created"] / run["seconds"] for run in first]
    same = [run["unchanged"] / run["seconds"] for run in again]
    label = f"{rows:,} rows, {first[0]['refused']:,} of them refused"
    first_peer, again_peer = ("insert_many, one table", [one for one, _ in many]), ("insert_many on conflict", [two for _, two in many])
    created = [Figure(f"created, {label}", "rows/s", fresh, ("≥", 10_000), first_peer)]
    unchanged = [Figure("the same file again, unchanged", "rows/s", same, ("≥", 50_000), again_peer)]
    if upserts:
        utils = "sqlite-utils upsert, FTS"
        created.append(Figure("created, next to another peer", "rows/s", fresh, None, (utils, [one for one, _ in upserts])))
        unchanged.append(Figure("unchanged, next to another peer", "rows/s", same, None, (utils, [two for _, two in upserts])))
    return [
        *created,
        *unchanged,
        Figure("peak memory of the import", "MB", [run["peak"] for run in first]),
        Figure("memory at the end ÷ after a tenth", "×", [growth(run["memory"]) for run in first], ("≤", 1.2)),
    ]


def growth(memory):
    """How much more memory the process held at the end than after a tenth of the rows."""
    return memory[-1] / memory[len(memory) // 10]
