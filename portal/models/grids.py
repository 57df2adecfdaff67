"""Grids: the smallest pieces a neighbourhood is looked after in."""

import re

from ..core.fields import Belongs, Choice, Code, Count, Flag, Many, Outline, Parent, Prose, Text
from ..core.record import Record
from .places import IN_COMMUNITY, Division
from .vocabulary import Source

KINDS = {
    "large": "大网格",
    "small": "小网格",
    "micro": "微网格",
    "dense": "密网格",
    "basic": "基础网格",
    "area": "片区",
    "special": "专属网格",
}

# DB6101/T 3185-2024: every grid belongs to a community or village, never straight to a street. Special grids (courtyards
# and shop rows outside any grid) are exempt; an area (片区) joins several communities, so it lies in their street.
EXEMPT = ("special", "area")

_BARE = re.compile(r"\d+[大小微密]?(?:基础)?网格")


def grid_elsewhere(new):
    """name → sentence when the grid of a proposal with a division lies neither in it nor around it, else nothing."""
    if new.grid is None or new.grid.area.startswith(new.division.area) or new.division.area.startswith(new.grid.area):
        return {}
    return {"grid": f"网格“{new.grid.name}”不在{new.division.name}里，请选这里的网格或改所属区划"}


class Grid(Record):
    """One grid of a community; grids of different kinds may lie inside one another."""

    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, key=True, index=True, listed=True, filtered=True, public=True)
    number = Count("编号", min=1, max=99999, key=True, required=False, listed=True, public=True)
    name = Text("名称", max=60, index=True, required=True, listed=True, public=True, searched=True)
    parent = Parent("上级网格", filtered=True, public=True)
    code = Code(
        "网格编码", r"\d{15}|\d{20}", "15 位（区划代码加 3 位）或 20 位数字", unique=True, public=True, searched=True, section="编码"
    )
    code_scheme = Choice("编码方案", {"nbs12+3": "区划代码加 3 位", "cjt349": "CJ/T 349 二十位"}, public=True, section="编码")
    scope_text = Prose("管辖范围", max=1000, public=True, searched=True, help="东到哪里、包括哪些楼，照居民的说法写。")
    features = Prose("特点", max=500, public=True, searched=True)
    households = Count("户数", unit="户", max=1_000_000)
    population = Count("人口", unit="人", max=5_000_000)
    is_demo = Flag("示范", public=True)
    emergency_name = Text("急时名称", max=60, public=True, help="应急时改叫的名字，如“第一战区”。")
    urban_rural = Choice("城乡", {"urban": "城市", "rural": "农村"}, filtered=True, public=True)
    unit_basis = Text("按什么划分", max=100, public=True, help="如 楼院（片区）、单元（楼栋）。")
    boundary_status = Choice("边界", {"clear": "清楚", "unclear": "不清楚", "disputed": "有争议"}, filtered=True, public=True)
    outline = Outline("边界线", public=True, help="GeoJSON，或一圈角点：118.1,36.1；118.2,36.1；118.2,36.2。")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("children", "stations")

    class Meta:
        label, plural, place = "网格", "grids", "division"
        called, outlined = ("name", "emergency_name"), "outline"

    @classmethod
    def called(cls, values):
        """Its names, without 第三网格: every community has one, and it is looked for inside the community."""
        return [name for name in super().called(values) if not _BARE.fullmatch(name)]

    def children(self):
        """The live grids right inside it, by number."""
        return Grid.live().where(Grid.parent == self).order_by(Grid.number, Grid.sort, Grid.id)

    def stations(self):
        """The live stations in it."""
        from .stations import Station  # a station belongs to a grid, so its module stands above this one

        return Station.live().where(Station.grid == self).order_by(Station.sort, Station.id)

    @classmethod
    def issues(cls, new, old):
        problems = {}
        if new.kind not in EXEMPT and new.division.level not in IN_COMMUNITY:
            problems["division"] = f"{KINDS[new.kind]}要属于一个社区或村，{new.division.name}不是；片区和专属网格除外"
        # a parent lies in the same community, or (an area) in the street above it
        if new.parent is not None and not new.division.area.startswith(new.parent.area):
            problems["parent"] = f"上级网格“{new.parent.name}”不在同一处，请选本社区的网格，或所在街道的片区"
        if old is not None and old.division is not None and old.division.id != new.division.id:
            left = Grid.select().where(Grid.parent == new.id, ~Grid.under(new.division.area)).first()
            if left is not None:
                problems["division"] = f"下级网格“{left.name}”还在{old.division.name}，请先给它另选上级网格"
        return problems
