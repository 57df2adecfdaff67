"""Every public fact of the articles stands on a page: `facts.csv` lists them with the page where a resident finds each."""

import csv
import re
from itertools import groupby
from pathlib import Path

import pytest

from portal import create_app
from portal.core import db
from tests.visitor import Visitor

ARTICLES = ("lishan", "zhoucun", "taiyuan", "shandalu_caishi", "jifeng")

with (Path(__file__).parent / "facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = sorted(csv.DictReader(file), key=lambda row: row["path"])
PAGES = {path: list(rows) for path, rows in groupby(FACTS, lambda row: row["path"])}


@pytest.fixture(scope="module")
def reader(templates, tmp_path_factory):
    """A visitor of a site that holds the articles and nothing else."""
    folder = tmp_path_factory.mktemp("facts")
    settings = {
        "PORTAL_DATABASE_URL": templates.fresh("sqlite", folder),
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_SECRET_KEY": "only for tests",
    }
    app = create_app(**settings, TESTING=True)
    db.database.connect(reuse_if_open=True)
    loaded = app.test_cli_runner().invoke(args=["seed", "load", "seeds/articles"])
    assert loaded.exit_code == 0, loaded.output
    yield Visitor(app)
    db.database.close()


def squashed(text):
    """`text` without spaces, which stand where a line happens to end."""
    return re.sub(r"\s+", "", text)


def test_the_list_is_long_and_speaks_of_all_five_articles():
    assert len(FACTS) >= 120
    assert {fact["fact"].split()[0] for fact in FACTS} == set(ARTICLES)
    assert len({(fact["path"], fact["text"]) for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("path", PAGES)
def test_a_resident_finds_the_fact(reader, path):
    text = squashed(reader.visit(path).main.text)
    missing = [fact["fact"] for fact in PAGES[path] if squashed(fact["text"]) not in text]
    assert not missing, f"{path} does not say {missing}"
