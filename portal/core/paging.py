"""Pages of long lists: every page is found from the record it begins behind, so a late page costs what the first one does.

An order is by a column, or by what a relation points at; records without a value come last, whichever way it runs, and
ids part those that are equal. Few records are sorted; of many, the index of the order is walked until a page is full, no
further than LOOKED records. Where that is not enough the order is given up: the newest SPAN ids are looked through, then the
SPAN before them.
"""

import functools
import operator

import peewee

from . import search
from .db import database
from .errors import Refused

FEW = 20_000  # matching records up to which they are sorted; beyond it the index of the order is walked
HITS = 5_000  # hits of a word up to which they are sorted; beyond it they come newest first
COUNTED = 1_000  # beyond this a count only says that there are more
BESIDE = 99  # the same of what is counted beside a list
LOOKED = 20_000  # records that a walk looks at; hits of a word that very many records hold, among which filters are applied
SPAN = 50_000  # ids that are looked through at a time, where the order is given up
WORDY = 100_000  # hits of a word up to which they are put down together, to be compared with few other records
HELD = 500  # records of which each by itself is asked for a word that more hold


def capped(query, most=None):
    """A scalar: how many rows `query` has, counted no further than `most` (FEW when left out) + 1."""
    most = FEW if most is None else most
    return peewee.Select([query.select(peewee.SQL("1")).limit(most + 1).alias("some")], [peewee.fn.COUNT(peewee.SQL("*"))])


def scalars(nodes):
    """The values of `nodes`, as the database has them, in one query."""
    return tuple(next(iter(peewee.Select(columns=nodes).bind(database.obj).tuples())))


def checked(condition):
    """`condition`, asked of rows that were found another way: no index is chosen for it."""
    return peewee.Expression(peewee.EnclosedNodeList([condition]), "IS", peewee.SQL("TRUE"))


def all_of(conditions):
    """One condition for all of `conditions`, or None."""
    return functools.reduce(operator.and_, conditions) if conditions else None


class Order:
    """By which terms records of `home` are ordered: `field` or, without one, what they are called; `desc`: downwards."""

    def __init__(self, home, field=None, desc=False):
        self.home, self.field, self.desc = home, field, desc
        target = getattr(field, "target", None)  # the time of a change is a column, but no kind
        self.above = target.alias() if target else None
        title = field is None or field.name == home._meta.title
        self.terms = (self.above.sort, self.above.id) if self.above else (home.sort if title else _plain(field),)
        self.nullable = not title and field.null
        self.within, self.valued = [], None  # what is asked of the terms themselves, so that no walk looks elsewhere

    def narrow(self, condition=None, valued=True):
        """Records that are asked for all fulfil `condition`, which is about the terms, and all have a value, or none has."""
        self.within += [] if condition is None else [condition]
        self.valued = valued

    def query(self):
        """All records, each next to what it is ordered by."""
        query = self.home.select()
        return query.join(self.above, peewee.JOIN.LEFT_OUTER, on=(self.field == self.above.id)) if self.above else query

    def by(self, back=False, sorted=False):
        """The terms of ORDER BY; `back`: from the end to the beginning; `sorted`: by sorting, never by walking an index."""
        down = self.desc != back
        ends = [*self.terms, self.home.id]
        if sorted and database.kind == "sqlite":
            ends = [peewee.NodeList((peewee.SQL("+"), end)) for end in ends]
        nothing = [peewee.Ordering(self.nothing, "DESC" if back else "ASC")] if self.nullable else []
        return [*nothing, *(peewee.Ordering(end, "DESC" if down else "ASC") for end in ends)]

    @property
    def nothing(self):
        """The condition that a record has no value here."""
        return self.field.is_null()

    def place(self, id, seen):
        """Scalars: the terms of record `id` and the id itself, all None when it is not among the records that fulfil `seen`."""
        query = self.query().where(self.home.id == id)
        query = query if seen is None else query.where(seen)
        return [query.select(term) for term in (*self.terms, self.home.id)]

    def stretches(self, place, back=False):
        """`_stretches`, but for those where nothing can be that is asked for."""
        told = self._stretches(place, back)
        return [one for one in told if self.valued in (None, one[1])] or told[:1]

    def _stretches(self, place, back):
        """[(condition, whether records there have a value)] that follow one another behind `place`, each ordered in itself.

        place  the terms of a record and its id, or None for the very beginning; with `back`, before it (None: the end)
        """
        less = self.desc != back
        value, empty = [(None, True)], [(self.nothing, False)] if self.nullable else []
        if place is None:
            return empty + value if back else value + empty
        *terms, id = place
        beyond = self.home.id < id if less else self.home.id > id
        if terms[0] is None:
            rest = [(self.nothing & beyond, False)]
            return rest + value if back else rest
        same = self.field == terms[1] if self.above else self.terms[0] == peewee.Value(terms[0])
        rest = [(same & beyond, True), (_further(self.terms, terms, less), True)]
        return rest if back else rest + empty


