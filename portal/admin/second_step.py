"""The second step of signing in: the code that is asked after the password, and setting it up for those whose role requires it."""

import segno
from flask import current_app, jsonify, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from ..core import brakes, looks
from ..models import second_steps
from . import throttle
from .answers import admitted, later, onward, typed
from .entering import enter, whole
from .people import turned_away, wants_json

OFFERED = "second_step"  # where the session keeps a secret that is not proved yet: no other session ever sees it
PAGES = {"code": "admin_sign_in.code", "set-up": "admin_sign_in.set_up"}
WRONG = "这个码不对、已经用过，或者过了时间。请看手机上最新的六位数，手机的时间也要对准。"


def add_to(pages):
    """Register the pages of the second step."""
    pages.get("/login/code")(code)
    pages.post("/login/code")(check_code)
    pages.get("/login/set-up")(set_up)
    pages.post("/login/set-up")(check_set_up)


def address():
    """The page that this person must pass before anything else; the way onward goes along."""
    return url_for(PAGES[current_user.lacks], next=request.values.get("next") or None)


def demanded():
    """The answer to a password that was right where one step is not enough."""
    if wants_json():
        return jsonify(ok=False, step=current_user.lacks, address=address(), csrf=generate_csrf())
    return redirect(address())


def elsewhere(lacks):
    """Where who is not in need of this page belongs, or None for who is."""
    if current_user.is_authenticated:
        return redirect(onward())
    if not getattr(current_user, "lacks", ""):
        return turned_away() if wants_json() else redirect(url_for("admin_sign_in.form", next=request.values.get("next") or None))
    return None if current_user.lacks == lacks else redirect(address())


def code():
    """The page that asks for the code."""
    return elsewhere("code") or render_template("admin/second-step.html", sentence="", onward=request.values.get("next", ""))


def check_code():
    """Let the person in who has the code, or one of the recovery codes."""
    if away := elsewhere("code"):
        return away
    user, given = current_user.user, typed().get("code", "")
    counted = throttle.budgets(user.login, "code")
    try:
        throttle.take(counted)
        passed = second_steps.passes(user, given)
    except brakes.Waiting as reason:
        return refused("admin/second-step.html", 429, str(reason) + "。", reason.seconds)
    except second_steps.Locked as reason:
        return refused("admin/second-step.html", reason.status, str(reason))
    if not passed:
        looks.note(user.login, "sign-in refused", detail=f"{request.remote_addr or ''} 第二步")
        seconds = throttle.wait(counted)
        return refused("admin/second-step.html", 401, WRONG + later(seconds), seconds)
    throttle.release(counted)
    enter(user, steps=2)
    whole()
    looks.note(user.login, "sign-in", detail=f"{request.remote_addr or ''} {'恢复码' if passed == 'recovery' else '两步'}")
    return admitted()


def refused(template, status, sentence, seconds=0, **values):
    """The page again, with what was wrong."""
    if wants_json():
        return jsonify(ok=False, step=current_user.lacks, sentence=sentence, seconds=seconds, csrf=generate_csrf()), status
    return render_template(template, sentence=sentence, onward=request.values.get("next", ""), **values), status


def set_up():
    """The page where a person whose role requires a second step sets it up."""
    return elsewhere("set-up") or render_template(
        "admin/second-step-set-up.html", sentence="", onward=request.values.get("next", ""), **offered()
    )


def check_set_up():
    """Take the second step that was proved with a code, let the person in and show the recovery codes."""
    if away := elsewhere("set-up"):
        return away
    user, target = current_user.user, onward()
    codes, sentence = proved(user)
    if codes is None:
        return refused("admin/second-step-set-up.html", 422, sentence, **offered())
    enter(user, steps=2)
    whole()
    looks.note(user.login, "sign-in", detail=f"{request.remote_addr or ''} 两步")
    return render_template("admin/second-step-codes.html", codes=codes, onward=target)


def offered():
    """What a page shows of the secret that this session offers: a square picture, and the same as text."""
    secret = session.setdefault(OFFERED, second_steps.new_secret())
    uri = second_steps.address(secret, current_user.user.login, current_app.config["PORTAL_SITE_NAME"])
    picture = segno.make(uri, error="m").svg_inline(
        scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return {"picture": picture, "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))}


def proved(user):
    """(ten recovery codes, "") after taking the offered secret as proved by the code that was sent, or (None, what is wrong)."""
    counted, secret = throttle.confirming(user), session.get(OFFERED)
    try:
        throttle.take(counted)
    except brakes.Waiting as reason:
        return None, str(reason) + "。"
    codes = secret and second_steps.set_up(user, secret, typed().get("code", ""))
    if not codes:
        return None, WRONG
    throttle.release(counted)
    session.pop(OFFERED)
    looks.note(user.login, "two steps on", type(user), user.id, request.remote_addr or "")
    return codes, ""
