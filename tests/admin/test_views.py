"""Views that people keep of a list: own, shared, the first one; and the columns they chose."""

import pytest

from portal.models import Station, views
from tests import makers
from tests.admin.test_lists import names

LIST = "/admin/stations/"


def act(visitor, name, /, status=200, at="", **values):
    """Send one of the forms that the list at `at` has for its views."""
    page = visitor.visit(LIST + at)
    token = page.select_one("form.list, .views form").select_one("input[name=csrf_token]")["value"]
    answer = visitor.client.post(f"{LIST}views/", data={"csrf_token": token, "act": name} | values, follow_redirects=True)
    return visitor._take(answer, f"{LIST}views/", status)


def tabs(page):
    return [tab.text for tab in page.select(".views__tab")]


@pytest.fixture
def care(town):
    return makers.station("养老点", town.here, kind="care_center")


def test_a_kept_view_shows_the_same_list_again(town, admin, care):
    page = act(admin, "save", name="养老", query="?kind=care_center&sort=name&desc=1&page=3")
    assert names(page) == ["养老点"]
    assert tabs(page) == ["全部", "养老"]
    assert page.select_one(".views__tab[aria-current]").text == "养老"
    view = views.SavedView.get()
    assert view.query == "kind=care_center&sort=name&desc=1"
    assert names(admin.visit(f"{LIST}?view={view.id}")) == ["养老点"]


def test_a_view_keeps_the_search_the_columns_and_the_size(town, admin):
    page = act(admin, "save", name="短", query="?q=东驿&cols=name,phone&size=50")
    assert names(page) == ["东驿站"]
    assert [cell.text for cell in page.select("thead th")] == ["名称", "电话", "状态"]
    assert page.select_one("#list-size option[selected]").text == "50"


def test_a_view_that_was_gone_on_from_says_so_and_can_be_brought_up_to_date(town, admin, care):
    act(admin, "save", name="养老", query="?kind=care_center")
    view = views.SavedView.get()
    page = admin.visit(f"{LIST}?from={view.id}&kind=city_post")
    assert "（已调整）" in page.select_one(".views__tab[aria-current]").text
    page = act(admin, "update", view=view.id, query="?kind=city_post")
    assert sorted(names(page)) == ["东驿站", "西驿站"]
    assert "（已调整）" not in page.text


def test_a_filter_taken_off_a_view_stays_off(town, admin, care):
    act(admin, "save", name="养老", query="?kind=care_center")
    page = admin.visit(f"{LIST}?view={views.SavedView.get().id}")
    page = admin.visit(LIST + page.select_one(".chip-set__off")["href"])
    assert len(names(page)) == 3


def test_a_view_is_renamed_shared_and_deleted(town, admin, care):
    act(admin, "save", name="养老", query="?kind=care_center")
    id = views.SavedView.get().id
    assert tabs(act(admin, "rename", view=id, name="  养老 服务 "))[-1] == "养老 服务"
    act(admin, "share", view=id, shared="1")
    assert views.SavedView.get().shared
    assert "记录没有变" in act(admin, "delete", view=id).text
    assert Station.select().count() == 3
    assert not views.SavedView.select().exists()


def test_a_shared_view_is_seen_by_others_and_changed_only_by_its_owner(town, signed_in, care):
    admin, clerk = signed_in("admin"), signed_in("clerk")
    act(admin, "save", name="养老", query="?kind=care_center", shared="1")
    act(admin, "save", name="自己看", query="?kind=city_post")
    page = clerk.visit(LIST)
    assert tabs(page) == ["全部", "养老（共享）"]
    shared, own = views.SavedView.select().order_by(views.SavedView.id)
    for name in ("delete", "rename", "update", "share"):
        assert "只有本人能改" in act(clerk, name, status=400, view=shared.id, name="x").main.text
        assert "没有这个视图" in act(clerk, name, status=400, view=own.id, name="x").main.text
    assert "没有这个视图" in clerk.visit(f"{LIST}?view={own.id}", status=400).main.text
    assert clerk.visit(f"{LIST}?view=99999", status=400).main.text == clerk.visit(f"{LIST}?view={own.id}", status=400).main.text


def test_a_shared_view_shows_each_person_only_what_is_theirs(town, signed_in):
    act(signed_in("admin"), "save", name="驿站", query="?q=驿站", shared="1")
    clerk = signed_in("clerk")
    assert names(clerk.visit(f"{LIST}?view={views.SavedView.get().id}")) == ["东驿站"]


def test_a_place_that_a_person_may_not_see_is_left_out_of_a_shared_view_without_its_name(town, signed_in):
    act(signed_in("admin"), "save", name="那边", query=f"?division.under={town.theirs.slug}", shared="1")
    page = signed_in("clerk").visit(f"{LIST}?view={views.SavedView.get().id}")
    assert names(page) == ["东驿站"]
    assert "“所属区划”的值已经没有了，或不在您的范围内" in page.text
    assert town.theirs.slug not in str(page)
    assert "山大路" not in str(page)


