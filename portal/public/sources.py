"""Where facts come from: every report and every place in it, and what was taken from there."""

import functools
import operator
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template
from peewee import Value

from ..core.record import Face
from ..models import MODELS
from ..models.brands import BrandLink
from ..models.figures import Figure
from ..models.people import Assignment
from ..models.places import Division
from ..models.vocabulary import Source
from .addresses import address
from .asking import asked, page_number
from .finding import found
from .listing import leaf
from .pointing import visible
from .together import together
from .whereabouts import Whereabouts

pages = Blueprint("sources", __name__, url_prefix="/sources")

FEW = 30  # records of one kind
# every kind of record that names sources and that residents may see
CITING = [home for home in MODELS if home._meta.published and "sources" in home.shape()]
# kinds that are read on the page of what they are about: how a face is asked for that
STANDS_AT = {
    Assignment: lambda face: face.verb("target"),
    BrandLink: lambda face: face.brand,
}


@dataclass(frozen=True)
class Cited:
    """One record that names a source; `url` is the page it is read on, "" when there is none."""

    noun: str
    title: str
    url: str
    where: str


@pages.get("/")
def index():
    wanted = asked("page")
    page = leaf(Source.live().order_by(Source.file, Source.id), page_number(wanted["page"]), size=50)
    faces = [Face(record) for record in page.rows]
    reports = [(report, list(group)) for report, group in groupby(faces, lambda face: face.headline or face.file)]
    return render_template("public/sources/index.html", page=page, reports=reports)


@pages.get("/<slug>")
def show(slug):
    asked()
    source = found(Source, slug, "sources.show")
    records = citing(source)
    places = Whereabouts(records)
    return render_template("public/sources/show.html", source=Face(source), cited=[cited(record, places) for record in records])


def citing(source):
    """The first live records of every kind that name `source`, with the relations that they are called by; three queries."""
    parts = [part for place, home in enumerate(CITING) for part in _owners(place, home, source)]
    ids = {}
    for place, id in functools.reduce(operator.add, parts).tuples():
        ids.setdefault(CITING[place], set()).add(id)
    lists = together({home: _asked(home, ids[home]) for home in CITING if home in ids})
    return _tied([record for some in lists.values() for record in some])


def _owners(place, home, source):
    """Queries of (where `home` stands in `CITING`, id of a record that names `source`)."""
    through = home.sources.through
    yield through.select(Value(place).alias("place"), through.owner.alias("id")).where(through.target == source.id)
    if home is Figure:
        yield home.select(Value(place).alias("place"), home.id.alias("id")).where(home.source == source.id)


def _asked(home, ids):
    """Query of those of the records `ids` that residents may see."""
    query = home.live().where(home.id.in_(ids)).order_by(home.area, home.id).limit(FEW)
    return visible(query) if home._meta.one_of else query


def _relations(record):
    """The relations that `record` is called by."""
    meta = record._meta
    return [field for name in (meta.titled or meta.one_of) if (field := record.shape()[name]).target]


def _tied(records):
    """`records` with what their names are made of, in one query."""
    wanted = {}
    for record in records:
        for field in _relations(record):
            if (id := record.__data__[field.name]) is not None:
                wanted.setdefault(field.target, set()).add(id)
    found = together({home: home.select().where(home.id.in_(ids)) for home, ids in wanted.items()})
    by_id = {(home, one.id): one for home, some in found.items() for one in some}
    for record in records:
        for field in _relations(record):
            if (id := record.__data__[field.name]) is not None:
                setattr(record, field.name, by_id[field.target, id])
    return records


def cited(record, places):
    """The `Cited` of one record whose relations are known."""
    home, face = type(record), Face(record)
    page = STANDS_AT[home](face) if home in STANDS_AT else face
    name = f"{face.verb('subject')} {face.title}" if home is Figure else face.title
    return Cited(face.noun, name, address(page) if page else "", places.words(face.area, skip=home is Division))
