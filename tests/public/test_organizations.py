"""Pages of organizations."""

import pytest

from tests.makers import (
    activity,
    assignment,
    brand,
    building,
    community,
    edit,
    figure,
    link,
    member,
    organization,
    person,
    role,
    service,
    source,
    station,
)


@pytest.fixture
def committee(place):
    """A party committee below another, with a branch, a group below that, and a team."""
    above = organization("历山街道党工委", place.street, slug="lishan-party")
    read = source("L4", quote="实行党委负责制", publisher="融媒体中心")
    made = organization(
        "北麻社区党委",
        place.north,
        slug="beima-party",
        parent=above,
        grid=place.small,
        estate=building("山水一城", place.north),
        org_type="大党委",
        phone="0533-3240001",
        summary="社区里的党委。",
        contact_name="欧阳保密",
        sources=(read.id,),
    )
    branch = organization("第三网格党支部", place.north, parent=made, org_type="功能型党支部")
    organization("一号楼党小组", place.north, parent=branch)
    organization("太极拳队", place.north, kind="team", parent=made)
    organization("影子支部", place.north, parent=made, state="draft")
    return made


def test_the_list_is_narrowed_by_kind_and_place(visit, committee):
    assert len(visit("/organizations/").select("h2.rows__title")) == 5
    assert [link.text for link in visit("/organizations/?kind=team").select("h2.rows__title a")] == ["太极拳队"]
    assert visit("/organizations/?division=heyuan").select_one(".empty a[href='/organizations/']")


def test_an_organization_says_what_stands_above_and_below_it(visit, committee):
    page = visit("/organizations/beima-party")
    about = page.select_one("[aria-labelledby=about]")
    assert about.select_one("a[href='/organizations/lishan-party']").text == "历山街道党工委"
    assert about.select_one("a[href='/grids/beima-3']")
    assert "山水一城" in about.text
    assert "大党委" in about.text
    first = page.select_one("[aria-labelledby=branches] > ul > li")
    assert [link.text for link in first.select("a")] == ["第三网格党支部", "一号楼党小组"]
    assert [link.text for link in first.ul.select("a")] == ["一号楼党小组"]
    assert page.select_one("[aria-labelledby=teams] a").text == "太极拳队"
    assert page.select_one("a[href='tel:05333240001']")
    assert "“实行党委负责制”" in page.select_one("[aria-labelledby=sources]").text


def test_its_posts_and_what_it_does(visit, committee, place):
    assignment(role("党委书记"), organization=committee, person=person("钱保密", place.street), duty_phone="0533-3240002")
    service("代办", place.north, provider=committee)
    service("影子事项", place.north, provider=committee, state="draft")
    station("党员活动室", place.north, operator=committee)
    activity("主题党日", place.north, organiser=committee)
    member(community("北麻新区党建共同体", place.street), organization=committee)
    link(brand("红色物业", place.street), organization=committee)
    figure("党员", 30, organization=committee, unit="人")
    page = visit("/organizations/beima-party")
    heads = {section.h2.text for section in page.select("main section")}
    assert {"下级组织", "队伍", "能办的事", "管着的地方", "办的活动", "参加的党建共同体", "参与的品牌", "几个数", "岗位"} <= heads
    assert page.select_one("a[href='tel:05333240002']")
    assert "30 人" in page.text


def test_what_is_not_public_is_nowhere(visit, committee, place):
    page = visit("/organizations/beima-party")
    assert "影子" not in page.text
    assert "欧阳保密" not in str(page)
    edit(committee.parent, state="draft")
    edit(place.small, state="draft")
    page = visit("/organizations/beima-party")
    assert "历山街道党工委" not in page.text
    assert "第三网格 " not in page.select_one("[aria-labelledby=about]").text
    visit("/organizations/lishan-party", status=404)


def test_pages_ask_the_database_few_times(visit, committee, place, queries):
    def few():
        asked = []
        for url in ("/organizations/?division=lishan", "/organizations/beima-party"):
            queries.clear()
            visit(url)
            assert len(queries) <= 10, (url, queries)
            asked.append(len(queries))
        return asked

    figure("党员", organization=committee, source=source())
    before = few()
    for number in range(8):
        branch = organization(f"支部{number}", place.north, parent=committee)
        organization(f"小组{number}", place.north, parent=branch)
        assignment(organization=committee)
        service(f"事项{number}", place.north, provider=committee)
        activity(f"活动{number}", place.north, organiser=committee)
        figure(f"指标{number}", organization=committee, source=source())
    assert few() == before
