"""The seeds of the articles, loaded as `flask seed load` does."""

from pathlib import Path

import pytest

from portal.cli import seed

ARTICLES = Path("seeds/articles")


@pytest.fixture
def loaded(database, tmp_path):
    """The `Report` of loading every file of the articles into an empty database."""
    return seed.run([ARTICLES], tmp_path)
