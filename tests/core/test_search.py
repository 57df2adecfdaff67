"""Search: whatever a scan of the texts would find is found, by those who may see it, the same on both engines."""

import datetime
import random

import pytest

from portal.core import clock, pinyin, search
from portal.core.changes import Edit, change
from portal.core.fields import halved
from portal.core.policy import command_line
from portal.models import MODELS, Division, Grid, Source, Station
from tests.makers import division, edit, grid, make, source, station

ALPHABET = "历山街道沂源县网格驿站一二三四〇々𫠊𬭩长ABCabcÉéß0123456789１２Ａｂ①½"
BETWEEN = " -·，。（）/_"
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


def scanned(text, *, words):
    """Whether a scan of `words`, the single searched texts of a record, finds `text`."""
    return any(halved(text).lower() in halved(word).lower() for word in words)


def phrase(dice):
    return Station.name.read("路" + "".join(dice.choice(ALPHABET if dice.random() < 0.9 else BETWEEN) for _ in range(dice.randint(0, 25))))


@pytest.mark.parametrize("seed", [1, 2])
def test_recall_equals_a_scan(database, seed):
    dice, here, kept = random.Random(seed), division("某社区"), {}
    for _ in range(40):
        made = station(phrase(dice) + "站", here, aliases=phrase(dice), summary=phrase(dice), state=dice.choice(["draft", "published"]))
        kept[made.id] = [made.name, made.aliases, made.summary, pinyin.initials(made.name)]
    texts = [word for words in kept.values() for word in words[:3]]

    for _ in range(250):
        text = dice.choice(texts)
        start = dice.randrange(len(text))
        wanted = text[start : start + dice.randint(1, 6)]
        if not wanted.isalnum():
            continue
        found = {record.id for record in Station.select().where(search.records(Station, wanted))}
        assert found == {id for id, words in kept.items() if scanned(wanted, words=words)}, wanted


def test_every_word_of_a_query_must_be_there_in_any_order(database):
    east = station("东驿站", address="人民路 7 号")
    station("西驿站", address="建设路 7 号")

    assert found("人民路 驿站") == [east.id]
    assert found("驿站，人民路") == [east.id]
    assert found("驿站 解放路") == []


def test_two_texts_do_not_make_a_phrase_together(database):
    station("东驿", address="站前路")

    assert found("驿站") == []


@pytest.mark.parametrize("typed", ["lsjd", "LSJD", "ｌｓｊｄ", "sjd", "lsjd1"])
def test_initials_find_a_title(database, typed):
    made = division("历山街道1", level="street")

    assert search.find(typed, [Division])[0] == [(Division, made.id)]


def found(text, home=Station, **more):
    hits, count = search.find(text, [home], **more)
    assert count == len(hits)
    return [id for _, id in hits]


def test_residents_do_not_find_what_is_not_public(database):
    made = make(Source, file="lishan", locator="L1", state="draft")
    kept = station("东驿站", state="draft")

    assert search.find("lishan 驿站 东驿站", [Source, Station]) == ([], 0)
    assert list(Station.select(Station.id).where(search.records(Station, "东驿站")).tuples()) == [(kept.id,)]
    assert list(Source.select(Source.id).where(search.records(Source, "lishan")).tuples()) == [(made.id,)]


def test_an_account_is_found_by_staff_and_never_by_residents(database):
    user = next(model for model in MODELS if model._meta.name == "user")
    made = make(user, login="wangwu")

    assert search.find("wangwu", MODELS) == ([], 0)
    assert user.get(search.records(user, "angw")).id == made.id


def test_a_field_for_staff_is_found_by_staff_only(database, monkeypatch):
    monkeypatch.setattr(Station.address, "public", False)
    made = station("东驿站", address="人民路7号")

    assert search.find("人民路", [Station]) == ([], 0)
    assert search.find("东驿站", [Station])[1] == 1
    assert Station.get(search.records(Station, "人民路")).id == made.id


