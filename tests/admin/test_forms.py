"""Forms: what is typed arrives, what is wrong is said beside it, and nothing typed is lost."""

import datetime

import pytest

from portal.core import clock, hours
from portal.core.changes import Edit, change
from portal.core.looks import Look
from portal.models import Division, Grant, Station, User
from tests import makers
from tests.makers import edit
from tests.visitor import Visitor

from .test_lists import Counting


def typed(page, name):
    box = page.select_one(f"main form.editor [name='{name}']:not([type=hidden])")
    return box.text.removeprefix("\n") if box.name == "textarea" else box.get("value")


NEW = {
    "name": "北驿站",
    "division": "历山社区",
    "kind": "城市驿站",
    "phone": "（0533）3241235",
    "address": "北街 1 号",
    "hours": "周一至周五 08:30-12:00\n周六 09:00-11:00",
    "point": "118.1734,36.185",
    "area_m2": "120.5",
    "assured_on": "2026-03",
    "summary": "第一段\n\n第二段",
    "sources": "lishan L1（lishan-l1）",
    "is_demo": "是",
    "publish_at": "2026-05-01T08:30",
    "contact_name": "李某",
    "contact_phone": "138 1234 5678",
    "_why": "新开",
}


def test_everything_typed_into_a_new_record_arrives(town, admin):
    admin.visit("/admin/stations/new/")
    page = admin.send("form.editor", **NEW)
    assert page.h1.text.startswith("北驿站")
    assert "已新建服务站点“北驿站”" in page.text

    made = Station.get(Station.name == "北驿站")
    assert (made.division_id, made.kind, made.phone) == (town.here.id, "city_post", "0533-3241235")
    assert (made.assured_on, made.is_demo) == ("2026-03", True)
    assert made.hours == hours.Week.read("周一至周五 08:30-12:00；周六 09:00-11:00")
    assert made.publish_at == clock.datetime.datetime(2026, 5, 1, 0, 30, tzinfo=clock.datetime.UTC)
    assert made.summary == "第一段\n\n第二段"
    assert [source.id for source in made.sources] == [town.source.id]


def test_a_form_opened_and_saved_as_it_is_changes_nothing(town, admin):
    admin.visit("/admin/stations/new/")
    admin.send("form.editor", **NEW)
    made = Station.get(Station.name == "北驿站")
    admin.visit(f"/admin/stations/edit/?id={made.slug}")
    assert "没有变化" in admin.send("form.editor").text
    assert Station.get_by_id(made.id).version == made.version


@pytest.mark.parametrize("home", makers.MAKERS, ids=lambda home: home._meta.plural)
def test_no_form_changes_a_record_just_by_being_saved(town, admin, home):
    record = makers.MAKERS[home]()
    admin.visit(f"/admin/{home._meta.plural}/edit/?id={record.slug}")
    assert "没有变化" in admin.send("form.editor").text
    assert home.get_by_id(record.id).version == 1


WRONG = {
    "name": "",
    "division": "没有这个社区",
    "kind": "",
    "phone": "0533-00O 0107",
    "hours": "看心情",
    "point": "36.185,118.1734",
    "area_m2": "很大",
    "assured_on": "去年底",
    "web": "www",
    "sources": "没有；lishan L1（lishan-l1）",
    "publish_at": "明天",
    "slug": "大写",
    "summary": '<b>留着</b> & "引号"\n 缩进',
}


def test_a_refused_form_keeps_exactly_what_was_typed_and_says_beside_each_field_what_to_write(town, admin):
    admin.visit("/admin/stations/new/")
    page = admin.send("form.editor", status=422, **WRONG)

    for name, text in WRONG.items():
        if name != "kind":
            assert typed(page, name) == text, name
    summary = page.select("#errors a")
    assert {link["href"] for link in summary} == {f"#field-{name}" for name in WRONG if name != "summary"}
    for link in summary:
        box = page.select_one(link["href"])
        assert box["aria-invalid"] == "true"
        assert page.select_one(f"#{box['aria-describedby'].split()[0]}.field__error").text
    assert not Station.select().where(Station.summary.contains("留着")).exists()


def test_what_the_model_objects_to_stands_beside_its_field(town, admin):
    admin.visit("/admin/grids/new/")
    page = admin.send("form.editor", status=422, name="新网格", division="历山街道", kind="small", number="9")
    assert "要属于一个社区或村" in page.select_one("#field-division-error").text
    assert page.select_one("#field-kind option[selected]")["value"] == "small"


def test_an_ambiguous_name_is_refused_and_its_slug_taken(town, admin):
    makers.grid(town.there, number=5, name="第一网格")
    admin.visit(f"/admin/stations/edit/?id={town.station.slug}")
    page = admin.send("form.editor", status=422, grid="第一网格")
    assert "有 2 个叫“第一网格”的网格" in page.select_one("#field-grid-error").text
    admin.send("form.editor", grid=f"第一网格（{town.grid.slug}）")
    assert Station.get_by_id(town.station.id).grid_id == town.grid.id


