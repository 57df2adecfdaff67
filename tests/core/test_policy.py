"""Who may do what, and why not: the table of roles, the reach of grants, and one answer for a question and a query."""

import datetime
import itertools

import pytest

from portal.core import clock, policy
from portal.core.policy import NOBODY, VERBS, Actor, Granted, command_line, may
from portal.models import MODELS, Division, Feedback, Grant, Level, Source, Station, Term, User
from portal.models.accounts import reach
from portal.roles import ROLES
from tests.makers import division, edit, grant, grid, source, station, user

RECORDS = {"create", "change", "delete", "publish", "see", "import", "export"}
# role → model → the verbs it has there; every other verb is refused
MAY = {
    "administrator": {model: set(VERBS) for model in MODELS},
    "clerk": dict.fromkeys(MODELS, RECORDS)
    | {Division: {"see", "change", "export"}, Level: {"see", "export"}, Source: {"see"}, Term: {"see"}, User: set(), Grant: set()}
    | {Feedback: {"see", "change"}},
    "auditor": {model: {"see", "export"} for model in MODELS},
}


@pytest.fixture(autouse=True)
def roles():
    policy.use(ROLES)


def test_the_table_covers_every_role_and_model():
    assert set(MAY) == set(ROLES)
    assert all(set(row) == set(MODELS) for row in MAY.values())


@pytest.mark.parametrize(
    ("role", "home", "verb"),
    list(itertools.product(MAY, MODELS, VERBS)),
    ids=lambda part: part if isinstance(part, str) else part._meta.name,
)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role, home, verb):
    everywhere = Actor("某人", (Granted(role),))

    assert bool(may(everywhere, verb, home, "/1/2/")) == (verb in MAY[role][home])
    assert bool(may(everywhere, verb, home)) == (verb in MAY[role][home])


CLERK = Actor("经办人", (Granted("clerk", ("/1/2/",)),))


@pytest.mark.parametrize(
    ("area", "yes"),
    [
        ("/1/2/", True),
        ("/1/2/3/", True),
        ("/1/", False),
        ("/", False),
        ("/1/20/", False),
        ("/1/3/", False),
        ("/2/1/2/", False),
        (None, True),
    ],
)
def test_a_grant_reaches_its_division_and_everything_below(area, yes):
    assert bool(may(CLERK, "change", Station, area)) == yes


@pytest.mark.parametrize(
    ("actor", "verb", "home", "area", "reason"),
    [
        (CLERK, "change", Station, "/1/2/", "在您能修改服务站点的范围里"),
        (CLERK, "change", Station, "/1/3/", "这条服务站点不在您能修改的范围里"),
        (CLERK, "create", Division, "/1/2/", "您的角色不能新建行政区划，需要时请找管理员授权"),
        (CLERK, "see", Source, "/", "出处是大家共用的"),
        (CLERK, "change", Source, "/", "您的角色不能修改出处，需要时请找管理员授权"),
        (Actor("李", (Granted("administrator", ("/1/",)),)), "change", Source, "/", "出处是大家共用的，只有全域的管理员能修改"),
        (Actor("李", (Granted("administrator"),)), "change", Source, "/", "出处是大家共用的"),
        (command_line(), "delete", Station, "/9/", "命令行可以做一切"),
        (NOBODY, "see", Station, "/", "您的角色不能查看服务站点，需要时请找管理员授权"),
    ],
)
def test_the_answer_says_which_rule_decided(actor, verb, home, area, reason):
    assert may(actor, verb, home, area).reason == reason


@pytest.mark.parametrize("actor", [NOBODY, Actor("x", (Granted("king"),)), Actor("x", (Granted(""),)), Actor("x", (Granted("clerk", ()),))])
def test_who_has_no_known_role_anywhere_may_nothing(actor):
    assert not any(may(actor, verb, home, "/1/") for verb in VERBS for home in MODELS)


def test_an_unknown_verb_or_area_of_policy_means_no():
    assert not may(CLERK, "fly", Station, "/1/2/")
    assert not may(CLERK, "", Station, "/1/2/")
    assert not policy.allows("clerk", "cases", "see")
    assert not policy.allows("clerk", "label", "经办")
    assert not policy.allows("king", "stations", "see")


def test_an_answer_is_yes_or_no():
    assert may(CLERK, "see", Station, "/1/2/")
    assert not may(CLERK, "see", Station, "/2/")


def test_two_grants_reach_as_far_as_both():
    both = Actor("x", (Granted("auditor", ("/1/",)), Granted("clerk", ("/2/",))))

    assert may(both, "see", Station, "/1/")
    assert may(both, "change", Station, "/2/")
    assert not may(both, "change", Station, "/1/")


