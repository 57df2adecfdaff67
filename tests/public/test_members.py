"""The list of member units."""

import pytest

from tests.makers import community, enterprise, member, organization, source


@pytest.fixture
def two(place):
    """Two communities with a member or two."""
    north = community("北麻新区党建共同体", place.street, slug="beima-community")
    alliance = community("红色网格联盟", place.south, kind="alliance")
    read = source("L8", publisher="融媒体中心")
    brewery = enterprise("山东绿兰啤酒有限公司", place.street, slug="lvlan")
    return {
        "north": north,
        "alliance": alliance,
        "brewery": member(north, enterprise=brewery, commitments="重阳节看望老人", sources=(read.id,)),
        "village": member(north, division=place.north, role="lead"),
        "office": member(alliance, organization=organization("司法所", place.south, kind="gov_dept"), role="supporter"),
    }


def groups(page):
    return [
        (section.h2.text, [row.h3.text for row in section.select("li.member")])
        for section in page.select("section[aria-labelledby^=group]")
    ]


def test_the_list_stands_by_community_those_who_lead_first(visit, two):
    assert groups(visit("/members/")) == [
        ("北麻新区党建共同体", ["北麻社区", "山东绿兰啤酒有限公司"]),
        ("红色网格联盟", ["司法所"]),
    ]


def test_the_list_is_narrowed_to_a_place_and_a_role(visit, two):
    assert groups(visit("/members/?division=heyuan")) == [("红色网格联盟", ["司法所"])]
    assert groups(visit("/members/?kind=lead")) == [("北麻新区党建共同体", ["北麻社区"])]
    assert visit("/members/?kind=buyer").select_one(".empty a[href='/members/']")
    visit("/members/?page=2", status=404)
    assert groups(visit("/members/?sort=1")) == groups(visit("/members/"))


def test_a_row_says_what_was_promised_and_where_it_was_read(visit, two):
    row = visit("/members/").select_one("a[href='/enterprises/lvlan']").find_parent("li")
    assert "重阳节看望老人" in row.text
    assert "企业" in row.text
    assert row.select_one("a[href^='/sources/']").text == "融媒体中心 L8"


def test_nobody_is_listed_through_what_is_not_public(visit, two, place):
    member(two["north"], enterprise=enterprise("影子企业", place.street, state="draft"))
    member(community("影子共同体", place.street, state="draft"), enterprise=enterprise("冤枉企业", place.street))
    page = visit("/members/")
    assert len(page.select("li.member")) == 3
    assert "影子" not in str(page)
    assert "冤枉" not in str(page)


def test_an_address_of_a_membership_leads_to_its_line(visitor, two):
    slug = two["brewery"].slug
    assert visitor.client.get(f"/members/{slug}").location == f"/communities/beima-community#{slug}"
    assert visitor.visit("/communities/beima-community").select_one(f"[id='{slug}']")
    visitor.visit("/members/nobody", status=404)


def test_the_list_asks_the_database_few_times(visit, two, place, queries):
    queries.clear()
    visit("/members/")
    before = len(queries)
    for number in range(10):
        one = community(f"联盟{number}", place.north)
        member(one, enterprise=enterprise(f"企业{number}", place.street), sources=(source().id,))
    queries.clear()
    visit("/members/")
    assert len(queries) == before <= 10, queries
