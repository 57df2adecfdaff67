"""The reports that many records were taken from, for a whole page in one statement."""

import functools
import operator

from peewee import Value

from ..core.record import Face
from ..models.vocabulary import Source


def citations(records):
    """record → [Face of its sources that residents may see], the main one first."""
    homes = list({type(record): None for record in records})
    ids = {home: [record.id for record in records if type(record) is home] for home in homes}
    parts = [part for place, home in enumerate(homes) for part in _parts(place, home, ids[home])]
    found = {}
    for row in functools.reduce(operator.add, parts).dicts() if parts else ():
        key = homes[row.pop("place")], row.pop("cites")
        found.setdefault((*key, row.pop("main")), []).append(Face(Source(**row)))
    return {record: _once(found.get((type(record), record.id, main), []) for main in (1, 0)) for record in records}


def _parts(place, home, ids):
    """Queries of (where `home` stands, the citing record, whether it is the main source, the source)."""
    through = home.sources.through
    parts = [_source(place, through.owner, 0).join(through, on=(through.target == Source.id)).where(through.owner.in_(ids))]
    if "source" in home.shape():
        parts.insert(0, _source(place, home.id, 1).join(home, on=(home.source == Source.id)).where(home.id.in_(ids)))
    return parts


def _source(place, owner, main):
    labels = Value(place).alias("place"), owner.alias("cites"), Value(main).alias("main")
    return Source.live().select(*labels, Source.id, Source.sort, *Source.shape().columns)


def _once(lists):
    faces = {}
    for some in lists:
        for face in sorted(some, key=lambda face: face.title):
            faces.setdefault(face)
    return list(faces)
