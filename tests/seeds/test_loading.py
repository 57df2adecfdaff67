"""Every file of the articles loads in one go, again without a change, and out and in again as it was."""

import csv
import time

from portal.cli import seed
from portal.core import db, exporting
from portal.models import SEEDED

from .conftest import ARTICLES

SECONDS = 5  # of the processor, for all files together on SQLite; the clock on the wall also counts other processes


def counts(report):
    """(created, changed, conflicts, refused) of a report, the last two with their reasons."""
    return report.created, report.changed, report.conflicts, report.refused


def dumped(folder):
    """Every seeded model written to `folder`: plural → its rows in no order, relations to many in none either."""
    folder.mkdir()
    rows = {}
    for home in SEEDED:
        path = folder / f"{home._meta.plural}.csv"
        exporting.dump(home, path)
        with path.open(encoding="utf-8", newline="") as file:
            rows[home._meta.plural] = sorted([sorted(cell.split("；")) for cell in row] for row in csv.reader(file))
    return rows


def test_every_file_loads_without_a_refusal(loaded):
    assert (loaded.conflicts, loaded.refused) == ([], [])
    assert loaded.created == sum(home.select().count() for home in SEEDED)


def test_loading_again_changes_nothing(loaded, tmp_path):
    again = seed.run([ARTICLES], tmp_path)

    assert counts(again) == (0, 0, [], [])
    assert again.unchanged == loaded.created


def test_the_files_are_those_of_the_shapes():
    plurals = {home._meta.plural for home in SEEDED}

    assert {path.stem for path in ARTICLES.glob("*.csv")} <= plurals


def test_a_dump_fills_an_empty_database_with_the_same_facts(loaded, tmp_path, templates):
    first = dumped(tmp_path / "one")
    (tmp_path / "fresh").mkdir()
    fresh = db.open_database(templates.fresh(db.database.kind, tmp_path / "fresh"))
    fresh.connect()

    report = seed.run([tmp_path / "one"], tmp_path)
    second = dumped(tmp_path / "two")
    fresh.close()

    assert counts(report) == (loaded.created, 0, [], [])
    assert second == first


def test_all_of_it_loads_in_under_five_seconds_on_sqlite(templates, tmp_path):
    engine = db.open_database(templates.fresh("sqlite", tmp_path))
    engine.connect()
    began, clock = time.process_time(), time.perf_counter()
    seed.run([ARTICLES], tmp_path)
    spent, passed = time.process_time() - began, time.perf_counter() - clock
    engine.close()

    print(f"all seeds in {spent:.2f} s of the processor, {passed:.2f} s by the clock")
    assert spent < SECONDS
