"""Who may sign in, and how far each may reach."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from ..core import clock, policy
from ..core.fields import Belongs, Choice, Code, Day, Flag, Phone, Secret, Text
from ..core.record import Record
from ..roles import ROLES
from .places import Division

_hasher = PasswordHasher()  # argon2id with RFC 9106's low-memory parameters, argon2-cffi's default


class User(Record):
    """Somebody who may sign in to the admin."""

    login = Code(
        "登录名", r"[a-z][a-z0-9._-]{1,39}", "小写字母开头的 2 到 40 位字母、数字、点、横线", max=40, key=True, listed=True, searched=True
    )
    name = Text("姓名", max=40, personal=True)
    phone = Phone("手机", personal=True)
    password = Secret("口令", _hasher.hash, help="至少 10 个字符；留空则不改。")
    active = Flag("可以登录", default=True, listed=True, filtered=True)

    class Meta:
        label, plural, title, published = "用户", "users", "login", False

    def knows(self, password):
        """Whether `password` is this user's."""
        try:
            return bool(self.password) and _hasher.verify(self.password, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def actor(self):
        """This user as policy sees them: every grant that holds today, with the areas it reaches. At most two queries."""
        today = clock.today().isoformat()
        grants = list(
            Grant.select(Grant.role, Division.area)
            .left_outer_join(Division, on=(Grant.division == Division.id))
            .where(Grant.user == self, Grant.until.is_null() | (Grant.until >= today))
            .tuples()
        )
        pairs = managed() if any(area for _, area in grants) else ()
        return policy.Actor(self.login, tuple(policy.Granted(role, reach(area, pairs)) for role, area in grants))


def pretend(password):
    """Spend the time that checking a password takes, so that an unknown login is not told by its speed."""
    _hasher.hash(password)


def managed():
    """[(area of a division, area of the one that manages it)] for those with a 托管上级; few have one."""
    managing = Division.alias()
    return list(Division.select(Division.area, managing.area).join(managing, on=(Division.managing_parent == managing.id)).tuples())


def reach(area, pairs=None):
    """The paths that a grant on the division at `area` covers: it, and those managed from inside it."""
    if area is None:
        return ("/",)
    inside = [path for path, manager in (managed() if pairs is None else pairs) if manager.startswith(area) and not path.startswith(area)]
    return (area, *inside)


class Grant(Record):
    """One role for one user inside one division and everything below it, until a day."""

    user = Belongs("用户", User, key=True, listed=True, filtered=True)
    role = Choice("角色", {role: facts["label"] for role, facts in ROLES.items()}, key=True, listed=True, filtered=True)
    division = Belongs("范围", Division, key=True, required=False, listed=True, filtered=True, help="留空表示全部。")
    until = Day("有效至", exact=True, listed=True, help="过了这一天自动失效；留空则长期有效。")

    class Meta:
        label, plural, title, place, published = "授权", "grants", "slug", "division", False
