"""Posts and the people on duty in them: kinds of post, persons, and who holds which post where."""

from ..core import clock
from ..core.db import database
from ..core.fields import Belongs, Choice, Code, Count, Day, Flag, Hours, Many, Phone, Prose, Text
from ..core.record import Record
from .activities import Activity
from .buildings import Building
from .communities import PartyCommunity
from .grids import Grid
from .organizations import Organization
from .places import Division
from .stations import Station
from .vocabulary import Source, Term

CATEGORIES = {
    "lead": "负责人",
    "worker": "网格员",
    "aux": "辅助力量",
    "branch": "党支部",
    "party": "党组织",
    "six_posts": "六大员",
    "site_post": "站点岗位",
    "liaison": "联络",
    "supply": "物资",
    "volunteer": "志愿者",
}
TARGETS = {
    "grid": "网格",
    "division": "区划",
    "community": "党建共同体",
    "organization": "单位",
    "station": "站点",
    "building": "楼栋",
    "activity": "活动",
}
KINDS = {"standing": "常设", "concurrent": "兼任", "seconded": "派驻", "reallocated": "统筹调配", "duty": "值班"}
STEPS = {"proposed": "拟任", "training": "培训中", "active": "在岗", "suspended": "暂停", "ended": "已离任"}
_LED = "这个网格已有在岗的“{}”，请先让那一位离任"
SELECTIONS = {"recommended": "组织推荐", "volunteered": "个人自荐", "both": "组织推荐和个人自荐", "hired": "聘任", "elected": "选举"}


class RoleType(Record):
    """A kind of post: what it is called, what it does, and where its holders come from."""

    code = Code("代号", r"[a-z0-9]+(?:_[a-z0-9]+)*", "小写字母、数字和下划线，如 grid_worker", max=40, key=True, listed=True, public=True)
    name = Text("名称", max=40, index=True, required=True, listed=True, public=True, searched=True)
    category = Choice("类别", CATEGORIES, required=True, index=True, listed=True, filtered=True, public=True)
    duties = Prose("职责", max=1000, public=True, searched=True)
    source_groups = Many("人员来源", Term, public=True, help="从“人员来源”词表里选。")
    needs_training = Flag("先培训后上岗", listed=True, filtered=True, public=True)
    default_public = Flag("默认公开", default=True, help="新安排的这种岗位默认公开岗位和值班电话。")
    applies_to = Choice("设在哪里", TARGETS, filtered=True, public=True, help="留空表示不限。")
    ordinal = Count("次序", max=999, public=True, help="小的排在前面。")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("assignments",)

    class Meta:
        label, plural = "岗位", "roletypes"

    def assignments(self):
        """The live assignments of this post that hold today."""
        return Assignment.current().where(Assignment.role == self).order_by(Assignment.area, Assignment.sort, Assignment.id)


class Person(Record):
    """Somebody who may be put on duty; residents never see this record."""

    number = Code(
        "人员编号", r"[A-Z0-9]+(?:-[A-Z0-9]+)*", "大写字母、数字和连字符，如 LS-0001", max=40, key=True, listed=True, searched=True
    )
    name = Text("姓名", max=40, required=True, personal=True)
    division = Belongs("所属区划", Division, required=True, listed=True, filtered=True)
    employer = Belongs("工作单位", Organization, listed=True, filtered=True)
    occupation = Belongs("职业", Term, filtered=True)
    rank = Text("职级", max=40, personal=True)
    badge_no = Code("工牌号", r"[A-Z0-9-]{3,20}", "3 到 20 位大写字母、数字或连字符", max=20, unique=True, listed=True, searched=True)
    work_phone = Phone("工作电话", personal=True)
    private_phone = Phone("个人电话", personal=True)
    residence = Belongs("居住楼栋", Building, personal=True, help="只到楼栋，不写房号。")
    consent_publish = Flag("同意公开", listed=True, filtered=True, help="本人书面同意公开姓名后才勾选。")
    consent_on = Day("同意日期")

    class Meta:
        label, plural, title, titled, place, published = "人员", "people", "number", ("name", "number"), "division", False

    @classmethod
    def title_of(cls, values, titled=None):
        """张＊＊ LS-0001: enough to tell people apart, too little to name one."""
        words = (cls.name.mask(values.get("name")), values.get("number"))
        return " ".join(filter(None, words))

    @classmethod
    def issues(cls, new, old):
        if new.consent_publish and not new.consent_on:
            return {"consent_on": "勾选了同意公开，还要写本人同意的日期"}
        return {}