def test_relations_and_lists_of_relations_are_emptied_by_emptying_them(town, admin):
    record = makers.station("满站", town.here, grid=town.grid, sources=(town.source.id,))
    admin.visit(f"/admin/stations/edit/?id={record.slug}")
    admin.send("form.editor", grid="", sources="")
    now = Station.get_by_id(record.id)
    assert now.grid_id is None
    assert now.sources == []


def test_a_picker_offers_at_most_eight_and_says_where_each_lies(town, admin):
    for number in range(10, 22):
        makers.grid(town.here, number=number, name="同名网格")
    offered = admin.client.get("/admin/stations/ajax/lookup/?name=grid&query=同名").json
    assert len(offered) == 8
    assert offered[0]["title"] == "同名网格"
    assert offered[0]["note"].startswith("历山社区 ")
    assert offered[0]["value"].startswith("同名网格（")
    assert admin.client.get("/admin/stations/ajax/lookup/?name=division&query=lss").json[0]["title"] in ("历山社区", "历山街道")
    assert len(admin.client.get("/admin/stations/ajax/lookup/?name=division&query=").json) == 4


def lately(visitor, query):
    """The titles that a picker of stations marks as chosen lately, in order."""
    return [one["title"] for one in visitor.client.get(f"/admin/stations/ajax/lookup/?{query}").json if one["lately"]]


def pick(visitor, record, **values):
    """Choose records in the form of the station `record`."""
    visitor.visit(f"/admin/stations/edit/?id={record.slug}")
    visitor.send("form.editor", **{name: f"{one.title}（{one.slug}）" for name, one in values.items()})


def test_a_picker_offers_first_what_the_person_chose_last(town, admin, clerk):
    grids = [makers.grid(town.here, number=number, name=f"{word}网格") for number, word in ((11, "早"), (12, "中"), (13, "晚"))]
    start = clock.now()
    for number, grid in enumerate(grids):
        with clock.at(start + datetime.timedelta(minutes=number)):
            pick(clerk, makers.station(f"站{number}", town.here), grid=grid)
    offered = clerk.client.get("/admin/stations/ajax/lookup/?name=grid&query=").json
    assert [one["title"] for one in offered[:3]] == ["晚网格", "中网格", "早网格"]
    assert lately(clerk, "name=grid") == ["晚网格", "中网格", "早网格"]
    assert len(offered) == len({one["value"] for one in offered})
    assert town.grid.name in [one["title"] for one in offered]
    assert lately(clerk, "name=grid&query=网格") == []
    assert lately(admin, "name=grid") == []
    assert lately(clerk, "name=sources") == []


def test_what_was_chosen_among_many_is_offered_again_too(town, clerk):
    pick(clerk, town.station, sources=town.source)
    assert lately(clerk, "name=sources") == [town.source.title]


def test_what_a_file_brought_was_not_chosen(town, clerk):
    with change(town.clerk.actor(), via="import", why="表.csv") as work:
        work.one(
            Edit(Station, None, values={"name": "表里的站", "division": town.here.id, "kind": "city_post", "grid": town.grid.id})
        ).must()
    assert lately(clerk, "name=grid") == []


def test_what_was_chosen_where_one_may_not_look_any_more_is_not_offered(town, clerk, admin):
    grant = makers.grant(town.clerk, "clerk", town.theirs)
    pick(clerk, makers.station("站", town.there), grid=town.far_grid)
    assert lately(clerk, "name=grid") == [town.far_grid.title]
    edit(grant, until="2020-01-01")
    assert clerk.client.get("/admin/stations/ajax/lookup/?name=grid&query=").json[0]["title"] == town.grid.title
    assert lately(clerk, "name=grid") == []


def test_looking_for_what_was_chosen_last_is_one_query(town, clerk):
    with Counting() as counted:
        clerk.client.get("/admin/stations/ajax/lookup/?name=grid&query=")
    assert len([statement for statement in counted.statements if "updated_by" in statement and "MAX" in statement]) == 1
    assert len(counted.statements) <= 5, "\n".join(counted.statements)


def test_what_is_called_just_so_is_offered_first(town, admin):
    makers.grid(town.here, number=8, name="北网格员之家")
    makers.grid(town.here, number=9, name="网格员之家")
    offered = admin.client.get("/admin/stations/ajax/lookup/?name=grid&query=网格员之家").json
    assert [one["title"] for one in offered] == ["网格员之家", "北网格员之家"]


@pytest.mark.parametrize("query", ["name=phone&query=x", "name=nothing", "", "name=_fields"])
def test_a_picker_of_something_that_is_no_relation_is_not_found(town, admin, query):
    assert admin.client.get(f"/admin/stations/ajax/lookup/?{query}").status_code == 404


def test_nothing_is_edited_inside_a_list(town, admin):
    admin.visit("/admin/stations/")
    token = admin.page.select_one("input[name=csrf_token]")["value"]
    answer = admin.client.post("/admin/stations/ajax/update/", data={"csrf_token": token, "list_form_pk": town.station.id, "name": "改"})
    assert answer.status_code == 404
    assert Station.get_by_id(town.station.id).name == "东驿站"


