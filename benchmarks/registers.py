"""The registers of a district through the import door: enterprises, assignments and figures, then the same files again."""

from . import made_up
from .figures import Part, said
from .writing import growth

MEASURED = tuple(made_up.SIZES)


def measure(ground, scale):
    """One table: a row a file, created and unchanged, in time on the clock and in time of the processor."""
    folder, name = ground.folder / f"registers-{scale}", "registers"
    plurals = made_up.write(folder, scale)
    ground.engine.make(name)
    ground.migrate(name)
    first, again = {}, {}
    for plural in plurals:
        first[plural] = ground.load(name, plural, folder / f"{plural}.csv")
    ground.engine.settle(name)
    for plural in MEASURED:
        again[plural] = ground.load(name, plural, folder / f"{plural}.csv")
    ground.engine.drop(name)
    columns = ("file", "rows", "created", "of processor time", "unchanged", "of processor time", "peak", "end ÷ after a tenth")
    table = Part(f"Registers on {ground.engine.name}, scale {scale:g}", columns)
    for plural in MEASURED:
        table.rows.append(_row(plural, first[plural], again[plural]))
    table.rows.append(_row("together", _sum(first), _sum(again)))
    return table


def _row(name, first, again):
    memory = first.get("memory")
    return (
        name,
        f"{first['created']:,}",
        f"{said(first['created'] / first['seconds'])} rows/s",
        f"{said(first['created'] / first['cpu'])} rows/s",
        f"{said(again['unchanged'] / again['seconds'])} rows/s",
        f"{said(again['unchanged'] / again['cpu'])} rows/s",
        f"{said(first['peak'])} MB",
        f"{growth(memory):.2f}" if memory else "",
    )


def _sum(runs):
    """What the measured files took together; `peak` is the highest."""
    total = {key: sum(runs[plural][key] for plural in MEASURED) for key in ("created", "unchanged", "seconds", "cpu")}
    return total | {"peak": max(runs[plural]["peak"] for plural in MEASURED)}
