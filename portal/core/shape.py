"""A shape: the ordered kinds of a model or a collection, and what every surface asks of them."""

import difflib
import functools


class Shape:
    """What a home's records look like.

    name, label  identifier and Chinese word;  key  the fixed tuple of fields that makes the natural key
    """

    def __init__(self, name, label, fields):
        self.name, self.label, self.fields = name, label, tuple(fields)
        self.by_name = {field.name: field for field in self.fields}
        self.by_label = {field.label: field for field in self.fields}
        # relations first, so that a key reads from the whole to its part: 历山社区/小网格/6
        self.key = tuple(sorted((field for field in self.fields if field.key), key=lambda field: not field.target))
        if len(self.by_label) != len(self.fields):
            raise TypeError(f"{name}: two fields with one label")
        if not self.key:
            raise TypeError(f"{name}: no natural key")

    def __iter__(self):
        return iter(self.fields)

    def __getitem__(self, name):
        return self.by_name[name]

    def __contains__(self, name):
        return name in self.by_name

    def _where(self, fact):
        return tuple(field for field in self.fields if getattr(field, fact))

    listed = functools.cached_property(lambda self: self._where("listed"))
    filtered = functools.cached_property(lambda self: self._where("filtered"))
    searched = functools.cached_property(lambda self: self._where("searched"))
    public = functools.cached_property(lambda self: self._where("public"))
    personal = functools.cached_property(lambda self: self._where("personal"))
    relations = functools.cached_property(lambda self: tuple(f for f in self.fields if f.target and not f.many))
    many = functools.cached_property(lambda self: self._where("many"))
    columns = functools.cached_property(lambda self: tuple(f for f in self.fields if not f.many))
    kept = functools.cached_property(lambda self: tuple(f for f in self.fields if not f.secret))

    def dump(self, values):
        """name → JSON of every field but the secret ones; `values`: name → value."""
        out = {name: values[name] for name in self._names}
        for field in self._dumped:
            out[field.name] = field.dump(out[field.name])
        return out

    _names = functools.cached_property(lambda self: tuple(field.name for field in self.kept))
    _dumped = functools.cached_property(lambda self: tuple(f for f in self.kept if not f.plain))

    def blank(self):
        """name → value of a record that says nothing."""
        return {field.name: field.start() for field in self.fields}

    def load(self, snapshot):
        """name → value of what a snapshot holds; fields it does not know are left out."""
        return {field.name: field.load(snapshot[field.name]) for field in self.kept if field.name in snapshot}

    def differences(self, before, after):
        """[(field, before, after)] where two snapshots differ, values loaded, in the shape's order; 0 and no are something."""
        told = [(field, said(before, field), said(after, field)) for field in self.kept]
        return [(field, field.load(old), field.load(new)) for field, old, new in told if old != new and (something(old) or something(new))]

    def nearest(self, word):
        """The label that looks most like `word`, or None."""
        return next(iter(difflib.get_close_matches(word, [*self.by_label, *self.by_name], n=1, cutoff=0.4)), None)


def said(snapshot, field):
    """What `snapshot` says of `field`; one that is older than the field says what a record starts with, an empty one nothing."""
    return snapshot[field.name] if field.name in snapshot else field.dump(field.start()) if snapshot else None


def something(value):
    """Whether the JSON `value` says anything: nothing, the empty text and no relations do not."""
    return value is not None and value not in ("", [], {})
