"""Member units of party communities: one list of all of them, each with its community and what it promised."""

from flask import Blueprint, abort, redirect, render_template

from ..core.record import Face
from ..models.communities import MemberUnit
from .asking import asked, division, page_number
from .citing import citations
from .communities import Member
from .finding import found
from .listing import leaf
from .pointing import Pointed, visible
from .sorts import sorts
from .whereabouts import narrow

pages = Blueprint("members", __name__, url_prefix="/members")


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    query = visible(narrow(MemberUnit.live(), place), "community", *MemberUnit._meta.one_of).where(MemberUnit.step != "left")
    roles = sorts(query, MemberUnit.role, wanted["kind"])
    order = MemberUnit.area, MemberUnit.community, MemberUnit.role != "lead", MemberUnit.role, MemberUnit.sort, MemberUnit.id
    page = leaf(roles.query.order_by(*order), page_number(wanted["page"]), size=60, total=roles.total)
    return render_template(
        "public/members/index.html", page=page, groups=by_community(page.rows), roles=roles, division=place and Face(place)
    )


def by_community(rows):
    """[(Named of the community, its `Member`s)] of memberships in which those of one community stand together."""
    named, cited, groups = Pointed(rows, "community", *MemberUnit._meta.one_of), citations(rows), {}
    for row in rows:
        unit = next(one for name in MemberUnit._meta.one_of if (one := named.one(row, name)))
        community = named.one(row, "community")
        groups.setdefault(community, []).append(Member(Face(row), unit, community, cited[row]))
    return list(groups.items())


@pages.get("/<slug>")
def show(slug):
    """A membership has no page of its own: its address leads to its line on the page of its community."""
    asked()
    member = found(MemberUnit, slug, "members.show")
    community = Pointed([member], "community").one(member, "community") or abort(404)
    return redirect(f"{community.url}#{member.slug}")
