"""Exports: safe in a spreadsheet, without anybody's personal data, and read back without a change."""

import contextlib
import csv
import io
import random

import pytest
from python_calamine import CalamineWorkbook

from portal.core import exporting, files, importing, policy
from portal.core.changes import Edit, change
from portal.core.importing import bare
from portal.models import SEEDED, Division, Grid, Source, Station, User
from tests.makers import division, edit, grid, make, source, station, user

STAFF = policy.command_line("测试")


def text(home, **options):
    return "".join(exporting.csv_lines(home, home.select().order_by(home.id), **options))


def table(written):
    return list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))


@contextlib.contextmanager
def counting(database):
    """The SQL that runs inside the block."""
    seen = []
    hook = lambda event: seen.append(event.sql)  # noqa: E731
    database.query_hooks.append(hook)
    yield seen
    database.query_hooks.remove(hook)


def test_a_csv_for_spreadsheets_has_a_mark_headings_and_their_line_ends(database):
    station("东驿站", division("历山社区"), phone="0533-3241234")

    written = text(Station)

    assert written.startswith("\ufeff名称,所属区划,")
    assert written.count("\r\n") == 2
    assert table(written)[1][:2] == ["东驿站", "历山社区"]


def test_a_csv_for_programs_is_plain(database):
    station("=1+1", division("历山社区"))

    written = text(Station, plain=True, slugs=True)

    assert not written.startswith("\ufeff")
    assert "\r" not in written
    assert table(written)[1][:2] == ["=1+1", "lishanshequ"]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil")', "=cmd|' /C calc'!A0"])
def test_a_formula_is_shown_and_never_run(database, formula):
    station(formula, division("历山社区"), summary=formula)

    row = dict(zip(*table(text(Station)), strict=True))

    assert row["名称"] == row["简介"] == "'" + formula
    assert bare(row["名称"]) == formula


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_every_sign_that_starts_a_formula_is_made_safe(start):
    assert exporting.safe(start + "x") == "'" + start + "x"
    assert exporting.safe("x" + start) == "x" + start
    assert exporting.safe("") == ""


def test_personal_and_secret_fields_stay_unless_they_are_named(database):
    station("东驿站", contact_name="王小明", contact_phone="13812345678")
    user("wangwu", name="王五")

    assert "王小明" not in text(Station)
    assert "13812345678" not in text(Station)
    assert "王五" not in text(User)
    assert "argon2" not in text(User)
    assert "王小明" in text(Station, fields=[Station.name, Station.contact_name])


def test_no_home_exports_a_personal_field_by_itself():
    for home in (*SEEDED, User):
        assert not {field.name for field in exporting.exported(home)} & {field.name for field in home.shape().personal}


def test_words_are_those_that_people_read(database):
    one, two = source("L1"), source("L2")
    parent = grid(division("历山社区"), number=1, name="一号")
    make(
        Grid,
        division=parent.division,
        kind="micro",
        number=2,
        name="二号",
        parent=parent,
        households=1200,
        is_demo=True,
        sources=(one.id, two.id),
        state="published",
    )

    row = dict(zip(table(text(Grid))[0], table(text(Grid))[2], strict=True))

    assert (row["类型"], row["上级网格"], row["示范"], row["户数"], row["出处"]) == ("微网格", "一号", "是", "1200", "lishan L1；lishan L2")
    assert (row["状态"], row["特点"]) == ("已发布", "")


@pytest.fixture(scope="module")
def many():
    """2,500 stations as values."""
    dice = random.Random(1)
    return [{"name": f"站{n}", "kind": "city_post", "phone": f"0533-{dice.randint(2000000, 8999999)}"} for n in range(2500)]


def test_a_thousand_rows_cost_a_few_queries(database, many):
    here = division("历山社区")
    inside = grid(here)
    cited = source("L1")
    with change(STAFF, via="admin") as work:
        work.apply(Edit(Station, None, values=values | {"division": here.id, "grid": inside.id, "sources": (cited.id,)}) for values in many)

    with counting(database) as queries:
        written = text(Station)

    assert written.count("\r\n") == 2501
    assert len(queries) <= 1 + 3 * 5


