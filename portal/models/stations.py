"""Stations where residents get things done, and places worth knowing."""

import math

from ..core import clock
from ..core.fields import Amount, Belongs, Choice, Day, Flag, Hours, Many, Phone, Picture, Point, Prose, Text, Web
from ..core.record import Record
from .grids import Grid, grid_elsewhere
from .organizations import Organization
from .places import Division
from .vocabulary import Source

KINDS = {
    "party_center": "党群服务中心",
    "party_station": "党群服务站",
    "micro_station": "党群服务微站",
    "city_post": "城市驿站",
    "grid_station": "网格服务站",
    "liaison": "联络站点",
    "care_center": "养老服务中心",
    "migrant_center": "流动人口管理服务中心",
    "property_base": "红色物业阵地",
    "sampling": "检测点",
    "vendor_area": "便民经营点",
    "scenic": "景点",
    "facility": "公共设施",
    "production": "生产基地",
}


class Station(Record):
    """One place residents may go to: a service station with hours and a telephone, or a place of another kind."""

    name = Text("名称", max=80, index=True, key=True, listed=True, public=True, searched=True)
    division = Belongs("所属区划", Division, key=True, listed=True, filtered=True, public=True)
    aliases = Text("别名", max=80, public=True, searched=True)
    category = Choice(
        "类别", {"service": "服务站点", "place": "场所"}, required=True, default="service", listed=True, filtered=True, public=True
    )
    kind = Choice("类型", KINDS, required=True, listed=True, filtered=True, public=True)
    grid = Belongs("所属网格", Grid, filtered=True, public=True)
    address = Text("地址", max=120, listed=True, public=True, searched=True)
    point = Point("位置", index=True, public=True, help="经度,纬度（WGS-84），例如 118.173456,36.185。")
    hours = Hours("开放时间", public=True, help="如 周一至周五 08:30-12:00 14:00-18:00；2026-10-01至2026-10-07 关门 国庆节。")
    phone = Phone("电话", listed=True, public=True, searched=True, help="只写公开的值班电话，不写个人手机。")
    web = Web("网页", public=True)
    area_m2 = Amount("面积", unit="平方米", public=True)
    premises_source = Text("场地来源", max=80, public=True)
    operator = Belongs("运营单位", Organization, filtered=True, public=True)
    accessibility = Prose("无障碍", max=300, public=True)
    is_demo = Flag("示范", public=True)
    summary = Prose("简介", max=1000, public=True, searched=True)
    assured_on = Day("核实日期", public=True, help="最近一次打电话或上门核对的日子。")
    picture = Picture("图片", public=True, section="图片")
    picture_alt = Text("图片说明", max=100, public=True, section="图片")
    contact_name = Text("负责人", max=40, personal=True, section="内部联系", help="只给工作人员看，不公开。")
    contact_phone = Phone("负责人电话", personal=True, section="内部联系")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("open_until", "opens_next")

    class Meta:
        label, plural, place = "服务站点", "stations", "division"
        called = ("name", "aliases")
        indexes = ((("kind", "sort", "category"), False),)  # lists are narrowed by kind within a category

    def open_until(self):
        """When it closes (aware, neighbourhood's clock) if it is open now, else None."""
        return self.hours and self.hours.open_until(clock.now())

    def opens_next(self):
        """When it opens next (aware, neighbourhood's clock) within a month, else None."""
        return self.hours and self.hours.opens_next(clock.now())

    @classmethod
    def nearest(cls, point, most=3, at=None, open_only=True, within=30):
        """[(station, metres)] of the live service stations nearest to `point` (longitude, latitude in WGS-84 degrees).

        Those open at `at` (aware; now) unless `open_only` is False; none further than `within` kilometres. A square around the
        point is read from the index and widened until it holds enough.
        """
        at, found = at or clock.now(), []
        for reach in (1, 5, within):
            rows = cls.live().where(cls.category == "service", cls.point.around(point, reach * 1000))
            near = sorted(((one, metres(point, one.point)) for one in rows), key=lambda pair: pair[1])
            found = [
                pair for pair in near if pair[1] <= reach * 1000 and (not open_only or (pair[0].hours and pair[0].hours.open_until(at)))
            ]
            if len(found) >= most:
                break
        return found[:most]

    @classmethod
    def issues(cls, new, old):
        return grid_elsewhere(new)


def metres(here, there):
    """The distance between two points (longitude, latitude) over the ground: the haversine formula, earth radius 6,371 km."""
    (lon1, lat1), (lon2, lat2) = (map(math.radians, point) for point in (here, there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * 6_371_000 * math.asin(math.sqrt(half)))
