"""Pages of enterprises."""

import pytest

from tests.makers import brand, community, edit, enterprise, figure, link, member, source, term


@pytest.fixture
def brewery(place):
    """An enterprise with all that is public of it, and all that is not."""
    beer = term("酒、饮料制造", code="C15", slug="beer")
    read = source("L8", quote="这两家企业", publisher="融媒体中心")
    return enterprise(
        "山东绿兰啤酒有限公司",
        place.street,
        slug="lvlan",
        industry=beer,
        above_scale=True,
        grid=place.small,
        address="历山路 1 号",
        products="啤酒",
        phone="0533-3240000",
        founded_on="1998",
        summary="镇上的老厂。",
        uscc="91350100M000100Y43",
        growth_goal="hightech_application",
        growth_stage="assisting",
        remarks="用工：旺季缺人",
        contact_name="欧阳保密",
        contact_phone="13812345678",
        sources=(read.id,),
    )


def names(page):
    return [link.text for link in page.select("main h2.rows__title a")]


def test_the_list_is_narrowed_by_kind_size_industry_and_place(visit, place, brewery):
    enterprise("东门早点", place.south, kind="individual")
    page = visit("/enterprises/")
    assert names(page) == ["东门早点", "山东绿兰啤酒有限公司"]
    assert names(visit("/enterprises/?kind=individual")) == ["东门早点"]
    assert names(visit("/enterprises/?division=heyuan")) == ["东门早点"]
    for words in ("规上企业", "酒、饮料制造"):
        chip = page.find("a", string=words)
        narrowed = visit(chip["href"])
        assert names(narrowed) == ["山东绿兰啤酒有限公司"]
        assert narrowed.find("a", string=words)["href"] == "/enterprises/", "the chip leads back"
    assert names(visit("/enterprises/?industry=beer&kind=individual")) == []
    assert "没有企业在“农业”这个行业" in visit("/enterprises/?industry=农业", status=400).main.text
    visit("/enterprises/?scale=x", status=400)


def test_an_enterprise_says_what_it_makes_and_where(visit, brewery, place):
    page = visit("/enterprises/lvlan")
    for words in ("啤酒", "镇上的老厂。", "历山路 1 号", "91350100M000100Y43", "1998年", "酒、饮料制造", "规上企业", "“这两家企业”"):
        assert words in page.text
    assert page.select_one("a[href='tel:05333240000']")
    assert page.select_one("main a[href='/grids/beima-3']").text == "第三网格"


def test_growth_and_contacts_stay_inside(visit, brewery):
    for url in ("/enterprises/", "/enterprises/lvlan"):
        page = str(visit(url))
        assert not [words for words in ("欧阳保密", "13812345678", "138 1234 5678", "培育", "企申高", "旺季缺人") if words in page]


def test_its_communities_brands_and_figures(visit, brewery, place):
    member(community("北麻新区党建共同体", place.street), enterprise=brewery)
    member(community("影子共同体", place.street, state="draft"), enterprise=brewery)
    member(community("退出的共同体", place.street), enterprise=brewery, step="left")
    link(brand("泉水啤酒", place.street), enterprise=brewery, role="produces")
    figure("员工", 120, enterprise=brewery, unit="人")
    page = visit("/enterprises/lvlan")
    assert "北麻新区党建共同体" in page.text
    assert "泉水啤酒" in page.text
    assert "120 人" in page.text
    assert "影子" not in page.text
    assert "退出的" not in page.text


def test_what_is_not_public_is_nowhere(visit, brewery, place):
    edit(place.small, state="draft")
    edit(brewery.industry, state="draft")
    page = visit("/enterprises/lvlan")
    assert "第三网格" not in page.text
    assert "饮料" not in page.text
    assert "饮料" not in visit("/enterprises/").text
    enterprise("影子企业", place.street, slug="shadow", state="draft")
    visit("/enterprises/shadow", status=404)
    assert "影子" not in visit("/enterprises/").text


def test_pages_ask_the_database_few_times(visit, brewery, place, queries):
    def few():
        asked = []
        for url in ("/enterprises/?division=lishan", "/enterprises/lvlan"):
            queries.clear()
            visit(url)
            assert len(queries) <= 10, (url, queries)
            asked.append(len(queries))
        return asked

    member(community("联盟", place.street), enterprise=brewery)
    figure("员工", enterprise=brewery, source=source())
    before = few()
    for number in range(8):
        enterprise(f"企业{number}", place.north, industry=term(f"行业{number}"), grid=place.small)
        member(community(f"联盟{number}", place.street), enterprise=brewery)
        figure(f"指标{number}", enterprise=brewery, source=source())
    assert few() == before
