"""Kinds: a peewee column that also knows its label, its words and its rules.

Every kind answers the same questions: `read` (text → value), `show` (value → text), `dump` and
`load` (value ↔ JSON), `schema` (JSON Schema of one value) and `issue` (a sentence, or None).
"Nothing" is None for every kind, and the empty text reads as None.
"""

from .kind import Kind, clean, halved, nearest, quoted
from .numbers import Amount, Count, number
from .points import Point
from .relations import Belongs, Many, Parent
from .times import Day, Hours, Moment
from .words import Choice, Code, Flag, Phone, Prose, Secret, Text, Web

KINDS = (Text, Prose, Choice, Flag, Count, Amount, Day, Moment, Phone, Web, Code, Point, Hours, Belongs, Many, Parent, Secret)

__all__ = [
    "KINDS", "Amount", "Belongs", "Choice", "Code", "Count", "Day", "Flag", "Hours", "Kind", "Many", "Moment", "Parent", "Phone", "Point",
    "Prose", "Secret", "Text", "Web", "clean", "halved", "nearest", "number", "quoted",
]  # fmt: skip
