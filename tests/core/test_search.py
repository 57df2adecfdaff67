"""Search: whatever a scan of the texts would find is found, by those who may see it, the same on both engines."""

import datetime
import random

import pytest

from portal.core import clock, pinyin, search
from portal.core.changes import Edit, change
from portal.core.fields import halved
from portal.core.policy import command_line
from portal.models import MODELS, Division, Enterprise, Grid, MemberUnit, PartyCommunity, Source, Station
from tests.makers import community, division, edit, enterprise, grid, make, member, source, station

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


# -- titles that name other records -------------------------------------------------------------------------------


def listed(home, text):
    """Ids of the records of `home` that staff find with `text`."""
    return [id for (id,) in home.select(home.id).where(search.records(home, text)).order_by(home.id).tuples()]


@pytest.fixture
def streets(database):
    """Two streets with a community each."""
    streets = [division(name, level="street") for name in ("东街道", "西街道")]
    return [division(name, street) for name, street in zip(("东社区", "西社区"), streets, strict=True)]


@pytest.fixture
def far_member(streets):
    """A unit of the west that is a member of a party community of the east."""
    here, there = streets
    return member(community("东共同体", here), enterprise=enterprise("甸柳钢厂", there))


def test_a_record_is_not_found_by_the_name_of_what_lies_elsewhere(far_member):
    near = member(far_member.community, enterprise=enterprise("历山酒厂", far_member.community.division))

    assert listed(MemberUnit, "甸柳") == []
    assert listed(MemberUnit, "历山酒厂") == [near.id]
    assert listed(MemberUnit, "东共同体") == [far_member.id, near.id]


def test_the_order_of_a_list_does_not_tell_the_name_of_what_lies_elsewhere(far_member):
    other = member(far_member.community, enterprise=enterprise("阿里巴巴", division("远社区", level="street")))

    assert far_member.sort == other.sort == pinyin.sort_key("东共同体")


@pytest.mark.parametrize("name", ["共建钢厂", "甸柳钢厂"])
def test_renaming_what_lies_elsewhere_is_told_by_no_search_and_no_order(far_member, name):
    edit(far_member.enterprise, name=name, aliases="老厂")

    assert listed(MemberUnit, name) == []
    assert MemberUnit.get_by_id(far_member.id).sort == pinyin.sort_key("东共同体")


def test_an_edit_of_a_record_does_not_tell_what_lies_elsewhere_either(far_member):
    edit(far_member, commitments="每月一次")

    assert (listed(MemberUnit, "每月一次"), listed(MemberUnit, "甸柳")) == ([far_member.id], [])


def test_what_comes_into_the_area_is_named_and_what_leaves_it_is_not(far_member):
    here, there = far_member.community.division, far_member.enterprise.division

    edit(far_member.enterprise, division=here)
    assert listed(MemberUnit, "甸柳") == [far_member.id]
    assert MemberUnit.get_by_id(far_member.id).sort == pinyin.sort_key("东共同体 甸柳钢厂")

    edit(Enterprise.get_by_id(far_member.enterprise_id), division=there)
    assert listed(MemberUnit, "甸柳") == []
    assert MemberUnit.get_by_id(far_member.id).sort == pinyin.sort_key("东共同体")


def test_a_record_that_is_carried_along_is_found_by_what_lies_where_it_comes_to(far_member):
    edit(far_member.community, division=far_member.enterprise.division)
    assert listed(MemberUnit, "甸柳") == [far_member.id]

    edit(PartyCommunity.get_by_id(far_member.community_id), division=Division.get(Division.name == "东社区"))
    assert listed(MemberUnit, "甸柳") == []


def test_a_place_that_moves_takes_the_names_of_what_lies_in_it_along(streets):
    here, there = streets
    made = member(community("东共同体", here.parent), enterprise=enterprise("甸柳钢厂", there))
    assert listed(MemberUnit, "甸柳") == []

    edit(there, parent=here.parent)
    assert listed(MemberUnit, "甸柳") == [made.id]

    edit(Division.get_by_id(there.id), parent=Division.get(Division.name == "西街道"))
    assert listed(MemberUnit, "甸柳") == []


def test_residents_find_what_they_may_see_whoever_may_not_see_it_among_staff(far_member):
    assert search.find("甸柳钢厂", [Enterprise, PartyCommunity])[0] == [(Enterprise, far_member.enterprise_id)]
