"""One grammar for filters: a tree of conditions, read from an address or from JSON, compiled to peewee once.

A tree is `{"kind": "city_post"}`, `{"households": {"ge": 300}}`, or `_and`, `_or` (lists of trees) and `_not` (a tree).
`ne` and `_not` take every record that the rest does not, those where nothing is written included.
"""

import functools
import operator
import re

import peewee

from . import policy
from .db import database
from .errors import Refused, Unreadable
from .fields import clean, nearest

OPERATORS = {
    "eq": "是",
    "ne": "不是",
    "lt": "小于",
    "le": "不大于",
    "gt": "大于",
    "ge": "不小于",
    "in": "是其中之一",
    "contains": "包含",
    "empty": "为空",
    "under": "在其范围内",
}
DEEPEST = 20  # trees inside trees


def field_of(shape, name):
    """The field called `name`; a personal or secret one, or none, is refused with the nearest name."""
    field = shape.by_name.get(name)
    if field is None or field.personal:
        known = [f.name for f in shape if not f.personal]
        raise Refused(f"{shape.label}没有“{name}”这个条件，相近的有{nearest(name, known)}")
    return field


def _known(op):
    """`op`, when it is an operator. Raises `Refused` with the nearest."""
    if op not in OPERATORS:
        raise Refused(f"没有“{op}”这种比较，可以用{nearest(op, OPERATORS)}")
    return op


def parse(shape, args, actor=None, ignore=()):
    """(tree, chips) from query arguments: `kind=city_post`, `households.ge=300`, `division.under=lishan`.

    A chip is (argument, field, operator, text). Arguments without a value are passed over, those in `ignore` too.
    Raises `Refused` for an unknown field or operator and `Unreadable` for a value that its kind cannot read.
    """
    conditions, chips = [], []
    for argument, text in args:
        if argument in ignore or not text.strip():
            continue
        name, _, op = argument.partition(".")
        field = field_of(shape, name)
        op = _known(op or "eq")
        if op in ("contains", "empty"):
            value = clean(text) if op == "contains" else text not in ("0", "否", "false")
        elif op == "in":
            value = [_read(field, part, actor) for part in re.split("[,，]", text) if part.strip()]
        else:
            value = _read(field, text, actor) if op != "under" or not field.target else _place(field, text, actor)
        conditions.append({name: {op: value}})
        chips.append((argument, field, op, text))
    return ({"_and": conditions} if conditions else {}), chips


class Place(int):
    """The id of a record, read by `parse` together with its `area`."""

    area = ""


def _place(field, text, actor):
    """The `Place` that `text` names, as `actor` sees it; a plain id where its area was not read."""
    areas = {}
    text = clean(text).strip()
    found = field.target.named_all({text}, actor, areas)[text]
    if isinstance(found, Unreadable):
        raise found
    if found not in areas:  # it was named by its key
        return found
    place = Place(found)
    place.area = areas[found]
    return place


def _read(field, text, actor):
    if field.many:
        return field.target.named(clean(text).strip(), actor)
    answer = field.read_all([text], actor)[text]
    if isinstance(answer, Unreadable):
        raise answer
    return answer


def compile(home, tree, actor=None, deep=0):
    """The peewee condition for `tree` on `home`, or None when it asks for nothing.

    Relations are followed only to records that `actor` may see. Raises `Refused` naming what it does not know.
    """
    if deep > DEEPEST:
        raise Refused(f"条件套得太深，最多 {DEEPEST} 层")
    if not isinstance(tree, dict):
        raise Refused('条件应写成 {"字段": 值} 或 {"字段": {"比较": 值}}')
    parts = [_branch(home, name, wanted, actor, deep) for name, wanted in tree.items()]
    parts = [part for part in parts if part is not None]
    return functools.reduce(operator.and_, parts) if parts else None


def served(field, op, value):
    """Whether an index finds the records for one operator on `field`; where none does, each record must be asked."""
    if field.many:
        return op in ("eq", "in", "under") and value is not None
    whole = bool(field.target or field.listed or field.index or field.unique or field.name == field.model._meta.title)
    if op == "contains":
        return bool(getattr(field, "options", None)) and (whole or field.filtered)
    if op == "ne":
        return False
    return whole or (field.filtered and not (value is None or (op == "empty" and value)))


