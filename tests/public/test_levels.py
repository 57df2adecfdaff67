"""Chains of levels as printed."""

import pytest

from tests.makers import division, level, source


@pytest.fixture
def chains(place):
    """A chain of three as printed, and one that claims five and lists six, of which one is a draft's."""
    read = source("L12", publisher="融媒体中心")
    facts = {"scheme": "lishan-org", "scheme_kind": "org", "scheme_name": "六级组织网络体系", "division": place.street}
    level("街道党工委", ordinal=1, meaning="抓总体", sources=(read.id,), **facts)
    level("社区党委", ordinal=2, **facts)
    level("社区党委", ordinal=3, note="原文连写两次，照录。", **facts)
    for ordinal, name in enumerate(("网格长", "党小组组长", "网格员", "楼长", "楼道长", "党员中心户"), start=1):
        level(
            name,
            "xincheng-post",
            ordinal,
            "post",
            division=place.south,
            claimed_levels=5,
            unit_basis="楼栋" if ordinal == 4 else None,
            note="原文称五级。",
        )


def sections(page):
    return {section.h2.text: section for section in page.select("section[aria-labelledby^=chain]")}


def test_every_chain_stands_as_printed(visit, chains):
    chain = sections(visit("/levels/"))["六级组织网络体系"]
    assert [step.h3.text.strip() for step in chain.select("ol > li")] == ["街道党工委", "社区党委", "社区党委"]
    assert "抓总体" in chain.text
    assert "原文连写两次，照录。" in chain.text
    assert "历山街道 · 组织链条" in chain.text
    assert "融媒体中心 L12" in chain.text
    assert "原文称" not in chain.text


def test_a_chain_that_claims_another_number_says_so(visit, chains):
    chain = sections(visit("/levels/"))["岗位链条"]
    assert chain.select_one(".chain__claim").text == "原文称 5 级，列出 6 项，照录。"
    assert chain.text.count("原文称五级。") == 1, "what is said of every step is said once"
    assert "按楼栋划分" in chain.text


def test_the_list_is_narrowed_to_a_place_and_a_kind(visit, chains):
    page = visit("/levels/")
    counts = {link.contents[0].strip(): link.select_one(".count").contents[0] for link in page.select(".facets__link")}
    assert counts == {"全部": "2", "组织链条": "1", "岗位链条": "1"}
    assert list(sections(visit("/levels/?kind=org"))) == ["六级组织网络体系"]
    assert list(sections(visit("/levels/?division=heyuan"))) == ["岗位链条"]
    assert visit("/levels/?kind=case").select_one(".empty a[href='/levels/']")
    visit("/levels/?page=2", status=404)


def test_a_draft_level_is_in_no_chain(visit, chains, place):
    level("影子级", "lishan-org", 4, "org", division=place.street, state="draft")
    level("影子链", "shadow", 1, "org", state="draft")
    page = visit("/levels/")
    assert "影子" not in page.text
    assert len(sections(page)) == 2


def test_an_address_of_a_level_leads_to_its_step(visitor, app):
    step = level("大网格", division=division("历山街道", level="street", slug="lishan"))
    assert visitor.client.get(f"/levels/{step.slug}").location == f"/levels/?division=lishan#{step.slug}"
    assert visitor.visit("/levels/?division=lishan").select_one(f"[id='{step.slug}']")
    visitor.visit("/levels/nothing", status=404)


def test_the_list_asks_the_database_few_times(visit, chains, queries):
    queries.clear()
    visit("/levels/")
    before = len(queries)
    for number in range(10):
        level(f"第{number}级", f"scheme-{number}", 1, "grid", sources=(source().id,))
    queries.clear()
    visit("/levels/")
    assert len(queries) == before <= 10, queries