def test_a_workbook_is_read_by_other_programs(database):
    station("=1+1", division("历山社区"), phone="0533-3241234", summary="一\n二", web="https://a.cn/b")

    book = CalamineWorkbook.from_filelike(exporting.xlsx(Station, Station.select()))
    headings, row = book.get_sheet_by_name("服务站点").to_python()

    assert headings == [field.label for field in exporting.exported(Station)]
    assert row[headings.index("名称")] == "=1+1"
    assert row[headings.index("简介")] == "一\n二"
    assert row[headings.index("电话")] == "0533-3241234"


ODD = ["=1+1", "'引号", '说"好"的', "逗号,分号；", "+86", "-1", "@所有人", "0012", "一\n二", "𫠊", "a\tb", "-"]


def world():
    """Records whose texts are hard to write down."""
    street = division("历山街道", level="street", hotline="12345")
    here = division("历山社区", street, founded_on="2022-03", managing_parent=division("经开区", level="zone"))
    cited = [source(f"L{n}", quote=Source.quote.read(word), note=word) for n, word in enumerate(ODD)]
    inside = grid(here, number=6, name="六号", households=1_200, sources=(cited[0].id, cited[3].id))
    grid(here, kind="micro", number=7, name="七号", parent=inside)
    for word in ODD:
        station(
            Station.name.read(word),
            here,
            grid=inside,
            summary=word,
            contact_name="王小明",
            area_m2=48,
            point=(118.1, 36.2),
            hours=Station.hours.read("每天 08:00-18:00；2026-10-01 关门"),
            sources=(cited[1].id,),
            is_demo=True,
            publish_at=Station.publish_at.read("2024-05-01 08:30"),
        )


@pytest.mark.parametrize("personal", [False, True])
def test_what_is_dumped_is_read_back_without_a_change(database, tmp_path, personal):
    world()

    for home in SEEDED:
        path = tmp_path / f"{home._meta.plural}.csv"
        count = exporting.dump(home, path, personal)
        report = importing.load(home, files.open_table(path), STAFF, via="seed", file=path.name)
        assert (report.refused, report.conflicts) == ([], [])
        assert (report.created, report.changed, report.unchanged) == (0, 0, count)


def test_what_is_dumped_makes_the_same_records_in_an_empty_place(database, tmp_path):
    world()
    for home in SEEDED:
        exporting.dump(home, tmp_path / f"{home._meta.plural}.csv", personal=True)
    before = {home: dumped(home, tmp_path / "a.csv") for home in SEEDED}

    with change(STAFF, via="admin") as work:
        work.apply([Edit(home, record.id, verb="delete") for home in reversed(SEEDED) for record in home.select().order_by(home.id.desc())])
    for home in SEEDED:
        importing.load(home, files.open_table(tmp_path / f"{home._meta.plural}.csv"), STAFF, via="seed")

    assert {home: dumped(home, tmp_path / "b.csv") for home in SEEDED} == before
    assert Station.select().count() == len(ODD)


def dumped(home, path):
    exporting.dump(home, path, personal=True)
    return sorted(path.read_text().splitlines())


def test_a_csv_for_spreadsheets_is_read_back_without_a_change(database):
    here = division("历山社区")
    for word in ODD:
        station(Station.name.read(word), here, summary=word)

    report = importing.load(Station, files.rows_of("表.csv", text(Station).encode()), STAFF, via="seed")

    assert (report.changed, report.unchanged, report.refused) == (0, len(ODD), [])


def test_a_dump_leaves_personal_data_out_and_keeps_what_is_there(database, tmp_path):
    made = station("东驿站", contact_name="王小明")
    exporting.dump(Station, tmp_path / "stations.csv")
    edit(made, contact_name="李小红")

    importing.load(Station, files.open_table(tmp_path / "stations.csv"), STAFF, via="seed")

    assert "王小明" not in (tmp_path / "stations.csv").read_text()
    assert Station.get_by_id(made.id).contact_name == "李小红"


def test_an_empty_home_exports_its_headings(database):
    assert len(table(text(Source))) == 1
    assert list(exporting.rows(Division.select(), exporting.exported(Division))) == []


def test_a_sheet_that_breaks_off_leaves_no_file_behind(tmp_path, monkeypatch):
    def rows():
        yield ["东驿站"]
        raise ConnectionError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ConnectionError):
        exporting.sheet(io.BytesIO(), "表", ["名称"], rows())
    assert not list(tmp_path.iterdir())
