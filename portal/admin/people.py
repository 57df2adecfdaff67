"""Who is signed in, and what that person may know of the records that others point at."""

import datetime
import functools
import operator
from urllib.parse import urlsplit

import peewee
from flask import current_app, g, jsonify, redirect, request, url_for
from flask_login import UserMixin, current_user
from flask_wtf.csrf import generate_csrf

from ..core import clock, policy
from ..models.sessions import HALFWAY, Session

HIDDEN = "（不在您的范围内）"
MOST_WORDS = 2  # fields that a title without relations is made of
QUIET = {"admin_sign_in.here"}  # endpoints that scripts ask by themselves: they do not keep a session open


class Person(UserMixin):
    """A user for as long as a session lasts. Who has not passed the second step yet is nobody so far."""

    def __init__(self, session, token=""):
        self.session, self.user, self.token = session, session.user, token

    def get_id(self):
        return self.token

    @functools.cached_property
    def actor(self):
        """This person as policy sees them, read once a request."""
        return self.user.actor()

    @functools.cached_property
    def lacks(self):
        """What must come before anything else: "code" (of the second step), "set-up" (of one that a role requires), or ""."""
        second = getattr(self.session, "second", 0)
        if second:
            return "code" if self.session.steps < 2 else ""
        required = two_steps()
        return "set-up" if required and any(grant.role in required for grant in self.actor.grants) else ""

    @property
    def is_authenticated(self):
        return not self.lacks


def two_steps():
    """The roles that must sign in with two steps."""
    return frozenset(current_app.config["PORTAL_TWO_STEPS"].replace(",", " ").replace("，", " ").split())


def hours(setting):
    """The time that a setting gives in hours."""
    return datetime.timedelta(hours=float(current_app.config[setting]))


def limits():
    """(how long a session lasts without a click, how long at most)."""
    return hours("PORTAL_SESSION_IDLE"), hours("PORTAL_SESSION_LONGEST")


def person_of(token):
    """The `Person` whose session `token` opens, or None; one query. Pages in `QUIET` do not keep it open."""
    session = Session.of(token)
    if session is None or not session.holds(*limits()):
        return None
    person = Person(session, token)
    if person.lacks:
        return person if session.created_at > clock.now().replace(tzinfo=None) - HALFWAY else None
    if request.endpoint not in QUIET:
        session.touch()
    return person


def actor():
    """Who asks: the signed-in person, or nobody."""
    return current_user.actor if current_user.is_authenticated else policy.NOBODY


def only_staff():
    """For pages outside the menu: send strangers to the sign-in page, and back here afterwards."""
    return None if current_user.is_authenticated else turned_away()


def wants_json():
    """Whether a script asked: it is told in JSON, so that it can keep what was typed."""
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), default="text/html")
    return request.headers.get("X-Requested-With") == "fetch" or best == "application/json"


def turned_away():
    """The answer to somebody who is not signed in, or not any more: where to do so, and the way back."""
    onward = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else referrer()
    address = url_for("admin_sign_in.form", next=onward)
    if wants_json():
        return jsonify(ok=False, sentence="登录已经结束，请重新登录；写的内容还在这一页上。", sign_in=address, csrf=generate_csrf()), 401
    return redirect(address)


def referrer():
    """The page of ours that a form was sent from, or None."""
    page = urlsplit(request.referrer or "")
    return f"{page.path}?{page.query}".rstrip("?") if page.netloc == request.host else None


def fence():
    """The asker's `Fence`, one a request."""
    if "fence" not in g:
        g.fence = Fence(actor())
    return g.fence


