"""Sums and counts that the articles themselves give, checked on the loaded seeds."""

import datetime

import pytest

from portal.core import clock
from portal.core.errors import Unreadable
from portal.models import (
    Activity,
    Assignment,
    Building,
    Division,
    Enterprise,
    Figure,
    Grid,
    Level,
    Organization,
    RoleType,
    ServiceBrand,
    Source,
    Station,
)

pytestmark = pytest.mark.usefixtures("loaded")


def figure(name, about):
    """The figure called `name` about the record with the slug `about`."""
    found = [one for one in Figure.select().where(Figure.name == name) if one.subject().slug == about]
    assert len(found) == 1, f"{len(found)} figures “{name}” about {about}"
    return found[0]


def value(name, about):
    return figure(name, about).value


def naming(home, id):
    """The rows of `home` that name the fact `id` as their source."""
    return [record for record in home.select() if any(source.locator == id for source in record.sources)]


def parts(name, owner):
    """The names of the live parts of the brand `name` of the division with the slug `owner`."""
    brand = ServiceBrand.get(ServiceBrand.name == name, ServiceBrand.division == Division.get(Division.slug == owner))
    return [part.name for part in brand.children()]


# -- sums ---------------------------------------------------------------------------------------------------------------


def test_the_urban_and_rural_grids_of_zhoucun_are_all_its_grids():
    grids = [value(name, "zhoucun") for name in ("城市社区网格数", "农村网格数", "基础网格数")]

    assert grids[0] + grids[1] == grids[2] == 486


def test_the_secretaries_come_from_the_district_and_from_the_towns():
    named = figure("功能型党支部书记", "zhoucun")

    assert value("书记来源：区直部门单位党员干部", "zhoucun") + value("书记来源：镇（街道）党员干部", "zhoucun") == named.value
    assert named.value != value("城市社区网格数", "zhoucun")
    assert named.note, "branches stand in 303 grids, secretaries are 486: both as printed, with a note"


def test_zhoucun_has_the_people_that_its_rule_asks_for():
    grids = value("基础网格数", "zhoucun")
    cadres, volunteers = value("每个网格机关党员干部下限", "zhoucun"), value("每个网格志愿者下限", "zhoucun")

    assert grids * cadres == 2916 <= value("编入网格的党员干部", "zhoucun")
    assert grids * volunteers == 14580 <= value("志愿服务力量", "zhoucun")


def test_the_four_layers_of_donghu_are_a_thousand_and_eighty_three_grids():
    layers = [value(f"{layer}网格数", "donghu") for layer in "大小微密"]

    assert layers == sorted(layers)
    assert sum(layers) == value("四级网格合计", "donghu") == 1083


def test_six_areas_of_the_printed_size_can_hold_the_residents_of_lishan():
    area, residents, areas = figure("每个片区的人口", "lishan"), value("常住人口", "lishan"), value("片区数", "lishan")
    everybody = figure("总人口（含流动人口）", "lishan")

    assert area.qualifier == everybody.qualifier == "range"
    assert areas * area.value_min <= residents == 147_000 <= areas * area.value_max
    assert residents < everybody.value_min < everybody.value_max <= areas * area.value_max


def test_a_building_of_shandalu_holds_some_forty_households():
    households, buildings = (value(name, "shandalu-jichuwuye") for name in ("惠及住户", "惠及楼栋"))

    assert f"{households / buildings:.1f}" == "40.3"


def test_the_signatures_of_a_morning_reach_every_household():
    signed = [value(f"签约户数（{hour}时）", "shuanghe-shequ") for hour in (1, 6, 8)]

    assert signed == [8, 37, 44]
    assert signed[-1] == value("特色街区征迁户数", "shuanghe-shequ") < value("特色街区征迁房屋", "shuanghe-shequ")


# -- lists --------------------------------------------------------------------------------------------------------------


def test_six_departments_came_when_the_whistle_was_blown_at_night():
    called = [body for body in naming(Organization, "J18") if body.kind in ("gov_dept", "institution")]

    assert len(called) == 6


def test_a_sampling_station_has_seven_posts():
    station = Station.get(Station.name == "山水一城北门核酸检测站点")
    posts = [one.role for one in Assignment.select().where(Assignment.station == station)]

    assert len(posts) == len(set(posts)) == 7
    assert {post.category for post in posts} == {"site_post"}
    assert RoleType.select().where(RoleType.category == "site_post").count() == 7


def test_three_grids_have_the_six_posts_each():
    six = set(RoleType.select().where(RoleType.category == "six_posts"))
    assert len(six) == value("网格里的大员", "jifeng") == 6

    for grid in ("shuanghe-shequ-basic", "guniuping-shequ-basic-2", "longfeng-shequ-basic"):
        at = Assignment.at(Grid.get(Grid.slug == grid))
        assert {one.role for one in at} & six == six, grid


