"""`flask seed`: the articles' facts, again and again, and back out."""

import json
from pathlib import Path

import pytest

from portal.cli.seed import Progress
from portal.core import db, files
from portal.core.history import Change
from portal.core.importing.runs import ImportRun
from portal.core.looks import Look
from portal.models import SEEDED, Division, Grid, Source, Station
from tests.makers import edit, station

ARTICLES = "seeds/articles"


def as_json(run, *words, code=0):
    return json.loads(run("seed", *words, "--json", code=code).output)


def test_the_articles_load_whole_and_again_without_a_change(run):
    first, again = as_json(run, "load", ARTICLES), as_json(run, "load", ARTICLES)

    total = sum(home.select().count() for home in SEEDED)
    assert first == {"created": total, "changed": 0, "unchanged": 0, "conflicts": [], "refused": []}
    assert again == {"created": 0, "changed": 0, "unchanged": total, "conflicts": [], "refused": []}


def test_what_is_dumped_loads_back_without_a_change(run, tmp_path):
    run("seed", "load", ARTICLES)
    run("seed", "dump", "--to", tmp_path)

    report = as_json(run, "load", tmp_path)

    assert (report["created"], report["changed"], report["conflicts"], report["refused"]) == (0, 0, [], [])


def test_a_dump_of_personal_data_is_written_down_once_for_each_table_that_holds_any(run, tmp_path):
    station(contact_name="王小五")
    run("seed", "dump", "--to", tmp_path / "open")
    assert not Look.select().exists()

    run("seed", "dump", "--to", tmp_path / "personal", "--personal")

    (look,) = Look.select()
    assert (look.by, look.what, look.shape, look.record) == ("命令行", "export", "station", None)
    assert look.detail == "csv 1 条 含个人信息 flask seed dump --personal"


def test_a_dump_fills_an_empty_database_with_the_same_facts(run, tmp_path, templates):
    run("seed", "load", ARTICLES)
    run("seed", "dump", "--to", tmp_path / "one")
    db.open_database(templates.fresh(db.database.kind, tmp_path))

    assert as_json(run, "load", tmp_path / "one")["refused"] == []
    run("seed", "dump", "--to", tmp_path / "two")

    for home in SEEDED:
        one, two = ((tmp_path / folder / f"{home._meta.plural}.csv").read_text() for folder in ("one", "two"))
        assert sorted(one.splitlines()) == sorted(two.splitlines())


def test_the_facts_are_the_articles(run):
    run("seed", "load", ARTICLES)

    jifeng = Division.get(Division.slug == "jifeng")
    assert (jifeng.parent.name, jifeng.managing_parent.name) == ("吉首市", "湘西经开区")
    assert Division.select().where(Division.level == "street", Division.nbs_code.is_null(False)).count() == 8
    assert Division.get(Division.slug == "donghu").code_status == "provisional"
    assert Grid.select().join(Division).where(Division.slug == "lishan-shequ", Grid.kind == "large").count() == 3
    assert Station.get(Station.name.contains("红色物业")).area_m2 == 250
    assert Division.get(Division.slug == "lishan").hotline_inherited() == "12345"
    assert not Source.select().where(Source.locator.in_(["C11", "J22"])).exists()


def test_every_seed_names_a_source_or_is_a_bare_place(run):
    run("seed", "load", ARTICLES)

    for home in (Grid, Station):
        assert all(record.sources for record in home.select())
    assert {d.level for d in Division.select() if not d.sources} <= {"province", "prefecture", "county"}


def test_no_seed_copies_a_sentence_of_an_article():
    for path in Path(ARTICLES).glob("*.csv"):
        for _, row in files.open_table(path).rows:
            assert len(row.get("摘录", "")) <= 30


def test_files_may_come_in_any_order_and_one_by_one(run):
    paths = [f"{ARTICLES}/{name}.csv" for name in ("stations", "grids", "divisions", "sources")]

    assert as_json(run, "load", *paths)["refused"] == []


