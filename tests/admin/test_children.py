"""Children on their parent's page: rows that are saved with the parent, all of them or none."""

import pytest

from portal.core import policy
from portal.core.changes import Edit, change
from portal.core.history import Change, Revision
from portal.models import Assignment, BrandLink, Figure, Grant, MemberUnit, PartyCommunity, ServiceBrand
from tests import makers
from tests.makers import edit

from .test_lists import Counting


@pytest.fixture
def party(town):
    """A community of two enterprises in our street, and one of theirs."""
    town.beima = makers.community("北麻新区党建共同体", town.here)
    town.beer = makers.enterprise("山水啤酒有限公司", town.here)
    town.mill = makers.enterprise("面粉厂", town.here)
    town.members = [makers.member(town.beima, enterprise=one) for one in (town.beer, town.mill)]
    town.far = makers.community("甸柳党建联盟", town.there)
    town.far_member = makers.member(town.far, enterprise=makers.enterprise("远处工厂", town.there))
    town.office = makers.organization("街道党工委", town.here)
    return town


@pytest.fixture
def editor(party, clerk):
    """The clerk with the community's form open."""
    clerk.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    return clerk


def key(record):
    return f"members-{record.id}"


def added(number=1, which="organization", text="街道党工委", **values):
    """What is typed into one new row of a member unit."""
    row = f"members-new{number}"
    return {f"{row}-subject-which": which, f"{row}-subject": text} | {f"{row}-{name}": value for name, value in values.items()}


def units(community):
    return MemberUnit.select().where(MemberUnit.community == community).order_by(MemberUnit.id)


def test_the_form_of_a_community_holds_a_row_for_each_member_and_three_blank_ones(party, editor):
    section = editor.page.select_one("[data-children=members]")
    assert "2 条" in section.h2.text
    assert [box["value"] for box in section.select("[name$='-subject']")][:2] == [
        f"{party.mill.name}（{party.mill.slug}）",
        f"{party.beer.name}（{party.beer.slug}）",
    ]
    assert len(section.select("[data-fresh=blank]")) == 3
    assert section.select_one(f"a[href*='/admin/members/edit/?id={party.members[0].slug}']")


def test_a_parent_and_its_children_are_one_change(party, editor):
    before = Change.select().count()
    page = editor.send(
        "form.editor",
        summary="新的简介",
        _why="来函",
        **{f"{key(party.members[0])}-role": "lead", f"{key(party.members[1])}-_remove": "1"},
        **added(role="supporter"),
        **added(2, "grid", "第一网格"),
    )
    assert "已保存" in page.text
    assert "成员单位新增 2 条、修改 1 条、删除 1 条" in page.text
    assert Change.select().count() == before + 1
    last = Change.select().order_by(Change.id.desc()).first()
    assert (last.by, last.via, last.why) == ("clerk", "admin", "来函")
    written = {(revision.shape, revision.verb) for revision in Revision.select().where(Revision.change == last)}
    assert written == {("partycommunity", "change"), ("memberunit", "create"), ("memberunit", "change"), ("memberunit", "delete")}
    rows = list(units(party.beima))
    assert [row.role for row in rows] == ["lead", "supporter", "member"]
    assert (rows[1].organization, rows[2].grid) == (party.office, party.grid)


def test_a_new_child_is_as_public_as_its_parent(party, editor):
    editor.send("form.editor", **added())
    assert units(party.beima)[-1].state == "published"
    edit(PartyCommunity.get_by_id(party.beima.id), state="draft")
    editor.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    editor.send("form.editor", **added(which="grid", text="第一网格"))
    assert units(party.beima)[-1].state == "draft"


def test_a_child_alone_can_change_and_the_parent_stays(party, editor):
    page = editor.send("form.editor", **{f"{key(party.members[0])}-step": "invited"})
    assert "成员单位修改 1 条" in page.text
    assert MemberUnit.get_by_id(party.members[0].id).step == "invited"
    assert PartyCommunity.get_by_id(party.beima.id).version == 1


def test_nothing_changed_writes_nothing(party, editor):
    before = Change.select().count()
    assert "没有变化" in editor.send("form.editor").text
    assert Change.select().count() == before


def test_children_come_with_a_new_parent(party, clerk):
    clerk.visit("/admin/communities/new/")
    page = clerk.send(
        "form.editor",
        name="南麻共同体",
        division="历山社区",
        kind="alliance",
        **added(),
        **{"figures-new1-name": "成员数", "figures-new1-value": "12", "figures-new1-unit": "个"},
    )
    assert "已新建" in page.text
    made = PartyCommunity.get(PartyCommunity.name == "南麻共同体")
    assert [row.organization for row in units(made)] == [party.office]
    assert Figure.get(Figure.community == made).value == 12
    ids = {
        revision.change_id
        for revision in Revision.select().where(Revision.shape.in_(("partycommunity", "figure"))).order_by(-Revision.id).limit(2)
    }
    assert len(ids) == 1


