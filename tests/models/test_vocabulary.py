"""Sources: where facts come from, everybody's to read and the administrator's to write."""

from portal.core import policy
from portal.models import Source
from tests.makers import edit, source, user


def test_a_source_is_called_by_its_file_and_its_place_in_it(database):
    made = source("L1", file="lishan")

    assert (made.title, made.slug) == ("lishan L1", "lishan-l1")
    assert Source.titles([made.id]) == {made.id: "lishan L1"}


def test_a_source_is_public_from_the_start(database):
    assert source("L1").is_public()


def test_a_clerk_reads_sources_and_does_not_write_them(database):
    made, clerk = source("L1"), user("clerk", "clerk").actor()

    assert policy.visible(clerk, Source).count() == 1
    assert edit(made, _by=clerk, quote="另一句").kind == "refused"
