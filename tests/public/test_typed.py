"""What was typed: the room goes first, the house is read, nothing comes back twice."""

import random

import pytest

from portal.public.find import rooms, typed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("山水一城3号楼2单元501室", "山水一城3号楼"),
        ("山水一城3-2-401", "山水一城3号楼"),
        ("山水一城3#1204", "山水一城3#"),
        ("三号楼四零一", "三号楼"),
        ("朝阳大厦A座1204", "朝阳大厦A座"),
        ("朝阳大厦A1204", "朝阳大厦A座"),
        ("山水一城5楼东户", "山水一城5楼"),
        ("山水一城 401", "山水一城"),
        ("3号楼5楼西户", "3号楼"),
        ("1204室", ""),
        ("二单元", ""),
        ("13900001234", ""),
        ("ssyc 3 2danyuan 401shi", "ssyc 3"),
        ("金桂苑12-3-1602", "金桂苑12号楼"),
        ("山水一城3栋2-401", "山水一城3栋"),
        ("山水一城B座12A", "山水一城B座"),
        ("山水一城三號樓2單元501室", "山水一城三号楼"),
    ],
)
def test_unit_floor_and_room_are_taken_away(text, kept):
    assert rooms.without_room(typed.clean(text)) == kept


@pytest.mark.parametrize(
    "text",
    [
        "山水一城3号楼",
        "健康路12号院",
        "健康路120号",
        "369小区",
        "101中学",
        "三户村",
        "八一路小学",
        "第三网格",
        "万和城二期",
        "A座",
        "十里铺",
    ],
)
def test_what_is_no_room_stays(text):
    assert rooms.without_room(typed.clean(text)) == text


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("山水一城三号楼", "3号楼"),
        ("ssyc 3", "3号楼"),
        ("ssyc3haolou", "3号楼"),
        ("shanshui san hao lou", "3号楼"),
        ("3＃山水一城", "3号楼"),
        ("朝阳大厦b座", "b号楼"),
        ("山水一城 12", "12号楼"),
        ("山水一城③号楼", "3号楼"),
        ("山水一城叁号楼", "3号楼"),
        ("山水一城3棟", "3号楼"),
        ("ssyc-3", "3号楼"),
        ("山水一城", ""),
    ],
)
def test_a_house_is_read_however_it_is_written(text, house):
    assert typed.read(rooms.without_room(typed.clean(text))).house == house


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我是荷塘月色的业主", "荷塘月色"),
        ("俺是西里村的，谁管俺村", "西里村的"),
        ("想找清泉社区的网格员", "清泉"),
        ("金桂苑书记电话", "金桂苑"),
        ("清泉社区第三网格员电话", "清泉社区3网格"),
        ("清泉社区网格2", "清泉社区2网格"),
        ("查家村", "查家村"),
        ("河湾村民俗馆", "河湾村民俗馆"),
        ("河湾村居民委员会", "河湾村居民委员会"),
    ],
)
def test_what_is_said_around_a_name_goes_and_the_name_stays(text, left):
    assert typed.read(rooms.without_room(typed.clean(text))).text == left


def test_taking_the_room_away_twice_takes_no_more():
    """Else the redirect to the address without the room would go round and round."""
    dice = random.Random("rooms")
    for _ in range(3_000):
        text = typed.clean(
            "".join(dice.choice("山水一城三号楼栋单元室户层东西-#/ 0123456789０Ａab、，.号院网格") for _ in range(dice.randint(1, 24)))
        )
        kept = rooms.without_room(text)
        assert rooms.without_room(typed.clean(kept)) == kept, text


def test_any_text_at_all_is_read():
    dice = random.Random("anything")
    for _ in range(500):
        text = "".join(
            chr(dice.choice((dice.randint(0, 127), dice.randint(0x3400, 0x9FFF), dice.randint(0, 0xD7FF), dice.randint(0x1F300, 0x1F6FF))))
            for _ in range(40)
        )
        found = typed.read(rooms.without_room(typed.clean(text)))
        assert all(found.text[piece.start : piece.end] == piece.text for piece in found.pieces())
