"""One search index for everything, fed by the door: substrings of Chinese and Latin text, and pinyin initials.

A text is cut into runs of letters, digits and characters; a run into its overlapping pairs and its last character.
A phrase of pairs is then exactly a substring, so nothing that a LIKE scan finds is missed, and one character is the
prefix of a pair. SQLite keeps the pairs in FTS5, PostgreSQL in a tsvector under GIN; the same terms go to both.
An entry's id holds its shape in the high bits, so that one shape is one range of the index.
"""

import datetime
import difflib
import functools
import operator
import re
import zlib

import peewee

from . import clock, pinyin
from .db import database
from .fields import Kind, clean

_RUN = re.compile(r"[^\W_]+")
_RECORD_BITS = 40
LONGEST_QUERY = 200  # characters of a query that are looked for, in eight words
LONGEST = 8000  # characters of body that are indexed: a tsvector knows 16,383 positions


class SearchEntry(peewee.Model):
    """What the index says of one record: where it lies and when residents may find it. Never edited by hand."""

    id = peewee.BigIntegerField(primary_key=True)
    shape = peewee.CharField()
    record = peewee.IntegerField()
    title = peewee.CharField()
    area = peewee.CharField()
    public = peewee.BooleanField()
    publish_at = peewee.DateTimeField(null=True)
    expire_at = peewee.DateTimeField(null=True)

    class Meta:
        database = database
        legacy_table_names = False
        table_name = "search_entry"


def base(home):
    """The lowest entry id of `home`'s shape; a record's entry is `base(home) + its id`."""
    return (zlib.crc32(home._meta.name.encode()) & 0x3FFFFF) << _RECORD_BITS


def runs(text):
    """The runs of `text` that can be searched for, folded to lower case and narrow letters."""
    return _RUN.findall((text.translate(_NARROW) if _WIDE.search(text) else text).lower())


_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE = re.compile("[\uff01-\uff5e]")


def grams(text):
    """The tokens of `text` in order: pairs, and the last character of each run."""
    return [run[i : i + 2] for run in runs(text) for i in range(len(run))]


def entry(home, id, values, area, title):
    """The index row of one record: (id, shape, record, title, area, public, publish_at, expire_at, texts).

    texts: (title, public body, initials, staff body).
    """
    shape, name = home.shape(), home._meta.title
    shown = {field: field.words(value) for field in shape.searched if (value := values[field.name]) is not None}
    body = " ".join([words for field, words in shown.items() if field.public and field.name != name])
    inner = " ".join([words for field, words in shown.items() if not field.public])
    named = shape.by_name.get(name)
    titled = title if named is None or named.public or not home._meta.published else ""
    if titled != title:
        inner = f"{title} {inner}"
    public = home._meta.published and values.get("state") == "published"
    moments = (_stored(values.get("publish_at")), _stored(values.get("expire_at")))
    texts = [grams(text[:LONGEST]) if text else () for text in (titled, body, pinyin.initials(titled), inner)]
    return (base(home) + id, home._meta.name, id, title, area, public, *moments, texts)


def _stored(moment):
    return moment and moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


_WEIGHTS = "ABCD"


def _vector(texts):
    """`texts` as a tsvector literal, with a gap between them that no phrase crosses."""
    words, at = [], 1  # PostgreSQL itself puts equal words together and keeps places within its limits
    for weight, tokens in zip(_WEIGHTS, texts, strict=True):
        words += [f"'{token}':{place}{weight}" for place, token in enumerate(tokens, start=at)]
        at += len(tokens) + 10
    return " ".join(words)


def keep(entries, fresh):
    """Write index rows made by `entry`; `fresh` says that none of them was there before. For the door only."""
    columns = ("id", "shape", "record", "title", "area", "public", "publish_at", "expire_at")
    if not fresh:
        forget([row[0] for row in entries])
    if database.kind == "sqlite":
        database.insert_rows("search_entry", columns, [row[:-1] for row in entries])
        database.insert_rows(
            "search_text", ("rowid", "title", "body", "initials", "inner"), [(row[0], *map(" ".join, row[-1])) for row in entries]
        )
    else:
        database.insert_rows("search_entry", (*columns, "vector"), [(*row[:-1], _vector(row[-1])) for row in entries])


