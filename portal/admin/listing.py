"""Lists: what an address asks for, as one query within what the person may see, and the page of it that is shown."""

import functools
from urllib.parse import urlencode

import peewee

from ..core import conditions, policy, search
from ..core.db import database
from ..core.errors import Refused
from ..core.fields import nearest
from .inputs import slug_in

SIZE = 25  # rows a page
COUNTED = 1000  # beyond this a list only says that there are more
DEEP = 20  # pages; behind them the ids of a page are found before its rows, because whole rows sort slowly
DEEPEST = 100_000  # pages
OWN = ("q", "sort", "desc", "page", "personal")


class Listing:
    """One list of `home` as `args` (pairs of argument and text) ask for it, for `fence`'s actor.

    Raises `Refused` naming the argument that it does not know.
    """

    def __init__(self, home, args, fence, verbs=("see",)):
        self.home, self.fence, self.shape = home, fence, home.shape()
        self.args = {name: self.cleaned(name, text) for name, text in args if text.strip()}
        self.q = self.args.get("q", "")
        self.page = self.number(self.args.get("page", "1"))
        self.tree, chips = conditions.parse(self.shape, self.args.items(), fence.actor, ignore=OWN)
        self.chips = [Chip(self, *chip, condition) for chip, condition in zip(chips, self.tree.get("_and", ()), strict=True)]
        self.sort, self.desc = self.sorting()
        self.verbs = verbs

    def cleaned(self, name, text):
        """`text` as conditions read it: a picked record by its slug."""
        field = self.shape.by_name.get(name.partition(".")[0])
        return slug_in(text) if field is not None and field.target else text.strip()

    @staticmethod
    def number(text):
        if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= DEEPEST and len(text) < 10):
            raise Refused(f"“{text[:20]}”不是页码，请写 1 到 {DEEPEST} 之间的数")
        return int(text)

    def sorting(self):
        """(name of the column that orders the list or "", whether downwards)."""
        name, desc = self.args.get("sort", ""), self.args.get("desc", "")
        if name and name not in self.columns:
            raise Refused(f"不能按“{name}”排序，可以按{nearest(name, self.columns)}")
        if desc not in ("", "0", "1"):
            raise Refused("desc 只能是 0 或 1")
        return name, desc == "1"

    @functools.cached_property
    def columns(self):
        """name → field of the columns shown; never a personal one. What a record is about stands in one column, see `about`."""
        return {
            field.name: field
            for field in self.shape.listed
            if not field.personal and not field.many and field.name not in self.home._meta.one_of
        }

    @functools.cached_property
    def matching(self):
        """The query of everything asked for, in no order."""
        query = self.home.select()
        for verb in self.verbs:
            seen = policy.seen(self.fence.actor, self.home, verb)
            query = query if seen is None else query.where(seen)
        wanted = conditions.compile(self.home, self.tree, self.fence.actor)
        query = query if wanted is None else query.where(wanted)
        found = search.records(self.home, self.q) if self.q else None
        if self.q and found is None:
            return query.where(peewee.SQL("1 = 0"))
        return query if found is None else query.where(found)

    @property
    def ordered(self):
        """The query in order; the id comes last, so that no row stands on two pages."""
        query, home = self.matching, self.home
        if not self.sort:
            return query.order_by(home.sort, home.id)
        field = self.columns[self.sort]
        if field.target:
            above = field.target.alias()
            query, term = query.join(above, peewee.JOIN.LEFT_OUTER, on=(field == above.id)), above.sort
        else:
            term = home.sort if field.name == home._meta.title else _plain(field)
        order = term.desc if self.desc else term.asc
        return query.order_by(order(nulls="LAST"), home.id)

    @functools.cached_property
    def rows(self):
        """The records of this page; their titles and those of what their columns point at are known to the fence."""
        query = self.ordered.limit(SIZE).offset((self.page - 1) * SIZE)
        if self.page <= DEEP:
            found = list(query)
        else:
            ids = [id for (id,) in query.select(self.home.id).tuples()]
            rows = {record.id: record for record in self.home.select().where(self.home.id.in_(ids))}
            found = [rows[id] for id in ids if id in rows]
        return self.fence.entitled(self.home, found, [*self.columns.values(), *self.subjects])

    @functools.cached_property
    def count(self):
        """How many there are, counted no further than COUNTED + 1."""
        return self.matching.select(self.home.id).limit(COUNTED + 1).count()

    @property
    def counted(self):
        """The count in words: 38, or 1000+."""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)

    @property
    def pages(self):
        """The page numbers to offer, around this one."""
        known = -(-min(self.count, COUNTED) // SIZE)
        last = max(known, self.page + (len(self.rows) == SIZE)) if self.count > COUNTED else known
        return [page for page in range(1, last + 1) if page in (1, last) or abs(page - self.page) <= 2]

    def address(self, **changes):
        """The query string of this list with `changes`; None takes an argument out, and a change goes to page one."""
        args = {name: text for name, text in self.args.items() if name != "page"} | changes
        return "?" + urlencode([(name, text) for name, text in args.items() if text not in (None, "")])

    def sorted_by(self, name):
        """The query string that orders by `name`, turned round when it already does."""
        return self.address(sort=name, desc="1" if self.sort == name and not self.desc else None)

    @property
    def subjects(self):
        """The relations of which one says what a record is about; none for most models."""
        return [self.shape[name] for name in self.home._meta.one_of]

    def about(self, record):
        """What a record is about, in words."""
        return "；".join(self.cell(record, field) for field in self.subjects if record.__data__.get(field.name))

    def cell(self, record, field):
        """What stands in the column of `field`: a target that the person may not see is not named."""
        return self.fence.cell(record, field)


def _plain(field):
    """The column, ordered the same way on both engines."""
    return field.collate('"C"') if database.kind == "postgres" and field.field_type in ("VARCHAR", "TEXT") else field


class Chip:
    """One filter in words, and the address without it."""

    def __init__(self, listing, argument, field, op, text, condition):
        value = condition[field.name][op]
        words = text if op in ("contains", "empty", "in") else listing.fence.shown(field, value if not field.many else (value,))
        joined = {"eq": "：", "under": "：", "empty": "为空" if value else "不为空"}.get(op, conditions.OPERATORS[op])
        self.words = f"{field.label}{joined}{'' if op == 'empty' else words}{'及以下' if op == 'under' else ''}"
        self.argument = argument
        self.without = listing.address(**{argument: None})


class FilterBox:
    """One filter as a control: a list of options, or a picker for a relation."""

    def __init__(self, listing, field, lookup=""):
        self.field, self.label, self.lookup = field, field.label, lookup
        # a place is meant with everything inside it
        self.name = f"{field.name}.under" if field.target and field.target._meta.is_area else field.name
        self.value = listing.args.get(self.name, "")
        yes_no = {"是": "是", "否": "否"} if field.schema().get("type") == "boolean" else None
        self.options = getattr(field, "options", yes_no)
        self.picked = bool(field.target)
