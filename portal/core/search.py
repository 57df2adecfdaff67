"""One search index for everything, fed by the door: substrings of Chinese and Latin text, and pinyin initials.

A text is cut into runs of letters, digits and characters; a run into its overlapping pairs and its last character.
A phrase of pairs is then exactly a substring, so nothing that a LIKE scan finds is missed, and one character is the
prefix of a pair. SQLite keeps the pairs in FTS5, PostgreSQL in a tsvector under GIN; the same terms go to both.
An entry's id holds its shape in the high bits, so that one shape is one range of the index. What is published also has
labels: terms that nobody can type, for its shape and for each place it lies in, so that a search of a place costs
what lies there and not what holds the word. What residents find with it is in `results`.
"""

import datetime
import difflib
import re
import zlib

import peewee
import psycopg
import psycopg.sql

from . import pinyin
from .db import database
from .fields import Kind, clean

_RUN = re.compile(r"[^\W_]+")
_RECORD_BITS = 40
LONGEST_QUERY = 200  # characters of a query that are looked for, in eight words
LONGEST = 8000  # characters of body that are indexed: a tsvector knows 16,383 positions
LABEL = "\ue000"  # begins a label; for private use, so both engines keep it and `runs` never lets one in


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


_MOST = (1 << _RECORD_BITS) - 1  # the highest record id of a shape


def base(home):
    """The lowest entry id of `home`'s shape; a record's entry is `base(home) + its id`."""
    return (zlib.crc32(home._meta.name.encode()) & 0x3FFFFF) << _RECORD_BITS


def span(home):
    """The lowest and the highest entry id of `home`'s shape."""
    return base(home), base(home) + _MOST


def record(entry):
    """(the lowest entry id of its shape, the id of the record) of the entry id `entry`."""
    return entry >> _RECORD_BITS << _RECORD_BITS, entry & ((1 << _RECORD_BITS) - 1)


def narrow(text):
    """`text` with its full-width letters, digits and signs made narrow, each in its place."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


def runs(text):
    """The runs of `text` that can be searched for, folded to lower case and narrow letters."""
    return _RUN.findall(narrow(text).lower())


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
    moments = (stored(values.get("publish_at")), stored(values.get("expire_at")))
    texts = [grams(text[:LONGEST]) if text else [] for text in (titled, body, pinyin.initials(titled), inner)]
    if public:
        texts[2] += labels(home._meta.name, area)
    return (base(home) + id, home._meta.name, id, title, area, public, *moments, texts)


def labels(shape, area):
    """The terms under which what is published is found by its shape and by each division on its path."""
    return [LABEL + word for word in (shape, *area.split("/")) if word]


def stored(moment):
    """`moment` as both engines keep it in an entry: naive UTC, in whole seconds; None for None."""
    return moment and moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


TITLE, BODY, INITIALS, INNER = WEIGHTS = "ABCD"
PUBLIC, EVERYTHING = TITLE + BODY + INITIALS, WEIGHTS
_COLUMNS = dict(zip(WEIGHTS, ("title", "body", "initials", "inner"), strict=True))


def _vector(texts):
    """`texts` as a tsvector literal, with a gap between them that no phrase crosses; labels have no place."""
    words, at = [], 1  # PostgreSQL itself puts equal words together and keeps places within its limits
    for weight, tokens in zip(WEIGHTS, texts, strict=True):
        words += [f"'{token}'" if token[0] == LABEL else f"'{token}':{place}{weight}" for place, token in enumerate(tokens, start=at)]
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


def relabel(condition, values):
    """Give entries the labels of where they lie now: those for which `condition`, SQL with `?`, holds with each of `values`.

    For the door only, after it has moved them.
    """
    if database.kind == "sqlite":
        names = f"' {LABEL}' || shape || replace(rtrim(area, '/'), '/', ' {LABEL}')"
        bare = f"substr(initials, 1, instr(initials || '{LABEL}', '{LABEL}') - 1)"
        found = f"rowid IN (SELECT id FROM search_entry WHERE public AND {condition})"
        fresh = f"(SELECT {names} FROM search_entry WHERE id = search_text.rowid)"
        database.write_rows(f"UPDATE search_text SET initials = {bare} || {fresh} WHERE {found}", values)
        return
    names = f"array_to_tsvector(regexp_split_to_array('{LABEL}' || shape || replace(rtrim(area, '/'), '/', '/{LABEL}'), '/'))"
    fresh = f"ts_filter(vector, '{{a,b,c,d}}') || {names}"
    database.write_rows(f"UPDATE search_entry SET vector = {fresh} WHERE public AND {condition}", values)


def phrase(run, where=EVERYTHING):
    """The run `run` in the engine's own query language, in the texts of the weights `where`: its pairs, one behind the other."""
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    if database.kind == "sqlite":
        term = f'"{" ".join(pairs)}"' + (" *" if len(run) == 1 else "")
        return term if where == EVERYTHING else f"{{{' '.join(_COLUMNS[weight] for weight in where)}}} : {term}"
    weights = "" if where == EVERYTHING else where
    return " <-> ".join([f"'{pair}':{'*' if len(pair) == 1 else ''}{weights}".rstrip(":") for pair in pairs])


