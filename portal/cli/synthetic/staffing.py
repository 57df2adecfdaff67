"""A district whose cadres and volunteers serve where they live, so unevenly that some grids need others' people.

After a newspaper report of 486 grids with at least 6 cadres and 30 volunteers each (seeds/profiles/zhoucun.yaml).
"""

from .ground import SAMPLE, apportion
from .people import Peopled
from .towns import station
from .unreal import phone
from .words import NAMES, ROADS

HOURS = "周一至周五 18:00-20:30；周六、周日 09:00-17:00"


class Staffing(Peopled):
    """Communities with several urban grids each and villages with one, and everybody who serves in them."""

    def __init__(self, lot):
        super().__init__(lot)
        self.root, self._served = self.code, {}
        self.urban, self.rural = self.count("urban_grids"), self.count("rural_grids")
        self.per = self.facts["grids_per_community"]
        # (division, number of the grid in it) of every grid; neighbours stand beside one another
        self.places = [(f"{self.code}-sq{place // self.per + 1}", place % self.per + 1) for place in range(self.urban)]
        self.places += [(f"{self.code}-cun{place + 1}", 1) for place in range(self.rural)]

    def divisions(self):
        """A district, its streets and towns, their communities and villages."""
        yield self.division(self.code, self.facts["county"], "区县", "", phone(1))
        communities = -(-self.urban // self.per)
        for level, code, many, below, kind, inside in (
            ("街道", "jd", self.facts["streets"], "sq", "社区", communities),
            ("镇", "zhen", self.facts["towns"], "cun", "村", self.rural),
        ):
            above = [f"{self.code}-{code}{place + 1}" for place in range(min(many, inside))]
            for place, slug in enumerate(above):
                yield self.division(slug, NAMES[-place - 1] + level, level, self.code)
            for place in range(inside):
                name = f"{NAMES[place % len(NAMES)]}{kind}{place // len(NAMES) + 1}"
                yield self.division(f"{self.code}-{below}{place + 1}", name, kind, above[place % len(above)])

    def division(self, slug, name, level, above, hotline=""):
        """One row of divisions; only the district's name has to differ from copy to copy."""
        return {
            "网址名": slug,
            "名称": self.named(name) if not above else name + SAMPLE,
            "级别": level,
            "上级区划": above,
            "服务热线": hotline,
        }

    def grids(self):
        """The basic grids, urban ones first."""
        dice = self.dice("grids")
        for place, (division, number) in enumerate(self.places):
            households = dice.randint(180, 420)
            yield {
                "网址名": self.grid(place),
                "所属区划": division,
                "类型": "基础网格",
                "编号": number,
                "名称": f"第{number}网格{SAMPLE}",
                "城乡": "城市" if place < self.urban else "农村",
                "管辖范围": f"{ROADS[place % len(ROADS)]}{number}号院至{number + 9}号院",
                "户数": households,
                "人口": round(households * 2.5),
            }

    def grid(self, place):
        """The address of the grid at `place`."""
        division, number = self.places[place]
        return f"{division}-g{number}"

    def stations(self):
        """As many stations as the profile asks for, shared out among the grids; few profiles do."""
        dice = self.dice("stations")
        for number in range(self.count("stations", least=0) if "stations" in self.facts else 0):
            place, round_ = number % len(self.places), number // len(self.places)
            division, grid = self.places[place]
            is_place = (place + round_) % 8 == 7
            yield station(dice, division, self.grid(place), f"{grid}-{round_ + 1}", is_place, number, self.corner(), 0.08)

    def posts(self):
        """The secretaries of every grid, then its cadres and volunteers: those who live there, then those it was lent."""
        ranked = round(self.facts["ranked_secretaries"] * self.lot.scale)
        for place in range(len(self.places)):
            by = "区直部门单位派驻" if place < self.urban else "镇（街道）派驻"
            facts = {"kind": "派驻", "selection": "组织推荐和个人自荐", "duty": by, "phone": phone(place), "hours": HOURS}
            yield self.post("secretary", "网格", self.grid(place), **facts), "副科级以上" if place < ranked else ""
        for role in ("cadre", "volunteer"):
            served = self.served(role)
            for place in range(len(self.places)):
                for ordinal, home in enumerate(served.staff(place), start=1):
                    lent = home != place
                    yield (
                        self.post(
                            role,
                            "网格",
                            self.grid(place),
                            ordinal,
                            kind="统筹调配" if lent else "常设",
                            team=f"第{(ordinal - 1) % 6 + 1}组",
                            duty=f"家住{self.grid(home)}，就近调配到这里" if lent else "",
                        ),
                        "",
                    )

    def served(self, role):
        """The `Service` of everybody of `role`."""
        if role not in self._served:
            least, short_of, zipf = self.facts["least"][role], self.facts["short_of"], self.facts["zipf"]
            total = max(self.count(f"{role}s"), least * len(self.places))
            self._served[role] = Service(homes(len(self.places), total, least, short_of, zipf, self.dice("homes"), role), least)
        return self._served[role]


def homes(grids, total, least, short_of, zipf, dice, role):
    """How many people of `total` live in each of `grids`: the share `short_of` has fewer than `least`.

    What the poor lack and what the others have over falls off by rank after Zipf's law. The poor are the same grids for
    every role, but one in three lacks only one of them.
    """
    poor = dice.sample(range(grids), round(grids * short_of))
    poor = [place for rank, place in enumerate(poor) if rank % 3 != (0 if role == "cadre" else 1)]
    rich = [place for place in range(grids) if place not in set(poor)]
    dice.shuffle(rich)
    living = [least] * grids
    if not rich:
        poor = []
    for rank, place in enumerate(poor, start=1):
        living[place] = least - max(1, round((least - 1) / rank**zipf))
    over = total - sum(living)
    for place, more in zip(rich, apportion(over, [1 / rank**zipf for rank in range(1, len(rich) + 1)]), strict=True):
        living[place] += more
    return living


class Service:
    """Who serves where: everybody at home, except those whom the nearest grids with more than `least` lend."""

    def __init__(self, living, least):
        self.living, self.least = living, least
        self.left = list(living)  # how many stay
        self.lent = [[] for _ in living]  # (home, how many) of those who come
        for place, own in enumerate(living):
            self.fill(place, least - own)

    def fill(self, place, lack):
        """Take `lack` people from the nearest grids that have more than the least."""
        distance = 1
        while lack > 0 and distance < len(self.left):
            for donor in (place - distance, place + distance):
                if 0 <= donor < len(self.left) and lack > 0 and (spare := self.left[donor] - self.least) > 0:
                    taken = min(spare, lack)
                    self.left[donor] -= taken
                    self.lent[place].append((donor, taken))
                    lack -= taken
            distance += 1

    def staff(self, place):
        """The home of everybody who serves at `place`, one by one."""
        yield from [place] * self.left[place]
        for home, many in self.lent[place]:
            yield from [home] * many
