"""A street whose grids lie in four layers, each inside the one above (seeds/profiles/donghu.yaml)."""

from .ground import SAMPLE, uneven
from .people import Peopled
from .towns import station
from .unreal import phone
from .words import NAMES, ROADS

# code in addresses, kind, what it is divided by
LAYERS = (
    ("large", "大网格", "社区党组织"),
    ("small", "小网格", "社区"),
    ("micro", "微网格", "楼院（片区）"),
    ("dense", "密网格", "单元（楼栋）"),
)


class Layers(Peopled):
    """Communities with one large grid each; below it small, micro and dense ones, shared out unevenly."""

    stands_at = ("网格", "区划")

    def __init__(self, lot):
        super().__init__(lot)
        self.root, dice = f"{self.code}-jd", self.dice("layers")
        self.neighbourhoods, self._numbered = self.count("large"), {}
        # inside[layer][place]: the community of the grid at place; above[layer][place]: the place of the grid above it
        self.inside, self.above = [list(range(self.neighbourhoods))], [[None] * self.neighbourhoods]
        for code, *_ in LAYERS[1:]:
            before = self.inside[-1]
            shares = uneven(self.count(code, least=len(before)), len(before), dice)
            self.above.append([place for place, share in enumerate(shares) for _ in range(share)])
            self.inside.append([before[place] for place in self.above[-1]])

    def divisions(self):
        """A county, its street, its communities."""

        def row(slug, name, level, above, hotline=""):
            return {"网址名": slug, "名称": name, "级别": level, "上级区划": above, "服务热线": hotline}

        yield row(self.code, self.named(self.facts["county"]), "区县", "", phone(1))
        yield row(self.root, f"示例湖街道{SAMPLE}", "街道", self.code, phone(2))
        for place in range(self.neighbourhoods):
            yield row(self.community(place), f"{NAMES[place % len(NAMES)]}社区{place // len(NAMES) or ''}{SAMPLE}", "社区", self.root)

    def community(self, place):
        """The address of the community at `place`."""
        return f"{self.code}-sq{place + 1}"

    def grids(self):
        """Layer by layer, so that every grid comes after the one it lies in."""
        for layer in range(len(LAYERS)):
            yield from self.layer(layer)

    def layer(self, layer):
        """The grids of one layer, numbered from 1 within their community."""
        _, kind, basis = LAYERS[layer]
        for place, (community, number) in enumerate(self.numbered(layer)):
            above = self.above[layer][place]
            yield {
                "网址名": self.grid(layer, community, number),
                "所属区划": self.community(community),
                "类型": kind,
                "编号": number,
                "名称": f"第{number}{kind}{SAMPLE}",
                "上级网格": "" if above is None else self.grid(layer - 1, *self.numbered(layer - 1)[above]),
                "按什么划分": basis,
                "管辖范围": f"{ROADS[place % len(ROADS)]}{place % 90 + 1}号一带",
            }

    def numbered(self, layer):
        """[(community, number in it)] of the grids of `layer`."""
        if layer not in self._numbered:
            counts, out = [0] * self.neighbourhoods, []
            for community in self.inside[layer]:
                counts[community] += 1
                out.append((community, counts[community]))
            self._numbered[layer] = out
        return self._numbered[layer]

    def grid(self, layer, community, number):
        """The address of a grid."""
        return f"{self.community(community)}-{LAYERS[layer][0]}-{number}"

    def stations(self):
        """As many stations as the profile asks for, shared out among the dense grids; few profiles do."""
        dice, dense = self.dice("stations"), self.numbered(3)
        for number in range(self.count("stations", least=0) if "stations" in self.facts else 0):
            community, grid = dense[number % len(dense)]
            is_place, label = number % 8 == 7, f"{grid}-{number // len(dense) + 1}"
            yield station(dice, self.community(community), self.grid(3, community, grid), label, is_place, number, self.corner(), 0.08)

    def posts(self):
        """Police officers who sit on the committees of as many communities, and the head of every large and small grid."""
        for place in range(min(self.count("police"), self.neighbourhoods)):
            yield self.post("police", "区划", self.community(place), kind="兼任", phone=phone(100 + place)), ""
        for layer, role in ((0, "layer_large_head"), (1, "layer_small_head")):
            for place, (community, number) in enumerate(self.numbered(layer)):
                line = phone(200 + layer * 100 + place)
                yield self.post(role, "网格", self.grid(layer, community, number), phone=line, hours="周一至周五 08:30-18:00"), ""

    def figures(self):
        """What the street says it solved."""
        yield {
            "指标": "解决居民诉求",
            "区划": self.root,
            "截至": self.month(1),
            "精确程度": "正好",
            "数值": self.facts["solved"],
            "计量单位": "件",
            "原文写法": f"{self.facts['solved']}件",
            "时段": "去年以来",
        }
