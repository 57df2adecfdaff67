"""Kinds as tables: text in, value out, the sentence on refusal; and there and back as text and as JSON."""

import datetime
import json
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.core import fields
from portal.core.errors import Unreadable
from portal.core.fields import (
    KINDS,
    Amount,
    Belongs,
    Choice,
    Code,
    Count,
    CreditCode,
    Day,
    Facts,
    Flag,
    Hours,
    Kind,
    Many,
    Moment,
    Outline,
    Paper,
    Parent,
    Phone,
    Picture,
    Point,
    Prose,
    Rich,
    Rule,
    Secret,
    Text,
    Web,
    clean,
    nearest,
    number,
)
from portal.core.fields.files import Kept
from portal.core.hours import Week
from portal.core.recurrence import Recurrence
from portal.models import Grid, Source

UTC = datetime.UTC
ODD = st.text(st.characters(codec=None) | st.sampled_from("  \t\n\r\x00\x0b\x85\u200b\u2028\u202e\ufeff\ud800１２ａ：；"), max_size=40)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=UTC)


def sentence(kind, text):
    """What is said when `text` is refused, while it is read or when its value is judged."""
    try:
        return kind.issue(kind.read(text))
    except Unreadable as reason:
        return str(reason)


text, prose = Text("名称", max=12), Prose("简介", max=30)
choice = Choice("级别", {"street": "街道", "town": "镇", "community": "社区"})
flag, count = Flag("示范"), Count("户数", min=1, max=1000, unit="户")
people, area = Count("人口", unit="人"), Amount("面积", unit="平方米")
day, whole_day, moment = Day("成立日期"), Day("有效至", exact=True), Moment("发布时间")
phone, web, point, hours = Phone("电话"), Web("网页"), Point("位置"), Hours("开放时间")
code = Code("代码", r"\d{12}", "12 位数字")
credit, rich, facts = CreditCode("信用代码"), Rich("正文", max=200), Facts("举措", max=60)
rule, outline, picture, paper = Rule("循环"), Outline("边界"), Picture("图片"), Paper("附件")
password = Secret("口令", lambda typed: "$test$" + typed.encode().hex().ljust(16, "0"))


# -- text in, value out -------------------------------------------------------------------------------------------

