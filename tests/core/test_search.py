"""Search by staff: whatever a scan of the texts would find is found, the same on both engines; by residents, see test_results."""

import random

import pytest

from portal.core import pinyin, results, search
from portal.core.changes import Edit, change
from portal.core.fields import halved
from portal.core.policy import command_line
from portal.models import MODELS, Division, Enterprise, MemberUnit, PartyCommunity, Source, Station
from tests.core.test_results import NASTY
from tests.makers import community, division, edit, enterprise, make, member, source, station

ALPHABET = "历山街道沂源县网格驿站一二三四〇々𫠊𬭩长ABCabcÉéß0123456789１２Ａｂ①½"
BETWEEN = " -·，。（）/_"


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


def test_the_likeliest_names_are_offered(database):
    here = division("历山社区")
    for name in ("历山社区党群服务中心", "东驿站", "西驿站"):
        station(name, here)

    assert search.likely(Station, "历山服务中心")[0] == "历山社区党群服务中心"
    assert search.likely(Station, "东驿")[0] == "东驿站"
    assert search.likely(Station, "?") == []
    assert search.likely(Station, "驿站", seen=Station.name == "西驿站") == ["西驿站"]


def test_staff_find_what_residents_do_not(database, monkeypatch):
    monkeypatch.setattr(Station.address, "public", False)
    kept, made = make(Source, file="lishan", locator="L1", state="draft"), station("东驿站", address="人民路7号", state="draft")
    user = next(model for model in MODELS if model._meta.name == "user")
    account = make(user, login="wangwu")

    for home, record, words in ((Source, kept, "lishan"), (Station, made, "东驿站"), (Station, made, "人民路"), (user, account, "angw")):
        assert home.get(search.records(home, words)).id == record.id
        assert results.find(words, MODELS).hits == []


def test_what_lies_in_ones_area_is_found_however_many_elsewhere_hold_the_word(database):
    here, far = division("近社区"), division("远社区")
    for number in range(20):
        station(f"远{number}驿站", far)
    near, named = station("近驿站", here), station("服务点", here, summary="原来的驿站")
    inside = search.SearchEntry.area.startswith(here.area)

    assert search.everywhere("驿站", inside, most=3) == [("station", near.id), ("station", named.id)]
    assert len(search.everywhere("驿站", search.SearchEntry.shape == "station", most=3)) == 3


@pytest.mark.parametrize("text", ["驿站", "麒麟", "没有"])
def test_the_same_is_found_however_often_it_was_asked_for(database, text):
    """PostgreSQL keeps a plan after some statements alike."""
    here = division("近社区")
    kept = [station(f"{name}驿站", here).id for name in ("甲", "乙", "麒麟")]
    wanted = [id for id, name in zip(kept, ("甲", "乙", "麒麟"), strict=True) if text in f"{name}驿站"]
    for _ in range(12):
        assert [one.id for one in Station.select().where(search.newest(Station, text, 5)).order_by(Station.id)] == wanted
        assert Station.select(search.count(Station, text, 5)).limit(1).scalar() == len(wanted)


def test_a_query_of_signs_alone_is_no_query():
    assert search.records(Station, "%%") is None


def test_staff_may_type_whatever_they_like(database):
    station("东驿站", summary="a b c d e f g h 一")

    for text in NASTY:
        condition = search.records(Station, text)
        assert condition is None or Station.select().where(condition).count() <= 1
        search.likely(Station, text)


def test_a_deleted_record_has_no_entry(database):
    made = source("L1")
    with change(command_line(), via="admin") as work:
        work.one(Edit(Source, made.id, verb="delete")).must()

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
    assert results.find("甸柳钢厂", [Enterprise, PartyCommunity]).hits == [(Enterprise, far_member.enterprise_id)]
