"""Activities: events, meetings, trainings and drills, once or again and again."""

import dataclasses
import datetime

from ..core import clock
from ..core.fields import Belongs, Choice, Count, Day, Flag, Many, Moment, Phone, Picture, Prose, Rich, Rule, Text
from ..core.record import Record
from .brands import ServiceBrand
from .communities import PartyCommunity
from .grids import Grid, grid_elsewhere
from .organizations import Organization
from .places import Division
from .stations import Station
from .vocabulary import Source, Term

KINDS = {
    "public_event": "公众活动",
    "performance": "文艺演出",
    "volunteer": "志愿服务",
    "meeting": "会议",
    "training": "培训",
    "drill": "演练",
    "operation": "行动",
    "patrol": "巡查",
    "forum": "宣讲",
}
STATUSES = {"scheduled": "如期", "postponed": "延期", "cancelled": "取消", "done": "已办"}


def midnight(day):
    """When `day` begins in the neighbourhood."""
    return datetime.datetime.combine(day, datetime.time(), clock.ZONE)


class Activity(Record):
    """Something that takes place: at a moment, on a day that is only roughly known, or by a recurrence."""

    name = Text("名称", max=80, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    round_no = Count("第几期", min=1, max=9999, key=True, required=False, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    status = Choice("进行情况", STATUSES, required=True, default="scheduled", listed=True, filtered=True, public=True)
    starts_at = Moment("开始时间", index=True, listed=True, public=True, section="时间", help="循环的活动不填这里，填循环。")
    ends_at = Moment("结束时间", public=True, section="时间")
    all_day = Flag("全天", public=True, section="时间")
    recurrence = Rule("循环", public=True, section="时间", help="如 每周四 15:00-16:30；2026-10-01 停；从2026-03-12起 每2周周四。")
    held_on = Day("日期", public=True, section="时间", help="只知道年月的旧活动填这里，如 2022-03。")
    when_text = Text("时间说明", max=120, public=True, section="时间", help="说不成规则的写在这里，如 每周一次，以公告为准。")
    station = Belongs("地点", Station, filtered=True, public=True, section="地点")
    venue = Text("其他地点", max=120, public=True, searched=True, section="地点")
    grid = Belongs("网格", Grid, filtered=True, public=True, section="地点")
    organiser = Belongs("主办单位", Organization, filtered=True, public=True, section="主办")
    community = Belongs("党建共同体", PartyCommunity, filtered=True, public=True, section="主办")
    brand = Belongs("服务品牌", ServiceBrand, filtered=True, public=True, section="主办")
    phone = Phone("咨询电话", public=True, section="主办")
    registration = Choice("报名", {"none": "不用报名", "open": "可以报名", "closed": "报名已满或截止"}, public=True, section="报名")
    capacity = Count("名额", min=1, max=100_000, unit="人", public=True, section="报名")
    fee = Text("费用", max=60, public=True, section="报名", help="如 免费。")
    audience = Many("面向", Term, public=True, section="报名")
    summary = Prose("内容", max=2000, public=True, searched=True)
    agenda = Rich("议程", public=True, section="正文")
    minutes = Rich("纪要", section="正文", help="只给工作人员看。")
    picture = Picture("图片", public=True, section="图片")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("next_dates", "next_date", "first_time")

    class Meta:
        label, plural, place = "活动", "activities", "division"

    def next_dates(self, most=5, after=None):
        """[(start, end or None)], aware on the neighbourhood's clock: the next times it takes place, from `after` (now) on.

        Empty when it is over, cancelled or postponed.
        """
        after = after or clock.now()
        if self.status != "scheduled":
            return []
        if self.recurrence:
            return self.recurrence.next(after, most)
        if self.starts_at is None or self.last_moment() <= after:
            return []
        return [(clock.local(self.starts_at), self.ends_at and clock.local(self.ends_at))]

    def next_date(self):
        """The first of `next_dates`, or None."""
        return next(iter(self.next_dates(1)), None)

    def first_time(self):
        """The first moment of a recurrence, a stopped one too, since COUNT counts it; None when there is none.

        A rule that does not say from when is followed from the day on which it was written down, which may lie after its last.
        """
        since = self.recurrence.start or clock.local(self.created_at.replace(tzinfo=datetime.UTC)).date()
        rule = dataclasses.replace(self.recurrence, start=since, stops=())
        return next((start for start, _ in rule.next(midnight(since), 1)), None)

    def last_moment(self):
        """When one that takes place once is over: one without an end at the midnight after it began."""
        return self.ends_at or midnight(clock.local(self.starts_at).date() + datetime.timedelta(days=1))

    @classmethod
    def lasts(cls, now):
        """The condition that it takes place once and that its `last_moment` lies after `now`."""
        return (cls.ends_at > now) | (cls.ends_at.is_null() & (cls.starts_at >= midnight(clock.local(now).date())))

    @classmethod
    def to_come(cls, now):
        """The condition that it is on, is still to come or may come again."""
        return (cls.status != "done") & (cls.recurrence.is_null(False) | cls.lasts(now))

    @classmethod
    def issues(cls, new, old):
        problems = grid_elsewhere(new)
        if new.recurrence and new.starts_at:
            problems["starts_at"] = "循环的活动不填开始时间，起始日期写在循环里，如 从2026-03-12起 每周四 15:00"
        if new.ends_at and not new.starts_at:
            problems["starts_at"] = "填了结束时间，还要填开始时间"
        elif new.ends_at and new.ends_at <= new.starts_at:
            problems["ends_at"] = "结束时间要晚于开始时间，请核对"
        if new.registration == "open" and new.status == "cancelled":
            problems["registration"] = "活动已取消，报名要选“不用报名”或“报名已满或截止”"
        return problems
