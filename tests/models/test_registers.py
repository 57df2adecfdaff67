"""The rules of bodies, enterprises, brands, services, activities, notices, figures, levels and terms, each with its sentence."""

import datetime

import pytest

from portal.core import clock
from portal.core.errors import Invalid
from portal.core.fields import Rule
from portal.core.record import Face
from portal.models import Activity, Enterprise, Figure, PartyCommunity, ServiceBrand, Station
from tests import makers
from tests.makers import activity, brand, community, division, edit, enterprise, figure, grid, level, link, member, service, station, term


def here(*parts):
    return datetime.datetime(*parts, tzinfo=clock.ZONE)


def read(text):
    return Rule("循环").read(text)


RULES = [
    (enterprise, {"uscc": "91210242MA1C36J40U"}, "“91210242MA1C36J40U”的校验码不对，前 17 位没错的话末位应是 F，请对照执照核对"),
    (enterprise, {"growth_stage": "spotted"}, "填了培育阶段，还要选培育方向"),
    (enterprise, {"phone": "0533-324ABCD"}, "“0533-324ABCD”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (community, {"population_min": 40_000, "population_max": 20_000}, "人口范围写反了：少的是 40000，多的是 20000，请对调"),
    (member, {"joined_on": "2022-03", "left_on": "2021"}, "退出的 2021 比加入的 2022-03 还早，请核对"),
    (member, {"left_on": "2023"}, "填了退出日期，进展要选“已退出”"),
    (service, {"fee": "price"}, "收费的要写明多少钱或怎么算"),
    (activity, {"recurrence": read("每周四 15:00"), "starts_at": here(2026, 5, 1, 15)}, "循环的活动不填开始时间，起始日期写在循环里"),
    (activity, {"recurrence": read("每年2月30日")}, "“每年2月30日”一次也不会重来，请改日子；只办一次的请只填开始时间"),
    (activity, {"ends_at": here(2026, 5, 1, 15)}, "填了结束时间，还要填开始时间"),
    (activity, {"starts_at": here(2026, 5, 1, 15), "ends_at": here(2026, 5, 1, 15)}, "结束时间要晚于开始时间，请核对"),
    (activity, {"registration": "open", "status": "cancelled"}, "活动已取消，报名要选“不用报名”或“报名已满或截止”"),
    (figure, {"qualifier": "range", "value": None, "value_min": 170, "value_max": 160}, "上下限写反了：下限 170，上限 160，请对调"),
    (figure, {"qualifier": "range", "value": None, "value_min": 160}, "“在…之间”的要填下限和上限"),
    (figure, {"qualifier": "range", "value": 165, "value_min": 160, "value_max": 170}, "“在…之间”的只填下限和上限，数值请清空"),
    (figure, {"value_min": 160}, "填了上下限，精确程度要选“在…之间”"),
    (figure, {"value": None}, "请填写数值；原文只给范围的"),
]


@pytest.mark.parametrize(("maker", "values", "said"), RULES, ids=lambda part: getattr(part, "__name__", None))
def test_a_record_that_cannot_be_is_refused_with_its_sentence(database, maker, values, said):
    with pytest.raises(Invalid) as refusal:
        maker(**values)
    assert said in str(refusal.value)


@pytest.mark.parametrize("maker", [makers.organization, enterprise, station, makers.building, activity, makers.notice])
def test_a_grid_lies_in_the_division_of_what_names_it(database, maker):
    east, west = division("东社区"), division("西社区")
    with pytest.raises(Invalid, match=r"不在西社区里，请选这里的网格或改所属区划"):
        maker(division_=west, grid=grid(east))


def test_words_come_from_their_own_list(database):
    grocer, doctor = term("零售业"), term("医生", "occupation")

    assert enterprise("甲", industry=grocer).industry == grocer
    with pytest.raises(Invalid, match="“医生”不是行业，请从行业词表里选"):
        enterprise("乙", industry=doctor)
    with pytest.raises(Invalid, match="上级词“医生”在另一个词表里，请选“行业”里的词"):
        term("批发业", parent=doctor)


def test_a_chain_is_of_one_kind(database):
    level("大网格", ordinal=1)
    second = level("小网格", ordinal=2)

    with pytest.raises(Invalid, match="链条 lishan-grid 的其他层级是网格层级，请填一样的类型"):
        level("党小组", ordinal=3, scheme_kind="org")
    assert [step.name for step in second.chain()] == ["大网格", "小网格"]


def test_a_code_that_somebody_has_is_not_given_twice(database):
    enterprise("甲", uscc="91350100M000100Y43")
    with pytest.raises(Invalid, match="统一社会信用代码“91350100M000100Y43”已被另一条企业使用"):
        enterprise("乙", uscc="91350100M000100Y43")


def test_a_brand_inside_itself_is_refused(database):
    root = brand("1901")
    hearts = brand("九心合一", root.division, parent=root)
    filial = brand("孝心", root.division, parent=hearts)

    for above in (root, hearts, filial):
        assert edit(ServiceBrand.get_by_id(root.id), parent=above).issues == {"parent": ["上级品牌不能是自己或自己的下级，请另选"]}


def test_a_tree_of_brands_knows_who_builds_which_part(database):
    root = brand("1901")
    hearts = brand("九心合一", root.division, parent=root, ordinal=2)
    centre = brand("党工委核心", root.division, parent=root, ordinal=1)
    filial = brand("孝心", root.division, parent=hearts)
    brand("草稿心", root.division, parent=hearts, state="draft")
    built = link(filial, grid=grid())

    tree = root.tree()

    assert [node.brand for node in tree.children] == [centre, hearts]
    assert [node.brand for node in tree.children[1].children] == [filial]
    assert tree.children[1].children[0].links == [built]
    assert filial.parents() == [root, hearts]
    assert built.target().kind == "small"


def test_a_community_counts_those_who_stay(database):
    made = community()
    leader, stays = member(made, role="lead"), member(made)
    member(made, step="left", left_on="2023")

    assert list(PartyCommunity.get_by_id(made.id).members()) == [leader, stays]
    assert leader.unit().title.startswith("企业")


def test_the_next_dates_of_an_activity_follow_its_rule_or_its_moment(database):
    weekly = activity("阅读", recurrence=read("每周四 15:00-16:00；2026-12-31 停"))
    once = activity("重阳", starts_at=here(2026, 10, 18, 9))
    cancelled = activity("停办", recurrence=read("每周四 15:00"), status="cancelled")

    with clock.at(here(2026, 12, 24, 16)):
        assert [start.date().isoformat() for start, _ in weekly.next_dates(2)] == ["2027-01-07", "2027-01-14"]
        assert (once.next_date(), cancelled.next_date()) == (None, None)
    with clock.at(here(2026, 10, 18, 20)):
        assert Face(Activity.get_by_id(once.id)).verb("next_date") == (here(2026, 10, 18, 9), None)


def test_a_figure_is_said_as_exactly_as_it_is_known(database):
    said = {
        "147,000 人": {"value": 147_000, "unit": "人"},
        "约 0.3 元": {"value": "0.3", "unit": "元", "qualifier": "about"},
        "超过 15,000": {"value": 15_000, "qualifier": "over"},
        "160,000 至 170,000 人": {"value": None, "value_min": 160_000, "value_max": 170_000, "qualifier": "range", "unit": "人"},
    }
    for words, values in said.items():
        kind = Figure.value
        made = figure(f"指标{words}", **values | ({"value": kind.read(values["value"])} if isinstance(values.get("value"), str) else {}))
        assert Figure.get_by_id(made.id).words() == words


def test_two_figures_that_contradict_each_other_both_stay(database):
    village = division("彩石街道", level="street")
    first, second = makers.source("C8"), makers.source("C8-2")

    thirteen = figure("齐鲁样板村", 13, division=village, source=first)
    seven = figure("齐鲁样板村", 7, division=village, source=second)

    assert list(Figure.of(village)) == [thirteen, seven]
    assert thirteen.subject() == village


def test_the_nearest_open_station_is_the_nearest_of_those_that_are_open(database):
    town, always = division(), Station.hours.read("每天 全天")
    near = station("近", town, point=(118.17, 36.18), hours=Station.hours.read("周一至周五 09:00-17:00"))
    far = station("远", town, point=(118.20, 36.18), hours=always)
    station("场所", town, point=(118.17, 36.18), category="place", hours=always)
    station("草稿", town, point=(118.17, 36.18), state="draft", hours=always)
    station("天边", town, point=(119.90, 36.18), hours=always)

    sunday, monday = here(2026, 5, 3, 10), here(2026, 5, 4, 10)
    assert [one for one, _ in Station.nearest((118.17, 36.18), at=monday)] == [near, far]
    assert Station.nearest((118.17, 36.18), at=sunday) == [(far, 2693)]
    assert [one for one, _ in Station.nearest((118.17, 36.18), at=sunday, open_only=False)] == [near, far]


def test_what_residents_must_not_see_of_an_enterprise_is_not_public():
    hidden = {"growth_goal", "growth_stage", "remarks", "contact_name", "contact_phone"}
    assert not hidden & {field.name for field in Enterprise.shape().public}
