"""Statements written once: peewee writes the SQL of a query anew each time, which takes longer than having it answered.

A query is a tree of nodes. Its form is all of that tree but the values that stand for parameters; a form that was met before
keeps its SQL, and only its values are put in. Which value goes to which parameter is not guessed: when a form is met first, each
value is made an object of its own, and peewee is watched while it takes them. A form of which that leaves any doubt is
written by peewee each time.
"""

import datetime
import decimal

import peewee

MOST = 2000  # forms that are kept, of some 5 kB each; the portal has some hundreds, and one for each length of a list
# attributes of nodes: those that may hold parameters, and those that no SQL is made of
_VALUED = {"lhs", "rhs", "value", "values", "params", "_limit", "_offset", "at", "arguments", "expression_tuples", "default"}
_ASIDE = {"_hash", "_database", "_cursor_wrapper", "_row_type", "_constructor", "_joins", "_join_ctx", "_python_value"}
_MANY = (list, tuple, set, frozenset)
_forms = {}  # (engine, form) → (SQL, [(place among the values, what converts it)]), or None in doubt; and what the form names, kept alive


class _Doubt(Exception):
    """A tree holds something that cannot be followed."""


def written(engine, query):
    """(SQL, parameters) of the select `query` for the database `engine`: what peewee would write."""
    try:
        form = Form(query)
    except _Doubt:
        return engine.get_sql_context().sql(query).query()
    key = engine.kind, form.key, len(form.values)
    if key not in _forms:
        if len(_forms) >= MOST:
            _forms.clear()
        _forms[key] = _learned(engine, query), form.named
    if (known := _forms[key][0]) is None:
        return engine.get_sql_context().sql(query).query()
    sql, places = known
    return sql, [form.values[place] if convert is None else convert(form.values[place]) for place, convert in places]


def _learned(engine, query):
    """What is kept of the form of `query`, whose values are objects of their own meanwhile; None when it is in doubt."""
    form, watching = OwnForm(query), Watching(**engine.get_context_options())
    try:
        sql, parameters = watching.sql(query).query()
    finally:
        form.give_back()
    place_of = {id(value): place for place, value in enumerate(form.values)}
    places = [(place_of.get(id(value)), convert) for value, convert in watching.taken]
    followed = len(place_of) == len(form.values) and {place for place, _ in places} == set(range(len(form.values)))
    return (sql, places) if followed and len(places) == len(parameters) else None


class Form:
    """`key`: stands for the form of a query; `values`: its values, in the order in which they were met; `named`: its models and fields."""

    def __init__(self, query):
        self.values, self.named, self._met = [], [], {}
        self.key = hash(self._node(query))

    def _facts(self, node):
        """The attributes of `node`."""
        return node.__dict__

    def _name(self, one):
        self.named.append(one)
        return id(one)

    def _node(self, node):
        if isinstance(node, type) or (isinstance(node, peewee.Field) and not isinstance(node, peewee.FieldAlias)):
            return self._name(node)
        if (met := self._met.get(id(node))) is not None:
            return ("again", met)
        self._met[id(node)] = len(self._met)
        if isinstance(node, peewee.FieldAlias):
            return ("column", self._name(node.field), self._node(node.source))
        if isinstance(node, peewee.ModelAlias):
            return ("alias", self._name(node.model), node.alias)
        if isinstance(node, peewee.BaseTable) and getattr(node, "_model", None) and not node._alias:
            return self._name(node)
        aside = "value" if type(node) is peewee.Value and node.multi else ""  # its values stand beside it
        out = [type(node)]
        for name, part in self._facts(node).items():
            if name not in _ASIDE and name != aside:
                out += name, self._part(part, name in _VALUED)
        return tuple(out)

    def _part(self, part, valued):
        kind = type(part)
        if kind in _PLAIN:
            if not valued:
                return (kind, part)
            self.values.append(part)
            return kind
        if part is None or kind is bool:
            return (kind, part)
        if kind in _MANY:
            return (kind, *[self._part(one, valued) for one in part])
        if valued and isinstance(part, peewee.Model):
            self.values.append(part)
            return kind
        if isinstance(part, (peewee.Node, peewee.ModelAlias, type)):
            return self._node(part)
        if isinstance(getattr(part, "__self__", None), peewee.Field) and not isinstance(part.__self__, peewee.FieldAlias):
            return ("converts", self._name(part.__self__), part.__name__)
        raise _Doubt


class OwnForm(Form):
    """A `Form` in which no two values are the same object: others of the same value stand in their places until `give_back`."""

    def __init__(self, query):
        self._stood = []
        super().__init__(query)

    def _facts(self, node):
        facts = node.__dict__
        for name in _VALUED & facts.keys():
            self._stood.append((facts, name, facts[name]))
            facts[name] = self._own(facts[name])
        return facts

    def _own(self, part):
        kind = type(part)
        if kind in _MANY:
            return kind(self._own(one) for one in part)
        if isinstance(part, peewee.Model):
            return _Whole(part.id)  # what a record stands for beside a relation
        return _OWN[kind](part) if kind in _OWN else part

    def give_back(self):
        """Put the values back where they stood."""
        for facts, name, value in reversed(self._stood):
            facts[name] = value


class Watching(peewee.Context):
    """A context that remembers which values became parameters, and what converted each."""

    __slots__ = ("taken",)

    def __init__(self, **settings):
        super().__init__(**settings)
        self.taken = []

    def value(self, value, converter=None, add_param=True):
        convert = converter or (self.state.converter if converter is None else None)
        before = len(self._values), len(self.taken)
        answer = super().value(value, converter, add_param)
        if (len(self._values), len(self.taken)) == (before[0] + 1, before[1]):
            self.taken.append((value, convert or None))
        return answer


class _Text(str):
    """A text that is no other object."""


class _Whole(int):
    """A whole number that is no other object."""


class _Part(float):
    """A number that is no other object."""


# kind of value → what makes another object of the same value
_OWN = {
    str: _Text,
    int: _Whole,
    float: _Part,
    datetime.datetime: lambda value: value + datetime.timedelta(0),
    datetime.date: lambda value: value + datetime.timedelta(0),
    decimal.Decimal: lambda value: decimal.Decimal(value.as_tuple()),
}
_PLAIN = {*_OWN, _Text, _Whole, _Part}
