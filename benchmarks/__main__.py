"""`python -m benchmarks`: measure, print tables, and write them to a file when asked to."""

import argparse
import datetime
import sys
import warnings
from pathlib import Path

from . import editing, finding, growth, lighthouse, lists, pages, registers, screens, searching, serving, site, studio, workers, writing
from .figures import Part, machine, part
from .grounds import Ground, Postgres, Sqlite, scratch

MEASURES = {
    "write": ("Import", writing.measure),
    "edit": ("One edit", editing.measure),
    "admin": ("Admin list of stations", screens.measure),
    "public": ("Public pages", pages.measure),
    "server": ("Server", serving.measure),
    "studio": ("Import studio", studio.measure),
}
ENGINES = {"sqlite": Sqlite, "postgres": Postgres}


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    others = ("registers", "workers", "growth", "lists", "search", "find", "site", "lighthouse", "all")
    parser.add_argument("what", nargs="?", default="all", choices=[*MEASURES, *others])
    parser.add_argument("--rows", type=int, default=100_000, help="stations that everything but growth stands on")
    parser.add_argument(
        "--most",
        type=int,
        default=1_000_000,
        help="stations of growth, enterprises of the longest list, texts that are searched",
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size of the registers: 206,000 enterprises, 205,000 posts, 365,000 figures at 1"
    )
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--data", help="a folder to keep databases in between runs; without it they are made anew")
    parser.add_argument("--out", type=Path, help="write the tables to this Markdown file, too")
    return parser.parse_args()


def main():
    asked = arguments()
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    tables, version = [], ""
    with scratch(asked.data) as folder:
        for name in ENGINES if asked.engine == "both" else [asked.engine]:
            engine = ENGINES[name](folder)
            try:
                tables += measure(asked, Ground(engine, folder))
                version = version or engine.version
            finally:
                engine.close()
    report = "\n".join(
        [
            f"# Benchmarks, {datetime.date.today().isoformat()}\n",
            Part("Machine", ("what", "which"), machine(version)).text(),
            *(table.text() for table in tables),
        ]
    )
    if asked.out:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(report)


def measure(asked, ground):
    """The tables of what was asked for on one engine, each printed as soon as it is there."""
    for what, (heading, taken) in MEASURES.items():
        if asked.what in (what, "all"):
            yield told(part(f"{heading} on {ground.engine.name}", taken(ground, asked.rows)))
    if asked.what in ("registers", "all"):
        yield told(registers.measure(ground, asked.scale))
    if asked.what in ("lists", "all"):
        yield told(lists.measure(ground, asked.most))
    if asked.what in ("search", "all"):
        yield told(searching.measure(ground, asked.most))
    if asked.what in ("find", "all"):
        yield told(finding.measure(ground, asked.most))
    if asked.what in ("site", "all"):
        yield from map(told, site.measure(ground, asked.rows))
    if asked.what in ("workers", "all"):
        yield told(workers.measure(ground, asked.rows))
    if asked.what in ("growth", "all") and ground.engine.name == "SQLite":
        yield told(growth.measure(ground, asked.most))
    if asked.what in ("lighthouse", "all") and ground.engine.name == "SQLite":
        yield told(lighthouse.measure(ground))


def told(table):
    print(table.text(), flush=True)
    return table


if __name__ == "__main__":
    sys.exit(main())
