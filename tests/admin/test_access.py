"""A clerk of 历山街道 and everything of 山大路街道, by every address: it behaves as if it were not there."""

import io
import itertools
import re

import pytest

from portal.admin import AREAS
from portal.admin.people import HIDDEN
from portal.core.history import Revision
from portal.models import MODELS, Station
from tests import makers
from tests.makers import edit
from tests.visitor import filled

WORDS = ("西驿站", "甸柳", "山大路", "赵大六", "0531-8255555")
NEVER = "no-such-record"
NEAR = re.compile("，(?:相近的有[^<]*|请先建它或检查写法)")
# a record of 山大路街道 in every register that lies somewhere
FOREIGN = {
    "divisions": lambda town: town.there,
    "levels": lambda town: makers.level("甸柳大网格", division=town.there),
    "organizations": lambda town: makers.organization("甸柳物业", town.there, kind="property"),
    "grids": lambda town: town.far_grid,
    "buildings": lambda town: makers.building("甸柳小区", town.there),
    "assignments": lambda town: makers.assignment(grid=town.far_grid, duty_phone="0531-8255555"),
    "people": lambda town: makers.person("赵大六", town.there),
    "communities": lambda town: makers.community("甸柳共同体", town.there),
    "members": lambda town: makers.member(makers.community("甸柳共同体", town.there), division=town.there),
    "enterprises": lambda town: makers.enterprise("甸柳商店", town.there, contact_name="赵大六"),
    "brands": lambda town: makers.brand("甸柳品牌", town.there),
    "brandlinks": lambda town: makers.link(makers.brand("甸柳品牌", town.there), grid=town.far_grid),
    "stations": lambda town: town.far_station,
    "services": lambda town: makers.service("甸柳缝纫", town.there),
    "activities": lambda town: makers.activity("甸柳读书会", town.there),
    "notices": lambda town: makers.notice("甸柳停水", town.there),
    "figures": lambda town: makers.figure("甸柳人口", division=town.there),
    "feedback": lambda town: makers.feedback("甸柳的路灯不亮", town.there, contact="赵大六"),
}
SHARED = ("sources", "terms", "roletypes")
READING = ("edit", "details", "history")
WRITING = ("edit", "delete", "restore", "reveal", "publish")


def token(visitor):
    visitor.visit("/admin/stations/new/")
    return visitor.page.select_one("input[name=csrf_token]")["value"]


def told(answer, *names):
    """What an answer says, without the words that were asked for, the visible names near them, and tokens."""
    text = re.sub(r'(name="csrf_token" value|nonce|href="/assets)=?"[^"]*"', "", answer.get_data(as_text=True))
    for name in names:
        text = text.replace(str(name), "X")
    return answer.status_code, NEAR.sub("", text)


@pytest.fixture
def foreign(town):
    """Makes the record of 山大路街道 in the register called so."""
    return lambda plural: FOREIGN[plural](town)


def keys(record):
    return (record.slug, str(record.id))


@pytest.mark.parametrize("plural", FOREIGN)
def test_a_foreign_record_opens_like_one_that_does_not_exist(town, foreign, clerk, plural):
    record = foreign(plural)
    for view, key in itertools.product(READING, keys(record)):
        there, none = (clerk.client.get(f"/admin/{plural}/{view}/?id={id}") for id in (key, NEVER))
        assert there.status_code in (403, 404)  # 403 where the role may do this nowhere at all
        assert told(there) == told(none)


@pytest.mark.parametrize("plural", FOREIGN)
def test_a_foreign_record_is_written_like_one_that_does_not_exist(town, foreign, clerk, plural):
    record, csrf = foreign(plural), token(clerk)
    revision = Revision.select().where(Revision.shape == record._meta.name, Revision.record == record.id).get()
    data = {"csrf_token": csrf, "confirmed": "1", "name": "改掉", "_version": "1", "revision": revision.id}
    for view, key in itertools.product(WRITING, keys(record)):
        there, none = (clerk.client.post(f"/admin/{plural}/{view}/?id={id}", data=data) for id in (key, NEVER))
        assert there.status_code in (403, 404)
        assert told(there) == told(none)
    assert type(record).get_by_id(record.id).version == 1


