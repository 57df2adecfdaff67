"""A figure, its aim and its peer; and tables of them with the facts of the machine they were taken on."""

import os
import platform
import sqlite3
import statistics
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Figure:
    """One measured thing: a value a run, ours and the peer's.

    aim     ("≥" or "≤", limit), or None when the figure is only watched
    peer    (what it is, a value a run), or None when nothing else does this
    """

    name: str
    unit: str
    ours: list
    aim: tuple | None = None
    peer: tuple | None = None

    def cells(self):
        """name, aim, whether it is met, ours, the peer, ours as a multiple of the peer's."""
        mine, theirs = statistics.median(self.ours), self.peer and statistics.median(self.peer[1])
        return (
            self.name,
            f"{self.aim[0]} {said(self.aim[1])} {self.unit}".rstrip() if self.aim else "",
            self.verdict(mine),
            spread(self.ours, self.unit),
            f"{spread(self.peer[1], self.unit)}, {self.peer[0]}" if self.peer else "",
            f"{mine / theirs:.2f}" if theirs else "",
        )

    def verdict(self, value):
        """yes, no or nothing: whether `value` meets the aim."""
        if self.aim is None:
            return ""
        sign, limit = self.aim
        return "yes" if (value >= limit if sign == "≥" else value <= limit) else "**no**"


@dataclass
class Part:
    """A table of a report: a heading, its columns and its rows of text."""

    heading: str
    columns: tuple
    rows: list = field(default_factory=list)

    def text(self):
        lines = [self.columns, tuple("---" for _ in self.columns), *self.rows]
        return f"## {self.heading}\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def part(heading, figures):
    """The table of `figures`."""
    return Part(heading, ("figure", "aim", "met", "ours", "peer", "ours ÷ peer"), [figure.cells() for figure in figures])


def said(value):
    """12,345 · 12.3 · 1.23 · 6: no more than three digits behind which there is anything."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values, unit):
    """The median, and from where to where the runs went."""
    middle = f"{said(statistics.median(values))} {unit}".rstrip()
    return f"{middle} ({said(min(values))}–{said(max(values))})" if len(values) > 1 else middle


def machine(postgres=""):
    """[(what, which)] of everything a figure depends on, and nothing that names the machine."""
    facts = [
        ("CPU", f"{_cpu()}, {os.cpu_count()} cores"),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("SQLite", sqlite3.sqlite_version),
    ]
    return facts + ([("PostgreSQL", postgres)] if postgres else [])


def _cpu():
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor() or "unknown")
