"""Makers: one record each, through the door, with just enough said to be a record."""

import itertools

from portal.core import policy
from portal.core.changes import Edit, change
from portal.models import Division, Grant, Grid, Source, Station, User

_count = itertools.count(1)

PASSWORD = "correct horse battery"


def make(home, _by=None, _via="admin", **values):
    """A new `home` record with `values`, written by the command line unless `_by` says who."""
    values = {name: value.id if hasattr(value, "id") else value for name, value in values.items()}
    with change(_by or policy.command_line("测试"), via=_via) as work:
        outcome = work.one(Edit(home, None, values=values)).must()
    return home.get_by_id(outcome.id)


def edit(record, _by=None, _via="admin", _base=None, _draft=False, **values):
    """The outcome of changing `record`, as read, to `values`."""
    values = {name: value.id if hasattr(value, "id") else value for name, value in values.items()}
    with change(_by or policy.command_line("测试"), via=_via) as work:
        return work.one(Edit(type(record), record.id, base=_base or record.version, values=values, draft=_draft))


def division(name="历山社区", parent=None, level="community", state="published", **values):
    return make(Division, name=name, parent=parent, level=level, state=state, **values)


def grid(division_=None, kind="small", number=None, name=None, state="published", **values):
    number = number or next(_count)
    return make(
        Grid,
        division=division_ or division(f"社区{next(_count)}"),
        kind=kind,
        number=number,
        name=name or f"第{number}网格",
        state=state,
        **values,
    )


def station(name="东驿站", division_=None, kind="city_post", state="published", **values):
    return make(Station, name=name, division=division_ or division(f"社区{next(_count)}"), kind=kind, state=state, **values)


def source(locator=None, file="lishan", **values):
    return make(Source, file=file, locator=locator or f"T{next(_count)}", **values)


def user(login="admin", role=None, division_=None, password=PASSWORD, **values):
    """A user, and one grant when `role` is named."""
    made = make(User, login=login, password=User.password.hasher(password), **values)
    if role:
        grant(made, role, division_)
    return made


def grant(user_, role="clerk", division_=None, **values):
    return make(Grant, user=user_, role=role, division=division_, **values)


MAKERS = {
    Division: division,
    Grid: grid,
    Station: station,
    Source: source,
    User: lambda: user(f"user{next(_count)}"),
    Grant: lambda: grant(user(f"user{next(_count)}"), "auditor"),
}
