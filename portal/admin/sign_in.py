"""Signing in and out: one answer for every wrong try, and a brake that hits only the one who tries."""

import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import generate_csrf

from .. import troubles
from ..core import brakes, clock, looks
from ..models import User
from ..models.accounts import pretend
from ..roles import ROLES
from . import second_step, throttle
from .answers import admitted, later, onward, typed
from .entering import enter, leave, whole
from .forms import line
from .people import hours, limits, person_of, turned_away, two_steps, wants_json

WRONG = "登录名或口令不对，或者试得太勤。"
STALE = "这一页放得太久了，请再输入一次。"


def init_app(app):
    """Register the sign-in pages, and the loader that turns a session into a `Person`."""
    with app.app_context():
        if unknown := two_steps() - ROLES.keys():
            raise ValueError(f"PORTAL_TWO_STEPS names unknown roles: {' '.join(sorted(unknown))}; there are {' '.join(ROLES)}")
        for name in ("PORTAL_SESSION_IDLE", "PORTAL_SESSION_LONGEST"):
            if not datetime.timedelta(0) < hours(name) <= datetime.timedelta(days=31):
                raise ValueError(f"{name} is a number of hours, more than 0 and at most 744")
        app.config["PERMANENT_SESSION_LIFETIME"] = hours("PORTAL_SESSION_LONGEST")
        # The row says when it ends. A cookie sent with every answer would let a script's late answer put back an older one,
        # and with it take away what the page in between was told to say.
        app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    manager = LoginManager(app, add_context_processor=False)  # error pages are drawn without a database
    manager.user_loader(person_of)
    pages = Blueprint("admin_sign_in", __name__, url_prefix="/admin")
    pages.get("/login")(form)
    pages.post("/login")(sign_in)
    pages.post("/logout")(sign_out)
    pages.get("/here")(here)
    second_step.add_to(pages)
    app.register_blueprint(pages)


def form():
    """The sign-in form; a person who is signed in goes straight on."""
    if current_user.is_authenticated:
        return redirect(onward())
    if getattr(current_user, "lacks", "") and "again" not in request.args:
        return redirect(second_step.address())
    return page()


def page(sentence="", seconds=0):
    """The form, with what was wrong and when to try again; `small`: for the inside of another page."""
    small = "small" in request.values
    return render_template(
        "admin/sign-in-small.html" if small else "admin/sign-in.html",
        sentence=sentence,
        later=later(seconds),
        login=typed().get("login", ""),
        onward=request.values.get("next", ""),
    )


def typed_login():
    """The login that was typed, cut to what a login may be."""
    return line(typed().get("login"), 40).lower()


def sign_in():
    """Let the person in, or say in one and the same way that it did not work."""
    login, counted = typed_login(), throttle.budgets(typed_login())
    try:
        throttle.take(counted)
    except brakes.Waiting as reason:
        return refused(429, reason.seconds)
    user = known_user(login, typed().get("password", ""))
    if user is None:
        write_down(login)
        return refused(401, throttle.wait(counted))
    throttle.release(counted)
    enter(user, steps=1)
    if not whole():
        return second_step.demanded()
    looks.note(user.login, "sign-in", detail=request.remote_addr or "")
    return admitted()


def write_down(login):
    """Remember a try that failed. A login that nobody has is not kept: people type their passwords there."""
    known = User.select(User.id).where(User.login == login).exists()
    looks.note(login if known else "", "sign-in refused", detail=f"{request.remote_addr or ''}{'' if known else ' 没有这个登录名'}".strip())


def known_user(login, password):
    """The active user of that login and password, or None; an unknown login takes as long as a wrong password."""
    user = User.get_or_none(User.login == login)
    if user is None or not user.password:
        pretend(password)
        return None
    return user if user.knows(password) and user.active else None


def refused(status, seconds):
    """Not let in: the same words whatever the reason, and when to try again."""
    said = {"Retry-After": str(seconds)} if seconds else {}
    if wants_json():
        answer = jsonify(ok=False, sentence=WRONG + later(seconds), seconds=seconds, csrf=generate_csrf())
    else:
        answer = page(WRONG, seconds)
    return answer, status, said


def sign_out():
    """Forget who was here; a copy of the cookie opens nothing either."""
    if current_user.is_authenticated:
        looks.note(current_user.user.login, "sign-out", detail=request.remote_addr or "")
    leave()
    return redirect(url_for("admin_sign_in.form"))


def here():
    """Whether the session still holds, for scripts that ask by themselves; asking does not keep it open."""
    if not current_user.is_authenticated:
        return jsonify(signed_in=False, csrf=generate_csrf(), idle_seconds_left=0)
    row, now, (idle, longest) = current_user.session, clock.now().replace(tzinfo=None), limits()
    left = min(row.seen_at + idle, row.created_at + longest) - now
    return jsonify(signed_in=True, login=current_user.user.login, csrf=generate_csrf(), idle_seconds_left=max(int(left.total_seconds()), 0))


def stale(trouble):
    """A request whose token does not fit: signing in starts again, strangers are sent to it, others are told to reload.

    Forms of records are `desk.lost`'s, which keeps what was typed and asks here about everything else.
    """
    inside = request.path.startswith("/admin/")
    if request.endpoint == "admin_sign_in.sign_in" and not wants_json():
        return page(STALE), 400
    if inside and not current_user.is_authenticated and (wants_json() or "csrf_token" not in session):
        return turned_away()
    if inside and wants_json():
        return jsonify(ok=False, sentence=STALE, csrf=generate_csrf()), 400
    if request.endpoint == "admin_sign_in.sign_out":
        flash("刚才没有退出，请再按一次。", "wait")
    return troubles.page(400, "这一页放得太久，或者您在别处重新登录过。请返回上一页，刷新以后再交一次。" if inside else None)
