"""Every model keeps the same promises: labels, makers, seeds, privacy, references, tables and search."""

import csv
import itertools
import re
from pathlib import Path

import peewee
import pytest

from portal.core import brakes, calling, history, looks, seals, search, trash
from portal.core.importing import runs
from portal.core.record import Record
from portal.models import BY_NAME, MODELS, SEEDED, desks, second_steps, sessions, views
from tests.makers import MAKERS

SEEDS = Path(__file__).parent.parent / "seeds" / "articles"

# A model without seeds, and why it has none.
REASONS = {
    "user": "accounts are made by `flask people add`, never from a file",
    "grant": "a grant belongs to an account, which is never made from a file",
    "feedback": "residents write it, never a file",
    "person": "posts are seeded, their holders are not",
}

# What is never asked of anybody here (personal information protection law, articles 28 and 29).
NEVER_COLUMNS = (
    r"id_?(number|card|no)|identity|religion|faith|face|fingerprint|biometric|tracks?|trajectory|gps|ethnic\w*"
    "|nationality|politics"
)
NEVER_LABELS = "身份证|宗教|信仰|民族|人脸|指纹|轨迹|政治面貌"

# What lives and dies with a user: it goes when that user goes.
PERSONAL = [
    sessions.Session,
    second_steps.SecondStep,
    second_steps.RecoveryCode,
    desks.Unfinished,
    desks.OpenForm,
    desks.SentForm,
]
# Tables that hold no record.
OTHERS = [
    history.Change,
    history.Revision,
    history.OldSlug,
    search.SearchEntry,
    calling.PlaceKey,
    looks.Look,
    seals.Seal,
    trash.Trash,
    brakes.Brake,
    views.SavedView,
    runs.ImportRun,
    runs.ImportMemory,
    *PERSONAL,
]
LINKS = [field.through for model in MODELS for field in model.shape().many]

models = pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.name)


# -- declarations -------------------------------------------------------------------------------------------------


def test_every_record_is_on_the_list_once_and_parents_stand_before_children():
    assert {model for model in Record.__subclasses__() if model.__module__.startswith("portal.")} == set(MODELS)
    assert len(BY_NAME) == len({model._meta.plural for model in MODELS}) == len({model._meta.label for model in MODELS}) == len(MODELS)
    for place, home in enumerate(MODELS):
        assert all(field.target in MODELS[: place + 1] for field in (*home.shape().relations, *home.shape().many))


@models
def test_a_model_has_chinese_words_an_address_and_a_first_line(home):
    assert re.fullmatch(r"[\u4e00-\u9fff]+", home._meta.label)
    assert re.fullmatch(r"[a-z]+", home._meta.plural)
    assert home.__doc__
    assert home._meta.title in home._meta.fields


@models
def test_a_model_has_a_natural_key_and_says_where_it_lies(home):
    assert home.shape().key
    assert any(field.required for field in home.shape().key)
    for name in home.places():
        assert home.shape()[name].target.places(), f"{name} lies nowhere itself"


@models
def test_every_field_has_a_label_of_its_own_in_chinese(home):
    labels = [field.label for field in home.shape()]

    assert len(set(labels)) == len(labels)
    assert all(re.search(r"[\u4e00-\u9fff]", label) for label in labels)
    assert not {field.name for field in home.shape()} & set(Record.KEPT_BY_THE_DOOR)


@models
def test_no_field_hides_what_every_model_can_do(home):
    assert not {field.name for field in home.shape()} & set(dir(peewee.Model))


@models
def test_no_field_is_both_public_and_personal(home):
    assert not set(home.shape().public) & set(home.shape().personal)
    assert not set(home.shape().searched) & set(home.shape().personal)
    assert home._meta.published or not {field.name for field in home.shape().public} - {"synthetic"}


@models
def test_fields_about_people_are_personal(home):
    for field in home.shape():
        if re.search(r"姓名|负责人|手机|口令|住址|生日", field.label):
            assert field.personal, field.name


@models
def test_nothing_is_kept_that_is_never_asked(home):
    assert not [name for name in home._meta.columns if re.search(rf"(^|_)({NEVER_COLUMNS})(_|$)", name)]
    assert not [field.label for field in home.shape() if re.search(NEVER_LABELS, field.label)]


@models
def test_public_verbs_are_methods_with_a_first_line(home):
    for verb in getattr(home, "public_verbs", ()):
        assert callable(getattr(home, verb))
        assert getattr(home, verb).__doc__


def test_the_search_entries_of_two_models_never_meet():
    lows = sorted(search.base(home) for home in MODELS)

    assert all(after - before >= 2**40 for before, after in itertools.pairwise(lows))
    assert lows[-1] + 2**40 < 2**63