def label(word):
    """The label of `word`, a shape or the id of a division, in the engine's own query language."""
    return f'{{initials}} : "{LABEL}{word}"' if database.kind == "sqlite" else f"'{LABEL}{word}'"


def each_of(terms):
    """What holds every one of `terms`."""
    return "(" + (") AND (" if database.kind == "sqlite" else ") & (").join(terms) + ")"


def any_of(terms):
    """What holds one of `terms` at least."""
    return "(" + (") OR (" if database.kind == "sqlite" else ") | (").join(terms) + ")"


def terms(text, where=EVERYTHING):
    """`text` in the engine's own query language: each of its first eight runs must be there; None without a run."""
    words = runs(text[:LONGEST_QUERY])[:8]
    return each_of([phrase(run, where) for run in words]) if words else None


def rows(statement, values):
    """The rows that `statement`, SQL with `?` for each of `values`, gives: thousands of them at the price of the engine alone.

    PostgreSQL gets the values as part of the text. Otherwise it keeps one plan for every word after a while, and what serves
    a rare one reads all entries that hold a common one (measured at 200,000 texts: 212 ms, and 0.1 ms with the word known).
    """
    statement = statement.replace("?", database.param)
    if database.kind == "postgres":
        statement, values = psycopg.ClientCursor(database.connection()).mogrify(statement, values).replace("%", "%%"), ()
    return database.execute_sql(statement, values).fetchall()


def matches(text):
    """A condition on SearchEntry.id for the entries that staff find with `text`; None when it holds no word."""
    wanted = terms(text)
    if wanted is None:
        return None
    if database.kind == "sqlite":
        return SearchEntry.id.in_(peewee.SQL("(SELECT rowid FROM search_text WHERE search_text MATCH ?)", (wanted,)))
    return _holds(wanted)


def _holds(wanted):
    """The condition, on PostgreSQL, that an entry fulfils `wanted`, which is part of the text for the reason told at `rows`.

    Measured at 200,000 texts, to count a rare word after ten common ones: 357 ms, and 2 ms with the word known.
    """
    return peewee.SQL(f"vector @@ {psycopg.sql.quote(wanted).replace('%', '%%')}::tsquery")


def _among(first, last):
    """The condition, on PostgreSQL, that the id of an entry lies between these two."""
    return SearchEntry.id.between(_known(first), _known(last))


def _known(number):
    """`number` as part of the text of a statement, as the word beside it is."""
    return peewee.SQL(str(int(number)))


def records(home, text):
    """A condition on `home.id` for its records that staff find with `text`; None when `text` holds no word.

    The caller's own query says which of them may be seen.
    """
    wanted = terms(text)
    if wanted is None:
        return None
    low = base(home)
    if database.kind == "sqlite":
        return home.id.in_(
            peewee.SQL(
                "(SELECT rowid - ? FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?)",
                (low, wanted, low, low + _MOST),
            )
        )
    found = SearchEntry.select(SearchEntry.record).where(SearchEntry.shape == home._meta.name, matches(text))
    return home.id.in_(found)


def covers(home, field):
    """Whether every record of `home` with a text in `field` is among those that staff find with that text."""
    plain = type(field).words is Kind.words and type(field).show is Kind.show
    longest = sum((getattr(one, "max_length", None) or one.max) + 1 for one in home.shape().searched)
    return field.searched and plain and longest <= LONGEST


