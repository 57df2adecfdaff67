"""Activities: what comes next first, then what has no date, then what is over."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from peewee import Case

from ..core import clock
from ..core.record import Face
from ..models.activities import Activity
from .asking import asked, division, page_number
from .citing import citations
from .finding import found, joined
from .listing import Leaf, capped
from .readings import about, readings
from .roster import posts
from .sorts import sorts
from .whereabouts import Whereabouts, narrow
from .words import day, span, spoken

pages = Blueprint("activities", __name__, url_prefix="/activities")

SIZE = 30
CHECKED = 300  # activities whose next date is worked out; further ones stand with the undated
CHECKED_FEW = 60  # the same for a short list on another page


@dataclass(frozen=True)
class Row:
    """One activity of a list: `start` of the next time (aware, or None), when in words, and where."""

    face: Face
    start: object
    when: str
    repeats: str
    where: str
    is_over: bool


@pages.get("/")
def index():
    wanted = asked("division", "kind", "page")
    place = division(wanted["division"])
    kinds = sorts(narrow(Activity.live(), place), Activity.kind, wanted["kind"])
    page = in_order(kinds.query, page_number(wanted["page"]), kinds.total)
    rows = activity_rows(page.rows, under=place.area if place else "")
    return render_template(
        "public/activities/index.html",
        page=page,
        coming=[row for row in rows if row.start],
        undated=[row for row in rows if not row.start and not row.is_over],
        past=[row for row in rows if row.is_over],
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
        late = (is_over().asc(), Activity.starts_at.desc(nulls="LAST"), Activity.held_on.desc(nulls="LAST"), Activity.sort, Activity.id)
        further = [row.id for row in rest.select(Activity.id).order_by(*late).limit(room).offset(max(0, first - len(ids)))]
        shown += known(further)
    if number > 1 and not shown:
        abort(404)
    return Leaf(shown[:SIZE], number, SIZE, capped(query) if total is None else total, len(shown) > SIZE)


def coming(query):
    """The ids of those of `query` that are to come, soonest first; those called off or put off stand where they would have been."""
    now = clock.now()
    ahead = query.where(
        Activity.status != "done", Activity.recurrence.is_null(False) | (Activity.starts_at >= now) | (Activity.ends_at > now)
    )
    some = ahead.select(Activity.id, Activity.recurrence, Activity.starts_at).order_by(Activity.starts_at.asc(nulls="LAST")).limit(CHECKED)
    dated = [(starts, one.id) for one in some if (starts := begins(one, now))]
    return [id for _, id in sorted(dated)]


def begins(activity, now):
    """When it takes place next, or would if it were not called off; None for no more."""
    if activity.recurrence:
        return next((start for start, _ in activity.recurrence.next(now, 1)), None)
    return activity.starts_at


def is_over():
    """1 for what is done or lay before today, else 0, as an expression."""
    today, *around = parts_of_today()
    held = (Activity.held_on < today) & Activity.held_on.not_in(around)
    return Case(None, [((Activity.status == "done") | (Activity.starts_at < clock.now()) | held, 1)], 0)


def parts_of_today():
    """2026-03-12, 2026-03, 2026: today, and the longer times it lies in, as a `Day` writes them."""
    today = clock.today().isoformat()
    return today, today[:7], today[:4]


def known(ids):
    """The live activities `ids` with their stations, in that order."""
    found = {one.id: one for one in joined(Activity, "station").where(Activity.id.in_(ids))} if ids else {}
    return [found[id] for id in ids if id in found]


def activity_rows(records, places=None, under=""):
    """The `Row`s of activities whose stations are known."""
    places, now = places or Whereabouts(records), clock.now()
    return [row(one, places, under, now) for one in records]


def row(activity, places, under, now):
    """The `Row` of one activity."""
    face = Face(activity)
    start = begins(activity, now) if activity.status != "done" and is_ahead(activity, now) else None
    spot = face.station.title if face.station else face.venue
    return Row(
        face,
        start,
        said(activity),
        spoken(activity.recurrence.show()) if activity.recurrence else "",
        " · ".join(filter(None, (spot, places.words(activity.area, under=under)))),
        start is None and is_past(activity),
    )


def said(activity):
    """When it takes place next, or took place, in words; "" when that is not known."""
    if dated := activity.next_date() or (activity.starts_at and (activity.starts_at, activity.ends_at)):
        return span(*dated, is_whole_day=activity.all_day)
    return day(activity.held_on) if activity.held_on else activity.when_text or ""


def is_ahead(activity, now):
    """Whether it recurs, has not begun or has not ended."""
    starts, ends = activity.starts_at, activity.ends_at
    return bool(activity.recurrence or (starts and starts >= now) or (ends and ends > now))


def is_past(activity):
    """Whether one that does not come again is done or lay before today."""
    today, *around = parts_of_today()
    held = activity.held_on and activity.held_on < today and activity.held_on not in around
    return bool(activity.status == "done" or activity.starts_at or activity.recurrence or held)


def next_few(condition, most, places=None, under=""):
    """The `Row`s of the first activities that `condition` picks, what comes next first; one query for them, one for `places`."""
    query = joined(Activity, "station").where(condition)
    some = list(
        query.order_by(is_over().asc(), Activity.starts_at.asc(nulls="FIRST"), Activity.held_on.desc(nulls="LAST")).limit(CHECKED_FEW)
    )
    shown = activity_rows(some, places, under)
    return sorted(shown, key=lambda one: (one.start is None, one.start or clock.now(), one.is_over))[:most]
