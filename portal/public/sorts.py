"""Narrowing a list by kind: what kinds there are in it, how many of each, and which one is wanted."""

from dataclasses import dataclass

import peewee

from ..core.errors import Unreadable
from .listing import MOST, capped, shares


@dataclass(frozen=True)
class Sorts:
    """`query` narrowed to the kind `wanted` (None: all); `offers` is [(code, word, count or None)]."""

    query: peewee.ModelSelect
    wanted: str | None
    offers: list
    everything: int | None
    total: int | None


def found(query, field, seen):
    """The codes of `field` that some row of `query` has; those not `seen` yet are looked up in the index, in one statement."""
    asked = [code for code in field.options if code not in seen]
    there = [peewee.fn.EXISTS(query.select(peewee.SQL("1")).order_by().where(field == code).limit(1)) for code in asked]
    answers = next(iter(peewee.Select(columns=there).bind(field.model._meta.database).tuples())) if asked else ()
    return {*seen, *(code for code, answer in zip(asked, answers, strict=True) if answer)}


def sorts(query, field, text):
    """The `Sorts` of `query` by the choice `field`, when a visitor wrote `text`. Raises `Unreadable` for no such kind."""
    try:
        wanted = field.read(text)
    except Unreadable:
        raise Unreadable(f"没有“{text}”这个类型，请从列表旁边的类型里选。") from None
    counts = shares(query, field)
    sampled = sum(counts.values()) > MOST  # of so many rows only some were looked at, so their shares mean nothing
    if sampled:
        counts = dict.fromkeys(found(query, field, counts))
    offers = [(code, word, counts[code]) for code, word in field.options.items() if code in counts]
    narrowed = query if wanted is None else query.where(field == wanted)
    if sampled:
        return Sorts(narrowed, wanted, offers, None, capped(narrowed))
    everything = sum(counts.values())
    return Sorts(narrowed, wanted, offers, everything, everything if wanted is None else counts.get(wanted, 0))