def test_a_draft_is_withdrawn_and_its_words_stay_in_the_history(town, clerk):
    edit(Station.get_by_id(town.station.id), address="南街 3 号", _draft=True)
    clerk.visit(f"/admin/stations/details/?id={town.station.slug}")
    page = clerk.send("form[action*=withdraw]")
    assert "草稿已撤回" in page.text
    assert "等着发布" not in page.text
    assert Station.get_by_id(town.station.id).address is None
    assert "撤回草稿" in clerk.visit(f"/admin/stations/history/?id={town.station.slug}").text
    clerk.client.post(
        "/admin/stations/withdraw/", data={"csrf_token": page.select_one("[name=csrf_token]")["value"], "id": town.station.slug}
    )
    assert "没有等待发布的草稿" in clerk.visit("/admin/").text


def test_a_clerks_change_to_a_published_record_is_public_and_a_draft_is_not(town, clerk):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    page = clerk.send("form.editor", address="南街 3 号", _draft="1", _why="还没定")
    assert Station.get_by_id(town.station.id).address is None
    assert "有一份草稿等着发布" in page.text

    page = clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    assert typed(page, "address") == "南街 3 号"
    assert "还没有公开" in page.text
    page = clerk.visit(f"/admin/stations/edit/?id={town.station.slug}&fresh=1")
    assert typed(page, "address") == ""

    clerk.visit(f"/admin/stations/details/?id={town.station.slug}")
    page = clerk.send("form[action*=publish]")
    assert "草稿已发布" in page.text
    assert "等着发布" not in page.text
    assert Station.get_by_id(town.station.id).address == "南街 3 号"


def test_what_somebody_may_not_publish_waits_for_somebody_who_may(town, clerk, admin):
    clerk.visit(f"/admin/divisions/edit/?id={town.here.slug}")
    page = clerk.send("form.editor", summary="新的简介")
    assert "已存为草稿" in page.text
    assert not page.select("form[action*=publish]")
    assert Division.get_by_id(town.here.id).summary is None

    assert "历山社区" in admin.visit("/admin/").select_one("[aria-labelledby=waits]").text
    admin.visit(f"/admin/divisions/details/?id={town.here.slug}")
    admin.send("form[action*=publish]")
    assert Division.get_by_id(town.here.id).summary == "新的简介"


def test_personal_fields_are_masked_until_a_look_is_written_down(town, clerk):
    page = clerk.visit(f"/admin/stations/details/?id={town.station.slug}")
    assert "王小五" not in page.text
    assert "王＊＊" in page.text
    assert "13812345678" not in page.text
    assert not Look.select().where(Look.what == "look").exists()

    page = clerk.send("form[action*=reveal]")
    assert "王小五" in page.text
    assert "13812345678" in page.text
    look = Look.get(Look.what == "look")
    assert (look.by, look.shape, look.record) == ("clerk", "station", town.station.id)


def test_opening_the_form_of_a_record_with_personal_fields_is_a_look(town, clerk):
    bare = makers.station("无人站", town.here)
    clerk.visit(f"/admin/stations/edit/?id={bare.slug}")
    assert not Look.select().where(Look.what == "look").exists()
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    assert Look.select().where(Look.what == "look", Look.record == town.station.id).count() == 1


def test_a_password_is_set_from_the_form_and_shown_nowhere(town, app, admin):
    admin.visit("/admin/users/new/")
    page = admin.send("form.editor", status=422, login="newcomer", password="short")
    assert "至少 10 个字符" in page.text
    assert typed(page, "password") is None


def test_a_new_user_signs_in_with_the_password_the_administrator_set(town, app, admin):
    admin.visit("/admin/users/new/")
    page = admin.send("form.editor", login="newcomer", password="a passphrase of some length")
    assert "argon2" not in page.text
    user = User.get(User.login == "newcomer")
    admin.visit("/admin/grants/new/")
    admin.send("form.editor", user="newcomer", role="clerk", division="历山街道")
    assert Grant.get(Grant.user == user).division_id == town.ours.id

    newcomer = Visitor(app)
    newcomer.sign_in("newcomer", "a passphrase of some length")
    assert newcomer.url == "/admin/"

    admin.visit(f"/admin/users/edit/?id={user.slug}")
    admin.send("form.editor", name="新来的")
    assert User.get_by_id(user.id).knows("a passphrase of some length")
    assert "argon2" not in admin.visit(f"/admin/users/history/?id={user.slug}").text


def test_moving_a_division_first_says_what_moves_along(town, admin):
    admin.visit(f"/admin/divisions/edit/?id={town.here.slug}")
    page = admin.send("form.editor", parent=f"山大路街道（{town.theirs.slug}）", summary="顺手写的")
    moving = [item.text for item in page.select(".banner--wait li")]
    assert moving == ["网格 1 条", "服务站点 1 条"]
    assert Division.get_by_id(town.here.id).parent_id == town.ours.id
    assert typed(page, "summary") == "顺手写的"

    admin.send("form.editor", _moved="1")
    assert Division.get_by_id(town.here.id).parent_id == town.theirs.id
    assert Station.get_by_id(town.station.id).area.startswith(town.theirs.area)
