"""What an address asks of a list, as one query within what the person may see."""

import functools
import operator

import peewee

from ..core import conditions, paging, policy, search
from ..core.errors import Refused, Unreadable
from ..core.fields import nearest
from .columns import Columns
from .filters import slugs_in
from .inputs import slug_in

PLACE = ("page", "after", "before", "end", "older")  # where on the list
OWN = ("q", "sort", "desc", "size", "cols", "mine", "view", "from", "all", "personal", *PLACE)


class Question:
    """What `args` (pairs of argument and text) ask of the records of `home`, for `fence`'s actor.

    Raises `Refused` naming the argument that it does not know; with `lenient`, what a filter cannot mean (any more) is
    left out and told in `left_out`.
    """

    def __init__(self, home, args, fence, verbs=("see",), lenient=False):
        self.home, self.fence, self.shape, self.verbs = home, fence, home.shape(), verbs
        self.left_out = []
        self.args = self.cleaned(args)
        self.columns = Columns(home, self.args.get("cols", ""), self.given_way if lenient else None)
        self.conditions = self.read(lenient)
        self.q = self.args.get("q", "")
        self.sort, self.desc = self.sorting(lenient)

    # -- what is asked for --------------------------------------------------------------------------------------------

    def cleaned(self, pairs):
        """argument → text as conditions read it: picked records by their slugs, what is ticked several times parted by commas."""
        args = {}
        for name, text in pairs:
            field = self.shape.by_name.get(name.partition(".")[0])
            picked = field is not None and field.target
            asked = (slugs_in(text) if name.endswith(".in") else slug_in(text)).strip() if picked else text.strip()
            if asked:
                args[name] = f"{args[name]},{asked}" if name.endswith(".in") and name in args else asked
        return args

    def read(self, lenient):
        """[(argument, field, operator, text, tree)] of every filter."""
        read, self.compiled = [], []
        for argument, text in list(self.args.items()):
            try:
                tree, told = conditions.parse(self.shape, [(argument, text)], self.fence.actor, ignore=OWN)
                compiled = [conditions.compile(self.home, branch, self.fence.actor) for branch in tree.get("_and", ())]
            except Refused as refusal:
                if not lenient:
                    raise
                field = self.shape.by_name.get(argument.partition(".")[0])
                known = isinstance(refusal, Unreadable) and field is not None
                self.given_way(argument, f"“{field.label}”的值已经没有了，或不在您的范围内" if known else str(refusal))
                continue
            self.compiled += compiled
            read += [(*one, branch) for one, branch in zip(told, tree.get("_and", ()), strict=True)]
        return read

    def given_way(self, argument, sentence):
        """Go on without `argument`, and say so."""
        self.args.pop(argument, None)
        self.left_out.append(sentence)

    def sorting(self, lenient):
        """(name of the column that orders the list or "", whether downwards)."""
        name, desc = self.args.get("sort", ""), self.args.get("desc", "")
        if name and name not in self.columns.sortable:
            sentence = f"不能按“{name[:40]}”排序，可以按{nearest(name, [*self.columns.sortable])}"
            if not lenient:
                raise Refused(sentence)
            self.given_way("sort", sentence)
            name = ""
        if desc not in ("", "0", "1"):
            raise Refused("desc 只能是 0 或 1")
        return name, desc == "1"

    # -- the query ----------------------------------------------------------------------------------------------------

    @property
    def parts(self):
        """The conditions that a record of this list fulfils, but for the search."""
        return [*self.reach, *(compiled for compiled in self.compiled if compiled is not None)]

    @functools.cached_property
    def reach(self):
        """Those that no filter asks for: what the person may see, and what they changed last."""
        seen = [policy.seen(self.fence.actor, self.home, verb) for verb in self.verbs]
        mine = [self.home.updated_by == self.fence.actor.name] if self.mine else []
        return [part for part in [*seen, *mine] if part is not None]

    @property
    def mine(self):
        """Whether only what the person changed last is asked for."""
        return self.args.get("mine") == "1"

    @functools.cached_property
    def matching(self):
        """The query of everything asked for, in no order."""
        query = self.home.select()
        if (found := self.found) is not None:
            query = query.where(found)
        return query.where(*self.parts) if self.parts else query

    @property
    def found(self):
        """The condition of the search, None without one."""
        if not self.q:
            return None
        found = search.records(self.home, self.q)
        return peewee.SQL("1 = 0") if found is None else found

    @property
    def ordered(self):
        """The query of everything, in order; the id comes last, so that no row stands on two pages."""
        order = self.order_of(self.sort)
        query = order.query()
        for condition in (self.found, *self.parts):
            query = query if condition is None else query.where(condition)
        return query.order_by(*order.by())

    def order_of(self, name):
        """The order by the column `name`; what filters ask of that column itself is known to it."""
        order = paging.Order(self.home, self.columns.sortable[name].field if name else None, self.desc)
        for _, field, op, _, tree in self.conditions:
            if field.name == (name or self.home._meta.title) and not field.target:
                self.narrow(order, op, tree[field.name][op])
        if order.above and name == self.home._meta.place:
            self.narrow_place(order, name)
        return order

    @staticmethod
    def narrow(order, op, asked):
        """Tell `order` what a filter on its own column asks."""
        values = asked if isinstance(asked, list) else [asked]
        if op == "empty" and order.nullable:
            order.narrow(valued=not asked)
        if op not in ("eq", "in", "lt", "le", "gt", "ge") or None in values or order.terms[0] is order.home.sort:
            return
        ends = {"ge": min(values), "le": max(values)} if op in ("eq", "in") else {op: asked}
        for way, value in ends.items():
            order.narrow(getattr(operator, way)(order.terms[0], peewee.Value(value, converter=order.field.db_value, unpack=False)))

    def narrow_place(self, order, name):
        """Tell `order`, which is by places, in which of them the records lie: those the person sees, and those asked for."""
        area, reach = order.above.area, policy.paths(self.fence.actor, "see", self.home)
        if reach and "/" not in reach:
            order.narrow(functools.reduce(operator.or_, [(area >= path) & (area < path + "~") for path in reach]))
        for _, field, op, _, tree in self.conditions:
            if field.name == name and op == "under":
                top = field.target.select(field.target.area).where(field.target.id == tree[name][op])
                order.narrow((area >= top) & (area < peewee.Expression(top, "||", "~")))
