"""Made-up neighbourhoods of any size: the same profile, scale and seed give the same files, byte for byte.

Nothing in them can be taken for real: every row is marked 示例数据, and telephones start 0000 after the area code,
a prefix that no subscriber has.
"""

import csv
import random
from pathlib import Path

import yaml

from ..core.errors import Refused
from ..core.fields import nearest

PROFILES = Path(__file__).parents[2] / "seeds" / "profiles"

NAMES = (
    "安和",
    "长宁",
    "东升",
    "丰泽",
    "广济",
    "和平",
    "惠民",
    "建设",
    "康宁",
    "乐安",
    "明德",
    "南苑",
    "平安",
    "清泉",
    "仁爱",
    "顺河",
    "同心",
    "文昌",
    "祥云",
    "新华",
    "阳光",
    "永兴",
    "育才",
    "云山",
    "正阳",
    "中和",
    "紫荆",
    "友谊",
    "幸福",
    "朝阳",
)
ROADS = ("人民路", "建设路", "解放路", "文化路", "育英街", "和平街", "新华路", "青年路")
KINDS = ("党群服务站", "党群服务微站", "城市驿站", "网格服务站", "养老服务中心", "联络站点")
PLACES = ("公共设施", "便民经营点", "景点")
HOURS = (
    "周一至周五 08:30-12:00 14:00-18:00",
    "每天 08:00-20:00",
    "周一至周六 09:00-17:00；周日 休息",
    "周一至周五 08:30-17:30；2026-10-01至2026-10-07 关门 国庆节",
    "每天 全天",
)


def profile_named(word):
    """The parameters of the profile `word`: a name in seeds/profiles or the path of a YAML file."""
    path = Path(word) if word.endswith((".yaml", ".yml")) else PROFILES / f"{word}.yaml"
    if not path.exists():
        raise Refused(f"没有叫“{word}”的规模方案，可以是{nearest(word, sorted(p.stem for p in PROFILES.glob('*.yaml')))}")
    return yaml.safe_load(path.read_text())


def write(profile, scale, seed, folder):
    """Write the CSV files of `profile` × `scale` into `folder`; [(file name, rows)]."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(f"{seed}")  # noqa: S311  (nothing secret is drawn here)
    town = Town(profile, scale, dice)
    return [
        _write(folder / name, headings, rows)
        for name, headings, rows in (
            ("divisions.csv", ("网址名", "名称", "级别", "上级区划", "服务热线", "状态", "示例数据"), town.divisions()),
            (
                "grids.csv",
                ("网址名", "所属区划", "类型", "编号", "名称", "上级网格", "管辖范围", "户数", "人口", "状态", "示例数据"),
                town.grids(),
            ),
            (
                "stations.csv",
                ("名称", "所属区划", "所属网格", "类别", "类型", "地址", "位置", "开放时间", "电话", "状态", "示例数据"),
                town.stations(),
            ),
        )
    ]


def _write(path, headings, rows):
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow((*row, "已发布", "是"))
            count += 1
    return path.name, count


class Town:
    """A county with streets, communities, grids and stations; the profile says how many of each."""

    def __init__(self, profile, scale, dice):
        self.dice, self.profile = dice, profile
        self.communities = max(1, round(profile["communities"] * scale))
        self.streets = max(1, min(self.communities, round(profile["streets"] * scale)))
        self.large = profile["large_grids_per_community"]
        self.small = profile["small_grids_per_community"]
        self.per_grid = profile["stations_per_small_grid"]
        self.county = profile["county"]

    def divisions(self):
        """One county, its streets, their communities."""
        yield f"{self.county}-xian", "示例县", "区县", "", "12345"
        for street in range(self.streets):
            yield f"{self.county}-street-{street}", f"{NAMES[street % len(NAMES)]}街道{street}（示例）", "街道", f"{self.county}-xian", ""
        for community in range(self.communities):
            name = f"{NAMES[community % len(NAMES)]}社区{community}（示例）"
            yield f"{self.county}-{community}", name, "社区", f"{self.county}-street-{community % self.streets}", ""

    def grids(self):
        """Large grids in each community, and small ones shared out among them."""
        for community in range(self.communities):
            here = f"{self.county}-{community}"
            for number in range(1, self.large + 1):
                yield f"{here}-large-{number}", here, "大网格", number, f"第{number}大网格", "", f"{ROADS[number % len(ROADS)]}以东", "", ""
            for number in range(1, self.small + 1):
                above = f"{here}-large-{(number - 1) % self.large + 1}" if self.large else ""
                households = self.dice.randint(180, 420)
                yield (
                    f"{here}-small-{number}",
                    here,
                    "小网格",
                    number,
                    f"第{number}网格",
                    above,
                    f"{ROADS[self.dice.randrange(len(ROADS))]}{number}号院至{number + 9}号院",
                    households,
                    round(households * 2.5),
                )

    def stations(self):
        """Stations in every small grid; one in eight is a place without hours or telephone."""
        for community in range(self.communities):
            here = f"{self.county}-{community}"
            for grid in range(1, self.small + 1):
                for number in range(self.per_grid):
                    yield self.station(here, community, grid, number)

    def station(self, here, community, grid, number):
        dice = self.dice
        place = (grid + number) % 8 == 7
        kind = dice.choice(PLACES if place else KINDS)
        name = f"{NAMES[dice.randrange(len(NAMES))]}{kind}{grid}-{number + 1}（示例）"
        address = f"{ROADS[dice.randrange(len(ROADS))]}{dice.randint(1, 300)}号"
        point = f"{117 + dice.random():.6f},{36 + dice.random():.6f}"
        hours = "" if place else HOURS[dice.randrange(len(HOURS))]
        phone = "" if place else f"0533-0000{(community * 997 + grid * 31 + number) % 10000:04}"
        return name, here, f"{here}-small-{grid}", "场所" if place else "服务站点", kind, address, point, hours, phone
