"""Why one may and why one may not: the answer of the doors, in words, and nothing about what the asker may not see."""

import pytest

from portal.core import policy
from portal.core.policy import VERBS
from portal.models import MODELS, User
from tests import makers
from tests.admin.test_lists import Counting
from tests.makers import edit


def answers(page):
    """verb in words → (whether, why)."""
    rows = (row.select("th, td") for row in page.select("table.explain tbody tr"))
    return {verb.text: (yes.text == "能", why.text) for verb, yes, why in rows}


def asked_about(page, record):
    """The link of `page` that asks why one may or may not do things with `record`."""
    return page.select_one(f'main a[href="/admin/explain/?home={type(record)._meta.plural}&record={record.slug}"]')


def test_a_records_page_leads_to_the_answer(town, admin, clerk, auditor):
    for visitor in (admin, clerk, auditor):
        link = asked_about(visitor.visit(f"/admin/stations/details/?id={town.station.slug}"), town.station)
        assert answers(visitor.visit(link["href"]))["查看"][0]


def test_where_something_is_not_allowed_the_reason_is_one_step_away(town, auditor, clerk):
    assert asked_about(auditor.visit(f"/admin/stations/history/?id={town.station.slug}"), town.station)
    page = clerk.visit(f"/admin/divisions/edit/?id={town.here.slug}")
    assert "等有发布权限的人发布" in page.text
    assert asked_about(page, town.here)


def test_whoever_may_restore_is_not_told_why_not(town, clerk):
    assert not asked_about(clerk.visit(f"/admin/stations/history/?id={town.station.slug}"), town.station)


def test_one_asks_about_oneself(town, clerk):
    page = clerk.visit(f"/admin/explain/?home=stations&record={town.station.slug}")

    assert page.select_one("#answer").text == "您对“东驿站”"
    assert answers(page)["修改"] == (True, "“经办人 · 历山街道 · 长期有效”可以修改服务站点，这一条在它的范围里。")
    assert not page.select("#who")


def test_the_answer_is_that_of_the_doors_for_everybody_and_everything(town, admin):
    makers.grant(town.auditor, "clerk", town.theirs)
    records = {"stations": (town.station, town.far_station), "divisions": (town.ours, town.theirs), "sources": (town.source,)}
    homes = {home._meta.plural: home for home in MODELS}
    for user in (town.admin, town.clerk, town.auditor):
        for plural, found in records.items():
            for record in found:
                told = answers(admin.visit(f"/admin/explain/?who={user.login}&home={plural}&record={record.slug}"))
                for verb, word in VERBS.items():
                    area = type(record).get_by_id(record.id).area
                    assert told[word][0] == bool(policy.may(user.actor(), verb, homes[plural], area)), (user.login, plural, verb)


def test_why_not_names_what_each_grant_lacks(town, admin):
    far = answers(admin.visit(f"/admin/explain/?who=clerk&home=stations&record={town.far_station.slug}"))
    assert far["查看"] == (False, "“经办人 · 历山街道 · 长期有效”可以查看服务站点，但这一条不在它的范围里。")
    shared = answers(admin.visit(f"/admin/explain/?who=clerk&home=sources&record={town.source.slug}"))
    assert shared["修改"] == (False, "“经办人”的角色不包括修改出处。")


def test_a_grant_that_ran_out_is_named_and_does_not_count(town, admin):
    guest = makers.user("guest")
    makers.grant(guest, "clerk", town.ours, until="2020-01-01")

    page = admin.visit(f"/admin/explain/?who=guest&home=stations&record={town.station.slug}")

    assert answers(page)["查看"] == (False, "没有有效的授权。")
    assert "已过期" in page.select_one("#held").find_parent("section").text


def test_somebody_switched_off_may_nothing(town, admin):
    edit(User.get_by_id(town.clerk.id), active=False)
    page = admin.visit(f"/admin/explain/?who=clerk&home=stations&record={town.station.slug}")
    assert set(answers(page).values()) == {(False, "账号已停用，什么都不能做。")}