# -- makers and seeds ---------------------------------------------------------------------------------------------


@models
def test_a_maker_makes_a_record_that_says_who_and_when(database, home):
    made = MAKERS[home]()

    assert made.version == 1
    assert made.created_by == made.updated_by == "测试"
    assert made.created_at == made.updated_at
    assert made.slug
    assert made.natural == home.key_of(made.values())
    assert made.title == home.titles([made.id])[made.id]
    assert home.named(made.slug) == made.id


@models
def test_a_record_may_be_named_by_its_key(database, home):
    made = MAKERS[home]()
    values = [(field, made.values()[field.name]) for field in home.shape().key]
    words = [field.target.get_by_id(value).slug if field.target and value else field.show(value) for field, value in values]

    assert home.named("/".join(words)) == made.id


@models
def test_a_model_has_seeds_or_a_reason(home):
    path = SEEDS / f"{home._meta.plural}.csv"

    assert path.exists() != (home._meta.name in REASONS)
    assert home in SEEDED or not path.exists()


@pytest.mark.parametrize("home", [home for home in SEEDED if home._meta.name not in REASONS], ids=lambda home: home._meta.name)
def test_the_headings_of_seeds_are_labels_and_never_personal(home):
    headings = next(csv.reader((SEEDS / f"{home._meta.plural}.csv").read_text("utf-8-sig").splitlines()))

    assert all(heading in home.shape().by_label for heading in headings)
    assert not {home.shape().by_label[heading] for heading in headings} & set(home.shape().personal)


# -- tables -------------------------------------------------------------------------------------------------------


def foreign_keys(database, table):
    """[(column, table pointed at, on delete)] as the database has them."""
    if database.kind == "sqlite":
        rows = database.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
        return sorted((row[3], row[2], row[6]) for row in rows)
    sql = """
        SELECT k.column_name, u.table_name, r.delete_rule FROM information_schema.referential_constraints r
        JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name
        JOIN information_schema.constraint_column_usage u ON u.constraint_name = r.constraint_name
        WHERE k.table_name = %s"""
    return sorted(database.execute_sql(sql, (table,)).fetchall())


def test_every_reference_of_the_real_database_is_restrict(database):
    for model in [*MODELS, *LINKS, *OTHERS]:
        declared = sorted(
            (field.column_name, field.rel_model._meta.table_name, "CASCADE" if model in PERSONAL else "RESTRICT")
            for field in model._meta.sorted_fields
            if isinstance(field, peewee.ForeignKeyField)
        )
        assert foreign_keys(database, model._meta.table_name) == declared, model


def test_the_real_database_has_the_columns_of_the_models_and_no_others(database):
    known = {"vector"} if database.kind == "postgres" else set()
    for model in [*MODELS, *LINKS, *OTHERS]:
        real = {column.name: column for column in database.get_columns(model._meta.table_name)}
        assert real.keys() - known == set(model._meta.columns), model
        for name, field in model._meta.columns.items():
            if not field.primary_key:
                assert real[name].null == field.null or name in ("slug",), (model, name)


def test_the_real_database_has_no_table_that_nobody_declares(database):
    declared = {model._meta.table_name for model in [*MODELS, *LINKS, *OTHERS]} | {"schema_migration"}

    assert {name for name in database.get_tables() if not name.startswith("search_text")} == declared


@models
def test_texts_are_as_wide_in_the_database_as_their_fields_say(database, home):
    wide = {column.name: column.data_type for column in database.get_columns(home._meta.table_name)}
    for field in home.shape().columns:
        if field.field_type == "VARCHAR" and database.kind == "sqlite":
            assert int(re.search(r"\d+", wide[field.column_name])[0]) >= field.max_length or field.name == "slug", field.name
        if field.field_type == "TEXT":
            assert wide[field.column_name].lower() == "text"


@models
def test_unique_fields_and_natural_keys_are_unique_in_the_database(database, home):
    unique = {index.columns[0] for index in database.get_indexes(home._meta.table_name) if index.unique and len(index.columns) == 1}

    assert {field.column_name for field in home.shape().columns if field.unique} | {"natural", "slug"} <= unique


@models
def test_places_and_orders_have_an_index(database, home):
    indexed = {index.columns[0] for index in database.get_indexes(home._meta.table_name)}

    assert {"area", "sort"} <= indexed
    assert {field.column_name for field in home.shape().relations} <= indexed


@models
def test_every_record_has_the_standard_columns(home):
    standard = {
        "slug",
        "state",
        "publish_at",
        "expire_at",
        "synthetic",
        "natural",
        "area",
        "sort",
        "touched",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
    }

    assert standard <= home._meta.fields.keys()
