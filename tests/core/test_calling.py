"""Keys of names and of the ground: what is folded together, what the door keeps, what is found."""

import pytest

from portal.core import calling, search
from portal.models import Building
from tests.makers import building, division, edit, enterprise, grid, organization

SQUARE = '{"type":"Polygon","coordinates":[[[118.1,36.1],[118.13,36.1],[118.13,36.12],[118.1,36.12],[118.1,36.1]]]}'


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("三号楼", "3号楼"),
        ("3栋", "3号楼"),
        ("３＃", "3号楼"),
        ("3幢", "3号楼"),
        ("A座", "a号楼"),
        ("十二号楼", "12号楼"),
        ("二十号楼", "20号楼"),
        ("健康路12号院", "健康路12号楼"),
        ("第三网格", "3网格"),
        ("3号网格", "3网格"),
        ("第三大网格", "3大网格"),
        ("山水一城", "山水1城"),
        ("龙凤B3区", "龙凤b3区"),
        ("万和城（二期）", "万和城"),
        ("十里铺", "十里铺"),
        (" 北 麻 ", "北麻"),
    ],
)
def test_a_name_is_folded_into_one_way_of_writing(written, folded):
    assert calling.fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("山水一城", "闪睡依晨"), ("振兴", "正信"), ("荷塘", "河堂"), ("常宁", "昌凝"), ("吕村", "鲁村")]
)
def test_what_sounds_alike_has_one_sound(one, other):
    assert calling.sound(calling.syllables(calling.fold(one))) == calling.sound(calling.syllables(calling.fold(other)))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("长宁雅居", "changningyaju"), ("长宁雅居", "zhangningyaju"), ("朝阳大厦", "chaoyangdasha"), ("乐山苑", "leshanyuan")],
)
def test_every_reading_of_a_character_is_a_key(name, typed):
    assert calling.SOUND + calling.sound([typed]) in calling.keys(calling.fold(name))


def test_a_long_name_is_kept_with_two_syllables_left_out_and_a_short_one_is_not():
    assert calling.SLIP + "donsenrenyiyuan" in calling.keys("东升县人民医院")
    assert calling.SLIP + "hetan" not in calling.keys("荷塘月色")


def test_a_legal_form_is_no_part_of_what_a_firm_is_called():
    assert calling.core("振兴酒厂有限责任公司") == "振兴酒厂"
    assert calling.core("振兴酒厂集团股份有限公司") == "振兴酒厂"


def kept(record):
    entry = search.base(type(record)) + record.id
    return {key for (key,) in calling.PlaceKey.select(calling.PlaceKey.key).where(calling.PlaceKey.entry == entry).tuples()}


def test_the_door_keeps_the_keys_of_names_and_of_their_cores(database):
    keys = kept(building("荷塘月色小区", aliases="荷塘；老荷塘"))
    assert {"n荷塘月色小区", "n荷塘月色", "n荷塘", "n老荷塘", "shetanyuese", "ihtys", "dhetanyue", "p月色小区"} <= keys


def test_the_door_changes_and_forgets_keys_with_their_record(database):
    place = building("荷塘月色")
    edit(place, name="月湖湾").must()
    assert "n月湖湾" in kept(place)
    assert "n荷塘月色" not in kept(place)
    with_change_deleted(place)
    assert kept(place) == set()


def with_change_deleted(record):
    from portal.core import policy
    from portal.core.changes import Edit, change

    with change(policy.command_line("测试"), via="admin") as work:
        work.one(Edit(type(record), record.id, verb="delete")).must()


def test_houses_and_numbered_grids_have_no_keys_because_thousands_are_called_so(database):
    home = division()
    estate = building("山水一城", home)
    assert not any(kept(building(name, home, kind="building", parent=estate)) for name in ("3号楼", "A座", "12栋"))
    assert kept(grid(home, name="第三网格")) == set()
    assert "n河畔网格" in kept(grid(home, name="河畔网格"))


def test_of_enterprises_only_what_residents_live_by_has_keys(database):
    assert "n振兴酒厂" in kept(enterprise("东升县振兴酒厂有限公司", short_name="振兴酒厂"))
    assert "n光明医院" in kept(enterprise("光明医院"))
    assert kept(enterprise("小王电脑维修部", short_name="小王电脑")) == set()


def test_an_outline_is_found_by_any_position_in_its_box(database):
    place = grid(division(), name="第一网格", outline=SQUARE)
    entries = {entry for _, entry in calling.found(calling.around((118.12, 36.11)))}
    assert entries == {search.base(type(place)) + place.id}
    assert not calling.found(calling.around((118.2, 36.11)))


def test_a_large_outline_takes_larger_cells_so_that_it_takes_few():
    large = SQUARE.replace("118.13", "119.9").replace("36.12", "37.9")
    assert len(calling.cells(large)) <= calling.MOST_CELLS
    assert set(calling.around((119.0, 37.0))) & calling.cells(large)


def test_a_common_beginning_costs_no_more_than_a_rare_one(database):
    home = division()
    for number in range(30):
        organization(f"和平{number}号商店", home)
    assert len(calling.found([], ["n和平"], each=12)) == 12


def test_the_keys_are_guarded(database):
    from portal.core.errors import DoorClosed

    with pytest.raises(DoorClosed):
        calling.PlaceKey.delete().execute()


def test_the_migration_makes_the_keys_of_what_is_there(database):
    from portal.core import migrating

    place = building("荷塘月色", aliases="荷塘")
    firm = enterprise("振兴酒厂")
    before = kept(place), kept(firm)
    migrating.downgrade("0011_place_keys")
    migrating.upgrade()
    assert (kept(Building.get_by_id(place.id)), kept(firm)) == before
