"""Enterprises: companies, shops and cooperatives, placed on the grids they stand in."""

import re

from ..core.fields import Belongs, Choice, CreditCode, Day, Facts, Flag, Many, Phone, Picture, Point, Prose, Text, Web
from ..core.record import Record
from .grids import Grid, grid_elsewhere
from .places import Division
from .vocabulary import Source, Term

KINDS = {"company": "公司", "individual": "个体工商户", "cooperative": "合作社", "merchant": "商圈商户"}
STAGES = {
    "spotted": "已发现",
    "contacted": "已对接",
    "assisting": "培育中",
    "converted": "已转入",
    "dropped": "不再跟进",
}
GOALS = {"individual_to_enterprise": "个转企", "small_to_above_scale": "小升规", "hightech_application": "企申高"}

# what residents say where they live by: these are found as places are, a shop or an office is not
_PLACE = re.compile(
    "(?:医院|卫生院|卫生室|门诊部|诊所|学校|小学|中学|高中|学院|幼儿园|托儿所|养老院|敬老院|老年公寓|厂|煤矿|铁矿|金矿|农场|林场|市场|商场|商城|"
    "百货大楼|购物中心|广场|大厦|酒店|宾馆|电影院|影城|汽车站|加油站)(?:(?:集团)?(?:股份)?有限(?:责任)?公司)?$"
)


class Enterprise(Record):
    """One economic entity; what it earns and who runs it are for staff only."""

    name = Text("名称", max=100, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    short_name = Text("简称", max=40, public=True, searched=True)
    uscc = CreditCode("统一社会信用代码", unique=True, listed=True, public=True, searched=True)
    industry = Belongs("行业", Term, filtered=True, public=True)
    above_scale = Flag("规上企业", listed=True, filtered=True, public=True)
    grid = Belongs("落在网格", Grid, filtered=True, public=True)
    address = Text("地址", max=120, public=True, searched=True)
    point = Point("位置", index=True, public=True)
    products = Text("产品或服务", max=120, public=True, searched=True)
    phone = Phone("电话", public=True, searched=True, help="公开的客服或办公电话。")
    web = Web("网页", public=True)
    founded_on = Day("成立日期", public=True)
    summary = Prose("简介", max=1000, public=True, searched=True)
    picture = Picture("图片", public=True, section="图片")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    growth_goal = Choice("培育方向", GOALS, filtered=True, section="培育")
    growth_stage = Choice("培育阶段", STAGES, filtered=True, section="培育")
    remarks = Facts("其他情况", section="培育", help="一行一条，如 用工：旺季缺三十人。只给工作人员看。")
    contact_name = Text("联系人", max=40, personal=True, section="内部联系", help="只给工作人员看，不公开。")
    contact_phone = Phone("联系人电话", personal=True, section="内部联系")
    sources = Many("出处", Source, public=True, section="出处")

    class Meta:
        label, plural, place = "企业", "enterprises", "division"
        called = ("name", "short_name")

    @classmethod
    def called(cls, values):
        """Those of its names by which residents tell where they live: 棉纺厂, 光明医院, not one of a hundred thousand shops."""
        return [name for name in super().called(values) if _PLACE.search(name)]

    @classmethod
    def issues(cls, new, old):
        problems = grid_elsewhere(new)
        if new.industry is not None and new.industry.vocabulary != "industry":
            problems["industry"] = f"“{new.industry.name}”不是行业，请从行业词表里选"
        if new.growth_stage is not None and new.growth_goal is None:
            problems["growth_goal"] = "填了培育阶段，还要选培育方向"
        return problems
