"""Importing: every row answered, nothing doubled, nothing lost, and what a person edited kept."""

import pytest
import xlsxwriter

from portal.core import exporting, files, importing, policy
from portal.models import Division, Grid, Source, Station
from tests.makers import division, edit, grid, source, station, user

STAFF = policy.command_line("测试")


def load(home, text, by=STAFF, name="表.csv", **options):
    data = text.encode() if isinstance(text, str) else text
    return importing.load(home, files.rows_of(name, data), by, via=options.pop("via", "seed"), file=name, **options)


def counts(report):
    return report.created, report.changed, report.unchanged, len(report.conflicts), len(report.refused)


DIVISIONS = (
    "名称,级别,上级区划,统计用区划代码,成立日期\n历山街道,街道,山东省,,2022年3月\n山东省,省,,370000000000,\n历山社区,社区,历山街道,,\n"
)


def test_rows_are_imported_parents_first_whatever_their_order(database):
    assert counts(load(Division, DIVISIONS)) == (3, 0, 0, 0, 0)

    assert Division.get(Division.name == "历山社区").parent.parent.name == "山东省"


def test_the_same_file_again_changes_nothing(database):
    load(Division, DIVISIONS)

    assert counts(load(Division, DIVISIONS)) == (0, 0, 3, 0, 0)


def test_a_changed_cell_changes_one_record(database):
    load(Division, DIVISIONS)

    assert counts(load(Division, DIVISIONS.replace("2022年3月", "2022/4/1"))) == (0, 1, 2, 0, 0)
    assert Division.get(Division.name == "历山街道").founded_on == "2022-04-01"


def test_blank_leaves_and_a_dash_clears(database):
    load(Division, DIVISIONS)

    load(Division, "名称,上级区划,统计用区划代码,级别\n山东省,,,省\n")
    assert Division.get(Division.name == "山东省").nbs_code == "370000000000"
    load(Division, "名称,上级区划,统计用区划代码\n山东省,,-\n")
    assert Division.get(Division.name == "山东省").nbs_code is None


def test_a_dash_clears_relations_and_flags_too(database):
    made = station(division_=division("历山社区"), is_demo=True, sources=(source("L1").id,))

    load(Station, "名称,所属区划,示范,出处\n东驿站,历山社区,-,-\n", force=True)

    now = Station.get_by_id(made.id)
    assert (now.is_demo, now.sources) == (False, [])


def test_a_dash_in_a_needed_cell_is_refused(database):
    report = load(Source, "文件,位置\na,-\n")

    assert report.refused[0]["reason"] == "请填写位置"


def test_a_refused_row_names_file_line_column_value_and_reason_and_keeps_the_others(database):
    report = load(
        Station,
        "名称,所属区划,类型,电话\n甲站,历山社区,城市驿站,一二三\n乙站,历山社区,城市驿站,0533-3241234\n".replace(
            "历山社区", division("历山社区").slug
        ),
    )

    assert counts(report) == (1, 0, 0, 0, 1)
    assert report.refused == [
        {
            "file": "表.csv",
            "line": 2,
            "column": "电话",
            "value": "一二三",
            "reason": "“一二三”不是电话号码，请写成 0533-3241234、13812345678 或 12345",
        }
    ]


def test_every_wrong_cell_of_a_row_is_named(database):
    report = load(Station, "名称,所属区划,类型,电话,位置\n甲站,没有的社区,城堡,abc,100\n")

    assert [entry["column"] for entry in report.refused] == ["所属区划", "类型", "电话", "位置"]


def test_rules_of_the_model_are_reported_at_their_column(database):
    division("历山街道", level="street")

    report = load(Grid, "所属区划,类型,编号,名称\n历山街道,小网格,1,第一网格\n")

    assert (report.refused[0]["column"], report.refused[0]["value"]) == ("所属区划", "历山街道")


@pytest.mark.parametrize(("heading", "nearest"), [("电活", "电话"), ("所属区化", "所属区划"), ("phnoe", "电话")])
def test_an_unknown_heading_is_named_with_the_nearest_and_nothing_is_imported(heading, nearest, database):
    report = load(Station, f"名称,所属区划,类型,{heading}\n甲站,历山社区,城市驿站,1\n")

    assert (report.created, report.refused[0]["line"], report.refused[0]["column"]) == (0, 1, heading)
    assert f"您是不是要写“{nearest}”" in report.refused[0]["reason"]


def test_a_file_without_the_key_is_refused(database):
    assert "缺少“名称”这一列" in load(Station, "所属区划,类型\n历山社区,城市驿站\n").refused[0]["reason"]


