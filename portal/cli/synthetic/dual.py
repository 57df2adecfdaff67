"""A street that lies in a city and is run by a development zone: one committee, four kinds of members, six posts a grid.

Its whistle cases come with the cases themselves, in a later issue (seeds/profiles/jifeng.yaml).
"""

from .ground import SAMPLE, uneven
from .people import Peopled
from .unreal import credit_code, phone

HOURS = "周一至周五 08:30-18:00；周六 09:00-12:00"


class Dual(Peopled):
    """Six communities; grids named as in the report come first."""

    stands_at = ("网格", "区划", "单位")

    def __init__(self, lot):
        super().__init__(lot)
        self.root, self.zone = f"{self.code}-jd", f"{self.code}-kfq"
        named, others = self.facts["named"], self.facts["others"]
        many = self.count("grids", least=1)
        # (community, number in it) of each grid: one in each named community, then three in each of the others
        places = [(place, 1) for place in range(len(named))]
        places += [(len(named) + place // 3, place % 3 + 1) for place in range(len(others) * 3)]
        self.places = places[:many]
        self.names = [*named, *others][: self.places[-1][0] + 1]

    def divisions(self):
        """A city, the development zone, the street with its two parents, the communities."""

        def row(slug, name, level, above, managing="", hotline=""):
            return {"网址名": slug, "名称": name, "级别": level, "上级区划": above, "托管上级": managing, "服务热线": hotline}

        yield row(self.code, self.named(self.facts["county"]), "区县", "", "", phone(1))
        yield row(self.zone, self.named(self.facts["zone"]), "开发区", "", "", phone(2))
        yield row(self.root, f"示例坪街道{SAMPLE}", "街道", self.code, self.zone, phone(3))
        for place, name in enumerate(self.names):
            yield row(self.community(place), name + "社区" + SAMPLE, "社区", self.root)

    def community(self, place):
        """The address of the community at `place`."""
        return f"{self.code}-sq{place + 1}"

    def grid(self, community, number):
        """The address of a grid."""
        return f"{self.community(community)}-g{number}"

    def grids(self):
        """The grids, each with a team of six posts."""
        for community, number in self.places:
            yield {
                "网址名": self.grid(community, number),
                "所属区划": self.community(community),
                "类型": "基础网格",
                "编号": number,
                "名称": f"{self.names[community]}第{number}网格{SAMPLE}",
                "特点": "六大员各管一摊，吹哨即到",
            }

    def organizations(self):
        """1: the street's committee; a committee in each community; and the three kinds of bodies that sit on it."""

        def row(slug, division, kind, name, sort, above=""):
            return {"网址名": slug, "所属区划": division, "类型": kind, "名称": name + SAMPLE, "组织形式": sort, "上级组织": above}

        top = f"{self.code}-dgw"
        yield row(top, self.root, "党组织", "街道大工委", "大工委")
        for place, name in enumerate(self.names):
            here = self.community(place)
            yield row(f"{here}-ddw", here, "党组织", f"{name}社区大党委", "大党委", top)
            yield row(f"{here}-dw", here, "事业单位", f"{name}学校", "驻区单位")
            yield row(f"{here}-ywh", here, "业主委员会", f"{name}家园业主委员会", "小区业委会")
            yield row(f"{here}-jwh", here, "居民委员会", f"{name}社区居民委员会", "社区居民")

    def enterprises(self):
        """One enterprise in each community."""
        for place, name in enumerate(self.names):
            yield {
                "网址名": f"{self.community(place)}-qy",
                "名称": f"{name}便民商贸有限公司{SAMPLE}",
                "所属区划": self.community(place),
                "类型": "公司",
                "统一社会信用代码": credit_code("公司", self.facts["letter"], self.copy, place),
            }

    def communities(self):
        """The alliance of all who sit on the committees."""
        yield {
            "网址名": f"{self.code}-lm",
            "名称": f"街道党建联盟{SAMPLE}",
            "所属区划": self.root,
            "类型": "党建联盟",
            "成立日期": self.month(30),
            "所称成员数": 4 * len(self.names),
            "简介": "驻区单位、企业、小区业委会、社区居民四类对象一起议事。",
        }

    def members(self):
        """4: the four kinds of members, in every community."""
        for place, _ in enumerate(self.names):
            here = self.community(place)
            for slug, heading in ((f"{here}-dw", "单位"), (f"{here}-qy", "企业"), (f"{here}-ywh", "单位"), (f"{here}-jwh", "单位")):
                yield {
                    "党建共同体": f"{self.code}-lm",
                    "单位": slug if heading == "单位" else "",
                    "企业": slug if heading == "企业" else "",
                    "角色": "成员单位",
                    "加入日期": self.month(28),
                }

    def brands(self):
        """1+4+6N, and what each number stands for."""

        def row(slug, code, name, above, kind, digit, ordinal, meaning):
            return {
                "网址名": slug,
                "所属区划": self.root,
                "代号": code,
                "名称": name + SAMPLE,
                "上级品牌": above,
                "类型": kind,
                "数字": digit,
                "次序": ordinal,
                "含义": meaning,
            }

        whole = f"{self.code}-146n"
        yield row(whole, "146n", "1+4+6N网格化治理", "", "工作法", "1+4+6N", "", "一个大工委，四类委员，每个网格六大员")
        for ordinal, (digit, name, meaning) in enumerate(self.facts["method"], start=1):
            yield row(f"{whole}-{ordinal}", f"146n-{ordinal}", name, whole, "组成部分", digit, ordinal, meaning)

    def brandlinks(self):
        """Where the six posts are at work."""
        for community, number in self.places:
            yield {"服务品牌": f"{self.code}-146n-3", "关系": "落地", "网格": self.grid(community, number)}

    def posts(self):
        """Full-time grid workers, six posts in every grid, and those who sit on committees beside their own work."""
        shares = uneven(self.count("full_time", least=len(self.places)), len(self.places), self.dice("full time"), spread=1.5)
        for place, ((community, number), share) in enumerate(zip(self.places, shares, strict=True)):
            grid = self.grid(community, number)
            for ordinal in range(1, share + 1):
                yield self.post("full_time", "网格", grid, ordinal, phone=phone(300 + place * 10 + ordinal), hours=HOURS), ""
            for ordinal, role in enumerate(self.facts["six"]):
                yield self.post(role, "网格", grid, phone=phone(500 + place * 6 + ordinal), hours=HOURS), ""
        for ordinal in range(1, self.facts["department_heads"] + 1):
            yield self.post("part_time", "单位", f"{self.code}-dgw", ordinal, kind="兼任"), ""
        for place in range(min(self.facts["police"], len(self.names))):
            yield self.post("deputy", "区划", self.community(place), kind="兼任", phone=phone(700 + place)), ""
