"""Every model that holds records, and what points at a record among them."""

import functools
import operator
from collections import defaultdict

import peewee

from . import policy

HOMES = []  # in order of dependence, parents first; filled by portal.models
PART = 900  # ids a statement
FEW = 100  # subqueries a statement: SQLite takes 500


def pointing_at(home, id, actor, most=3):
    """What points at a record, in words: 网格“第一网格”; what `actor` may not see is only said to be elsewhere."""
    return pointing_at_all(home, [id], actor, most).get(id, [])


def pointing_at_all(home, ids, actor, most=3):
    """id → words, as `pointing_at` says them, for those of `ids` that anything points at: a query for each relation."""
    words, elsewhere = defaultdict(list), set()
    for other in HOMES:
        for field in (*other.shape().relations, *other.shape().many):
            if field.target is home and (used := [id for part in _parts(ids, PART) for id in _used(field, part)]):
                shown = _shown(other, field, used, actor, most)
                elsewhere.update(set(used) - shown.keys())
                for id, (names, count) in shown.items():
                    words[id].append(other._meta.label + "".join(f"“{name}”" for name in names) + (f"等 {count} 条" if count else ""))
    return {id: words[id] or ["别处的记录"] for id in (*words, *(elsewhere - words.keys()))}


def _parts(ids, size):
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _table(field):
    """(the table that holds what `field` points at, its column of targets, its column of those that point)."""
    return (field.through, field.through.target, field.through.owner) if field.many else (field.model, field, field.model.id)


def _used(field, ids):
    """Those of `ids` that any record points at with `field`; one look into the index for each."""
    _, target, _ = _table(field)
    home = field.target.alias()
    pointing = target.model.select(peewee.SQL("1")).where(target == home.id)
    return [id for (id,) in home.select(home.id).where(home.id.in_(ids), peewee.fn.EXISTS(pointing)).tuples()]


def _shown(other, field, ids, actor, most):
    """id → (titles of at most `most` visible records that point at it with `field`, their count when there are more)."""
    table, target, owner = _table(field)
    found = defaultdict(list)
    for part in _parts(ids, FEW):
        queries = [_first(other, field, id, actor, most + 1) for id in part]
        for id, pointing in functools.reduce(operator.add, queries).tuples() if len(queries) > 1 else queries[0].tuples():
            found[id].append(pointing)
    wanted = {pointing for some in found.values() for pointing in some[:most]}
    records = {}
    for part in _parts(sorted(wanted), PART):
        records |= {record.id: named(record, actor) for record in other.select().where(other.id.in_(part))}
    many, counts = [id for id, some in found.items() if len(some) > most], {}
    for part in _parts(many, PART):
        visible = policy.visible(actor, other)
        query = visible.select(target, peewee.fn.COUNT(other.id)).where(target.in_(part)).group_by(target)
        counts |= dict((query.join(table, on=(owner == other.id)) if field.many else query).tuples())
    return {id: ([records[pointing] for pointing in some[:most] if pointing in records], counts.get(id, 0)) for id, some in found.items()}


def _first(other, field, id, actor, most):
    """Query of (id, visible record that points at it with `field`), the first `most` of them."""
    table, target, owner = _table(field)
    query = policy.visible(actor, other).select(peewee.Value(id).alias("at"), other.id.alias("pointing"))
    query = query.join(table, on=(owner == other.id)) if field.many else query
    inner = query.where(target == id).order_by(other.id).limit(most)
    return peewee.Select([inner], [inner.c.at, inner.c.pointing]).bind(other._meta.database)


def named(record, actor):
    """The title of `record`; of the records in it only those that `actor` may see."""

    def titled(field, id):
        seen = policy.visible(actor, field.target).where(field.target.id == id).first()
        return seen.title if seen is not None else f"别处的{field.target._meta.label}"

    return record.title_of(record.__data__, titled) or record.slug
