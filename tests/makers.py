"""Makers: one record each, through the door, with just enough said to be a record."""

import functools
import itertools

from argon2 import PasswordHasher

from portal.core import policy
from portal.core.changes import Edit, change
from portal.models import (
    Activity,
    Assignment,
    BrandLink,
    Building,
    Division,
    Enterprise,
    Feedback,
    Figure,
    Grant,
    Grid,
    Level,
    MemberUnit,
    Notice,
    Organization,
    PartyCommunity,
    Person,
    RoleType,
    Service,
    ServiceBrand,
    Source,
    Station,
    Term,
    User,
)

_count = itertools.count(1)

PASSWORD = "correct horse battery"
# A hash that is quick to check: hundreds of tests sign in, and how slow the real one is belongs to none of them.
_hashed = functools.cache(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash)


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


def here(division_):
    """`division_`, or a community of its own."""
    return division_ or division(f"社区{next(_count)}")


def term(name="制造业", vocabulary="industry", code=None, state="published", **values):
    return make(Term, name=name, vocabulary=vocabulary, code=code or f"t{next(_count)}", state=state, **values)


def level(name="大网格", scheme="lishan-grid", ordinal=None, scheme_kind="grid", state="published", **values):
    return make(Level, name=name, scheme=scheme, ordinal=ordinal or next(_count) % 90 + 1, scheme_kind=scheme_kind, state=state, **values)


def building(name="山水一城", division_=None, kind="estate", state="published", **values):
    return make(Building, name=name, division=here(division_), kind=kind, state=state, **values)


def organization(name="街道党工委", division_=None, kind="party_org", state="published", **values):
    return make(Organization, name=name, division=here(division_), kind=kind, state=state, **values)


def enterprise(name="山水啤酒有限公司", division_=None, kind="company", state="published", **values):
    return make(Enterprise, name=name, division=here(division_), kind=kind, state=state, **values)


def community(name="北麻新区党建共同体", division_=None, kind="party_community", state="published", **values):
    return make(PartyCommunity, name=name, division=here(division_), kind=kind, state=state, **values)


def member(community_=None, state="published", **values):
    """A membership of an enterprise, unless `values` name another unit."""
    if not values.keys() & set(MemberUnit._meta.one_of):
        values["enterprise"] = enterprise(f"企业{next(_count)}")
    return make(MemberUnit, community=community_ or community(f"共同体{next(_count)}"), state=state, **values)


def service(name="缝纫", division_=None, kind="volunteer", state="published", **values):
    return make(Service, name=name, division=here(division_), kind=kind, state=state, **values)


def brand(name="九心", division_=None, code=None, kind="service_brand", state="published", **values):
    return make(ServiceBrand, name=name, division=here(division_), code=code or f"brand-{next(_count)}", kind=kind, state=state, **values)


def link(brand_=None, state="published", **values):
    """A link with a grid, unless `values` name another target."""
    if not values.keys() & set(BrandLink._meta.one_of):
        values["grid"] = grid()
    return make(BrandLink, brand=brand_ or brand(f"品牌{next(_count)}"), state=state, **values)


def activity(name="阅读改变生活", division_=None, kind="public_event", state="published", **values):
    return make(Activity, name=name, division=here(division_), kind=kind, state=state, **values)


def role(name="网格员", code=None, category="worker", state="published", **values):
    return make(RoleType, name=name, code=code or f"role_{next(_count)}", category=category, state=state, **values)


def person(name="示例甲", division_=None, number=None, **values):
    return make(Person, name=name, division=here(division_), number=number or f"LS-{next(_count):04}", **values)


def assignment(role_=None, state="published", **values):
    """A post at a grid, unless `values` name another place."""
    if not values.keys() & set(Assignment._meta.one_of):
        values["grid"] = grid()
    return make(Assignment, role=role_ or role(f"岗位{next(_count)}"), state=state, **values)


def notice(headline="停水通知", division_=None, kind="notice", state="published", **values):
    return make(Notice, headline=headline, division=here(division_), kind=kind, state=state, **values)


def figure(name="常住人口", value=147000, state="published", **values):
    """A figure about a community, unless `values` name another subject."""
    if not values.keys() & set(Figure._meta.one_of):
        values["division"] = division(f"社区{next(_count)}")
    return make(Figure, name=name, value=value, state=state, **values)


def feedback(text="路灯不亮了，请来看看", division_=None, **values):
    """One opinion as a resident leaves it, about no place unless `division_` says so."""
    number = values.pop("number", f"20260312-{next(_count):010x}")
    return make(Feedback, number=number, message=text, division=division_, **values)


def user(login="admin", role=None, division_=None, password=PASSWORD, **values):
    """A user, and one grant when `role` is named."""
    made = make(User, login=login, password=_hashed(password), **values)
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
    Term: term,
    Level: level,
    Building: building,
    Organization: organization,
    Enterprise: enterprise,
    PartyCommunity: community,
    MemberUnit: member,
    Service: service,
    ServiceBrand: brand,
    BrandLink: link,
    Activity: activity,
    RoleType: role,
    Person: person,
    Assignment: assignment,
    Notice: notice,
    Figure: figure,
    Feedback: feedback,
    User: lambda: user(f"user{next(_count)}"),
    Grant: lambda: grant(user(f"user{next(_count)}"), "auditor"),
}
