"""Notices: what is announced, reported, ruled or explained."""

from ..core.fields import Belongs, Choice, Day, Flag, Many, Paper, Picture, Prose, Rich, Text, Web
from ..core.record import Record
from .communities import PartyCommunity
from .grids import Grid, grid_elsewhere
from .places import Division
from .vocabulary import Source, Term

KINDS = {
    "notice": "通知公告",
    "news": "动态",
    "policy": "政策",
    "regulation": "制度",
    "guide": "指南",
    "alert": "紧急提示",
    "story": "故事",
}


class Notice(Record):
    """One published text, or the title of one whose text is not at hand."""

    headline = Text("标题", max=120, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    kind = Choice("类型", KINDS, required=True, index=True, listed=True, filtered=True, public=True)
    category = Belongs("类别", Term, filtered=True, public=True, help="从“事项类别”词表里选。")
    grid = Belongs("网格", Grid, filtered=True, public=True)
    community = Belongs("党建共同体", PartyCommunity, filtered=True, public=True)
    issued_on = Day("发布日期", listed=True, public=True, index=True)
    number = Text("文号", max=60, public=True, searched=True)
    issuer = Text("发文单位", max=80, public=True, searched=True)
    summary = Prose("摘要", max=500, public=True, searched=True)
    body = Rich("正文", public=True, searched=True, section="正文")
    paper = Paper("附件", public=True, section="正文")
    picture = Picture("图片", public=True, section="图片")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    keywords = Text("关键词", max=100, public=True, searched=True)
    channels = Many("发布渠道", Term, public=True)
    audience = Many("面向", Term, public=True)
    web = Web("原文网址", public=True)
    pinned = Flag("置顶", filtered=True, public=True)
    review_due = Day("复核日期", exact=True, filtered=True, section="发布", help="过了这一天要再看一遍还对不对。")
    sources = Many("出处", Source, public=True, section="出处")

    class Meta:
        label, plural, title, place = "通知公告", "notices", "headline", "division"

    @classmethod
    def issues(cls, new, old):
        problems = grid_elsewhere(new)
        if new.kind == "alert":  # it stands above every page, so it must not be forgotten there
            if not new.expire_at:
                problems["expire_at"] = "紧急提示会挂在每一页上面，请写到什么时候自动撤下，如 2026-03-12 20:00"
            if not new.summary:
                problems["summary"] = "紧急提示先写请居民怎么做，一行一件，如 离开河边和地下室"
        return problems
