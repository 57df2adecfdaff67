"""Search by residents: every live record whose public words hold theirs is found, nothing else is, and the best stand first."""

import datetime
import random

import pytest

from portal.core import clock, pinyin, results, search, spelling
from portal.core.changes import Edit, change
from portal.core.fields import halved
from portal.core.policy import command_line
from portal.models import Activity, Division, Enterprise, Grid, Source, Station
from tests.makers import activity, division, edit, enterprise, grid, source, station

HOMES = [Division, Grid, Station, Activity, Enterprise, Source]
LETTERS = "历山街道沂源县网格驿站养老服务一二三〇々𫠊𬭩长ABCabcÉéß0123456789１２Ａｂ①½"
BETWEEN = " -·，。（）/_<&"
NASTY = [
    '"',
    "*",
    "OR",
    "(",
    ")",
    "'",
    "\\",
    "\x00",
    "NEAR(a b)",
    "a AND",
    "title:",
    "{title}",
    "-驿站",
    "^",
    "驿站*",
    '"驿站',
    "驿站'--",
    "a & b | !c",
    "<->",
    ":*",
    "$$",
    "\ud800",
    "驿\x00站",
    "驿" * 3000,
    "a b c d e f g h i j k l",
    "（）",
    "　",
]


def found(text, homes=HOMES, **more):
    """[(home, id)] of what `text` finds, all of it."""
    out = results.find(text, homes, **more)
    assert out.total == len(out.hits) == len(set(out.hits)) == len(out.areas)
    return out.hits


# -- recall -----------------------------------------------------------------------------------------------------------


def scanned(text, *, words):
    """Whether a scan of `words`, the single public texts of a record, finds each word of `text`."""
    return all(any(one in halved(word).lower() for word in words) for one in halved(text).lower().split())


def made_up(dice):
    return Station.name.read("路" + "".join(dice.choice(LETTERS if dice.random() < 0.9 else BETWEEN) for _ in range(dice.randint(0, 25))))


def moments(dice):
    """(publish_at, expire_at, whether that is now) at noon."""
    noon = datetime.datetime(2026, 5, 1, 12, tzinfo=clock.ZONE)
    day = datetime.timedelta(days=1)
    bounds = [(noon - day, None, True), (noon + day, None, False), (None, noon, False), (noon, noon + day, True)]
    return dice.choice([(None, None, True)] * 4 + bounds)


@pytest.fixture(params=[1, 2])
def corpus(request, database):
    """(dice, key → public texts of each live record, key → its area, all texts): some records are drafts, not yet live or no longer."""
    dice = random.Random(request.param)
    town = division("某镇", level="town")
    places, live, areas, texts = [division("甲村", town, level="village"), division("乙村", town, level="village")], {}, {}, []
    for one in (town, *places):
        live[Division, one.id], areas[Division, one.id] = [one.name, pinyin.initials(one.name)], one.area
    for number in range(60):
        state, (begins, ends, is_now), here = dice.choice(["draft", "published", "published"]), moments(dice), dice.choice(places)
        name, about = f"{made_up(dice)}站{number}", made_up(dice)
        facts = {"state": state, "publish_at": begins, "expire_at": ends, "summary": about}
        make = dice.choice((station, activity, enterprise))
        if make is station:
            facts |= {"aliases": made_up(dice), "contact_name": "欧阳保密"}
        one = make(name, here, **facts)
        words = [one.name, about, facts.get("aliases") or ""]
        texts += words
        if state == "published" and is_now:
            live[type(one), one.id], areas[type(one), one.id] = [*words, pinyin.initials(one.name)], here.area
    return dice, live, areas, [text for text in texts if text]


def queries(dice, texts):
    """Pieces of `texts`, of one word and of two."""
    for _ in range(150):
        text = dice.choice(texts)
        start = dice.randrange(len(text))
        piece = text[start : start + dice.randint(1, 6)]
        if piece.isalnum():
            yield piece
            other = dice.choice(text)
            yield f"{other} {piece}" if other.isalnum() else piece


def test_recall_equals_a_scan(corpus):
    dice, live, areas, texts = corpus
    with clock.at(datetime.datetime(2026, 5, 1, 12)):
        for wanted in queries(dice, texts):
            expected = {key for key, words in live.items() if scanned(wanted, words=words)}
            assert set(found(wanted)) == expected, wanted
            kinds = results.find(wanted, HOMES).kinds
            assert kinds == {home: count for home in HOMES if (count := len([key for key in expected if key[0] is home]))}
            assert set(found(wanted, only=Station)) == {key for key in expected if key[0] is Station}
            path = dice.choice(list(areas.values()))
            assert set(found(wanted, under=[path])) == {key for key in expected if areas[key].startswith(path)}, (wanted, path)


