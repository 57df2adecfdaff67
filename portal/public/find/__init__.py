"""Find my grid worker: what a resident calls home, typed in any way or told by a position, and the card of who looks after it.

What was typed is stored nowhere and logged nowhere. A room in it is taken away before anything else, and out of the address.
"""

from collections import Counter

from flask import Blueprint, abort, redirect, render_template, request, url_for

from ...core.errors import Refused
from ...core.record import Face
from ...models.buildings import Building
from ...models.grids import Grid
from ...models.places import Division
from .. import home
from ..asking import asked, division
from ..finding import moved
from ..roster import ANYWHERE, fallback
from ..whereabouts import Whereabouts
from . import ground, rooms, typed
from .answers import answer, of_places
from .candidates import HOMES, all_of
from .cards import card

pages = Blueprint("find", __name__, url_prefix="/find")

FEW = 10  # choices that are shown at once; more are narrowed by place
MOST = 60
CHIPS = 12  # communities to narrow by; more are taken street by street
PLURALS = {one._meta.plural: one for one in HOMES}


@pages.record_once
def without_token(state):
    """Telling a position changes nothing and reads no session, so a forged form gains nothing: the button needs no CSRF token.

    It is a POST only so that the position stands in no address, no log and no history.
    """
    state.app.extensions["csrf"].exempt(here)


@pages.after_request
def kept_nowhere(reply):
    """What was asked is nobody's business: no copy, no index, and no address handed on by a link."""
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Robots-Tag"] = "noindex"
    reply.headers["Referrer-Policy"] = "no-referrer"
    return reply


@pages.get("")
def index():
    wanted = asked("q", "at", "division")
    if wanted["at"]:
        return shown(of_places([chosen(wanted["at"])]))
    text = typed.clean(request.args.get("q", ""))
    kept = rooms.without_room(text)
    if kept != text:
        return redirect(url_for("find.index", q=kept or None, division=wanted["division"] or None), 303)
    place = division(wanted["division"])
    return shown(answer(typed.read(text), place.area if place else ""), text, place)


@pages.post("/here")
def here():
    point = ground.read(request.form.get("longitude", ""), request.form.get("latitude", ""))
    if point is None:
        raise Refused("没有看懂您的位置，请再按一次，或者在框里输入小区的名字。")
    return shown(ground.answer(point), is_here=True)


def chosen(at):
    """The live candidate at buildings/shanshui-yicheng; 400 for another form, 404 when there is none."""
    plural, _, slug = at.partition("/")
    if plural not in PLURALS:
        raise Refused("地址里的“at”看不懂，请回到上一页重新选。")
    home = PLURALS[plural]
    if there := all_of(home.live().where(home.slug == slug)):
        return there[0]
    record = moved(home, slug)
    abort(redirect(url_for("find.index", at=f"{plural}/{record.slug}"), 301) if record is not None else 404)


def shown(found, q="", place=None, is_here=False):
    """The page for the `Answer` found."""
    facts = {"q": q, "answer": found, "division": place and Face(place), "is_here": is_here}
    if len(found.targets) == 1:
        return render_template("public/find/card.html", card=card(found.targets[0]), **facts)
    if found.targets:
        return render_template("public/find/choices.html", **choices(found), **facts)
    return render_template("public/find/none.html", **nothing(found), **facts)


def choices(found):
    """What the page of several answers says: [(title of a grid, its address, [(target, where it lies)])], and places to narrow by."""
    places = Whereabouts([one.candidate for one in found.targets])
    if found.whole is not None and found.whole.home is Building:
        return {"groups": by_grid(found.targets), "chips": []}
    if found.whole is not None:
        return {"groups": [("", "", [(one, "") for one in found.targets])], "chips": []}
    chips = narrower(found.targets, places)
    rows = [(one, where(one, places)) for one in found.targets[: FEW if chips else MOST]]
    return {"groups": [("", "", rows)], "chips": chips}


def where(target, places):
    """Where `target` lies, in words."""
    return places.words(target.candidate.area, skip=target.candidate.home is Division)


def narrower(targets, places):
    """[(place, how many of `targets` lie there)]: their communities, their streets when these are too many; none for few targets."""
    if len(targets) <= FEW:
        return []
    chains = [places.chain(one.candidate.area) for one in targets]
    communities, streets = (Counter(chain[-1 - up] for chain in chains if len(chain) > up) for up in (0, 1))
    count = communities if len(communities) <= CHIPS else streets
    return count.most_common(CHIPS) if len(count) > 1 else []


def by_grid(targets):
    """[(title of a grid, its card, the `targets` that it looks after)]; those of no grid come last."""
    grids = {one.id: one for one in all_of(Grid.live().where(Grid.id.in_({one.grid for one in targets})))}
    groups = {}
    for one in sorted(targets, key=lambda one: one.grid not in grids):
        groups.setdefault(one.grid if one.grid in grids else 0, []).append((one, ""))
    return [(grids[id].title if id else "还没有登记网格", f"grids/{grids[id].slug}" if id else "", rows) for id, rows in groups.items()]


def nothing(found):
    """What helps when nothing was found: what it may have meant, the place it names or else all places, and a number to ring."""
    named = [found.place] if found.place is not None else []
    places = Whereabouts([one.candidate for one in found.near] + named)
    streets = [] if named else home.entrances()
    return {
        "near": [(one, where(one, places)) for one in found.near],
        "streets": home.grouped(streets, Whereabouts(streets)) if streets else [],
        "number": fallback(found.place.area, places) if named else ANYWHERE,
    }