def test_a_password_never_comes_from_a_file(database):
    from portal.models import User

    assert "不能从文件导入" in load(User, "登录名,口令\nwang,correct horse\n").refused[0]["reason"]


def test_a_row_with_more_cells_than_headings_is_refused(database):
    report = load(Source, "文件,位置\na,1,多出来\nb,2\n")

    assert counts(report) == (1, 0, 0, 0, 1)
    assert report.refused[0]["line"] == 2


def test_a_record_named_twice_in_one_file_is_refused_the_second_time(database):
    report = load(Source, "文件,位置,说明\na,1,甲\na,1,乙\n")

    assert counts(report) == (1, 0, 0, 0, 1)
    assert "与第 2 行是同一条" in report.refused[0]["reason"]


def test_a_record_named_again_thousands_of_rows_later_is_refused_naming_the_first_line(database):
    rows = "".join(f"a,{number}\n" for number in range(importing.BATCH + 10))

    report = load(Source, "文件,位置\n" + rows + "a,5\n")

    assert counts(report) == (importing.BATCH + 10, 0, 0, 0, 1)
    assert (report.refused[0]["line"], report.refused[0]["reason"]) == (importing.BATCH + 12, "与第 7 行是同一条，请删掉一行")


# -- references ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["lishanshequ", "历山社区", "历山街道/历山社区"])
def test_a_reference_is_a_slug_a_name_or_a_key(written, database):
    division("历山社区", division("历山街道", level="street"))

    assert counts(load(Station, f"名称,所属区划,类型\n甲站,{written},城市驿站\n")) == (1, 0, 0, 0, 0)


def test_an_ambiguous_name_is_refused_listing_what_it_could_be(database):
    for street in ("甲街道", "乙街道"):
        division("新华社区", division(street, level="street"))

    reason = load(Station, "名称,所属区划,类型\n甲站,新华社区,城市驿站\n").refused[0]["reason"]
    assert "有 2 个叫“新华社区”的行政区划" in reason
    assert "“xinhuashequ-2”" in reason


def test_an_unknown_reference_is_refused_listing_the_nearest(database):
    division("历山社区")

    assert "相近的有“历山社区”" in load(Station, "名称,所属区划,类型\n甲站,历上社区,城市驿站\n").refused[0]["reason"]


def test_a_grid_is_named_by_its_key(database):
    here = division("历山社区")
    inside = grid(here, number=6, name="第六网格")

    load(Station, "名称,所属区划,类型,所属网格\n甲站,历山社区,城市驿站,历山社区/小网格/6\n")

    assert Station.get(Station.name == "甲站").grid == inside


def test_a_clerks_file_cannot_name_a_foreign_record(database):
    east, west = division("东街道", level="street"), division("西街道", level="street")
    division("东社区", east)
    division("西社区", west)
    clerk = user("clerk", "clerk", east).actor()

    report = load(
        Station, "名称,所属区划,类型\n甲站,西社区,城市驿站\n乙站,东社区,城市驿站\n丙站,不存在社区,城市驿站\n", by=clerk, via="import"
    )

    assert report.created == 1
    foreign, nothing = (entry["reason"].replace(entry["value"], "X") for entry in report.refused)
    assert foreign == nothing


# -- edited since -------------------------------------------------------------------------------------------------

ONE = "名称,所属区划,类型,电话,别名\n甲站,历山社区,城市驿站,{phone},{aliases}\n"


@pytest.fixture
def imported(database):
    division("历山社区")
    load(Station, ONE.format(phone="0533-3241231", aliases="甲"))
    return Station.get(Station.name == "甲站")


def test_what_a_person_edited_since_the_last_import_is_kept_and_reported(imported):
    edit(imported, phone="0533-3241239")

    report = load(Station, ONE.format(phone="0533-3241232", aliases="新甲"))

    now = Station.get_by_id(imported.id)
    assert (now.phone, now.aliases, report.changed) == ("0533-3241239", "新甲", 1)
    assert report.conflicts == [
        {
            "file": "表.csv",
            "line": 2,
            "column": "电话",
            "value": "0533-3241232",
            "kept": "0533-3241239",
            "reason": "有人在后台改过电话，保留现在的“0533-3241239”",
        }
    ]


def test_it_stays_kept_at_every_further_import(imported):
    edit(imported, phone="0533-3241239")

    for alias in ("乙", "丙"):
        assert len(load(Station, ONE.format(phone="0533-3241232", aliases=alias)).conflicts) == 1
    assert Station.get_by_id(imported.id).phone == "0533-3241239"