@pytest.mark.parametrize("plural", FOREIGN)
def test_ticking_foreign_rows_does_nothing(town, foreign, clerk, plural):
    record, csrf = foreign(plural), token(clerk)
    for action in ("publish", "archive", "delete"):
        for key in keys(record):
            there, none = (
                clerk.client.post(
                    f"/admin/{plural}/action/",
                    follow_redirects=True,
                    data={"csrf_token": csrf, "action": action, "rowid": id, "confirmed": "1"},
                )
                for id in (key, NEVER)
            )
            assert told(there) == told(none)
    assert type(record).get_by_id(record.id).version == 1


@pytest.mark.parametrize("plural", FOREIGN)
def test_lists_searches_exports_and_the_dashboard_hold_nothing_foreign(town, foreign, clerk, plural):
    record = foreign(plural)
    addresses = [
        "/admin/",
        *(
            f"/admin/{plural}/{rest}"
            for rest in (
                "",
                f"?q={record.title}",
                f"?slug={record.slug}",
                "export/csv/",
                f"export/csv/?q={record.title}",
                "export/csv/?personal=1",
            )
        ),
    ]
    for address in addresses:
        text = told(clerk.client.get(address, follow_redirects=True), record.title)[1]
        for word in WORDS:
            assert word not in text, f"{address} says {word}"
    count = clerk.visit(f"/admin/{plural}/").h1.text
    assert count.endswith({"divisions": " 2 条", "grids": " 1 条", "stations": " 1 条"}.get(plural, " 0 条"))


@pytest.mark.parametrize(
    ("plural", "argument", "foreign"),
    [
        ("stations", "division", "there"),
        ("stations", "division.under", "theirs"),
        ("stations", "grid", "far_grid"),
        ("stations", "division.in", "there"),
        ("stations", "division.ne", "there"),
        ("grids", "division", "there"),
        ("grids", "parent", "far_grid"),
        ("divisions", "parent", "theirs"),
    ],
)
def test_a_foreign_record_is_filtered_by_like_one_that_does_not_exist(town, clerk, plural, argument, foreign):
    record = getattr(town, foreign)
    for kind in ("", "export/csv/"):
        for name in (record.slug, record.title, f"{record.title}（{record.slug}）"):
            one = clerk.client.get(f"/admin/{plural}/{kind}?{argument}={name}")
            none = clerk.client.get(f"/admin/{plural}/{kind}?{argument}={NEVER}")
            assert one.status_code == none.status_code == 400
            assert told(one, record.title, record.slug) == told(none, NEVER)


@pytest.mark.parametrize("home", [home for home in MODELS if home.word() != "accounts"], ids=lambda home: home._meta.plural)
def test_pickers_offer_nothing_foreign(town, clerk, home):
    for field in (*home.shape().relations, *home.shape().many):
        for typed in ("", "甸", "甸柳", "山大路", "dl", town.there.slug, town.theirs.slug, town.far_grid.slug):
            answer = clerk.client.get(f"/admin/{home._meta.plural}/ajax/lookup/?name={field.name}&query={typed}")
            for word in WORDS:
                assert word not in answer.get_data(as_text=True)
        assert clerk.client.get(f"/admin/{home._meta.plural}/ajax/lookup/?name={field.name}&query={town.there.slug}").json == []


@pytest.mark.parametrize("name", ["division", "grid"])
def test_a_foreign_record_is_picked_like_one_that_does_not_exist(town, clerk, name):
    record = {"division": town.there, "grid": town.far_grid}[name]
    answers = []
    for typed in (record.slug, record.title, f"{record.title}（{record.slug}）", NEVER):
        clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
        page = clerk.send("form.editor", status=422, **{name: typed})
        answer = page.select_one(f"#field-{name}-error").text
        answers.append(answer.replace(record.slug, "X").replace(record.title, "X").replace(NEVER, "X"))
    assert len({answer.split("，")[0].replace("X（X）", "X") for answer in answers}) == 1, answers
    assert not any(word in answer for answer in answers for word in WORDS)
    assert Station.get_by_id(town.station.id).version == 1


def imported(clerk, text):
    """What the studio says of the rows that it would not write: each row's cells."""
    clerk.visit("/admin/stations/import/")
    clerk.send("main form", files={"file": (io.BytesIO(text.encode()), "表.csv")})
    page = clerk.visit(clerk.url.partition("?")[0] + "?tab=refused")
    return [[cell.text.strip() for cell in row.select("th, td")] for row in page.select(".import__rows tbody tr")]


