"""Deleting: asked first, refused while others point here, into the trash, and possible without JavaScript."""

from portal.models import Division, Station, User
from tests.makers import edit


def ask(visitor, plural, record):
    visitor.visit(f"/admin/{plural}/details/?id={record.slug}")
    return visitor.send("form[action*=delete]")


def test_deleting_asks_first_and_then_takes_the_record_away(town, clerk):
    page = ask(clerk, "stations", town.station)
    assert page.h1.text == "删除“东驿站”？"
    assert "可以从回收站恢复" in page.select_one("main").text
    assert Station.get_or_none(Station.id == town.station.id)

    assert "已删除“东驿站”" in clerk.send("main form").text
    assert not Station.get_or_none(Station.id == town.station.id)


def test_what_was_just_deleted_can_be_taken_back_at_once(town, clerk):
    ask(clerk, "stations", town.station)
    page = clerk.send("main form", _why="重复登记")
    clerk.visit(page.find("a", string="撤销")["href"])
    assert "重复登记" in clerk.page.select_one(".facts").text

    page = clerk.send("main form")

    assert page.h1.text == "已撤销 1 条"
    assert Station.get_by_id(town.station.id).phone == "0533-3241234"


def test_deleting_needs_a_post(town, clerk):
    assert clerk.client.get(f"/admin/stations/delete/?id={town.station.slug}").status_code == 405


def test_what_points_here_is_named_before_and_refused_after(town, admin):
    page = ask(admin, "divisions", town.here)
    assert "网格“第一网格”" in page.text
    assert "服务站点“东驿站”" in page.text
    assert not page.select("input[name=confirmed]")

    token = page.select_one("input[name=csrf_token]")["value"]
    page = admin._take(
        admin.client.post(
            f"/admin/divisions/delete/?id={town.here.slug}", data={"csrf_token": token, "confirmed": "1"}, follow_redirects=True
        ),
        "delete",
        200,
    )
    assert "还有网格“第一网格”" in page.text
    assert Division.get_or_none(Division.id == town.here.id)


def test_a_user_with_grants_is_not_deleted(town, admin):
    page = ask(admin, "users", town.clerk)
    assert "授权" in page.select_one(".banner--urgent").text
    assert User.get_or_none(User.id == town.clerk.id)


def test_a_record_changed_since_the_question_is_not_deleted(town, clerk):
    ask(clerk, "stations", town.station)
    edit(town.station, phone="0533-1111111")
    assert "别人改过这一条" in clerk.send("main form").text
    assert Station.get_or_none(Station.id == town.station.id)
