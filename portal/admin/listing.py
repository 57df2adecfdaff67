"""Lists: the page that is shown of what an address asks for, how many there are, and what stands around it."""

import functools
from urllib.parse import urlencode

from ..core import conditions, paging, policy, search
from ..core.errors import Refused
from ..models import Division
from .filters import COUNTED, boxes, chips
from .question import PLACE, Question

SIZE, SIZES = 25, (25, 50, 100, 200)  # rows a page
NEAR = 1000  # rows behind which a long list has no page numbers, only what comes next
DEEPEST = 100_000  # pages


class Listing(Question):
    """One list, as an address asks for it. Raises `Refused` as a `Question` does, and for a page that there cannot be."""

    def __init__(self, home, args, fence, verbs=("see",), lenient=False):
        super().__init__(home, args, fence, verbs, lenient)
        self.aside = None
        self.size = self.one_of("size", SIZES, SIZE, lenient)
        self.page, self.anchor, self.back = self.placed()
        self.top = int(self.args["older"]) if "older" in self.args else None

    # -- which page ---------------------------------------------------------------------------------------------------

    def one_of(self, name, values, usual, lenient):
        """The number among `values` that the argument `name` asks for."""
        text = self.args.get(name, str(usual))
        if text in map(str, values):
            return int(text)
        sentence = f"每页只能是 {'、'.join(map(str, values))} 条"
        if not lenient:
            raise Refused(sentence)
        self.given_way(name, sentence)
        return usual

    def placed(self):
        """(number of the page or 0, id of the record beside which the page lies or None, whether it lies before it)."""
        given = [name for name in PLACE if name in self.args]
        if len(given) > 1:
            raise Refused("page、after、before、end、older 每次只能用一个")
        name = given[0] if given else "page"
        text = self.args.get(name, "1")
        most = {"page": DEEPEST, "end": 1}.get(name, 2**31 - 1)
        if not (text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) <= most):
            what = {"page": f"不是页码，请写 1 到 {DEEPEST} 之间的数", "end": "看不懂，最后一页写 end=1"}
            raise Refused(f"“{text[:20]}”{what.get(name, '不是翻页的位置，请从列表里的“上一页”“下一页”进入')}")
        if name == "older":
            return 0, None, False
        return (int(text), None, False) if name == "page" else (0, int(text) if name != "end" else None, name != "after")

    # -- this page ----------------------------------------------------------------------------------------------------

    @functools.cached_property
    def matches(self):
        """Everything asked for, as pages of it are found."""
        parts, checks, words = list(self.reach), [], []
        for (_, field, op, _, tree), compiled in zip(self.conditions, self.compiled, strict=True):
            value = tree[field.name][op]
            if compiled is None:
                continue
            if conditions.served(field, op, value):
                parts.append(compiled)
            elif op == "contains" and search.covers(self.home, field) and search.runs(value):
                words.append((value, compiled))
            else:
                checks.append(compiled)
        matches = paging.Matches(self.home, parts, self.q, checks, words)
        matches.aside = self.aside
        return matches

    @functools.cached_property
    def turned(self):
        """(records of this page, whether there are any before, whether any behind it)."""
        order, seen, matches = self.order_of(self.sort), policy.seen(self.fence.actor, self.home), self.matches
        place = matches.start(order, self.anchor, seen)
        if self.top is not None:
            return self.windowed(matches.older(self.size + 1, paging.round_below(self.top), self.top))
        if self.order_given_up and not matches.by_hits:
            order = self.order_of("")
            place = matches.start(order, self.anchor, seen) if self.anchor else None
        skip = (self.page - 1) * self.size if self.page else 0
        if skip > NEAR and not matches.few:
            raise Refused(f"记录很多，不能直接跳到第 {self.page} 页：请从第 1 页往后翻，或用筛选缩小范围")
        rows = matches.page(order, self.size + 1, place, self.back, skip)
        if self.back and not matches.given_up and len(rows) <= self.size:  # the first page is always a whole one
            self.page, self.back, self.anchor = 1, False, None
            rows = matches.page(order, self.size + 1)
        if matches.given_up:
            return self.windowed(rows)
        more = len(rows) > self.size
        if self.back:
            return rows[-self.size :], more, self.anchor is not None
        return rows[: self.size], self.page != 1, more

    def windowed(self, rows):
        """`turned`, where the newest ids are looked through: there is more while ids are left."""
        self.page, self.back, self.anchor = (1 if self.top is None else 0), False, None
        return rows[: self.size], False, len(rows) > self.size or self.matches.bottom is not None

    @functools.cached_property
    def rows(self):
        """The records of this page; their titles and those of what their columns point at are known to the fence."""
        rows, columns = self.turned[0], [*self.columns.values(), *self.subjects]
        self.fence.learn(self.pointed_at(rows, [*self.home.naming(), *columns]))
        return self.fence.entitled(self.home, rows, columns)

    def pointed_at(self, rows, fields):
        """home → ids of what `rows`, the chips and the head of the page name: they are read together."""
        wanted = {}
        for field in {field.name: field for field in fields if field.target and not field.many}.values():
            wanted.setdefault(field.target, set()).update(row.__data__.get(field.name) for row in rows)
        for *_, tree in self.conditions:
            for name, asked in tree.items():
                ids = [one for value in asked.values() for one in (value if isinstance(value, list) else [value])]
                if self.shape[name].target and "empty" not in asked:
                    wanted.setdefault(self.shape[name].target, set()).update(ids)
        here = [grant.paths[0].rstrip("/").rpartition("/")[2] for grant in self.fence.actor.grants]
        wanted.setdefault(Division, set()).update(int(id) for id in here if id)
        return wanted

    @property
    def order_given_up(self):
        """Why the list is not in the order asked for, as a sentence, or ""."""
        if self.matches.by_hits:
            asked = "，没有按所选的列排序" if self.sort else ""
            among = f"，筛选只在最新的 {paging.LOOKED} 条里进行" if self.parts else ""
            return f"含“{self.q}”的记录超过 {paging.HITS} 条，从新到旧列出{asked}{among}。多写几个字会更准。"
        if self.in_windows:
            return (
                f"符合条件的记录很稀，按顺序翻看 {paging.LOOKED} 条凑不满一页，改为从新到旧列出，"
                f"每次找 {paging.SPAN} 个编号；没列满的一页后面还可以接着找。再加筛选会更快。"
            )
        if self.sort and not self.columns.sortable[self.sort].indexed and not self.matches.few:
            return f"符合条件的超过 {paging.FEW} 条，不能按“{self.columns.sortable[self.sort].label}”排序，先按名称列出。加上筛选后就能排。"
        return ""

    @functools.cached_property
    def count(self):
        """How many there are, counted no further than COUNTED + 1; of what is rare in a long list, at least so many."""
        rows = self.turned[0]  # it is known with the page
        return min(max(self.matches.count, len(rows)), COUNTED + 1)

    @property
    def counted(self):
        """The count in words: 38, or 1000+, or 12+ where not all were looked at."""
        if self.count > COUNTED:
            return f"{COUNTED}+"
        return str(self.count) if self.matches.exact else f"{self.count}+" if self.count else "若干"

    @property
    def beside(self):
        """How many `aside` has, a query that was counted along with the list, in words."""
        beside = self.matches.beside or 0
        return f"{paging.BESIDE}+" if beside > paging.BESIDE else str(beside)

    @property
    def position(self):
        """Where this page stands, in words."""
        if self.page and not self.matches.given_up:
            return f"第 {(self.page - 1) * self.size + 1}–{(self.page - 1) * self.size + len(self.rows)} 条"
        if self.matches.given_up:
            return f"最新的 {len(self.rows)} 条"
        return f"最后 {len(self.rows)} 条" if "end" in self.args else f"接着的 {len(self.rows)} 条"

    @property
    def pages(self):
        """The page numbers to offer, around this one; of a long list only the first."""
        if self.in_windows:
            return []
        if self.matches.few and not self.matches.slow:
            last = -(-self.matches.count // self.size)
            return [page for page in range(1, last + 1) if page in (1, last) or abs(page - (self.page or -9)) <= 2]
        last = min(NEAR // self.size, self.page + 2)
        if self.page and not self.turned[2]:
            last = self.page
        return [page for page in range(1, last + 1) if page == 1 or abs(page - self.page) <= 2]

    @property
    def in_windows(self):
        """Whether the newest ids are looked through, because the order was given up."""
        return self.top is not None or self.matches.given_up

    @property
    def previous(self):
        """The query string of the page before this one, "" when there is none."""
        if not self.turned[1] or not self.rows:
            return ""
        return self.address(page=self.page - 1 if self.page > 2 else None) if self.page else self.address(before=self.rows[0].id)

    @property
    def next(self):
        """The query string of the page behind this one, "" when there is none."""
        if not self.turned[2]:
            return ""
        if self.in_windows:
            return self.address(older=self.rows[-1].id if len(self.rows) == self.size else self.matches.bottom)
        if not self.rows:
            return ""
        near = self.page and (self.matches.few or self.page * self.size <= NEAR)
        return self.address(page=self.page + 1) if near else self.address(after=self.rows[-1].id)

    @property
    def last(self):
        """The query string of the last page of a long list, "" on it and where page numbers lead there."""
        return "" if self.matches.few or self.in_windows or not self.turned[2] else self.address(end=1)

    # -- addresses ------------------------------------------------------------------------------------------------------

    def address(self, **changes):
        """The query string of this list with `changes`; None takes an argument out, and a change goes to page one."""
        args = {name: text for name, text in self.args.items() if name not in PLACE} | changes
        return "?" + urlencode([(name, text) for name, text in args.items() if text not in (None, "")])

    def sorted_by(self, name):
        """The query string that orders by `name`, turned round when it already does."""
        return self.address(sort=name, desc="1" if self.sort == name and not self.desc else None)

    # -- what stands on it ----------------------------------------------------------------------------------------------

    @functools.cached_property
    def boxes(self):
        """name → the control of every field that this list may be filtered by."""
        return boxes(self)

    @functools.cached_property
    def chips(self):
        """The filters that are set, each in words."""
        return chips(self)

    @property
    def subjects(self):
        """The relations of which one says what a record is about; none for most models."""
        return [self.shape[name] for name in self.home._meta.one_of]

    def about(self, record):
        """What a record is about, in words."""
        return "；".join(self.fence.cell(record, field) for field in self.subjects if record.__data__.get(field.name))

    def cell(self, record, field):
        """What stands in the column of `field`: a target that the person may not see is not named, a person only hinted at."""
        if field.personal:
            return self.fence.shown(field, record.__data__.get(field.name), masked=True)
        return self.fence.cell(record, field)
