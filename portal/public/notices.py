"""Notices: what is announced, reported, ruled or explained; the pinned first, then by date."""

from flask import Blueprint, render_template

from ..core.record import Face
from ..models.notices import Notice
from .asking import asked, division, page_number
from .finding import found
from .kept import kept
from .listing import leaf
from .roster import fallback
from .rows import rows
from .sorts import sorts
from .whereabouts import Whereabouts, narrow

pages = Blueprint("notices", __name__, url_prefix="/notices")


def in_order(query):
    """`query` with the pinned first, then the newest."""
    return query.order_by(Notice.pinned.desc(), Notice.issued_on.desc(nulls="LAST"), Notice.id.desc())


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Notice.live(), place), Notice.kind, wanted["kind"])
    page = leaf(in_order(kinds.query), page_number(wanted["page"]), total=kinds.total)
    return render_template(
        "public/notices/index.html",
        page=page,
        rows=rows(page.rows, under=place.area if place else ""),
        kinds=kinds,
        division=place and Face(place),
    )


@pages.get("/<slug>")
def show(slug):
    asked()
    notice = found(Notice, slug, "notices.show", "category", "grid", "community")
    face, around = Face(notice), Whereabouts([notice])
    return render_template(
        "public/notices/show.html",
        notice=face,
        above=around.chain(notice.area),
        over=around.words(notice.area),
        paper=kept(face.paper),
        number=fallback(notice.area, around),
        until=notice.expire_at if notice.kind == "alert" else None,
        sources=face.sources,
    )
