"""A small neighbourhood to walk through, and a way to count what a page asks the database."""

import datetime
from types import SimpleNamespace

import pytest

from portal.core import clock, db
from portal.core.hours import Week
from tests.makers import division, grid, source, station

THURSDAY = datetime.datetime(2026, 3, 12, 14, 20)


@pytest.fixture
def thursday():
    """The clock stands at Thursday, 12 March 2026, 14:20."""
    with clock.at(THURSDAY):
        yield


@pytest.fixture
def queries(app):
    """Statements sent to the database since the list was last cleared."""
    seen = []

    def note(event):
        seen.append(event.sql)

    db.database.query_hooks.append(note)
    yield seen
    db.database.query_hooks.remove(note)


@pytest.fixture
def place(app, scenes):
    """A prefecture with a hotline, a street, two communities, grids, stations, a place and a source."""
    return scenes.on(neighbourhood)


def neighbourhood():
    prefecture = division("淄博市", level="prefecture", slug="zibo", hotline="12345")
    street = division("历山街道", prefecture, level="street", slug="lishan", summary="沂源县人口最多的镇办。")
    north = division("北麻社区", street, slug="beima", summary="山水一城等小区。")
    south = division("和源社区", street, slug="heyuan")
    cited = source("L14", quote="第一到第十网格之间的边界", headline="社会治理教科书", publisher="融媒体中心", note="图册标出边界")
    large = grid(north, kind="large", number=1, name="第一大网格", slug="beima-large-1")
    small = grid(
        north,
        number=3,
        name="第三网格",
        slug="beima-3",
        parent=large,
        code="370323001003001",
        scope_text="山水一城 1 至 4 号楼。",
        sources=(cited.id,),
    )
    other = grid(south, number=6, name="第六网格", slug="heyuan-6")
    post = station(
        "北麻社区党群服务站",
        north,
        kind="party_station",
        slug="beima-station",
        grid=small,
        address="山水一城北门",
        hours=Week.read("周一至周五 08:30-18:00"),
        phone="0533-3241234转8",
        assured_on="2026-03-05",
        accessibility="正门有坡道",
        summary="问路、代办、歇脚。",
        sources=(cited.id,),
        contact_name="欧阳保密",
        contact_phone="13812345678",
    )
    silent = station("和源养老服务中心", south, kind="care_center", slug="heyuan-care")
    spring = station("玉河泉", south, kind="scenic", category="place", slug="yuhequan", summary="村里的泉眼。")
    return SimpleNamespace(
        prefecture=prefecture,
        street=street,
        north=north,
        south=south,
        source=cited,
        large=large,
        small=small,
        other=other,
        post=post,
        silent=silent,
        spring=spring,
    )
