"""The import studio: columns decided, words explained once, long imports in the background, reports that stay in one's own area."""

import io
import json
import os
import re

import pytest

from portal.core import jobs, policy
from portal.core.changes import Edit, change
from portal.core.history import Change
from portal.core.importing import runs
from portal.core.importing.desk import Desk
from portal.core.importing.runs import ImportRun
from portal.models import Enterprise, Station, User
from portal.roles import ROLES
from tests import makers
from tests.makers import edit, user
from tests.visitor import filled

from .test_imports import BAD, GOOD, figures, press, table, upload
from .test_lists import Counting

OTHER = "单位名称,所属社区,类型,联系电话,备注一\n南驿站,历山社区,城市驿站,0533-5555555,随便\n"


def chosen(page):
    """heading → what is selected for it."""
    return {row.th.text: (row.select_one("option[selected]") or {"value": ""})["value"] for row in page.select(".import__columns tbody tr")}


# -- columns --------------------------------------------------------------------------------------------------------


def test_columns_are_proposed_by_synonym_and_every_other_one_must_be_decided(town, clerk):
    page = upload(clerk, OTHER)
    assert chosen(page) == {"单位名称": "name", "所属社区": "division", "类型": "kind", "联系电话": "phone", "备注一": "?"}
    assert "随便" in page.text

    page = press(clerk, "columns", status=422)
    assert "“备注一”还没有说是哪一项" in page.select_one("[role=alert]").text
    assert not ImportRun.select().where(ImportRun.state != "columns").exists()

    press(clerk, "columns", c4="-")
    assert figures(clerk.page)["新增"] == 1
    press(clerk, "write")
    assert Station.get(Station.name == "南驿站").phone == "0533-5555555"


def test_what_was_decided_is_remembered_for_the_same_headings_in_any_order(town, clerk, admin):
    upload(clerk, OTHER)
    press(clerk, "columns", c4="-")

    again = "备注一,联系电话,类型,所属社区,单位名称\n,0533-5555556,城市驿站,历山社区,北驿站\n"
    assert figures(upload(clerk, again))["新增"] == 1
    assert figures(upload(admin, again))["新增"] == 1


def test_columns_that_a_colleague_matched_say_who_did_and_when(town, clerk, admin):
    upload(admin, OTHER)
    press(admin, "columns", c4="-")

    upload(clerk, OTHER)
    page = press(clerk, "rematch")
    assert re.search(r"上次由 admin 在 \d{4}-\d\d-\d\d \d\d:\d\d 对照，请核对", " ".join(page.text.split()))


def test_two_columns_for_one_field_and_a_missing_key_are_named(town, clerk):
    upload(clerk, OTHER)
    page = press(clerk, "columns", status=422, c0="phone", c4="-")
    told = page.select_one("[role=alert]").text
    assert "“单位名称”和“联系电话”都选了电话" in told
    assert "缺少“名称”这一列" in told


def test_forged_columns_are_no_columns(town, clerk):
    upload(clerk, OTHER)
    assert "备注一" in press(clerk, "columns", status=422, c4="password").select_one("[role=alert]").text


# -- words ----------------------------------------------------------------------------------------------------------

WORDS = "名称,所属区划,类型\n甲站,一号社区,驿馆\n乙站,一号社区,城市驿站\n丙站,历山社区,驿馆\n"


def asked(page):
    return [" ".join(label.text.split()) for label in page.select(".import__word > label")]


def test_unknown_words_are_asked_once_and_remembered(town, clerk):
    page = upload(clerk, WORDS)
    assert asked(page) == ["这 2 行的所属区划写的“一号社区”，是", "这 2 行的类型写的“驿馆”，是"]

    press(clerk, "words", w0=f"历山社区（{town.here.slug}）", w1="city_post")
    assert figures(clerk.page) == {"新增": 3, "更新": 0, "未变": 0, "冲突": 0, "错误": 0}
    assert asked(clerk.page) == ["2 行的所属区划写的“一号社区”，当作", "2 行的类型写的“驿馆”，当作"]
    press(clerk, "write")
    assert Station.select().where(Station.division == town.here, Station.name.in_(["甲站", "乙站", "丙站"])).count() == 3

    assert figures(upload(clerk, WORDS.replace("甲站", "丁站")))["新增"] == 1


