"""Pages of party communities."""

import pytest

from tests.makers import (
    activity,
    assignment,
    brand,
    community,
    division,
    edit,
    enterprise,
    figure,
    grid,
    link,
    member,
    notice,
    organization,
    person,
    role,
    source,
)


@pytest.fixture
def beima(place):
    """A community that claims four members, of which three are listed."""
    read = source("L8", quote="这两家企业也是党建共同体成员单位", publisher="融媒体中心")
    made = community(
        "北麻新区党建共同体",
        place.street,
        slug="beima-community",
        founded_on="2022-03",
        mandate_by="淄博市委组织部要求",
        population_min=20000,
        population_max=40000,
        emergency_name="第一战区",
        claimed_members=4,
        summary="村、社区和企业在一个党委里商量事。",
        story="<h3>复工了</h3><p>拖了八年的旧村改造。</p>",
        sources=(read.id,),
    )
    brewery = enterprise("山东绿兰啤酒有限公司", place.street, slug="lvlan", contact_name="欧阳保密")
    member(made, enterprise=brewery, commitments="重阳节看望老人", sources=(read.id,), agreement_no="内部 7 号")
    member(made, division=place.north, role="lead")
    member(made, grid=place.small, step="agreed", joined_on="2022-04")
    return made


def sections(page):
    return {section.h2.text.strip(): section for section in page.select("main section") if section.h2}


def test_the_list_says_how_many_members_are_known_of_how_many(visit, place, beima):
    community("红色网格联盟", place.north, kind="alliance")
    page = visit("/communities/")
    row = page.find("a", string="北麻新区党建共同体").find_parent("li")
    assert row.select_one(".rows__meta").text == "党建共同体 · 2022年3月成立 · 2 万至 4 万人 · 已录 3 个成员单位，共 4 个"
    assert [link.text for link in visit("/communities/?kind=alliance").select("h3 a")] == ["红色网格联盟"]
    assert [link.text for link in visit("/communities/?division=beima").select("h3 a")] == ["红色网格联盟"]


def test_a_community_says_what_it_is(visit, beima):
    page = visit("/communities/beima-community")
    about = page.select_one("[aria-labelledby=about]").text
    for words in ("2022年3月", "淄博市委组织部要求", "2 万至 4 万人", "平时是“北麻新区党建共同体”，急时是“第一战区”"):
        assert words in about
    assert page.select_one("[aria-labelledby=story] h3").text == "复工了"
    assert "这两家企业也是党建共同体成员单位" in page.select_one("[aria-labelledby=sources]").text


def test_members_stand_by_role_with_what_they_promised(visit, beima):
    listed = visit("/communities/beima-community").select_one("[aria-labelledby=members]")
    assert "已录 3 个，共 4 个" in listed.text
    groups = [(group.h3.text, [row.h4.text.strip() for row in group.select("li")]) for group in listed.select(".members")]
    assert groups == [("牵头单位", ["北麻社区"]), ("成员单位", ["第三网格 已签协议", "山东绿兰啤酒有限公司"])]
    brewery = listed.select_one("a[href='/enterprises/lvlan']").find_parent("li")
    assert "重阳节看望老人" in brewery.text
    assert "融媒体中心 L8" in brewery.text
    assert "内部 7 号" not in str(listed)


def test_a_member_that_residents_may_not_see_is_neither_named_nor_counted(visit, beima, place):
    member(beima, enterprise=enterprise("影子企业", place.street, state="draft"))
    member(beima, enterprise=enterprise("退出的企业", place.street), step="left")
    member(beima, enterprise=enterprise("没发布的成员", place.street), state="draft")
    page = visit("/communities/beima-community")
    assert "已录 3 个，共 4 个" in page.text
    for name in ("影子企业", "退出的企业", "没发布的成员"):
        assert name not in str(page)
        assert name not in str(visit("/members/"))
    assert "已录 3 个成员单位" in visit("/communities/").text


def test_posts_are_there_with_a_number_and_names_only_by_consent(visit, beima, place):
    secretary, committee = role("党委书记", category="party", ordinal=1), role("党委委员", category="party", ordinal=2)
    assignment(secretary, community=beima, duty_phone="0533-3241234", person=person("钱保密", place.street))
    agreed = person("孙同意", place.street, consent_publish=True, consent_on="2026-01-01")
    assignment(committee, community=beima, person=agreed, name_public=True)
    assignment(role("旧岗位"), community=beima, ends_on="2020-01-01")
    assignment(role("影子岗位", state="draft"), community=beima)
    card = visit("/communities/beima-community").select_one("[aria-labelledby=posts]")
    assert [post.select_one("a").text for post in card.select("li h3") if post.select_one("a")] == ["党委书记", "党委委员"]
    assert card.select_one("a[href='tel:05333241234']")
    assert "孙同意" in card.text
    assert not [name for name in ("钱保密", "旧岗位", "影子岗位") if name in card.text]


def test_figures_brands_activities_and_notices_of_it(visit, beima, place):
    figure("党建共同体", 6, community=beima, unit="个", as_printed="6个党建共同体", qualifier="exact")
    figure("影子数字", 7, community=beima, state="draft")
    link(brand("六加三", place.street), community=beima)
    link(brand("影子品牌", place.street, state="draft"), community=beima)
    activity("重阳节看望老人", place.street, community=beima, held_on="2022-10")
    activity("影子活动", place.street, community=beima, state="draft")
    notice("复工公告", place.street, community=beima)
    notice("影子公告", place.street, community=beima, state="draft")
    page = visit("/communities/beima-community")
    found = sections(page)
    assert "6 个" in found["几个数"].text
    assert "原文“6个党建共同体” · 准数" in found["几个数"].text
    assert "六加三" in found["服务品牌"].text
    assert "重阳节看望老人" in found["活动"].text
    assert "复工公告" in found["公告和动态"].text
    assert "影子" not in page.text


def test_a_bare_community_is_a_whole_page_too(visit, app):
    bare = community("红色网格联盟", division("明湖社区"), kind="alliance", claimed_members=3)
    page = visit(f"/communities/{bare.slug}")
    assert "已录 0 个，共 3 个" in page.text
    assert page.select_one(".empty")
    assert not page.select_one("[aria-labelledby=posts]")


def test_a_draft_is_simply_missing_and_an_old_address_moves(visitor, beima):
    edit(beima, slug="beima-xinqu")
    assert visitor.client.get("/communities/beima-community").location == "/communities/beima-xinqu"
    edit(type(beima).get_by_id(beima.id), state="draft")
    visitor.visit("/communities/beima-xinqu", status=404)
    assert "北麻新区" not in visitor.visit("/communities/").main.text


def test_pages_ask_the_database_few_times(visit, beima, place, queries):
    def few():
        asked = []
        for url in ("/communities/", "/communities/?division=lishan", "/communities/beima-community"):
            queries.clear()
            visit(url)
            assert len(queries) <= 10, (url, queries)
            asked.append(len(queries))
        return asked

    def more():
        member(beima, organization=organization("司法所", place.street))
        assignment(community=beima)
        figure("常住人口", community=beima, source=source())
        link(community=beima)
        activity(community=beima)
        notice(community=beima)

    more()
    before = few()
    for number in range(8):
        member(beima, grid=grid(place.north))
        member(beima, enterprise=enterprise(f"企业{number}", place.street), sources=(source().id,))
        assignment(community=beima)
        figure(f"指标{number}", community=beima, sources=(source().id,))
        link(community=beima)
        activity(f"活动{number}", place.north, community=beima)
        notice(f"公告{number}", place.north, community=beima)
        community(f"联盟{number}", place.north)
    assert few() == before