READ = [
    (text, "  历山　街道 ", "历山 街道"),
    (text, "历山\n街道\t东", "历山 街道 东"),
    (text, "历山\x00街\u200b道\ufeff", "历山街道"),
    (text, "a \u200b b", "a b"),
    (text, "\u202e历山", "历山"),
    (text, "e\u0301", "é"),
    (text, "\u2028", None),
    (text, "👨‍👩‍👧", "👨‍👩‍👧"),
    (prose, " 一\r\n二\r三\x0b四 ", "一\n二\n三\n四"),
    (prose, "一\x00二", "一二"),
    (choice, "街道", "street"),
    (choice, "street", "street"),
    (flag, "是", True),
    (flag, "ＹＥＳ", True),
    (flag, "√", True),
    (flag, "0", False),
    (flag, "否", False),
    (count, "120", 120),
    (count, "１２０", 120),
    (count, " 1 20 ".replace(" ", ""), 120),
    (count, "120户", 120),
    (count, "120 户", 120),
    (people, "14.7万", 147_000),
    (people, "14.7 万人", 147_000),
    (people, "1.2亿", 120_000_000),
    (people, "1,209", 1209),
    (people, "１，２０９", 1209),
    (people, "1 209 000", 1_209_000),
    (people, "0", 0),
    (area, "48.50", Decimal("48.50")),
    (area, "1,200.5平方米", Decimal("1200.50")),
    (area, "0.3万", Decimal("3000.00")),
    (area, "-0", Decimal(0)),
    (day, "2022-03", "2022-03"),
    (day, "2022/3/1", "2022-03-01"),
    (day, "2022.3.1", "2022-03-01"),
    (day, "2022年3月1日", "2022-03-01"),
    (day, "2022年3月1号", "2022-03-01"),
    (day, "2022年3月", "2022-03"),
    (day, "2007", "2007"),
    (day, "2007年", "2007"),
    (day, "20220301", "2022-03-01"),
    (day, "2022-03-01 00:00:00", "2022-03-01"),
    (day, "2022-03-01 00:00", "2022-03-01"),
    (day, "2022-03-01T00:00:00", "2022-03-01"),
    (day, "２０２２年３月", "2022-03"),
    (day, "2022 年 3 月 1 日", "2022-03-01"),
    (day, "2024-02-29", "2024-02-29"),
    (day, "2000-02-29", "2000-02-29"),
    (whole_day, "2024/2/29", "2024-02-29"),
    (moment, "2024-05-01 08:30", utc(2024, 5, 1, 0, 30)),
    (moment, "2024年5月1日 8时30分", utc(2024, 5, 1, 0, 30)),
    (moment, "2024-05-01", utc(2024, 4, 30, 16)),
    (moment, "2024-05-01T08:30:05", utc(2024, 5, 1, 0, 30, 5)),
    (moment, "2024-05-01T08:30:00Z", utc(2024, 5, 1, 8, 30)),
    (moment, "2024-05-01T08:30:00+08:00", utc(2024, 5, 1, 0, 30)),
    (moment, "２０２４/５/１ ８：３０", utc(2024, 5, 1, 0, 30)),
    (web, "https://www.yiyuan.gov.cn/a?b=1#c", "https://www.yiyuan.gov.cn/a?b=1#c"),
    (web, "HTTP://沂源.中国:8080", "HTTP://沂源.中国:8080"),
    (code, "３７０３２３００１０００", "370323001000"),
    (code, "370323 001 000", "370323001000"),
    (point, "118.173456,36.185", (118.173456, 36.185)),
    (point, "（118.1，36.2）", (118.1, 36.2)),
    (point, "118 36", (118.0, 36.0)),
    (hours, "每天 08:00-18:00", Week((((480, 1080),),) * 7)),
    # GB 32100-2015's own example, two of real bodies, and remainders 0 and 30 (domain.md §3.3)
    (credit, "91350100M000100Y43", "91350100M000100Y43"),
    (credit, "91110000600037341l", "91110000600037341L"),
    (credit, "９１１１０１０８５５１３８５０８２Q", "91110108551385082Q"),
    (credit, "9199 9999 MATE 0012 50", "91999999MATE001250"),
    (credit, "91999999MATE003600", "91999999MATE003600"),
    (credit, "91999999MATE00002Y", "91999999MATE00002Y"),
    (facts, "环境改善：清理楼道；物业治理: 听 业委会的", "环境改善：清理楼道\n物业治理：听 业委会的"),
    (facts, "时间：15:00", "时间：15:00"),
    (rich, "一段\n换行 a<b\n\n二段", "<p>一段<br>换行 a&lt;b</p>\n<p>二段</p>"),
    (rich, '<h2 class="x">题</h2><p onclick="f()">字<script>f()</script></p>', "<h2>题</h2><p>字</p>"),
    (rich, "<section><span>微信</span></section>", "<p>微信</p>"),
    (rich, '<a href="javascript:f()">链接</a>', '<a rel="noopener">链接</a>'),
    (rule, "每周四下午3点", Recurrence("WEEKLY", weekdays=((0, 3),), time=900)),
    (rule, "RRULE:FREQ=WEEKLY;BYDAY=TH;BYHOUR=15;BYMINUTE=0", Recurrence("WEEKLY", weekdays=((0, 3),), time=900)),
    (
        outline,
        "118.1,36.1；118.2,36.2；118.2,36.1",
        '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.2,36.1],[118.2,36.2],[118.1,36.1]]]}',
    ),
    (
        outline,
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[118.1,36.1,5],[118.2,36.1,5],[118.2,36.2,5]]]}}',
        '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.2,36.1],[118.2,36.2],[118.1,36.1]]]}',
    ),
]


@pytest.mark.parametrize(("kind", "written", "value"), READ, ids=lambda part: part.wording if isinstance(part, Kind) else None)
def test_a_text_means_this_value_and_nothing_is_wrong_with_it(kind, written, value):
    assert kind.read(written) == value
    assert value is None or kind.issue(value) is None