def test_a_bad_child_keeps_everything_and_writes_nothing(party, editor):
    before = Change.select().count()
    page = editor.send(
        "form.editor",
        status=422,
        summary="新的简介",
        _why="来函",
        **{f"{key(party.members[0])}-role": "lead"},
        **added(text="没有这个单位"),
        **added(2, "grid", "第一网格"),
    )
    assert Change.select().count() == before
    assert PartyCommunity.get_by_id(party.beima.id).summary is None
    assert "没有叫“没有这个单位”的单位" in page.select_one("#field-members-new1-subject-error").text
    assert page.select_one("#errors a[href='#field-members-new1-subject']")
    assert page.select_one("[name=summary]").text.strip() == "新的简介"
    assert page.select_one("#why")["value"] == "来函"
    assert page.select_one(f"[name={key(party.members[0])}-role] option[selected]")["value"] == "lead"
    assert page.select_one("[name=members-new1-subject]")["value"] == "没有这个单位"
    assert page.select_one("[name=members-new2-subject-which] option[selected]")["value"] == "grid"

    editor.send("form.editor", **{"members-new1-subject": "街道党工委"})
    assert [row.role for row in units(party.beima)] == ["lead", "member", "member", "member"]


def test_what_only_the_door_refuses_stands_beside_its_row_too(party, editor):
    page = editor.send("form.editor", status=422, summary="新的简介", **added(which="enterprise", text="面粉厂"), **added(2, text=""))
    assert PartyCommunity.get_by_id(party.beima.id).summary is None
    assert units(party.beima).count() == 2
    assert "已有同样的成员单位" in page.select_one("#members-new1").text
    rows = page.select("[data-children=members] [data-fresh]")
    assert [row["data-fresh"] for row in rows] == ["", "blank", "blank", "blank"], "one that was filled, and three blank ones"


def test_a_row_about_nothing_is_told_what_is_missing(party, editor):
    page = editor.send("form.editor", status=422, **added(text="", role="lead"))
    assert "里要填一个" in page.select_one("#members-new1").text


def test_a_refused_parent_keeps_its_children_from_being_written(party, editor):
    page = editor.send("form.editor", status=422, population_min="5", population_max="3", **added())
    assert "写反了" in page.text
    assert units(party.beima).count() == 2
    assert page.select_one("[name=members-new1-subject]")["value"] == "街道党工委"


def test_sentences_of_parent_and_child_come_together(party, editor):
    page = editor.send("form.editor", status=422, population_min="5", population_max="3", **added(which="enterprise", text="面粉厂"))
    assert "写反了" in page.select_one("#errors").text
    assert "已有同样的成员单位" in page.select_one("#errors").text


def test_a_rule_about_a_field_that_no_row_shows_names_it(town, clerk):
    trained = makers.role("网格员", needs_training=True)
    who = makers.person("示例甲", town.here)
    clerk.visit(f"/admin/grids/edit/?id={town.grid.slug}")
    row = {"assignments-new1-role": trained.name, "assignments-new1-person": who.number}
    page = clerk.send("form.editor", status=422, **row)
    assert "岗前培训日期：" in page.select_one(".children__told").text
    assert Assignment.select().count() == 0


def test_two_people_on_different_children_lose_nothing(party, editor, admin):
    admin.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    admin.send("form.editor", **{f"{key(party.members[0])}-step": "invited"})
    editor.send("form.editor", **{f"{key(party.members[1])}-step": "agreed", f"{key(party.members[0])}-role": "lead"})
    rows = list(units(party.beima))
    assert [(row.step, row.role) for row in rows] == [("invited", "lead"), ("agreed", "member")]


@pytest.mark.parametrize(("choice", "step"), [("mine", "agreed"), ("theirs", "invited")])
def test_a_collision_on_a_child_is_laid_side_by_side_and_nothing_is_written(party, editor, choice, step):
    edit(party.members[0], step="invited")
    before = Change.select().count()
    page = editor.send("form.editor", status=409, summary="新的简介", **{f"{key(party.members[0])}-step": "agreed"}, **added())
    clash = page.select_one(".clash")
    assert clash.legend.text == "成员单位第 2 行：进展"
    assert [dd.text for dd in clash.select("dd")] == ["参与中", "已邀请（测试 改的）", "已签协议"]
    assert Change.select().count() == before

    editor.send("form.editor", **{f"_choose.{key(party.members[0])}-step": choice})
    assert MemberUnit.get_by_id(party.members[0].id).step == step
    assert PartyCommunity.get_by_id(party.beima.id).summary == "新的简介"
    assert units(party.beima).count() == 3


