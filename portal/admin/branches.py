"""A tree of one model as one person may see it: the roots and the branches that are open, each capped and counted."""

from urllib.parse import urlencode

import peewee

from ..core import policy

SHOWN = 50  # children of one branch; the list has the others
OPEN = 100  # branches that are open at once
DEEP = 20  # steps that are climbed to open the way to a record
COUNTED = 1000


def branch_field(home):
    """The relation that makes `home` a tree, or None."""
    field = home.shape().by_name.get("parent")
    return field if field is not None and field.target is home else None


class Node:
    """One record in the tree; `below` holds its nodes when it is open, `count` how many it has, `place` where it lies, if that is said."""

    def __init__(self, record, level):
        self.record, self.level = record, level
        self.count, self.below, self.open, self.place = 0, [], False, ""

    slug = property(lambda self: self.record.slug)
    further = property(lambda self: self.count - len(self.below) if self.open else 0)


class Branches:
    """What `actor` sees of the tree of `home`; a record whose parent that person may not see is a root."""

    def __init__(self, home, actor, opened=()):
        self.home, self.actor, self.field = home, actor, branch_field(home)
        self.opened = list(dict.fromkeys(opened))[:OPEN]
        self.numbered = "ordinal" in home.shape()
        self.kind = next((field for field in home.shape().filtered if getattr(field, "options", None) and field.name != "state"), None)

    @property
    def visible(self):
        return policy.visible(self.actor, self.home)

    @property
    def order(self):
        first = [self.home.ordinal.asc(nulls="LAST")] if self.numbered else []
        return (*first, self.home.sort, self.home.id)

    @property
    def top(self):
        """Query of the roots."""
        seen = policy.seen(self.actor, self.home)
        if seen is None:
            return self.home.select().where(self.field.is_null())
        return self.visible.where(self.field.is_null() | self.field.not_in(self.visible.select(self.home.id)))

    @property
    def rootless(self):
        """The arguments of the list that holds all roots, as well as a list can say it."""
        return {"parent.empty": 1} if policy.seen(self.actor, self.home) is None else {}

    def roots(self):
        """The nodes on top with everything that is open below them; five queries, however large the tree."""
        found = list(self.top.order_by(*self.order).limit(SHOWN + 1))
        self.more = self.top.select(self.home.id).limit(COUNTED + 1).count() - SHOWN if len(found) > SHOWN else 0
        below = self.children(self.visible.where(self.home.slug.in_(self.opened)).select(self.home.id)) if self.opened else {}
        nodes = [Node(record, 1) for record in found[:SHOWN]]
        every = self.grown(nodes, below)
        self.count(every)
        return nodes

    def grown(self, nodes, below):
        """`nodes` and all that hang open below them."""
        every = []
        while nodes:
            every += nodes
            for node in nodes:
                node.open = node.slug in self.opened
                node.below = [Node(record, node.level + 1) for record in below.get(node.record.id, ())] if node.open else []
            nodes = [inner for node in nodes for inner in node.below]
        return every

    def below(self, record, level):
        """The nodes right below `record`, which stands at `level`, and how many more there are."""
        nodes = [Node(child, level + 1) for child in self.children([record.id]).get(record.id, ())]
        own = Node(record, level)
        own.open, own.below = True, nodes
        self.count([own, *nodes])
        return own

    def children(self, parents):
        """id of a parent → its first children, for all `parents` (ids or a query of them) at once."""
        place = peewee.fn.ROW_NUMBER().over(partition_by=[self.field], order_by=list(self.order))
        ranked = self.visible.where(self.field.in_(parents)).select(self.home.id, place.alias("place")).alias("ranked")
        query = self.home.select().join(ranked, on=(self.home.id == ranked.c.id)).where(ranked.c.place <= SHOWN)
        below = {}
        for record in query.order_by(*self.order):
            below.setdefault(record.__data__[self.field.name], []).append(record)
        return below

    def count(self, nodes):
        """Tell every one of `nodes` how many lie right below it."""
        ids = [node.record.id for node in nodes]
        query = self.visible.where(self.field.in_(ids)).select(self.field, peewee.fn.COUNT(self.home.id)).group_by(self.field)
        counts = dict(query.tuples()) if ids else {}
        for node in nodes:
            node.count = counts.get(node.record.id, 0)

    def apart(self, nodes, above=None):
        """[(node, id of its place)] of those among `nodes` and all below them that do not lie where the record above them lies.

        `above` is the record that `nodes` hang below, None for roots: they have none that says where they are.
        """
        field, found = self.home.shape().by_name.get(self.home._meta.place), []
        for node in nodes if field is not None and field.target is not self.home else ():
            place = node.record.__data__[field.name]
            if above is None or place != above.__data__[field.name]:
                found.append((node, place))
            found += self.apart(node.below, node.record)
        return found

    def way(self, record):
        """The slugs of what has to be open for `record` to be seen: those above it that the person may see."""
        slugs, id = [], record.__data__[self.field.name]
        while id and len(slugs) < DEEP and (above := self.visible.where(self.home.id == id).first()):
            slugs.append(above.slug)
            id = above.__data__[self.field.name]
        return slugs

    def siblings(self, record):
        """Those that hang where `record` hangs, itself included, in their order."""
        return list(self.visible.where(self.field == record.__data__[self.field.name]).order_by(*self.order))

    def inside(self, record):
        """How many lie below `record` at any depth, counted no further than COUNTED + 1."""
        ids, level = set(), [record.id]
        while level and len(ids) <= COUNTED:
            rows = self.visible.where(self.field.in_(level)).select(self.home.id).limit(COUNTED + 1).tuples()
            level = [id for (id,) in rows if id not in ids]
            ids.update(level)
        return len(ids)

    def toggled(self, node):
        """The query string of this tree with `node` opened, or closed when it is open."""
        opened = [slug for slug in self.opened if slug != node.slug] + ([] if node.open else [node.slug])
        return "?" + urlencode([("open", slug) for slug in opened])
