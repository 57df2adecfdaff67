"""Stations where residents get things done, and places worth knowing."""

from ..core import clock
from ..core.fields import Amount, Belongs, Choice, Day, Flag, Hours, Many, Phone, Point, Prose, Text, Web
from ..core.record import Record
from .grids import Grid
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
    alias = Text("别名", max=80, public=True, searched=True)
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
    accessibility = Prose("无障碍", max=300, public=True)
    is_demo = Flag("示范", public=True)
    summary = Prose("简介", max=1000, public=True, searched=True)
    assured_on = Day("核实日期", public=True, help="最近一次打电话或上门核对的日子。")
    contact_name = Text("负责人", max=40, personal=True, section="内部联系", help="只给工作人员看，不公开。")
    contact_phone = Phone("负责人电话", personal=True, section="内部联系")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("open_until", "opens_next")

    class Meta:
        label, plural, place = "服务站点", "stations", "division"
        indexes = ((("kind", "sort", "category"), False),)  # lists are narrowed by kind within a category

    def open_until(self):
        """When it closes (aware, neighbourhood's clock) if it is open now, else None."""
        return self.hours and self.hours.open_until(clock.now())

    def opens_next(self):
        """When it opens next (aware, neighbourhood's clock) within a month, else None."""
        return self.hours and self.hours.opens_next(clock.now())

    @classmethod
    def issues(cls, new, old):
        if new.grid is not None and not new.grid.area.startswith(new.division.area) and not new.division.area.startswith(new.grid.area):
            return {"grid": f"网格“{new.grid.name}”不在{new.division.name}里，请选这里的网格或改所属区划"}
        return {}
