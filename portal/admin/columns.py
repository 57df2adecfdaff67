"""The columns of a list: which there are, which are shown, and by which it can be ordered."""

import datetime

from ..core import clock
from ..core.errors import Refused
from ..core.fields import nearest

MOST = 12  # columns shown at once


class Stamp:
    """When a record was last changed, as a column: no field of the shape, so it only answers what a list asks."""

    target, personal, many, secret, plain, file = None, False, False, False, False, False
    listed, filtered = False, False
    name, label = "updated_at", "最近修改"

    def __init__(self, home):
        self.field = home.updated_at

    def show(self, value):
        """The moment on the neighbourhood's clock."""
        return clock.local(value.replace(tzinfo=datetime.UTC)).strftime("%Y-%m-%d %H:%M") if value else ""

    words = show


class Sortable:
    """One column that a list can be ordered by."""

    def __init__(self, home, column):
        self.name, self.label = column.name, column.label
        self.field = getattr(column, "field", column)
        title = column.name == home._meta.title
        self.indexed = bool(
            title or column.target or column.listed or self.field.index or self.field.unique or self.field is home.updated_at
        )


class Columns(dict):
    """name → field of the columns shown, in order. Without a choice, those the shape lists, the title first: it leads to the record.

    A personal field may be shown, masked, but never orders a list. What a record is about stands in one column of its own.
    """

    def __init__(self, home, chosen="", given_way=None):
        self.home, shape = home, home.shape()
        stamp = Stamp(home)
        single = [field for field in shape if not (field.many or field.secret or field.file or field.name in home._meta.one_of)]
        self.known = {field.name: field for field in [*single, stamp]}
        listed = [name for name, field in self.known.items() if field.listed and not field.personal]
        self.usual = sorted(listed, key=lambda name: name != home._meta.title)
        names = list(dict.fromkeys(filter(None, chosen.split(",")))) or self.usual
        for name in [name for name in names if name not in self.known]:
            sentence = f"没有“{name[:40]}”这一列，可以选{nearest(name, self.known)}"
            if given_way is None:
                raise Refused(sentence)
            given_way("", sentence)
            names.remove(name)
        if len(names) > MOST:
            raise Refused(f"一次最多看 {MOST} 列，请去掉几列")
        super().__init__((name, self.known[name]) for name in names or self.usual)
        self.sortable = {name: Sortable(home, column) for name, column in self.known.items() if self._orders(column)}

    @staticmethod
    def _orders(column):
        """Whether records can be ordered by `column`: a word, a number, a time or a relation, and nobody's own."""
        if column.personal:
            return False
        return bool(column.target) or column.name == "updated_at" or (column.field_type != "TEXT" and tuple not in column.types)

    @property
    def choices(self):
        """[(field, whether it is shown)] for choosing: those shown first, in their order."""
        return [(field, True) for field in self.values()] + [(field, False) for name, field in self.known.items() if name not in self]
