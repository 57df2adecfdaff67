"""A street that knows its enterprises: estates with buildings, enterprises on grids, what they report month by month.

After a newspaper report of 20,591 enterprises and 36,463 figures collected (seeds/profiles/shandalu.yaml).
"""

from .ground import SAMPLE, Ground, uneven
from .unreal import credit_code, phone
from .words import NAMES, ROADS, WALKS

MONTHS = 12


class Register(Ground):
    """Communities with the same number of grids; estates and enterprises are shared out among the grids."""

    def __init__(self, lot):
        super().__init__(lot)
        self.street = f"{self.code}-jd"
        self.neighbourhoods, self.per = self.count("communities"), self.facts["grids_per_community"]
        self.many = self.neighbourhoods * self.per

    def place(self, number):
        """(community, grid) that whatever is numbered `number` lies in, as addresses."""
        place = number % self.many
        community = f"{self.code}-sq{place // self.per + 1}"
        return community, f"{community}-g{place % self.per + 1}"

    def divisions(self):
        """A district, its street, its communities."""

        def row(slug, name, level, above, hotline=""):
            return {"网址名": slug, "名称": name, "级别": level, "上级区划": above, "服务热线": hotline}

        yield row(self.code, self.named(self.facts["county"]), "区县", "", phone(1))
        yield row(self.street, f"示例路街道{SAMPLE}", "街道", self.code, phone(2))
        for place in range(self.neighbourhoods):
            name = f"{NAMES[place % len(NAMES)]}社区{place // len(NAMES) or ''}{SAMPLE}"
            yield row(f"{self.code}-sq{place + 1}", name, "社区", self.street)

    def grids(self):
        """The grids that estates and enterprises stand on."""
        for place in range(self.many):
            community, grid = self.place(place)
            number = place % self.per + 1
            yield {
                "网址名": grid,
                "所属区划": community,
                "类型": "基础网格",
                "编号": number,
                "名称": f"第{number}网格{SAMPLE}",
                "管辖范围": f"{ROADS[place % len(ROADS)]}以北",
            }

    def buildings(self):
        """The estates, then their buildings with so many households in all."""
        estates = self.count("estates")
        for number in range(estates):
            community, grid = self.place(number)
            name = f"{NAMES[number % len(NAMES)]}{WALKS[number // len(NAMES) % len(WALKS)]}{number + 1}区{SAMPLE}"
            yield self.building(f"{self.code}-xq{number + 1}", community, "", name, "小区", grid, "", number)
        buildings = self.count("buildings", least=estates)
        households = uneven(self.count("households", least=buildings), buildings, self.dice("households"), spread=4)
        for number in range(buildings):
            estate, house = number % estates, number // estates + 1
            community, grid = self.place(estate)
            slug, above = f"{self.code}-xq{estate + 1}-{house}", f"{self.code}-xq{estate + 1}"
            yield self.building(slug, community, above, f"{house}号楼{SAMPLE}", "楼栋", grid, households[number], estate)

    def building(self, slug, community, above, name, kind, grid, households, line):
        """One row of buildings."""
        return {
            "网址名": slug,
            "所属区划": community,
            "所在小区或楼栋": above,
            "名称": name,
            "类型": kind,
            "所属网格": grid,
            "地址": f"{ROADS[line % len(ROADS)]}{line + 1}号",
            "户数": households,
            "人数": households and round(households * 2.5),
        }

    def enterprises(self):
        """Every economic entity on its grid, with a credit code; one in ten is on its way to grow."""
        dice = self.dice("enterprises")
        industries = list(self.facts["terms"]["行业"].items())
        weights = [1 / rank for rank in range(1, len(industries) + 1)]
        goals, stages = ("个转企", "小升规", "企申高"), ("已发现", "已对接", "培育中", "已转入", "不再跟进")
        for number in range(self.count("enterprises")):
            community, grid = self.place(number)
            kind = dice.choices(("个体工商户", "公司", "商圈商户", "合作社"), (55, 38, 6, 1))[0]
            industry, word = dice.choices(industries, weights)[0]
            growing = dice.random() < 0.1
            yield {
                "网址名": self.enterprise(number),
                "名称": f"{NAMES[dice.randrange(len(NAMES))]}{word.split('和')[0]}{number + 1}号{SAMPLE}",
                "所属区划": community,
                "类型": kind,
                "统一社会信用代码": credit_code(kind, self.facts["letter"], self.copy, number),
                "行业": f"shili-{industry}",
                "规上企业": "是" if kind == "公司" and dice.random() < 0.02 else "否",
                "落在网格": grid,
                "地址": f"{ROADS[dice.randrange(len(ROADS))]}{dice.randint(1, 300)}号",
                "培育方向": goals[0 if kind == "个体工商户" else dice.randint(1, 2)] if growing else "",
                "培育阶段": dice.choice(stages) if growing else "",
            }

    def enterprise(self, number):
        """The address of the enterprise `number`."""
        return f"{self.code}-q{number + 1}"

    def figures(self):
        """What was collected from the enterprises over twelve months, in drafts: what one earns is for staff only."""
        dice, enterprises = self.dice("figures"), self.count("enterprises")
        kinds = list(self.facts["collected"].items())
        figures = self.count("figures", least=enterprises)
        per, more = divmod(figures, enterprises)
        for number in range(enterprises):
            months = dice.sample(range(MONTHS), min(MONTHS, per + (number < more)))
            for month in sorted(months, reverse=True):
                name, (unit, most) = kinds[number % len(kinds)]
                yield {
                    "指标": name,
                    "企业": self.enterprise(number),
                    "截至": self.month(month),
                    "精确程度": "正好",
                    "数值": dice.randint(1, most),
                    "计量单位": unit,
                    "状态": self.facts["figures_are"],
                }

    def brands(self):
        """The brand, and its hearts."""

        def row(slug, code, name, above, kind, ordinal, meaning):
            return {
                "网址名": slug,
                "所属区划": self.street,
                "代号": code,
                "名称": name + SAMPLE,
                "上级品牌": above,
                "类型": kind,
                "次序": ordinal,
                "含义": meaning,
            }

        whole = f"{self.code}-xin"
        yield row(whole, "xin", self.facts["brand"], "", "服务品牌", "", "一网一特色：每个网格打造一颗心")
        for ordinal, heart in enumerate(self.facts["hearts"], start=1):
            yield row(f"{whole}-{ordinal}", f"xin-{ordinal}", heart, whole, "组成部分", ordinal, "")

    def brandlinks(self):
        """Every grid builds one heart, and every heart is built."""
        hearts = len(self.facts["hearts"])
        for place in range(max(self.many, hearts)):
            yield {"服务品牌": f"{self.code}-xin-{place % hearts + 1}", "关系": "打造", "网格": self.place(place)[1]}
