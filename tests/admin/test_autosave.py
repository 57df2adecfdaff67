"""Forms that are not finished: what is typed is kept while it is typed, for the one who typed it, and offered again."""

import datetime
import json

import pytest

from portal.core import clock
from portal.models import Figure, Station, desks
from portal.models.desks import Unfinished
from tests import makers
from tests.makers import edit
from tests.visitor import filled


def form_of(visitor):
    return visitor.page.select_one("form.editor")


def autosave(visitor, status=200, number=None, **typed):
    """What the server says when the script of the open form sends what was typed so far."""

    form = form_of(visitor)
    data = filled(form) | typed
    sent = {
        "number": form.select_one("[name=_number]")["value"] if number is None else number,
        "typed": [[name, text] for name, text in data.items()],
        "changed": list(typed),
    }
    return post(visitor, form["data-unfinished"], sent, status)


def post(visitor, address, sent, status=200):
    token = visitor.page.select_one("input[name=csrf_token]")["value"]
    answer = visitor.client.post(address, json=sent, headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.json if answer.is_json else None


@pytest.fixture
def opened(town, clerk):
    """The clerk with the form of a station open."""
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    return clerk


def again(town):
    return f"/admin/stations/edit/?id={town.station.slug}"


def test_what_was_typed_is_offered_when_the_form_is_opened_again_and_says_what_differs(town, opened):
    with clock.at(datetime.datetime(2026, 3, 12, 10, 32)):
        assert autosave(opened, phone="0533-2222222", address="北街 1 号") == {"at": "10:32"}
        page = opened.visit(again(town))
        offer = page.select_one("[data-offer]")
        assert "您 10:32 在这里有没写完的内容" in offer.text
        assert [(row.dt.text, row.dd.text) for row in offer.select("dl div")] == [
            ("电话", "0533-3241234 0533-2222222"),
            ("地址", "北街 1 号"),
        ]
        assert page.select_one("#field-phone")["value"] == "0533-3241234"

        page = opened.visit(offer.a["href"])
        assert page.select_one("#field-phone")["value"] == "0533-2222222"
        assert page.select_one("form.editor")["data-unsaved"] == "changed"
        assert not page.select("[data-offer]")
        assert not page.select(".field__error")
    assert Station.get_by_id(town.station.id).phone == "0533-3241234", "nothing is written before it is saved"

    opened.send("form.editor")
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == ("0533-2222222", "北街 1 号")
    assert not Unfinished.select().exists()
    assert not opened.visit(again(town)).select("[data-offer]")


def test_what_is_not_wanted_is_dropped(town, opened):
    autosave(opened, phone="0533-2222222")
    opened.visit(again(town))
    page = opened.send("[data-offer] form")
    assert "已经丢掉" in page.text
    assert not page.select("[data-offer]")
    assert not Unfinished.select().exists()


def test_a_new_record_that_was_not_finished_is_offered_too_each_by_itself(town, clerk):
    for name in ("北驿站", "南驿站"):
        clerk.visit("/admin/stations/new/")
        autosave(clerk, name=name, kind="city_post")
    page = clerk.visit("/admin/stations/new/")
    offers = page.select("[data-offer]")
    assert {offer.select_one("ins").text for offer in offers} == {"北驿站", "南驿站"}
    page = clerk.visit(next(offer.a["href"] for offer in offers if "北驿站" in offer.text))
    assert page.select_one("#field-name")["value"] == "北驿站"
    clerk.send("form.editor", division="历山社区")
    assert Station.get(Station.name == "北驿站")
    assert len(clerk.visit("/admin/stations/new/").select("[data-offer]")) == 1


def test_rows_of_children_come_back_with_their_parent(town, clerk):
    beima = makers.community("北麻新区党建共同体", town.here)
    clerk.visit(f"/admin/communities/edit/?id={beima.slug}")
    autosave(clerk, **{"figures-new7-name": "成员数", "figures-new7-value": "12"})
    page = clerk.visit(f"/admin/communities/edit/?id={beima.slug}")
    assert "新增的行" in page.select_one("[data-offer]").text
    page = clerk.visit(page.select_one("[data-offer] a")["href"])
    assert page.select_one("[name=figures-new7-name]")["value"] == "成员数"
    clerk.send("form.editor")
    assert Figure.get(Figure.community == beima).name == "成员数"


def test_a_newer_version_is_merged_when_the_unfinished_form_is_saved(town, opened):
    autosave(opened, address="北街 1 号")
    edit(town.station, phone="0533-9999999")
    page = opened.visit(again(town))
    assert "之后有人保存过新的版本" in page.select_one("[data-offer]").text
    opened.visit(page.select_one("[data-offer] a")["href"])
    assert "已合并别人的修改" in opened.send("form.editor").text
    now = Station.get_by_id(town.station.id)
    assert (now.address, now.phone) == ("北街 1 号", "0533-9999999")


def test_the_same_field_changed_by_both_is_a_collision(town, opened):
    autosave(opened, phone="0533-2222222")
    edit(town.station, phone="0533-9999999")
    page = opened.visit(again(town))
    opened.visit(page.select_one("[data-offer] a")["href"])
    page = opened.send("form.editor", status=409)
    assert [dd.text for dd in page.select(".clash dd")][:1] == ["0533-3241234"]
    assert page.select_one("#field-phone")["value"] == "0533-2222222"


def test_typing_it_back_leaves_nothing_behind(town, opened):
    autosave(opened, phone="0533-2222222")
    assert autosave(opened) == {"at": ""}
    assert not Unfinished.select().exists()


def test_only_the_one_who_typed_sees_it(town, opened, admin):
    autosave(opened, contact_name="钱多多")
    kept = Unfinished.get()
    page = admin.visit(again(town))
    assert not page.select("[data-offer]")
    page = admin.visit(f"{again(town)}&unfinished={kept.number}")
    assert "钱多多" not in page.text
    assert "已经不在了" in page.text
    number = opened.page.select_one("[name=_number]")["value"]
    admin.visit(again(town))
    autosave(admin, status=409, number=number, phone="1")
    admin.client.post(
        f"/admin/stations/unfinished/drop/?id={town.station.slug}",
        data={"csrf_token": admin.page.select_one("[name=csrf_token]")["value"], "number": number},
    )
    assert Unfinished.get().id == kept.id
    assert "钱多多" in kept.typed


def test_it_is_offered_only_where_it_was_typed(town, opened):
    autosave(opened, phone="0533-2222222")
    number = Unfinished.get().number
    other = makers.station("另一站", town.here)
    page = opened.visit(f"/admin/stations/edit/?id={other.slug}&unfinished={number}")
    assert not page.select("[data-offer]")
    assert page.select_one("#field-name")["value"] == "另一站"


def test_a_foreign_record_has_no_desk(town, opened):
    address = f"/admin/stations/unfinished/?id={town.far_station.slug}"
    missing = "/admin/stations/unfinished/?id=no-such-station"
    sent = {"number": form_of(opened).select_one("[name=_number]")["value"], "typed": [["name", "x"]], "changed": ["name"]}
    for where in (address, missing):
        post(opened, where, sent, status=404)
    assert not Unfinished.select().exists()


def test_somebody_who_may_not_change_keeps_nothing(town, auditor, clerk):
    clerk.visit("/admin/stations/new/")
    number = form_of(clerk).select_one("[name=_number]")["value"]
    auditor.visit("/admin/stations/")
    post(auditor, "/admin/stations/unfinished/", {"number": number, "typed": [], "changed": []}, status=403)


def test_passwords_are_never_kept(town, admin):
    admin.visit("/admin/users/new/")
    autosave(admin, login="newcomer", password="a passphrase of some length")
    kept = Unfinished.get()
    assert "passphrase" not in kept.typed
    assert "password" not in kept.changed
    assert dict(kept.pairs)["login"] == "newcomer"
    assert "csrf_token" not in dict(kept.pairs)


@pytest.mark.parametrize(
    "sent",
    [
        [],
        None,
        {"typed": "x", "changed": []},
        {"typed": [["a"]], "changed": []},
        {"typed": [["a", 1]], "changed": []},
        {"typed": [], "changed": [3]},
        {"typed": [["a", "b"]] * 6000, "changed": []},
    ],
)
def test_nonsense_is_refused(town, opened, sent):
    number = form_of(opened).select_one("[name=_number]")["value"]
    post(opened, form_of(opened)["data-unfinished"], sent | {"number": number} if isinstance(sent, dict) else sent, status=400)
    assert not Unfinished.select().exists()


@pytest.mark.parametrize("number", ["", "x", "1.abc.sig", 7])
def test_a_number_that_we_did_not_give_keeps_nothing(town, opened, number):
    autosave(opened, status=409, number=number, phone="0533-2222222")
    assert not Unfinished.select().exists()


def test_a_form_that_is_too_long_is_not_kept_and_the_script_is_told(town, opened):
    autosave(opened, status=413, summary="长" * 500_000)
    assert not Unfinished.select().exists()


def test_nothing_is_kept_without_a_token(town, opened):
    answer = opened.client.post(form_of(opened)["data-unfinished"], json={"typed": []})
    assert answer.status_code == 400


def test_what_arrives_after_the_form_was_saved_is_not_kept(town, opened):
    form = form_of(opened)
    number = form.select_one("[name=_number]")["value"]
    opened.send("form.editor", phone="0533-2222222")
    assert post(opened, form["data-unfinished"], {"number": number, "typed": [["phone", "1"]], "changed": ["phone"]}) == {"spent": True}
    assert not Unfinished.select().exists()


def test_a_week_later_it_is_gone_and_nobody_fills_the_table(town, opened):
    long_ago = datetime.datetime(2026, 1, 1, 9, 0)
    with clock.at(long_ago):
        autosave(opened, phone="0533-2222222")
    assert not opened.visit(again(town)).select("[data-offer]")
    opened.visit(again(town))
    autosave(opened, phone="0533-3333333")
    assert Unfinished.select().count() == 1
    for number in range(60):
        desks.lay_down(town.clerk.id, f"n{number}", Station, 0, 0, [("name", "x")], ["name"])
    assert Unfinished.select().count() == desks.MOST_UNFINISHED
    assert json.loads(Unfinished.select().order_by(Unfinished.id.desc()).first().changed) == ["name"]


def test_a_refused_form_keeps_its_number_so_that_what_was_typed_is_kept_on(town, opened):
    number = desks_number(opened)
    autosave(opened, hours="看心情")
    opened.send("form.editor", status=422, hours="看心情")
    assert desks_number(opened) == number
    assert Unfinished.select().count() == 1
    opened.send("form.editor", hours="每天 09:00-17:00")
    assert not Unfinished.select().exists()


def desks_number(visitor):
    return visitor.page.select_one("form.editor")["data-form"]
