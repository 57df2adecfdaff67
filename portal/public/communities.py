"""Party communities: a list of them, and a page each that says who is in it, who does what, and whom to ring."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from peewee import fn

from ..core.record import Face
from ..models.activities import Activity
from ..models.brands import BrandLink, ServiceBrand
from ..models.communities import ROLES, MemberUnit, PartyCommunity
from ..models.notices import Notice
from .asking import asked, division, page_number
from .citing import citations
from .finding import found
from .happening import some_of, soonest
from .listing import leaf
from .notices import in_order
from .pointing import Named, Pointed, named, visible
from .readings import asked_about, readings
from .roster import fallback, posts
from .rows import by_place, rows
from .sorts import sorts
from .together import together
from .whereabouts import Whereabouts, narrow
from .words import thin

pages = Blueprint("communities", __name__, url_prefix="/communities")

MOST = 300  # members of one community that its page lists
FEW = 12


@dataclass(frozen=True)
class Member:
    """One membership as it is listed: who it is, in which community, and where that was read."""

    face: Face
    unit: Named
    community: Named | None = None
    sources: tuple = ()

    @property
    def noun(self):
        """What the unit is: 企业, 单位, 网格 or 村居."""
        return "村居" if self.unit.is_place else self.unit.noun


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(PartyCommunity.live(), place), PartyCommunity.kind, wanted["kind"])
    query = kinds.query.order_by(PartyCommunity.area, PartyCommunity.sort, PartyCommunity.id)
    page = leaf(query, page_number(wanted["page"]), total=kinds.total)
    return render_template(
        "public/communities/index.html",
        page=page,
        groups=by_place(page.rows),
        listed=counted(page.rows),
        people=people,
        kinds=kinds,
        division=place and Face(place),
    )


@pages.get("/<slug>")
def show(slug):
    asked()
    community = found(PartyCommunity, slug, "communities.show")
    lists = together(
        {
            "members": joined(MemberUnit.community == community).limit(MOST),
            "figures": asked_about(community),
            "notices": in_order(Notice.live().where(Notice.community == community)).limit(FEW),
        }
    )
    memberships, figures, activities = lists["members"], lists["figures"], some_of(Activity.community == community)
    units, cited = Pointed(memberships), citations([community, *memberships, *figures])
    places = Whereabouts([community, *lists["notices"], *activities])
    units = [Member(Face(one), unit, sources=cited[one]) for one in memberships if (unit := units.one(one))]
    return render_template(
        "public/communities/show.html",
        community=Face(community),
        above=places.chain(community.area),
        over=places.words(community.area),
        people=people(Face(community)),
        number=fallback(community.area, places),
        members=by_role(units),
        count=len(units),
        posts=posts(community=[community.id])["community"][community.id],
        figures=readings(figures, cited),
        brands=brands(community),
        activities=soonest(activities, FEW, places, community.area),
        notices=rows(lists["notices"], places, community.area),
        sources=cited[community],
    )


def joined(condition):
    """The memberships under `condition` of those who have not left and whom residents may see: the lead first."""
    query = visible(MemberUnit.live()).where(condition, MemberUnit.step != "left")
    return query.order_by(MemberUnit.role != "lead", MemberUnit.role, MemberUnit.sort, MemberUnit.id)


def counted(communities):
    """id → how many members are listed, for those of `communities` that have some; one query."""
    query = joined(MemberUnit.community.in_([one.id for one in communities])) if communities else MemberUnit.select().where(False)
    return dict(query.order_by().select(MemberUnit.community, fn.COUNT(MemberUnit.id)).group_by(MemberUnit.community).tuples())


def by_role(members):
    """[(role in words, members)], those who lead first."""
    return [(word, some) for role, word in ROLES.items() if (some := [one for one in members if one.face.role == role])]


def brands(community):
    """The brands that the community builds or carries, named."""
    linked = BrandLink.live().where(BrandLink.community == community).select(BrandLink.brand)
    return named({"brands": ServiceBrand.live().where(ServiceBrand.id.in_(linked))})["brands"]


def people(face):
    """2 万至 4 万人, at least or at most so many, or "" when nothing is known."""
    fewest, most = face.population_min, face.population_max
    if fewest and most and fewest != most:
        return f"{wan(fewest)}至 {wan(most)}人"
    if fewest and most:
        return f"{wan(most)}人"
    if fewest:
        return f"不少于 {wan(fewest)}人"
    return f"不超过 {wan(most)}人" if most else ""


def wan(count):
    """20000 → "2 万", 14700 → "1.47 万", 8297 → "8 297 "."""
    if count < 10_000:
        return f"{thin(count)} "
    return f"{count / 10_000:.4f}".rstrip("0").rstrip(".") + " 万"
