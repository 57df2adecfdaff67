"""Migrations: up, down and up again; and what they make is what the models say."""

import concurrent.futures
import multiprocessing

from portal.core import db, migrating, pinyin, search
from portal.models import MODELS, BrandLink, MemberUnit
from tests.makers import brand, community, division, enterprise, link, member, station


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


def test_names_of_what_lies_elsewhere_leave_search_and_order(database):
    """As a version before 0.3.0 wrote them: titles that name every unit, wherever it lies."""
    here, there = division("历山社区"), division("甸柳社区")
    links = link(brand("九心", here), station=station("甸柳驿站", there)), link(brand("六心", here), station=station("历山驿站", here))
    members = [member(community("共同体", here), enterprise=enterprise("甸柳钢厂", there))]
    migrating.downgrade("0013_named_within_reach")
    with db.passing():
        for record in (*links, *members):
            home = type(record)
            home.update(sort=pinyin.sort_key(record.title)).where(home.id == record.id).execute()
            search.keep([search.entry(home, record.id, record.values(), record.area, record.title)], fresh=False)

    migrating.upgrade()

    def found(home, text):
        return [id for (id,) in home.select(home.id).where(search.records(home, text)).tuples()]

    assert found(BrandLink, "甸柳") == found(MemberUnit, "甸柳") == []
    assert found(BrandLink, "九心") == [links[0].id]
    assert found(BrandLink, "六心 历山驿站") == [links[1].id]
    assert found(MemberUnit, "共同体") == [members[0].id]
    assert MemberUnit.get_by_id(members[0].id).sort == pinyin.sort_key("共同体")
    assert search.SearchEntry.get_by_id(search.base(MemberUnit) + members[0].id).title == "共同体"
    assert BrandLink.get_by_id(links[1].id).sort == pinyin.sort_key("六心 历山驿站")