def forget(ids):
    """Take the entries `ids` out of the index. For the door only."""
    rows = [(id,) for id in ids]
    database.write_rows("DELETE FROM search_entry WHERE id = ?", rows)
    if database.kind == "sqlite":
        database.write_rows("DELETE FROM search_text WHERE rowid = ?", rows)


def matches(text, staff=False):
    """A condition on SearchEntry.id for the entries that hold every word of `text`; None when it holds no word.

    `staff` also looks into fields that residents do not see.
    """
    terms = _terms(text, staff)
    if terms is None:
        return None
    if database.kind == "sqlite":
        return SearchEntry.id.in_(peewee.SQL("(SELECT rowid FROM search_text WHERE search_text MATCH ?)", (terms,)))
    return peewee.SQL("vector @@ %s::tsquery", (terms,))


def _terms(text, staff):
    """`text` in the engine's own query language: every run must be there, as a phrase of pairs; None without a run."""
    words = [[run[i : i + 2] for i in range(len(run) - 1)] or [run] for run in runs(text[:LONGEST_QUERY])[:8]]
    if not words:
        return None
    if database.kind == "sqlite":
        terms = " AND ".join(f'"{" ".join(pairs)}"' + (" *" if len(pairs[0]) == 1 else "") for pairs in words)
        return terms if staff else "{title body initials} : (" + terms + ")"
    weights = "" if staff else "ABC"
    phrases = ([f"'{pair}':{'*' if len(pair) == 1 else ''}{weights}".rstrip(":") for pair in pairs] for pairs in words)
    return " & ".join(f"({' <-> '.join(phrase)})" for phrase in phrases)


def records(home, text):
    """A condition on `home.id` for its records that staff find with `text`; None when `text` holds no word.

    The caller's own query says which of them may be seen.
    """
    terms = _terms(text, staff=True)
    if terms is None:
        return None
    low = base(home)
    if database.kind == "sqlite":
        return home.id.in_(
            peewee.SQL(
                "(SELECT rowid - ? FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?)",
                (low, terms, low, low + (1 << _RECORD_BITS) - 1),
            )
        )
    found = SearchEntry.select(SearchEntry.record).where(SearchEntry.shape == home._meta.name, matches(text, staff=True))
    return home.id.in_(found)


def covers(home, field):
    """Whether every record of `home` with a text in `field` is among those that staff find with that text."""
    plain = type(field).words is Kind.words and type(field).show is Kind.show
    longest = sum((getattr(one, "max_length", None) or one.max) + 1 for one in home.shape().searched)
    return field.searched and plain and longest <= LONGEST


def count(home, text, most):
    """A scalar: how many records of `home` staff find with `text`, counted no further than `most`."""
    terms, low = _terms(text, staff=True), base(home)
    if terms is None:
        return peewee.Value(0)
    if database.kind == "sqlite":
        return peewee.SQL(f"(SELECT count(*) FROM (SELECT 1 {_IN_ONE_SHAPE} LIMIT ?))", (terms, low, low + _MOST, most))
    found = SearchEntry.select(peewee.SQL("1")).where(matches(text, staff=True), SearchEntry.id.between(low, low + _MOST)).limit(most)
    return peewee.Select([found.alias("found")], [peewee.fn.COUNT(peewee.SQL("*"))])


def newest(home, text, most, beyond=None, up=False):
    """A condition on `home.id`: the `most` newest records that staff find with `text`, older than the id `beyond`.

    With `up` the oldest ones that are newer than it. `text` holds a word.
    """
    terms, low = _terms(text, staff=True), base(home)
    first = low + beyond + 1 if up and beyond is not None else low
    last = low + beyond - 1 if not up and beyond is not None else low + _MOST
    if database.kind == "sqlite":
        order = "rowid" if up else "rowid DESC"
        return home.id.in_(peewee.SQL(f"(SELECT rowid - ? {_IN_ONE_SHAPE} ORDER BY {order} LIMIT ?)", (low, terms, first, last, most)))
    e = SearchEntry
    found = e.select(e.record).where(matches(text, staff=True), e.id.between(first, last))
    return home.id.in_(found.order_by(e.id if up else e.id.desc()).limit(most))


