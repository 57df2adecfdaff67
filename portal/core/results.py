"""What residents find: what is live and holds their words, best first, at a cost that does not grow with what there is.

A search first looks at MOST + 1 entries that hold the words. When there are no more, these are all: they are ordered and
counted exactly. When there are, it looks at the newest EACH of each kind, and at those whose title begins with the words,
which come out of the indexes that lists walk; these are what it shows, in the same order. Narrowed to one kind, it looks at
MOST of it. Nothing beyond is ever looked at, so that a common word costs no more than a rare one.
"""

from collections import Counter
from dataclasses import dataclass

from . import clock, pinyin
from .db import database
from .search import INITIALS, PUBLIC, TITLE, any_of, base, each_of, label, rows, runs, span, stored, terms

MOST = 1000  # results that are ordered and shown; more than that are counted as MOST + 1
EACH = 250  # results of each kind that are looked at when there are more than MOST
FEW = 100  # how far the results of each shape are counted when there are more than MOST
NEAR = 40  # titles of each shape that begin alike which are looked at


@dataclass(frozen=True)
class Found:
    """What a search found.

    hits    [(home, id)], best first, at most MOST
    total   how many there are, MOST + 1 for more than MOST
    kinds   home → how many there are of it, whichever home the hits are narrowed to
    exact   whether `kinds` is; otherwise FEW + 1 stands for more than FEW
    areas   the area of each hit; None when not all were looked at
    """

    hits: list
    total: int
    kinds: dict
    exact: bool = True
    areas: list | None = None


def find(text, homes, only=None, under=()):
    """The `Found` for `text` among the live records of `homes`, which stand in the order that residents want them in.

    only    the home to which the hits are narrowed
    under   the area paths to which everything is narrowed
    """
    if not runs(text) or not homes:
        return Found([], 0, {}, areas=[])
    held = whole(text, homes, under)
    if held is None:
        return first(text, homes, only, under)
    counts = Counter(row[1] for row in held)
    kinds = {home: counts[home._meta.name] for home in homes if counts[home._meta.name]}
    shown = [row for row in held if only is None or row[1] == only._meta.name]
    is_latin = shown and any(run.isascii() for run in runs(text))
    named = {row[0] for row in some(terms(text, TITLE + INITIALS), homes, MOST, under)} if is_latin else ()
    return Found(ordered(text, homes, shown, named), len(shown), kinds, areas=[row[3] for row in shown])


def whole(text, homes, under):
    """Rows of all live entries of `homes` that hold `text`; None when they are more than MOST."""
    found = rows(_ANY[database.kind], (*held_by(terms(text, PUBLIC), under), MOST + 1))
    return of(homes, found) if len(found) <= MOST else None


def first(text, homes, only, under):
    """The `Found` of a `text` that more than MOST entries hold: the first of them, or of those of the home `only`."""
    limits = dict.fromkeys(homes, FEW + 1) | {only: MOST + 1} if only else dict.fromkeys(homes, EACH)
    held = NEWEST[database.kind](terms(text, PUBLIC), limits, under)
    counts = Counter(row[1] for row in held)
    kinds = {home: min(counts[home._meta.name], FEW + 1) for home in homes if counts[home._meta.name]}
    if only:
        held = [row for row in held if row[1] == only._meta.name]
        if len(held) <= MOST:
            return Found(ordered(text, homes, held), len(held), kinds, False, [row[3] for row in held])
    begun = together(beginning(pinyin.sort_key(text), [only] if only else kinds, under))
    begun = [row for row in begun if folded(row[2]).startswith(folded(text))]
    return Found(ordered(text, homes, {row[0]: row for row in (*held, *begun)}.values()), MOST + 1, kinds, False)


def ordered(text, homes, found, by_initials=()):
    """[(home, id)] of the rows `found`, the best MOST: titles first that are `text`, that begin with it, that hold it or whose entry is one
    of `by_initials`; of these the kinds that stand first in `homes`; of these the newest."""
    wanted, words, places = folded(text), runs(text), {home._meta.name: place for place, home in enumerate(homes)}

    def tier(row):
        title = folded(row[2])
        if title.startswith(wanted):
            return int(title != wanted)
        return 2 if row[0] in by_initials or all(word in title for word in words) else 3

    ranked = sorted((tier(row), places[row[1]], -row[0]) for row in found)
    return [(homes[place], -id - base(homes[place])) for _, place, id in ranked[:MOST]]


def folded(text):
    """`text` as titles are compared: its runs, a space between them."""
    return " ".join(runs(text))


# -- rows of (id of the entry, shape, title, area), in one statement or two -------------------------------------------