def test_a_table_names_what_was_refused_and_exits_1(run, tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("文件,位置,刊印日期\na,1,昨天\n")

    output = run("seed", "load", path, code=1).output

    assert "拒绝 1" in output
    assert f"{path}:2　刊印日期　昨天　“昨天”不是日期" in output


def test_a_conflict_exits_1_and_force_overwrites(run, tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("文件,位置,说明\na,1,原来\n")
    run("seed", "load", path)
    edit(Source.get(), note="改过")
    path.write_text("文件,位置,说明\na,1,新的\n")

    report = as_json(run, "load", path, code=1)
    assert [(entry["line"], entry["column"], entry["value"], entry["kept"]) for entry in report["conflicts"]] == [
        (2, "说明", "新的", "改过")
    ]
    assert as_json(run, "load", path, "--force")["changed"] == 1


def test_check_writes_nothing_and_atomic_all_or_nothing(run, tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("文件,位置\na,1\na,-\n")

    assert as_json(run, "check", path, code=1)["created"] == 1
    assert "什么都没有写入" in run("seed", "load", path, "--atomic", code=1).output
    assert Source.select().count() == 0


def test_check_sees_what_earlier_files_would_bring(run):
    assert as_json(run, "check", ARTICLES)["refused"] == []
    assert Division.select().count() == 0


@pytest.mark.parametrize("words", [(), ("--atomic",)])
def test_the_history_keeps_the_name_of_a_file_and_not_where_it_lay(run, tmp_path, words):
    path = tmp_path / "sources.csv"
    path.write_text("文件,位置\na,1\n")

    run("seed", "load", path, *words)

    assert [change.why for change in Change.select()] == ["sources.csv"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("stations.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "不是表格"),
        ("stations.xlsx", b"PK\x03\x04 not really", "打不开"),
        ("stations.csv", b"", "第一行应是列名"),
        ("statoins.csv", b"x\n", "没有叫“statoins”的表，可以是"),
        ("stations.yaml", b"just words", "应是一串记录"),
    ],
)
def test_a_file_that_is_no_table_says_so(name, data, sentence, run, tmp_path):
    (tmp_path / name).write_bytes(data)

    assert sentence in run("seed", "load", tmp_path / name, code=1).output


def test_a_missing_file_is_one_line(run):
    assert run("seed", "load", "nowhere", code=1).output.strip() == "Error: 没有“nowhere”这个文件或文件夹"


def test_a_template_holds_every_heading(run):
    headings = run("seed", "template", "stations").output.strip().split(",")

    assert headings[:2] == ["名称", "所属区划"]
    assert headings == [field.label for field in Station.shape()]
    assert "没有叫“statons”的表" in run("seed", "template", "statons", code=1).output


def test_generate_says_what_it_wrote_and_names_the_profiles_there_are(run, tmp_path):
    words = ("seed", "generate", "--profile", "jifeng", "--scale", "0.5", "--seed", 2)

    assert "grids.csv　6 条" in run(*words, "--to", tmp_path / "one").output
    assert "people.csv" in run(*words, "--private", "--to", tmp_path / "two").output
    assert not (tmp_path / "one" / "people.csv").exists()
    assert "没有叫“jifneg”的规模方案" in run("seed", "generate", "--profile", "jifneg", "--to", tmp_path, code=1).output


def test_a_progress_bar_shows_once_a_file_takes_long(run, tmp_path, capsys):
    progress = Progress(tmp_path / "stations.csv", 100)
    progress(10)
    assert capsys.readouterr().err == ""
    progress.started -= 3
    progress(50)
    progress.finish()
    assert "stations.csv" in capsys.readouterr().err


def test_divisions_may_refer_to_each_other_in_one_file(run, tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text("名称,级别,上级区划\n丙社区,社区,乙街道\n乙街道,街道,甲市\n甲市,地市,\n丁社区,社区,没有的街道\n")

    report = as_json(run, "load", path, code=1)

    assert report["created"] == 3
    assert [(entry["line"], entry["value"]) for entry in report["refused"]] == [(5, "没有的街道")]


def test_a_database_out_of_reach_is_one_line(run, url):
    db.database.close()
    db.database.initialize(
        db.Sqlite("/proc/nowhere.db") if url.startswith("sqlite") else db.Postgres("postgresql://127.0.0.1:1/none?connect_timeout=1")
    )

    assert run("seed", "load", ARTICLES, code=1).output.strip() == "Error: 数据库暂时忙或连不上，什么都没有写入，请稍后再试。"


def test_what_was_loaded_stands_among_the_imports_and_a_check_does_not(run, tmp_path):
    path = tmp_path / "sources.csv"
    path.write_text("文件,位置\na,1\na,2\na,-\n")
    run("seed", "check", path, code=1)
    assert not ImportRun.select().exists()

    run("seed", "load", path, code=1)

    (kept,) = ImportRun.select()
    assert (kept.home, kept.file, kept.via, kept.state) == ("source", "sources.csv", "seed", "done")
    assert (kept.created, kept.changed, kept.unchanged, kept.refused) == (2, 0, 0, 1)
    assert {change.run for change in Change.select()} == {kept.token}
