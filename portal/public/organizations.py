"""Organizations: a list by kind, and a page each with what stands below it, its teams, its posts and what it does."""

from dataclasses import dataclass, field

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.communities import MemberUnit, PartyCommunity
from ..models.organizations import Organization
from ..models.services import Service
from ..models.stations import Station
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .listing import leaf
from .pointing import Pointed, named
from .readings import about, readings
from .roster import fallback, posts
from .rows import rows
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("organizations", __name__, url_prefix="/organizations")

MOST = 300  # of what stands below one organization


@dataclass
class Branch:
    """One organization of a tree, and those right below it."""

    face: Face
    children: list = field(default_factory=list)


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Organization.live(), place), Organization.kind, wanted["kind"])
    page = leaf(kinds.query.order_by(Organization.sort, Organization.id), page_number(wanted["page"]), size=50, total=kinds.total)
    listed = rows(page.rows, under=place.area if place else "")
    return render_template("public/organizations/index.html", page=page, rows=listed, kinds=kinds, division=place and Face(place))


@pages.get("/<slug>")
def show(slug):
    asked()
    organization = found(Organization, slug, "organizations.show")
    near, figures, places = Pointed([organization], "parent", "grid", "estate"), about(organization), Whereabouts([organization])
    cited, branches = citations([organization, *figures]), below(organization)
    return render_template(
        "public/organizations/show.html",
        organization=Face(organization),
        above=places.chain(organization.area),
        over=places.words(organization.area),
        number=fallback(organization.area, places),
        parent=near.one(organization, "parent"),
        grid=near.one(organization, "grid"),
        estate=near.one(organization, "estate"),
        branches=[one for one in branches if one.face.kind != "team"],
        teams=[one for one in branches if one.face.kind == "team"],
        posts=posts(organization=[organization.id])["organization"][organization.id],
        figures=readings(figures, cited),
        sources=cited[organization],
        **named(deeds(organization)),
    )


def below(organization):
    """The live organizations right below it as `Branch`es, each with those below it; one query."""
    first = Organization.live().where(Organization.parent == organization).select(Organization.id)
    others = list(
        Organization.live()
        .where((Organization.parent == organization) | Organization.parent.in_(first))
        .order_by(Organization.sort, Organization.id)
        .limit(MOST)
    )
    branches = {one.id: Branch(Face(one)) for one in others if one.parent_id == organization.id}
    for one in others:
        if one.parent_id in branches:
            branches[one.parent_id].children.append(Face(one))
    return list(branches.values())


def deeds(organization):
    """key → query of what the organization is in, runs, offers and holds."""
    memberships = MemberUnit.live().where(MemberUnit.organization == organization, MemberUnit.step != "left")
    links = BrandLink.live().where(BrandLink.organization == organization)
    return {
        "communities": PartyCommunity.live().where(PartyCommunity.id.in_(memberships.select(MemberUnit.community))),
        "brands": ServiceBrand.live().where(ServiceBrand.id.in_(links.select(BrandLink.brand))),
        "stations": Station.live().where(Station.operator == organization),
        "services": Service.live().where(Service.provider == organization),
        "activities": Activity.live().where(Activity.organiser == organization),
    }
