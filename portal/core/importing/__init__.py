"""Rows from files into records: the same file twice changes nothing, and what a person edited since is kept."""

import contextlib

from .. import planner
from ..changes import change
from .report import BATCH, OLD_KEY, REASONS, SKIP, Report, bare, shape_named
from .rows import Import, Seen, few_collections, named

__all__ = [
    "BATCH",
    "OLD_KEY",
    "REASONS",
    "SKIP",
    "Import",
    "Report",
    "Seen",
    "bare",
    "few_collections",
    "load",
    "load_all",
    "shape_named",
]


class _Back(Exception):
    """Rolls a check, or an import that was all or nothing, back."""


def load(home, table, by, via="import", file="", check=False, atomic=False, force=False, progress=None, run=None):
    """Import `table` into `home` in the name of `by`; the `Report`.

    check     judge everything, write nothing
    atomic    write nothing at all unless every row is taken as it stands
    force     overwrite what a person edited since the last import
    progress  called with the number of rows behind us
    run       the `ImportRun` that remembers this import; a check leaves none
    """
    return load_all([(home, table, file)], by, via, check, atomic, force, progress, run)


def load_all(tables, by, via="import", check=False, atomic=False, force=False, progress=None, run=None):
    """`load` for several (home, table, file), in the order given; parents first. `run` remembers one of them."""
    total = Report()
    whole = check or atomic
    try:
        with change(by, via, why="、".join(named(file) for _, _, file in tables)[:200]) if whole else contextlib.nullcontext():
            for home, table, file in tables:
                with few_collections():
                    total.add(Import(home, table, by, via, file, force, progress, run).run())
            if check or (atomic and not total.clean):
                raise _Back
    except _Back:
        total.undone = not check
    if not (check or total.undone):
        planner.after_import(total.created)
    return total
