"""Service brands and work methods as trees (九心, 六心, 1901), and who builds, makes or serves each part."""

from peewee import SQL, Value

from ..core.fields import Belongs, Choice, Code, Count, Facts, Flag, Many, Parent, Picture, Prose, Rich, Text
from ..core.record import Record
from .communities import PartyCommunity
from .enterprises import Enterprise
from .grids import Grid
from .organizations import Organization
from .places import Division
from .services import Service
from .stations import Station
from .vocabulary import Source

KINDS = {
    "service_brand": "服务品牌",
    "work_method": "工作法",
    "regional_brand": "区域品牌",
    "campaign": "行动",
    "slogan_set": "理念口号",
    "product": "特色产品",
    "part": "组成部分",
}
LINKS = {"builds": "打造", "produces": "出产", "serves": "落地", "supports": "支持"}


class ServiceBrand(Record):
    """A brand, a method or one part of it; 1901 holds 九心, 九心 holds nine hearts."""

    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    code = Code(
        "代号",
        r"[a-z0-9]+(?:-[a-z0-9]+)*",
        "小写字母、数字和连字符，如 jiuxin",
        max=60,
        key=True,
        listed=True,
        public=True,
        help="一经公开就不再改；改名称、换上级都不用动它。",
    )
    name = Text("名称", max=60, index=True, required=True, listed=True, public=True, searched=True)
    parent = Parent("上级品牌", listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    digit = Text("数字", max=10, public=True, help="工作法里的那一位，如 1901 的 9。")
    ordinal = Count("次序", max=999, public=True)
    meaning = Text("含义", max=120, public=True, searched=True, help="原文没有说明的留空，不要推测。")
    inferred = Flag("由编者推定", public=True, help="上下级或含义是从原文推定的，不是原话。")
    summary = Prose("简介", max=1000, public=True, searched=True)
    measures = Facts("举措", public=True, searched=True, help="一行一条，如 环境改善：清理楼道和地下室。")
    note = Prose("说明", max=500, public=True, help="原文有缺漏或出入的地方写在这里。")
    story = Rich("做法与故事", public=True, searched=True, section="正文")
    picture = Picture("图片", public=True, section="图片")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("children", "parents", "links")

    class Meta:
        label, plural, place = "服务品牌", "brands", "division"

    def children(self):
        """The live parts right inside it, in their order."""
        return ServiceBrand.live().where(ServiceBrand.parent == self).order_by(ServiceBrand.ordinal.asc(nulls="LAST"), ServiceBrand.id)

    def parents(self):
        """What it is a part of, the whole first; one query a step."""
        out, above = [], self.parent
        while above is not None and above not in out:
            out.insert(0, above)
            above = above.parent
        return out

    def links(self):
        """The live links of who builds, makes or serves this part."""
        return BrandLink.live().where(BrandLink.brand == self).order_by(BrandLink.role, BrandLink.sort, BrandLink.id)

    def tree(self, most=500):
        """This brand and all live ones below it as nested `Node`s with their links: one query for the brands, one for the links."""
        root = Node(self)
        nodes = {self.id: root}
        for brand in self._below().order_by(SQL("step"), ServiceBrand.ordinal.asc(nulls="LAST"), ServiceBrand.id).limit(most):
            if brand.parent_id in nodes and brand.id not in nodes:
                nodes[brand.id] = Node(brand)
                nodes[brand.parent_id].children.append(nodes[brand.id])
        links = BrandLink.live().where(BrandLink.brand.in_(list(nodes))).order_by(BrandLink.role, BrandLink.sort, BrandLink.id)
        for link in links:
            nodes[link.brand_id].links.append(link)
        return root

    def _below(self, deepest=20):
        """Query of the live brands below it; the `step` of each says how far down it is."""
        down = ServiceBrand.alias()
        first = ServiceBrand.select(ServiceBrand.id, Value(1).alias("step")).where(ServiceBrand.parent == self.id, ServiceBrand.is_live())
        first = first.cte("below", recursive=True, columns=("id", "step"))
        more = down.select(down.id, first.c.step + 1).join(first, on=(down.parent == first.c.id)).where(first.c.step < deepest)
        below = first.union_all(more)
        return ServiceBrand.live().join(below, on=(ServiceBrand.id == below.c.id)).select_extend(below.c.step).with_cte(below)


class Node:
    """One brand of a tree, with the brands below it and its links."""

    def __init__(self, brand):
        self.brand, self.children, self.links = brand, [], []


class BrandLink(Record):
    """Who builds a heart, which village makes a product, where a brand is at work."""

    brand = Belongs("服务品牌", ServiceBrand, key=True, listed=True, filtered=True, public=True)
    role = Choice("关系", LINKS, key=True, default="builds", listed=True, filtered=True, public=True)
    grid = Belongs("网格", Grid, key=True, required=False, listed=True, public=True)
    division = Belongs("区划", Division, key=True, required=False, listed=True, public=True)
    organization = Belongs("单位", Organization, key=True, required=False, public=True)
    enterprise = Belongs("企业", Enterprise, key=True, required=False, public=True)
    community = Belongs("党建共同体", PartyCommunity, key=True, required=False, public=True)
    station = Belongs("站点或场所", Station, key=True, required=False, listed=True, public=True)
    service = Belongs("服务事项", Service, key=True, required=False, public=True)
    note = Text("说明", max=120, public=True)
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("target",)

    class Meta:
        label, plural, title, place = "品牌关联", "brandlinks", "slug", "brand"
        one_of = ("grid", "division", "organization", "enterprise", "community", "station", "service")
        titled = ("brand", *one_of)

    def target(self):
        """The record that the brand is linked with."""
        return next(target for name in self._meta.one_of if (target := getattr(self, name)) is not None)
