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
    """Outlines and places around `division` (a slug), the record `but` (grids-3) left out; of everything seen without one.

    So too where nothing is known around it. `bbox` is where a map opens; it is missing when nothing is known at all.
    """
    here = _named(Division, request.args.get("division", "")) or _named(Division, request.args.get("parent", ""))
    but = line(request.args.get("but", ""), 80)
    known = _known(here, but)
    if not known and here is not None:
        known = _known(None, but)
    features = [_feature(shape, record.name, home._meta.name, here is not None and record == here) for home, record, shape in known]
    return jsonify(type="FeatureCollection", features=features, **({"bbox": _opening(here, known)} if known else {}))


def _feature(geometry, name, kind, here=False):
    return {"type": "Feature", "geometry": geometry, "properties": {"name": name, "kind": kind, "here": here}}


def _named(home, slug):
    return policy.visible(actor(), home).where(home.slug == line(slug, 80)).first() if slug else None


def _known(here, but):
    """[(model, record, geometry)] of what is drawn, but for the record `but`: areas, as many as MOST_CORNERS allow, then dots."""
    known, corners = [], 0
    for home, record in _areas(here):
        if f"{home._meta.plural}-{record.slug}" == but:
            continue
        shape = json.loads(record.outline)
        corners += sum(map(len, rings(shape)))
        if corners > MOST_CORNERS:
            break
        known.append((home, record, shape))
    dots = [(home, record) for home, record in _dots(here) if f"{home._meta.plural}-{record.slug}" != but]
    return known + [(home, record, {"type": "Point", "coordinates": record.point}) for home, record in dots]


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


def _opening(here, known):
    """[west, south, east, north] of the outline of `here`, else of the nearest around it, of what lies in it, of everything known."""
    everything = [shape for _, _, shape in known]
    if here is None:
        return _bounds(everything)
    divisions = [(record, shape) for home, record, shape in known if home is Division and here.area.startswith(record.area)]
    nearest = [max(divisions, key=lambda pair: len(pair[0].area))[1]] if divisions else []
    inside = [shape for _, record, shape in known if record.area.startswith(here.area)]
    return _bounds(nearest or inside or everything)


def _bounds(shapes):
    """[west, south, east, north] of GeoJSON geometries, as RFC 7946 has it."""
    corners = [shape["coordinates"] for shape in shapes if shape["type"] == "Point"]
    corners += [corner for shape in shapes if shape["type"] != "Point" for ring in rings(shape) for corner in ring]
    xs, ys = zip(*corners, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]
