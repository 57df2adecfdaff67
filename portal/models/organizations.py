"""Organizations: party bodies, departments, property managers, teams and whoever else takes part."""

from ..core.fields import Belongs, Choice, CreditCode, Day, Many, Parent, Phone, Prose, Text, Web
from ..core.record import Record
from .buildings import Building
from .grids import Grid, grid_elsewhere
from .places import Division
from .vocabulary import Source

KINDS = {
    "party_org": "党组织",
    "gov_dept": "政府部门",
    "institution": "事业单位",
    "property": "物业服务企业",
    "owners_committee": "业主委员会",
    "residents_committee": "居民委员会",
    "villagers_committee": "村民委员会",
    "social_org": "社会组织",
    "team": "队伍",
    "leading_group": "领导小组",
}
FORMATIONS = {"category": "分类组建", "joint": "联合组建", "attached": "挂靠组建"}


class Organization(Record):
    """A body that takes part in governance; enterprises are a register of their own."""

    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, key=True, index=True, listed=True, filtered=True, public=True)
    name = Text("名称", max=80, index=True, key=True, listed=True, public=True, searched=True)
    short_name = Text("简称", max=40, public=True, searched=True)
    org_type = Text("组织形式", max=40, public=True, searched=True, help="如 功能型党支部、大工委。")
    parent = Parent("上级组织", filtered=True, public=True)
    grid = Belongs("所属网格", Grid, filtered=True, public=True)
    estate = Belongs("所在小区", Building, public=True, help="物业、业委会和小区党组织填写。")
    uscc = CreditCode("统一社会信用代码", unique=True, public=True, searched=True, section="登记")
    formation = Choice("组建方式", FORMATIONS, public=True, section="登记")
    founded_on = Day("成立日期", public=True, section="登记")
    phone = Phone("电话", listed=True, public=True, searched=True, help="公开的办公电话。")
    address = Text("地址", max=120, public=True, searched=True)
    web = Web("网页", public=True)
    summary = Prose("简介", max=1000, public=True, searched=True)
    contact_name = Text("联系人", max=40, personal=True, section="内部联系", help="只给工作人员看，不公开。")
    contact_phone = Phone("联系人电话", personal=True, section="内部联系")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("children",)

    class Meta:
        label, plural, place = "单位", "organizations", "division"
        called = ("name", "short_name")

    def children(self):
        """The live organizations right below it."""
        return Organization.live().where(Organization.parent == self).order_by(Organization.sort, Organization.id)

    @classmethod
    def issues(cls, new, old):
        return grid_elsewhere(new)
