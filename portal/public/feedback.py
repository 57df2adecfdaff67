"""意见建议: a form without an account. What is left goes to the clerks of the area, once, and is shown to nobody else."""

import re
import secrets

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from ..core import brakes
from ..core.brakes import Budget, Waiting
from ..core.errors import Invalid, Refused
from ..core.record import Face
from ..models.feedback import Feedback
from .addresses import ENDPOINTS
from .asking import asked, clean, division
from .home import entrances
from .whereabouts import Whereabouts

pages = Blueprint("feedback", __name__, url_prefix="/feedback")

FREE = 5  # from one network within an hour; each further one waits longer
FROM_ALL = 300  # from everywhere within an hour, so that a flood does not drown the desk
LONGEST = 1000  # characters, as the field has it
_PATH = re.compile(r"/[^\s?#]{0,180}")
_NUMBER = re.compile(r"\d{8}-[0-9a-f]{10}")
_HOMES = {endpoint: home for home, endpoint in ENDPOINTS.items()}


@pages.get("/")
def form():
    """The empty form; `about` is the page that somebody came from."""
    wanted = asked("about", "division")
    about = path(wanted["about"])
    place = division(wanted["division"]) or home_of(about)
    return page({"form": secrets.token_urlsafe(12), "about": about, "division": place.slug if place else ""}, place)


@pages.post("/")
def leave():
    """Keep what was written, once however often the form is sent. What is wrong is said beside its input, and no word is lost."""
    typed = {name: request.form.get(name, "") for name in ("form", "about", "division", "message", "contact")}
    typed["division"] = clean(typed["division"])
    try:
        place, text = division(typed["division"]), typed["message"].strip()
    except Refused as refusal:
        return page(typed, None, {"division": str(refusal)}, 400)
    if request.form.get("website"):  # no person sees this input
        return redirect(url_for("feedback.thanks"), 303)
    if wrong := issues(text):
        return page(typed, place, wrong, 422)
    counted = [Budget(f"feedback here {brakes.network(request.remote_addr)}", FREE), Budget("feedback", FROM_ALL)]
    try:
        brakes.take(counted)
    except Waiting as wait:
        return page(typed, place, {"": f"{wait}；您写的还在下面，没有丢。急事请直接打电话。"}, 429)
    try:
        number = Feedback.leave(typed["form"][:40], text, typed["contact"].strip(), path(typed["about"]), place)
    except Invalid as refusal:
        brakes.release([Budget(one.key, one.free, wiped=False) for one in counted])
        return page(typed, place, {name: "；".join(some) for name, some in refusal.issues.items()}, 422)
    return redirect(url_for("feedback.thanks", number=number, about=path(typed["about"]) or None), 303)


@pages.get("/thanks")
def thanks():
    """What happens next, and the number to name on the telephone."""
    wanted = asked("number", "about")
    number = wanted["number"] if _NUMBER.fullmatch(wanted["number"]) else ""
    return fresh(render_template("public/feedback/thanks.html", number=number, about=path(wanted["about"])))


def page(typed, place, wrong=None, status=200):
    """The form with what was typed and what is wrong with it (name → sentence; "" for what is about no input)."""
    streets = entrances()
    places = Whereabouts([*streets, *([place] if place else [])])
    near = list(reversed(places.chain(place.area))) if place else []
    others = [Face(one) for one in streets if not place or one.id not in {face.id for face in near}]
    number = places.hotline(place.area) if place else None
    words = render_template(
        "public/feedback/form.html",
        typed=typed,
        wrong=wrong or {},
        near=near,
        others=[(face, places.words(face.area)) for face in others],
        hotline=number,
        most=LONGEST,
    )
    return fresh(words, status)


def fresh(words, status=200):
    """An answer that nobody keeps: it holds a form's own number, or what somebody typed."""
    answer = make_response(words, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def issues(text):
    """name → sentence for what a resident can put right before anything is written."""
    if len(text) < 4:
        return {"message": "请写几个字，说说是什么事、在哪里。"}
    if len(text) > LONGEST:
        return {"message": f"最多写 {LONGEST} 个字，现在有 {len(text)} 个，请短一些，或者分两次提交。"}
    return {}


def path(text):
    """The path of one of our pages that `text` is, without what was asked there; "" for anything else."""
    return text if _PATH.fullmatch(text) and not text.startswith("//") else ""


def home_of(about):
    """The live division that the page at the path `about` is about or lies in, None when it is about no place."""
    try:
        endpoint, values = current_app.url_map.bind("").match(about.removeprefix(request.script_root)) if about else ("", {})
    except HTTPException:
        return None
    home = _HOMES.get(endpoint)
    record = home.live().where(home.slug == values["slug"]).first() if home else None
    chain = Whereabouts([record]).chain(record.area) if record else []
    return division(chain[-1].slug) if chain else None


def address():
    """Where an opinion about this very page is left."""
    about = request.path if request.blueprint not in (None, "feedback") and request.method == "GET" else None
    return url_for("feedback.form", about=about and request.script_root + about)
