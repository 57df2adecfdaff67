"""Who is signed in, and what that person may know of the records that others point at."""

import functools
import hashlib
import operator

import peewee
from flask import g, redirect, request, url_for
from flask_login import UserMixin, current_user

from ..core import policy
from ..models import User

HIDDEN = "（不在您的范围内）"
MOST_WORDS = 2  # fields that a title without relations is made of


class Person(UserMixin):
    """A user for as long as the session lasts; a changed password ends every session."""

    def __init__(self, user):
        self.user = user

    def get_id(self):
        return f"{self.user.id}.{hashlib.sha256((self.user.password or '').encode()).hexdigest()[:16]}"

    @functools.cached_property
    def actor(self):
        """This person as policy sees them, read once a request."""
        return self.user.actor()


def person_of(session_id):
    """The active `Person` whose session says `session_id`, or None."""
    id, _, _ = session_id.partition(".")
    user = User.get_or_none(User.id == int(id), User.active == True) if id.isdecimal() else None  # noqa: E712
    person = user and Person(user)
    return person if person and person.get_id() == session_id else None


def actor():
    """Who asks: the signed-in person, or nobody."""
    return current_user.actor if current_user.is_authenticated else policy.NOBODY


def only_staff():
    """For pages outside the menu: send strangers to the sign-in page, and back here afterwards."""
    if not current_user.is_authenticated:
        return redirect(url_for("admin_sign_in.form", next=request.script_root + request.full_path.rstrip("?")))
    return None


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
