"""Who holds the posts of a made-up place: nobody, unless persons are asked for."""

from .ground import Ground
from .unreal import person, phone


class Peopled(Ground):
    """A part whose posts may have holders; a subclass yields `posts`, and `root` is the division its people are kept in."""

    root = ""

    def assignments(self):
        """Every post, with its holder when persons are made."""
        for number, (post, _) in enumerate(self.posts()):
            if self.private:
                post |= {"人员": self.number(number).lower(), "公开任职人": "是" if consents(number) else "否"}
            yield post

    def people(self):
        """One person for every post, in the same order; nobody without `--private`."""
        if not self.private:
            return
        for number, (_, rank) in enumerate(self.posts()):
            yield {
                "网址名": self.number(number).lower(),
                "人员编号": self.number(number),
                "姓名": person(number),
                "所属区划": self.root,
                "职级": rank,
                "工作电话": phone(number),
                "个人电话": phone(number + 5000),
                "同意公开": "是" if consents(number) else "否",
                "同意日期": self.day(-200) if consents(number) else "",
            }

    def number(self, place):
        """The number of the person who holds the post at `place`."""
        return f"{self.code}-p{place:05}".upper()

    def post(self, role, at, target, ordinal=1, **more):
        """A row of assignments: the post `role` at `target`, a record of the kind headed `at`."""
        return {
            "岗位": f"shili-{role.replace('_', '-')}",
            **{heading: target if heading == at else "" for heading in self.stands_at},
            "序号": ordinal,
            "方式": more.pop("kind", "常设"),
            "职责": more.pop("duty", ""),
            "值班电话": more.pop("phone", ""),
            "值班时间": more.pop("hours", ""),
            "分组": more.pop("team", ""),
            "产生方式": more.pop("selection", ""),
            "任职日期": more.pop("since", self.day(-400)),
            "岗前培训日期": more.pop("trained", self.day(-410)),
            "核实日期": more.pop("assured", ""),
            **more,
        }

    # the kinds of target that this part has, so that every row has the same headings
    stands_at = ("网格",)


def consents(number):
    """Whether the person `number` lets the name be published: every third."""
    return number % 3 == 0
