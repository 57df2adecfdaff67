"""The same figures on towns ten times larger each: what grows with the data, and what does not."""

import itertools
import statistics

from . import editing, pages, screens
from .figures import Part, said

STEPS = (1_000, 10_000, 100_000, 1_000_000)


def measure(ground, most):
    """One table: a column a size, and after each what it is to the size before."""
    sizes = [size for size in STEPS if size <= most]
    taken = [at(ground, size) for size in sizes]
    columns = ("figure", f"{sizes[0]:,} stations", *(word for size in sizes[1:] for word in (f"{size:,} stations", "×")))
    table = Part(f"Growth on {ground.engine.name}", columns)
    for name, (_, unit) in taken[0].items():
        values = [figures[name][0] for figures in taken]
        cells = [f"{said(values[0])} {unit}"]
        for before, value in itertools.pairwise(values):
            cells += [f"{said(value)} {unit}", f"{value / before:.2f}"]
        table.rows.append((name, *cells))
    return table


def at(ground, size):
    """name → (median, unit) of a town with `size` stations."""
    town = ground.town(size)
    lists = screens.portal(ground, town)
    public = pages.inside(ground, town, pages.addresses(town))
    names = ("admin list, page 1", "admin list, nearly the last page", "admin list, searched", "admin list, filtered")
    return (
        {
            "created through the import door": (town.imported["created"] / town.imported["seconds"], "rows/s"),
            "peak memory of the import": (town.imported["peak"], "MB"),
            "one edit through the door": (statistics.median(editing.edits(town.url)), "ms"),
        }
        | {name: (statistics.median(taken), "ms") for name, (taken, _) in zip(names, lists.values(), strict=True)}
        | {f"public {name}": (statistics.median(taken), "ms") for name, taken in public.items()}
    )