PHONES = {
    "0533-3241234": "0533-3241234",
    "（0533）3241234": "0533-3241234",
    "05333241234": "0533-3241234",
    "0533 324 1234": "0533-3241234",
    "０５３３－３２４１２３４": "0533-3241234",
    "0533—3241234": "0533-3241234",
    "010-12345678": "010-12345678",
    "0533-3241234转8": "0533-3241234转8",
    "0533-3241234 转 801": "0533-3241234转801",
    "0533-3241234分机8": "0533-3241234转8",
    "0533-3241234 ext.8": "0533-3241234转8",
    "0533-3241234x8": "0533-3241234转8",
    "0533-3241234-8": "0533-3241234转8",
    "0533-3241234-801": "0533-3241234转801",
    "3241234": "3241234",
    "85871234": "85871234",
    "13812345678": "13812345678",
    "138-1234-5678": "13812345678",
    "1381234 5678": "13812345678",
    "+86 13812345678": "13812345678",
    "008613812345678": "13812345678",
    "8613812345678": "13812345678",
    "+86-533-3241234": "0533-3241234",
    "+86 10 1234 5678": "010-12345678",
    "400-123-4567": "400-123-4567",
    "4001234567": "400-123-4567",
    "400-1234-567": "400-123-4567",
    "800-810-0000": "800-810-0000",
    "12345": "12345",
    "１２３４５": "12345",
    "110": "110",
    "95588": "95588",
}


@pytest.mark.parametrize(("written", "kept"), PHONES.items(), ids=PHONES)
def test_a_telephone_number_is_kept_in_one_form(written, kept):
    assert phone.read(written) == kept
    assert phone.issue(kept) is None