def test_a_record_is_found_from_its_publication_to_its_end(database):
    noon = datetime.datetime(2026, 5, 1, 4, tzinfo=datetime.UTC)
    shanghai = noon.astimezone(clock.ZONE)
    made = station("东驿站", publish_at=shanghai, expire_at=shanghai + datetime.timedelta(hours=2))

    for hours, ids in ((-1, []), (0, [made.id]), (1, [made.id]), (2, [])):
        with clock.at(noon + datetime.timedelta(hours=hours)):
            assert found("驿站") == ids


def test_an_edit_is_found_by_its_new_words_and_not_by_the_old(database):
    made = station("东驿站", summary="可以歇脚")

    edit(made, name="西驿站", summary="有热水")

    assert (found("东驿站"), found("歇脚")) == ([], [])
    assert found("西驿站") == found("热水") == [made.id]


def test_a_record_taken_back_to_draft_is_gone_from_the_residents_search(database):
    made = station("东驿站")

    edit(made, state="archived")

    assert found("东驿站") == []


def test_a_search_can_stay_below_one_place(database):
    town = division("历山街道", level="street")
    inside, outside = division("甲社区", town), division("乙社区")
    here, there = station("东驿站", inside), station("西驿站", outside)

    assert found("驿站", under=[town.area]) == [here.id]
    assert found("驿站", under=[outside.area]) == [there.id]
    assert sorted(found("驿站")) == sorted([here.id, there.id])


def test_titles_come_first_and_pages_follow_on(database):
    here = division("某社区")
    late = [station(f"服务站{n}", here, summary="原名东驿站") for n in range(3)]
    first = station("东驿站", here)

    assert search.find("东驿站", [Station], limit=2)[0] == [(Station, first.id), (Station, late[0].id)]
    assert search.find("东驿站", [Station], limit=2, offset=2)[0] == [(Station, late[1].id), (Station, late[2].id)]
    assert search.find("东驿站", [Station], limit=2)[1] == 4


def test_only_the_homes_that_are_asked_for_are_searched(database):
    here = division("驿站社区")
    made = station("东驿站", here)
    grid(here, name="驿站网格")

    assert {home for home, _ in search.find("驿站", [Station, Grid])[0]} == {Station, Grid}
    assert search.find("驿站", [Station])[0] == [(Station, made.id)]
    assert search.find("驿站", []) == ([], 0)


def test_whatever_is_typed_does_no_harm(database):
    made = station("东驿站", summary="a b c d e f g h 一")

    for text in NASTY:
        assert search.find(text, [Station])[1] <= 1
        condition = search.records(Station, text)
        assert condition is None or Station.select().where(condition).count() <= 1
        search.likely(Station, text)
    assert found('"驿站"') == found("驿站*") == found("(驿站)") == [made.id]
    assert found("东 OR 西") == []


def test_a_query_of_signs_alone_is_no_query():
    assert search.find("（ ）_*", [Station]) == ([], 0)
    assert search.records(Station, "%%") is None


def test_the_likeliest_names_are_offered(database):
    here = division("历山社区")
    for name in ("历山社区党群服务中心", "东驿站", "西驿站"):
        station(name, here)

    assert search.likely(Station, "历山服务中心")[0] == "历山社区党群服务中心"
    assert search.likely(Station, "东驿")[0] == "东驿站"
    assert search.likely(Station, "?") == []
    assert search.likely(Station, "驿站", seen=Station.name == "西驿站") == ["西驿站"]


def test_a_long_text_is_found_to_its_last_word(database):
    made = station("东驿站", summary="".join(chr(0x4E00 + n * 7 % 9000) for n in range(990)) + "末尾的话")

    assert found("末尾的话") == [made.id]


def test_a_deleted_record_is_not_found(database):
    made = source("L1")
    with change(command_line(), via="admin") as work:
        work.one(Edit(Source, made.id, verb="delete")).must()

    assert found("L1", Source) == []
    assert search.SearchEntry.select().where(search.SearchEntry.shape == "source").count() == 0
