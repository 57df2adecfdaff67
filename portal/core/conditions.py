"""One grammar for filters: a tree of conditions, read from an address or from JSON, compiled to peewee once.

A tree is `{"kind": "city_post"}`, `{"households": {"ge": 300}}`, or `_and`, `_or` (lists of trees) and `_not` (a tree).
"""

import functools
import operator

from . import policy
from .errors import Refused, Unreadable
from .fields import nearest

OPERATORS = {
    "eq": "是", "ne": "不是", "lt": "小于", "le": "不大于", "gt": "大于", "ge": "不小于",
    "in": "是其中之一", "contains": "包含", "empty": "为空", "under": "在其范围内",
}


def field_of(shape, name):
    """The field called `name`; a personal or secret one, or none, is refused with the nearest name."""
    field = shape.by_name.get(name)
    if field is None or field.personal:
        known = [f.name for f in shape if not f.personal]
        raise Refused(f"{shape.label}没有“{name}”这个条件，相近的有{nearest(name, known)}")
    return field


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
        op = op or "eq"
        if op not in OPERATORS:
            raise Refused(f"没有“{op}”这种比较，可以用{nearest(op, OPERATORS)}")
        if op in ("contains", "empty"):
            value = text if op == "contains" else text not in ("0", "否", "false")
        elif op == "in":
            value = [_read(field, part, actor) for part in text.split(",")]
        else:
            value = _read(field, text, actor)
        conditions.append({name: {op: value}})
        chips.append((argument, field, op, text))
    return ({"_and": conditions} if conditions else {}), chips


def _read(field, text, actor):
    answer = field.read_all([text], actor)[text]
    if isinstance(answer, Unreadable):
        raise answer
    return answer


def compile(home, tree, actor=None):
    """The peewee condition for `tree` on `home`, or None when it asks for nothing.

    Relations are followed only to records that `actor` may see. Raises `Refused` naming what it does not know.
    """
    parts = []
    for name, wanted in tree.items():
        if name in ("_and", "_or"):
            inner = [c for c in (compile(home, branch, actor) for branch in wanted) if c is not None]
            if inner:
                parts.append(functools.reduce(operator.and_ if name == "_and" else operator.or_, inner))
        elif name == "_not":
            inner = compile(home, wanted, actor)
            if inner is not None:
                parts.append(~inner)
        else:
            field = field_of(home.shape(), name)
            for op, value in (wanted if isinstance(wanted, dict) else {"eq": wanted}).items():
                parts.append(_compare(field, op, value, actor))
    return functools.reduce(operator.and_, parts) if parts else None


def _compare(field, op, value, actor):
    if op == "empty":
        return field.is_null(bool(value))
    if op == "contains":
        return field.contains(value)
    if op == "under":
        return _under(field, value, actor)
    if op == "in":
        return field.in_(value)
    if op not in OPERATORS:
        raise Refused(f"没有“{op}”这种比较，可以用{nearest(op, OPERATORS)}")
    if field.many:
        held = field.model.id.in_(field.through.select(field.through.owner).where(field.through.target == value))
        return ~held if op == "ne" else held
    return getattr(operator, op)(field, value)


def _under(field, id, actor):
    """Records whose relation points into the area of record `id` (its whole subtree)."""
    target = field.target
    if target is None:
        raise Refused(f"{field.label}不是关联，不能用“在其范围内”")
    query = policy.visible(actor, target) if actor is not None else target.select()
    top = query.where(target.id == id).first()
    if top is None:
        raise Unreadable(f"没有这条{target._meta.label}")
    if target._meta.is_area and field.model._meta.place == field.name:
        return field.model.under(top.area)
    return field.in_(target.select(target.id).where(target.under(top.area)))
