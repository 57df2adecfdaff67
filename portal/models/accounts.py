"""Who may sign in, and how far each may reach."""

import functools
import json
import operator
from collections import defaultdict

import peewee
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from ..core import clock, policy
from ..core.db import database
from ..core.fields import Belongs, Choice, Code, Day, Flag, Phone, Secret, Text
from ..core.history import Revision
from ..core.record import Record
from ..roles import ROLES
from .passwords import hashed, hasher
from .places import Division

MASTER = "administrator"  # the role that one person at least must keep
LAST = "这是最后一位管理员，请先让另一个可以登录的人长期当全域的管理员"


USED = "登录名“{0}”以前用过，那时的操作都记在它名下，不能再给别的用户，请换一个，如 {0}2；同一个人的，请恢复或改回原来的用户"


class User(Record):
    """Somebody who may sign in to the admin."""

    login = Code(
        "登录名", r"[a-z][a-z0-9._-]{1,39}", "小写字母开头的 2 到 40 位字母、数字、点、横线", max=40, key=True, listed=True, searched=True
    )
    name = Text("姓名", max=40, personal=True)
    phone = Phone("手机", personal=True)
    password = Secret("口令", hashed, help="至少 10 个字符，不要用容易猜到的；留空则不改。")
    active = Flag("可以登录", default=True, listed=True, filtered=True)

    class Meta:
        label, plural, title, published = "用户", "users", "login", False

    def knows(self, password):
        """Whether `password` is this user's."""
        try:
            return bool(self.password) and hasher.verify(self.password, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def actor(self):
        """This user as policy sees them: every grant that holds today, with the areas it reaches. One query."""
        today, none = clock.today().isoformat(), peewee.SQL("NULL")
        held = Grant.select(Grant.id, Grant.role, Division.area, none).left_outer_join(Division, on=(Grant.division == Division.id))
        held = held.where(Grant.user == self, Grant.until.is_null() | (Grant.until >= today))
        managing = Division.alias()
        elsewhere = managed(managing).select(none, none, managing.area, Division.area)
        rows = list((held + elsewhere).tuples())
        pairs = [(path, manager) for id, _, manager, path in rows if id is None]
        return policy.Actor(self.login, tuple(policy.Granted(role, reach(area, pairs), id) for id, role, area, _ in rows if id is not None))

    @classmethod
    def rivals(cls, writes, related):
        """A login that was somebody else's is given no more; who is switched off or loses the password is not the last administrator."""
        named = [p for p in writes if p.row is None or "login" in p.delta]
        owners = borne({p.values["login"] for p in named})
        taken = [(p, "login", USED.format(p.values["login"])) for p in named if owners[p.values["login"]] - {p.id}]
        return [*taken, *kept(writes, ("active", "password"), lambda p, row: row["user"] == p.id and not can_sign_in(p.values))]

    def itself(self):
        """This user changing what is nobody else's: the own password. Signed, and asked of no grant."""
        return policy.Actor(self.login, everything=True)


def borne(logins):
    """login → ids of users who bore it, for those of `logins` that nobody bears now; told from the revisions, which are kept for good."""
    found = defaultdict(set)
    logins = sorted(logins - {login for (login,) in database.lookup(User._meta.table_name, ("login",), "login", logins)})
    for start in range(0, len(logins), 50):
        held = [Revision.snapshot.contains(f'"login":"{login}"') for login in logins[start : start + 50]]
        rows = Revision.select(Revision.record, Revision.snapshot).where(
            Revision.shape == User._meta.name, functools.reduce(operator.or_, held)
        )
        for record, snapshot in rows.tuples():
            found[json.loads(snapshot)["login"]].add(record)
    return found


def pretend(password):
    """Spend the time that checking a password takes, so that an unknown login is not told by its speed."""
    hasher.hash(password)


def managed(managing):
    """Query of (area of a division, area of `managing`, the one that manages it) for those with a 托管上级; few have one."""
    query = Division.select(Division.area, managing.area).join(managing, on=(Division.managing_parent == managing.id))
    return query.where(Division.managing_parent > 0)  # a range, so that the index finds the few


def reach(area, pairs=None):
    """The paths that a grant on the division at `area` covers: it, and those managed from inside it."""
    if area is None:
        return ("/",)
    pairs = managed(Division.alias()).tuples() if pairs is None else pairs
    inside = [path for path, manager in pairs if manager.startswith(area) and not path.startswith(area)]
    return (area, *inside)


class Grant(Record):
    """One role for one user inside one division and everything below it, until a day."""

    user = Belongs("用户", User, key=True, listed=True, filtered=True)
    role = Choice("角色", {role: facts["label"] for role, facts in ROLES.items()}, key=True, listed=True, filtered=True)
    division = Belongs("范围", Division, key=True, required=False, listed=True, filtered=True, help="留空表示全部。")
    until = Day("有效至", exact=True, listed=True, help="过了这一天自动失效；留空则长期有效。")

    class Meta:
        label, plural, title, place, published = "授权", "grants", "slug", "division", False

    @classmethod
    def rivals(cls, writes, related):
        """The last grant that makes somebody an administrator, for good and of everything, stays as it is."""
        users = {p.id: related(cls.user, p.values["user"]) for p in writes}
        return kept(writes, ("role", "user", "division", "until"), lambda p, row: row["id"] == p.id and not masters(p.values, users[p.id]))

    @classmethod
    def staying(cls, deletes):
        """The last grant that makes somebody an administrator is not deleted either."""
        return {p.id: LAST for p in spared(deletes, lambda p, row: row["id"] == p.id)}


def can_sign_in(values):
    """Whether a user with these `values` (name → value) gets in at all."""
    return bool(values["active"] and values["password"])


def masters(values, user):
    """Whether a grant with these `values` makes `user` an administrator of everything, for good."""
    lasts = values["role"] == MASTER and values["division"] is None and values["until"] is None
    return lasts and user is not None and bool(user.active and user.password)


def lasting():
    """[{id, user}] of the grants that make somebody who can sign in an administrator of everything, for good."""
    these = (Grant.role == MASTER, Grant.division.is_null(), Grant.until.is_null(), User.active == True, User.password.is_null(False))  # noqa: E712
    return list(Grant.select(Grant.id, Grant.user).join(User).where(*these).order_by(Grant.id).dicts())


def kept(writes, names, lost):
    """[(write, name, LAST)] for those of `writes` that leave nobody an administrator.

    Only those that change one of `names` can; `lost(p, row)` says whether `p` takes the grant `row` away.
    """
    losing = [p for p in writes if p.row is not None and p.delta.keys() & set(names)]
    return [(p, next(name for name in names if name in p.delta), LAST) for p in spared(losing, lost)]


def spared(losing, lost):
    """Those of `losing` that must not happen, because after the ones before them they would take the last administrator."""
    held = lasting() if losing else []
    if not any(lost(p, row) for p in losing for row in held):
        return []
    # two administrators who strike each other off at the same moment wait for each other here
    database.lookup(Grant._meta.table_name, ("id",), "id", [row["id"] for row in held], lock="UPDATE")
    held, refused = lasting(), []
    for p in losing:
        left = [row for row in held if not lost(p, row)]
        if held and not left:
            refused.append(p)
        else:
            held = left
    return refused