def test_a_word_that_a_colleague_explained_says_who_did_and_when(town, clerk, admin):
    upload(admin, WORDS)
    press(admin, "words", w0=town.here.slug)
    told = [" ".join(line.text.split()) for line in admin.page.select(".import__word > p")]
    assert len(told) == 1
    assert re.fullmatch(r"上次由您在 \d{4}-\d\d-\d\d \d\d:\d\d 对照", told[0])

    page = upload(clerk, WORDS)
    assert asked(page) == ["2 行的所属区划写的“一号社区”，当作", "这 2 行的类型写的“驿馆”，是"]
    (told,) = [" ".join(line.text.split()) for line in page.select(".import__word > p")]
    assert re.fullmatch(r"上次由 admin 在 \d{4}-\d\d-\d\d \d\d:\d\d 对照，请核对", told)

    press(clerk, "words", w0=town.ours.slug)
    assert "上次由您在" in clerk.page.select_one(".import__word > p").text
    assert "上次由您在" in upload(admin, WORDS).select_one(".import__word > p").text


def test_a_word_may_stand_for_nothing_and_may_be_taken_back(town, clerk):
    upload(clerk, "名称,所属区划,类型,所属网格\n甲站,历山社区,城市驿站,待定\n")
    press(clerk, "words", **{"w0-empty": "1"})
    assert figures(clerk.page)["新增"] == 1
    form = clerk.page.select_one(".import__word [name=w0-empty]")
    del form["checked"]
    press(clerk, "words")
    assert figures(clerk.page) == {"新增": 0, "更新": 0, "未变": 0, "冲突": 0, "错误": 1}


def test_a_word_cannot_be_made_to_stand_for_a_foreign_record(town, clerk):
    upload(clerk, WORDS)
    foreign = press(clerk, "words", status=422, w0=town.there.slug).select_one(".field__error").text
    nothing = press(clerk, "words", status=422, w0="no-such-place").select_one(".field__error").text
    assert foreign.replace(town.there.slug, "X").split("，")[0] == nothing.replace("no-such-place", "X").split("，")[0]


PEOPLE = "用户,角色,范围\nzhang3,经办人,历山街道\nli4,经办,历山街道\n"


def test_nothing_is_made_from_a_word_while_another_is_not_understood(town, admin):
    def users():
        return {user.login for user in User.select()} - {"admin", "clerk", "auditor"}

    admin.visit("/admin/grants/import/")
    admin.send("main form", files={"file": (io.BytesIO(PEOPLE.encode()), "授权.csv")})
    new = {f"{box['name'].removesuffix('-new')}-new": "1" for box in admin.page.select("[name$=-new]")}
    role = next(box["name"].removesuffix("-text") for box in admin.page.select("[name$=-text]") if box["value"] == "经办")
    press(admin, "words", status=422, **new | {role: "nonsense"})
    assert not users()
    assert not Change.select().where(Change.why == "导入时新建").exists()

    ImportRun.update(state="done").execute()
    admin.client.post(admin.url, data=filled(admin.page.select_one(".import__word").find_parent("form")) | new | {"do": "words"})
    assert not users()

    ImportRun.update(state="checked").execute()
    press(admin, "words", **new | {role: "clerk"})
    assert users() == {"zhang3", "li4"}
    assert Change.select().where(Change.why == "导入时新建").count() == 1


def test_who_works_elsewhere_is_not_named_for_what_they_said(town, clerk, signed_in):
    user("other", "clerk", town.theirs)
    other = signed_in("other")
    upload(other, OTHER)
    press(other, "columns", c4="-")
    upload(other, WORDS)
    press(other, "words", w1="city_post")

    upload(clerk, OTHER)
    told = press(clerk, "rematch").main.text
    assert "other" not in told
    assert "上次由同事在" in told
    told = upload(clerk, WORDS).main.text
    assert "other" not in told
    assert "上次由同事在" in told


