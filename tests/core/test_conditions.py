"""Filters: one grammar, read from an address or given as a tree, answered by the database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import conditions, policy
from portal.core.errors import Refused, Unreadable, Unresolved
from portal.core.record import Record
from portal.models import Division, Grid, Source, Station, User
from tests.makers import division, grid, source, station, user


def names(home, tree, actor=None):
    """Titles of the records that `tree` takes, in order."""
    condition = conditions.compile(home, tree, actor)
    query = home.select() if condition is None else home.select().where(condition)
    return sorted(record.name for record in query)


def asked(home, *args, actor=None):
    """The same for query arguments."""
    return names(home, conditions.parse(home.shape(), args, actor)[0], actor)


def refusal(home, *args, tree=None):
    with pytest.raises(Refused) as refused:
        conditions.compile(home, tree) if tree is not None else asked(home, *args)
    return str(refused.value)


@pytest.fixture
def town(database):
    """Grids and stations of two communities in one street."""
    street = division("历山街道", level="street")
    here, there = division("甲社区", street), division("乙社区", street)
    one = grid(
        here,
        number=1,
        name="一号",
        households=120,
        features="50%_绿化",
        scope_text="东到ABC路",
        code="370323001001001",
        is_demo=True,
        sources=(source("L1").id, source("L2").id),
    )
    grid(here, kind="micro", number=2, name="二号", households=300, parent=one, sources=(source("L3").id,))
    grid(there, number=3, name="三号", features="5绿化", code_scheme="cjt349")
    station("东驿站", here, grid=one, assured_on="2022-03", point=(118.17, 36.18), area_m2=None, hours=None)
    station("西驿站", there, kind="scenic", assured_on="2023-01-05", phone="12345")
    return street


TABLE = [
    (Grid, [], ["一号", "三号", "二号"]),
    (Grid, [("kind", "小网格")], ["一号", "三号"]),
    (Grid, [("kind", "small")], ["一号", "三号"]),
    (Grid, [("kind.ne", "小网格")], ["二号"]),
    (Grid, [("kind.in", "小网格,微网格")], ["一号", "三号", "二号"]),
    (Grid, [("kind.in", "小网格，，")], ["一号", "三号"]),
    (Grid, [("kind.contains", "小")], ["一号", "三号"]),
    (Grid, [("households", "120")], ["一号"]),
    (Grid, [("households.ne", "120")], ["三号", "二号"]),
    (Grid, [("households.ge", "１２０"), ("households.lt", "300")], ["一号"]),
    (Grid, [("households.gt", "120"), ("households.le", "300户")], ["二号"]),
    (Grid, [("households.empty", "1")], ["三号"]),
    (Grid, [("households.empty", "否")], ["一号", "二号"]),
    (Grid, [("households", ""), ("kind", "  ")], ["一号", "三号", "二号"]),
    (Grid, [("features.contains", "50%_")], ["一号"]),
    (Grid, [("features.contains", "5")], ["一号", "三号"]),
    (Grid, [("features.contains", "%")], ["一号"]),
    (Grid, [("features.contains", "_")], ["一号"]),
    (Grid, [("scope_text.contains", "abc")], ["一号"]),
    (Grid, [("scope_text.contains", "路\x00")], ["一号"]),
    (Grid, [("is_demo", "是")], ["一号"]),
    (Grid, [("is_demo", "否")], ["三号", "二号"]),
    (Grid, [("code", "370323001001001")], ["一号"]),
    (Grid, [("code_scheme.ne", "cjt349")], ["一号", "二号"]),
    (Grid, [("parent", "一号")], ["二号"]),
    (Grid, [("parent.empty", "1")], ["一号", "三号"]),
    (Grid, [("division", "甲社区")], ["一号", "二号"]),
    (Grid, [("division.ne", "甲社区")], ["三号"]),
    (Grid, [("division.in", "甲社区,乙社区")], ["一号", "三号", "二号"]),
    (Grid, [("division.under", "历山街道")], ["一号", "三号", "二号"]),
    (Grid, [("division.under", "乙社区")], ["三号"]),
    (Grid, [("parent.under", "一号")], ["二号"]),
    (Grid, [("sources", "lishan/L1")], ["一号"]),
    (Grid, [("sources", "lishan-l3")], ["二号"]),
    (Grid, [("sources.ne", "lishan-l1")], ["三号", "二号"]),
    (Grid, [("sources.in", "lishan-l1,lishan-l3")], ["一号", "二号"]),
    (Grid, [("sources.empty", "1")], ["三号"]),
    (Grid, [("sources.empty", "0")], ["一号", "二号"]),
    (Station, [("assured_on.ge", "2022-03"), ("assured_on.lt", "2023")], ["东驿站"]),
    (Station, [("point", "118.17,36.18")], ["东驿站"]),
    (Station, [("point.empty", "1")], ["西驿站"]),
    (Station, [("hours.empty", "1")], ["东驿站", "西驿站"]),
    (Station, [("phone.contains", "123")], ["西驿站"]),
    (Station, [("grid.under", "一号")], ["东驿站"]),
    (Station, [("synthetic", "否"), ("state", "已发布")], ["东驿站", "西驿站"]),
    (Division, [("parent.under", "历山街道")], ["乙社区", "历山街道", "甲社区"]),
    (Division, [("parent", "历山街道")], ["乙社区", "甲社区"]),
]


def test_an_address_asks_for_these_records(town):
    for home, args, found in TABLE:
        assert asked(home, *args) == sorted(found), args


REFUSED = [
    (Grid, "kidn", "x", "网格没有“kidn”这个条件，相近的有“kind”"),
    (Grid, "kind.is", "x", "没有“is”这种比较，可以用“in”"),
    (Grid, "kind.eq.x", "x", "没有“eq.x”这种比较，可以用“eq”"),
    (Station, "contact_name", "王", "服务站点没有“contact_name”这个条件，相近的有"),
    (Station, "contact_phone.contains", "138", "服务站点没有“contact_phone”这个条件"),
    (User, "password", "x", "用户没有“password”这个条件，相近的有“login”"),
    (Grid, "natural", "x", "网格没有“natural”这个条件"),
    (Grid, "__class__", "x", "网格没有“__class__”这个条件"),
    (Grid, "kind", "特大", "“特大”不在类型的选项里"),
    (Grid, "households", "很多", "“很多”不是数字"),
    (Grid, "households", "999999999999999999亿", "户数没有这么大的数"),
    (Grid, "households.contains", "1", "户数不是文字，不能用“包含”"),
    (Grid, "division.contains", "历山", "所属区划不是文字，不能用“包含”"),
    (Grid, "division.gt", "甲社区", "所属区划是关联，不能比大小"),
    (Grid, "sources.lt", "lishan-l1", "出处是关联，不能比大小"),
    (Grid, "kind.under", "小网格", "类型不是关联，不能用“在其范围内”"),
    (Grid, "division", "丙社区", "没有叫“丙社区”的行政区划"),
    (Grid, "division", "甲社区\x00丙", "没有叫“甲社区丙”的行政区划"),
    (Grid, "sources", "lishan-l1；lishan-l2", "没有叫“lishan-l1；lishan-l2”的出处"),
    (Station, "assured_on.ge", "上周", "“上周”不是日期"),
]


def test_what_is_not_known_is_named_with_the_nearest(town):
    for home, argument, text, said in REFUSED:
        assert refusal(home, (argument, text)).startswith(said), argument


def test_arguments_of_others_are_passed_over():
    assert conditions.parse(Grid.shape(), [("page", "2"), ("kind", "")], ignore=("page",)) == ({}, [])


def test_a_chip_says_what_was_asked():
    tree, chips = conditions.parse(Grid.shape(), [("households.ge", "1.2万"), ("kind", "小网格")])

    assert tree == {"_and": [{"households": {"ge": 12_000}}, {"kind": {"eq": "small"}}]}
    assert [(argument, field.name, op, text) for argument, field, op, text in chips] == [
        ("households.ge", "households", "ge", "1.2万"),
        ("kind", "kind", "eq", "小网格"),
    ]


TREES = [
    ({}, ["一号", "三号", "二号"]),
    ({"_and": []}, ["一号", "三号", "二号"]),
    ({"kind": "small", "is_demo": True}, ["一号"]),
    ({"households": None}, ["三号"]),
    ({"households": {"ne": None}}, ["一号", "二号"]),
    ({"households": {"ge": 120, "lt": 300}}, ["一号"]),
    ({"_or": [{"households": 300}, {"number": 3}]}, ["三号", "二号"]),
    ({"_not": {"households": {"ge": 200}}}, ["一号", "三号"]),
    ({"_not": {"_not": {"households": {"ge": 200}}}}, ["二号"]),
    ({"_not": {}}, ["一号", "三号", "二号"]),
    ({"_and": [{"_or": [{"number": 1}, {"number": 2}]}, {"_not": {"kind": "micro"}}]}, ["一号"]),
    ({"number": {"in": [1, 3]}}, ["一号", "三号"]),
    ({"number": {"in": []}}, []),
]


def test_a_tree_asks_for_these_records(town):
    for tree, found in TREES:
        assert names(Grid, tree) == sorted(found), tree


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ([], '条件应写成 {"字段": 值}'),
        ({"_and": {}}, "“_and”后面应是一串条件"),
        ({"_or": "x"}, "“_or”后面应是一串条件"),
        ({"_not": 5}, '条件应写成 {"字段": 值}'),
        ({"_and": [5]}, '条件应写成 {"字段": 值}'),
        ({"_xor": []}, "网格没有“_xor”这个条件"),
        ({"households": "300"}, "户数不能和 str 比较，要用整数"),
        ({"households": {"ge": True}}, "户数不能和 bool 比较"),
        ({"households": {"ge": None}}, "户数不能和 NoneType 比较"),
        ({"name": 5}, "名称不能和 int 比较，要用一行文字"),
        ({"division": "甲社区"}, "所属区划不能和 str 比较，要用关联一条记录"),
        ({"households": 2**63}, "户数没有这么大的数"),
        ({"households": {"像": 1}}, "没有“像”这种比较"),
        ({"features": {"contains": 5}}, "特点不是文字"),
        ({"name": ["a"]}, "名称不能和 list 比较"),
    ],
)
def test_a_tree_of_another_form_is_refused_with_a_sentence(tree, said):
    assert refusal(Grid, tree=tree).startswith(said)


def test_a_tree_without_end_is_refused():
    tree = {"number": 1}
    for _ in range(5000):
        tree = {"_not": tree}

    assert refusal(Grid, tree=tree) == "条件套得太深，最多 20 层"


LEAVES = st.sampled_from(
    [
        *(tree for tree, _ in TREES[2:7]),
        {"division": {"ne": 1}},
        {"parent": {"empty": True}},
        {"sources": {"empty": False}},
    ]
)


def test_a_tree_and_its_negation_share_all_records_between_them(town):
    everything = names(Grid, {})

    @settings(max_examples=60, deadline=None, database=None)
    @given(
        st.recursive(
            LEAVES,
            lambda t: (
                st.builds(lambda a, b, op: {op: [a, b]}, t, t, st.sampled_from(["_and", "_or"])) | st.builds(lambda a: {"_not": a}, t)
            ),
            max_leaves=6,
        )
    )
    def holds(tree):
        assert sorted(names(Grid, tree) + names(Grid, {"_not": tree})) == everything

    holds()


def test_no_personal_field_can_be_asked_for():
    for home in (Division, Grid, Station, Source, User):
        assert issubclass(home, Record)
        for field in home.shape().personal:
            assert refusal(home, (field.name, "1")).startswith(f"{home._meta.label}没有“{field.name}”这个条件")
            assert f"“{field.name}”" not in refusal(home, (field.name, "1")).partition("相近的有")[2]


def test_a_relation_is_followed_only_to_what_the_asker_may_see(town):
    here = Division.get(Division.name == "甲社区")
    clerk = user("clerk", "clerk", here).actor()

    assert asked(Grid, ("division.under", "甲社区"), actor=clerk) == ["一号", "二号"]
    with pytest.raises(Unresolved, match="没有叫“乙社区”的行政区划"):
        asked(Grid, ("division.under", "乙社区"), actor=clerk)
    with pytest.raises(Unreadable, match="没有这条行政区划"):
        names(Grid, {"division": {"under": town.id}}, clerk)


def test_nobody_follows_a_relation_anywhere(town):
    with pytest.raises(Unreadable):
        names(Grid, {"division": {"under": town.id}}, policy.NOBODY)
