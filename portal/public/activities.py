"""Activities: what comes next first, then what has no date, then what is over."""

from flask import Blueprint, abort, render_template

from ..core import clock
from ..core.record import Face
from ..models.activities import Activity
from .asking import asked, division, page_number
from .citing import citations
from .finding import found, joined
from .happening import activity_rows, begins, late
from .listing import Leaf, capped
from .months import asked_month, month_of
from .readings import about, readings
from .roster import posts
from .sorts import sorts
from .whereabouts import Whereabouts, narrow
from .words import span

pages = Blueprint("activities", __name__, url_prefix="/activities")

SIZE = 30
CHECKED = 300  # activities whose next date is worked out; further ones stand with the undated


@pages.get("/")
def index():
    wanted = asked("division", "kind", "month", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Activity.live(), place), Activity.kind, wanted["kind"])
    if wanted["month"]:
        month = month_of(kinds.query, asked_month(wanted["month"]), place.area if place else "")
        return render_template("public/activities/month.html", month=month, kinds=kinds, division=place and Face(place))
    page = in_order(kinds.query, page_number(wanted["page"]), kinds.total)
    rows = activity_rows(page.rows, under=place.area if place else "")
    return render_template(
        "public/activities/index.html",
        page=page,
        coming=[row for row in rows if row.start],
        undated=[row for row in rows if not row.start and not row.is_over],
        past=[row for row in rows if row.is_over],
        this_month=f"{clock.today():%Y-%m}",
        kinds=kinds,
        division=place and Face(place),
    )


@pages.get("/<slug>")
def show(slug):
    asked()
    activity = found(Activity, slug, "activities.show", "station", "grid", "organiser", "community", "brand")
    face, around, figures = Face(activity), Whereabouts([activity]), about(activity)
    cited = citations([activity, *figures])
    return render_template(
        "public/activities/show.html",
        activity=face,
        row=activity_rows([activity], around)[0],
        dates=[span(*pair, is_whole_day=activity.all_day) for pair in activity.next_dates()],
        above=around.chain(activity.area),
        over=around.words(activity.area),
        hotline=around.hotline(activity.area),
        audience=[term.title for term in face.audience],
        posts=posts(activity=[activity.id])["activity"][activity.id],
        figures=readings(figures, cited),
        sources=cited[activity],
    )


def in_order(query, number, total=None):
    """The `Leaf` with page `number` of the activities of `query`; 404 when there is no such page."""
    ids = coming(query)
    first = (number - 1) * SIZE
    shown = known(ids[first : first + SIZE + 1])
    if (room := SIZE + 1 - len(shown)) > 0:
        rest = query.where(Activity.id.not_in(ids)) if ids else query
        further = [row.id for row in rest.select(Activity.id).order_by(*late()).limit(room).offset(max(0, first - len(ids)))]
        shown += known(further)
    if number > 1 and not shown:
        abort(404)
    return Leaf(shown[:SIZE], number, SIZE, capped(query) if total is None else total, len(shown) > SIZE)


def coming(query):
    """The ids of those of `query` that are to come, soonest first; those called off or put off stand where they would have been."""
    now = clock.now()
    ahead = query.where(Activity.to_come(now)).order_by(Activity.starts_at.asc(nulls="LAST"), Activity.id.desc())
    some = ahead.select(Activity.id, Activity.recurrence, Activity.starts_at).limit(CHECKED)
    dated = [(starts, one.id) for one in some if (starts := begins(one, now))]
    return [id for _, id in sorted(dated)]


def known(ids):
    """The live activities `ids` with their stations, in that order."""
    found = {one.id: one for one in joined(Activity, "station").where(Activity.id.in_(ids))} if ids else {}
    return [found[id] for id in ids if id in found]