def test_what_another_person_said_about_a_word_reaches_nobody_who_may_not_see_it(town, clerk, admin):
    upload(admin, WORDS)
    press(admin, "words", w0=town.there.slug)

    page = upload(clerk, WORDS)
    assert "甸柳" not in page.text
    assert town.there.slug not in page.text
    assert figures(page)["错误"] == 3


# -- who sees which report -------------------------------------------------------------------------------------------


def test_a_report_is_known_to_those_whose_area_holds_it_and_to_nobody_else(town, clerk, admin, signed_in):
    user("other", "clerk", town.theirs)
    other = signed_in("other")
    upload(clerk, BAD)
    press(clerk, "write")
    url, token = clerk.url, ImportRun.get().token

    assert "表.csv" in admin.visit("/admin/stations/import/").text
    assert "表.csv" in admin.visit("/admin/imports/").text
    page = admin.visit(f"{url}?tab=refused")
    assert "0533-00O" not in page.text
    assert not page.select("button[value=resume], a[href*=errors]")
    admin.visit(f"/admin/stations/import/{token}/errors.xlsx", status=404)

    assert "表.csv" not in other.visit("/admin/stations/import/").text
    assert "表.csv" not in other.visit("/admin/imports/").text
    other.visit(url, status=404)
    other.visit(f"/admin/stations/import/{token}/progress.json", status=404)


def test_others_read_no_word_of_what_was_refused_about_people(town, clerk, admin):
    head = "名称,所属区划,类型,负责人电话\n"
    upload(clerk, head + "南驿站,历山社区,城市驿站,1381234567 \n北驿站,历山社区,城堡 ,１３８１２３４５６\n")
    press(clerk, "write")

    url = f"{clerk.url}?tab=refused"
    assert "“1381234567”" in clerk.visit(url).text
    told = admin.visit(url).text
    assert "1381234567" not in told
    assert "138123456" not in told
    assert "城堡" not in told
    assert "（原因只给导入的人看）" in told


@pytest.mark.parametrize("wrote", [False, True])
def test_what_has_moved_out_of_ones_area_is_told_by_ones_own_report_no_more(town, clerk, admin, wrote):
    upload(clerk, GOOD)
    press(clerk, "write")
    upload(clerk, GOOD.replace("5555555", "6666666"))
    if wrote:
        press(clerk, "write")
    assert table(clerk, "changed") == [["2", "南驿站", "电话", "0533-5555555", "0533-6666666"]]

    edit(Station.get(Station.name == "南驿站"), division=town.there)

    assert table(clerk, "changed") == [["2", "（已不在您的范围内）", "电话", "（已隐藏）", "（已隐藏）"]]
    assert not clerk.page.select(".import__rows a")
    if wrote:
        assert "0533-6666666" in admin.visit(clerk.url).text


def test_a_check_names_nothing_that_was_made_since_under_the_number_it_had_in_mind(town, clerk):
    upload(clerk, GOOD)
    made = makers.station("后来的站", town.here)

    assert table(clerk, "created") == [["2", "南驿站"]]
    assert made.title not in clerk.page.select_one(".import__rows").text


def test_what_was_thrown_away_within_ones_area_keeps_its_name_in_the_report(town, clerk):
    upload(clerk, GOOD)
    press(clerk, "write")
    made = Station.get(Station.name == "南驿站")
    with change(policy.command_line("测试"), via="admin") as work:
        work.one(Edit(Station, made.id, verb="delete")).must()

    assert table(clerk, "created") == [["2", "南驿站"]]
    assert not clerk.page.select(".import__rows a")


