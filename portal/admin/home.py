"""The first page: what this person may do and where, what waits, and what was changed lately."""

import json

import peewee
from flask import url_for
from flask_admin import BaseView, expose
from flask_login import current_user

from ..core import clock, history, policy
from ..core.changes import VIA
from ..models import BY_NAME, MODELS, Division, Grant
from ..roles import ROLES
from .history import VERBS, local
from .people import actor, fence
from .rooms import Room

COUNTED = 1000
LATELY = 12
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
            lately=revisions(asker),
            waiting=waiting(asker),
            grants=grants(current_user.user),
        )


def counts(asker):
    """[(home, count in words, words of what this person may do there)] of every model that is seen at all."""
    rows = []
    for home in MODELS:
        if policy.paths(asker, "see", home):
            count = policy.visible(asker, home).select(home.id).limit(COUNTED + 1).count()
            verbs = [policy.VERBS[verb] for verb in DOORS if policy.may(asker, verb, home)]
            rows.append((home, f"{COUNTED}+" if count > COUNTED else str(count), "、".join(verbs)))
    return rows


def revisions(asker, *conditions, most=LATELY):
    """[(home, revision, title, address)] newest first of what this person may see, across all models."""
    found = []
    for home in MODELS:
        if not policy.paths(asker, "see", home):
            continue
        query = (
            history.Revision.select(history.Revision, history.Change)
            .join(history.Change)
            .where(history.Revision.shape == home._meta.name, *conditions)
            .order_by(history.Revision.id.desc())
            .limit(most)
        )
        seen = policy.seen(asker, home)
        if seen is not None:
            query = query.where(history.Revision.record.in_(home.select(home.id).where(seen)))
        found += list(query)
    found.sort(key=lambda revision: -revision.id)
    return [described(revision) for revision in found[:most]]


def described(revision):
    """A revision in words."""
    home = BY_NAME[revision.shape]
    snapshot = json.loads(revision.snapshot)
    return {
        "home": home,
        "title": home.title_of(snapshot) or snapshot.get("slug"),
        "done": VERBS.get(revision.verb, revision.verb),
        "by": revision.change.by,
        "via": VIA.get(revision.change.via, ""),
        "why": revision.change.why,
        "at": local(revision.change.at),
        "address": url_for(f"admin_{home._meta.plural}.history_view", id=revision.record, revision=revision.id),
    }


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