def test_of_what_more_hold_than_are_looked_at_the_first_stand_in_the_same_order(corpus, monkeypatch):
    dice, live, _, texts = corpus
    with clock.at(datetime.datetime(2026, 5, 1, 12)):
        wholes = {wanted: found(wanted) for wanted in queries(dice, texts) if not any(run.isascii() for run in search.runs(wanted))}
        for name, most in (("MOST", 5), ("EACH", 2), ("FEW", 1)):
            monkeypatch.setattr(results, name, most)
        for wanted, whole in wholes.items():
            cut, counts = results.find(wanted, HOMES), {home: len([key for key in whole if key[0] is home]) for home in HOMES}
            assert cut.hits == [key for key in whole if key in cut.hits], wanted
            assert cut.total == min(len(whole), 6)
            if len(whole) > 5:
                assert (cut.exact, cut.areas) == (False, None)
                assert cut.kinds == {home: min(2, count) for home, count in counts.items() if count}
                begins = [key for key in whole if live[key][0].lower().startswith(wanted)]
                assert cut.hits[: len(begins)] == begins[:5]
            for home in [home for home in HOMES if counts[home] <= 5]:
                assert found(wanted, only=home) == [key for key in whole if key[0] is home]


# -- who may find what ------------------------------------------------------------------------------------------------


def test_what_is_not_public_is_not_found(database, monkeypatch):
    monkeypatch.setattr(Station.address, "public", False)
    made = station("东驿站", address="人民路7号", contact_name="欧阳保密")
    station("西驿站", state="draft")
    source(file="lishan", state="draft")

    for text in ("人民路", "欧阳", "欧阳保密", "西驿站", "lishan"):
        assert found(text) == []
    assert found("驿站") == [(Station, made.id)]


def test_a_record_is_found_from_its_publication_to_its_end(database):
    noon = datetime.datetime(2026, 5, 1, 4, tzinfo=datetime.UTC)
    shanghai = noon.astimezone(clock.ZONE)
    made = station("东驿站", publish_at=shanghai, expire_at=shanghai + datetime.timedelta(hours=2))

    for hours, hits in ((-1, []), (0, [(Station, made.id)]), (1, [(Station, made.id)]), (2, [])):
        with clock.at(noon + datetime.timedelta(hours=hours)):
            assert found("驿站") == hits


def test_an_edit_is_found_by_its_new_words_and_not_by_the_old(database):
    made = station("东驿站", summary="可以歇脚")

    edit(made, name="西驿站", summary="有热水")

    assert (found("东驿站"), found("歇脚")) == ([], [])
    assert found("西驿站") == found("热水") == [(Station, made.id)]


def test_a_record_is_found_while_it_is_published_and_not_deleted(database):
    made = station("东驿站", state="draft")
    assert found("东驿站") == []
    edit(made, state="published")
    assert found("东驿站") == [(Station, made.id)]
    edit(Station.get_by_id(made.id), state="archived")
    assert found("东驿站") == []
    edit(Station.get_by_id(made.id), state="published")
    with change(command_line(), via="admin") as work:
        work.one(Edit(Station, made.id, verb="delete")).must()
    assert found("东驿站") == []


def test_only_the_homes_that_are_asked_for_are_searched(database):
    here = division("驿站社区")
    made, other = station("东驿站", here), grid(here, name="驿站网格")

    assert set(found("驿站", [Station, Grid])) == {(Station, made.id), (Grid, other.id)}
    assert found("驿站", [Station]) == found("驿站", [Station, Grid], only=Station) == [(Station, made.id)]
    assert found("驿站", []) == []


def test_a_search_stays_below_a_place_wherever_that_moves(database):
    west, east = division("西镇", level="town"), division("东镇", level="town")
    village = division("甲村", west, level="village")
    made, other = station("东驿站", village), station("西驿站", division("乙村", east, level="village"))
    assert found("驿站", under=[west.area]) == [(Station, made.id)]
    assert found("驿站", under=[west.area, east.area]) == [(Station, other.id), (Station, made.id)]

    edit(village, parent=east)
    assert found("驿站", under=[west.area]) == []
    assert found("驿站", under=[east.area]) == [(Station, other.id), (Station, made.id)]

    other_village = Division.get(Division.name == "乙村")
    edit(Station.get_by_id(made.id), division=other_village)
    assert found("驿站", under=[Division.get_by_id(village.id).area]) == []
    assert found("驿站", under=[other_village.area]) == [(Station, other.id), (Station, made.id)]


