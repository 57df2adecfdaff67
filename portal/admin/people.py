"""Who is signed in, and what that person may know of the records that others point at."""

import functools
import hashlib

from flask import g
from flask_login import UserMixin, current_user

from ..core import policy
from ..models import User

HIDDEN = "（不在您的范围内）"


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


def fence():
    """The asker's `Fence`, one a request."""
    if "fence" not in g:
        g.fence = Fence(actor())
    return g.fence


class Fence:
    """What one actor may know of the records that relations point at; each is read once."""

    def __init__(self, actor):
        self.actor = actor
        self._known = {}

    def records(self, home, ids):
        """id → record for those of `ids` that the actor may see."""
        known = self._known.setdefault(home, {})
        missing = {id for id in ids if id} - known.keys()
        if missing:
            known |= dict.fromkeys(missing)
            known |= {record.id: record for record in policy.visible(self.actor, home).where(home.id.in_(missing))}
        return {id: known[id] for id in ids if known.get(id)}

    def titles(self, home, ids):
        """id → title of all `ids`; those the actor may not see answer with one and the same word."""
        seen = self.records(home, ids)
        return {id: seen[id].title if id in seen else HIDDEN for id in ids if id}

    def shown(self, field, value, masked=False):
        """`value` of `field` in words; with `masked`, personal values are hidden."""
        if masked and field.personal:
            return field.mask(value)
        if field.target:
            ids = (value or ()) if field.many else ((value,) if value else ())
            return "；".join(dict.fromkeys(self.titles(field.target, ids).values()))
        return field.show(value)


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