def test_force_overwrites_it_and_the_file_owns_it_again(imported):
    edit(imported, phone="0533-3241239")

    assert counts(load(Station, ONE.format(phone="0533-3241232", aliases="甲"), force=True)) == (0, 1, 0, 0, 0)
    assert counts(load(Station, ONE.format(phone="0533-3241233", aliases="甲"))) == (0, 1, 0, 0, 0)


def test_an_edit_that_agrees_with_the_file_is_no_conflict(imported):
    edit(imported, phone="0533-3241232")

    assert counts(load(Station, ONE.format(phone="0533-3241232", aliases="甲"))) == (0, 0, 1, 0, 0)


def test_a_record_made_by_hand_is_a_persons_in_every_field_they_filled(database):
    station("甲站", division("历山社区"), phone="0533-3241239")

    report = load(Station, ONE.format(phone="0533-3241232", aliases="甲"))

    assert [entry["column"] for entry in report.conflicts] == ["电话"]
    assert Station.get(Station.name == "甲站").aliases == "甲"


# -- keys that change ---------------------------------------------------------------------------------------------


def test_a_changed_key_is_given_beside_the_old_one_without_making_a_double(imported):
    text = "名称,所属区划,类型,原键\n甲站新址,历山社区,城市驿站,历山社区/甲站\n"

    assert counts(load(Station, text)) == (0, 1, 0, 0, 0)
    assert counts(load(Station, text)) == (0, 0, 1, 0, 0)
    assert [row.name for row in Station.select()] == ["甲站新址"]


def test_an_old_key_that_names_nothing_is_refused(database):
    division("历山社区")

    report = load(Station, "名称,所属区划,类型,原键\n甲站,历山社区,城市驿站,历山社区/乙站\n")

    assert (report.created, report.refused[0]["column"]) == (0, "原键")


# -- all or nothing -----------------------------------------------------------------------------------------------


def test_a_check_says_what_would_happen_and_writes_nothing(database):
    assert counts(load(Division, DIVISIONS, check=True)) == (3, 0, 0, 0, 0)
    assert Division.select().count() == 0


def test_atomic_writes_nothing_when_one_row_is_refused(database):
    report = load(Source, "文件,位置\na,1\na,-\n", atomic=True)

    assert report.undone
    assert Source.select().count() == 0


def test_atomic_writes_everything_when_all_rows_are_taken(database):
    assert counts(load(Source, "文件,位置\na,1\na,2\n", atomic=True)) == (2, 0, 0, 0, 0)
    assert Source.select().count() == 2


def test_thousands_of_rows_are_taken_in_several_changes_of_one_run(database):
    from portal.core.history import Change

    many = 2 * importing.BATCH + 500
    rows = "".join(f"a,{number}\n" for number in range(many))

    assert counts(load(Source, "文件,位置\n" + rows)) == (many, 0, 0, 0, 0)
    assert Change.select().count() == 3
    assert Change.select(Change.run).distinct().count() == 1


def test_a_spreadsheet_is_read_with_its_numbers_and_dates(database, tmp_path):
    division("历山社区")
    book = xlsxwriter.Workbook(tmp_path / "grids.xlsx")
    sheet = book.add_worksheet()
    for row, cells in enumerate([["所属区划", "类型", "编号", "名称", "户数"], ["历山社区", "小网格", 1, "第一网格", 320.0]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()

    assert counts(load(Grid, (tmp_path / "grids.xlsx").read_bytes(), name="grids.xlsx")) == (1, 0, 0, 0, 0)
    assert Grid.get().households == 320


def test_yaml_is_read_as_it_is_written(database):
    text = "- 文件: lishan\n  位置: L1\n  刊印日期: 2022-05\n- 文件: lishan\n  位置: L2\n"

    assert counts(load(Source, text, name="sources.yaml")) == (2, 0, 0, 0, 0)
    assert Source.get(Source.locator == "L1").printed_on == "2022-05"


def test_words_for_numbers_are_understood(database):
    division("历山社区")

    load(Grid, '所属区划,类型,编号,名称,户数,人口\n历山社区,小网格,１２,第十二网格,"1,209户",1.2万\n')

    made = Grid.get()
    assert (made.number, made.households, made.population) == (12, 1209, 12000)


@pytest.mark.parametrize("text", ["'", "''", "'=1+1", "''=x", "-5", "-", "+86", "@x", "'x"])
def test_whatever_is_exported_reads_back_the_same(text, database):
    made = source(note=text)
    note = [Source.shape()[name] for name in ("file", "locator", "note")]

    for plain in (True, False):
        data = "".join(exporting.csv_lines(Source, Source.select(), note, plain=plain))
        assert counts(load(Source, data, force=True)) == (0, 0, 1, 0, 0), data
    assert Source.get_by_id(made.id).note == text