def _plain(field):
    """The column, ordered the same way on both engines."""
    return field.collate('"C"') if database.kind == "postgres" and field.field_type in ("VARCHAR", "TEXT") else field


def _further(terms, values, less):
    """The condition that `terms` come behind `values`; its first part is a range that an index knows."""
    compare, reach = (operator.lt, operator.le) if less else (operator.gt, operator.ge)
    first, value = terms[0], peewee.Value(values[0])
    if len(terms) == 1:
        return compare(first, value)
    return reach(first, value) & (compare(first, value) | compare(terms[1], values[1]))


def round_below(id):
    """The round id from which on at least SPAN ids below `id` are looked through; it tells nothing of any record."""
    return max(0, (id - SPAN) // SPAN * SPAN)


class Part:
    """One condition: `found` as an index answers it, `asked` of a record found another way; `size`: a scalar, how many fulfil it.

    They are few when no more than `most` do.
    """

    def __init__(self, found, asked, size, most):
        self.found, self.asked, self.size, self.most = found, asked, size, most


class Matches:
    """Every record of `home` that fulfils everything asked, found by the cheapest way that is known to be bounded.

    parts   conditions that an index answers; each is counted by itself, no further than FEW
    checks  conditions that no index answers
    words   [(text, condition)]: conditions that no index answers either, but only records found with the text fulfil them
    text    what it is searched for, or ""
    aside   a query that has nothing to do with this: it is counted along with the parts, into `beside`
    sizes   how many fulfil each part, the search last; the whole table when there is no part. Known after `start`.
    """

    sizes = ()
    together = None  # how many fulfil everything, counted no further than `most` + 1; known with a page
    aside = beside = None
    given_up = False  # whether the order asked for was given up, because too much would have to be looked at
    bottom = None  # with the order given up: the id below which the next page goes on, None at the end

    def __init__(self, home, parts, text="", checks=(), words=()):
        self.home, self.text = home, text
        self.checks = [checked(check) for check in checks]
        self.parts = [Part(part, checked(part), capped(home.select().where(part)), FEW) for part in parts]
        self._words = bool(words)
        for word, condition in words:
            self.parts.append(Part(search.records(home, word) & checked(condition), checked(condition), self._hits_of(word, HITS), HITS))
        self._found = bool(text) and search.records(home, text) is not None
        self.wordless = bool(text) and not self._found
        if self._found:
            found = search.records(home, text)
            self.parts.append(Part(found, None, self._hits_of(text, WORDY if database.kind == "sqlite" else HITS), HITS))

    def _hits_of(self, text, most):
        return search.count(self.home, text, most + 1)

    def start(self, order, id, seen):
        """The place of record `id` in `order`, asked for together with the sizes. Raises `Refused` when it is not among `seen`."""
        sizes = [part.size for part in self.parts] or [capped(self.home.select())]
        beside = [] if self.aside is None else [capped(self.aside.order_by(), BESIDE)]
        found = scalars(sizes + beside + (order.place(id, seen) if id else []))
        self.sizes, place = found[: len(sizes)], found[len(sizes) + len(beside) :]
        self.beside = found[len(sizes)] if beside else None
        if id and place[-1] is None:
            raise Refused("这一页接着一条已经不在的记录，翻不下去了：请去掉地址里的 after 或 before，从第一页重新翻")
        return place or None

    @functools.cached_property
    def smallest(self):
        """The part that fewest records fulfil, when those are few; None when each part takes many."""
        sized = [(size, number) for number, (part, size) in enumerate(zip(self.parts, self.sizes, strict=False)) if size <= part.most]
        return self.parts[min(sized)[1]] if sized else None

    @property
    def few(self):
        """Whether so few match that they are sorted in any order asked for."""
        return self.wordless or self.smallest is not None or (not self.parts and self.sizes[0] <= FEW)

    @property
    def by_hits(self):
        """Whether so many records hold the text that they come newest first, as the index has them."""
        return self._found and not self.few

    @property
    def slow(self):
        """Whether few fulfil one part, but to ask each of them for the text would take long."""
        if not self._found or self.smallest in (None, self.parts[-1]):
            return False
        return self.sizes[-1] > WORDY and min(self.sizes) > HELD and database.kind == "sqlite"

    @property
    def exact(self):
        """Whether every record that matches was counted, if there were no more than `most`."""
        return (self.few and not self.slow) or self._single

    @functools.cached_property
    def narrow(self):
        """The condition that finds the few through an index, or None."""
        return self.smallest.found if self.few and self.smallest else None

    @functools.cached_property
    def rest(self):
        """What is asked of each record that is found, or None; not the text of `by_hits`."""
        asked = [part.asked for part in self.parts if part is not self.smallest and part.asked is not None]
        if self._found and self.few and self.smallest is not self.parts[-1]:
            held = self.sizes[-1] > (WORDY if database.kind == "sqlite" else HITS)
            asked.append(checked(search.held(self.home, self.text) if held else self.parts[-1].found))
        return all_of([*asked, *self.checks])

    @functools.cached_property
    def condition(self):
        """What a query asks: the smallest part through its index, the others of each record that this finds."""
        if self.wordless:
            return peewee.SQL("1 = 0")
        return all_of([one for one in (self.narrow, self.rest) if one is not None])

    @property
    def most(self):
        """How far they are counted."""
        return FEW if self.few and not self.slow else COUNTED

    @property
    def count(self):
        """How many match, counted no further than `most` + 1; of a word that very many hold, among its newest LOOKED hits.

        Where it is not `exact`, there may be more: only the newest SPAN ids were looked at.
        """
        if self.wordless:
            return 0
        if self._single:
            return min(self.sizes[0], self.most + 1)
        if self.together is None:
            (self.together,) = scalars([self._counting()])
        return self.together

    @property
    def _single(self):
        """Whether the number of matches is known with the sizes."""
        return len(self.parts) < 2 and not self.checks and not self._words

    def _counting(self):
        query = self.where(self.home.select())
        if self.by_hits:
            query = query.where(search.newest(self.home, self.text, LOOKED))
        elif not self.exact:
            some = self.sampled(SPAN)
            query = peewee.Select([some], [peewee.SQL("1")]).where(peewee.SQL("looked.hit"))
        return capped(query, self.most)

    def sampled(self, most, value=None):
        """Up to `most` records, or up to HELD of the few, each with `hit`: whether it matches, and its `value`."""
        query = self.home.select(self.rest.alias("hit"), *([] if value is None else [value.alias("value")]))
        query = query.where(self.narrow).limit(HELD) if self.slow else query.order_by(self.home.id.desc()).limit(most)
        return query.alias("looked")

    def _rows(self, query):
        """The records of `query`, all columns; how many match together is asked with them."""
        if self._single or self.together is not None:
            return list(query)
        rows = list(query.select(*query._returning, self._counting().alias("together")))
        if rows:
            self.together = rows[0].together
        return rows

    def where(self, query):
        """`query` of those that match, but for the text of `by_hits`."""
        return query if self.condition is None else query.where(self.condition)

    def page(self, order, size, place=None, back=False, skip=0):
        """Up to `size` records behind `place` in `order`, in the order they are shown in; `given_up` says when that took too long."""
        if self.by_hits:
            return self._hits(size, place, back, skip)
        home = self.home
        walks = self._sorting(order, place, back) if self.few else self._walks(order, place, back)
        pages = [walk.most(size + skip) for walk in walks]
        ids = functools.reduce(operator.add, pages) if len(pages) > 1 else pages[0]
        ids = ids.limit(size).offset(skip)
        # found in a subquery of its own, because whole rows sort slowly
        source = peewee.Join(ids.alias("page"), home, "CROSS JOIN")
        source = peewee.Join(source, order.above, peewee.JOIN.LEFT_OUTER, on=(order.field == order.above.id)) if order.above else source
        query = home.select(home, peewee.SQL("page.turn").alias("turn")).from_(source).where(home.id == peewee.SQL("page.id"))
        rows = self._rows(query.order_by(*order.by(sorted=True)))
        if not rows and place is None and not skip and self.few and not self.slow:
            self.together = 0  # everything was looked at
        bottom = self._cut(walks, rows, size)
        if bottom is None:
            return rows
        self.given_up = True
        return self.older(size, bottom)

    def _cut(self, walks, rows, size):
        """The id from which on records are looked through, when one of `walks` ended before its time; else None."""
        told = max((row.turn for row in rows), default=0) if len(rows) == size else len(walks)
        bounded = [walk for walk in walks[:told] if walk.bound]
        if not bounded:
            return None
        *looked, last = scalars([*(walk.looked for walk in bounded), self.home.select(peewee.fn.MAX(self.home.id))])
        cut = any(count >= walk.bound for walk, count in zip(bounded, looked, strict=True))
        return round_below(last) if cut else None

    def older(self, size, bottom, top=None):
        """Up to `size` records with an id from `bottom` on, below `top`, newest first."""
        home = self.home
        asked = [part.asked for part in self.parts if part.asked is not None] + self.checks
        if self._found:
            asked.append(search.newest(home, self.text, 2 * SPAN, top))
        asked += [] if top is None else [home.id < top]
        self.bottom = bottom or None
        return [] if self.wordless else self._rows(home.select().where(home.id >= bottom, *asked).order_by(home.id.desc()).limit(size))

    def _sorting(self, order, place, back):
        """One walk through the few, sorted."""
        query = self.where(order.query()) if not self.slow else order.query().where(self.narrow)
        if place is not None:
            query = query.where(functools.reduce(operator.or_, [self._whole(order, *one) for one in order.stretches(place, back)]))
        query = query.order_by(*order.by(back, sorted=True))
        return [Walk(0, query, self.home, self.rest if self.slow else None, HELD)]

    @staticmethod
    def _whole(order, condition, valued):
        told = [~order.nothing] if valued and order.nullable else []
        return all_of(told + ([condition] if condition is not None else [])) or peewee.SQL("1 = 1")

    def _walks(self, order, place, back):
        """A walk for each stretch, by the index of the order."""
        sides = [self._side(order, condition, valued, back) for condition, valued in order.stretches(place, back)]
        return [Walk(number, side, self.home, self.rest, LOOKED) for number, side in enumerate(sides)]

    def _side(self, order, condition, valued, back):
        """Query of one stretch in order."""
        home, down = self.home, order.desc != back
        turn = (lambda term: term.desc()) if down else (lambda term: term.asc())
        query = home.select()
        if condition is not None:
            query = query.where(condition)
        if not valued:
            return query.order_by(turn(home.id))
        query = query.where(*order.within) if order.within else query
        if order.above is None:
            query = query.where(order.field.is_null(False)) if order.nullable and condition is None else query
            return query.order_by(*(turn(term) for term in (*order.terms, home.id)))
        # target after target, and the records of each: the two indexes give just this order
        query = query.from_(peewee.Join(order.above, home, "CROSS JOIN")).where(order.field == order.above.id)
        return query.order_by(*(turn(term) for term in (*order.terms, home.id)))

    def _hits(self, size, place, back, skip):
        """A page of those that hold the text, newest first."""
        home, beyond = self.home, place[-1] if place else None
        found = search.newest(home, self.text, LOOKED if self.rest is not None else size + skip, beyond, up=back)
        order = home.id.asc() if back else home.id.desc()
        rows = self._rows(self.where(home.select()).where(found).order_by(order).limit(size).offset(skip))
        return rows[::-1] if back else rows


class Walk:
    """Records in order, each asked for `rest`; no more than `bound` are looked at, as many as there are when nothing is asked."""

    def __init__(self, turn, query, home, rest, bound):
        self.turn, self.query, self.id, self.rest = turn, query, home.id, rest
        self.bound = bound if rest is not None else 0

    def most(self, most):
        """Query of the first `most` ids and of the number of this walk."""
        name, turn = f"s{self.turn}", peewee.SQL(str(self.turn)).alias("turn")
        if not self.bound:
            inner = self.query.select(self.id).limit(most).alias(name)
            return peewee.Select([inner], [peewee.SQL(f"{name}.id"), turn])
        inner = self.query.select(self.id, self.rest.alias("hit")).limit(self.bound).alias(name)
        part = peewee.Select([inner], [peewee.SQL(f"{name}.id"), turn]).where(peewee.SQL(f"{name}.hit")).limit(most)
        part = part.alias(f"t{self.turn}")
        return peewee.Select([part], [peewee.SQL(f"t{self.turn}.id"), peewee.SQL(f"t{self.turn}.turn")])

    @property
    def looked(self):
        """A scalar: how many records it looked at before it ended."""
        return capped(self.query, self.bound - 1)
