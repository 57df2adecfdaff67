"""Service brands and work methods: the whole ones by place, and each as a tree with who builds which part."""

import re
from dataclasses import dataclass, field

from flask import Blueprint, abort, render_template
from peewee import Value

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import ServiceBrand
from ..models.services import Service
from ..models.stations import Station
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .matrix import columns, grids_of, lines
from .pointing import Pointed, named
from .readings import MOST, Figure, readings
from .rows import by_place
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("brands", __name__, url_prefix="/brands")

GRIDS = 60  # rows of the table of hearts
_HEART = re.compile(r"(?P<one>.)心|.*(?P<of>.)民心")


@dataclass
class Part:
    """One brand of a tree as a page shows it.

    `links` is [(BrandLink's Face, Named, where it lies)]; `emblem` the character of a heart (孝 of 孝心), else "";
    `open_to_all` says that nobody builds it yet though somebody should.
    """

    face: Face
    emblem: str = ""
    links: list = field(default_factory=list)
    children: list = field(default_factory=list)
    open_to_all: bool = False

    @property
    def is_deep(self):
        """Whether its parts have parts of their own."""
        return any(child.children for child in self.children)


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(ServiceBrand.live().where(ServiceBrand.parent.is_null()), place), ServiceBrand.kind, wanted["kind"])
    query = kinds.query.order_by(ServiceBrand.area, ServiceBrand.ordinal.asc(nulls="LAST"), ServiceBrand.sort, ServiceBrand.id)
    page = leaf(query, page_number(wanted["page"]), size=40, total=kinds.total)
    return render_template(
        "public/brands/index.html",
        page=page,
        groups=by_place(page.rows),
        parts=parts_of(page.rows),
        kinds=kinds,
        division=place and Face(place),
    )


def parts_of(brands):
    """id → [Face of a part] of `brands`, in one query."""
    out = {one.id: [] for one in brands}
    rows = ServiceBrand.live().where(ServiceBrand.parent.in_(list(out)))
    for part in rows.order_by(ServiceBrand.ordinal.asc(nulls="LAST"), ServiceBrand.id) if out else ():
        out[part.parent_id].append(Face(part))
    return out


@pages.get("/<slug>")
def show(slug):
    asked()
    brand = found(ServiceBrand, slug, "brands.show")
    root = brand.tree()
    nodes = list(walk(root))
    links = [link for node in nodes for link in node.links]
    ids = [node.brand.id for node in nodes]
    figures = list(Figure.live().where(Figure.brand.in_(ids)).order_by(Figure.brand, Figure.name, Figure.id).limit(MOST))
    cited, targets = citations([*(node.brand for node in nodes), *links, *figures]), Pointed(links)
    places = Whereabouts([brand, *targets.all()])
    whole = part(root, targets, places, brand.area)
    at_work = {home: sorted((one for one in targets.all() if one.home is home), key=lambda one: one.sort) for home in (Station, Service)}
    return render_template(
        "public/brands/show.html",
        brand=Face(brand),
        root=whole,
        has_hearts=len(columns(parts_below(whole))) > 1,
        stations=at_work[Station],
        services=at_work[Service],
        chain=chain(brand),
        above=places.chain(brand.area),
        over=places.words(brand.area),
        figures=readings(figures, cited),
        activities=activities(ids),
        sources=distinct(cited[record] for record in [*(node.brand for node in nodes), *links]),
    )


@pages.get("/<slug>/grids")
def hearts(slug):
    """Which grid builds which heart: all grids of the brand's place against all of its hearts."""
    wanted = asked("page")
    brand = found(ServiceBrand, slug, "brands.hearts")
    root = brand.tree()
    page = leaf(grids_of(brand.area), page_number(wanted["page"]), size=GRIDS)
    targets = Pointed([link for node in walk(root) for link in node.links])
    places = Whereabouts([brand, *page.rows])
    parts = parts_below(part(root, targets, places, brand.area))
    shown = columns(parts)
    if len(shown) < 2:
        abort(404)
    return render_template(
        "public/brands/grids.html",
        brand=Face(brand),
        above=places.chain(brand.area),
        over=places.words(brand.area),
        columns=shown,
        lines=lines(page.rows, shown, parts, places, brand.area),
        page=page,
    )


def parts_below(part):
    """Every `Part` below `part`, each before its own."""
    return [one for child in part.children for one in (child, *parts_below(child))]


def activities(ids):
    """The activities that carry one of the brands `ids`, named."""
    return named({"activities": Activity.live().where(Activity.brand.in_(ids))})["activities"]


def walk(node):
    """`node` and all below it."""
    yield node
    for child in node.children:
        yield from walk(child)


def part(node, targets, places, under):
    """The `Part` of a node of `ServiceBrand.tree()`, and of all below it; `under`: the area that the page speaks of."""
    brand, children = node.brand, [part(child, targets, places, under) for child in node.children]
    for child in children:
        child.open_to_all = not child.links and awaited(children)
    links = [(Face(link), one, places.words(one.area, one.is_place, under)) for link in node.links if (one := targets.one(link))]
    heart = emblem(brand.name)
    return Part(
        Face(brand),
        heart,
        links,
        children,
        open_to_all=not links and is_heart(heart, brand.name),
    )


def awaited(parts):
    """Whether each of `parts` should be built by somebody: one is, or all are hearts like 孝心."""
    built = any(face.role == "builds" for one in parts for face, *_ in one.links)
    return built or all(is_heart(one.emblem, one.face.name) for one in parts)


def is_heart(emblem, name):
    """Whether a part is nothing but a heart, like 孝心, which some grid should take on."""
    return bool(emblem) and len(name) == 2


def emblem(name):
    """孝 for 孝心, 舒 for 环境改善舒民心, "" for what is no heart."""
    heart = _HEART.fullmatch(name)
    return (heart["one"] or heart["of"]) if heart else ""


def chain(brand):
    """The Faces of what `brand` is a part of, the whole first; one query."""
    if brand.parent_id is None:
        return []
    up = ServiceBrand.alias()
    first = ServiceBrand.select(ServiceBrand.id, ServiceBrand.parent, Value(0).alias("step")).where(ServiceBrand.id == brand.parent_id)
    first = first.cte("above", recursive=True, columns=("id", "parent_id", "step"))
    above = first.union_all(
        up.select(up.id, up.parent, first.c.step + 1).join(first, on=(up.id == first.c.parent_id)).where(first.c.step < 20)
    )
    wholes = ServiceBrand.live().join(above, on=(ServiceBrand.id == above.c.id)).order_by(above.c.step.desc()).with_cte(above)
    return list(map(Face, wholes))


def distinct(lists):
    """The faces of `lists`, each once, in order."""
    return list(dict.fromkeys(face for some in lists for face in some))
