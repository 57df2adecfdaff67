"""The door: what it takes, what it merges, what it refuses."""

from portal.models import Station
from tests.makers import edit, station


def test_an_edit_made_from_an_old_version_is_merged_when_the_fields_differ(database):
    made = station(phone="0533-3241234")
    assert edit(made, alias="东站").kind == "changed"

    assert edit(made, phone="0533-3241235").kind == "changed"

    now = Station.get_by_id(made.id)
    assert (now.alias, now.phone, now.version) == ("东站", "0533-3241235", 3)
