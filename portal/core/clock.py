"""The time: moments are kept in UTC and shown in the zone the neighbourhood lives in."""

import contextlib
import contextvars
import datetime
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")

_stopped = contextvars.ContextVar("stopped", default=None)


def now():
    """This moment in UTC, aware, whole seconds."""
    return _stopped.get() or datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def local(moment):
    """`moment` on the neighbourhood's clock."""
    return moment.astimezone(ZONE)


def today():
    """The calendar day in the neighbourhood."""
    return local(now()).date()


@contextlib.contextmanager
def at(moment):
    """Let the clock stand at `moment` (aware, or naive neighbourhood time) inside the block.

    >>> with clock.at(datetime.datetime(2026, 3, 12, 14, 20)):
    ...     station.hours.open_at(clock.now())
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    token = _stopped.set(moment.astimezone(datetime.UTC).replace(microsecond=0))
    try:
        yield
    finally:
        _stopped.reset(token)
