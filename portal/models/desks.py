"""What lies on people's desks: forms that are not finished, forms that are open, and forms that were sent. None is a record."""

import datetime
import json

import peewee

from ..core import clock
from ..core.db import database
from .accounts import User

KEPT = datetime.timedelta(days=7)  # an unfinished form
REPEATED = datetime.timedelta(days=14)  # how long a form that was sent is known again, and its number good
SEEN = datetime.timedelta(seconds=100)  # a page that says nothing for so long is no longer open
MOST_UNFINISHED = 50  # of one person; the oldest make room
MOST_OPEN = 30
MOST_SENT = 5000


def _now():
    return clock.now().replace(tzinfo=None)


def _local(moment):
    return clock.local(moment.replace(tzinfo=datetime.UTC))


class Desk(peewee.Model):
    """What the tables share: whose it is, which form (its number), and the moment."""

    user = peewee.ForeignKeyField(User, on_delete="CASCADE", backref="!")
    number = peewee.CharField(max_length=40)
    home = peewee.CharField(max_length=40)  # name of the model
    record = peewee.IntegerField(default=0)  # 0: one that is to be made
    at = peewee.DateTimeField(index=True)  # UTC

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def mine(cls, user, number):
        """The condition that a row belongs to this form of this user."""
        return (cls.user == user) & (cls.number == number)

    @classmethod
    def keep(cls, user, number, **values):
        """Write the row of this form of this user, over an older one."""
        values["at"] = _now()
        changed = {getattr(cls, name): value for name, value in values.items()}
        row = cls.insert(user=user, number=number, **values)
        row.on_conflict(conflict_target=[cls.user, cls.number], update=changed).execute()

    @classmethod
    def sweep(cls, user, most, age):
        """Take away what is older than `age`, and of `user` what is more than `most`."""
        gone = cls.at < _now() - age
        surplus = list(cls.select(cls.id).where(cls.user == user).order_by(cls.at.desc(), cls.id.desc()).offset(most).limit(most).tuples())
        cls.delete().where(gone | cls.id.in_([id for (id,) in surplus])).execute()


class Unfinished(Desk):
    """What somebody typed into a form and has not saved: for that person only, and not for long."""

    version = peewee.IntegerField(default=0)
    typed = peewee.TextField()  # JSON [[name, text]], as a browser would send it
    changed = peewee.TextField(default="[]")  # JSON [name] of what was typed

    class Meta:
        indexes = ((("user", "number"), True), (("user", "home", "record"), False))

    pairs = property(lambda self: [tuple(pair) for pair in json.loads(self.typed)])
    names = property(lambda self: json.loads(self.changed))

    @property
    def when(self):
        """When it was typed: 10:32, or 11月21日 10:32."""
        moment = _local(self.at)
        return f"{moment:%H:%M}" if moment.date() == clock.today() else f"{moment.month}月{moment.day}日 {moment:%H:%M}"


class OpenForm(Desk):
    """A form that somebody has open, as far as it has told lately; `touched` is when something was typed last."""

    touched = peewee.DateTimeField(null=True)

    class Meta:
        table_name = "open_form"
        indexes = ((("user", "number"), True), (("home", "record", "at"), False))


class SentForm(Desk):
    """A form that was sent and written: a second one of the same number finds the first here."""

    digest = peewee.CharField(max_length=64)  # of what was sent

    class Meta:
        table_name = "sent_form"
        indexes = ((("user", "number"), True),)


def unfinished(user, home, record, most=3):
    """The newest forms of `home` (a model) that `user` has not finished: of `record` (an id), or of new ones (0)."""
    kept = Unfinished.at > _now() - KEPT
    mine = (Unfinished.user == user) & (Unfinished.home == home._meta.name) & (Unfinished.record == record)
    return list(Unfinished.select().where(mine, kept).order_by(Unfinished.at.desc(), Unfinished.id.desc()).limit(most))


def lay_down(user, number, home, record, version, pairs, changed):
    """Keep what `user` typed: `pairs` [(name, text)], of them `changed`; the moment in words."""
    Unfinished.keep(
        user,
        number,
        home=home._meta.name,
        record=record,
        version=version,
        typed=json.dumps(pairs, ensure_ascii=False),
        changed=json.dumps(changed, ensure_ascii=False),
    )
    Unfinished.sweep(user, MOST_UNFINISHED, KEPT)
    return f"{clock.local(clock.now()):%H:%M}"


def others(user, home, record):
    """[(login, minutes since something was typed, or None)] of the other people who have the form of `record` open."""
    rows = (
        OpenForm.select(User.login, peewee.fn.MAX(OpenForm.touched))
        .join(User, on=(OpenForm.user == User.id))
        .where(OpenForm.home == home._meta.name, OpenForm.record == record, OpenForm.at > _now() - SEEN, OpenForm.user != user)
        .group_by(User.login)
        .order_by(User.login)
        .limit(5)
        .tuples()
    )
    return [(login, _minutes(touched)) for login, touched in rows]


def _minutes(moment):
    if moment is None:
        return None
    moment = datetime.datetime.fromisoformat(moment) if type(moment) is str else moment  # what SQLite answers to max()
    return max(0, int((_now() - moment).total_seconds() // 60))


def sit(user, number, home, record, touched):
    """Say that `user` has the form open; `touched`: something was typed since the last time."""
    values = {"touched": _now()} if touched else {}
    OpenForm.keep(user, number, home=home._meta.name, record=record, **values)
    OpenForm.sweep(user, MOST_OPEN, datetime.timedelta(hours=1))


def leave(user, number):
    """The form is closed: saved, dismissed or left."""
    OpenForm.delete().where(OpenForm.mine(user, number)).execute()


def clear(user, number):
    """The form is saved or given up: nothing of it stays on the desk."""
    Unfinished.delete().where(Unfinished.mine(user, number)).execute()
    leave(user, number)


def sent(user, number):
    """The `SentForm` of that number, or None."""
    return SentForm.get_or_none(SentForm.mine(user, number))


def was_sent(user, number):
    """Whether a form of that number was written, once or with several contents."""
    return SentForm.select().where(SentForm.user == user, SentForm.number.startswith(number)).exists()


def send(user, number, home, digest):
    """Spend `number`, inside the change that writes the form. Raises IntegrityError when another request was first."""
    return SentForm.create(user=user, number=number, home=home._meta.name, digest=digest, at=_now())


def came_to(row, record):
    """Note which `record` (an id) the form of `row` came to."""
    SentForm.update(record=record).where(SentForm.id == row.id).execute()


def swept(user):
    """Forget forms that were sent long ago."""
    SentForm.sweep(user, MOST_SENT, REPEATED)
