"""Services: what residents can get done, where, when, and what it costs whom."""

from ..core import clock
from ..core.fields import Belongs, Choice, Day, Facts, Hours, Many, Phone, Prose, Rule, Text, Web
from ..core.record import Record
from .organizations import Organization
from .places import Division
from .stations import Station
from .vocabulary import Source, Term

KINDS = {
    "agency": "代办",
    "consult": "咨询",
    "booking": "预约",
    "care": "照料",
    "volunteer": "志愿服务",
    "mobile_office": "移动办公",
    "campaign": "专项行动",
    "other": "其他",
}
FEES = {"free": "免费", "half": "低于市价一半", "price": "收费", "cost": "按成本价"}


class Service(Record):
    """One thing that is done for residents."""

    name = Text("名称", max=80, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    description = Prose("内容", max=2000, public=True, searched=True)
    provider = Belongs("提供单位", Organization, listed=True, filtered=True, public=True)
    stations = Many("在哪里办", Station, public=True)
    channels = Many("怎么办", Term, public=True, help="窗口、电话、上门等，从“渠道”词表里选。")
    phone = Phone("电话", listed=True, public=True, searched=True)
    web = Web("网页", public=True)
    recurrence = Rule("循环", public=True, section="时间", help="如 每周四 15:00-16:30；2026-10-01 停。")
    hours = Hours("办理时间", public=True, section="时间", help="如 周一至周五 08:30-12:00 14:00-18:00。")
    when_text = Text("时间说明", max=120, public=True, section="时间", help="说不成规则的写在这里，如 每周一次，以公告为准。")
    fee = Choice("收费", FEES, filtered=True, public=True, section="费用")
    fee_text = Text("收费说明", max=120, public=True, section="费用")
    free_for = Many("免费对象", Term, public=True, section="费用", help="从“服务对象”词表里选。")
    audience = Many("服务对象", Term, public=True, section="费用")
    eligibility = Facts("办理条件", public=True, section="材料", help="一行一条，如 年龄：六十岁以上。")
    materials = Facts("所需材料", public=True, section="材料", help="一行一条，如 身份证：原件。")
    assured_on = Day("核实日期", public=True, help="最近一次核对的日子。")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("next_dates",)

    class Meta:
        label, plural, place = "服务事项", "services", "division"

    def next_dates(self, most=3):
        """[(start, end or None)], aware on the neighbourhood's clock: the next times it is on; empty without a recurrence."""
        return self.recurrence.next(clock.now(), most) if self.recurrence else []

    @classmethod
    def issues(cls, new, old):
        if new.fee == "price" and not new.fee_text:
            return {"fee_text": "收费的要写明多少钱或怎么算"}
        return {}
