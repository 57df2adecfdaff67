"""What goes on in a lived-in street: services, activities, notices and figures, all dated from the profile's own today."""

from .ground import SAMPLE
from .layout import Layout
from .unreal import phone


class Days(Layout):
    """What the profile writes once stands in the street, or in every community it is meant for."""

    def each(self, many):
        """(here or None for the street, number, facts) of everything in the list `many`; what a body does, only where it is."""
        for number, facts in enumerate(many, start=1):
            every = facts.get("every")
            if every is None:
                yield None, number, facts
            else:
                body = facts.get("organiser") or facts.get("provider") or "jwh"
                fit = [here for here in self.here if body in self.bodies_of(here)]
                yield from ((here, number, facts) for place, here in enumerate(fit) if (place + number) % every == 0)

    def written(self, text, here):
        """`text` of the profile with {here} said."""
        return text.replace("{here}", here.name if here else self.facts["street"])

    def site(self, here, number):
        """The address of a station of the community `here`, "" for the street."""
        return f"{here.slug}-zd{number % self.facts['sites_per_community'] + 1}" if here else ""

    def chosen(self, codes):
        """Addresses of the words of lists with these `codes`, as one cell."""
        return "；".join(f"shili-{code}" for code in codes)

    def services(self):
        """What can be done for residents, and what it costs whom."""
        for here, number, facts in self.each(self.facts["services"]):
            place = here.place if here else 0
            yield {
                "网址名": f"{here.slug if here else self.street}-fw{number}",
                "名称": self.written(facts["name"], here) + SAMPLE,
                "所属区划": here.slug if here else self.street,
                "类型": facts["kind"],
                "内容": self.written(facts["about"], here),
                "提供单位": f"{here.slug}-{facts['provider']}" if here else f"{self.code}-dgw",
                "在哪里办": self.site(here, number) or "；".join(f"{one.slug}-zd1" for one in self.here[:3]),
                "怎么办": self.chosen(facts["channels"]),
                "电话": phone(8000 + number * 40 + place),
                "循环": facts.get("recurrence", ""),
                "办理时间": facts.get("hours", ""),
                "时间说明": facts.get("when", ""),
                "收费": facts.get("fee", "免费"),
                "收费说明": facts.get("fee_text", ""),
                "免费对象": self.chosen(facts.get("free_for", ())),
                "服务对象": self.chosen(facts.get("audience", ())),
                "办理条件": self.written("\n".join(facts.get("conditions", ())), here),
                "所需材料": "\n".join(facts.get("materials", ())),
                "核实日期": self.day(-(number * 7 + place) % 60 - 60),
            }

    def activities(self):
        """What takes place: again and again, once soon, or once a while ago."""
        for here, number, facts in self.each(self.facts["activities"]):
            offset = facts.get("in_days")
            day = "" if offset is None else self.day(offset + (here.place % 5 if here else 0))
            begins, ends = (facts.get("at", "") + "-").split("-")[:2]
            yield {
                "网址名": f"{here.slug if here else self.street}-hd{number}",
                "名称": self.written(facts["name"], here) + SAMPLE,
                "所属区划": here.slug if here else self.street,
                "第几期": facts.get("round", ""),
                "类型": facts["kind"],
                "进行情况": facts.get("status", "已办" if offset is not None and offset < -5 else "如期"),
                "开始时间": f"{day} {begins or '00:00'}" if day else "",
                "结束时间": f"{day} {ends}" if day and ends else "",
                "全天": "否" if begins or not day else "是",
                "循环": facts.get("recurrence", ""),
                "时间说明": facts.get("when", ""),
                "地点": "" if "venue" in facts else self.site(here, number),
                "其他地点": facts.get("venue", ""),
                "主办单位": f"{here.slug}-{facts.get('organiser', 'jwh')}" if here else f"{self.code}-dgw",
                "党建共同体": f"{self.code}-gtt{(here.part if here else 0) + 1}",
                "服务品牌": f"{self.code}-xin-{number % len(self.facts['brands']['xin']['parts']) + 1}",
                "咨询电话": phone(8800 + number * 20 + (here.place if here else 0)),
                "报名": facts.get("registration", "不用报名"),
                "名额": facts.get("capacity", ""),
                "费用": facts.get("fee", "免费"),
                "面向": self.chosen(facts.get("audience", ())),
                "内容": self.written(facts["about"], here),
                "议程": facts.get("agenda", ""),
            }

    def notices(self):
        """What was announced, reported, ruled and explained; a few still drafts, one not yet out, one past its time."""
        for here, number, facts in self.each(self.facts["notices"]):
            offset = facts["in_days"] - (here.place if here else 0)
            yield {
                "网址名": f"{here.slug if here else self.street}-gg{number}",
                "标题": self.written(facts["headline"], here) + SAMPLE,
                "所属区划": here.slug if here else self.street,
                "类型": facts["kind"],
                "类别": f"shili-{facts['category']}" if "category" in facts else "",
                "网格": here.grids[number % len(here.grids)].slug if here and facts.get("grid") else "",
                "党建共同体": f"{self.code}-gtt{here.part + 1}" if here else "",
                "发布日期": self.day(offset),
                "文号": facts.get("number", ""),
                "发文单位": f"{here.name if here else self.facts['street']}{'居民委员会' if here else '办事处'}{SAMPLE}",
                "摘要": self.written(facts.get("summary", ""), here),
                "正文": self.written(facts["body"], here).strip(),
                "关键词": facts.get("keywords", ""),
                "面向": self.chosen(facts.get("audience", ())),
                "置顶": "是" if facts.get("pinned") and not here else "否",
                "复核日期": self.day(offset + 365),
                "发布时间": f"{self.day(facts['out_in_days'])} 08:00" if "out_in_days" in facts else "",
                "下线时间": f"{self.day(facts['gone_in_days'])} 00:00" if "gone_in_days" in facts else "",
                "状态": facts.get("state", "已发布"),
            }

    def figures(self):
        """How many people, households and so on: of the street, its parts and its communities, and what the profile adds."""
        month, total = self.month(1), sum(self.people_of_parts)

        def row(name, heading, slug, value, unit, qualifier="正好", low="", high="", printed="", as_of=month):
            subject = {one: slug if one == heading else "" for one in ("区划", "党建共同体", "服务品牌", "站点或场所")}
            number = {"精确程度": qualifier, "数值": value, "下限": low, "上限": high, "计量单位": unit, "原文写法": printed}
            return {"指标": name, **subject, "截至": as_of, **number}

        yield row("常住人口", "区划", self.street, total, "人", "约", printed=f"{total / 10000:.1f}万")
        low, high = (round(total * (1 + share), -3) for share in self.facts["with_floating"])
        printed = f"{low / 10000:g}到{high / 10000:g}万之间"
        yield row("含流动人口", "区划", self.street, "", "人", "在…之间", low, high, printed)
        yield row("户数", "区划", self.street, sum(here.households for here in self.here), "户")
        for part, persons in enumerate(self.people_of_parts):
            yield row("常住人口", "党建共同体", f"{self.code}-gtt{part + 1}", persons, "人")
        for here in self.here:
            yield row("常住人口", "区划", here.slug, here.persons, "人")
            yield row("户数", "区划", here.slug, here.households, "户")
            yield row("服务居民", "站点或场所", f"{here.slug}-zd1", here.grids[0].persons + 30 * here.place, "人次", "约")
        for name, value, unit, qualifier, printed in self.facts["figures"]:
            for back in (1, 4, 7, 10):  # a quarter each
                then = round(value * (1 - back / 100))
                yield row(name, "区划", self.street, then, unit, qualifier, printed=printed, as_of=self.month(back))
