"""Views: lists that people keep under a name, and what each person chose last. They hold no record, only how to look at some."""

import peewee

from ..core import clock
from ..core.db import database
from ..core.errors import Refused

MOST, LONGEST, LONGEST_QUERY = 40, 30, 4000  # views of one person and list; characters of a name and of a query


class SavedView(peewee.Model):
    """One view. Without a name it is what its owner last chose for the list: columns, size, and which view comes `first`."""

    owner = peewee.IntegerField(index=True)  # id of a user
    plural = peewee.CharField(max_length=40)  # which list
    name = peewee.CharField(max_length=40)
    query = peewee.TextField(default="")  # as in an address
    shared = peewee.BooleanField(default=False)  # with everybody who may open the list
    first = peewee.IntegerField(default=0)  # id of the view that opens without being asked for; 0: the whole list
    made_at = peewee.DateTimeField()  # UTC

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("plural", "owner", "name"), True),)


def known_to(owner, plural):
    """([views with a name that `owner` may use for the list `plural`, own ones first], the nameless one or None): one query."""
    v = SavedView
    found = list(v.select().where(v.plural == plural, (v.owner == owner) | ((v.shared == True) & (v.name != ""))).order_by(v.name, v.id))  # noqa: E712
    habit = next((view for view in found if view.owner == owner and not view.name), None)
    named = [view for view in found if view.name]
    return sorted(named, key=lambda view: view.owner != owner), habit


def keep(owner, plural, name, query, shared=False):
    """A new view, or the one of that name with another query. Raises `Refused` for a name or a query that cannot be kept."""
    name = named(name)
    mine = list(SavedView.select().where(SavedView.owner == owner, SavedView.plural == plural, SavedView.name != ""))
    view = next((view for view in mine if view.name == name), None)
    if view is None and len(mine) >= MOST:
        raise Refused(f"一个列表最多保存 {MOST} 个视图，请先删掉不用的")
    if view is None:
        view = SavedView(owner=owner, plural=plural, name=name, made_at=clock.now().replace(tzinfo=None))
    view.query, view.shared = query, shared
    return stored(view)


def stored(view):
    """`view`, written down. Raises `Refused` when its query is too long or its name is taken."""
    if len(view.query) > LONGEST_QUERY:
        raise Refused("这个视图的筛选太长，请去掉几个再保存")
    try:
        with database.atomic():
            view.save()
    except peewee.IntegrityError:
        raise Refused(f"您已经有一个叫“{view.name}”的视图，请换个名字") from None
    return view


def named(text):
    """`text` as the name of a view. Raises `Refused`."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in text or "").split())
    if not name or len(name) > LONGEST:
        raise Refused(f"视图的名称要有 1 到 {LONGEST} 个字")
    return name


def remember(owner, plural, **chosen):
    """Keep what `owner` chose for the list: `query` (columns and size) or `first` (id of a view)."""
    v = SavedView
    habit = v.get_or_none(v.owner == owner, v.plural == plural, v.name == "")
    habit = habit or v(owner=owner, plural=plural, name="", made_at=clock.now().replace(tzinfo=None))
    for name, value in chosen.items():
        setattr(habit, name, value)
    return stored(habit)


def forget(view):
    """Delete `view`; where it came first, the whole list does again."""
    SavedView.update(first=0).where(SavedView.first == view.id).execute()
    view.delete_instance()
