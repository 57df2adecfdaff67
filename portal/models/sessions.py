"""Who is signed in where: one row a session, so that ending it here ends it everywhere, copied cookies included."""

import contextlib
import datetime
import hashlib
import json
import secrets

import peewee

from ..core import clock
from ..core.db import database
from ..core.errors import Unavailable
from ..core.history import Revision
from .accounts import User
from .second_steps import SecondStep

SEEN_EVERY = datetime.timedelta(minutes=1)  # a page does not write each time
HALFWAY = datetime.timedelta(minutes=10)  # from the password to the second step
KEPT = datetime.timedelta(days=90)


class Session(peewee.Model):
    """One signing-in. The token that opens it is in the person's cookie and only its digest is here."""

    digest = peewee.CharField(max_length=64, unique=True)
    user = peewee.ForeignKeyField(User, on_delete="CASCADE", backref="+")
    steps = peewee.IntegerField(default=1)  # how many were proved: the password, and the second step
    account = peewee.IntegerField()  # version of the user that was last looked at
    proof = peewee.CharField(max_length=16)  # digest of the password's hash: another password ends the session
    address = peewee.CharField(max_length=64)
    browser = peewee.CharField(max_length=80)
    created_at = peewee.DateTimeField(index=True)  # UTC, like the others
    seen_at = peewee.DateTimeField()
    ended_at = peewee.DateTimeField(null=True)

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def begin(cls, user, steps, address, browser):
        """The token of a new session of `user`. Old sessions are swept."""
        token, now = secrets.token_urlsafe(32), _now()
        cls.delete().where(cls.created_at < now - KEPT).execute()
        cls.create(
            digest=digest(token),
            user=user,
            steps=steps,
            account=user.version,
            proof=proof(user),
            address=address[:64],
            browser=browser[:80],
            created_at=now,
            seen_at=now,
        )
        return token

    @classmethod
    def of(cls, token):
        """The session of `token`, ended ones too, or None; with its user, and `second` when that one has a second step: one query."""
        second = peewee.fn.COALESCE(SecondStep.id, 0).alias("second")
        query = cls.select(cls, User, second).join(User).left_outer_join(SecondStep, on=(SecondStep.user == User.id))
        return query.where(cls.digest == digest(token)).first()

    @classmethod
    def open_of(cls, user, idle, longest):
        """The sessions of `user` that still open something, the one used last first."""
        now = _now()
        rows = (
            cls.select(cls, User)
            .join(User)
            .where(cls.user == user, cls.ended_at.is_null(), cls.seen_at > now - idle, cls.created_at > now - longest)
        )
        return [row for row in rows.order_by(cls.seen_at.desc(), cls.id.desc()) if row.holds(idle, longest)]

    def holds(self, idle, longest):
        """Whether it still opens anything: not ended, not idle nor open for too long, and the account as it was."""
        now = _now()
        if self.ended_at or self.seen_at <= now - idle or self.created_at <= now - longest:
            return False
        return self.user.active and self.proof == proof(self.user) and self.undisturbed()

    def undisturbed(self):
        """Whether the account was not switched off, for however short, since it was last looked at."""
        if self.account == self.user.version:
            return True
        later = Revision.select(Revision.snapshot).where(
            Revision.shape == User._meta.name, Revision.record == self.user_id, Revision.version > self.account
        )
        if not all(json.loads(revision.snapshot).get("active", True) for revision in later):
            self.end()
            return False
        return self._write(account=self.user.version)

    def touch(self):
        """Remember that it is in use; written once a minute, and never at the price of the page."""
        if self.seen_at <= _now() - SEEN_EVERY:
            self._write(seen_at=_now())

    def _write(self, **values):
        with contextlib.suppress(Unavailable):  # a long write is under way; the next page says so again
            Session.update(**values).where(Session.id == self.id).execute()
        return True

    def end(self):
        """Close it: its token opens nothing any more."""
        Session.update(ended_at=_now()).where(Session.id == self.id, Session.ended_at.is_null()).execute()

    @classmethod
    def end_all(cls, user, but=None):
        """Close all sessions of `user` except `but`; how many were open."""
        others = () if but is None else (cls.id != but.id,)
        return cls.update(ended_at=_now()).where(cls.user == user, cls.ended_at.is_null(), *others).execute()

    @classmethod
    def familiar(cls, login, address, steps=1):
        """Whether somebody has signed in as `login` from `address` of late, and proved so many `steps`."""
        rows = cls.select(cls.id).join(User).where(User.login == login, cls.address == address, cls.steps >= steps)
        return rows.limit(1).exists()


def digest(token):
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def proof(user):
    """What a session keeps of the password it was begun with."""
    return hashlib.sha256((user.password or "").encode()).hexdigest()[:16]


def _now():
    return clock.now().replace(tzinfo=None)
