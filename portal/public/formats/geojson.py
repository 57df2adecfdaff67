"""GeoJSON (RFC 7946): the borders of grids and the positions of stations, in WGS-84, a part at a time."""

import json

from flask import Blueprint, abort

from ...core.record import Face
from ...models.grids import Grid
from ...models.stations import Station
from ..addresses import address
from ..asking import asked, division
from ..canonical import absolute, whole
from ..whereabouts import Whereabouts, narrow
from . import own_id, part, problem, refuse_with, sent, stamp, titled

pages = Blueprint("geojson", __name__)
refuse_with(pages, said=problem)

SIZE = 500  # features of one part: what a phone draws, some 2 MB of detailed borders
PARTS = 1000
TYPE = "application/geo+json"


@pages.get("/grids.geojson")
def grids():
    query = Grid.live().where(Grid.outline.is_null(False))
    facts = ("number", "code", "scope_text", "boundary_status")
    return answer("geojson.grids", query, lambda face: face.outline, facts)


@pages.get("/stations.geojson")
def stations():
    query = Station.live().where(Station.point.is_null(False))
    facts = ("category", "address", "hours", "phone", "accessibility", "assured_on")
    return answer("geojson.stations", query, point, facts)


def point(face):
    """The Point of a station, as text."""
    return json.dumps({"type": "Point", "coordinates": face.point})


def answer(endpoint, query, geometry, facts):
    """The FeatureCollection of the part that is asked for; `links` leads to the next one."""
    wanted = asked("division", "page")
    place, number = division(wanted["division"]), part(wanted["page"], PARTS)
    home = query.model
    found = list(narrow(query, place).order_by(home.id).limit(SIZE + 1).offset((number - 1) * SIZE))
    if number > 1 and not found:
        abort(404)
    records, places = found[:SIZE], Whereabouts(found[:SIZE])
    features = ",\n".join(feature(record, geometry, facts, places) for record in records)
    further = written(links(endpoint, place, number, more=len(found) > SIZE))
    return sent(f'{{"type":"FeatureCollection","links":{further},"features":[{features}]}}', TYPE)


def written(value):
    """`value` as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def feature(record, geometry, facts, places):
    """The Feature of one record as text; facts that are not known are left out. `geometry(face)` is text already, as it is kept."""
    face = Face(record)
    said = {name: getattr(face, name) if isinstance(getattr(face, name), int) else face.text(name) for name in facts}
    properties = {
        "name": titled(face),
        "url": whole(address(face)),
        "kind": face.kind,
        "kind_label": face.text("kind"),
        "place": places.words(record.area),
        **{name: value for name, value in said.items() if value not in (None, "")},
        "synthetic": bool(face.synthetic),
        "updated": stamp(face.updated_at),
    }
    return f'{{"type":"Feature","id":"{own_id(record)}","geometry":{geometry(face)},"properties":{written(properties)}}}'


def links(endpoint, place, number, more):
    """The part itself and, when there are more, the next one."""
    query = {"division": place.slug if place else None}
    out = [{"rel": "self", "type": TYPE, "href": absolute(endpoint, **query, page=number if number > 1 else None)}]
    if more and number < PARTS:
        out.append({"rel": "next", "type": TYPE, "href": absolute(endpoint, **query, page=number + 1)})
    return out
