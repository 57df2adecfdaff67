"""The bad input of the registers, from a file and from the past: refused with the sentence that a form gives."""

import io

import pytest

from portal.core import history, importing
from portal.core.changes import Edit, change
from portal.core.db import passing
from portal.core.files import rows_of
from portal.core.policy import command_line
from portal.models import Activity, Assignment, Enterprise, Figure, Grid, ServiceBrand
from tests.makers import brand, division, enterprise, figure, grid, role, station

CROSSED = "118.1,36.1；118.2,36.2；118.2,36.1；118.1,36.2"
ROWS = [
    (Enterprise, "名称,所属区划,类型,统一社会信用代码\n甲,here,公司,91210242MA1C36J40U", "校验码不对，前 17 位没错的话末位应是 F"),
    (Enterprise, "名称,所属区划,类型,电话\n甲,here,公司,0533-324ABCD", "不是电话号码，请写成 0533-3241234"),
    (Enterprise, "名称,所属区划,类型,图片\n甲,here,公司,门头.jpg", "没有找到图片“门头.jpg”"),
    (Figure, "指标,区划,精确程度,下限,上限\n人口,here,在…之间,17万,16万", "上下限写反了：下限 170,000，上限 160,000，请对调"),
    (Activity, "名称,所属区划,类型,循环\n阅读,here,公众活动,每年2月30日", "“每年2月30日”一次也不会重来，请改日子"),
    (Assignment, "岗位,网格,站点\nworker,first,post", "网格和站点只能填一个，请清空另一个"),
    (ServiceBrand, "代号,所属区划,名称,类型,上级品牌\njiuxin,here,九心,服务品牌,jiuxin", "上级品牌不能是自己或自己的下级，请另选"),
    (Grid, f'所属区划,类型,编号,名称,边界线\nhere,小网格,1,第一网格,"{CROSSED}"', "边界线的线自己交叉了"),
]


@pytest.fixture
def street(database):
    here = division("历山社区", slug="here")
    grid(here, number=9, slug="first")
    station("东驿站", here, slug="post")
    brand("九心", here, code="jiuxin", slug="jiuxin")
    role("网格员", "worker", slug="worker")
    return here


@pytest.mark.parametrize(("home", "text", "said"), ROWS, ids=lambda part: getattr(getattr(part, "_meta", None), "name", None))
def test_a_file_is_refused_as_a_form_is(street, home, text, said):
    before = home.select().count()

    report = importing.load(home, rows_of("rows.csv", text.encode()), command_line())

    assert (report.created, report.changed, len(report.refused)) == (0, 0, 1)
    assert said in report.refused[0]["reason"]
    assert home.select().count() == before
    assert io.StringIO(text).readline().strip().split(",").count(report.refused[0]["column"]) == 1


# what a revision may hold that was written before a rule was: (a maker, what its snapshot says, what is answered)
PAST = [
    (enterprise, {"uscc": "91210242MA1C36J40U"}, "末位应是 F"),
    (enterprise, {"phone": "0533-324ABCD"}, "不是电话号码"),
    (enterprise, {"picture": "0" * 32 + ".jpg 门头"}, "图片“门头”的文件不在了，请重新上传或清空"),
    (figure, {"qualifier": "range", "value": None, "value_min": "170", "value_max": "160"}, "上下限写反了"),
    (
        grid,
        {"outline": {"type": "Polygon", "coordinates": [[[118.1, 36.1], [118.2, 36.2], [118.2, 36.1], [118.1, 36.2], [118.1, 36.1]]]}},
        "自己交叉了",
    ),
]


@pytest.mark.parametrize(("maker", "past", "said"), PAST, ids=lambda part: getattr(part, "__name__", None))
def test_the_past_is_refused_as_a_form_is(database, maker, past, said):
    record = maker()
    home = type(record)
    first = history.revisions(home, record.id).first()
    told = history.json.loads(first.snapshot) | past
    with passing():
        history.Revision.update(snapshot=history.json.dumps(told)).where(history.Revision.id == first.id).execute()

    revision = history.revisions(home, record.id).first()
    edit = history.restore(home, revision, None, base=record.version)
    with change(command_line(), via="admin") as work:
        outcome = work.one(Edit(home, record.id, base=record.version, values=edit.values))

    assert outcome.kind == "refused"
    assert said in str(outcome.issues)
