"""`flask seed generate`: made-up places with exact totals, the same for the same seed, and nothing in them that is real."""

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc

from portal.cli import synthetic
from portal.core.fields import Phone

PROFILES = ("lishan", "zhoucun", "donghu", "shandalu", "jifeng", "load")
# how large each is made to be loaded: large enough for every file, small enough for every day
LOADED = {"lishan": 0.05, "zhoucun": 0.05, "donghu": 0.3, "shandalu": 0.02, "jifeng": 1, "load": 0.001}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of a profile's files, written once for all tests."""
    folders = {}

    def made(name, scale=1, seed=1, private=False):
        asked = (name, scale, seed, private)
        if asked not in folders:
            folders[asked] = tmp_path_factory.mktemp(name)
            synthetic.write(synthetic.profile_named(name), scale, seed, folders[asked], private)
        return folders[asked]

    return made


@pytest.fixture
def rows(made):
    """The rows of one file of a profile at scale 1."""

    def rows(name, plural, **asked):
        with open(made(name, **asked) / f"{plural}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows


def total(rows, heading):
    return sum(int(row[heading]) for row in rows if row[heading])


def of_kind(rows, *kinds):
    return [row for row in rows if row["类型"] in kinds]


# -- totals ----------------------------------------------------------------------------------------------------------------


def test_lishan_has_six_parts_of_147000_people(rows):
    parts = [row for row in rows("lishan", "figures") if row["指标"] == "常住人口" and row["党建共同体"]]

    assert len(rows("lishan", "communities")) == len(parts) == 6
    assert total(parts, "数值") == 147_000
    assert all(20_000 <= int(part["数值"]) <= 40_000 for part in parts)
    assert Counter(row["级别"] for row in rows("lishan", "divisions")) == {"区县": 1, "街道": 1, "社区": 13, "村": 2}


def test_lishan_adds_up_from_buildings_to_grids_to_people(rows):
    grids, buildings = rows("lishan", "grids"), rows("lishan", "buildings")
    small, houses, units = of_kind(grids, "小网格"), of_kind(buildings, "楼栋"), of_kind(buildings, "单元")

    assert set(Counter(row["所属区划"] for row in small).values()) == {10}
    assert set(Counter(row["所属区划"] for row in of_kind(grids, "大网格")).values()) == {3}
    assert (len(small), len(houses), len(units)) == (150, 1460, 5840)
    assert round(total(houses, "户数") / len(houses), 1) == 40.3
    for part in (small, of_kind(grids, "大网格"), houses, units):
        assert (total(part, "户数"), total(part, "人口" if "人口" in part[0] else "人数")) == (58_800, 147_000)
    assert all(row["所属网格"] for row in buildings)


def test_lishan_has_a_command_sheet_of_seven_posts_at_each_of_sixty_stations(rows):
    stations = {row["网址名"] for row in rows("lishan", "stations") if row["类别"] == "服务站点"}
    sheets = Counter(row["站点"] for row in rows("lishan", "assignments") if row["站点"])

    assert len(stations) == 60
    assert sheets.keys() == stations
    assert set(sheets.values()) == {7}
    assert all(row["值班电话"] and row["职责"] for row in rows("lishan", "assignments") if row["站点"])


def test_lishan_lies_inside_its_own_outlines(rows):
    boxes = {}
    for row in rows("lishan", "grids"):
        ring = json.loads(row["边界线"])["coordinates"][0]
        lon, lat = [corner[0] for corner in ring], [corner[1] for corner in ring]
        boxes[row["网址名"]] = (min(lon), min(lat), max(lon), max(lat))

    for plural, grid in (("buildings", "所属网格"), ("stations", "所属网格"), ("enterprises", "落在网格")):
        for row in rows("lishan", plural):
            if row["位置"]:
                west, south, east, north = boxes[row[grid]]
                lon, lat = map(float, row["位置"].split(","))
                assert west < lon < east, row
                assert south < lat < north, row
    for row in rows("lishan", "grids"):
        if row["上级网格"]:
            inner, outer = boxes[row["网址名"]], boxes[row["上级网格"]]
            assert inner[0] >= outer[0]
            assert inner[1] >= outer[1]
            assert inner[2] <= outer[2]
            assert inner[3] <= outer[3]


def test_lishan_looks_lived_in(rows):
    hearts = Counter(row["服务品牌"] for row in rows("lishan", "brandlinks") if row["关系"] == "打造")
    assert len(hearts) == 9
    assert sum(hearts.values()) == 150
    assert {row["岗位"] for row in rows("lishan", "assignments") if "-small-" in row["网格"]} >= {"shili-grid-leader", "shili-grid-worker"}
    assert {row["收费"] for row in rows("lishan", "services")} >= {"免费", "收费", "低于市价一半"}
    assert len({row["循环"] for row in rows("lishan", "activities")}) >= 8
    assert len({row["开放时间"] for row in rows("lishan", "stations")}) >= 8
    assert {row["状态"] for row in rows("lishan", "notices")} == {"已发布", "草稿"}
    assert all("<" in row["正文"] for row in rows("lishan", "notices"))
    assert {heading for row in rows("lishan", "members") for heading in ("单位", "企业", "村居", "网格") if row[heading]} == {
        "单位",
        "企业",
        "村居",
        "网格",
    }


def test_zhoucun_is_short_in_a_fifth_of_its_grids_until_the_nearest_lend(rows):
    posts, grids = rows("zhoucun", "assignments"), rows("zhoucun", "grids")
    assert Counter(row["城乡"] for row in grids) == {"城市": 303, "农村": 183}
    assert len(posts) == 20_486
    assert Counter(row["岗位"] for row in posts) == {"shili-secretary": 486, "shili-cadre": 5000, "shili-volunteer": 15_000}

    short = set()
    for role, least in (("shili-cadre", 6), ("shili-volunteer", 30)):
        held = [row for row in posts if row["岗位"] == role]
        assert min(Counter(row["网格"] for row in held).values()) == least
        assert len({row["网格"] for row in held}) == 486
        living = Counter(row["职责"][2 : row["职责"].index("，")] if row["方式"] == "统筹调配" else row["网格"] for row in held)
        staying = Counter(row["网格"] for row in held if row["方式"] != "统筹调配")
        assert all(staying[grid] >= least for grid in living if living[grid] != staying[grid]), "a donor keeps the least"
        short |= {row["网址名"] for row in grids if living[row["网址名"]] < least}
    assert 0.17 <= len(short) / 486 <= 0.23
    assert (15_000 - 486 * 30, 5000 - 486 * 6) == (420, 2084)


def test_donghu_has_four_layers_each_inside_the_one_above(rows):
    grids = {row["网址名"]: row for row in rows("donghu", "grids")}
    assert Counter(row["类型"] for row in grids.values()) == {"大网格": 21, "小网格": 61, "微网格": 110, "密网格": 891}

    for row in of_kind(grids.values(), "密网格"):
        chain = [row["类型"]]
        while row["上级网格"]:
            row = grids[row["上级网格"]]
            chain.append(row["类型"])
        assert chain == ["密网格", "微网格", "小网格", "大网格"]
    assert sum(row["岗位"] == "shili-police" for row in rows("donghu", "assignments")) == 8
    assert [row["数值"] for row in rows("donghu", "figures")] == ["119"]


def test_shandalu_counts_enterprises_households_and_what_was_collected(rows):
    buildings, enterprises, figures = (rows("shandalu", plural) for plural in ("buildings", "enterprises", "figures"))

    assert Counter(row["类型"] for row in buildings) == {"小区": 125, "楼栋": 206}
    assert total(buildings, "户数") == 8297
    assert (len(enterprises), len(figures)) == (20_591, 36_463)
    assert {row["企业"] for row in figures} == {row["网址名"] for row in enterprises}
    assert len({row["截至"] for row in figures}) == 12
    assert round(len(figures) / len(enterprises), 2) == 1.77
    built = Counter(row["服务品牌"] for row in rows("shandalu", "brandlinks"))
    assert len(built) == 9
    assert {row["状态"] for row in figures} == {"草稿"}, "what an enterprise earns is for staff only"


def test_jifeng_has_two_parents_twelve_grids_and_fifty_full_time_posts(rows):
    (street,) = [row for row in rows("jifeng", "divisions") if row["级别"] == "街道"]
    posts = Counter(row["岗位"] for row in rows("jifeng", "assignments"))

    assert street["上级区划"] != street["托管上级"] != ""
    assert len(rows("jifeng", "grids")) == 12
    assert posts["shili-full-time"] == 50
    assert [posts[f"shili-{role}"] for role in ("surveyor", "mediator", "enforcer", "propagandist", "helper", "supervisor")] == [12] * 6
    assert [row["数字"] for row in rows("jifeng", "brands")] == ["1+4+6N", "1", "4", "6N"]


def test_load_is_ten_of_everything_at_scale_1_and_one_of_each_at_a_tenth(made):
    def tally(plural, say):
        with open(made("load", scale=0.1) / f"{plural}.csv", encoding="utf-8", newline="") as file:
            return Counter(map(say, csv.DictReader(file)))

    assert tally("grids", lambda row: row["类型"])["密网格"] == 891
    assert tally("assignments", lambda row: row["岗位"] in ("shili-secretary", "shili-cadre", "shili-volunteer"))[True] == 20_486
    assert tally("enterprises", lambda row: "shandalu" in row["网址名"])[True] == 20_591
    assert tally("figures", lambda row: "shandalu" in row["企业"])[True] == 36_463
    assert 10_000 <= tally("stations", len).total() <= 10_100
    lots = synthetic.lots(synthetic.profile_named("load"), 1, 1, False)
    assert Counter(lot.facts["name"] for lot in lots) == dict.fromkeys(PROFILES[:5], 10)
    assert {lot.scale for lot in lots} == {1}


# -- nothing is real, and nothing is left to chance --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_the_same_seed_gives_the_same_bytes(name, made, tmp_path):
    def digests(folder):
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    synthetic.write(synthetic.profile_named(name), LOADED[name], 1, tmp_path / "again")

    assert digests(made(name, LOADED[name])) == digests(tmp_path / "again") != digests(made(name, LOADED[name], seed=2))


@pytest.mark.parametrize("name", PROFILES)
def test_every_row_is_marked_and_every_name_says_so(name, made):
    for path in made(name, LOADED[name], private=True).glob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            assert row["示例数据"] == "是", path.name
            for heading in ("名称", "标题"):
                assert row.get(heading, "（示例）").endswith("（示例）"), row


@pytest.mark.parametrize("name", PROFILES)
def test_no_telephone_rings_anywhere(name, made):
    kind, found = Phone("电话"), 0
    for path in made(name, LOADED[name], private=True).glob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            for heading, text in row.items():
                if ("电话" in heading or "热线" in heading) and text:
                    found += 1
                    assert text.startswith("0533-0000"), row
                    assert kind.read(text) == text
    assert found or name == "shandalu"


@pytest.mark.parametrize("name", ["lishan", "shandalu", "jifeng"])
def test_credit_codes_are_valid_and_of_no_region(name, rows):
    codes = [row["统一社会信用代码"] for row in rows(name, "enterprises")]

    assert all(uscc.is_valid(code) and code[2:8] == "999999" for code in codes)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("name", PROFILES)
def test_nobody_is_named_unless_persons_are_asked_for(name, made):
    folder, private = made(name, LOADED[name]), made(name, LOADED[name], private=True)

    assert not (folder / "people.csv").exists()
    for path in folder.glob("*.csv"):
        assert not {"人员", "姓名", "任职人姓名"} & set(path.read_text(encoding="utf-8").split("\n", 1)[0].split(","))
    if (private / "assignments.csv").exists():
        people = list(csv.DictReader((private / "people.csv").open(encoding="utf-8")))
        assert all(person["姓名"].startswith("示例") for person in people)


def test_182_secretaries_are_ranked_once_persons_are_made(rows):
    assert sum(row["职级"] == "副科级以上" for row in rows("zhoucun", "people", private=True)) == 182


def test_nothing_that_is_made_depends_on_the_day_it_is_made():
    for path in Path("portal/cli/synthetic").glob("*.py"):
        assert not re.search(r"\b(now|today)\(", path.read_text()), path


# -- what is made can be loaded ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_a_made_up_place_loads_whole_and_again_without_a_change(name, made, run):
    folder = made(name, LOADED[name], private=True)

    first, again = (json.loads(run("seed", "load", folder, "--json").output) for _ in range(2))

    assert (first["changed"], first["conflicts"], first["refused"]) == (0, [], [])
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, first["created"])


@pytest.mark.soak
@pytest.mark.parametrize("name", PROFILES[:-1])
def test_a_whole_place_loads_on_top_of_the_articles(name, made, run):
    report = json.loads(run("seed", "load", "seeds/articles", made(name), "--json").output)

    assert (report["conflicts"], report["refused"]) == ([], [])