def test_a_foreign_import_of_the_same_file_is_not_mentioned(town, admin, signed_in):
    user("other", "clerk", town.theirs)
    other = signed_in("other")
    text = GOOD.replace("历山社区", "甸柳社区")
    upload(other, text)
    press(other, "write")

    user("third", "clerk", town.ours)
    assert "已导入过" not in upload(signed_in("third"), text).text
    assert "已导入过" in upload(admin, text).text


def test_only_its_owner_may_write_or_go_on_with_an_import(town, clerk, admin):
    upload(clerk, GOOD)
    press(clerk, "write")
    form = admin.visit("/admin/stations/import/").select_one("[name=csrf_token]")["value"]

    for do in ("write", "resume", "drop", "words"):
        assert admin.client.post(clerk.url, data={"csrf_token": form, "do": do}).status_code == 403


# -- long imports ---------------------------------------------------------------------------------------------------


@pytest.fixture
def long(monkeypatch):
    """Every import is a long one."""
    monkeypatch.setattr("portal.admin.imports.SMALL", 0)
    monkeypatch.setattr("portal.core.importing.running.BATCH", 5)
    monkeypatch.setattr("portal.core.importing.running.WHOLE", 0)


def waited(visitor):
    """The page of the import once its worker has come to an end."""
    jobs.wait(f"import {visitor.url.rstrip('/').rpartition('/')[2]}")
    return visitor.visit(visitor.url)


MANY = "名称,所属区划,类型\n" + "".join(f"站{number},历山社区,城市驿站\n" for number in range(23))


def test_a_long_import_is_checked_and_written_beside_the_requests(town, clerk, long):
    upload(clerk, MANY)
    assert figures(waited(clerk))["新增"] == 23
    press(clerk, "write")
    page = waited(clerk)
    assert "写入完毕" in page.text
    assert figures(page)["新增"] == 23
    run = ImportRun.get()
    assert (run.chunk, Change.select().where(Change.run == run.token).count()) == (5, 5)
    answer = clerk.visit(f"/admin/stations/import/{run.token}/progress.json")
    assert json.loads(answer.data)["over"] is True


def half(town, client, **facts):
    """An import of MANY, checked, of which the state says that a process was writing it."""
    upload(client, MANY)
    waited(client)
    ImportRun.update(state="running", claim="somebody", **facts).execute()
    return ImportRun.get()


def test_an_import_that_is_written_by_another_process_shows_its_progress_and_can_be_stopped(town, clerk, long):
    half(town, clerk, row=5, chunk=1, created=5, beat=runs.stamp())
    page = clerk.visit(clerk.url)
    assert page.select_one("progress")["value"] == "21"
    assert page.select_one("noscript meta[http-equiv=refresh]")
    assert not page.select("button[value=resume]")
    assert "正在停下" in press(clerk, "cancel").text
    assert ImportRun.get().state == "cancelling"


def test_an_import_without_a_process_is_gone_on_with(town, clerk, long):
    run = half(town, clerk, row=0, chunk=0, created=0, beat=runs.stale() - (runs.stamp() - runs.stale()))
    page = clerk.visit(clerk.url)
    assert "中断了" in page.text
    press(clerk, "resume")
    assert "写入完毕" in waited(clerk).text
    assert Station.select().where(Station.name.startswith("站")).count() == 23
    assert ImportRun.get_by_id(run.id).created == 23


def test_another_import_into_the_same_model_waits_its_turn(town, clerk, long):
    half(town, clerk, beat=runs.stamp())
    upload(clerk, GOOD)
    waited(clerk)
    page = press(clerk, "write")
    assert "另一次导入正在写入同一张表" in page.text
    assert Station.select().where(Station.name == "南驿站").count() == 0


# -- bounds ---------------------------------------------------------------------------------------------------------


