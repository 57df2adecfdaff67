"""页面组件: every component of the residents' site drawn with made-up data, when it is used and when it is not.

An example page is the template `patterns/<name>.html`; it wears the site's own stylesheet, so what is seen here is what residents see.
"""

from flask import abort, request
from flask_admin import BaseView, expose

from .rooms import Room
from .samples import samples

LOOKS = {"light": "浅色", "dark": "深色", "elder": "长辈版"}

# name of the component → what it is called, by what it is for
GROUPS = {
    "找人": {"find": "查找框", "contact": "联系卡", "posts": "一处的岗位", "post": "一个岗位", "duty": "岗位卡", "call": "拨打按钮"},
    "列表里的一条": {
        "station": "站点",
        "service": "服务",
        "offer": "站点办的服务",
        "activity": "活动",
        "notice": "公告",
        "grid": "网格",
        "member": "成员单位",
        "hit": "搜索结果",
    },
    "说清一件事": {
        "facts": "名称和内容",
        "pairs": "多行的内容",
        "hours": "开放时间",
        "opening": "开没开门",
        "date": "日历页",
        "month": "月历",
        "figure": "指标",
        "figures": "大数字",
        "brand": "品牌的树",
        "prose": "正文",
        "picture": "图片",
        "map": "位置示意图",
    },
    "在哪里、往哪走": {
        "crumbs": "当前位置",
        "path": "区划的位置",
        "section": "一节",
        "named": "一排名称",
        "name": "一个名称",
        "facets": "按类型挑选",
        "narrowing": "缩小搜索范围",
        "narrowed": "只看一处",
        "listed": "列表的标题",
        "pager": "翻页",
    },
    "提醒和出处": {
        "alert": "紧急提示",
        "badge": "标签",
        "sample": "示例标签",
        "banner": "一句提醒",
        "empty": "没有内容",
        "citation": "一行出处",
        "sources": "出处",
    },
}
TITLES = {name: title for group in GROUPS.values() for name, title in group.items()}


class Patterns(Room, BaseView):
    """The pages at /admin/patterns/."""

    @expose("/")
    def index(self):
        """All components, by what they are for."""
        return self.render("admin/patterns.html", groups=GROUPS)

    @expose("/<which>")
    def show(self, which):
        """One component, in the look that the address asks for."""
        if which not in TITLES:
            abort(404)
        look = request.args.get("look")
        look = look if look in LOOKS else "light"
        return self.render(f"patterns/{which}.html", which=which, called=TITLES[which], look=look, looks=LOOKS, **samples())
