"""Figures as printed: what was counted, about whom, how exactly it is known and where it stands."""

from ..core.fields import Amount, Belongs, Choice, Day, Many, Prose, Text
from ..core.record import Record
from .activities import Activity
from .brands import ServiceBrand
from .buildings import Building
from .communities import PartyCommunity
from .enterprises import Enterprise
from .grids import Grid
from .organizations import Organization
from .places import Division
from .services import Service
from .stations import Station
from .vocabulary import Source

QUALIFIERS = {"exact": "正好", "about": "约", "over": "超过", "under": "不到", "range": "在…之间"}


class Figure(Record):
    """One number about one record; two that contradict each other both stay, each with its source."""

    name = Text("指标", max=60, index=True, key=True, listed=True, filtered=True, public=True, searched=True)
    division = Belongs("区划", Division, key=True, required=False, listed=True, filtered=True, public=True)
    grid = Belongs("网格", Grid, key=True, required=False, public=True)
    building = Belongs("楼栋", Building, key=True, required=False, public=True)
    organization = Belongs("单位", Organization, key=True, required=False, public=True)
    enterprise = Belongs("企业", Enterprise, key=True, required=False, public=True)
    community = Belongs("党建共同体", PartyCommunity, key=True, required=False, listed=True, public=True)
    brand = Belongs("服务品牌", ServiceBrand, key=True, required=False, public=True)
    station = Belongs("站点或场所", Station, key=True, required=False, public=True)
    service = Belongs("服务事项", Service, key=True, required=False, public=True)
    activity = Belongs("活动", Activity, key=True, required=False, public=True)
    as_of = Day("截至", key=True, required=False, listed=True, public=True, help="数据说的是哪一天、哪个月或哪一年。")
    source = Belongs("主要出处", Source, key=True, required=False, listed=True, filtered=True, public=True)
    qualifier = Choice("精确程度", QUALIFIERS, required=True, default="exact", listed=True, filtered=True, public=True)
    value = Amount("数值", min=-(10**11), listed=True, public=True)
    value_min = Amount("下限", min=-(10**11), public=True, help="只有“在…之间”的填上下限。")
    value_max = Amount("上限", min=-(10**11), public=True)
    unit = Text("计量单位", max=20, listed=True, public=True, help="如 人、个、万元。")
    as_printed = Text(
        "原文写法", max=60, listed=True, public=True, searched=True, help="照录原文的数字和前后几个字，如 14.7万、16到17万之间。"
    )
    period = Text("时段", max=40, public=True, help="如 近三年、每年。")
    note = Prose("说明", max=500, public=True, searched=True)
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("subject", "words")

    class Meta:
        label, plural = "指标", "figures"
        one_of = place = (
            "division",
            "grid",
            "building",
            "organization",
            "enterprise",
            "community",
            "brand",
            "station",
            "service",
            "activity",
        )

    def subject(self):
        """The record that the figure is about."""
        return next(target for name in self._meta.one_of if (target := getattr(self, name)) is not None)

    def words(self):
        """约 147,000 人, or 160,000 至 170,000 人."""
        unit = f" {self.unit}" if self.unit else ""
        if self.qualifier == "range":
            return f"{_said(self.value_min)} 至 {_said(self.value_max)}{unit}"
        before = "" if self.qualifier == "exact" else QUALIFIERS[self.qualifier] + " "
        return f"{before}{_said(self.value)}{unit}"

    @classmethod
    def of(cls, record):
        """Query of the live figures about `record`."""
        field = cls.shape()[next(name for name in cls._meta.one_of if cls.shape()[name].target is type(record))]
        return cls.live().where(field == record.id).order_by(cls.id)

    @classmethod
    def issues(cls, new, old):
        if new.qualifier == "range":
            if new.value is not None:
                return {"value": "“在…之间”的只填下限和上限，数值请清空"}
            if new.value_min is None or new.value_max is None:
                return {"value_min" if new.value_min is None else "value_max": "“在…之间”的要填下限和上限"}
            if new.value_min > new.value_max:
                return {"value_max": f"上下限写反了：下限 {_said(new.value_min)}，上限 {_said(new.value_max)}，请对调"}
            return {}
        if new.value_min is not None or new.value_max is not None:
            return {"qualifier": "填了上下限，精确程度要选“在…之间”"}
        return {} if new.value is not None else {"value": "请填写数值；原文只给范围的，精确程度选“在…之间”再填上下限"}


def _said(value):
    """147000 → 147,000; 25.50 → 25.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
