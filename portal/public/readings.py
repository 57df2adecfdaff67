"""Figures as a page shows them: by name, each with its words, its sources, and whether two of them disagree."""

import re
from dataclasses import dataclass
from itertools import groupby

from ..core.record import Face
from ..models.figures import Figure

MOST = 60
# what a print claims to have, and what it then lists: two figures of one thing, which may disagree
_SIDE = re.compile(r"(.+)（(所称|列出)）")
# what a reader may make of a number, by how it was printed
SURE = {"exact": "准数", "about": "约数", "over": "只说超过", "under": "只说不到", "range": "只给范围"}


@dataclass(frozen=True)
class Reading:
    """One figure; `words` says how much, `sure` how exactly it is known, `side` whether it is 所称 or 列出 (else "")."""

    face: Face
    side: str
    words: str
    sure: str
    sources: list


@dataclass(frozen=True)
class Readings:
    """The figures of one name about one record. `clash`: two of them say different things of the same time."""

    name: str
    rows: list
    clash: bool


def about(record):
    """The first live figures about `record`, those of one name side by side."""
    return list(asked_about(record))


def asked_about(record):
    """The query behind `about`."""
    return Figure.of(record).order_by(Figure.name, Figure.as_of, Figure.id).limit(MOST)


def readings(figures, cited):
    """[Readings] in the order in which their names come; `cited`: figure → [Face of a source]."""
    names = {}
    for figure in figures:
        names.setdefault(sides(figure.name)[0], []).append(figure)
    return [
        Readings(
            name if len(some) > 1 else some[0].name,
            [Reading(Face(one), sides(one.name)[1] if len(some) > 1 else "", one.words(), SURE[one.qualifier], cited[one]) for one in some],
            clashes(some),
        )
        for name, some in names.items()
    ]


def sides(name):
    """资源要素类别（列出） → (资源要素类别, 列出); the name and "" for any other."""
    side = _SIDE.fullmatch(name)
    return side.groups() if side else (name, "")


def clashes(figures):
    """Whether two of `figures`, all of one name, say different things of the same time."""
    said = {}
    for one in figures:
        said.setdefault((one.as_of, one.period), set()).add((one.qualifier, one.value, one.value_min, one.value_max))
    return any(len(numbers) > 1 for numbers in said.values())


def by_subject(figures, subjects, cited):
    """[(Named of the subject, [Readings])] of figures in which those about one record stand together."""
    groups = groupby(figures, key=subjects.one)
    return [(subject, readings(list(some), cited)) for subject, some in groups]
