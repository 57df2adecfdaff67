"""Signing in and out: one answer for every wrong try, and a brake that hits only the one who tries."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user

from ..core import looks
from ..models import User
from ..models.accounts import pretend
from .forms import line
from .people import Person, person_of

TRIES = "10 per minute"  # from one address at one login
REFUSALS = "60 per hour"  # from one address, whatever the login


def typed_login():
    """The login that was typed, cut to what a login may be."""
    return line(request.form.get("login"), 40).lower()


def address_and_login():
    """Who tries to sign in as whom: a stranger elsewhere never uses up somebody else's tries."""
    return f"{get_remote_address()} {typed_login()}"


def init_app(app):
    """Register the sign-in pages, and the loader that turns a session into a `Person`."""
    manager = LoginManager(app, add_context_processor=False)  # error pages are drawn without a database
    manager.user_loader(person_of)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="fixed-window")
    pages = Blueprint("admin_sign_in", __name__, url_prefix="/admin")
    tried = limiter.limit(TRIES, key_func=address_and_login, methods=["POST"])
    refused = limiter.limit(REFUSALS, methods=["POST"], deduct_when=lambda answer: answer.status_code != 302)
    pages.get("/login")(form)
    pages.post("/login")(tried(refused(sign_in)))
    pages.post("/logout")(sign_out)
    app.register_blueprint(pages)


def form():
    """The sign-in form; a person who is signed in goes straight on."""
    if current_user.is_authenticated:
        return redirect(onward())
    return page()


def page(wrong=False):
    return render_template("admin/sign-in.html", wrong=wrong, login=request.form.get("login", ""), onward=request.values.get("next", ""))


def sign_in():
    """Let the person in, or say in one and the same way that login or password is wrong."""
    user = known_user(typed_login(), request.form.get("password", ""))
    if user is None:
        looks.note(typed_login(), "sign-in refused", detail=request.remote_addr or "")
        return page(wrong=True), 401
    target = onward()
    session.clear()
    session.permanent = True
    login_user(Person(user))
    looks.note(user.login, "sign-in", detail=request.remote_addr or "")
    return redirect(target)


def known_user(login, password):
    """The active user of that login and password, or None; an unknown login takes as long as a wrong password."""
    user = User.get_or_none(User.login == login)
    if user is None or not user.password:
        pretend(password)
        return None
    return user if user.knows(password) and user.active else None


def onward():
    """Where to go after signing in: the page that was asked for when it is one of ours, else the first one."""
    target = request.values.get("next", "")
    inside = target.startswith(f"{request.script_root}/admin/") and "\\" not in target and target.isprintable()
    return target if inside else url_for("admin.index")


def sign_out():
    """Forget who was here."""
    if current_user.is_authenticated:
        looks.note(current_user.user.login, "sign-out", detail=request.remote_addr or "")
    logout_user()
    session.clear()
    return redirect(url_for("admin_sign_in.form"))