@pytest.mark.parametrize("area", [None, "/", "/1/", "/1/2/", "/1/2/3/", "/2/"])
def test_an_explanation_never_says_anything_else_than_the_answer(area):
    grants = [Granted(role, path) for role in (*ROLES, "king") for path in (("/",), ("/1/",), ("/1/2/", "/2/"))]
    for one, other in itertools.combinations(grants, 2):
        asker = Actor("某人", (one, other))
        for home, verb in itertools.product((Station, Division, Source, Grant), (*VERBS, "fly")):
            answer, weighed = policy.explain(asker, verb, home, area)
            assert answer == may(asker, verb, home, area)
            assert answer.yes == any(each.answer.yes for each in weighed)
            assert all(each.allowed for each in weighed if each.answer.yes)


def test_an_explanation_names_the_grant_that_decides():
    asker = Actor("某人", (Granted("auditor", ("/1/",), 7), Granted("clerk", ("/1/2/",), 8)))

    _, weighed = policy.explain(asker, "change", Station, "/1/2/3/")

    assert [(each.granted.grant, each.allowed, each.answer.yes) for each in weighed] == [(7, False, False), (8, True, True)]


def test_the_table_is_told_as_it_stands():
    assert policy.rule("clerk", "places") == "see change export"
    assert policy.rule("auditor", "stations") == "see export"
    assert policy.rule("clerk", "accounts") == policy.rule("king", "stations") == ""


# -- grants -------------------------------------------------------------------------------------------------------


@pytest.fixture
def county(database):
    """A county with two streets, a zone that runs a community of the first, and one record of each model in each place."""
    county = division("沂源县", level="county")
    east, west = division("东街道", county, "street"), division("西街道", county, "street")
    zone = division("开发区", level="zone")
    run = division("托管社区", east, managing_parent=zone)
    village = division("西里村", west, "village")
    for place in (run, village, division("东里社区", east)):
        station(f"{place.name}驿站", place, grid=grid(place), state="draft" if place == run else "published")
    station("街道驿站", east)
    source("L1")
    return {place.name: Division.get_by_id(place.id) for place in (county, east, west, zone, run, village)}


def test_a_grant_reaches_divisions_managed_from_inside_it(county):
    clerk = user("clerk", "clerk", county["开发区"]).actor()

    assert may(clerk, "change", Station, county["托管社区"].area)
    assert not may(clerk, "change", Station, county["东街道"].area)
    assert {record.name for record in policy.visible(clerk, Station)} == {"托管社区驿站"}


def test_a_managed_division_inside_the_grant_is_not_counted_twice(county):
    edit(county["托管社区"], managing_parent=county["西街道"])

    assert reach(county["沂源县"].area) == (county["沂源县"].area,)
    assert reach(county["西街道"].area) == (county["西街道"].area, county["托管社区"].area)


def test_a_grant_without_a_division_reaches_everything(county):
    assert user("chief", "administrator").actor().grants == (Granted("administrator", ("/",)),)


def test_a_grant_holds_to_the_end_of_its_last_day(database):
    clerk = user("clerk")
    grant(clerk, "clerk", until="2026-05-01")

    for moment, holds in (("2026-05-01T23:59:59", True), ("2026-05-02T00:00:00", False)):
        with clock.at(datetime.datetime.fromisoformat(moment)):
            assert bool(clerk.actor().grants) == holds


def test_seeing_and_asking_agree_about_every_record(county):
    paths = [("/",), *(reach(place.area) for place in county.values())]
    people = [NOBODY, command_line(), *(Actor("某人", (Granted(role, path),)) for role in ROLES for path in paths)]
    records = {home: list(home.select()) for home in MODELS}

    for actor, home, verb in itertools.product(people, MODELS, ("see", "change")):
        visible = {record.id for record in policy.visible(actor, home, verb)}
        assert visible == {record.id for record in records[home] if may(actor, verb, home, record.area)}, (actor, home, verb)


def test_several_paths_are_one_condition(county):
    both = Actor("x", (Granted("clerk", (county["东街道"].area,)), Granted("clerk", (county["西街道"].area,))))

    assert {record.name for record in policy.visible(both, Station)} == {"托管社区驿站", "西里村驿站", "东里社区驿站", "街道驿站"}


def test_what_a_user_may_do_and_where_is_asked_for_in_one_query(county):
    clerk = user("clerk", "clerk", county["开发区"])
    seen = []
    Division._meta.database.obj.query_hooks.append(seen.append)

    clerk.actor()

    Division._meta.database.obj.query_hooks.clear()
    assert len(seen) == 1
