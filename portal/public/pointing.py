"""What a page names beside its own records: titles and addresses of whatever they point at, in one statement a page."""

import functools
import operator
from dataclasses import dataclass

from flask import url_for
from peewee import Value, fn

from ..models.activities import Activity
from ..models.brands import ServiceBrand
from ..models.buildings import Building
from ..models.communities import PartyCommunity
from ..models.enterprises import Enterprise
from ..models.grids import Grid
from ..models.notices import Notice
from ..models.organizations import Organization
from ..models.places import Division
from ..models.services import Service
from ..models.stations import Station

PAGES = {
    Division: "divisions.show",
    Grid: "grids.show",
    Building: "buildings.show",
    Organization: "organizations.show",
    Enterprise: "enterprises.show",
    PartyCommunity: "communities.show",
    Station: "stations.show",
    Service: "services.show",
    ServiceBrand: "brands.show",
    Activity: "activities.show",
    Notice: "notices.show",
}
MOST = 60  # records of one kind that a page names


@dataclass(frozen=True)
class Named:
    """A record residents may see, as other pages name it. `url` is empty when it has no page of its own."""

    home: type
    id: int
    slug: str
    title: str
    area: str
    sort: str
    synthetic: bool
    url: str

    @property
    def noun(self):
        """What its kind is called: 网格, 企业 …"""
        return self.home._meta.label

    @property
    def is_place(self):
        """Whether it is one of the divisions themselves."""
        return self.home is Division


def address(home, slug):
    """Where the page of a record is; "" for kinds without pages."""
    return url_for(PAGES[home], slug=slug) if home in PAGES else ""


def named(queries, most=MOST):
    """key → [Named], by title, for each query of live records in `queries` (key → query): one statement for all."""
    keys, out = list(queries), {key: [] for key in queries}
    parts = [_part(place, queries[key].limit(most)) for place, key in enumerate(keys)]
    if not parts:
        return out
    for place, id, slug, title, area, sort, synthetic in functools.reduce(operator.add, parts).tuples():
        home = queries[keys[place]].model
        out[keys[place]].append(Named(home, id, slug, title, area, sort, bool(synthetic), address(home, slug)))
    for found in out.values():
        found.sort(key=lambda one: (one.sort, one.id))
    return out


def _part(place, query):
    home = query.model
    title = home._meta.fields[home._meta.title]
    some = query.select(home.id, home.slug, title.alias("title"), home.area, home.sort, home.synthetic).alias(f"n{place}")
    column = some.c
    return home.select(Value(place).alias("place"), column.id, column.slug, column.title, column.area, column.sort, column.synthetic).from_(
        some
    )


class Pointed:
    """What the relations `names` of some records point at (their `one_of` when none is named)."""

    def __init__(self, records, *names):
        self._names, wanted = names, {}
        for record in records:
            for field, id in self._relations(record):
                wanted.setdefault(field.target, set()).add(id)
        most = max(map(len, wanted.values()), default=0)
        found = named({home: home.live().where(home.id.in_(ids)) for home, ids in wanted.items()}, most)
        self._found = {(one.home, one.id): one for some in found.values() for one in some}

    def _relations(self, record):
        for name in self._names or record._meta.one_of:
            field = record.shape()[name]
            if (id := getattr(record, field.object_id_name)) is not None:
                yield field, id

    def one(self, record, name=None):
        """The `Named` that `record` points at by `name` (by whichever is set), None when residents may not see it."""
        return next((self._found.get((field.target, id)) for field, id in self._relations(record) if name in (None, field.name)), None)

    def all(self):
        """Every `Named` there is."""
        return self._found.values()


def visible(query, *names):
    """`query` without records that point, by one of the relations `names` (their `one_of`), at what residents may not see."""
    home = query.model
    for name in names or home._meta.one_of:
        field = home.shape()[name]
        there = field.target.live().select(Value(1)).where(field.target.id == field)
        query = query.where(field.is_null() | fn.EXISTS(there))
    return query
