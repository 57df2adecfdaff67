"""A county with streets, communities, grids and stations, as large as one likes: what benchmarks and long lists need."""

import random

from .unreal import phone
from .words import HOURS, KINDS, NAMES, PLACES, ROADS


class Town:
    """The profile says how many of each; scale makes one county larger, not several."""

    def __init__(self, lot):
        profile, scale = lot.facts, lot.scale
        self.dice = random.Random(f"{lot.seed}")  # noqa: S311  (nothing secret is drawn here)
        self.neighbourhoods = max(1, round(profile["communities"] * scale))
        self.streets = max(1, min(self.neighbourhoods, round(profile["streets"] * scale)))
        self.large = profile["large_grids_per_community"]
        self.small = profile["small_grids_per_community"]
        self.per_grid = profile["stations_per_small_grid"]
        self.county = profile["county"]

    def divisions(self):
        """One county, its streets, their communities."""

        def row(slug, name, level, above, hotline=""):
            return {"网址名": slug, "名称": name, "级别": level, "上级区划": above, "服务热线": hotline}

        yield row(f"{self.county}-xian", "示例县", "区县", "", "12345")
        for street in range(self.streets):
            yield row(f"{self.county}-street-{street}", f"{NAMES[street % len(NAMES)]}街道{street}（示例）", "街道", f"{self.county}-xian")
        for community in range(self.neighbourhoods):
            name = f"{NAMES[community % len(NAMES)]}社区{community}（示例）"
            yield row(f"{self.county}-{community}", name, "社区", f"{self.county}-street-{community % self.streets}")

    def grids(self):
        """Large grids in each community, and small ones shared out among them."""
        for community in range(self.neighbourhoods):
            here = f"{self.county}-{community}"
            for number in range(1, self.large + 1):
                yield self.grid(here, "large", "大网格", number, f"第{number}大网格", "", f"{ROADS[number % len(ROADS)]}以东")
            for number in range(1, self.small + 1):
                above = f"{here}-large-{(number - 1) % self.large + 1}" if self.large else ""
                households = self.dice.randint(180, 420)
                scope = f"{ROADS[self.dice.randrange(len(ROADS))]}{number}号院至{number + 9}号院"
                yield self.grid(here, "small", "小网格", number, f"第{number}网格", above, scope, households, round(households * 2.5))

    def grid(self, here, code, kind, number, name, above, scope, households="", population=""):
        """One grid of the community `here`."""
        return {
            "网址名": f"{here}-{code}-{number}",
            "所属区划": here,
            "类型": kind,
            "编号": number,
            "名称": name,
            "上级网格": above,
            "管辖范围": scope,
            "户数": households,
            "人口": population,
        }

    def stations(self):
        """Stations in every small grid; one in eight is a place without hours or telephone."""
        for community in range(self.neighbourhoods):
            here = f"{self.county}-{community}"
            for grid in range(1, self.small + 1):
                for number in range(self.per_grid):
                    place = (grid + number) % 8 == 7
                    line = community * 997 + grid * 31 + number
                    yield station(self.dice, here, f"{here}-small-{grid}", f"{grid}-{number + 1}", place, line)


def station(dice, here, grid, label, place, line, corner=(117, 36), width=1.0):
    """A station, or a `place` without hours or telephone, of the community `here`; `label` tells it from the others there."""
    kind = dice.choice(PLACES if place else KINDS)
    return {
        "名称": f"{NAMES[dice.randrange(len(NAMES))]}{kind}{label}（示例）",
        "所属区划": here,
        "所属网格": grid,
        "类别": "场所" if place else "服务站点",
        "类型": kind,
        "地址": f"{ROADS[dice.randrange(len(ROADS))]}{dice.randint(1, 300)}号",
        "位置": f"{corner[0] + width * dice.random():.6f},{corner[1] + width * dice.random():.6f}",
        "开放时间": "" if place else HOURS[dice.randrange(len(HOURS))],
        "电话": "" if place else phone(line),
    }