def test_a_collision_on_whom_a_child_is_about_can_be_chosen_too(party, editor):
    edit(party.members[0], enterprise=makers.enterprise("新来的厂", party.here))
    row = {f"{key(party.members[0])}-subject": makers.enterprise("别的厂", party.here).slug}
    page = editor.send("form.editor", status=409, **row)
    assert "新来的厂" in page.select_one(".clash").text
    editor.send("form.editor")
    assert MemberUnit.get_by_id(party.members[0].id).enterprise.name == "别的厂"


def test_a_child_changed_meanwhile_is_not_removed_unseen(party, editor):
    edit(party.members[0], step="invited")
    page = editor.send("form.editor", status=422, **{f"{key(party.members[0])}-_remove": "1"})
    assert "别人改过这一条" in page.select_one(f"#{key(party.members[0])}").find_next("tr").text
    assert page.select_one(f"[name={key(party.members[0])}-step] option[selected]")["value"] == "invited"
    editor.send("form.editor")
    assert units(party.beima).count() == 1


def test_a_child_deleted_meanwhile_keeps_what_was_typed(party, editor):
    with change(policy.command_line("测试"), via="admin") as work:
        work.one(Edit(MemberUnit, party.members[0].id, verb="delete")).must()
    page = editor.send("form.editor", status=422, summary="新的简介", **{f"{key(party.members[0])}-role": "lead"})
    assert "已不在这里" in page.text
    assert page.select_one(f"[name={key(party.members[0])}-role] option[selected]")["value"] == "lead"
    editor.send("form.editor", **{f"{key(party.members[0])}-_remove": "1"})
    assert PartyCommunity.get_by_id(party.beima.id).summary == "新的简介"


def test_the_same_form_sent_twice_adds_nothing_twice(party, signed_in):
    windows = signed_in("clerk"), signed_in("clerk")
    for window in windows:
        window.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    typed = {**added(), f"{key(party.members[1])}-_remove": "1"}
    windows[0].send("form.editor", **typed)
    page = windows[1].send("form.editor", status=422, **typed)
    assert "已有同样的成员单位" in page.text
    assert units(party.beima).count() == 2


def test_a_form_without_its_token_writes_nothing(party, editor):
    editor.send("form.editor", status=400, csrf_token="", **added())
    assert units(party.beima).count() == 2


def test_a_foreign_child_is_neither_shown_nor_written(party, editor):
    row = {f"{key(party.far_member)}-role": "lead", f"{key(party.far_member)}-_version": "1"}
    page = editor.send("form.editor", status=422, **row)
    assert "远处工厂" not in page.text
    assert "已不在这里" in page.text
    assert MemberUnit.get_by_id(party.far_member.id).role == "member"
    editor.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    editor.send("form.editor", **{f"{key(party.far_member)}-_remove": "1"})
    assert MemberUnit.get_or_none(id=party.far_member.id)


def test_a_foreign_record_cannot_be_picked_in_a_row(party, editor):
    page = editor.send("form.editor", status=422, **added(which="enterprise", text="远处工厂"))
    assert "没有叫“远处工厂”的企业" in page.select_one("#members-new1").text


def test_children_that_a_person_may_not_see_are_not_lost(party, clerk):
    whole = makers.brand("九心", party.here)
    mine = makers.brand("安心", party.here, parent=whole, kind="part", ordinal=2)
    theirs = makers.brand("暖心", party.there, parent=whole, kind="part", ordinal=1)
    clerk.visit(f"/admin/brands/edit/?id={whole.slug}")
    section = clerk.page.select_one("[data-children=brands]")
    assert "暖心" not in clerk.page.text
    assert "1 条" in section.h2.text
    clerk.send("form.editor", **{f"brands-{mine.id}-meaning": "住得安心"})
    assert ServiceBrand.get_by_id(theirs.id).version == 1


def test_a_member_whose_unit_lies_elsewhere_keeps_it(party, clerk, admin):
    joined = makers.member(party.beima, enterprise=makers.enterprise("外街企业", party.there))
    clerk.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    assert "外街企业" not in clerk.page.text
    clerk.send("form.editor", **{f"{key(joined)}-role": "supporter"})
    now = MemberUnit.get_by_id(joined.id)
    assert (now.role, now.enterprise.name) == ("supporter", "外街企业")


def test_a_heart_takes_its_division_from_the_brand(party, clerk):
    whole = makers.brand("九心", party.here)
    clerk.visit(f"/admin/brands/edit/?id={whole.slug}")
    link = {"brandlinks-new1-subject-which": "grid", "brandlinks-new1-subject": "第一网格"}
    clerk.send("form.editor", **{"brands-new1-name": "安心", "brands-new1-code": "anxin"}, **link)
    heart = ServiceBrand.get(ServiceBrand.name == "安心")
    assert (heart.parent, heart.division, heart.kind) == (whole, party.here, "part")
    assert BrandLink.get(BrandLink.brand == whole).grid == party.grid


