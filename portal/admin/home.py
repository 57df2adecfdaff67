"""The first page: what this person may do and where, what waits, and what was changed lately."""

import functools
import json
import operator

import peewee
from flask import url_for
from flask_admin import BaseView, expose
from flask_login import current_user

from ..core import clock, history, policy
from ..core.changes import VIA
from ..core.db import database
from ..core.reach import within
from ..models import BY_NAME, MODELS, Activity, Assignment, Building, Division, Enterprise, Figure, Grant, Notice, Station
from ..models.waits import waits
from ..roles import ROLES
from .history import VERBS, local
from .people import actor, fence
from .rooms import Room

COUNTED = 1000
LATELY = 8
LOOKED_AT = 500  # revisions that the newest changes are gathered from
PASSED = 100_000  # revisions of anybody that are looked through for them
DAILY = (Station, Assignment, Activity, Notice, Enterprise, Building, Figure)
DOORS = ("see", "create", "change", "publish", "import", "export", "delete")


class Home(Room, BaseView):
    """The dashboard at /admin/."""

    @expose("/")
    def index(self):
        """Everything on one page, in a number of queries that does not grow with the tables."""
        asker = actor()
        return self.render(
            "admin/home.html",
            today=clock.today(),
            counts=counts(asker),
            things=things(asker),
            shortcuts=shortcuts(asker),
            lately=lately(asker),
            waiting=waiting(asker),
            most=LATELY,
            grants=grants(current_user.user),
        )


def counts(asker):
    """[(home, count in words, words of what this person may do there)] of every model that is seen at all: one query."""
    homes = [home for home in MODELS if policy.paths(asker, "see", home)]
    found = counted({home._meta.name: policy.visible(asker, home) for home in homes})
    rows = []
    for home in homes:
        verbs = [policy.VERBS[verb] for verb in DOORS if policy.may(asker, verb, home)]
        rows.append((home, found[home._meta.name], "都可以" if len(verbs) == len(DOORS) else "、".join(verbs)))
    return rows


def counted(queries):
    """name → how many rows each of `queries` (name → query) finds, in words: 38, or 1000+. One query for all."""
    if not queries:
        return {}
    parts = []
    for name, query in queries.items():
        few = query.select(query.model.id).limit(COUNTED + 1).alias(f"few_{len(parts)}")
        parts.append(peewee.Select([few], [peewee.Value(name), peewee.fn.COUNT(peewee.SQL("1"))]).bind(database))
    rows = functools.reduce(operator.add, parts).tuples()
    return {name: f"{COUNTED}+" if count > COUNTED else str(count) for name, count in rows}


def things(asker):
    """[(wait, count in words)] of what waits for this person to put right; what is in order is left out."""
    mine = [(wait, condition) for wait, condition in waits() if policy.may(asker, "change", wait.home)]
    found = counted({wait.name: policy.visible(asker, wait.home, "change").where(condition) for wait, condition in mine})
    return [(wait, found[wait.name]) for wait, _ in mine if found[wait.name] != "0"]


def shortcuts(asker):
    """The models that this person may make records of, those that change most days first."""
    return [home for home in DAILY if policy.may(asker, "create", home)]


def lately(asker):
    """The newest changes, each as its newest revision `described` and the number of its records: an import is one line.

    Only the last PASSED revisions of all are looked through, so that a clerk of a quiet street does not wait for the whole history.
    """
    revision = history.Revision
    lowest = revision.select(peewee.fn.MAX(revision.id) - PASSED)
    new = revision.select(revision.id, revision.change).where(within(asker), revision.id > lowest).order_by(revision.id.desc())
    new = new.limit(LOOKED_AT).alias("new")
    last, count = peewee.fn.MAX(new.c.id), peewee.fn.COUNT(new.c.id)
    groups = peewee.Select([new], [last, count]).group_by(new.c.change_id).order_by(peewee.SQL("1").desc()).limit(LATELY).bind(database)
    counts = dict(groups.tuples())
    steps = revisions(asker, history.Revision.id.in_(list(counts)))
    return [step | {"count": counts[step["id"]]} for step in steps]


def revisions(asker, *conditions, most=LATELY):
    """What this person may see of the newest revisions across all models, each as `described`: one query, and one for titles."""
    query = (
        history.Revision.select(history.Revision, history.Change)
        .join(history.Change)
        .where(within(asker), *conditions)
        .order_by(history.Revision.id.desc())
        .limit(most)
    )
    return described(list(query))


def described(found):
    """Revisions in words."""
    rows, wanted = [(BY_NAME[revision.shape], revision, json.loads(revision.snapshot)) for revision in found], {}
    for home, _, snapshot in rows:
        for field in home.naming():
            if field.target:
                wanted.setdefault(field.target, set()).add(snapshot.get(field.name))
    fence().learn(wanted)
    return [
        {
            "id": revision.id,
            "home": home,
            "title": fence().title_of(home, snapshot) or snapshot.get("slug"),
            "done": VERBS.get(revision.verb, revision.verb),
            "by": revision.change.by,
            "via": VIA.get(revision.change.via, ""),
            "why": revision.change.why,
            "at": local(revision.change.at),
            "address": url_for(f"admin_{home._meta.plural}.history_view", id=revision.record, revision=revision.id),
        }
        for home, revision, snapshot in rows
    ]


def waiting(asker):
    """Drafts that nobody has published or written over since."""
    later = history.Revision.alias()
    newer = later.select(later.id).where(
        later.shape == history.Revision.shape, later.record == history.Revision.record, later.id > history.Revision.id
    )
    return revisions(asker, history.Revision.verb == "draft", ~peewee.fn.EXISTS(newer))


def grants(user):
    """[(role, where, until)] of what this person was given."""
    rows = Grant.select().where(Grant.user == user).order_by(Grant.id)
    divisions = fence().titles(Division, [grant.division_id for grant in rows])
    return [
        (ROLES.get(grant.role, {}).get("label", grant.role), divisions.get(grant.division_id, "全部"), grant.until or "长期")
        for grant in rows
    ]
