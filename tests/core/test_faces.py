"""Faces: what a page can get out of a record, and what it cannot."""

import datetime

import pytest

from portal.core import clock
from portal.core.record import Face
from portal.models import MODELS, Division, Station
from tests.makers import MAKERS, division, edit, grid, source, station, user

PRIVATE = (
    "contact_name",
    "contact_phone",
    "natural",
    "touched",
    "version",
    "state",
    "publish_at",
    "created_by",
    "updated_by",
    "sort",
    "values",
    "issues",
    "save",
    "delete_instance",
    "select",
    "record",
    "__data__",
    "nonsense",
)


def test_a_face_answers_with_public_facts(database):
    face = Face(station("东驿站", division("历山社区"), phone="0533-3241234", hours=Station.hours.read("每天 全天")))

    assert (face.title, str(face), face.noun, face.slug) == ("东驿站", "东驿站", "服务站点", "lishanshequ-dongyizhan")
    assert (face.phone, face.text("phone"), face.label("phone")) == ("0533-3241234", "0533-3241234", "电话")
    assert (face.text("kind"), face.text("hours"), face.text("division")) == ("城市驿站", "每天 全天", "历山社区")


@pytest.mark.parametrize("name", PRIVATE)
def test_a_face_does_not_know_anything_else(name):
    face = Face(Station(name="东驿站", contact_name="王小明", contact_phone="13812345678"))

    for ask in (getattr, Face.text, Face.label, Face.facts, Face.verb):
        with pytest.raises(AttributeError):
            ask(face, name)


@pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.name)
def test_no_face_of_any_model_shows_a_field_that_is_not_public(database, home):
    face = Face(MAKERS[home]())
    always = {"slug", "id", "title", "area", "updated_at", "noun"}

    for name in {*home._meta.fields} - always:
        if not (name in home.shape() and home.shape()[name].public):
            with pytest.raises(AttributeError):
                getattr(face, name)


def test_a_relation_is_the_face_of_its_target_and_none_when_residents_may_not_see_it(database):
    here = division("历山社区", state="draft")
    made = station("东驿站", here, grid=grid(here))

    assert (Face(made).division, Face(made).text("division")) == (None, "")
    edit(here, state="published")
    face = Face(Station.get_by_id(made.id)).division
    assert isinstance(face, Face)
    assert face.name == "历山社区"


def test_of_many_relations_only_the_visible_ones_are_faces(database):
    shown, hidden = source("L1"), source("L2", state="draft")
    face = Face(station(sources=(shown.id, hidden.id)))

    assert [one.title for one in face.sources] == ["lishan L1"]
    assert face.text("sources") == "lishan L1"


def test_the_facts_are_those_that_hold_something(database):
    face = Face(station("东驿站", division("历山社区"), area_m2=48))

    assert ("面积", "48") in face.facts()
    assert face.facts("address", "area_m2") == [("面积", "48")]
    assert not {"负责人", "负责人电话", "状态"} & {label for label, _ in face.facts()}


def test_verbs_answer_with_faces_of_live_records(database):
    street = division("历山街道", level="street", state="draft", hotline="12345")
    here = division("历山社区", street)
    one = grid(here, number=1)
    grid(here, kind="micro", number=2, parent=one, state="draft")
    grid(here, kind="micro", number=3, parent=one)

    assert [face.number for face in Face(one).verb("children")] == [3]
    assert Face(here).verb("parents") == []
    assert Face(here).verb("hotline_inherited") is None
    edit(street, state="published")
    assert Face(here).verb("hotline_inherited") == "12345"
    assert [face.title for face in Face(here).verb("parents")] == ["历山街道"]


def test_verbs_that_are_not_listed_are_not_answered():
    for verb in ("values", "full_name", "is_public", "delete_instance", "actor"):
        with pytest.raises(AttributeError):
            Face(Division(name="历山社区")).verb(verb)


def test_faces_of_one_record_are_one(database):
    made = station()

    assert Face(made) == Face(Station.get_by_id(made.id))
    assert len({Face(made), Face(Station.get_by_id(made.id))}) == 1
    assert Face(made) != Face(made.division)


@pytest.mark.parametrize("home", [model for model in MODELS if model._meta.published], ids=lambda home: home._meta.name)
def test_a_draft_and_what_is_over_are_not_live(database, home):
    made = MAKERS[home]()
    for values in (
        {"state": "draft"},
        {"state": "archived"},
        {"state": "published", "expire_at": clock.now()},
        {"expire_at": None, "publish_at": clock.now() + datetime.timedelta(hours=1)},
    ):
        edit(home.get_by_id(made.id), **values)
        assert home.live().count() == 0
        assert not home.get_by_id(made.id).is_public()


def test_accounts_are_never_live(database):
    made = user("wangwu", "auditor")

    assert type(made).live().count() == 0
    assert not made.is_public()
