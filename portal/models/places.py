"""Divisions: the administrative tree that everything else hangs in."""

from ..core.fields import Choice, Code, Count, Day, Many, Outline, Parent, Phone, Prose, Text
from ..core.record import Record
from .vocabulary import Source

LEVELS = {
    "province": "省",
    "prefecture": "地市",
    "county": "区县",
    "zone": "开发区",
    "street": "街道",
    "town": "镇",
    "community": "社区",
    "village": "村",
}


# the lowest levels, which grids and stations belong to
IN_COMMUNITY = ("community", "village")


class Division(Record):
    """One administrative place, from a province down to a community or village.

    It may have two parents: where it belongs by law, and who runs it day to day.
    """

    name = Text("名称", max=60, index=True, key=True, listed=True, public=True, searched=True)
    parent = Parent("上级区划", key=True, required=False, listed=True, filtered=True, public=True)
    short_name = Text("简称", max=30, public=True, searched=True)
    level = Choice("级别", LEVELS, required=True, listed=True, filtered=True, public=True)
    managing_parent = Parent("托管上级", public=True, help="行政上属于上级区划，日常由这里管理时填写。")
    nbs_code = Code(
        "统计用区划代码", r"\d{12}", "12 位数字，街道代码后补三个 0", unique=True, listed=True, public=True, searched=True, section="编码"
    )
    code_status = Choice("代码状态", {"official": "正式", "provisional": "暂定"}, public=True, filtered=True, section="编码")
    code_year = Count("代码年份", min=1980, max=2100, public=True, section="编码")
    urban_rural = Code("城乡分类", r"1(?:11|12|21|22|23)|2(?:10|20)", "111、112、121、122、123、210 或 220", public=True, section="编码")
    hotline = Phone("服务热线", listed=True, public=True, help="留空则沿用最近一级上级的热线。")
    founded_on = Day("成立日期", public=True)
    outline = Outline("边界线", public=True, help="GeoJSON，或一圈角点：118.1,36.1；118.2,36.1；118.2,36.2。")
    summary = Prose("简介", max=1000, public=True, searched=True)
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("parents", "children", "hotline_inherited")

    class Meta:
        label, plural = "行政区划", "divisions"
        place, is_area = "parent", True
        called, outlined = ("name", "short_name"), "outline"

    def parents(self):
        """Everything above it, highest first; one query."""
        ids = [int(part) for part in self.area.split("/") if part][:-1]
        above = {division.id: division for division in Division.select().where(Division.id.in_(ids or [0]))}
        return [above[id] for id in ids if id in above]

    def children(self):
        """The live divisions right below it, and those it manages, in reading order."""
        return Division.live().where((Division.parent == self) | (Division.managing_parent == self)).order_by(Division.sort, Division.id)

    def hotline_inherited(self):
        """The number to ring here: its own, else that of the nearest division above that has one, else None."""
        return self.hotline or next((above.hotline for above in reversed(self.parents()) if above.hotline and above.is_public()), None)

    def full_name(self):
        """山东省 淄博市 沂源县 历山街道."""
        return " ".join([*(above.name for above in self.parents()), self.name])

    @staticmethod
    def grids_of_a_community(id):
        """A grid of the division `id` that only a community or village may have, or None."""
        from .grids import EXEMPT, Grid  # a grid belongs to a division, so its module stands above this one

        return Grid.select().where(Grid.division == id, Grid.kind.not_in(EXEMPT)).first()

    @classmethod
    def issues(cls, new, old):
        problems = {}
        order = list(LEVELS)
        if new.parent is not None and order.index(new.parent.level) > order.index(new.level):
            problems["parent"] = f"{new.parent.name}是{LEVELS[new.parent.level]}，不能在{LEVELS[new.level]}的上面，请选更高一级的区划"
        if old is not None and old.level != new.level:
            higher = order[: order.index(new.level)]
            left = Division.select().where(Division.parent == new.id, Division.level.in_(higher)).first()
            if left is not None:
                problems["level"] = f"下面的{left.name}是{LEVELS[left.level]}，不能在{LEVELS[new.level]}的下面，请先改它的上级区划或级别"
            elif new.level not in IN_COMMUNITY and (grid := cls.grids_of_a_community(new.id)) is not None:
                problems["level"] = f"{grid}是社区或村才有的网格，请先给它改所属区划"
        if new.managing_parent is not None and new.managing_parent.id == (new.parent and new.parent.id):
            problems["managing_parent"] = "托管上级和上级区划相同，请留空"
        return problems
