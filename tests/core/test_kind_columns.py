"""Every kind as a column of both engines: written through the door, read back as it was."""

import datetime
from decimal import Decimal

import pytest

from portal.core import conditions, fields, history
from portal.core.changes import Edit, change
from portal.core.db import passing
from portal.core.fields import KINDS
from portal.core.hours import Week
from portal.core.policy import command_line
from portal.core.record import Record
from portal.core.recurrence import Recurrence
from portal.models import Division, Source
from tests.makers import division, source


class Sample(Record):
    """One field of every kind."""

    name = fields.Text("名字", key=True)
    prose = fields.Prose("段落")
    choice = fields.Choice("选项", {"a": "甲", "b": "乙"})
    flag = fields.Flag("是否")
    count = fields.Count("个数", min=-2_000_000_000)
    amount = fields.Amount("数量", min=-(10**11))
    day = fields.Day("日子")
    moment = fields.Moment("时刻")
    phone = fields.Phone("电话")
    web = fields.Web("网页")
    code = fields.Code("编码", r"\d+", "数字", unique=True)
    point = fields.Point("位置")
    hours = fields.Hours("时间")
    rule = fields.Rule("循环")
    rich = fields.Rich("正文")
    facts = fields.Facts("情况")
    credit = fields.CreditCode("信用代码", unique=True)
    outline = fields.Outline("边界")
    picture = fields.Picture("图片")
    paper = fields.Paper("附件")
    belongs = fields.Belongs("区划", Division)
    parent = fields.Parent("上级")
    many = fields.Many("出处", Source)
    secret = fields.Secret("口令", lambda typed: "$test$" + "0" * 16)

    class Meta:
        label, plural = "样品", "samples"


OWN = [kind for kind in Sample.shape() if not hasattr(Record, kind.name)]


@pytest.fixture
def samples(database):
    with passing():
        database.create_tables([Sample, Sample.many.through])


def write(key=None, **values):
    with change(command_line("测试"), via="admin") as work:
        return work.one(Edit(Sample, key, values={"name": "样"} | values if key is None else values))


def kept(id):
    return Sample.get_by_id(id).values()


WEEK = Week.read("周一至周五 08:30-12:00 14:00-18:00；周六 22:00-02:00；2026-10-01至2026-10-07 关门 国庆节")
MIDDLE = {
    "prose": "一\n二",
    "choice": "b",
    "flag": True,
    "count": 120,
    "amount": Decimal("48.50"),
    "day": "2022-03",
    "phone": "0533-3241234转8",
    "moment": datetime.datetime(2024, 5, 1, 0, 30, tzinfo=datetime.UTC),
    "web": "https://沂源.中国/页",
    "code": "0012",
    "point": (118.173456, 36.185),
    "hours": WEEK,
    "rule": Recurrence.read("从2026-03-12起 每2周周四 15:00-16:30，直到2027-03-12；2026-10-01至2026-10-07 停"),
    "rich": "<h2>题</h2>\n<p>一&amp;二<br>三</p>",
    "facts": "甲：一\n乙：二：三",
    "credit": "91350100M000100Y43",
    "outline": '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.2,36.1],[118.2,36.2],[118.1,36.1]]]}',
    "secret": "$test$" + "0" * 16,
}
EDGES = {
    "prose": "'\"\\%_;--\t字𫠊👨‍👩‍👧",
    "choice": "a",
    "flag": False,
    "count": -2_000_000_000,
    "amount": Decimal("99999999999.99"),
    "day": "0001",
    "moment": datetime.datetime(1992, 1, 1, tzinfo=datetime.UTC),
    "phone": "110",
    "web": "http://a.b",
    "code": "9" * 80,
    "point": (73.000001, 53.999999),
    "hours": Week(),
    "rule": Recurrence.read("每年2月29日"),
    "rich": "'\"\\%_;--字𫠊👨‍👩‍👧",
    "facts": "'\"\\%_--：𫠊",
    "credit": "91999999MATE00002Y",
    "outline": Sample.outline.read("73,3；136,3；136,54；73,54"),
    "secret": "$x$" + "~" * 180,
}
LEAST = {"count": 0, "amount": Decimal(0), "point": (136, 3), "day": "9999-12-31", "hours": Week.read("每天 全天")}


def test_a_sample_has_every_kind():
    assert {type(kind) for kind in OWN} == set(KINDS)


