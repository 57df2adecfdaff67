"""About the site itself: what it is, what happens to personal information, and a map of every section and place."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.places import Division
from .asking import asked, page_number
from .listing import leaf
from .whereabouts import Whereabouts

pages = Blueprint("about", __name__)

SIZE = 300  # places on one page of the map

# every section: (endpoint, what it is called, what a resident finds there)
SECTIONS = (
    ("找人", (
        ("contacts.index", "联系人", "每个网格由谁照看，打哪个电话"),
        ("grids.index", "网格", "各社区分成哪些网格，管到哪里"),
        ("buildings.index", "小区楼栋", "您家的楼在哪个网格"),
        ("posts.index", "岗位", "网格员、楼长这些岗位各做什么"),
    )),
    ("办事", (
        ("stations.index", "服务站点", "在哪里，此刻开没开，打哪个电话"),
        ("services.index", "服务事项", "能办什么，要不要钱，带什么"),
        ("stations.places", "场所", "附近的景点、公共设施和便民点"),
        ("activities.index", "活动", "下一次什么时候，要不要报名"),
        ("notices.index", "公告", "通知、政策、制度和紧急提示"),
    )),
    ("谁在做", (
        ("communities.index", "党建共同体", "哪些单位一起做"),
        ("members.index", "成员单位", "每家单位答应了什么"),
        ("organizations.index", "单位", "机关、物业、队伍和社会组织"),
        ("enterprises.index", "企业", "辖区里的企业和它们的行业"),
        ("brands.index", "服务品牌", "九心、六心这些数字怎么读"),
    )),
    ("数字和出处", (
        ("figures.index", "数字", "每个数字的原文和出处"),
        ("levels.index", "层级", "从街道到楼栋有几级"),
        ("sources.index", "数据出处", "事实从哪篇报道来"),
    )),
    ("本站", (
        ("search.index", "搜索", "在全站里找"),
        ("feedback.form", "提意见", "写错了、打不通、要反映的事"),
        ("about.index", "关于本站", "这些内容从哪里来，怎么看"),
        ("about.privacy", "个人信息怎么处理", "记什么，不记什么"),
    )),
)  # fmt: skip


@pages.get("/about")
def index():
    asked()
    return render_template("public/about/index.html")


@pages.get("/privacy")
def privacy():
    asked()
    return render_template("public/about/privacy.html")


@pages.get("/sitemap")
def map():
    wanted = asked("page")
    page = leaf(Division.live().order_by(Division.area), page_number(wanted["page"]), SIZE)
    return render_template("public/about/map.html", sections=SECTIONS, page=page, groups=grouped(page.rows))


def grouped(divisions):
    """[([the Faces above, highest first], [Faces of those of `divisions` right below])], in the order of the tree."""
    places, groups = Whereabouts(divisions), {}
    for division in divisions:
        above = places.chain(division.area)[:-1]
        groups.setdefault(above[-1].area if above else "", (above, []))[1].append(Face(division))
    return list(groups.values())
