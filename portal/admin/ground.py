"""The ground under a map in a form: the outlines and places around, as GeoJSON, as far as the person may see them."""

import json

from flask import Blueprint, jsonify, request

from ..core import policy
from ..core.fields.outlines import rings
from ..models import Building, Division, Grid, Station
from .forms import line
from .people import actor, only_staff

pages = Blueprint("admin_ground", __name__, url_prefix="/admin")
pages.before_request(only_staff)

MOST_AREAS, MOST_DOTS = 40, 60
MOST_CORNERS = 20_000  # of all outlines together
NEAREST = 4  # divisions around the one that is asked about, itself included


@pages.get("/ground.geojson")
def around():
    """Outlines and places around `division` (a slug), the record `but` (grids-3) left out; of everything seen without one."""
    here = _named(Division, request.args.get("division", "")) or _named(Division, request.args.get("parent", ""))
    but = line(request.args.get("but", ""), 80)
    features, corners = [], 0
    for home, record in _areas(here):
        if f"{home._meta.plural}-{record.slug}" == but:
            continue
        shape = json.loads(record.outline)
        corners += sum(map(len, rings(shape)))
        if corners > MOST_CORNERS:
            break
        features.append(_feature(shape, record.name, home._meta.name, here is not None and record == here))
    features += [
        _feature({"type": "Point", "coordinates": record.point}, record.name, home._meta.name)
        for home, record in _dots(here)
        if f"{home._meta.plural}-{record.slug}" != but
    ]
    return jsonify(type="FeatureCollection", features=features)


def _feature(geometry, name, kind, here=False):
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, "kind": kind, "here": here}}


def _named(home, slug):
    return policy.visible(actor(), home).where(home.slug == line(slug, 80)).first() if slug else None


def _areas(here):
    """[(model, record)] with an outline: `here`, what it lies in, its neighbours and what lies in it, the nearest first."""
    divisions = policy.visible(actor(), Division).where(Division.outline.is_null(False))
    grids = policy.visible(actor(), Grid).where(Grid.outline.is_null(False))
    if here is None:
        return [(Division, record) for record in divisions.order_by(Division.area).limit(MOST_AREAS)]
    above = [int(part) for part in here.area.split("/") if part][-NEAREST:]
    near = divisions.where(Division.id.in_(above) | (Division.parent == here.id) | (Division.parent == here.__data__["parent"]))
    found = sorted(near.order_by(Division.id).limit(MOST_AREAS), key=lambda record: (record.id != here.id, -len(record.area)))
    inside = grids.where(Grid.under(here.area)).order_by(Grid.area, Grid.id).limit(MOST_AREAS)
    return [(Division, record) for record in found] + [(Grid, record) for record in inside]


def _dots(here):
    """[(model, record)] of stations and buildings with a point, in `here` when it is named."""
    out = []
    for home in (Station, Building):
        query = policy.visible(actor(), home).where(home.point.is_null(False))
        query = query.where(home.under(here.area)) if here is not None else query
        out += [(home, record) for record in query.order_by(home.id).limit(MOST_DOTS // 2)]
    return out
