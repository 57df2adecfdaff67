"""Kinds that point at other records: one, a parent of the same model, or many."""

import re

import peewee

from ..errors import Unreadable
from .kind import Kind, clean


class Belongs(Kind, peewee.ForeignKeyField):
    """Points at one record of `model`; the value is its id. A referenced record cannot be deleted."""

    wording = "关联一条记录"
    types = (int,)

    def __init__(self, label, model, **facts):
        facts.setdefault("backref", "!")
        super().__init__(label, model=model, on_delete="RESTRICT", **facts)

    def bind(self, model, name, set_attribute=True):
        super().bind(model, name, set_attribute)
        self.target = self.rel_model

    def read(self, text, actor=None):
        answer = self.read_all([text], actor)[text]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def read_all(self, texts, actor=None):
        names = {text: clean(text).strip() for text in texts}
        found = self.target.named_all({*names.values()} - {""}, actor)
        return {text: found[name] if name else None for text, name in names.items()}

    def trouble(self, value):
        return None if 0 < value < 2**31 else f"{self.label}指向的{self.target._meta.label}不存在，请重新选"

    def show(self, value):
        return self.target.titles([value]).get(value, "") if value else ""

    def mask(self, value):
        return "（已隐藏）" if value else ""

    def schema(self):
        return super().schema() | {"type": "integer", "x-points-at": self.target._meta.name}


class Parent(Belongs):
    """The record above this one in a tree of its own model; never itself nor one below it."""

    wording = "上级（同类记录）"

    def __init__(self, label, **facts):
        super().__init__(label, "self", **facts)


class Many(Kind, peewee.MetaField):
    """Points at any number of records of `model`, through a table of its own; the value is a sorted tuple of ids."""

    wording = "关联多条记录"
    types = (tuple,)
    many = True
    plain = False

    def __init__(self, label, model, **facts):
        self.target = model
        facts.pop("null", None)
        super().__init__(label, **facts)

    def bind(self, model, name, set_attribute=True):
        super().bind(model, name, set_attribute)
        owner = peewee.ForeignKeyField(model, backref="!", on_delete="RESTRICT")
        target = peewee.ForeignKeyField(self.target, backref="!", on_delete="RESTRICT", index=True)
        meta = type(
            "Meta",
            (),
            {
                "database": model._meta.database,
                "table_name": f"{model._meta.table_name}_{name}",
                "primary_key": peewee.CompositeKey("owner", "target"),
            },
        )
        self.through = type(f"{model.__name__}{name.title()}", (peewee.Model,), {"owner": owner, "target": target, "Meta": meta})

    @property
    def accessor_class(self):
        return ManyAccessor

    def start(self):
        return ()

    def split(self, text):
        """The single references in `text`, parted by ； or a new line."""
        return [part.strip() for part in re.split(r"[;；\n]", clean(text)) if part.strip()]

    def read(self, text, actor=None):
        answer = self.read_all([text], actor)[text]
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def read_all(self, texts, actor=None):
        parts = {text: self.split(text) for text in texts}
        found = self.target.named_all({part for many in parts.values() for part in many}, actor)
        answers = {}
        for text, many in parts.items():
            wrong = next((found[part] for part in many if isinstance(found[part], Unreadable)), None)
            answers[text] = wrong or tuple(sorted({found[part] for part in many}))
        return answers

    def issue(self, value):
        return super().issue(None if value == () else value)

    def fits(self, value):
        return isinstance(value, tuple) and all(type(id) is int for id in value)

    def trouble(self, value):
        if value != tuple(sorted(set(value))):
            return f"{self.label}的每一条只写一次，按编号从小到大"
        return None if value[0] > 0 and value[-1] < 2**31 else f"{self.label}指向的{self.target._meta.label}不存在，请重新选"

    def show(self, value):
        titles = self.target.titles(value or ())
        return "；".join(titles[id] for id in value or () if id in titles)

    def dump(self, value):
        return list(value or ())

    def load(self, json):
        return tuple(sorted(json or ()))

    def schema(self):
        return super().schema() | {"type": "array", "items": {"type": "integer"}, "x-points-at": self.target._meta.name}


class ManyAccessor(peewee.FieldAccessor):
    """`record.sources` → the target records, one query; `record.sources_ids` stays with the door."""

    def __get__(self, instance, owner=None):
        if instance is None:
            return self.field
        through, target = self.field.through, self.field.target
        return list(
            target.select()
            .join(through, on=(through.target == target.id))
            .where(through.owner == instance.id)
            .order_by(target.sort, target.id)
        )

    def __set__(self, instance, value):
        raise AttributeError("relations are written through the door")
