"""What became of the rows of a file, and words that everything about imports shares."""

import re
from dataclasses import dataclass, field

from ..errors import Refused
from ..fields import nearest

# Rows that share a transaction: enough that each page of an index is written once for many of them, and so many that reading
# the next batch takes longer than a waiting writer sleeps between two tries, so that others write in between.
BATCH = 4000
OLD_KEY = "原键"  # the heading under which a row names the record whose key it changes
REASONS = "错误原因"  # the heading that a table of refused rows has for its reader; it says nothing to us
SKIP = object()  # a blank cell: leave the value as it is
_APOSTROPHE = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


@dataclass
class Report:
    """What became of the rows: counts, and one entry for every value that was not taken.

    An entry holds file, line (1 is the headings), column, value and reason; a conflict also what was kept.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    undone: bool = False  # all or nothing, and it was nothing

    @property
    def clean(self):
        """Whether every row was taken as it stood."""
        return not self.conflicts and not self.refused

    def add(self, other):
        """Take the counts and entries of another report in."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.conflicts += other.conflicts
        self.refused += other.refused

    def as_json(self):
        """The object that `--json` prints."""
        return {name: getattr(self, name) for name in ("created", "changed", "unchanged", "conflicts", "refused")}


def bare(text):
    """`text` without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return text[1:] if _APOSTROPHE.match(text) else text


def shape_named(word, homes):
    """The home whose plural, name or label is `word`. Raises `Refused` with the nearest."""
    for home in homes:
        if word in (home._meta.plural, home._meta.name, home._meta.label):
            return home
    raise Refused(f"没有叫“{word}”的表，可以是{nearest(word, [home._meta.plural for home in homes])}")