def test_a_model_without_a_record_is_a_question_too(town, admin):
    told = answers(admin.visit("/admin/explain/?who=clerk&home=stations"))
    assert told["新建"] == (True, "“经办人 · 历山街道 · 长期有效”可以新建服务站点，限于它的范围。")


def test_the_table_of_the_role_is_told(town, clerk):
    text = clerk.visit("/admin/explain/").select_one("#roles").find_parent("section").text
    assert "行政区划查看、修改、导出" in text.replace("\n", "")
    assert "用户、授权不可以" in text.replace("\n", "")


def test_a_record_is_named_by_its_name_as_well(town, admin):
    assert answers(admin.visit("/admin/explain/?home=stations&record=东驿站"))


def told_missing(visitor, query):
    return visitor.visit(f"/admin/explain/?{query}", status=404).main.text


def test_a_foreign_record_is_as_unknown_as_one_that_is_not(town, clerk):
    slug, other = town.far_station.slug, town.far_station.slug.replace("xi", "nan", 1)
    assert slug != other
    for name, nothing in ((slug, other), ("西驿站", "南驿站"), (f"西驿站（{slug}）", f"南驿站（{other}）")):
        foreign, missing = (told_missing(clerk, f"home=stations&record={text}") for text in (name, nothing))
        assert foreign.replace("西", "南").replace(slug, other) == missing
    assert clerk.visit("/admin/explain/lookup/?home=stations&query=西").json == []


def test_a_clerk_learns_nothing_about_others(town, clerk):
    nobody = told_missing(clerk, "who=nobody")
    assert told_missing(clerk, "who=auditor").replace("auditor", "") == nobody.replace("nobody", "")
    clerk.visit("/admin/explain/lookup/?home=users&query=a", status=404)
    told_missing(clerk, "home=users")


def test_an_auditor_asks_about_everybody(town, signed_in):
    page = signed_in("auditor").visit(f"/admin/explain/?who=clerk&home=stations&record={town.station.slug}")
    assert answers(page)["修改"][0]


def test_a_grant_outside_the_askers_reach_stays_unnamed(town, signed_in):
    local = makers.user("local")
    makers.grant(local, "administrator", town.ours)
    makers.grant(town.clerk, "clerk", town.theirs)
    makers.grant(town.auditor, "clerk", town.there)

    page = signed_in("local").visit(f"/admin/explain/?who=auditor&home=stations&record={town.station.slug}")

    assert answers(page)["查看"] == (True, "由一项不在您范围里的授权决定。")
    assert "山大路" not in page.main.text
    assert "甸柳" not in page.main.text
    assert "审计员" not in page.main.text
    assert not page.select("main details.card")


HUGE = "x" * 5000


@pytest.mark.parametrize(
    "query", ["home=none", "home=__proto__", "record=x", f"home=stations&record={HUGE}", f"who={HUGE}", "home=stations&record=" + "9" * 20]
)
def test_nonsense_is_a_page_that_says_so(town, admin, query):
    page = admin.visit(f"/admin/explain/?{query}", status=404)
    assert page.select(".field__error")


def test_the_picker_offers_what_one_sees(town, admin, clerk):
    assert {row["title"] for row in admin.visit("/admin/explain/lookup/?home=stations&query=驿站").json} == {"东驿站", "西驿站"}
    assert [row["title"] for row in clerk.visit("/admin/explain/lookup/?home=stations&query=驿站").json] == ["东驿站"]
    clerk.visit("/admin/explain/lookup/?home=none", status=404)


def test_it_takes_a_handful_of_queries(town, admin):
    with Counting() as counted:
        admin.visit(f"/admin/explain/?who=clerk&home=stations&record={town.station.slug}")
    assert len(counted.statements) <= 12
