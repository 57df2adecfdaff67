"""Editing inside a list: through the door, by the record's own rights, and nothing is overwritten."""

import pytest
from bs4 import BeautifulSoup

from portal.core import policy
from portal.core.db import passing
from portal.core.history import Change, Revision
from portal.models import Station
from portal.roles import ROLES
from tests import makers
from tests.makers import user


def cell(visitor, record, field, status=200, plural="stations"):
    """The input of one cell, as the server draws it."""
    answer = visitor.client.get(f"/admin/{plural}/ajax/cell/", query_string={"id": record.slug, "field": field})
    assert answer.status_code == status
    return BeautifulSoup(answer.data, "html.parser")


def keep(visitor, record, field, text, version=None, status=200, csrf=True):
    """The answer to typing `text` into the cell."""
    token = visitor.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
    data = {"id": record.slug, "field": field, "_version": version or record.version, field: text}
    answer = visitor.client.post("/admin/stations/ajax/update/", data=data | ({"csrf_token": token} if csrf else {}))
    assert answer.status_code == status, answer.get_data(as_text=True)[:400]
    return answer


@pytest.mark.parametrize(
    ("field", "typed", "kept", "shown"),
    [
        ("phone", "05331234567", "0533-1234567", "0533-1234567"),
        ("kind", "party_center", "party_center", "党群服务中心"),
        ("is_demo", "是", True, "是"),
        ("assured_on", "2026年3月1日", "2026-03-01", "2026-03-01"),
        ("address", "南街 1 号", "南街 1 号", "南街 1 号"),
        ("address", "", None, ""),
    ],
)
def test_a_cell_is_typed_into_the_input_of_its_form_and_written_through_the_door(town, clerk, field, typed, kept, shown):
    form = cell(clerk, town.station, field)
    assert form.select_one(f"[name={field}]")
    told = keep(clerk, town.station, field, typed).get_json()
    assert getattr(Station.get_by_id(town.station.id), field) == kept
    assert told["kind"] == ("unchanged" if field == "address" and not typed else "changed")
    assert told["text"] in (shown, typed)
    if told["kind"] == "changed":
        revision = Revision.select().where(Revision.record == town.station.id).order_by(Revision.id.desc()).first()
        assert (revision.change.by, revision.change.via, revision.version) == ("clerk", "admin", 2)


def test_a_refusal_is_said_in_the_cell_and_what_was_typed_stays(town, clerk):
    page = BeautifulSoup(keep(clerk, town.station, "phone", "0533-abc", status=422).data, "html.parser")
    assert "不是电话号码" in page.select_one(".field__error").text
    assert page.select_one("[name=phone]")["value"] == "0533-abc"
    assert Station.get_by_id(town.station.id).version == 1


def test_what_must_be_there_cannot_be_emptied_in_a_cell(town, clerk):
    keep(clerk, town.station, "kind", "", status=422)
    assert Station.get_by_id(town.station.id).version == 1


def test_two_people_in_one_cell_see_both_texts(town, clerk):
    makers.edit(town.station, phone="0533-1111111")
    page = BeautifulSoup(keep(clerk, town.station, "phone", "0533-2222222", status=409).data, "html.parser")
    assert "0533-1111111" in page.select_one(".inline__clash").text
    assert page.select_one("[name=phone]")["value"] == "0533-2222222"
    assert page.select_one("[data-inline-theirs]")["data-inline-theirs"] == "0533-1111111"
    version = page.select_one("[name=_version]")["value"]
    assert keep(clerk, town.station, "phone", "0533-2222222", version=version).get_json()["kind"] == "changed"


