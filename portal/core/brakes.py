"""Counts of tries that fail, kept in the database so that all processes share them: after some free ones each costs a longer wait."""

import datetime
import ipaddress
from dataclasses import dataclass

import peewee

from . import clock
from .db import database
from .errors import Throttled

FIRST = datetime.timedelta(seconds=30)  # how long the first wait is; each further try doubles it
LONGEST = datetime.timedelta(minutes=15)
FORGOTTEN = datetime.timedelta(hours=1)  # a count that nobody added to for so long starts afresh


class Brake(peewee.Model):
    """How often something was tried in vain of late, and until when it may not be tried again."""

    key = peewee.CharField(unique=True)
    count = peewee.IntegerField(default=0)
    at = peewee.DateTimeField(index=True)  # UTC, like until
    until = peewee.DateTimeField(null=True)

    class Meta:
        database = database
        legacy_table_names = False


@dataclass(frozen=True)
class Budget:
    """What a try is counted under, how many are free, and whether one that succeeds wipes the count."""

    key: str
    free: int
    wiped: bool = True


class Waiting(Throttled):
    """Not yet: `seconds` from now it may be tried again."""

    def __init__(self, seconds, what="试得太勤了"):
        self.seconds = seconds
        super().__init__(f"{what}，请{words(seconds)}以后再试")


def words(seconds):
    """`seconds` as people say it."""
    return f" {seconds} 秒" if seconds <= 60 else f" {-(-seconds // 60)} 分钟"


def network(address):
    """The network that `address` stands for: itself, or the 64 bits that an IPv6 customer is given; "?" for none."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "?"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)


def take(budgets):
    """Count one try under each of `budgets` before it is known how it ends, so that a hundred at once are not one.

    Raises `Waiting`, and counts nothing, when any of them is used up for now.
    """
    now = _now()
    Brake.delete().where(Brake.at < now - 24 * FORGOTTEN).execute()
    with database.atomic():
        for budget in sorted(budgets, key=lambda budget: budget.key):  # in one order, or two processes wait for each other
            _count(budget, now)


def _count(budget, now):
    Brake.insert(key=budget.key, count=0, at=now).on_conflict_ignore().execute()
    Brake.update(count=Brake.count + 1).where(Brake.key == budget.key).execute()  # from here on the row is this transaction's
    brake = Brake.get(Brake.key == budget.key)
    if brake.until and brake.until > now:
        raise Waiting(int((brake.until - now).total_seconds()))
    if brake.at < now - FORGOTTEN:
        brake.count = 1
    brake.at, brake.until = now, None
    if brake.count >= budget.free:
        brake.until = now + min(FIRST * 2 ** min(brake.count - budget.free, 10), LONGEST)
    brake.save()


def release(budgets):
    """The try that was counted last succeeded: it costs nothing, and what only this person used up is forgotten."""
    for budget in budgets:
        here = Brake.key == budget.key
        if budget.wiped:
            Brake.delete().where(here).execute()
        else:
            Brake.update(count=Brake.count - 1, until=None).where(here, Brake.count > 0).execute()


def wait(budgets):
    """Seconds until all of `budgets` may be tried again; 0: now."""
    now, keys = _now(), [budget.key for budget in budgets]
    latest = Brake.select(peewee.fn.MAX(Brake.until)).where(Brake.key.in_(keys), Brake.until > now).scalar()
    return int((_moment(latest) - now).total_seconds()) if latest else 0


def _now():
    return clock.now().replace(tzinfo=None)


def _moment(value):
    """SQLite answers an aggregate of moments as text."""
    return datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
