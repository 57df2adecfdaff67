"""Filters of a list: a control for every field, a chip for those that are set, and how many records each option would leave."""

import re

import peewee

from ..core import conditions, paging, search
from ..core.db import database
from ..core.paging import COUNTED
from .inputs import slug_in

SCANNED = 5_000  # records looked at for the count of one option
OPTIONS = 60  # options counted at once
YES_NO = {"是": "是", "否": "否"}


class Box:
    """The control of one field: what may be asked of it, and what is asked now.

    kind  options (several at once), flag, area (with everything inside), records (several), span (from, to) or words
    """

    def __init__(self, listing, field, lookup=""):
        self.listing, self.field, self.label, self.name, self.lookup = listing, field, field.label, field.name, lookup
        self.options = getattr(field, "options", None) or {}
        self.kind = self._kind(field)
        self.may_be_empty = field.many or (field.null and self.kind != "flag")
        self.arguments = [self.name, *(f"{self.name}.{op}" for op in self.operators)]

    def _kind(self, field):
        if field.target:
            return "area" if field.target._meta.is_area and not field.many else "records"
        if self.options:
            return "options"
        kind = field.schema().get("type")
        if kind == "boolean":
            return "flag"
        return "words" if kind == "string" and field.field_type in ("VARCHAR", "TEXT") and not _is_day(field) else "span"

    @property
    def operators(self):
        """The operators that this control writes."""
        written = {"options": ("in",), "flag": (), "area": ("under", "in"), "records": ("in",), "span": ("ge", "le")}
        return (*written.get(self.kind, ("contains",)), "empty")

    def asked(self, op=""):
        """The text asked for with `op`, or "" ."""
        return self.listing.args.get(f"{self.name}.{op}" if op else self.name, "")

    @property
    def chosen(self):
        """The options that are ticked."""
        words = {part.strip() for text in (self.asked("in"), self.asked()) for part in text.replace("，", ",").split(",")}
        return {code for code, word in (self.options or YES_NO).items() if code in words or word in words}

    @property
    def picked(self):
        """The records that are picked, as a picker writes them."""
        slugs = [slug for text in (self.asked("in"), self.asked()) for slug in text.replace("，", ",").split(",") if slug.strip()]
        return "；".join(slugs)

    @property
    def counts(self):
        """Whether options of this field are counted."""
        return self.kind in ("options", "flag")

    @property
    def first(self):
        """The argument of its first control."""
        return self.arguments[1] if self.kind != "flag" else self.name


def _is_day(field):
    """Whether `field` is compared as a day: from one to another."""
    return field.max_length == 10 and field.schema().get("pattern", "").startswith(r"^\d{4}(-")


def boxes(listing):
    """name → Box of every field that is filtered with, those of the shape first, then what its columns show."""
    shape, screened = listing.shape, {}
    for field in (*shape.filtered, *shape.listed):
        if not (field.personal or field.secret or field.file or (field.types == (tuple,) and not field.target)):
            screened.setdefault(field.name, Box(listing, field))
    return screened


class Chip:
    """The filters on one field in words, the address without them, and the control that changes them, if there is one."""

    def __init__(self, listing, arguments, words, box=None):
        self.arguments, self.words, self.box = arguments, words, box
        self.without = listing.address(**dict.fromkeys(arguments))


def chips(listing):
    """The chips of what is set, one for each field."""
    by_field, made = {}, []
    for argument, field, op, text, tree in listing.conditions:
        by_field.setdefault(field.name, []).append((argument, field, op, text, tree))
    for name, many in by_field.items():
        box = listing.boxes.get(name)
        fits = box is not None and all(argument in box.arguments for argument, *_ in many)
        made.append(Chip(listing, [one[0] for one in many], "，".join(_words(listing, *one) for one in many), box if fits else None))
    if listing.mine:
        made.append(Chip(listing, ["mine"], "我改的"))
    return made


def _words(listing, argument, field, op, text, tree):
    """One filter in words."""
    value = tree[field.name][op]
    if op == "empty":
        return f"{field.label}{'为空' if value else '不为空'}"
    if op == "in":
        shown = "、".join(filter(None, (listing.fence.shown(field, (one,) if field.many else one) for one in value)))
    elif op == "contains":
        shown = text
    else:
        shown = listing.fence.shown(field, (value,) if field.many else value)
    joined = {"eq": "：", "in": "：", "under": "：", "ge": " 从 ", "le": " 到 "}.get(op, conditions.OPERATORS[op])
    return f"{field.label}{joined}{shown}{'及以下' if op == 'under' else ''}"


def option_counts(listing, box):
    """code → how many records of `listing` (which does not ask for `box`) have that option, in words; bounded work.

    Of a long list up to SCANNED records of each option are looked at; where that was not all, the count ends with a +.
    """
    if not box.counts:
        return {}
    codes = {code: box.field.read(code) for code in list(box.options or YES_NO)[:OPTIONS]}
    matches = listing.matches
    matches.start(listing.order_of(""), None, None)
    if matches.slow:
        some = matches.sampled(SCANNED, box.field)
        told = peewee.Select([some], [peewee.SQL("looked.value"), peewee.fn.COUNT(peewee.SQL("*"))]).where(peewee.SQL("looked.hit"))
        found = dict(told.group_by(peewee.SQL("looked.value")).bind(database.obj).tuples())
        return {code: _said(found.get(box.field.db_value(value), 0), True) for code, value in codes.items()}
    if matches.few or matches.by_hits:
        query = matches.where(listing.home.select(box.field, peewee.fn.COUNT(peewee.SQL("*"))))
        query = query.where(search.newest(listing.home, listing.q, SCANNED)) if matches.by_hits else query
        found = dict(query.group_by(box.field).tuples())
        return {code: _said(found.get(value, 0), matches.by_hits) for code, value in codes.items()}
    nodes = []
    for value in codes.values():
        wanted = box.field == peewee.Value(value, converter=box.field.db_value, unpack=False)
        hit = peewee.Value(1) if matches.condition is None else peewee.Case(None, [(matches.condition, 1)], 0)
        for tally in ("count(*)", "coalesce(sum(looked.hit), 0)"):
            inner = listing.home.select(hit.alias("hit")).where(wanted).limit(SCANNED).alias("looked")
            nodes.append(peewee.Select([inner], [peewee.SQL(tally)]))
    looked = list(map(int, paging.scalars(nodes)))
    return {code: _said(looked[2 * n + 1], looked[2 * n] == SCANNED) for n, code in enumerate(codes)}


def _said(hits, more):
    """A count in words; `more`: there may be more than were looked at."""
    return f"{COUNTED}+" if hits > COUNTED else f"{hits}+" if more and hits else "很少" if more else str(hits)


def slugs_in(text):
    """The slugs that pickers put into `text`, parted by commas; what names none stays as it is."""
    parts = [slug_in(part) for part in re.split(r"[;；\n]", text)]
    return ",".join(filter(None, (part.strip() for part in parts)))