def test_a_record_whose_slug_is_the_number_of_another_is_not_taken_for_it(town, clerk):
    with passing():
        Station.update(slug=str(town.station.id), division=town.here.id, area=town.here.area).where(
            Station.id == town.far_station.id
        ).execute()

    told = keep(clerk, town.station, "phone", "0533-1111111").get_json()
    assert (told["text"], told["version"]) == ("0533-1111111", 2)

    page = BeautifulSoup(keep(clerk, town.station, "phone", "0533-2222222", version=1, status=409).data, "html.parser")
    assert "0533-1111111" in page.text
    assert "0531-8255555" not in page.text


def test_another_field_that_somebody_changed_meanwhile_is_kept(town, clerk):
    makers.edit(town.station, address="北街 9 号")
    keep(clerk, town.station, "phone", "0533-2222222")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == ("0533-2222222", "北街 9 号")


def test_the_same_cell_sent_twice_is_written_once(town, clerk):
    kinds = [keep(clerk, town.station, "phone", "0533-2222222").get_json()["kind"] for _ in range(2)]
    assert kinds == ["changed", "unchanged"]
    assert Station.get_by_id(town.station.id).version == 2


@pytest.mark.parametrize(
    "field",
    ["name", "division", "slug", "state", "contact_name", "contact_phone", "grid", "hours", "sources", "summary", "picture", "nothing", ""],
)
def test_what_is_not_harmless_has_no_cell(town, clerk, field):
    cell(clerk, town.station, field, status=404)
    keep(clerk, town.station, field or "x", "甲", status=404)


def test_a_foreign_record_has_no_cell_like_one_that_does_not_exist(town, clerk):
    for record in (town.far_station, Station(slug="no-such-record", version=1)):
        cell(clerk, record, "phone", status=404)
        keep(clerk, record, "phone", "0533-2222222", status=404)
    assert Station.get_by_id(town.far_station.id).version == 1


def test_who_may_only_read_has_no_cell(town, auditor):
    cell(auditor, town.station, "phone", status=403)
    keep(auditor, town.station, "phone", "0533-2222222", status=403)
    assert Station.get_by_id(town.station.id).version == 1


def test_without_the_token_nothing_is_written(town, clerk):
    keep(clerk, town.station, "phone", "0533-2222222", status=400, csrf=False)
    assert Station.get_by_id(town.station.id).version == 1


def test_who_may_not_publish_leaves_a_draft_and_the_cell_stays(town, signed_in):
    policy.use(ROLES | {"clerk": {"label": "经办人", "stations": "see create change", "places": "see"}})
    user("writer", "clerk", town.ours)
    writer = signed_in("writer")
    for field, text in (("phone", "0533-2222222"), ("address", "南街 1 号")):
        told = keep(writer, town.station, field, text).get_json()
        assert (told["kind"], told["text"]) == ("drafted", None)
        assert "存为草稿" in told["sentence"]
    assert Station.get_by_id(town.station.id).phone == "0533-3241234"
    draft = Revision.select().where(Revision.verb == "draft").order_by(Revision.id.desc()).first()
    assert "0533-2222222" in draft.snapshot
    assert "南街 1 号" in draft.snapshot


def test_a_waiting_draft_is_not_lost_to_a_cell(town, clerk):
    makers.edit(town.station, _draft=True, address="南街 1 号")
    answer = keep(clerk, town.station, "phone", "0533-2222222", status=409)
    assert "有一份草稿等着发布" in answer.get_data(as_text=True)
    assert Station.get_by_id(town.station.id).version == 1


def test_saving_a_cell_offers_to_take_it_back(town, clerk):
    told = keep(clerk, town.station, "phone", "0533-2222222").get_json()
    assert told["undo"].endswith(f"change={Change.select().order_by(Change.id.desc()).first().id}")


def test_the_list_says_which_cells_can_be_edited(town, clerk, auditor):
    fields = {cell["data-field"] for cell in clerk.visit("/admin/stations/").select("td[data-inline]")}
    assert {"kind", "phone", "address"} <= fields
    assert not fields & {"name", "division"}
    assert not auditor.visit("/admin/stations/").select("[data-inline]")