def _branch(home, name, wanted, actor, deep):
    """The condition for one entry of a tree, or None when it asks for nothing."""
    if name in ("_and", "_or"):
        if not isinstance(wanted, (list, tuple)):
            raise Refused(f"“{name}”后面应是一串条件")
        inner = [c for c in (compile(home, branch, actor, deep + 1) for branch in wanted) if c is not None]
        return functools.reduce(operator.and_ if name == "_and" else operator.or_, inner) if inner else None
    if name == "_not":
        inner = compile(home, wanted, actor, deep + 1)
        return None if inner is None else _none_of(inner)
    field = field_of(home.shape(), name)
    asked = wanted if isinstance(wanted, dict) else {"eq": wanted}
    parts = [_compare(field, _known(op), value, actor) for op, value in asked.items()]
    return functools.reduce(operator.and_, parts) if parts else None


def _none_of(condition):
    """Records that `condition` does not take, whether it says no or knows nothing of them."""
    return peewee.Expression(condition, "IS NOT", peewee.SQL("TRUE"))


def _compare(field, op, value, actor):
    """The condition for one operator on `field`. Raises `Refused` for a value that it cannot be compared with."""
    if op == "empty":
        return _empty(field) if value else _none_of(_empty(field)) if field.many else field.is_null(False)
    if op == "contains":
        return _containing(field, value)
    if op == "under":
        return _under(field, value, actor)
    if op == "in":
        values = value if isinstance(value, (list, tuple)) else [value]
        return _held(field, [_fitting(field, one) for one in values])
    if op == "eq":
        return _empty(field) if value is None else _held(field, [_fitting(field, value)])
    if op == "ne":
        return _none_of(_compare(field, "eq", value, actor))
    if field.target:
        raise Refused(f"{field.label}是关联，不能比大小")
    return getattr(operator, op)(_column(field), _fitting(field, value))


def _column(field):
    """`field` as an index knows it: on PostgreSQL words of lists are indexed as bytes (see migration 0007)."""
    words = database.kind == "postgres" and not field.target and field.field_type in ("VARCHAR", "TEXT")
    indexed = words and (field.listed or field.filtered or field.name == "state") and field.name != field.model._meta.title
    return field.collate('"C"') if indexed else field


def _fitting(field, value):
    """`value` as an operand, when it is one that `field` could be compared with. Raises `Refused`."""
    if type(value) is int if field.target else field.fits(value):
        if isinstance(value, int) and abs(value) >= 2**63:
            raise Refused(f"{field.label}没有这么大的数")
        value = clean(value) if isinstance(value, str) else value
        # peewee would take the two numbers of a point for two operands
        return value if field.target else peewee.Value(value, converter=field.db_value, unpack=False)
    raise Refused(f"{field.label}不能和 {type(value).__name__} 比较，要用{field.wording}")


def _held(field, values):
    """Records whose `field` is, or among others holds, one of `values`."""
    return _pointing(field, field.through.target.in_(values)) if field.many else _column(field).in_(values)


def _pointing(field, condition):
    """Records whose relation `field` to many fulfils `condition` somewhere."""
    return field.model.id.in_(field.through.select(field.through.owner).where(condition))


def _empty(field):
    return _none_of(field.model.id.in_(field.through.select(field.through.owner))) if field.many else field.is_null()


def _containing(field, text):
    """Records with `text` somewhere in `field`, whatever the case of Latin letters."""
    if field.target or field.field_type not in ("VARCHAR", "TEXT") or not isinstance(text, str):
        raise Refused(f"{field.label}不是文字，不能用“包含”")
    if options := getattr(field, "options", None):
        return _column(field).in_([code for code, word in options.items() if text in word])
    return field.contains(clean(text))


def _under(field, id, actor):
    """Records whose relation points into the area of record `id` (its whole subtree)."""
    target = field.target
    if target is None:
        raise Refused(f"{field.label}不是关联，不能用“在其范围内”")
    area = id.area if isinstance(id, Place) else _area(field, id, actor)
    if target._meta.is_area and field.model._meta.place == field.name:
        return field.model.under(area)
    below = target.select(target.id).where(target.under(area))
    return _pointing(field, field.through.target.in_(below)) if field.many else field.in_(below)


def _area(field, id, actor):
    """The area of record `id`, as far as `actor` sees it. Raises `Refused`."""
    query = policy.visible(actor, field.target) if actor is not None else field.target.select()
    top = query.where(field.target.id == _fitting(field, id)).select(field.target.area).tuples().first()
    if top is None:
        raise Unreadable(f"没有这条{field.target._meta.label}")
    return top[0]
