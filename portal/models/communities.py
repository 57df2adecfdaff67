"""Party communities (党建共同体), joint bodies and alliances, and the units that are members of them."""

from ..core.fields import Belongs, Choice, Count, Day, Many, Paper, Picture, Prose, Rich, Text
from ..core.record import Record
from .enterprises import Enterprise
from .grids import Grid
from .organizations import Organization
from .places import Division
from .vocabulary import Source

KINDS = {
    "party_community": "党建共同体",
    "joint_body": "党建联合体",
    "alliance": "党建联盟",
    "tripartite": "三方联建",
    "coalition": "联动力量",
}
ROLES = {"lead": "牵头单位", "member": "成员单位", "buyer": "采购单位", "supporter": "支持单位"}
STEPS = {"invited": "已邀请", "agreed": "已签协议", "active": "参与中", "left": "已退出"}


class PartyCommunity(Record):
    """Party organizations of several places and units that work as one."""

    name = Text("名称", max=80, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    founded_on = Day("成立日期", listed=True, public=True)
    mandate_by = Text("依据", max=100, public=True, help="按谁的要求成立，如 某市委组织部。")
    population_min = Count("服务人口（少）", unit="人", max=10_000_000, public=True)
    population_max = Count("服务人口（多）", unit="人", max=10_000_000, public=True)
    emergency_name = Text("急时名称", max=60, public=True, help="应急时改叫的名字，如“第一战区”。")
    claimed_members = Count("所称成员数", min=1, max=10_000, public=True, help="报道或文件说有几个，就填几；页面上写“已录几个，共几个”。")
    summary = Prose("简介", max=1000, public=True, searched=True)
    story = Rich("做法与故事", public=True, searched=True, section="正文")
    picture = Picture("图片", public=True, section="图片", help="如区域图；含地图底图的要先有审图号。")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("members",)

    class Meta:
        label, plural, place = "党建共同体", "communities", "division"

    def members(self):
        """The live memberships of those who have not left, those who lead first."""
        return (
            MemberUnit.live()
            .where(MemberUnit.community == self, MemberUnit.step != "left")
            .order_by(MemberUnit.role != "lead", MemberUnit.sort, MemberUnit.id)
        )

    @classmethod
    def issues(cls, new, old):
        if new.population_min is not None and new.population_max is not None and new.population_min > new.population_max:
            return {"population_max": f"人口范围写反了：少的是 {new.population_min}，多的是 {new.population_max}，请对调"}
        return {}


class MemberUnit(Record):
    """One unit's membership in one community: an organization, an enterprise, a village or a grid."""

    community = Belongs("党建共同体", PartyCommunity, key=True, listed=True, filtered=True, public=True)
    organization = Belongs("单位", Organization, key=True, required=False, listed=True, public=True)
    enterprise = Belongs("企业", Enterprise, key=True, required=False, listed=True, public=True)
    division = Belongs("村居", Division, key=True, required=False, listed=True, public=True)
    grid = Belongs("网格", Grid, key=True, required=False, public=True)
    role = Choice("角色", ROLES, required=True, default="member", listed=True, filtered=True, public=True)
    step = Choice("进展", STEPS, required=True, default="active", listed=True, filtered=True, public=True)
    joined_on = Day("加入日期", public=True)
    left_on = Day("退出日期", public=True)
    commitments = Prose("共建承诺", max=1000, public=True, searched=True, help="公开；不写金额和个人。")
    agreement_no = Text("协议编号", max=60, section="协议", help="只给工作人员看。")
    agreement = Paper("协议书", section="协议")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("unit",)

    class Meta:
        label, plural, title, place = "成员单位", "members", "slug", "community"
        one_of = ("organization", "enterprise", "division", "grid")
        titled = ("community", *one_of)

    def unit(self):
        """The record that is the member."""
        return next(target for name in self._meta.one_of if (target := getattr(self, name)) is not None)

    @classmethod
    def issues(cls, new, old):
        problems = {}
        if new.joined_on and new.left_on and new.left_on < new.joined_on:
            problems["left_on"] = f"退出的 {new.left_on} 比加入的 {new.joined_on} 还早，请核对"
        if new.left_on and new.step != "left":
            problems["step"] = "填了退出日期，进展要选“已退出”"
        return problems