def test_an_old_view_with_a_field_that_is_gone_still_opens_and_names_it(town, admin):
    act(admin, "save", name="旧", query="?kind=city_post")
    views.SavedView.update(query="colour=red&kind=city_post&sort=shape&cols=name,hue&size=33").execute()
    page = admin.visit(f"{LIST}?view={views.SavedView.get().id}")
    assert sorted(names(page)) == ["东驿站", "西驿站"]
    for word in ("colour", "shape", "hue", "每页只能是"):
        assert word in page.text


def test_the_first_view_opens_by_itself_and_all_stays_within_reach(town, admin, care):
    act(admin, "save", name="养老", query="?kind=care_center", first="1")
    assert names(admin.visit(LIST)) == ["养老点"]
    page = admin.visit(f"{LIST}?all=1")
    assert len(names(page)) == 3
    assert names(admin.visit(f"{LIST}?q=东驿")) == ["东驿站"]
    act(admin, "first", at="?all=1", view=0)
    assert len(names(admin.visit(LIST))) == 3


def test_a_first_view_that_is_gone_gives_way_to_the_whole_list(town, signed_in, care):
    admin, clerk = signed_in("admin"), signed_in("clerk")
    act(admin, "save", name="养老", query="?kind=care_center", shared="1")
    id = views.SavedView.get().id
    act(clerk, "first", view=id)
    assert names(clerk.visit(LIST)) == ["养老点"]
    act(admin, "share", view=id, shared="0")
    assert names(clerk.visit(LIST)) == ["东驿站", "养老点"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": "", "query": ""}, "1 到 30 个字"),
        ({"name": "长" * 31, "query": ""}, "1 到 30 个字"),
        ({"name": "甲", "query": "?colour=red"}, "colour"),
        ({"name": "甲", "query": "?contact_name=王"}, "contact_name"),
        ({"name": "甲", "query": "?" + "&".join(f"a{n}=1" for n in range(200))}, "太多"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(town, admin, values, told):
    assert told in act(admin, "save", status=400, **values).main.text
    assert not views.SavedView.select().exists()


def test_keeping_a_view_twice_keeps_one(town, admin, care):
    for _ in range(2):
        act(admin, "save", name="养老", query="?kind=care_center")
    assert views.SavedView.select().count() == 1


def test_two_views_do_not_share_a_name(town, admin, care):
    act(admin, "save", name="甲", query="?kind=care_center")
    act(admin, "save", name="乙", query="?kind=city_post")
    last = views.SavedView.get(views.SavedView.name == "乙")
    assert "换个名字" in act(admin, "rename", status=400, view=last.id, name="甲").main.text


def test_there_is_an_end_to_views(town, admin, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    for name in "甲乙":
        act(admin, "save", name=name, query="")
    assert "最多保存 2 个" in act(admin, "save", status=400, name="丙", query="").main.text


def test_chosen_columns_are_remembered_for_this_person_and_list(town, signed_in):
    admin, clerk = signed_in("admin"), signed_in("clerk")
    page = act(
        admin,
        "columns",
        cols=["name", "phone", "contact_name"],
        size="50",
        **{"place-phone": "1", "place-name": "2", "place-contact_name": "3"},
    )
    assert [cell.text for cell in page.select("thead th")] == ["电话", "名称", "负责人", "状态"]
    assert [cell.text for cell in admin.visit(LIST).select("thead th")][:2] == ["电话", "名称"]
    assert [cell.text for cell in clerk.visit(LIST).select("thead th")][:2] == ["名称", "所属区划"]
    page = act(admin, "columns", usual="1", cols=["phone"])
    assert [cell.text for cell in page.select("thead th")][:2] == ["名称", "所属区划"]


def test_a_personal_column_is_masked_and_orders_nothing(town, admin):
    page = admin.visit(f"{LIST}?cols=name,contact_name,contact_phone")
    assert "王小五" not in str(page)
    assert "13812345678" not in str(page)
    assert "王＊" in page.select_one("tbody").text
    assert not page.select_one("a[href*='sort=contact_name']")
    admin.visit(f"{LIST}?cols=name,contact_name&sort=contact_name", status=400)
    assert not page.select_one("[data-field=contact_phone][data-inline]")


@pytest.mark.parametrize("query", ["cols=colour", "cols=password", "size=26", "size=x", "size=100000", "cols=sources"])
def test_columns_and_sizes_that_are_none_are_refused(town, admin, query):
    admin.visit(f"{LIST}?{query}", status=400)


def test_views_stay_with_those_who_may_open_the_list(town, clerk):
    assert clerk.client.post("/admin/users/views/", data={"act": "save", "name": "x"}).status_code in (400, 403)
    assert not views.SavedView.select().exists()


def test_a_query_that_is_too_long_is_refused_when_a_view_is_brought_up_to_date_too(town, admin):
    act(admin, "save", name="短", query="?q=东")
    view, long = views.SavedView.get(), "?q=" + "站" * 600
    for name in ("save", "update"):
        assert "筛选太长" in act(admin, name, status=400, view=view.id, name="长", query=long).main.text
    assert views.SavedView.get().query == view.query
