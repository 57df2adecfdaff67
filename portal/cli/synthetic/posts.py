"""Who is on duty in a lived-in street: stations with their seven posts, and the posts of every grid."""

from .ground import SAMPLE
from .layout import Layout
from .people import Peopled
from .unreal import phone
from .words import ROADS


class Posts(Layout, Peopled):
    """Stations and places, and every post at grids, stations, communities and parts of the street."""

    stands_at = ("网格", "区划", "党建共同体", "站点")

    def stations(self):
        """The stations of every community, then its places."""
        for here in self.here:
            for number, facts in self.sites(here):
                yield self.station(here, number, facts)
        for here in self.here:
            for number, facts in enumerate(self.facts["places"], start=1):
                if (here.place + number) % facts["every"] == 0:
                    yield self.station(here, 50 + number, facts) | {"类别": "场所"}

    def sites(self, here):
        """[(number, facts)] of the stations of one community."""
        kinds, per = self.facts["sites"], self.facts["sites_per_community"]
        return [(number + 1, kinds[(number * 3 + here.place) % len(kinds)]) for number in range(per)]

    def station(self, here, number, facts):
        """One row of stations."""
        grid = here.grids[(number * 2 + here.place) % len(here.grids)]
        place = number > 50
        word = f"{here.word}{facts['name']}" if place else f"{here.word}{grid.number}号网格{facts['name']}"
        return {
            "网址名": f"{here.slug}-zd{number}",
            "名称": word + SAMPLE,
            "所属区划": here.slug,
            "别名": facts.get("aliases", ""),
            "类别": "服务站点",
            "类型": facts["kind"],
            "所属网格": grid.slug,
            "地址": f"{ROADS[(here.place + number) % len(ROADS)]}{grid.number * 10 + number}号，{grid.estate}旁",
            "位置": self.inside(grid, "station", number),
            "开放时间": facts.get("hours", ""),
            "电话": "" if place else phone(4000 + here.place * 60 + number),
            "面积": facts.get("area", ""),
            "场地来源": facts.get("premises", ""),
            "无障碍": facts.get("access", ""),
            "示范": "是" if number == 1 and here.place % 4 == 0 else "否",
            "简介": facts.get("about", ""),
            "核实日期": "" if place else self.day(-(here.place * 3 + number) % 90 - 90),
        }

    def posts(self):
        """The posts of parts, communities, large grids, small grids and stations, in this order."""
        for part in range(self.parties):
            for ordinal, role in enumerate(("party_secretary", "party_member", "party_member"), start=1):
                line, order = phone(5000 + part * 3 + ordinal), max(1, ordinal - 1)
                yield self.duty(role, "党建共同体", f"{self.code}-gtt{part + 1}", part, line, order, kind="兼任", selection="选举"), ""
        for here in self.here:
            yield self.duty("community_secretary", "区划", here.slug, here.place, phone(5100 + here.place), selection="选举"), ""
            for number in range(1, self.large + 1):
                line = phone(5200 + here.place * 10 + number)
                yield self.duty("large_head", "网格", f"{here.slug}-large-{number}", number, line, selection="组织推荐"), ""
        for here in self.here:
            for grid in here.grids:
                for place, role in enumerate(self.facts["grid_posts"]):
                    line = phone(6000 + grid.place * 9 + place)
                    yield self.duty(role, "网格", grid.slug, grid.place + place, line, kind="兼任" if place > 1 else "常设"), ""
        yield from self.command_sheets()

    def command_sheets(self):
        """Seven posts at every station, each with its duty and a telephone that is answered."""
        for here in self.here:
            for number, _ in self.sites(here):
                for place, role in enumerate(self.facts["site_posts"]):
                    line, station = phone(7500 + (here.place * 60 + number * 7 + place) % 2400), f"{here.slug}-zd{number}"
                    duty = self.facts["site_duties"][place]
                    yield self.duty(role, "站点", station, number, line, kind="值班", duty=duty, team=f"第{place // 3 + 1}组"), ""

    def duty(self, role, at, target, place, line, ordinal=1, **more):
        """A post with duty hours and a telephone, checked some days ago."""
        hours = self.facts["duty_hours"]
        checked = self.day(-(place * 5) % 80 - 80)
        return self.post(role, at, target, ordinal, phone=line, hours=hours[place % len(hours)], assured=checked, **more)
