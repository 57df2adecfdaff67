"""Buildings: estates, courtyards, houses and their entrances, as a tree, each in a grid."""

import re

import peewee

from ..core.fields import Belongs, Choice, Count, Many, Parent, Point, Text, halved
from ..core.record import Record
from .grids import Grid, grid_elsewhere
from .places import Division
from .vocabulary import Source

KINDS = {"estate": "小区", "courtyard": "院落", "shop_row": "沿街商铺", "building": "楼栋", "unit": "单元"}
# what may stand right above what
ABOVE = {
    "estate": (),
    "courtyard": ("estate",),
    "shop_row": ("estate", "courtyard"),
    "building": ("estate", "courtyard"),
    "unit": ("building",),
}
RISKS = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}

_DIGITS = {word: str(number) for number, word in enumerate("零一二三四五六七八九")}
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_HOUSE = re.compile(r"(\d+|[a-z])\s*(?:号?(?:楼|栋|幢|座)|#|号院?(?=$|\d))")

_BARE = re.compile(r"(?:\d+|[a-z]|[东西南北中])(?:号楼|单元|座|栋)?")


def search_key(name):
    """`name` as buildings are looked for: 三号楼, 3栋, ３＃ and 3号楼 are one and the same 3号楼."""
    text = halved(name).lower().replace(" ", "")
    text = _TENS.sub(lambda found: (_DIGITS[found[1]] if found[1] else "1") + (_DIGITS[found[2]] if found[2] else "0"), text)
    text = re.sub(r"[零一二三四五六七八九](?=号|栋|幢|座|楼|单元)", lambda found: _DIGITS[found[0]], text)
    return _HOUSE.sub(r"\1号楼", text)


class Building(Record):
    """An estate, a courtyard, a building or one of its entrances; never a room, and never who lives there."""

    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    parent = Parent("所在小区或楼栋", key=True, required=False, listed=True, filtered=True, public=True)
    name = Text("名称", max=60, index=True, key=True, listed=True, public=True, searched=True, help="如 山水一城、3号楼、1单元。")
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    grid = Belongs("所属网格", Grid, listed=True, filtered=True, public=True)
    aliases = Text("别名", max=200, public=True, searched=True, help="居民常叫的名字，几个用；隔开。")
    address = Text("地址", max=120, public=True, searched=True)
    point = Point("位置", index=True, public=True)
    households = Count("户数", unit="户", max=100_000, section="内部数据")
    persons = Count("人数", unit="人", max=500_000, section="内部数据")
    risk_color = Choice("安全风险等级", RISKS, filtered=True, section="内部数据", help="四色管控，只给工作人员看。")
    star = Count("星级", min=1, max=5, public=True, filtered=True, help="星级院落评定，1 到 5。")
    star_theme = Text("创建主题", max=30, public=True, help="如 安全、和谐、平安。")
    sources = Many("出处", Source, public=True, section="出处")

    search_key = peewee.CharField(max_length=300, default="", index=True)
    DERIVED = ("search_key",)

    public_verbs = ("children", "full_name")

    class Meta:
        label, plural, place = "楼栋", "buildings", "division"
        called = ("name", "aliases")

    @classmethod
    def derived(cls, values):
        """Its name and its aliases, in the one way they are looked for."""
        names = [values["name"], *(values["aliases"] or "").replace(";", "；").split("；")]
        return {"search_key": "；".join(search_key(name) for name in names if name)[:300]}

    @classmethod
    def called(cls, values):
        """Its names, without 3号楼 and 1单元: thousands are called so, and are looked for inside what they stand in."""
        return [name for name in super().called(values) if not _BARE.fullmatch(name)]

    def children(self):
        """The live buildings right inside it, by their names."""
        return Building.live().where(Building.parent == self).order_by(Building.sort, Building.id)

    def parents(self):
        """What it stands in, the estate first; one query a step, and never more than three steps."""
        out, above = [], self.parent
        while above is not None and len(out) < len(KINDS):
            out.insert(0, above)
            above = above.parent
        return out

    def full_name(self):
        """山水一城 3号楼 1单元."""
        return " ".join([*(above.name for above in self.parents()), self.name])

    @classmethod
    def issues(cls, new, old):
        problems = grid_elsewhere(new)
        if new.parent is not None and new.parent.kind not in ABOVE[new.kind]:
            wanted = "或".join(KINDS[kind] for kind in ABOVE[new.kind])
            problems["parent"] = f"{KINDS[new.kind]}上面" + (f"应是{wanted}，{new.parent.name}不是" if wanted else "不再有别的，请留空")
        elif new.parent is None and new.kind == "unit":
            problems["parent"] = "单元要属于一栋楼，请选它的楼栋"
        elif new.parent is not None and new.parent.division_id != new.division.id:
            problems["division"] = f"“{new.parent.name}”在{new.parent.division.name}，请选同一个区划"
        if old is not None and (inside := cls._unfit(new, old)) is not None:
            problems["kind" if old.kind != new.kind else "division"] = f"里面的“{inside.name}”就不合适了，请先改它"
        return problems

    @classmethod
    def _unfit(cls, new, old):
        """Something inside it that the change would leave in the wrong place, or None."""
        if old.kind == new.kind and old.division.id == new.division.id:
            return None
        fitting = [kind for kind, above in ABOVE.items() if new.kind in above]
        return (
            Building.select()
            .where(Building.parent == new.id, Building.kind.not_in(fitting or [""]) | (Building.division != new.division.id))
            .first()
        )
