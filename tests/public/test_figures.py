"""The list of figures, and figures on the pages of what they are about."""

import pytest

from tests.makers import edit, enterprise, figure, source


@pytest.fixture
def counted(place):
    """Two figures of a street, of which one is printed twice with another number."""
    first, second = source("C1", publisher="济南报道"), source("C7", publisher="济南报道")
    return {
        "people": figure(
            "常住人口", 147000, division=place.street, unit="人", qualifier="about", as_printed="14.7万", as_of="2022-03", source=first
        ),
        "model": figure("齐鲁样板村", 13, division=place.street, unit="个", note="同一篇另一处写7个", source=first),
        "built": figure("齐鲁样板村", 7, division=place.street, unit="个", note="同一篇另一处写13个", source=second),
        "area": figure("面积", 250, station=place.post, unit="平方米", period="每年"),
    }


def groups(page):
    return {group.dt.contents[0].strip(): group for group in page.select(".readings__group")}


def test_every_figure_says_how_much_how_sure_and_from_where(visit, counted):
    page = visit("/figures/")
    people = groups(page)["常住人口"]
    assert people.select_one(".reading__value").text == "约 147,000 人"
    assert people.select_one(".reading__meta").text == "原文“14.7万” · 约数 · 截至2022年3月"
    assert people.select_one("a[href^='/sources/']").text == "济南报道 C1"
    assert "准数 · 每年" in groups(page)["面积"].text


def test_figures_stand_under_what_they_are_about(visit, counted):
    heads = {
        section.h2.text: [dt.contents[0].strip() for dt in section.select("dt")]
        for section in visit("/figures/").select("main section[aria-labelledby^=group]")
    }
    assert heads == {"历山街道": ["常住人口", "齐鲁样板村"], "北麻社区党群服务站": ["面积"]}


def test_figures_that_disagree_stand_side_by_side_with_their_notes(visit, counted):
    group = groups(visit("/figures/"))["齐鲁样板村"]
    assert [row.select_one(".reading__value").text for row in group.select("dd")] == ["13 个", "7 个"]
    assert [row.select_one(".reading__note").text for row in group.select("dd")] == ["同一篇另一处写7个", "同一篇另一处写13个"]
    assert "前后不一" in group.dt.text


def test_what_is_claimed_stands_beside_what_is_listed(visit, place):
    figure("资源要素类别（所称）", 5, division=place.street, unit="类")
    figure("资源要素类别（列出）", 6, division=place.street, unit="种")
    figure("总人口（含流动人口）", division=place.street, value=None, value_min=160000, value_max=170000, qualifier="range")
    found = groups(visit("/figures/"))
    assert [row.select_one(".reading__value").text for row in found["资源要素类别"].select("dd")] == ["列出 6 种", "所称 5 类"]
    assert found["总人口（含流动人口）"].select_one(".reading__value").text == "160,000 至 170,000"


def test_a_number_of_another_year_is_no_contradiction(visit, place):
    for year, people in (("2021", 1), ("2022", 2)):
        figure("常住人口", people, division=place.street, as_of=year)
    assert "前后不一" not in groups(visit("/figures/"))["常住人口"].text


def test_the_list_is_narrowed_to_a_place_a_name_and_how_sure(visitor, visit, counted):
    assert list(groups(visit("/figures/?division=beima"))) == ["面积"]
    assert list(groups(visit("/figures/?kind=about"))) == ["常住人口"]
    visit("/figures/?division=lishan")
    page = visitor.send("form.figure-find", name="样板")
    assert list(groups(page)) == ["齐鲁样板村"]
    assert page.select_one("input[name=name]")["value"] == "样板"
    assert "name=%E6%A0%B7" in page.select_one(".facets__link")["href"]
    assert visit("/figures/?name=没有").select_one(".empty a[href='/figures/']")
    visit("/figures/?page=2", status=404)


def test_drafts_and_figures_about_what_is_not_public_are_nowhere(visit, counted, place):
    figure("影子一", division=place.north, state="draft")
    figure("影子二", enterprise=enterprise("影子企业", place.street, state="draft"))
    hidden = source("Z1", publisher="影子报", state="draft")
    edit(counted["area"], sources=(hidden.id,))
    page = visit("/figures/")
    assert "影子" not in page.text
    assert page.select_one(".count").contents[0] == "4"


def test_an_address_of_a_figure_leads_to_its_line(visitor, counted, place):
    slug = counted["area"].slug
    location = visitor.client.get(f"/figures/{slug}").location
    assert location.startswith("/figures/?division=beima&name=")
    assert location.endswith(f"#{slug}")
    assert visitor.visit(location).select_one(f"[id='{slug}']")
    hidden = figure("影子", enterprise=enterprise("影子企业", place.street, state="draft"))
    visitor.visit(f"/figures/{hidden.slug}", status=404)


def test_the_list_asks_the_database_few_times(visit, counted, place, queries):
    def few():
        queries.clear()
        visit("/figures/")
        assert len(queries) <= 10, queries
        return len(queries)

    figure("员工", enterprise=enterprise("啤酒厂", place.street), source=source())
    before = few()
    for number in range(10):
        figure("员工", enterprise=enterprise(f"企业{number}", place.street), sources=(source().id,))
        figure(f"指标{number}", grid=place.small, source=source())
    assert few() == before