_ROW = "e.id, e.shape, e.title, e.area"
_LIVE = "e.public AND (e.publish_at IS NULL OR e.publish_at <= ?) AND (e.expire_at IS NULL OR e.expire_at > ?)"
_HELD = {  # the entries of one shape that hold the terms
    "sqlite": "FROM search_text JOIN search_entry e ON e.id = +search_text.rowid"
    f" WHERE search_text MATCH ? AND search_text.rowid BETWEEN ? AND ? AND {_LIVE}",
    "postgres": f"FROM search_entry e WHERE e.vector @@ ?::tsquery AND e.id BETWEEN ? AND ? AND {_LIVE}",
}
_ANY = {kind: f"SELECT {_ROW} {_HELD[kind]} LIMIT ?" for kind in _HELD}
LAST = (1 << 63) - 1  # no entry has a higher id
WALKED = 2000  # entries of each shape that PostgreSQL reads one by one before it asks the index


def newest_on_sqlite(wanted, limits, under):
    """The newest rows of each home of `limits` (home → how many) that fulfil `wanted`; a home without any is asked only whether it has."""
    asked = {home: held_by(wanted, under, home) for home in limits}
    there = f"EXISTS (SELECT 1 {_HELD['sqlite']})"
    (has,) = rows(f"SELECT {', '.join([there] * len(asked))}", [value for values in asked.values() for value in values])
    part = f"SELECT {_ROW} {_HELD['sqlite']} ORDER BY search_text.rowid DESC LIMIT ?"
    return together((part, (*asked[home], limits[home])) for home, is_there in zip(limits, has, strict=True) if is_there)


def newest_on_postgres(wanted, limits, under):
    """The same. The newest WALKED entries of a home show whether many hold the words; where few do, the index gathers and sorts them.

    Left to choose, PostgreSQL takes the words for as frequent in each shape as in all, and reads all of one that holds none.
    """
    first = "SELECT * FROM search_entry WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?"
    part = f"SELECT {_ROW} FROM ({first}) AS e WHERE e.vector @@ ?::tsquery AND {_LIVE} ORDER BY e.id DESC LIMIT ?"
    found = together((part, (*span(home), WALKED, held_by(wanted, under)[0], *_now(), limit)) for home, limit in limits.items())
    counts = Counter(row[1] for row in found)
    few = [home for home in limits if counts[home._meta.name] < min(limits[home], FEW + 1)]
    names = {home._meta.name for home in few}
    part = f"SELECT {_ROW} {_HELD['postgres']} ORDER BY e.id + 0 DESC LIMIT ?"  # + 0: so that no index is in this order
    more = together((part, (*held_by(wanted, under, home), limits[home])) for home in few)
    return [*(row for row in found if row[1] not in names), *more]


NEWEST = {"sqlite": newest_on_sqlite, "postgres": newest_on_postgres}


def some(wanted, homes, most, under=()):
    """Rows of the live entries of `homes` that fulfil `wanted`, of the first `most` of all kinds that the engine comes by."""
    return of(homes, rows(_ANY[database.kind], (*held_by(wanted, under), most)))


def alike(key, wanted, homes, most):
    """Both at once: rows of the live records whose sort key begins with `key`, and `most` of those that fulfil `wanted`."""
    return of(homes, together([*beginning(key, homes), (_ANY[database.kind], (*held_by(wanted), most))]))


def of(homes, found):
    """Those of the rows `found` that stand for a record of `homes`."""
    names = {home._meta.name for home in homes}
    return [row for row in found if row[1] in names]


def held_by(wanted, under=(), home=None):
    """The values for the marks of `_HELD`: of one `home`, or of all."""
    labels = [label(home._meta.name)] if home else []
    if places := [path.rstrip("/").rpartition("/")[2] for path in under if path != "/"]:
        labels.append(any_of(list(map(label, places))))
    return (each_of([*labels, wanted]), *(span(home) if home else (0, LAST)), *_now())


def beginning(key, homes, under=()):
    """Parts for the live records whose sort key begins with `key`, a sort key: of each home the first NEAR in reading order."""
    within = " AND (" + " OR ".join(["(e.area >= ? AND e.area < ?)"] * len(under)) + ")" if under else ""
    paths = [bound for path in under for bound in (path, path + "~")]
    for home in homes:
        first = f'SELECT id FROM "{home._meta.table_name}" WHERE sort >= ? AND sort < ? ORDER BY sort LIMIT ?'
        part = f"SELECT {_ROW} FROM ({first}) AS r JOIN search_entry e ON e.id = r.id + ? WHERE {_LIVE}{within}"
        yield part, (key, key + "~", NEAR, base(home), *_now(), *paths)


def together(parts):
    """The rows of `parts`, [(statement, values)], in one statement."""
    parts = list(parts)
    whole = " UNION ALL ".join([f"SELECT * FROM ({part}) AS p{place}" for place, (part, _) in enumerate(parts)])
    return rows(whole, [value for _, values in parts for value in values]) if parts else []


def _now():
    now = stored(clock.now())
    return now, now
