"""Migrations: up, down and up again; and what they make is what the models say."""

import concurrent.futures
import multiprocessing

from portal.core import db, migrating
from portal.models import MODELS


def test_they_go_up_down_and_up_again(database):
    names = [step.stem for step in sorted(migrating.FOLDER.glob("0*.py"))]

    assert migrating.pending() == []
    assert migrating.downgrade(names[0]) == names[::-1]
    assert migrating.pending() == names
    assert migrating.upgrade() == names
    assert all(model.select().count() == 0 for model in MODELS)


def upgrade(url):
    engine = db.open_database(url)
    engine.connect()
    done = migrating.upgrade()
    engine.close()
    return done


def test_several_processes_that_start_together_upgrade_once(database, url):
    migrating.downgrade(migrating.FOLDER.glob("0001*.py").__next__().stem)
    database.close()

    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(3, mp_context=context) as pool:
        done = list(pool.map(upgrade, [url] * 3))

    assert sorted(map(len, done)) == [0, 0, len(list(migrating.FOLDER.glob("0*.py")))]
    database.connect(reuse_if_open=True)
