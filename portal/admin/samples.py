"""Made-up things that the example pages draw: faces of records that were never saved, each marked 示例."""

import datetime
from types import SimpleNamespace as Some

from ..core.hours import Week
from ..core.record import Face
from ..models import (
    Activity,
    Assignment,
    BrandLink,
    Division,
    Figure,
    Grid,
    MemberUnit,
    Notice,
    RoleType,
    Service,
    ServiceBrand,
    Source,
    Station,
)

MOMENT = datetime.datetime(2026, 3, 12, 7, 0, tzinfo=datetime.UTC)  # 12 March 2026, 15:00 in the neighbourhood
TEXT = "进门就能问事、办事、歇脚，天热天冷都可以来坐。"


def face(home, **values):
    """The Face of a `home` record that stands in no database."""
    fixed = {"id": 1, "slug": "shili", "state": "published", "area": "/", "updated_at": datetime.datetime(2026, 3, 12), "synthetic": True}
    return Face(home(**(fixed | values)))


def one(title, url="/", **more):
    """Something that a page names beside its own records."""
    return Some(title=title, url=url, synthetic=True, **more)


def faces():
    """name → a Face of each kind that a component draws."""
    return {
        "activity": face(Activity, name="读书会", kind="public_event", status="scheduled", registration="none", fee="免费"),
        "cancelled": face(Activity, name="广场舞", kind="performance", status="cancelled"),
        "division": face(Division, name="示例社区", level="community"),
        "figure": face(Figure, name="常住人口", as_printed="约1.2万人", period="2025年", as_of="2025-12-31"),
        "grid": face(Grid, name="第三网格", kind="small", number=3, scope_text="1 至 4 号楼，东、西以小区道路为界。"),
        "membership": face(MemberUnit, role="member", step="agreed", joined_on="2025-06", commitments="每月第一个周末开放停车场。"),
        "notice": face(Notice, headline="停水检修", kind="alert", issued_on="2026-03-11", issuer="示例社区", summary=TEXT, pinned=True),
        "assignment": face(Assignment, kind="standing", duty_text="巡查、问需、代办。", duty_phone="0533-0000001", assured_on="2026-03-05"),
        "role": face(RoleType, name="网格员"),
        "service": face(Service, name="缝补衣物", kind="care", fee="free", description=TEXT),
        "source": face(Source, file="shili", locator="L1", quote="这是一句示例原话", headline="示例报道", publisher="示例报社"),
        "station": face(Station, name="示例驿站", kind="city_post", category="service", address="示例路 1 号", summary=TEXT),
        "link": face(BrandLink, role="builds"),
    }


def part(name, digit="", meaning="", children=(), emblem="", links=(), open_to_all=False, kind="service_brand"):
    """A part of a brand's tree."""
    brand = face(ServiceBrand, name=name, digit=digit or None, meaning=meaning or None, kind=kind)
    return Some(face=brand, emblem=emblem, links=list(links), children=list(children), open_to_all=open_to_all, is_deep=False)


def posts():
    """(posts of a place, the number for those without their own)."""
    known, number = faces(), Some(number="12345", whom="示例市服务热线")
    duty = Some(word="值班中", when="今天到 18:00", is_open=True, is_known=True)
    own = Some(face=known["assignment"], role=known["role"], holder="", opening=duty, number=Some(number="0533-0000001", whom="网格员"))
    silent = Some(
        face=face(Assignment, kind="concurrent", headcount=2),
        role=face(RoleType, name="楼长"),
        holder="",
        opening=Some(is_known=False),
        number=None,
    )
    return [own, silent], number


def drawn():
    """A small map: one border, one station."""
    here = {"here": True, "url": "/", "geometry": None, "label": None}
    border = Some(kind="area", title="第三网格", path="M40 30L260 20L300 120L180 180L60 150Z", x=170, y=100, number=0, **here)
    dot = Some(kind="station", title="示例驿站", path="", x=150, y=90, number=1, **here | {"here": False})
    marks = [border, dot]
    return Some(
        name="第三网格",
        said="第三网格的边界，里面有一个站点。",
        width=320,
        height=200,
        bar=(60, "100 米"),
        marks=marks,
        of=lambda kind: [mark for mark in marks if mark.kind == kind],
        data={"type": "FeatureCollection", "features": []},
    )