def held(home, text):
    """`records`, asked of each record by itself: for a query that has few to ask, and a text that many hold."""
    terms, low = _terms(text, staff=True), base(home)
    if terms is None:
        return None
    if database.kind == "sqlite":
        asked = peewee.SQL("EXISTS (SELECT 1 FROM search_text WHERE search_text MATCH ? AND rowid = ? +", (terms, low))
        return peewee.NodeList((asked, home.id, peewee.SQL(")")))
    return peewee.fn.EXISTS(SearchEntry.select(peewee.SQL("1")).where(SearchEntry.id == home.id + low, matches(text, staff=True)))


_MOST = (1 << _RECORD_BITS) - 1  # the highest record id of a shape
_IN_ONE_SHAPE = "FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?"


def find(text, homes, limit=20, offset=0, under=()):
    """(hits, count up to 1,000) for a resident's `text` among the live records of `homes`.

    A hit is (home, id); those with `text` in the title come first. `under`: area paths to stay below.
    """
    condition = matches(text)
    if condition is None:
        return [], 0
    now = _stored(clock.now())
    e = SearchEntry
    query = e.select(e.shape, e.record).where(
        condition,
        e.public == True,  # noqa: E712
        e.shape.in_([home._meta.name for home in homes]),
        e.publish_at.is_null() | (e.publish_at <= now),
        e.expire_at.is_null() | (e.expire_at > now),
    )
    if under:
        query = query.where(functools.reduce(operator.or_, ((e.area >= path) & (e.area < path + "~") for path in under)))
    place = peewee.fn.instr if database.kind == "sqlite" else peewee.fn.strpos
    first = peewee.Case(None, [(place(e.title, clean(text).strip()) > 0, 0)], 1)
    by_name = {home._meta.name: home for home in homes}
    hits = [(by_name[shape], id) for shape, id in query.order_by(first, e.id).limit(limit).offset(offset).tuples()]
    return hits, query.limit(1001).count()


def likely(home, text, seen=None, most=40):
    """Titles of records of `home` that share a character with `text`, likeliest first."""
    letters = sorted({letter for run in runs(text) for letter in run})[:12]
    if not letters:
        return []
    low = base(home)
    title = home._meta.fields[home._meta.title]
    if database.kind == "sqlite":
        terms = " OR ".join(f'"{letter}" *' for letter in letters)
        near = home.id.in_(
            peewee.SQL(
                "(SELECT rowid - ? FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT 2000)",
                (low, terms, low, low + (1 << _RECORD_BITS) - 1),
            )
        )
    else:
        terms = " | ".join(f"'{letter}':*" for letter in letters)
        near = home.id.in_(
            SearchEntry.select(SearchEntry.record)
            .where(SearchEntry.shape == home._meta.name, peewee.SQL("vector @@ %s::tsquery", (terms,)))
            .limit(2000)
        )
    query = home.select(title).where(near)
    names = {name for (name,) in (query.where(seen) if seen is not None else query).limit(most * 5).tuples()}
    return sorted(names, key=lambda name: -difflib.SequenceMatcher(None, text, name).ratio())[:3]


def everywhere(text, seen, most):
    """[(name of the shape, id)] of the entries that staff find with `text` and of which `seen`, a condition on SearchEntry, is true.

    Those whose title is `text` come first, then those whose title begins with it, then those that only hold it; of each
    kind no more than `most` are looked at, so that a common word costs no more than a rare one.
    """
    terms = _terms(text, staff=True)
    if terms is None:
        return []
    wanted, e = clean(text).strip().lower(), SearchEntry
    if database.kind == "sqlite":
        found = "(SELECT rowid FROM search_text WHERE search_text MATCH ?)"
        named = e.id.in_(peewee.SQL(found, ("{title} : (" + terms + ")",)))
    else:
        named = matches(text, staff=True) & (peewee.fn.strpos(peewee.fn.lower(e.title), wanted) > 0)
    rows = {}
    for condition in (named, matches(text, staff=True)):
        query = e.select(e.shape, e.record, e.title).where(condition, seen).order_by(e.id).limit(most)
        rows |= {(shape, id): title.lower() for shape, id, title in query.tuples()}
    rank = {key: (wanted not in title, not title.startswith(wanted), title != wanted, len(title)) for key, title in rows.items()}
    return sorted(rows, key=rank.get)