class Assignment(Record):
    """One post at exactly one place, with or without a holder, from one day to another."""

    role = Belongs("岗位", RoleType, key=True, listed=True, filtered=True, public=True)
    grid = Belongs("网格", Grid, key=True, required=False, listed=True, filtered=True, public=True)
    division = Belongs("区划", Division, key=True, required=False, listed=True, filtered=True, public=True)
    community = Belongs("党建共同体", PartyCommunity, key=True, required=False, public=True)
    organization = Belongs("单位", Organization, key=True, required=False, public=True)
    station = Belongs("站点", Station, key=True, required=False, listed=True, public=True)
    building = Belongs("楼栋", Building, key=True, required=False, public=True)
    activity = Belongs("活动", Activity, key=True, required=False, public=True)
    ordinal = Count("序号", min=1, max=9999, default=1, key=True, listed=True, help="同一处同一岗位有几位，或前后任，往下编。")
    step = Choice("进展", STEPS, required=True, default="active", listed=True, filtered=True, public=True)
    kind = Choice("方式", KINDS, required=True, default="standing", filtered=True, public=True)
    headcount = Count("人数", min=1, max=100_000, default=1, unit="人", public=True, help="一行代表几个人的，写几。")
    duty_text = Prose("职责", max=500, public=True, searched=True)
    duty_phone = Phone("值班电话", listed=True, public=True, searched=True, help="公开的值班或工作电话，不写个人手机。")
    duty_hours = Hours("值班时间", public=True, help="如 周一至周五 08:30-17:30；周六 09:00-12:00。")
    team_no = Text("分组", max=20)
    selection = Choice("产生方式", SELECTIONS)
    starts_on = Day("任职日期", exact=True, section="任期")
    ends_on = Day("离任日期", exact=True, section="任期")
    trained_on = Day("岗前培训日期", exact=True, section="任期")
    assured_on = Day("核实日期", exact=True, filtered=True, public=True, section="任期", help="最近一次打通值班电话的日子。")
    person = Belongs("人员", Person, filtered=True, section="任职人")
    holder_name = Text("任职人姓名", max=40, personal=True, section="任职人", help="人员表里没有的写这里。")
    name_public = Flag("公开任职人", public=True, section="任职人", help="本人同意后才勾选；人员表里的还要那里也同意。")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("target", "holder", "on_duty_until")

    class Meta:
        label, plural, title = "任职", "assignments", "slug"
        one_of = place = ("grid", "division", "community", "organization", "station", "building", "activity")
        titled = ("role", *one_of)

    @classmethod
    def current(cls, day=None):
        """Query of the live assignments that hold on `day` (today): what residents may see."""
        return cls.live().where(cls.holds(day))

    @classmethod
    def holds(cls, day=None):
        """The condition that an assignment is active, and begun and not ended on `day` (today)."""
        day = (day or clock.today()).isoformat()
        begun = cls.starts_on.is_null() | (cls.starts_on <= day)
        return (cls.step == "active") & begun & (cls.ends_on.is_null() | (cls.ends_on >= day))

    @classmethod
    def at(cls, target, day=None):
        """Query of the current assignments at the record `target`, in the order residents read them."""
        relation = cls.shape()[next(name for name in cls._meta.one_of if cls.shape()[name].target is type(target))]
        return (
            cls.current(day)
            .join(RoleType, on=(cls.role == RoleType.id))
            .where(relation == target.id)
            .order_by(RoleType.ordinal.asc(nulls="LAST"), cls.ordinal, cls.id)
        )

    @classmethod
    def on_duty(cls, target, moment=None):
        """Those current assignments at `target` whose duty hours hold at `moment` (aware; now): who may be rung up now."""
        moment = moment or clock.now()
        day = clock.local(moment).date()
        return [one for one in cls.at(target, day) if one.duty_hours and one.duty_hours.open_until(moment)]

    def target(self):
        """The record that the post stands at."""
        return next(target for name in self._meta.one_of if (target := getattr(self, name)) is not None)

    def holder(self):
        """The holder's name when that person agreed to its being public, else ""."""
        if not self.name_public:
            return ""
        if self.person is not None:
            return self.person.name if self.person.consent_publish else ""
        return self.holder_name or ""

    def on_duty_until(self):
        """When its duty hours end (aware, neighbourhood's clock) if somebody is on duty now, else None."""
        return self.duty_hours and self.duty_hours.open_until(clock.now())

    @classmethod
    def issues(cls, new, old):
        problems = {}
        named = new.person is not None or bool(new.holder_name)
        standing = next((name for name in cls._meta.one_of if getattr(new, name) is not None), None)
        if new.role.applies_to and standing and standing != new.role.applies_to:
            problems["role"] = f"“{new.role.name}”设在{TARGETS[new.role.applies_to]}，这里填的是{TARGETS[standing]}，请改岗位或改填的地方"
        if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
            problems["ends_on"] = f"离任的 {new.ends_on} 比任职的 {new.starts_on} 还早，请核对"
        if new.person is not None and new.holder_name:
            problems["holder_name"] = "已选了人员，姓名就不用再写，请清空其中一个"
        if new.name_public and not named:
            problems["name_public"] = "还没有任职人，没有可公开的"
        elif new.name_public and new.person is not None and not new.person.consent_publish:
            problems["name_public"] = "这位人员还没有同意公开姓名，请先在人员表里登记"
        if new.role.needs_training and new.step == "active" and named and not new.trained_on:
            problems["trained_on"] = f"“{new.role.name}”要先培训后上岗，请写岗前培训日期，或把进展改成“培训中”"
        if new.role.category == "lead" and new.step == "active" and new.grid is not None and new.headcount > 1:
            problems["headcount"] = "一个网格同时只有一位负责人，请写 1"
        elif new.role.category == "lead" and new.step == "active" and new.grid is not None and (other := cls._other_lead(new)) is not None:
            problems["role"] = _LED.format(other.role.name)
        return problems

    @classmethod
    def rivals(cls, writes, related):
        """Of two active leaders of one grid in the same days, the later one."""
        found, leading = [], {}
        for write in writes:
            values, role = write.values, related(cls.role, write.values["role"])
            if values["grid"] is None or values["step"] != "active" or role.category != "lead":
                continue
            days = (values["starts_on"] or "0000", values["ends_on"] or "9999")
            others = leading.setdefault(values["grid"], [])
            for name, (start, end) in others:
                if start <= days[1] and days[0] <= end:
                    found.append((write, "role", _LED.format(name)))
                    break
            else:
                others.append((role.name, days))
        return found

    @classmethod
    def _other_lead(cls, new):
        """Another active assignment of somebody who leads the same grid in the same days, or None."""
        database.alone("leaders of grids")  # of two that are made at the same moment one waits here and finds the other
        start, end = new.starts_on or "0000", new.ends_on or "9999"
        return (
            cls.select()
            .join(RoleType, on=(cls.role == RoleType.id))
            .where(
                cls.grid == new.grid.id,
                cls.id != (new.id or 0),
                cls.step == "active",
                RoleType.category == "lead",
                cls.starts_on.is_null() | (cls.starts_on <= end),
                cls.ends_on.is_null() | (cls.ends_on >= start),
            )
            .first()
        )