REFUSED = [
    (text, "一二三四五六七八九十一二三", "名称最多 12 个字，这里有 13 个，请写短一些"),
    (prose, "字" * 31, "简介最多 30 个字，这里有 31 个，请写短一些"),
    (choice, "街到", "“街到”不在级别的选项里，请从“街道”、“镇”、“社区”中选"),
    (flag, "大概", "“大概”看不出是或否，请写“是”或“否”"),
    (count, "一百", "“一百”不是数字，请写成 120、1209 或 14.7万"),
    (count, "12,5", "“12,5”不是数字，请写成 120、1209 或 14.7万"),
    (count, "1e3", "“1e3”不是数字，请写成 120、1209 或 14.7万"),
    (count, "12.5", "“12.5”不是整数，请写成 120 这样的整数"),
    (count, "0", "户数应在 1 到 1000 之间，这里是 0"),
    (count, "-3", "户数应在 1 到 1000 之间，这里是 -3"),
    (count, "1001", "户数应在 1 到 1000 之间，这里是 1001"),
    (people, "99亿亿", "“99亿亿”不是数字，请写成 120、1209 或 14.7万"),
    (people, "9" * 18 + "亿", "人口应在 0 到 2000000000 之间"),
    (area, "1.005", "“1.005”的小数太长，最多 2 位"),
    (area, "999999999999999999亿", "面积应在 0 到 100000000000 之间"),
    (day, "去年", "“去年”不是日期，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "2023-02-29", "“2023-02-29”这一天不存在，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "1900-02-29", "“1900-02-29”这一天不存在，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "2022年13月", "“2022年13月”这一天不存在，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "2022年3日", "“2022年3日”不是日期，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "2022月3日", "“2022月3日”不是日期，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "2022-03-01 08:30:00", "“2022-03-01 08:30:00”不是日期，请写成 2024-05-01；只知道年月写 2024-05"),
    (day, "22-3-1", "“22-3-1”不是日期，请写成 2024-05-01；只知道年月写 2024-05"),
    (whole_day, "2024-02", "“2024-02”还缺哪一天，请写成 2024-05-01"),
    (whole_day, "2024-02-30", "“2024-02-30”这一天不存在，请写成 2024-05-01"),
    (moment, "明天", "“明天”不是时间，请写成 2024-05-01 08:30"),
    (moment, "2024-05-01 25:00", "“2024-05-01 25:00”不是时间，请写成 2024-05-01 08:30"),
    (moment, "2024-02-30T08:00:00Z", "“2024-02-30T08:00:00Z”不是时间，请写成 2024-05-01 08:30"),
    (moment, "1970-01-01", "发布时间应在 1992 年到 2199 年之间"),
    (moment, "9999-12-31 23:59", "发布时间应在 1992 年到 2199 年之间"),
    (moment, "0001-01-01 00:00", "“0001-01-01 00:00”不是时间，请写成 2024-05-01 08:30"),
    (phone, "0533-3241234、0533-3241235", "“0533-3241234、0533-3241235”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (phone, "call-me", "“call-me”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (phone, "0533-324ABCD", "“0533-324ABCD”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (phone, "1234", "“1234”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (phone, "0533-3241234转abc", "“0533-3241234转abc”不是电话号码，请写成 0533-3241234、13812345678 或 12345"),
    (web, "javascript:alert(1)", "“javascript:alert(1)”不是网址，请写成 https://www.example.cn/page"),
    (web, "www.example.cn", "“www.example.cn”不是网址，请写成 https://www.example.cn/page"),
    (web, "https://user:pw@example.cn", "“https://user:pw@example.cn”不是网址，请写成 https://www.example.cn/page"),
    (web, "https://a.cn\\@b.cn", "“https://a.cn\\@b.cn”不是网址，请写成 https://www.example.cn/page"),
    (web, 'https://a.cn/"onclick', '“https://a.cn/"onclick”不是网址，请写成 https://www.example.cn/page'),
    (web, "https://a.cn/" + "x" * 500, "网页最多 500 个字符，这里有 513 个，请用短一些的网址"),
    (code, "12345", "“12345”不是代码，应是12 位数字"),
    (code, "١٢٣٤٥٦٧٨٩٠١٢", "“١٢٣٤٥٦٧٨٩٠١٢”不是代码，应是12 位数字"),
    (point, "沂源县", "“沂源县”不是位置，请写成 经度,纬度，例如 118.173456,36.185"),
    (point, "118.17", "“118.17”不是位置，请写成 经度,纬度，例如 118.173456,36.185"),
    (point, "nan,inf", "“nan,inf”不是位置，请写成 经度,纬度，例如 118.173456,36.185"),
    (point, "36.185,118.173456", "经度和纬度写反了，请写成 118.173456,36.185"),
    (point, "0,0", "“0,0”不在国内，经度应在 73 到 136 之间，纬度应在 3 到 54 之间"),
    (hours, "每天 08:00-12:00 11:00-18:00", "同一天的时间重叠了：08:00-12:00 11:00-18:00，请分开写"),
    (credit, "91210242MA1C36J40U", "“91210242MA1C36J40U”的校验码不对，前 17 位没错的话末位应是 F，请对照执照核对"),
    (credit, "91A10242MA1C36J40U", "“91A10242MA1C36J40U”不是信用代码，第 3 到 8 位应是数字"),
    (credit, "91350100M000100Y4Z", "“91350100M000100Y4Z”不是信用代码，应是18 位数字和大写字母（不含 I、O、S、V、Z），末位是校验码"),
    (facts, "环境改善", "“环境改善”缺少名称或内容，请一行一条写成 名称：内容"),
    (facts, "甲：一；甲：二", "“甲”写了两条，请合成一条"),
    (facts, "甲：" + "字" * 60, "举措最多 60 个字，这里有 62 个，请写短一些"),
    (rich, "字" * 200, "正文最多 200 个字符，这里有 207 个，请写短一些或拆成几篇"),
    (rich, "<p><br></p>", "正文里没有字，请填写或留空"),
    (rule, "每年2月30日", "循环：“每年2月30日”一次也不会重来，请改日子；只办一次的请只填开始时间"),
    (rule, "从2026-03-12起 每天，共1次", "循环：“从2026-03-12起 每天，共1次”一次也不会重来，请改日子；只办一次的请只填开始时间"),
    (rule, "每2周周四", "循环：隔着来或写了次数的，还要写从哪天起，如 从2026-03-12起 每2周周四"),
    (rule, "从2026-03-12起 每周四，直到2026-03-01", "循环：开始的 2026-03-12 比结束的 2026-03-01 还晚，请对调"),
    (rule, "每周", "“每周”还缺哪一天"),
    (rule, "RRULE:FREQ=SECONDLY", "“RRULE:FREQ=SECONDLY”不是这里懂的循环规则"),
    (outline, "118.1,36.1；118.2,36.2；118.2,36.1；118.1,36.2", "边界的线自己交叉了或没有围成一片，在 118.150000,36.150000 附近"),
    (outline, "118.1,36.1；118.2,36.1；118.3,36.1", "边界的线自己交叉了或没有围成一片"),
    (outline, "8.1,36.1；8.2,36.1；8.2,36.2", "边界的角点 8.1,36.1 不在国内，请写 经度,纬度（经度在前）"),
    (outline, "118.1,36.1", "“118.1,36.1”不是边界，请写成 118.1,36.1；118.2,36.1；118.2,36.2 这样的一圈角点"),
    (outline, '{"type":"Point","coordinates":[118.1,36.1]}', '“{"type":"Point","coordinates":[118.1,36.1]}”不是边界'),
    (picture, "门头.jpg", "没有找到图片“门头.jpg”，请放在表格旁边的同名位置再导入，或在后台上传"),
    (picture, "0" * 32 + ".jpg 门头", "图片“门头”的文件不在了，请重新上传或清空"),
    (paper, "0" * 32 + ".pdf", "附件“" + "0" * 32 + ".pdf”的文件不在了，请重新上传或清空"),
    (password, "short", "口令至少 10 个字符，这里有 5 个"),
    (password, "x" * 201, "口令最多 200 个字符，这里有 201 个"),
    (password, "long enough\x00", "口令里有看不见的字符，请重新输入"),
]


@pytest.mark.parametrize(("kind", "written", "said"), REFUSED, ids=lambda part: part.wording if isinstance(part, Kind) else None)
def test_a_text_that_will_not_do_is_refused_with_a_sentence(kind, written, said):
    assert sentence(kind, written) == said or sentence(kind, written).startswith(said + "，")


def test_a_long_text_is_not_repeated_in_full():
    assert len(sentence(phone, "无" * 10_000)) < 150


def test_a_word_like_none_of_many_options_still_gets_some_to_choose_from():
    assert nearest("zzz", [f"选项{n}" for n in range(20)]).startswith("“选项0”、")


@pytest.mark.parametrize(
    "kind",
    [
        *(text, prose, rich, facts, choice, flag, count, area, day, moment, phone, web, code, credit),
        *(point, outline, picture, paper, hours, rule, password),
    ],
    ids=lambda kind: kind.wording,
)
def test_nothing_reads_as_none(kind):
    assert kind.read("") is None
    assert kind is password or kind.read(" 　\u200b\n") is None


# -- values that programs give ------------------------------------------------------------------------------------

NOT_VALUES = [
    5,
    -5,
    10**5000,
    True,
    1.5,
    float("nan"),
    Decimal("1.5"),
    Decimal("NaN"),
    "",
    "x",
    "x\x00",
    "a\nb",
    "\ud800",
    b"x",
    (),
    (1,),
    (2, 1),
    (1, 1),
    ("a", "b"),
    (float("inf"), 0),
    [1],
    {1},
    {"a": 1},
    object(),
    datetime.date(2024, 1, 1),
    datetime.datetime(2024, 1, 1),
    utc(1, 1, 1),
    utc(2024, 1, 1).replace(microsecond=5),
    Week(),
    Week(days=((),) * 6),
    Recurrence("DAILY"),
    Recurrence("DAILY", interval=0),
    "{}",
]
# Those of them that some kind takes.
GOOD = {
    Text: ["x", "{}"],
    Prose: ["x", "a\nb", "{}"],
    Rich: ["x", "a\nb", "{}"],
    Rule: [Recurrence("DAILY")],
    Flag: [True],
    Count: [5],
    Amount: [5, Decimal("1.5")],
    Hours: [Week()],
    Belongs: [5],
    Parent: [5],
    Many: [(), (1,)],
}
KIND_OF = {
    Text: text,
    Prose: prose,
    Choice: choice,
    Flag: flag,
    Count: count,
    Amount: area,
    Day: day,
    Moment: moment,
    Phone: phone,
    Web: web,
    Code: code,
    Point: point,
    Hours: hours,
    Belongs: Grid.division,
    Parent: Grid.parent,
    Many: Grid.sources,
    Secret: password,
    Rich: rich,
    Facts: facts,
    Rule: rule,
    CreditCode: credit,
    Outline: outline,
    Picture: picture,
    Paper: paper,
}


@pytest.mark.parametrize("made", KINDS, ids=lambda made: made.__name__)
def test_a_value_that_is_not_of_the_kind_gets_a_sentence_and_never_an_exception(made):
    kind = KIND_OF[made]
    for value in NOT_VALUES:
        good = any(type(value) is type(one) and value == one for one in GOOD.get(made, ()))
        assert (kind.issue(value) is None) == good, value


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (count, True, "户数要填整数，这里给的是 bool"),
        (count, "5", "户数要填整数，这里给的是 str"),
        (flag, 1, "示范要填是或否，这里给的是 int"),
        (text, 5, "名称要填一行文字，这里给的是 int"),
        (text, "历山\x00", "名称里有多余的空格、换行或看不见的字符，请写成“历山”"),
        (text, " 历山", "名称里有多余的空格、换行或看不见的字符，请写成“历山”"),
        (text, "  ", "名称里没有字，请填写或留空"),
        (area, Decimal("1.234"), "“1.234”的小数太长，最多 2 位"),
        (area, Decimal("Infinity"), "面积应是一个数"),
        (moment, datetime.datetime(2024, 1, 1), "发布时间没有说明时区，请写成 2024-05-01T08:30:00+08:00"),
        (day, "2022-3-1", "“2022-3-1”不是日期，请写成 2024-05-01"),
        (phone, "0533 3241234", "“0533 3241234”请写成 0533-3241234"),
        (point, (118.12345678, 36.1), "位置最多六位小数，请写成 118.123457,36.100000"),
        (password, "plain text password", "口令只能存散列，请用设置口令的办法来改"),
        (Grid.sources, (2, 1), "出处的每一条只写一次，按编号从小到大"),
        (Grid.division, 2**40, "所属区划指向的行政区划不存在，请重新选"),
    ],
)
def test_a_program_is_told_what_to_give_instead(kind, value, said):
    assert kind.issue(value) == said