def test_a_heart_that_others_point_at_is_not_removed(party, clerk):
    whole = makers.brand("九心", party.here)
    heart = makers.brand("安心", party.here, parent=whole, kind="part")
    makers.link(heart, grid=party.grid)
    clerk.visit(f"/admin/brands/edit/?id={whole.slug}")
    page = clerk.send("form.editor", status=422, summary="新", **{f"brands-{heart.id}-_remove": "1"})
    assert "指向它" in page.text
    assert ServiceBrand.get_by_id(whole.id).summary is None


def test_kept_as_a_draft_parent_and_children_wait_together(party, editor):
    page = editor.send("form.editor", _draft="1", summary="等等", **{f"{key(party.members[0])}-role": "lead"}, **added())
    assert "已存为草稿" in page.text
    rows = list(units(party.beima))
    assert [(row.role, row.state) for row in rows] == [("member", "published"), ("member", "published"), ("member", "draft")]
    page = editor.visit(f"/admin/communities/edit/?id={party.beima.slug}")
    assert "有一份草稿等着发布" in page.text, "a child with a draft is changed in its own form"


def test_a_published_child_is_not_removed_by_a_draft(party, editor):
    page = editor.send("form.editor", status=422, _draft="1", **{f"{key(party.members[0])}-_remove": "1"})
    assert "不能删成草稿" in page.text
    assert units(party.beima).count() == 2


def test_grants_are_edited_with_their_user(town, admin):
    admin.visit(f"/admin/users/edit/?id={town.clerk.slug}")
    admin.send("form.editor", **{"grants-new1-role": "auditor", "grants-new1-division": "山大路街道"})
    assert {(grant.role, grant.division.name) for grant in Grant.select().where(Grant.user == town.clerk)} == {
        ("clerk", "历山街道"),
        ("auditor", "山大路街道"),
    }


def test_who_may_only_look_finds_the_children_on_the_details_page(party, auditor):
    page = auditor.visit(f"/admin/communities/details/?id={party.beima.slug}")
    section = page.select_one("section[aria-labelledby=members-heading]")
    assert "山水啤酒有限公司" in section.text
    assert not section.select("input, button")
    auditor.visit(section.select_one(f"a[href*='community={party.beima.slug}']")["href"])
    assert "2 条" in auditor.page.h1.text
    auditor.visit(f"/admin/communities/edit/?id={party.beima.slug}", status=403)


@pytest.fixture
def many(party):
    with change(policy.command_line("测试"), via="admin") as work:
        for number in range(53):
            firm = work.one(
                Edit(
                    type(party.beer),
                    None,
                    values={"name": f"企业{number:02}", "division": party.here.id, "kind": "company", "state": "published"},
                )
            ).must()
            work.one(Edit(MemberUnit, None, values={"community": party.beima.id, "enterprise": firm.id, "state": "published"})).must()
    return party


def test_of_many_children_fifty_are_shown_and_the_list_has_the_others(many, clerk):
    page = clerk.visit(f"/admin/communities/edit/?id={many.beima.slug}")
    section = page.select_one("[data-children=members]")
    assert "55 条" in section.h2.text
    assert len(section.select("tr.children__row:not([data-fresh])")) == 50
    assert "还有 5 条" in section.text
    clerk.send("form.editor", summary="新的简介")
    assert units(many.beima).count() == 55
    page = clerk.visit(f"/admin/communities/details/?id={many.beima.slug}")
    assert "还有 5 条" in page.select_one("section[aria-labelledby=members-heading]").text


@pytest.mark.parametrize("page", ["edit", "details"])
def test_a_page_of_fifty_children_asks_few_questions(many, clerk, page):
    address = f"/admin/communities/{page}/?id={many.beima.slug}"
    clerk.visit(address)
    with Counting() as counted:
        clerk.visit(address)
    assert len(counted.statements) <= 18, "\n".join(counted.statements)


def test_a_new_record_opens_with_what_its_address_names(party, clerk):
    page = clerk.visit(f"/admin/members/new/?community={party.beima.slug}")
    assert party.beima.name in page.select_one("[name=community]")["value"]
    page = clerk.visit(f"/admin/members/new/?community={party.far.slug}")
    assert page.select_one("[name=community]")["value"] == ""


def test_a_number_known_only_as_a_range_is_told_as_one_where_it_is_read(party, clerk):
    makers.figure("服务人口", community=party.beima, value=None, qualifier="range", value_min=20_000, value_max=40_000)

    for address in (f"communities/details/?id={party.beima.slug}", "figures/"):
        assert "20000–40000" in clerk.visit(f"/admin/{address}").select_one("main").text
