"""The same form sent twice: a double click, a reload, the way back. Nothing is written twice, and nothing typed is lost."""

import datetime
import threading

import pytest

from portal.core import clock, db
from portal.core.history import Change
from portal.models import Figure, Station
from portal.models.desks import SentForm
from tests import makers
from tests.admin.test_media import png, upload
from tests.visitor import filled

NEW = {"name": "北驿站", "division": "历山社区", "kind": "city_post"}


@pytest.fixture
def opened(town, clerk):
    clerk.visit("/admin/stations/new/")
    return clerk


def sent(visitor, **values):
    """What a browser sends for the open form."""
    return filled(visitor.page.select_one("form.editor")) | values


def stations():
    return Station.select().where(Station.name.startswith("北驿站")).count()


def test_the_second_time_shows_what_the_first_came_to(town, opened):
    data = sent(opened, **NEW)
    first = opened.client.post("/admin/stations/new/", data=data)
    second = opened.client.post("/admin/stations/new/", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.location == first.location
    assert stations() == 1
    page = opened.visit(second.location)
    assert "已经保存过了，没有重复保存" in page.text


def test_a_form_is_known_again_for_as_long_as_its_number_is_good(town, opened, signed_in):
    data = sent(opened, **NEW)
    first = opened.client.post("/admin/stations/new/", data=data)

    with clock.at(clock.now() + datetime.timedelta(days=13)):
        clerk = signed_in("clerk")
        clerk.visit("/admin/stations/new/")
        other = sent(clerk, **NEW | {"name": "南驿站"})
        clerk.client.post("/admin/stations/new/", data=other)  # which forgets what is old
        second = clerk.client.post("/admin/stations/new/", data=data | {"csrf_token": other["csrf_token"]})

    assert second.location == first.location
    assert stations() == 1


def test_a_record_without_a_key_of_its_own_is_not_doubled_either(town, clerk):
    clerk.visit("/admin/figures/new/")
    data = sent(clerk, name="常住人口", value="5000", division="历山社区")
    for _ in range(3):
        clerk.client.post("/admin/figures/new/", data=data)
    assert Figure.select().count() == 1


def test_going_back_and_writing_something_else_asks_first_and_keeps_what_was_typed(town, opened):
    data = sent(opened, **NEW)
    opened.client.post("/admin/stations/new/", data=data)
    page = opened._take(opened.client.post("/admin/stations/new/", data=data | {"name": "北驿站二"}), "/admin/stations/new/", 409)
    assert stations() == 1
    assert "已经保存过，建好了“北驿站”" in page.text
    assert page.select_one("#field-name")["value"] == "北驿站二"
    opened.url = "/admin/stations/new/"
    assert "已新建" in opened.send("form.editor").text
    assert stations() == 2


def test_another_file_under_the_same_name_is_something_else(town, opened):
    data = sent(opened, **NEW)
    answers = [
        opened.client.post("/admin/stations/new/", data=data | {"picture.file": upload(png(colour), "image.png")})
        for colour in ("red", "red", "green")
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 409]
    assert stations() == 1


def test_a_form_that_was_refused_may_be_sent_again(town, opened):
    opened.send("form.editor", status=422, name="北驿站")
    assert not SentForm.select().exists()
    assert "已新建" in opened.send("form.editor", **NEW).text


def test_a_changed_record_and_its_new_children_are_written_once(town, clerk):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    data = sent(clerk, phone="0533-2222222", **{"figures-new1-name": "床位", "figures-new1-value": "12"})
    before = Change.select().count()
    for _ in range(2):
        assert clerk.client.post(f"/admin/stations/edit/?id={town.station.slug}", data=data).status_code == 302
    assert Change.select().count() == before + 1
    assert Figure.select().count() == 1


def test_going_back_in_the_form_of_a_record_and_changing_more_is_merged(town, clerk):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    address = f"/admin/stations/edit/?id={town.station.slug}"
    data = sent(clerk)
    clerk.client.post(address, data=data | {"phone": "0533-2222222"})
    clerk.client.post(address, data=data | {"phone": "0533-2222222", "address": "北街 1 号"})
    now = Station.get_by_id(town.station.id)
    assert (now.phone, now.address) == ("0533-2222222", "北街 1 号")


def test_two_at_the_same_moment_make_one(town, opened, app):
    data = sent(opened, **NEW)
    cookies = opened.client._cookies
    answers, start = [], threading.Barrier(3)

    def post():
        client = app.test_client()
        client._cookies = dict(cookies)
        start.wait()
        answers.append(client.post("/admin/stations/new/", data=data))
        db.database.close()

    threads = [threading.Thread(target=post) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stations() == 1
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1


def test_the_number_of_another_person_writes_nothing(town, opened, admin):
    data = sent(opened, **NEW)
    admin.visit("/admin/stations/new/")
    token = sent(admin)["csrf_token"]
    answer = admin.client.post("/admin/stations/new/", data=data | {"csrf_token": token})
    assert answer.status_code == 409
    assert "clerk 写的内容" in answer.get_data(as_text=True)
    assert stations() == 0


def test_a_forged_number_is_no_number(town, opened):
    for number in ("", "x", "9" * 4000, "1.abc.def"):
        opened.visit("/admin/stations/new/")
        opened.send("form.editor", **NEW | {"name": f"北驿站{len(number)}", "_number": number})
    assert stations() == 4


def test_a_record_that_is_gone_again_is_said_to_be(town, opened):
    data = sent(opened, **NEW)
    opened.client.post("/admin/stations/new/", data=data)
    opened.visit(f"/admin/stations/details/?id={Station.get(Station.name == '北驿站').slug}")
    opened.send("form[action*=delete]")
    opened.send("main form")
    answer = opened.client.post("/admin/stations/new/", data=data, follow_redirects=True)
    assert "那条记录后来不在了" in answer.get_data(as_text=True)
    assert stations() == 0


@pytest.mark.parametrize(
    ("wish", "where"), [("stay", "/edit/?id="), ("another", "/new/"), ("", "/details/?id="), ("/elsewhere", "/details/?id=")]
)
def test_saving_leads_where_was_asked(town, opened, wish, where):
    opened.send("form.editor", **NEW, _next=wish)
    assert where in opened.url
    assert "已新建" in opened.page.text


def test_the_next_one_starts_where_this_one_did(town, clerk):
    clerk.visit("/admin/stations/new/?division=" + town.here.slug)
    clerk.send("form.editor", **NEW, _next="another")
    assert clerk.page.select_one("#field-division")["value"] == f"历山社区（{town.here.slug}）"
    assert clerk.page.select_one("#field-name")["value"] == ""


# -- making what is missing on the spot ---------------------------------------------------------------------------------


def small(visitor, address="/admin/grids/small/"):
    visitor.answer = visitor.client.get(address)
    from bs4 import BeautifulSoup

    return BeautifulSoup(visitor.answer.data, "html.parser")


def test_a_picker_says_where_a_missing_one_is_made_to_those_who_may(town, clerk, auditor, admin):
    ask = "/admin/stations/ajax/lookup/?name={}&query=没有"
    assert clerk.client.get(ask.format("grid")).headers["X-Create"] == "/admin/grids/small/"
    assert "X-Create" not in clerk.client.get(ask.format("division")).headers, "clerks make no divisions"
    assert "X-Create" in admin.client.get(ask.format("division")).headers
    assert "X-Create" not in auditor.client.get(ask.format("grid")).headers


def test_what_is_missing_is_made_from_its_few_fields_as_a_change_of_its_own(town, clerk):
    page = small(clerk, "/admin/grids/small/?title=新网格&division=历山社区")
    assert page.select_one("[name=small-name]")["value"] == "新网格"
    assert page.select_one("[name=small-division]")["value"] == "历山社区"
    before = Change.select().count()
    data = filled(page.form) | {"small-kind": "small", "small-number": "9"}
    answer = clerk.client.post("/admin/grids/small/", data=data)
    assert answer.json["title"] == "新网格"
    assert answer.json["value"].startswith("新网格（")
    assert Change.select().count() == before + 1
    assert clerk.client.post("/admin/grids/small/", data=data).json == answer.json, "a double click makes one"
    assert Change.select().count() == before + 1


def test_what_is_refused_is_said_inside(town, clerk):
    page = small(clerk)
    answer = clerk.client.post("/admin/grids/small/", data=filled(page.form) | {"small-name": "新网格", "small-division": "甸柳社区"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "没有叫“甸柳社区”的" in text, "a foreign division is none"
    assert 'value="新网格"' in text


def test_who_may_not_make_one_gets_no_form(town, clerk, auditor):
    assert clerk.client.get("/admin/divisions/small/").status_code == 403
    assert auditor.client.get("/admin/grids/small/").status_code == 403


def test_a_record_that_needs_more_has_no_small_form(town, admin):
    for plural in ("members", "assignments", "figures"):
        assert admin.client.get(f"/admin/{plural}/small/").status_code == 404


@pytest.mark.parametrize("home", [home for home in makers.MAKERS if not home._meta.one_of], ids=lambda home: home._meta.plural)
def test_every_small_form_opens(town, admin, home):
    page = small(admin, f"/admin/{home._meta.plural}/small/?title=样本")
    assert admin.answer.status_code == 200
    assert page.select_one("input[name=csrf_token]")
    for field in home.shape().key:
        assert page.select_one(f"[name=small-{field.name}]"), field.name
    assert not page.select("[type=password]")