def test_nine_hearts_and_six_hearts():
    assert len(parts("九心合一", "shandalu")) == value("“九心”品牌", "shandalu") == 9
    assert len(parts("六心服务", "xincheng-shequ")) == value("六心服务", "xincheng-shequ") == 6


# -- what the print says twice, and differently -----------------------------------------------------------------------------


def test_five_levels_are_claimed_where_six_posts_are_listed():
    chain = list(Level.select().where(Level.scheme == "xincheng-post"))

    assert (len(chain), {step.claimed_levels for step in chain}) == (6, {5})
    assert value("网格架构岗位数（列出）", "xincheng-shequ") == len(chain)
    assert value("网格架构级数（所称）", "xincheng-shequ") == 5


def test_a_level_that_is_printed_twice_stays_twice():
    chain = [step.name for step in Level.select().where(Level.scheme == "lishan-org").order_by(Level.ordinal)]

    assert len(chain) == value("组织网络级数（所称）", "lishan") == 6
    assert chain.count("社区党委") == 2


@pytest.mark.parametrize(
    ("about", "one", "other", "numbers"),
    [
        ("caishi", "实施齐鲁样板村的村", "建设的齐鲁样板村", (13, 7)),
        ("yuhequan-cun", "智能金耳方舱大棚", "金耳种植车间", (4, 4)),
        ("shandalu", "资源要素类别（所称）", "资源要素类别（列出）", (5, 6)),
        ("xincheng-shequ", "网格架构级数（所称）", "网格架构岗位数（列出）", (5, 6)),
    ],
)
def test_both_of_two_printed_numbers_stay_with_a_note(about, one, other, numbers):
    pair = [figure(name, about) for name in (one, other)]

    assert tuple(figure.value for figure in pair) == numbers
    assert all(figure.note and figure.as_printed and figure.is_public() for figure in pair)


def test_what_three_stands_for_in_163_is_left_open():
    three = [part for part in naming(ServiceBrand, "X3") if part.digit == "3"]

    assert [part.meaning for part in three] == [None]
    assert three[0].note


def test_a_figure_is_said_with_the_words_of_the_print():
    figures = list(Figure.live())

    assert len(figures) >= 80
    assert {one.qualifier for one in figures} == {"exact", "about", "over", "under", "range"}
    assert [one.name for one in figures if not one.as_printed and not one.note] == []
    assert figure("总人口（含流动人口）", "lishan").words() == "160,000 至 170,000 人"
    assert figure("口罩单价", "guniuping-kouzhao").words() == "0.3 元/个"


# -- days, codes and numbers ------------------------------------------------------------------------------------------------


def test_thursday_reading_goes_on_across_the_turn_of_the_year():
    reading = Activity.get(Activity.name == "阅读改变生活")
    after = datetime.datetime(2026, 12, 24, 15, 1, tzinfo=clock.ZONE)

    starts = [start for start, _ in reading.next_dates(3, after)]

    assert [f"{start:%Y-%m-%d %H:%M}" for start in starts] == ["2026-12-31 15:00", "2027-01-07 15:00", "2027-01-14 15:00"]
    assert {start.weekday() for start in starts} == {3}


def test_eight_of_nine_streets_have_their_official_code():
    streets = list(Division.select().where(Division.level == "street"))
    coded = [street for street in streets if street.nbs_code]

    assert (len(streets), len(coded)) == (9, 8)
    assert {street.code_status for street in coded} == {"official"}
    assert [street.name for street in streets if not street.nbs_code] == ["东湖街道"]
    assert all(street.nbs_code.startswith(street.parent.nbs_code[:6]) for street in coded)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91110000600037341L",
        "91110108551385082Q",
        "91999999MATE001250",
        "91999999MATE003600",
        "91999999MATE00002Y",
    ],
)
def test_a_credit_code_with_the_right_check_digit_is_taken(code):
    assert Enterprise.uscc.read(code) == code
    assert Enterprise.uscc.trouble(code) is None


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "91210242MA1C36J40U", "91110000600037341A"])
def test_a_credit_code_with_a_wrong_check_digit_is_refused(code):
    def said():
        try:
            return Enterprise.uscc.trouble(Enterprise.uscc.read(code))
        except Unreadable as reason:
            return str(reason)

    assert said()


def test_no_code_is_made_up():
    assert Enterprise.select().where(Enterprise.uscc.is_null(False)).count() == 0
    assert Organization.select().where(Organization.uscc.is_null(False)).count() == 0
    assert Building.select().where(Building.persons.is_null(False) | Building.households.is_null(False)).count() == 0
    assert Source.select().where(Source.web.is_null(False)).count() == 0