def test_only_the_import_takes_large_uploads_and_only_from_those_who_are_signed_in(town, clerk, visitor, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    big = GOOD + "".join(f"大站{number},历山社区,城市驿站,\n" for number in range(100))
    assert figures(upload(clerk, big))["新增"] == 101
    assert visitor.client.post("/admin/stations/import/", data={"pasted": big}).status_code == 413
    assert clerk.client.post("/admin/stations/new/", data={"name": big}).status_code == 413


def test_who_may_bring_nothing_in_is_refused_before_the_file_is_read(town, clerk, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    policy.use(ROLES | {"clerk": ROLES["clerk"] | {"services": "see import"}})
    for plural in ("divisions", "services"):  # may not import, and may import but neither make nor change
        sent = io.BytesIO(b"x" * 5000)
        answer = clerk.client.post(f"/admin/{plural}/import/", input_stream=sent, content_type="multipart/form-data; boundary=y")

        assert (answer.status_code, sent.tell()) == (403, 0)
        assert "您的角色不能" in answer.text
    policy.use(ROLES | {"clerk": ROLES["clerk"] | {"stations": "see import change"}})
    assert figures(upload(clerk, GOOD))["未变"] == 1


def test_the_pages_of_an_import_ask_little_however_many_rows_it_has(town, clerk):
    upload(clerk, MANY)
    press(clerk, "write")
    with Counting() as few:
        clerk.visit(clerk.url + "?tab=created")
    upload(clerk, MANY.replace("站", "驿") + "".join(f"驿站{n},历山社区,城市驿站\n" for n in range(200)))
    press(clerk, "write")
    with Counting() as many:
        clerk.visit(clerk.url + "?tab=created")
    assert len(many.statements) == len(few.statements) <= 16


def test_pages_of_rows_follow_one_another_and_back(town, clerk):
    upload(clerk, "名称,所属区划,类型\n" + "".join(f"站{n},历山社区,城市驿站\n" for n in range(120)))
    seen = []
    page = clerk.visit(clerk.url + "?tab=created")
    while True:
        seen += [row.td.text for row in page.select(".import__rows tbody tr")]
        onward = [link for link in page.select(".pager a") if link.text == "后一页"]
        if not onward:
            break
        page = clerk.visit(clerk.url.partition("?")[0] + "?" + onward[0]["href"].partition("?")[2])
    assert seen == [str(line) for line in range(2, 122)]
    back = next(link for link in page.select(".pager a") if link.text == "前一页")
    page = clerk.visit(clerk.url.partition("?")[0] + "?" + back["href"].partition("?")[2])
    assert page.select_one(".import__rows td").text == "52"


def test_a_forged_page_or_tab_shows_the_first(town, clerk):
    upload(clerk, GOOD)
    for query in ("tab=nothing", "after=-1", "after=99999999999999999999", "tab=created&after=x"):
        clerk.visit(clerk.url.partition("?")[0] + "?" + query)


def test_the_rows_of_a_report_go_after_a_time_and_its_figures_stay(town, clerk, tmp_path):
    upload(clerk, GOOD)
    press(clerk, "write")
    ImportRun.update(beat=runs.stamp().replace(year=2020)).execute()
    os.utime(tmp_path / "imports" / ImportRun.get().token, (0, 0))
    Desk(tmp_path).sweep()

    page = clerk.visit(clerk.url)
    assert figures(page)["新增"] == 1
    assert "不再保存" in page.text


def test_an_upload_that_nobody_writes_is_forgotten(town, clerk, tmp_path):
    upload(clerk, GOOD)
    ImportRun.update(beat=runs.stamp().replace(year=2020)).execute()
    Desk(tmp_path).sweep()

    assert not ImportRun.select().exists()
    assert not list((tmp_path / "imports").iterdir())


def test_every_model_is_imported_by_the_same_pages(town, admin):
    for plural in ("grids", "enterprises", "sources"):
        assert admin.visit(f"/admin/{plural}/import/").select_one("textarea[name=pasted]")
    assert Enterprise.select().count() == 0


def test_tabs_show_nothing_of_another_kind(town, clerk):
    upload(clerk, BAD)
    assert table(clerk, "changed") == []
    assert len(table(clerk, "created")) == 1