@pytest.mark.parametrize("made", KINDS, ids=lambda made: made.__name__)
def test_a_value_of_the_wrong_type_does_not_break_the_column(made):
    kind = KIND_OF[made]
    for value in NOT_VALUES:
        if not kind.many and not kind.fits(value) and not kind.plain:
            assert kind.db_value(value) is value or made is Amount


def test_what_is_required_must_be_there():
    assert Text("名称", required=True).issue(None) == "请填写名称"
    assert Text("名称", key=True).issue(None) == "请填写名称"
    assert Many("出处", Source, required=True).issue(()) == "请填写出处"
    assert text.issue(None) is None


# -- there and back -----------------------------------------------------------------------------------------------

CLOCK = st.integers(0, 1439)


def spans():
    """Spans of one day that do not touch."""
    cuts = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted)
    return cuts.map(lambda many: tuple(zip(many[::2], many[1::2], strict=False)))


NAMES = st.text("甲乙丙丁abc123", min_size=1, max_size=5)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))


@st.composite
def recurrences(draw):
    """Recurrences that recur, of every pattern that has words."""
    weekday = st.integers(0, 6)
    pattern = draw(
        st.one_of(
            st.just({"every": "DAILY"}),
            st.sets(weekday, min_size=1).map(lambda days: {"every": "WEEKLY", "weekdays": tuple((0, day) for day in sorted(days))}),
            st.sets(st.integers(1, 28), min_size=1, max_size=3).map(lambda days: {"every": "MONTHLY", "days": tuple(sorted(days))}),
            st.tuples(st.sampled_from([-1, 1, 2, 3, 4]), weekday).map(lambda place: {"every": "MONTHLY", "weekdays": (place,)}),
            st.integers(1, 12).map(lambda month: {"every": "YEARLY", "month": month, "days": (15,)}),
            st.integers(1, 12).map(lambda month: {"every": "YEARLY", "month": month, "days": (-1,)}),
        )
    )
    start = draw(st.none() | DAYS)
    if start:
        pattern |= {"start": start, "interval": draw(st.integers(1, 4)), "count": draw(st.sampled_from([0, 2, 30]))}
    if draw(st.booleans()):
        pattern |= {"time": draw(st.integers(0, 1439)), "length": draw(st.integers(0, 600))}
    return Recurrence(**pattern, stops=tuple(sorted(draw(st.sets(DAYS, max_size=4)))))