def count(home, text, most):
    """A scalar: how many records of `home` staff find with `text`, counted no further than `most`."""
    wanted, low = terms(text), base(home)
    if wanted is None:
        return peewee.Value(0)
    if database.kind == "sqlite":
        return peewee.SQL(f"(SELECT count(*) FROM (SELECT 1 {_IN_ONE_SHAPE} LIMIT ?))", (wanted, low, low + _MOST, most))
    found = SearchEntry.select(peewee.SQL("1")).where(matches(text), _among(low, low + _MOST)).limit(_known(most))
    return peewee.Select([found.alias("found")], [peewee.fn.COUNT(peewee.SQL("*"))])


def newest(home, text, most, beyond=None, up=False):
    """A condition on `home.id`: the `most` newest records that staff find with `text`, older than the id `beyond`.

    With `up` the oldest ones that are newer than it. `text` holds a word.
    """
    wanted, low = terms(text), base(home)
    first = low + beyond + 1 if up and beyond is not None else low
    last = low + beyond - 1 if not up and beyond is not None else low + _MOST
    if database.kind == "sqlite":
        order = "rowid" if up else "rowid DESC"
        return home.id.in_(peewee.SQL(f"(SELECT rowid - ? {_IN_ONE_SHAPE} ORDER BY {order} LIMIT ?)", (low, wanted, first, last, most)))
    e = SearchEntry
    found = e.select(e.record).where(matches(text), _among(first, last))
    return home.id.in_(found.order_by(e.id if up else e.id.desc()).limit(_known(most)))


def held(home, text):
    """`records`, asked of each record by itself: for a query that has few to ask, and a text that many hold."""
    wanted, low = terms(text), base(home)
    if wanted is None:
        return None
    if database.kind == "sqlite":
        asked = peewee.SQL("EXISTS (SELECT 1 FROM search_text WHERE search_text MATCH ? AND rowid = ? +", (wanted, low))
        return peewee.NodeList((asked, home.id, peewee.SQL(")")))
    return peewee.fn.EXISTS(SearchEntry.select(peewee.SQL("1")).where(SearchEntry.id == home.id + low, matches(text)))


_IN_ONE_SHAPE = "FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?"


def likely(home, text, seen=None, most=40):
    """Titles of records of `home` that share a character with `text`, likeliest first."""
    letters = sorted({letter for run in runs(text) for letter in run})[:12]
    if not letters:
        return []
    wanted, low = any_of([phrase(letter) for letter in letters]), base(home)
    title = home._meta.fields[home._meta.title]
    if database.kind == "sqlite":
        near = home.id.in_(peewee.SQL(f"(SELECT rowid - ? {_IN_ONE_SHAPE} LIMIT 2000)", (low, wanted, low, low + _MOST)))
    else:
        e = SearchEntry
        found = e.select(e.record).where(_among(low, low + _MOST), _holds(wanted))
        near = home.id.in_(found.limit(2000))
    query = home.select(title).where(near)
    names = {name for (name,) in (query.where(seen) if seen is not None else query).limit(most * 5).tuples()}
    return sorted(names, key=lambda name: -difflib.SequenceMatcher(None, text, name).ratio())[:3]


def _walked(wanted):
    """Query of the entries that fulfil `wanted`, on SQLite: one by one as the index gives them, so that a limit ends it."""
    held, e = peewee.Table("search_text").alias("held"), SearchEntry
    one_by_one = peewee.Join(held, e, "CROSS JOIN")
    return e.select().from_(one_by_one).where(peewee.SQL("search_text MATCH ?", (wanted,)), e.id == peewee.SQL("+held.rowid"))


def everywhere(text, seen, most):
    """[(name of the shape, id)] of the entries that staff find with `text` and of which `seen`, a condition on SearchEntry, is true.

    Those whose title is `text` come first, then those whose title begins with it, then those that only hold it; of each
    kind no more than `most` are looked at, so that a common word costs no more than a rare one.
    """
    if terms(text) is None:
        return []
    wanted, e = clean(text).strip().lower(), SearchEntry
    rows = {}
    for holds in (TITLE, EVERYTHING):
        found = _walked(terms(text, holds)) if database.kind == "sqlite" else e.select().where(_holds(terms(text, holds)))
        query = found.select(e.id, e.shape, e.record, e.title).where(seen).limit(most)
        rows |= {(shape, id): title.lower() for _, shape, id, title in sorted(query.tuples())}
    rank = {key: (wanted not in title, not title.startswith(wanted), title != wanted, len(title)) for key, title in rows.items()}
    return sorted(rows, key=rank.get)
