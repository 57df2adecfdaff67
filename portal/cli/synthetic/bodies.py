"""Who is there in a lived-in street: organizations, enterprises, party communities with their members, brands."""

from .ground import SAMPLE
from .layout import Layout
from .unreal import credit_code, phone
from .words import NAMES, ROADS


class Bodies(Layout):
    """What the profile names once is made once for the street, for each part, or for each community."""

    def organizations(self):
        """Party bodies from the street down to every grid, then those that the profile names."""
        top = f"{self.code}-dgw"
        yield self.body(top, self.street, "党组织", f"{self.facts['street']}党工委", "党工委", line=20)
        for here in self.here:
            sort = "党委" if here.level == "社区" else "党总支"
            yield self.body(f"{here.slug}-dw", here.slug, "党组织", here.name + sort, here.level + sort, top)
        for here in self.here:
            for grid in here.grids:
                name, sort = f"{here.word}第{grid.number}网格党支部", "网格党支部"
                yield self.body(f"{grid.slug}-zb", here.slug, "党组织", name, sort, f"{here.slug}-dw", grid.slug) | {"组建方式": "联合组建"}
        for here in self.here:
            kind = "居民委员会" if here.level == "社区" else "村民委员会"
            yield self.body(f"{here.slug}-jwh", here.slug, kind, f"{here.name}{kind}", "", line=30 + here.place)
        for here in self.here:
            for place, body in enumerate(self.facts["bodies"]):
                if body["code"] in self.bodies_of(here):
                    yield self.named_body(here, place, body)
        for here in self.here:
            for grid in here.grids[:: self.facts["owners_committee_every"]]:
                facts = self.body(f"{grid.slug}-ywh", here.slug, "业主委员会", f"{grid.estate}业主委员会", "", "", grid.slug)
                yield facts | {"所在小区": grid.estate_slug}

    def named_body(self, here, place, body):
        """A body that the profile names, in a community of its own choosing."""
        grid = here.grids[place % len(here.grids)]
        above = f"{here.slug}-dw" if body["kind"] == "队伍" else ""
        slug, name = f"{here.slug}-{body['code']}", here.word + body["name"]
        facts = self.body(slug, here.slug, body["kind"], name, body.get("sort", ""), above, grid.slug)
        line = "" if body["kind"] == "队伍" else phone(2000 + here.place * 50 + place)
        return facts | {"电话": line, "简介": body.get("about", ""), "地址": f"{ROADS[place % len(ROADS)]}{here.place * 7 + place + 1}号"}

    def body(self, slug, division, kind, name, sort, above="", grid="", line=None):
        """What every row of organizations says."""
        return {
            "网址名": slug,
            "所属区划": division,
            "类型": kind,
            "名称": name + SAMPLE,
            "组织形式": sort,
            "上级组织": above,
            "所属网格": grid,
            "所在小区": "",
            "组建方式": "",
            "电话": phone(line) if line else "",
            "地址": "",
            "简介": "",
        }

    def enterprises(self):
        """Shops and companies on the grids; the first ones are above scale, and the first of those make things."""
        trades = [(industry, trade) for industry, names in self.facts["trades"].items() for trade in names]
        makers = [pair for pair in trades if pair[0] == self.facts["makers"]]
        dice, above, making = self.dice("enterprises"), self.count("above_scale"), self.count("makers_above_scale")
        for number in range(self.count("enterprises", least=above)):
            here, grid = self.stands(number)
            industry, trade = dice.choice(makers if number < making else trades)
            name, _, product = trade.partition("：")
            kind = "公司" if number < above else dice.choices(("个体工商户", "公司", "商圈商户", "合作社"), (60, 25, 12, 3))[0]
            tail = {"公司": "有限公司", "合作社": "专业合作社"}.get(kind, "店")
            growing = number >= above and dice.random() < 0.15
            yield {
                "网址名": self.enterprise(number),
                "名称": f"{NAMES[dice.randrange(len(NAMES))]}{name}{number + 1}号{tail}{SAMPLE}",
                "所属区划": here.slug,
                "类型": kind,
                "统一社会信用代码": credit_code(kind, self.facts["letter"], self.copy, number),
                "行业": f"shili-{industry}",
                "规上企业": "是" if number < above else "否",
                "落在网格": grid.slug,
                "地址": f"{ROADS[dice.randrange(len(ROADS))]}{dice.randint(1, 300)}号",
                "位置": self.inside(grid, "enterprise", number),
                "产品或服务": product,
                "电话": phone(3000 + number),
                "成立日期": str(dice.randint(1998, self.today.year - 1)),
                "培育方向": ("个转企" if kind != "公司" else "小升规") if growing else "",
                "培育阶段": dice.choice(("已发现", "已对接", "培育中")) if growing else "",
            }

    def stands(self, number):
        """(community, grid) that the enterprise `number` stands in."""
        here = self.here[number % len(self.here)]
        return here, here.grids[number // len(self.here) % len(here.grids)]

    def enterprise(self, number):
        """The address of the enterprise `number`."""
        return f"{self.code}-q{number + 1}"

    def communities(self):
        """The party communities, one for each part of the street."""
        floating = self.facts["floating"]
        for part, persons in enumerate(self.people_of_parts):
            facts = self.facts["party_communities"][part]
            yield {
                "网址名": f"{self.code}-gtt{part + 1}",
                "名称": f"{facts['name']}党建共同体{SAMPLE}",
                "所属区划": self.street,
                "类型": "党建共同体",
                "成立日期": self.month(44),
                "依据": "示例县委组织部",
                "服务人口（少）": persons,
                "服务人口（多）": round(persons * (1 + floating)),
                "急时名称": f"第{'一二三四五六七八九'[part]}战区",
                "所称成员数": len(list(self.units(part))) + 2,
                "简介": facts["about"],
                "做法与故事": self.facts["community_story"].format(name=facts["name"]),
            }

    def members(self):
        """The member units of every party community: its communities and villages, bodies, enterprises and a grid."""
        promises = self.facts["promises"]
        for part in range(self.parties):
            for place, (heading, slug) in enumerate(self.units(part)):
                yield {
                    "党建共同体": f"{self.code}-gtt{part + 1}",
                    **{name: slug if name == heading else "" for name in ("单位", "企业", "村居", "网格")},
                    "角色": "牵头单位" if place == 0 else "支持单位" if heading == "网格" else "成员单位",
                    "进展": "已签协议" if place % 9 == 8 else "参与中",
                    "加入日期": self.month(43 - place % 20),
                    "共建承诺": promises[(part + place) % len(promises)] if heading in ("单位", "企业") else "",
                }

    def units(self, part):
        """[(heading, address)] of the members of one party community."""
        inside = [here for here in self.here if here.part == part]
        joining = {body["code"] for body in self.facts["bodies"] if body.get("member")}
        yield from (("村居", here.slug) for here in inside)
        for here in inside:
            yield from (("单位", f"{here.slug}-{code}") for code in self.bodies_of(here) if code in joining)
        numbers = range(self.count("above_scale"))
        yield from (("企业", self.enterprise(number)) for number in numbers if self.stands(number)[0] in inside and number < 45)
        yield "网格", inside[0].grids[0].slug

    def brands(self):
        """The trees of brands and methods that the profile draws."""
        for code, brand in self.facts["brands"].items():
            whole = f"{self.code}-{code}"
            yield self.brand(whole, code, brand, "", brand["kind"], "")
            for ordinal, part in enumerate(brand["parts"], start=1):
                yield self.brand(f"{whole}-{ordinal}", f"{code}-{ordinal}", part, whole, "组成部分", ordinal)

    def brand(self, slug, code, facts, above, kind, ordinal):
        """One row of brands."""
        return {
            "网址名": slug,
            "所属区划": self.street,
            "代号": code,
            "名称": facts["name"] + SAMPLE,
            "上级品牌": above,
            "类型": kind,
            "数字": facts.get("digit", ""),
            "次序": ordinal,
            "含义": facts.get("meaning", ""),
            "简介": facts.get("about", ""),
            "举措": "\n".join(facts.get("measures", ())),
            "做法与故事": facts.get("story", ""),
        }

    def brandlinks(self):
        """Every small grid builds a heart, the first station of every community serves one, a team supports one."""
        hearts = len(self.facts["brands"]["xin"]["parts"])

        def row(heart, role, heading, slug):
            link = {"服务品牌": f"{self.code}-xin-{heart % hearts + 1}", "关系": role}
            return link | {name: slug if name == heading else "" for name in ("网格", "站点或场所", "单位")}

        for here in self.here:
            for grid in here.grids:
                yield row(grid.place, "打造", "网格", grid.slug)
        for here in self.here:
            yield row(here.place, "落地", "站点或场所", f"{here.slug}-zd1")
            yield row(here.place + 4, "支持", "单位", f"{here.slug}-jwh")
