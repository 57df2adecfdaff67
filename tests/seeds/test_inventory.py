"""No fact of the articles is forgotten: `inventory.csv` lists them all, and says of each whether residents may see it.

Its columns: id · article · public (yes; part: what of it is public stands in the reason; no) · model (those that hold the
fact, one of them at least in a row that residents see; a model that is not in `portal.models` comes later) · reason (why
it is not seeded, or only in part).
"""

import csv
from pathlib import Path

import pytest

from portal.models import BY_NAME, SEEDED, SHARED, Assignment, Division, Person, Source, Term

CHECKLIST = Path(__file__).with_name("inventory.csv")
RANGES = {"L": 27, "Z": 23, "H": 18, "D": 11, "W": 6, "X": 14, "S": 20, "C": 11, "J": 22}
ARTICLES = {
    "lishan": "L",
    "zhoucun": "Z",
    "taiyuan": "HDWX",
    "shandalu_caishi": "SC",
    "jifeng": "J",
}
NEVER_IMPORTED = {"C11", "J22"}  # an ordinary worker's name, and the newspaper's own telephone numbers
MODELS = {home.__name__ for home in BY_NAME.values()}

with CHECKLIST.open(encoding="utf-8", newline="") as file:
    INVENTORY = {row["id"]: row for row in csv.DictReader(file)}


def comes_later(row):
    """Whether none of the models that may hold the fact exists yet."""
    return not MODELS & set(row["model"].split())


def sourced():
    """id → the rows that residents see and that name it, other than sources."""
    named = {}
    for home in SEEDED:
        if home is Source:
            continue
        for record in home.live():
            for id in citations(record):
                named.setdefault(id, []).append(record)
    return named


def models(records):
    """The names of the models of `records`."""
    return {type(record).__name__ for record in records}


def citations(record):
    """The ids of the facts that `record` names as its sources."""
    many = {source.locator for source in record.sources} if hasattr(record, "sources") else set()
    return many | ({record.source.locator} if getattr(record, "source", None) else set())


def test_the_checklist_holds_every_id_once_and_in_order():
    every = [f"{letter}{number}" for letter, last in RANGES.items() for number in range(1, last + 1)]

    assert list(INVENTORY) == every
    assert len(CHECKLIST.read_text(encoding="utf-8").splitlines()) == len(every) + 1
    assert {row["public"] for row in INVENTORY.values()} == {"yes", "part", "no"}


def test_every_id_names_the_article_it_is_in():
    assert [id for id, row in INVENTORY.items() if id[0] not in ARTICLES.get(row["article"], "")] == []


def test_what_is_not_seeded_in_full_has_its_reason():
    short = {id for id, row in INVENTORY.items() if row["public"] != "yes" or comes_later(row)}

    assert [id for id in short if not INVENTORY[id]["reason"].strip()] == []
    assert [id for id, row in INVENTORY.items() if not row["model"].strip() and row["public"] != "no"] == []


@pytest.mark.usefixtures("loaded")
def test_every_public_fact_is_named_by_a_row_that_residents_see():
    named = sourced()

    due = [id for id, row in INVENTORY.items() if row["public"] != "no" and not comes_later(row)]
    missing = [id for id in due if not models(named.get(id, ())) & set(INVENTORY[id]["model"].split())]
    assert missing == [], f"no published row of the models in the checklist names {'、'.join(missing)} as its source"


@pytest.mark.usefixtures("loaded")
def test_what_is_not_public_is_named_by_no_row_that_residents_see():
    named = sourced()

    private = [id for id, row in INVENTORY.items() if row["public"] == "no"]
    words = {home.__name__ for home in SHARED}  # a word or a kind of post that it lent tells nothing of it
    leaked = {id: rows for id in private if (rows := models(named.get(id, ())) - words)}
    assert leaked == {}


@pytest.mark.usefixtures("loaded")
def test_every_fact_that_may_be_imported_is_among_the_sources():
    known = {(source.file, source.locator) for source in Source.select()}

    assert known == {(row["article"], id) for id, row in INVENTORY.items() if id not in NEVER_IMPORTED}


@pytest.mark.usefixtures("loaded")
def test_every_row_names_where_it_is_from():
    homes = [home for home in SEEDED if "sources" in home.shape()]
    bare = [f"{home._meta.plural}/{record.slug}" for home in homes for record in home.select() if not citations(record)]

    above = ("province", "prefecture", "county")
    others = {f"divisions/{one.slug}" for one in Division.select().where(Division.level.in_(above))}  # the list of codes
    others |= {f"terms/{one.slug}" for one in Term.select() if one.code_scheme or one.note}  # a standard, or said beside it
    assert [name for name in bare if name not in others] == []


@pytest.mark.usefixtures("loaded")
def test_no_row_names_a_person_or_a_private_number():
    assert Person.select().count() == 0
    assert Assignment.select().where(Assignment.name_public).count() == 0
    for home in SEEDED:
        personal = [field for field in home.shape() if field.personal]
        told = [record.slug for record in home.select() if any(getattr(record, field.name) for field in personal)]
        assert told == [], f"{home._meta.plural} say something personal"