def test_what_lies_in_a_record_that_moves_is_found_where_it_is(database):
    one, two = division("甲村", level="village"), division("乙村", level="village")
    lot = grid(one, name="一号网格")
    post = station("东驿站", one)
    held = activity("读书会", one, station=post, grid=lot)

    edit(held, division=two, station=None, grid=None)

    assert found("读书会", under=[one.area]) == []
    assert found("读书会", under=[two.area]) == [(Activity, held.id)]


# -- words ------------------------------------------------------------------------------------------------------------


def test_every_word_of_a_query_must_be_there_in_any_order(database):
    east = station("东驿站", address="人民路 7 号")
    station("西驿站", address="建设路 7 号")

    assert found("人民路 驿站") == found("驿站，人民路") == [(Station, east.id)]
    assert found("驿站 解放路") == []


def test_two_texts_do_not_make_a_phrase_together(database):
    station("东驿", address="站前路")

    assert found("驿站") == []


@pytest.mark.parametrize("typed", ["历", "山街", "lsjd", "LSJD", "ｌｓｊｄ", "sjd", "lsjd1", "道1", "l", "街道 ls"])
def test_one_character_two_mixed_text_and_initials_find_a_title(database, typed):
    made = division("历山街道1", level="street")

    assert found(typed) == [(Division, made.id)]


def test_whatever_is_typed_does_no_harm(database):
    made = station("东驿站", summary="a b c d e f g h 一")

    for text in NASTY:
        assert results.find(text, HOMES).total <= 2
        spelling.near(text, HOMES)
    assert found('"驿站"') == found("驿站*") == found("(驿站)") == [(Station, made.id)]
    assert found("东 OR 西") == found(search.LABEL + "station") == found("（ ）_*") == []


def test_a_long_text_is_found_to_its_last_word(database):
    made = station("东驿站", summary="".join(chr(0x4E00 + n * 7 % 9000) for n in range(990)) + "末尾的话")

    assert found("末尾的话") == [(Station, made.id)]


# -- order ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("most", "each"), [(1000, 250), (4, 3), (2, 1)])
def test_the_title_itself_stands_first_then_what_begins_with_it_then_what_holds_it(database, monkeypatch, most, each):
    monkeypatch.setattr(results, "MOST", most)
    monkeypatch.setattr(results, "EACH", each)
    monkeypatch.setattr(results, "FEW", each - 1)
    here = division("某社区")
    told = station("便民点", here, summary="原名东驿站")
    holds, begins, itself = station("新东驿站", here), station("东驿站二楼", here), station("东驿站", here)
    for number in range(3):
        grid(here, name=f"第{number}网格", scope_text="含东驿站")

    order = [itself.id, begins.id, holds.id]
    hits = results.find("东驿站", [Grid, Station]).hits
    assert hits[:3] == [(Station, id) for id in order][:most]
    assert most < 7 or (hits[3][0], hits[-1]) == (Grid, (Station, told.id))


def test_of_equal_rank_the_wanted_kinds_stand_first_then_the_newest(database):
    here = division("某社区")
    old, shop, new = station("东驿站1", here), enterprise("东驿站食品", here), station("东驿站2", here)

    assert found("东驿站", [Station, Enterprise]) == [(Station, new.id), (Station, old.id), (Enterprise, shop.id)]
    assert found("东驿站", [Enterprise, Station]) == [(Enterprise, shop.id), (Station, new.id), (Station, old.id)]


# -- spelling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("和源养劳", "和源养老"),
        ("养劳", "养老"),
        ("河远", "和源"),
        ("yanglao", "养老"),
        ("heyuan", "和源"),
        ("yang lao fu wu", "养老服务"),
        ("yanlao", "养老"),
        ("xiezanlou", "斜站楼"),
        ("和源养老中心", "和源养老服务中心"),
        ("和源养病服务中心", "和源养老服务中心"),
        ("和源养老服务服中心", "和源养老服务中心"),
        ("和源老养服务中心", "和源养老服务中心"),
        ("源养老服务中心和", "和源养老服务中心"),
    ],
)
def test_a_near_name_is_offered_by_sound_and_by_characters(database, typed, meant):
    here = division("某社区")
    for name in ("和源养老服务中心", "斜站楼", "便民点"):
        station(name, here)

    assert found(typed) == []
    assert meant in spelling.near(typed, HOMES)


def test_what_is_not_public_is_never_offered(database):
    station("和源养老服务中心", state="draft")

    assert spelling.near("养劳", HOMES) == spelling.near("和源养老中心", HOMES) == []


@pytest.mark.parametrize("typed", ["", "？", "x", "zzz", "驿", "kfc", "12345678", "甲" * 80])
def test_nothing_is_offered_for_what_is_like_nothing(database, typed):
    station("和源养老服务中心")

    assert spelling.near(typed, HOMES) == []