rules = recurrences().filter(lambda made: made.trouble is None)
weeks = st.tuples(*[spans()] * 7).map(Week)
VALUES = {
    Text: ODD.map(lambda raw: text.read(raw[:12])),
    Prose: ODD.map(lambda raw: prose.read(raw[:30])),
    Choice: st.sampled_from(list(choice.options)),
    Flag: st.booleans(),
    Count: st.integers(1, 1000),
    Amount: st.decimals(0, 10**11, places=2),
    Day: st.dates(min_value=datetime.date(1000, 1, 1)).flatmap(lambda d: st.sampled_from([d.isoformat()[:n] for n in (4, 7, 10)])),
    Moment: st.integers(0, 6_500_000_000).map(lambda seconds: utc(1992, 1, 1) + datetime.timedelta(seconds=seconds)),
    Phone: st.sampled_from(sorted(set(PHONES.values()))),
    Web: st.just("https://www.yiyuan.gov.cn/页?a=1"),
    Code: st.from_regex(r"\A[0-9]{12}\Z"),
    Point: st.tuples(st.integers(73_000_000, 136_000_000), st.integers(3_000_000, 54_000_000)).map(lambda p: (p[0] / 10**6, p[1] / 10**6)),
    Hours: weeks,
    Rich: ODD.map(lambda raw: rich.read(raw[:20])).filter(lambda value: value is None or rich.issue(value) is None),
    Facts: st.dictionaries(NAMES, NAMES, min_size=1, max_size=3).map(
        lambda pairs: facts.read("；".join(f"{a}：{b}" for a, b in pairs.items()))
    ),
    Rule: rules,
    CreditCode: st.from_regex(r"\A9[1-3][0-9]{6}[0-9A-HJ-NP-RTUWXY]{9}\Z").map(lambda most: most + uscc.calc_check_digit(most)),
    Outline: st.tuples(st.integers(73, 130), st.integers(3, 50), st.integers(1, 9)).map(
        lambda at: outline.read(f"{at[0]},{at[1]}；{at[0] + at[2] / 3:.6f},{at[1]}；{at[0]},{at[1] + at[2] / 7:.6f}")
    ),
}
ENOUGH = settings(max_examples=60, deadline=None, database=None)


