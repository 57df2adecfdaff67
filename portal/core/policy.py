"""Who may do what, and why not: one table of roles, one question, one query. Unknown means no."""

from dataclasses import dataclass, field

import peewee

_roles = {}

VERBS = {"see": "查看", "create": "新建", "change": "修改", "delete": "删除", "publish": "发布", "import": "导入", "export": "导出"}


def use(roles):
    """Take `roles` (role → area → verbs parted by spaces; `*` for every area or verb) as the whole policy."""
    _roles.clear()
    _roles.update(roles)


@dataclass(frozen=True)
class Granted:
    """A role inside the areas below `paths`; `grant` is the id of the record that says so, when one does."""

    role: str
    paths: tuple = ("/",)
    grant: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: a signed-in person, the command line or a resident."""

    name: str
    grants: tuple = field(default=())
    everything: bool = False

    def __str__(self):
        return self.name


NOBODY = Actor("")


def command_line(name="命令行"):
    """Who runs commands on the server itself: everything is allowed, everything is signed."""
    return Actor(name, everything=True)


@dataclass(frozen=True)
class Answer:
    """Yes or no, and the sentence that says which rule decided."""

    yes: bool
    reason: str

    def __bool__(self):
        return self.yes


def rule(role, word):
    """What the table says of `role` in the area `word`: verbs parted by spaces, `*` for all of them."""
    table = _roles.get(role, {})
    return table.get(word, table.get("*", ""))


def allows(role, word, verb):
    """Whether the table gives `role` the `verb` in the area `word`."""
    verbs = rule(role, word).split()
    return "*" in verbs or verb in verbs


def paths(actor, verb, home):
    """The area paths inside which `actor` may `verb` records of `home`; empty means nowhere."""
    if actor.everything:
        return ("/",)
    word = home.word()
    return tuple(path for grant in actor.grants if allows(grant.role, word, verb) for path in grant.paths)


def covers(path, area):
    """Whether the area `area` is `path` or lies below it."""
    return area.startswith(path)


def may(actor, verb, home, area=None):
    """An `Answer`: may `actor` do `verb` to records of `home`, in `area` when one is named?"""
    label, act = home._meta.label, VERBS.get(verb, verb)
    if actor.everything:
        return Answer(True, f"{actor}可以做一切")
    reach = paths(actor, verb, home)
    if not reach:
        return Answer(False, f"您的角色不能{act}{label}，需要时请找管理员授权")
    if home._meta.place is None and (verb == "see" or "/" in reach):
        return Answer(True, f"{label}是大家共用的")
    if home._meta.place is None:
        return Answer(False, f"{label}是大家共用的，只有全域的管理员能{act}")
    if area is None or any(covers(path, area) for path in reach):
        return Answer(True, f"在您能{act}{label}的范围里")
    return Answer(False, f"这条{label}不在您能{act}的范围里")


@dataclass(frozen=True)
class Weighed:
    """What one grant alone says to a question: whether the table gives its role the verb, and whether it decides yes."""

    granted: Granted
    allowed: bool
    answer: Answer


def explain(actor, verb, home, area=None):
    """(the `Answer` of `may`, a `Weighed` for each grant of `actor`): the same question asked of each grant alone."""
    weighed = [
        Weighed(granted, allows(granted.role, home.word(), verb), may(Actor(actor.name, (granted,)), verb, home, area))
        for granted in actor.grants
    ]
    return may(actor, verb, home, area), weighed


def seen(actor, home, verb="see"):
    """The condition for the records of `home` that `actor` may `verb`, or None when that is all of them."""
    reach = paths(actor, verb, home)
    if "/" in reach or (reach and home._meta.place is None and verb == "see"):
        return None
    if not reach:
        return peewee.SQL("1 = 0")
    condition = home.under(reach[0])
    for path in reach[1:]:
        condition |= home.under(path)
    return condition


def visible(actor, home, verb="see"):
    """Query of the records of `home` that `actor` may see."""
    condition = seen(actor, home, verb)
    return home.select() if condition is None else home.select().where(condition)
