"""Who may have a kept file: whoever may see a record that holds it."""

import pytest

from portal.core import holders, media, policy
from portal.core.db import database
from portal.models import MemberUnit, Station
from tests import makers
from tests.makers import edit

PDF = b"%PDF-1.4 an agreement"
ANYBODY = policy.command_line()


def kept(data=PDF, name="协议书.pdf"):
    """(value, bare name) of a file in the store."""
    value = media.keep(data, name, media.PAPERS)
    return value, value.partition(" ")[0]


@pytest.fixture
def paper(database):
    return kept()


def test_a_file_in_a_public_field_of_a_live_record_is_for_everybody(paper):
    value, file = paper
    assert holders.held_publicly(file) is None
    makers.notice(paper=value)
    assert holders.held_publicly(file) == "协议书.pdf"


def test_a_draft_holds_a_file_for_staff_only(paper):
    value, file = paper
    notice = makers.notice(paper=value, state="draft")
    assert holders.held_publicly(file) is None
    assert holders.held_for(ANYBODY, file) == "协议书.pdf"
    edit(notice, state="published")
    assert holders.held_publicly(file) == "协议书.pdf"
    edit(notice, paper=None)
    assert holders.held_for(ANYBODY, file) is None


def test_a_field_that_is_not_public_shows_residents_nothing(paper):
    value, file = paper
    makers.member(agreement=value)
    assert MemberUnit.live().count() == 1
    assert holders.held_publicly(file) is None
    assert holders.held_for(ANYBODY, file) == "协议书.pdf"


def test_only_those_who_may_see_the_record_may_have_its_file(paper):
    value, file = paper
    ours, theirs = (makers.division(name, level="street") for name in ("历山街道", "山大路街道"))
    makers.notice(paper=value, division_=makers.division("甸柳社区", theirs), state="draft")
    here, there = (makers.user(name, "clerk", street).actor() for name, street in (("here", ours), ("there", theirs)))
    assert holders.held_for(there, file) == "协议书.pdf"
    assert holders.held_for(here, file) is None
    assert holders.held_for(policy.NOBODY, file) is None


def test_another_file_is_not_taken_for_it(paper):
    _, file = paper
    other, other_file = kept(b"%PDF-1.4 another", "别的.pdf")
    makers.notice(paper=other)
    assert holders.held_publicly(file) is None
    assert holders.held_publicly(other_file) == "别的.pdf"


def test_a_file_without_a_title_answers_with_its_name(paper):
    _, file = paper
    makers.notice(paper=file)
    assert holders.held_publicly(file) == file


@pytest.mark.parametrize("name", ["", "x", "../secret_key", "%", "0" * 32, "0" * 32 + ".exe", "0" * 32 + ".pdf x", "0" * 31 + "%.pdf"])
def test_what_is_no_name_of_a_file_is_held_by_nobody(database, name):
    assert holders.held_publicly(name) is None
    assert holders.held_for(ANYBODY, name) is None


def test_the_index_finds_the_holder(paper):
    query = Station.select(Station.id).where(holders.holds(Station.picture, paper[1]))
    if database.kind == "sqlite":
        plan = " ".join(str(row) for row in database.execute_sql("EXPLAIN QUERY PLAN " + query.sql()[0], query.sql()[1]))
        assert "station_picture" in plan
