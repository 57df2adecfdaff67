"""Enterprises: a list to narrow by kind, industry and size, and a page each. What they earn and who runs them stays inside."""

from flask import Blueprint, render_template
from peewee import Value, fn

from ..core.errors import Unresolved
from ..core.fields import nearest
from ..core.record import Face
from ..models.brands import BrandLink, ServiceBrand
from ..models.communities import MemberUnit, PartyCommunity
from ..models.enterprises import Enterprise
from ..models.vocabulary import Term
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .pointing import Pointed, named
from .readings import about, readings
from .rows import rows
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("enterprises", __name__, url_prefix="/enterprises")

INDUSTRIES = 30  # that a list offers to choose from


@pages.get("/")
def index():
    wanted = asked("division", "kind", "industry", "scale", "page")
    place, offers = division(wanted["division"]), industries()
    industry, large = chosen(offers, wanted["industry"]), Enterprise.above_scale.read(wanted["scale"])
    query = narrow(Enterprise.live(), place)
    if industry:
        query = query.where(Enterprise.industry == industry.id)
    if large is not None:
        query = query.where(Enterprise.above_scale == large)
    kinds = sorts(query, Enterprise.kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Enterprise.sort, Enterprise.id), page_number(wanted["page"]), size=50, total=kinds.total)
    trades = Pointed(page.rows, "industry")
    return render_template(
        "public/enterprises/index.html",
        page=page,
        rows=rows(page.rows, under=place.area if place else ""),
        trades={one.id: trades.one(one) for one in page.rows},
        kinds=kinds,
        industries=offers,
        industry=industry,
        large=large,
        division=place and Face(place),
    )


def industries():
    """The Faces of the industries that some live enterprise is in."""
    there = Enterprise.live().select(Value(1)).where(Enterprise.industry == Term.id)
    terms = Term.live().where(Term.vocabulary == "industry", fn.EXISTS(there))
    return list(map(Face, terms.order_by(Term.ordinal.asc(nulls="LAST"), Term.sort, Term.id).limit(INDUSTRIES)))


def chosen(offers, text):
    """The one of `offers` that `text` (slug or name) means, None for no text. Raises `Unresolved`."""
    if not text:
        return None
    if hit := next((one for one in offers if text in (one.slug, one.name)), None):
        return hit
    advice = f"可以选{nearest(text, [one.name for one in offers])}" if offers else "请去掉它"
    raise Unresolved(f"没有企业在“{text}”这个行业，{advice}。")


@pages.get("/<slug>")
def show(slug):
    asked()
    enterprise = found(Enterprise, slug, "enterprises.show")
    near, figures, places = Pointed([enterprise], "industry", "grid"), about(enterprise), Whereabouts([enterprise])
    cited = citations([enterprise, *figures])
    others = named({"communities": joined(enterprise), "brands": carried(enterprise)})
    return render_template(
        "public/enterprises/show.html",
        enterprise=Face(enterprise),
        above=places.chain(enterprise.area),
        over=places.words(enterprise.area),
        industry=near.one(enterprise, "industry"),
        grid=near.one(enterprise, "grid"),
        figures=readings(figures, cited),
        sources=cited[enterprise],
        **others,
    )


def joined(enterprise):
    """The live communities that it is a member of."""
    memberships = MemberUnit.live().where(MemberUnit.enterprise == enterprise, MemberUnit.step != "left")
    return PartyCommunity.live().where(PartyCommunity.id.in_(memberships.select(MemberUnit.community)))


def carried(enterprise):
    """The live brands that it makes, builds or supports."""
    return ServiceBrand.live().where(
        ServiceBrand.id.in_(BrandLink.live().where(BrandLink.enterprise == enterprise).select(BrandLink.brand))
    )
