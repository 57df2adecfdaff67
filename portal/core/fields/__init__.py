"""Kinds: a peewee column that also knows its label, its words and its rules.

Every kind answers the same questions: `read` (text → value), `show` (value → text), `dump` and
`load` (value ↔ JSON), `schema` (JSON Schema of one value) and `issue` (a sentence, or None).
"Nothing" is None for every kind, and the empty text reads as None.
"""

from .files import Paper, Picture
from .kind import Column, Kind, clean, halved, nearest, quoted
from .numbers import Amount, Count, number
from .outlines import Outline
from .points import Point
from .relations import Belongs, Many, Parent
from .rich import Rich
from .times import Day, Hours, Moment, Rule
from .words import Choice, Code, CreditCode, Facts, Flag, Phone, Prose, Secret, Text, Web

KINDS = (
    Text, Prose, Rich, Facts, Choice, Flag, Count, Amount, Day, Moment, Hours, Rule, Phone, Web, Code, CreditCode,
    Point, Outline, Picture, Paper, Belongs, Many, Parent, Secret,
)  # fmt: skip

__all__ = [
    "KINDS", "Amount", "Belongs", "Choice", "Code", "Column", "Count", "CreditCode", "Day", "Facts", "Flag", "Hours", "Kind", "Many",
    "Moment", "Outline", "Paper", "Parent", "Phone", "Picture", "Point", "Prose", "Rich", "Rule", "Secret", "Text", "Web", "clean",
    "halved", "nearest", "number", "quoted",
]  # fmt: skip