@pytest.mark.parametrize("reference", ["slug", "title"])
def test_a_foreign_record_in_an_imported_file_is_like_one_that_does_not_exist(town, clerk, reference):
    key = getattr(town.there, reference)
    head = "名称,所属区划,类型,电话\n"
    answers = []
    for name in (key, NEVER):
        rows = imported(clerk, head + f"西驿站,{name},城市驿站,0531-1111111\n新站,{name},城市驿站,\n")
        answers.append([[NEAR.sub("", cell.replace(name, "X")) for cell in row] for row in rows])
    assert answers[0] == answers[1]
    assert len(answers[0]) == 2
    assert Station.get_by_id(town.far_station.id).version == 1
    assert Station.select().count() == 2


def test_a_foreign_record_is_not_named_as_the_old_key_of_an_imported_row(town, clerk):
    answers = []
    for name in (town.far_station.slug, NEVER):
        rows = imported(clerk, f"原键,名称,所属区划,类型,电话\n{name},抢来的站,历山社区,城市驿站,0531-1111111\n")
        answers.append([[cell.replace(name, "X") for cell in row] for row in rows])
    assert answers[0] == answers[1]
    assert answers[0]
    assert Station.get_by_id(town.far_station.id).name == "西驿站"


def test_what_lies_above_ones_own_street_is_kept_and_not_named(town, admin, clerk):
    from tests.makers import division

    county = division("遥远县", level="county")
    edit(town.ours, parent=county, managing_parent=town.theirs)
    for address in (
        "/admin/divisions/",
        f"/admin/divisions/details/?id={town.ours.slug}",
        f"/admin/divisions/history/?id={town.ours.slug}",
        f"/admin/divisions/edit/?id={town.ours.slug}",
        "/admin/divisions/export/csv/",
    ):
        text = clerk.client.get(address).get_data(as_text=True)
        assert "历山街道" in text
        assert not {word for word in ("遥远县", "山大路") if word in text}, address

    clerk.visit(f"/admin/divisions/edit/?id={town.ours.slug}")
    assert "已存为草稿" in clerk.send("form.editor", summary="新简介").text
    admin.visit(f"/admin/divisions/details/?id={town.ours.slug}")
    admin.send("form[action*=publish]")
    now = type(town.ours).get_by_id(town.ours.id)
    assert (now.summary, now.parent_id, now.managing_parent_id) == ("新简介", county.id, town.theirs.id)


def test_a_link_names_no_target_that_lies_elsewhere(town, clerk):
    brand = makers.brand("九心", town.here)
    community = makers.community("北麻共同体", town.here)
    links = [
        makers.link(brand, grid=town.far_grid),
        makers.link(brand, station=town.far_station, slug="link"),
        makers.member(community, division=town.there, slug="member"),
    ]
    for link in links[1:]:
        edit(link, synthetic=True)
        plural = link._meta.plural
        for address in (
            "/admin/",
            f"/admin/{plural}/",
            f"/admin/{plural}/details/?id={link.slug}",
            f"/admin/{plural}/edit/?id={link.slug}",
            f"/admin/{plural}/history/?id={link.slug}",
            f"/admin/{plural}/export/csv/",
            f"/admin/brands/details/?id={brand.slug}",
            f"/admin/communities/details/?id={community.slug}",
        ):
            text = told(clerk.client.get(address))[1]
            assert not [word for word in WORDS if word in text], address
        page = clerk.visit(f"/admin/{plural}/details/?id={link.slug}")
        assert page.h1.text.startswith(("九心", "北麻共同体"))
        assert HIDDEN in page.h1.text
    for record in (brand, community):
        answer = clerk.client.post(f"/admin/{record._meta.plural}/delete/?id={record.slug}", data={"csrf_token": token(clerk)})
        assert not [word for word in WORDS if word in told(answer)[1]]


def test_a_deleted_foreign_record_has_no_history_either(town, admin, clerk):
    id = town.far_station.id
    admin.visit(f"/admin/stations/details/?id={town.far_station.slug}")
    admin.send("form[action*=delete]")
    admin.send("main form")
    assert admin.visit(f"/admin/stations/history/?id={id}").h1.text.startswith("西驿站")
    csrf = token(clerk)
    assert told(clerk.client.get(f"/admin/stations/history/?id={id}")) == told(clerk.client.get("/admin/stations/history/?id=999"))
    revision = Revision.select().where(Revision.record == id, Revision.shape == "station", Revision.verb == "delete").get()
    assert clerk.client.post(f"/admin/stations/restore/?id={id}", data={"csrf_token": csrf, "revision": revision.id}).status_code == 404