def samples():
    """name → what the example pages call it."""
    known, (all_posts, number) = faces(), posts()
    opening = Some(word="开放中", when="今天到 18:00", is_open=True, is_known=True)
    closed = Some(word="已关门", when="明天 08:30 开门", is_open=False, is_known=True)
    week = Week.read("周一至周五 08:30-12:00 14:00-18:00")
    row = Some(face=known["station"], where="示例街道 示例社区", opening=opening, stations=[], when="每周四 15:00", repeats="每周四 15:00")
    reading = Some(face=known["figure"], side="", words="约 12 000 人", sure="约数", sources=[known["source"]])
    other = Some(face=face(Figure, slug="shili-2", as_printed="12100人"), side="", words="12 100 人", sure="", sources=[])
    builder = (known["link"], one("示例社区第三网格"), "示例社区")
    tree = part(
        "示例品牌",
        children=[
            part("一站", digit="1", meaning="一个驿站"),
            part("两心", digit="2", children=[part("暖心", emblem="暖", links=[builder]), part("贴心", emblem="贴", open_to_all=True)]),
        ],
    )
    today = datetime.date(2026, 3, 12)
    days = [Some(date=datetime.date(2026, 3, 9) + datetime.timedelta(days=n), entries=(), is_today=n == 3) for n in range(7)]
    days[3].entries = (Some(row=Some(face=known["activity"])),)
    return known | {
        "ground": known["grid"],
        "all_posts": all_posts,
        "number": number,
        "opened": opening,
        "closed": closed,
        "week": [("周一至周五", "08:30–12:00，14:00–18:00")] if week else [],
        "row": row,
        "activities": [
            Some(face=known["activity"], start=MOMENT, when="3月12日 周四 15:00", repeats="每周四 15:00", where="示例社区", is_over=False),
            Some(face=known["cancelled"], start=None, when="", repeats="", where="示例广场", is_over=False),
        ],
        "alerts_shown": [Some(face=known["notice"], where="示例社区")],
        "notices": [Some(face=known["notice"], where="示例社区", opening=None)],
        "services": [Some(face=known["service"], where="示例社区", opening=opening, stations=[one("示例驿站")], when="每周四 15:00")],
        "member_row": Some(face=known["membership"], unit=one("示例超市"), noun="企业", sources=[known["source"]], community=None),
        "readings": [Some(name="常住人口", rows=[reading, other], clash=True)],
        "tree": tree,
        "things": [one("示例驿站"), one("示例品牌"), Some(title="没有自己页面的单位", url="", synthetic=False)],
        "kinds": Some(wanted="a", offers=[("a", "党群服务站", 12), ("b", "养老服务中心", 3)], everything=15, total=15),
        "leaf": Some(number=4, first=91, last=120, count=1000, more=True, numbers=[1, None, 3, 4, 5, None, 34]),
        "drawing": Some(width=320, height=200, path="M40 30L260 20L300 120L180 180L60 150Z"),
        "moment": MOMENT,
        "drawn": drawn(),
        "month": Some(first=today.replace(day=1), weeks=[days]),
        "offers": [Some(word="网格", value="grids", count=3, chosen=True), Some(word="站点", value="stations", count=12, chosen=False)],
        "result": one("示例驿站", noun="驿站", where="示例社区", gist=TEXT),
        "offered": Some(face=known["service"], when="每周四 15:00", free_for="老年人"),
        "card": Some(
            face=known["grid"],
            grid=known["grid"],
            title="示例小区 3号楼",
            url="/",
            over="示例街道 示例社区",
            above=[],
            posts=all_posts,
            number=number,
            stations=[(row, 320)],
            communities=[one("示例共同体")],
            hearts=[one("暖心")],
            assured_on="2026-03-05",
            synthetic=True,
        ),
    }
