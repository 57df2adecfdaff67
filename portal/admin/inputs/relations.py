"""Inputs of records: one that is picked by typing, and any number of them."""

import re

from markupsafe import Markup, escape

from ...core.errors import Unreadable
from .base import KEEP, Input

_NAMED = re.compile(r".*（([a-z0-9]+(?:-[a-z0-9]+)*)）", re.S)


def reference(record):
    """How an input names a record: 历山社区（lishan）."""
    return f"{record.title}（{record.slug}）"


def slug_in(text):
    """The slug that `reference` put into `text`, or `text` itself."""
    named = _NAMED.fullmatch(text.strip())
    return named[1] if named else text


class Picker(Input):
    """One record, by name, key or slug; a list to choose from opens while typing."""

    attributes = {"autocomplete": "off", "spellcheck": "false"}

    def put(self, value):
        self.value = value
        seen = self.fence.records(self.kind.target, [value])
        self.locked = bool(value) and not seen
        self.typed = reference(seen[value]) if value in seen else ""

    def read(self):
        if self.locked and not self.typed.strip():
            return KEEP
        return self.named(self.typed)

    def named(self, text):
        """The value that `text` names, among the records this person may see. Raises `Unreadable`."""
        slug = slug_in(text)
        if slug != text:
            try:
                return self.kind.read(slug, self.fence.actor)
            except Unreadable:
                pass  # a name that only looks like a reference
        return self.kind.read(text, self.fence.actor)

    def widget(self, field, **more):
        return Markup('<div class="picker" data-picker data-lookup="{}">{}</div>').format(self.lookup, super().widget(field, **more))


class Chips(Picker):
    """Any number of records, parted by ；."""

    layout = "wide"

    def put(self, value):
        ids = value or ()
        seen = self.fence.records(self.kind.target, ids)
        self.unseen = tuple(id for id in ids if id not in seen)
        self.locked = False
        self.typed = "；".join(reference(seen[id]) for id in ids if id in seen)

    def read(self):
        wanted = "；".join(slug_in(part) for part in self.kind.split(self.typed))
        chosen = self.kind.read(wanted, self.fence.actor) or ()
        return tuple(sorted({*chosen, *self.unseen}))

    def widget(self, field, **more):
        return Markup('<div class="picker" data-picker="many" data-lookup="{}"><textarea {}>\n{}</textarea></div>').format(
            self.lookup, self.params(rows=2, **more), escape(self.typed)
        )