ACCOUNTS = ("users", "grants")
SUB = (
    "",
    "new/",
    "edit/?id=clerk",
    "details/?id=clerk",
    "history/?id=clerk",
    "export/csv/",
    "export/xlsx/",
    "import/",
    "import/template.csv",
    "ajax/lookup/?name=user&query=a",
)
POSTS = (
    "new/",
    "action/",
    "import/",
    "ajax/update/",
    *(f"{view}/?id=clerk" for view in ("edit", "delete", "restore", "reveal", "publish")),
)


@pytest.mark.parametrize("plural", ACCOUNTS)
def test_accounts_are_closed_to_clerks(town, clerk, plural):
    csrf = token(clerk)
    assert f"/admin/{plural}/" not in clerk.page.select_one("nav.shell__side").decode()
    for sub in SUB:
        assert clerk.client.get(f"/admin/{plural}/{sub}").status_code in (403, 404), sub
    for sub in POSTS:
        answer = clerk.client.post(f"/admin/{plural}/{sub}", data={"csrf_token": csrf, "role": "administrator"})
        assert answer.status_code in (403, 404), sub


@pytest.mark.parametrize("home", MODELS, ids=lambda home: home._meta.plural)
def test_auditors_read_everything_and_write_nothing(town, auditor, home):
    plural, record = home._meta.plural, home.select().order_by(home.id).first() or makers.MAKERS[home]()
    auditor.visit("/admin/")
    csrf = auditor.page.select_one("input[name=csrf_token]")["value"]
    for sub in ("", f"details/?id={record.slug}", f"history/?id={record.slug}", "export/csv/", "export/xlsx/"):
        page = auditor.visit(f"/admin/{plural}/{sub}")
        if auditor.answer.mimetype == "text/html":
            for action in ("/new/", "/edit/", "/import/", "/delete/", "/restore/", "/publish/"):
                assert f"/admin/{plural}{action}" not in page.main.decode(), f"{sub} offers {action}"
            assert not page.select("button[name=action]")
    for sub in ("new/", f"edit/?id={record.slug}", "import/", "import/template.csv"):
        auditor.visit(f"/admin/{plural}/{sub}", status=403)
    revision = Revision.select().where(Revision.shape == home._meta.name, Revision.record == record.id).get()
    data = {"csrf_token": csrf, "confirmed": "1", "revision": revision.id, "rowid": record.slug, "action": "delete"}
    for sub in ("new/", "import/", "action/", *(f"{view}/?id={record.slug}" for view in ("edit", "delete", "restore", "publish"))):
        assert auditor.client.post(f"/admin/{plural}/{sub}", data=data).status_code == 403, sub
    assert home.get_by_id(record.id).version == 1


def test_strangers_see_no_page_at_all(town, visitor):
    for plural, sub in itertools.product([home._meta.plural for home in MODELS], SUB):
        answer = visitor.client.get(f"/admin/{plural}/{sub}")
        assert (answer.status_code, (answer.location or "")[:12]) == (302, "/admin/login"), f"{plural}/{sub}"


def test_every_screen_is_in_the_tables_above():
    screens = {screen.model._meta.plural for area in AREAS for screen in area.screens()}
    assert screens == {home._meta.plural for home in MODELS} == {*FOREIGN, *ACCOUNTS, *SHARED}


def test_a_grant_reaches_no_further_than_its_last_day(town, signed_in):
    from tests.makers import grant, user

    late = user("late")
    grant(late, "clerk", town.ours, until="2020-01-01")
    visitor = signed_in("late")
    assert "还没有给您授权" in visitor.visit("/admin/").text
    assert visitor.client.get("/admin/stations/").status_code == 403


def test_a_clerk_may_not_reach_further_by_what_a_form_posts(town, clerk):
    clerk.visit("/admin/stations/new/")
    form = filled(clerk.page.select_one("form.editor"))
    answer = clerk.client.post(
        "/admin/stations/new/",
        data=form
        | {"name": "越界站", "division": str(town.there.id), "kind": "city_post", "area": "/", "version": "9", "created_by": "admin"},
    )
    assert answer.status_code == 422
    assert not Station.select().where(Station.name == "越界站").exists()