class Fence:
    """What one actor may know of the records that relations point at; each is read once."""

    def __init__(self, actor):
        self.actor = actor
        self._known, self._titles = {}, {}

    def records(self, home, ids):
        """id → record, its title known, for those of `ids` that the actor may see."""
        known = self._known.setdefault(home, {})
        missing = {id for id in ids if id} - known.keys()
        if missing:
            known |= dict.fromkeys(missing)
            found = self.entitled(home, policy.visible(self.actor, home).where(home.id.in_(missing)))
            known |= {record.id: record for record in found}
            self._titles.setdefault(home, {}).update((id, record and record.title) for id, record in known.items())
        return {id: known[id] for id in ids if known.get(id)}

    def named(self, home, slug):
        """The record of that slug, its title known, or None: one that the actor may not see is none."""
        return next(iter(self.entitled(home, policy.visible(self.actor, home).where(home.slug == slug))), None)

    def titles(self, home, ids):
        """id → title of all `ids`; those the actor may not see answer with one and the same word."""
        ids = [id for id in ids if id]
        self.learn({home: ids})
        return {id: self._titles[home][id] or HIDDEN for id in ids}

    def learn(self, wanted):
        """Read the titles of `wanted` (home → ids) that are not known yet: one query for all homes whose titles name no others."""
        queries, homes = [], {}
        for home, ids in wanted.items():
            known = self._titles.setdefault(home, {})
            missing = {id for id in ids if id} - known.keys()
            if missing and any(field.target for field in home.naming()):
                self.records(home, missing)
            elif missing:
                known |= dict.fromkeys(missing)
                homes[home._meta.name] = home
                queries.append(self._naming(home).where(home.id.in_(missing)))
        if queries:
            for name, id, slug, *words in functools.reduce(operator.add, queries).tuples():
                home = homes[name]
                values = {field.name: word for field, word in zip(home.naming(), words, strict=False)}
                self._titles[home][id] = home.title_of(values) or slug

    def _naming(self, home):
        """Query of (name of the home, id, slug, the words of its title), filled up to one width, of what the actor may see."""
        words = [*home.naming(), *[peewee.Value("")] * MOST_WORDS][:MOST_WORDS]
        return policy.visible(self.actor, home).select(peewee.Value(home._meta.name), home.id, home.slug, *words)

    def entitled(self, home, records, columns=()):
        """`records` of `home` as a list, titles known, of themselves and of what `columns` point at: a few queries however many."""
        records, wanted = list(records), {}
        for field in {field.name: field for field in (*home.naming(), *columns) if field.target and not field.many}.values():
            wanted.setdefault(field.target, set()).update(record.__data__.get(field.name) for record in records)
        self.learn(wanted)
        for record in records:
            record._title = self.title_of(home, record.__data__) or record.slug
        return records

    def title_of(self, home, values):
        """The title of a record with these `values` (name → value), naming only what the actor may see."""
        return home.title_of(values, lambda field, id: self.titles(field.target, [id])[id])

    def shown(self, field, value, masked=False):
        """`value` of `field` in words; with `masked`, personal values are hidden."""
        if masked and field.personal:
            return field.mask(value)
        if field.target:
            ids = (value or ()) if field.many else ((value,) if value else ())
            return "；".join(dict.fromkeys(self.titles(field.target, ids).values()))
        return field.words(value)

    def cell(self, record, field):
        """What stands in the column of `field` for `record`; a number that is only known as a range is told as one."""
        values, name = record.__data__, field.name
        ends = [record.shape().by_name.get(name + end) for end in ("_min", "_max")]
        if values.get(name) is None and all(ends) and all(values.get(end.name) is not None for end in ends):
            return "–".join(self.shown(end, values[end.name]) for end in ends)
        return self.shown(field, values.get(name) if field.target else getattr(record, name))


class FencedField:
    """A relation that names only what the actor may see; everything else is the field's own."""

    def __init__(self, field, fence):
        self._field, self._fence = field, fence

    def __getattr__(self, name):
        return getattr(self._field, name)

    @property
    def target(self):
        return FencedHome(self._field.target, self._fence)


class FencedHome:
    """A home whose `titles` go through a fence."""

    def __init__(self, home, fence):
        self._home, self._fence = home, fence

    def titles(self, ids):
        return self._fence.titles(self._home, ids)


def fenced(fields, fence):
    """`fields` with every relation behind `fence`."""
    return [FencedField(field, fence) if field.target else field for field in fields]