@pytest.mark.parametrize("made", VALUES, ids=lambda made: made.__name__)
def test_a_value_survives_being_shown_and_read(made):
    kind = KIND_OF[made]

    @ENOUGH
    @given(VALUES[made])
    def holds(value):
        assert kind.issue(value) is None
        assert kind.read(kind.show(value)) == value

    holds()


@pytest.mark.parametrize("made", [*VALUES, Belongs, Many], ids=lambda made: made.__name__)
def test_a_value_survives_json_and_conforms_to_its_schema(made):
    kind = KIND_OF[made]
    more = {Belongs: st.integers(1, 10**6), Many: st.sets(st.integers(1, 99)).map(lambda ids: tuple(sorted(ids)))}

    @ENOUGH
    @given({**VALUES, **more}[made])
    def holds(value):
        written = json.dumps(kind.dump(value), ensure_ascii=False)
        assert kind.load(json.loads(written)) == value
        if value is not None:
            conforms(kind.schema(), json.loads(written))

    holds()


def conforms(schema, value):
    """Assert the few rules of JSON Schema that kinds use."""
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "number": (int, float)}
    assert isinstance(value, types[schema["type"]])
    assert isinstance(value, bool) == (schema["type"] == "boolean")
    assert value in schema.get("enum", [value])
    assert re.search(schema.get("pattern", ""), value) if isinstance(value, str) else True
    assert len(value) <= schema.get("maxLength", 10**9) if isinstance(value, str) else True
    assert schema.get("minimum", -1) <= value <= schema.get("maximum", 10**9) if type(value) is int else True
    if isinstance(value, list):
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
        for item in value:
            conforms(schema["items"], item)
    if isinstance(value, dict):
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()
        for name, item in value.items():
            if "items" in schema["properties"][name]:
                conforms(schema["properties"][name], item) if name == "week" else None


