"""A street that looks lived in: its places here, who is in them in `bodies` and `posts`, what goes on in `days`.

After a newspaper report of six party communities with 147,000 people (seeds/profiles/lishan.yaml).
"""

import json

from .ground import SAMPLE
from .layout import Layout
from .unreal import phone
from .words import ROADS


class Places(Layout):
    """Divisions, grids with outlines, and buildings with entrances."""

    def divisions(self):
        """A county, the street, its communities and villages."""

        def row(slug, name, level, above, hotline, outline, summary):
            facts = {"网址名": slug, "名称": name, "级别": level, "上级区划": above, "服务热线": hotline}
            return facts | {"边界线": outline, "简介": summary}

        yield row(self.code, self.named(self.facts["county"]), "区县", "", phone(1), "", "")
        yield row(self.street, self.facts["street"] + SAMPLE, "街道", self.code, phone(2), drawn(self.whole()), self.facts["about"])
        for here in self.here:
            summary = f"常住 {here.persons:,} 人，{here.households:,} 户，分 {self.large} 个大网格、{self.small} 个小网格。"
            yield row(here.slug, here.name + SAMPLE, here.level, self.street, phone(10 + here.place), drawn(self.box(here)), summary)

    def grids(self):
        """Large grids, then the small ones inside them."""
        for here in self.here:
            for number in range(1, self.large + 1):
                inside = [grid for grid in here.grids if self.strip(grid.number) == number]
                yield self.row(here, f"{here.slug}-large-{number}", "大网格", number, "", inside, self.box(here, number))
        for here in self.here:
            for grid in here.grids:
                above = f"{here.slug}-large-{self.strip(grid.number)}"
                yield self.row(here, grid.slug, "小网格", grid.number, above, [grid], self.box(here, None, grid.number))

    def row(self, here, slug, kind, number, above, inside, box):
        """One row of grids; `inside`: the small grids it is made of."""
        dice = self.dice(slug)
        return {
            "网址名": slug,
            "所属区划": here.slug,
            "类型": kind,
            "编号": number,
            "名称": f"第{number}{'大' if above == '' else ''}网格{SAMPLE}",
            "上级网格": above,
            "管辖范围": f"东到{ROADS[number % len(ROADS)]}，西到{ROADS[(number + 3) % len(ROADS)]}，" + "、".join(g.estate for g in inside),
            "特点": dice.choice(self.facts["features"]),
            "户数": sum(grid.households for grid in inside),
            "人口": sum(grid.persons for grid in inside),
            "示范": "是" if number == 1 and above else "否",
            "急时名称": f"第{number}战区" if above == "" else "",
            "城乡": "农村" if here.level == "村" else "城市",
            "按什么划分": "楼栋（单元）" if above else "小区（片区）",
            "边界": "不清楚" if dice.random() < 0.1 else "清楚",
            "边界线": drawn(box),
        }

    def buildings(self):
        """The estate (in villages the courtyard) of every small grid, its buildings, their entrances."""
        for here in self.here:
            for grid in here.grids:
                yield self.estate(here, grid)
        for here in self.here:
            for grid in here.grids:
                yield from self.houses(here, grid)
        for here in self.here:
            for grid in here.grids:
                for house, (households, persons) in enumerate(self.in_houses(grid), start=1):
                    yield from self.units(here, grid, house, households, persons)

    def estate(self, here, grid):
        """The row of the estate or courtyard that the small grid is."""
        rural = here.level == "村"
        facts = self.building(here, grid, grid.estate_slug, "", grid.estate + SAMPLE, "院落" if rural else "小区", self.inside(grid, 0))
        facts |= {"户数": grid.households, "人数": grid.persons}
        return facts | ({"星级": grid.number % 5 + 1, "创建主题": ("安全", "和谐", "平安")[grid.number % 3]} if rural else {})

    def houses(self, here, grid):
        """The rows of the buildings of a small grid."""
        for house, (households, persons) in enumerate(self.in_houses(grid), start=1):
            slug = f"{grid.estate_slug}-{house}"
            facts = self.building(here, grid, slug, grid.estate_slug, f"{house}号楼{SAMPLE}", "楼栋", self.inside(grid, house))
            risk = ("蓝", "蓝", "蓝", "黄", "蓝", "橙", "蓝")[(house + grid.number) % 7]
            yield facts | {"别名": f"{grid.estate}{house}号楼", "户数": households, "人数": persons, "安全风险等级": risk}

    def units(self, here, grid, house, households, persons):
        """The rows of the entrances of one building, its households and persons shared out."""
        many = self.facts["units_per_building"]
        for unit in range(1, many + 1):
            slug, above = f"{grid.estate_slug}-{house}-{unit}", f"{grid.estate_slug}-{house}"
            share = [whole // many + (unit <= whole % many) for whole in (households, persons)]
            yield self.building(here, grid, slug, above, f"{unit}单元{SAMPLE}", "单元", "") | {"户数": share[0], "人数": share[1]}

    def building(self, here, grid, slug, above, name, kind, point):
        """What every row of buildings says."""
        return {
            "网址名": slug,
            "所属区划": here.slug,
            "所在小区或楼栋": above,
            "名称": name,
            "类型": kind,
            "所属网格": grid.slug,
            "别名": "",
            "地址": "" if kind == "单元" else f"{ROADS[(here.place + grid.number) % len(ROADS)]}{grid.number * 10 + here.place}号",
            "位置": point,
            "户数": "",
            "人数": "",
            "安全风险等级": "",
            "星级": "",
            "创建主题": "",
        }

    def levels(self):
        """The chains that the profile names."""
        for code, chain in self.facts["chains"].items():
            for ordinal, (name, meaning) in enumerate(chain["levels"], start=1):
                yield {
                    "链条代号": f"{self.code}-{code}",
                    "次序": ordinal,
                    "名称": name + SAMPLE,
                    "链条名称": chain["name"] + SAMPLE,
                    "链条类型": chain["kind"],
                    "所属区划": self.street,
                    "作用": meaning,
                }


def drawn(box):
    """The GeoJSON of a rectangle (west, south, east, north), anticlockwise."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))