@pytest.mark.parametrize("values", [MIDDLE, EDGES, LEAST], ids=["middle", "edges", "least"])
def test_values_come_back_as_they_were_written(samples, values):
    made = write(**values, belongs=division().id, many=(source().id, source().id))

    read = kept(made.id)

    assert made.kind == "created"
    assert {name: read[name] for name in values} == values
    assert [type(read[name]) for name in values if name != "point"] == [type(values[name]) for name in values if name != "point"]
    assert len(read["many"]) == 2


@pytest.mark.parametrize("values", [MIDDLE, EDGES, LEAST], ids=["middle", "edges", "least"])
def test_the_same_values_again_are_unchanged(samples, values):
    made = write(**values)

    assert write(made.id, **values).kind == "unchanged"


def test_nothing_comes_back_as_none(samples):
    made = write()

    read = kept(made.id)

    assert {kind.name: read[kind.name] for kind in OWN if read[kind.name] is not None} == {"name": "样", "flag": False, "many": ()}


def test_a_value_is_found_again_by_the_database(samples):
    made = write(**MIDDLE)

    for name in MIDDLE.keys() - {"secret"}:
        condition = conditions.compile(Sample, {name: MIDDLE[name]})
        assert [record.id for record in Sample.select().where(condition)] == [made.id], name


def test_a_value_can_be_taken_away_again(samples):
    made = write(**MIDDLE)

    for name in MIDDLE.keys() - {"flag"}:
        assert write(made.id, **{name: None}).kind == "changed"
        assert kept(made.id)[name] is None


def test_a_snapshot_holds_every_value_but_the_secret(samples):
    made = write(**MIDDLE, many=(source().id,))
    snapshot = history.snapshot(Sample, made.id, 1)

    loaded = Sample.shape().load(snapshot)

    assert "secret" not in snapshot
    assert {name: loaded[name] for name in MIDDLE if name != "secret"} == {name: MIDDLE[name] for name in MIDDLE if name != "secret"}


def told(id):
    """[(name, before, after)] of the newest step in the history of a sample."""
    _, differences = history.timeline(Sample, id)[0]
    return [(field.name, before, after) for field, before, after in differences]


def test_history_tells_nought_and_no_from_nothing(samples):
    made = write(name="样")
    assert ("flag", None, False) in told(made.id)

    write(made.id, count=0, amount=Decimal(0))
    assert told(made.id) == [("count", None, 0), ("amount", None, Decimal(0))]
    write(made.id, count=None)
    assert told(made.id) == [("count", 0, None)]


def test_a_field_that_came_later_is_no_difference_until_somebody_fills_it_in():
    shape = Sample.shape()
    now = shape.dump(shape.blank())
    before = {name: said for name, said in now.items() if name not in ("flag", "count")}

    assert shape.differences(before, now) == []
    assert [field.name for field, *_ in shape.differences(before, now | {"flag": True, "count": 0})] == ["flag", "count"]


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_nothing_however_it_is_written_is_no_difference(empty):
    assert Sample.shape().differences({"name": "样", "prose": empty, "many": None}, {"name": "样", "prose": None, "many": []}) == []


def test_days_and_points_are_in_order_as_text(samples):
    write(name="a", day="2022", point=(99.5, 30))
    write(name="b", day="2022-03", point=(118.2, 36.1))
    write(name="c", day="2022-03-01", point=(118.1, 36.2))
    write(name="d", day="2021-12")

    strip = conditions.compile(Sample, {"point": {"ge": (118.15, 3), "le": (119, 54)}})
    assert [record.name for record in Sample.select().order_by(Sample.day)] == ["d", "a", "b", "c"]
    assert [record.name for record in Sample.select().where(strip)] == ["b"]


WRONG = ["x\x00", b"x", (1, 2, 3), object(), float("nan"), {"no": "value"}]
SINGLE = [kind for kind in OWN if not kind.many]


def test_a_value_of_the_wrong_type_is_refused_by_the_door_on_a_new_record(samples):
    for kind in SINGLE:
        for wrong in WRONG:
            outcome = write(**{kind.name: wrong})
            assert (outcome.kind, list(outcome.issues)) == ("refused", [kind.name]), (kind.name, wrong)


def test_a_value_of_the_wrong_type_is_refused_by_the_door_on_a_kept_record(samples):
    made = write(**MIDDLE)

    for kind in SINGLE:
        for wrong in WRONG:
            outcome = write(made.id, **{kind.name: wrong})
            assert (outcome.kind, list(outcome.issues)) == ("refused", [kind.name]), (kind.name, wrong)
    assert kept(made.id).items() >= MIDDLE.items()
