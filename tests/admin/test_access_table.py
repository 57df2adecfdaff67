"""Every address of the admin × every kind of person × what is theirs and what is not: what appears, and what never does.

The addresses come from the application itself and the screens from the admin's own list, so that a new one cannot
escape: `tests/admin/table.py` must say how it is asked, or the first test fails and names it.
"""

import re

import pytest

from portal.core import policy
from tests import makers
from tests.makers import user
from tests.visitor import Visitor

from .table import PAGES, SCREENS, VIEWS
from .test_access import FOREIGN, NEVER, WORDS, told

DENIED = (403, 404)


@pytest.fixture
def url(templates, tmp_path):
    """Who may what is one condition in one place, and `test_access` asks it of both engines: here one is enough."""
    return templates.fresh("sqlite", tmp_path)


def rules(app):
    """(rule, endpoint, method) of every address under /admin."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.rule, rule.endpoint, method


def test_every_address_stands_in_the_table(only_app):
    screens = {f"admin_{plural}" for plural in SCREENS}
    for rule, endpoint, method in rules(only_app):
        screen, _, view = endpoint.rpartition(".")
        if screen in screens:
            assert (view, method) in VIEWS or (f"{screen.removeprefix('admin_')}.{view}", method) in VIEWS, f"{method} {rule}"
        else:
            assert (endpoint, method) in PAGES, f"{method} {rule}"


def test_the_table_names_nothing_that_is_gone(only_app):
    there = {(endpoint, method) for _, endpoint, method in rules(only_app)}
    views = {(endpoint.rpartition(".")[2], method) for endpoint, method in there}
    assert {key for key in PAGES if key not in there} == set()
    assert {key for key in VIEWS if key not in views} == set()


class Asker:
    """Somebody who asks every address of one screen."""

    def __init__(self, app, login=None):
        self.visitor, self.csrf = Visitor(app), ""
        if login:
            self.visitor.sign_in(login)
            self.csrf = self.visitor.page.select_one("input[name=csrf_token]")["value"]
            self.actor = makers.User.get(makers.User.login == login).actor()
        else:
            self.visitor.visit("/admin/login")
            self.csrf = self.visitor.page.select_one("input[name=csrf_token]")["value"]
            self.actor = policy.NOBODY

    def ask(self, app, endpoint, method, row, record, key=None, follow=False):
        """The answer to asking `endpoint` about `record`, or about `key` in its place."""
        query = dict(row.query(record))
        form = dict(row.form(record))
        if key is not None:
            query = {name: key if value == record.slug else value for name, value in query.items()}
            form = {name: key if value == record.slug else value for name, value in form.items()}
        with app.test_request_context():
            from flask import url_for

            address = url_for(endpoint, **row.path(record))
        sent = {"data": form | {"csrf_token": self.csrf}} if method == "POST" else {}
        answer = self.visitor.client.open(address, method=method, query_string=query, follow_redirects=follow, **sent)
        answer.get_data()  # a file is streamed to its end
        return answer


def said(answer, key, record):
    """Status and words of `answer` to asking for `key`, without what was asked for and without tokens; of a file its size."""
    if not answer.mimetype.startswith(("text/", "application/json", "application/geo")):
        return answer.status_code, answer.mimetype
    status, text = told(answer, record.title, *(() if key.isdecimal() else (key,)))
    return status, re.sub(r'name="_[a-z]+" value="[^"]*"|value="[^"]{40,}"|data-form="[^"]*"', "", text)


def views(plural, app):
    """[(endpoint, method, row)] of the addresses of one screen."""
    found = []
    for _, endpoint, method in rules(app):
        screen, _, view = endpoint.rpartition(".")
        if screen == f"admin_{plural}":
            found.append((endpoint, method, VIEWS.get((f"{plural}.{view}", method)) or VIEWS[view, method]))
    return found


@pytest.mark.parametrize("plural", SCREENS)
def test_a_stranger_is_told_nothing_at_any_address(app, town, plural):
    stranger, record = Asker(app), makers.MAKERS[SCREENS[plural].model]()
    for endpoint, method, row in views(plural, app):
        answer = stranger.ask(app, endpoint, method, row, record)
        assert answer.status_code in (302, 400, 401), f"{method} {endpoint}: {answer.status_code}"
        assert "/admin/login" in answer.headers.get("Location", "/admin/login")
        assert record.title not in said(answer, "", record)[1].replace("X", "")
    assert type(record).get_by_id(record.id).version == record.version


@pytest.mark.parametrize("plural", SCREENS)
def test_somebody_without_a_grant_is_told_nothing_either(app, town, plural):
    makers.make(makers.User, login="nobody", password=town.admin.password)
    nobody, record = Asker(app, "nobody"), makers.MAKERS[SCREENS[plural].model]()
    for endpoint, method, row in views(plural, app):
        answer = nobody.ask(app, endpoint, method, row, record)
        assert answer.status_code in DENIED, f"{method} {endpoint}: {answer.status_code}"
        assert record.title not in answer.get_data(as_text=True)


@pytest.mark.parametrize("plural", FOREIGN)
def test_no_other_page_knows_a_foreign_record(app, town, plural):
    asker, record = Asker(app, "clerk"), FOREIGN[plural](town)
    for (endpoint, method), row in PAGES.items():
        if row.verb is not None:
            answer = asker.ask(app, endpoint, method, row, record)
            text = said(answer, record.slug, record)[1]
            assert answer.status_code < 500, f"{method} {endpoint}"
            assert not [word for word in WORDS if word in text], f"{method} {endpoint}"
    assert type(record).get_by_id(record.id).version == record.version


def test_a_stranger_is_sent_to_the_sign_in_page_from_every_other_page(app, town):
    for (endpoint, method), row in PAGES.items():
        answer = Asker(app).ask(app, endpoint, method, row, town.station)
        text = answer.get_data(as_text=True)
        assert not [word for word in (*WORDS, town.station.title) if word in text], f"{method} {endpoint}"
        if row.verb is not None:
            assert answer.status_code in (302, 401), f"{method} {endpoint}: {answer.status_code}"


@pytest.mark.parametrize("plural", FOREIGN)
@pytest.mark.parametrize("who", ["clerk", "looker"])
def test_a_foreign_record_is_no_record_at_any_address(app, town, plural, who):
    user("looker", "auditor", town.ours)
    asker, record = Asker(app, who), FOREIGN[plural](town)
    for endpoint, method, row in views(plural, app):
        for key in (record.slug, str(record.id)):
            there, none = (asker.ask(app, endpoint, method, row, record, wanted, follow=True) for wanted in (key, NEVER))
            assert said(there, key, record) == said(none, NEVER, record), f"{method} {endpoint}"
        text = said(there, record.slug, record)[1]
        assert not [word for word in WORDS if word in text], f"{method} {endpoint}"
    assert type(record).get_by_id(record.id).version == record.version


@pytest.mark.parametrize("plural", SCREENS)
@pytest.mark.parametrize("who", ["admin", "clerk", "auditor"])
def test_each_verb_opens_its_addresses_and_no_others(app, town, plural, who):
    home = SCREENS[plural].model
    record = own(home, town)
    asker = Asker(app, who)
    for endpoint, method, row in views(plural, app):
        may = policy.may(asker.actor, row.verb, home, record.area)
        answer = asker.ask(app, endpoint, method, row, record)
        if not may:
            assert answer.status_code in row.denied, f"{method} {endpoint}: {answer.status_code}, though {may.reason}"
        else:
            assert answer.status_code != 403, f"{method} {endpoint}: {answer.status_code}, though {may.reason}"
            assert answer.status_code < 500
            if row.shows:
                assert record.slug in answer.get_data(as_text=True), f"{method} {endpoint} does not show it"
        record = home.get_or_none(id=record.id) or own(home, town)


OWN = {
    "stations": lambda town: makers.station("新驿站", town.here),
    "divisions": lambda town: makers.division("新村", town.ours),
    "levels": lambda town: makers.level("新网格", division=town.here),
    "grids": lambda town: makers.grid(town.here),
    "assignments": lambda town: makers.assignment(grid=town.grid),
    "members": lambda town: makers.member(makers.community("新共同体", town.here), division=town.here),
    "brandlinks": lambda town: makers.link(makers.brand("新品牌", town.here), grid=town.grid),
    "figures": lambda town: makers.figure(division=town.here),
    "grants": lambda town: makers.grant(makers.user(f"user{town.here.id}"), "auditor", town.here),
}


def own(home, town):
    """A record of `home` that lies in 历山街道, where it lies anywhere."""
    made = OWN.get(home._meta.plural) or (lambda town: makers.MAKERS[home](division_=town.here))
    return made(town) if home._meta.place else makers.MAKERS[home]()