def test_a_schema_says_the_label_and_the_help():
    assert Text("名称", max=5, help="写全称").schema() == {"title": "名称", "description": "写全称", "type": "string", "maxLength": 5}


@pytest.mark.parametrize("made", VALUES, ids=lambda made: made.__name__)
def test_whatever_is_typed_is_read_into_a_sound_value_or_refused(made):
    kind = KIND_OF[made]

    @ENOUGH
    @given(ODD)
    def holds(typed):
        try:
            value = kind.read(typed)
        except Unreadable:
            return
        said = None if value is None else kind.issue(value)
        assert (
            said is None or "没有字" in said or "最多" in said or "应在" in said or "写反" in said or "不在国内" in said or "重叠" in said
        )

    holds()


@ENOUGH
@given(ODD)
def test_a_cleaned_text_can_be_stored_by_every_engine_and_stays_as_it_is(typed):
    cleaned = clean(typed)

    assert "\x00" not in cleaned
    assert cleaned.encode() is not None
    assert clean(cleaned) == cleaned
    assert not {unicodedata.category(letter) for letter in cleaned.replace("\n", "").replace("\t", "")} & {"Cc", "Cs", "Zl", "Zp"}


@ENOUGH
@given(st.decimals(0, 10**8, places=2), st.sampled_from(["", "万", "亿"]))
def test_a_number_is_exact_whatever_its_scale(value, scale):
    assert number(f"{value:,}{scale}") == value * {"": 1, "万": 10**4, "亿": 10**8}[scale]


# -- declarations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [{"public": True}, {"searched": True}])
def test_a_personal_field_is_neither_public_nor_searched(facts):
    with pytest.raises(TypeError, match="personal"):
        Text("姓名", personal=True, **facts)


def test_a_secret_is_personal():
    assert password.personal
    with pytest.raises(TypeError):
        Secret("口令", str, public=True)


def test_an_amount_with_more_digits_than_sqlite_keeps_is_not_declared():
    with pytest.raises(TypeError, match="14 digits"):
        Amount("面积", places=6)


def test_every_kind_is_on_the_list_and_has_words_for_itself():
    def below(kind):
        return {kind, *(found for child in kind.__subclasses__() for found in below(child))}

    ours = {kind for kind in below(Kind) if kind.__module__.startswith(fields.__name__ + ".")} - {Kind, Kept}
    assert ours == set(KINDS)
    assert len({kind.wording for kind in KINDS}) == len(KINDS)
    assert all(isinstance(kind.types, tuple) for kind in KINDS)


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        (text, "王小明", "王＊＊"),
        (text, "王", "王＊"),
        (phone, "13812345678", "138＊＊＊＊5678"),
        (phone, "110", "＊＊＊＊"),
        (flag, True, "（已隐藏）"),
        (choice, "street", "（已隐藏）"),
        (day, "1990-01-01", "（已隐藏）"),
        (count, 5, "（已隐藏）"),
        (prose, "住在三号楼", "（已隐藏）"),
        (password, "$test$0000000000000000", "已设置"),
        (phone, None, ""),
        (text, None, ""),
        (day, None, ""),
    ],
)
def test_a_mask_leaves_too_little_to_name_anybody(kind, value, masked):
    assert kind.mask(value) == masked


def test_a_secret_is_hashed_when_read_and_never_given_back():
    kept = password.read("correct horse battery")

    assert "correct" not in kept
    assert password.issue(kept) is None
    assert (password.show(kept), password.dump(kept)) == ("已设置", True)
    with pytest.raises(Unreadable):
        password.load(True)


def test_a_day_is_spoken_as_precisely_as_it_is_known():
    assert [day.spoken(value) for value in ("2022-03-01", "2022-03", "2007")] == ["2022年3月1日", "2022年3月", "2007年"]


def test_a_moment_of_another_zone_is_the_same_moment_in_json_and_in_the_column():
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    value = datetime.datetime(2024, 5, 1, 8, 30, tzinfo=shanghai)

    assert moment.dump(value) == "2024-05-01T00:30:00Z"
    assert moment.db_value(value) == "2024-05-01 00:30:00"
