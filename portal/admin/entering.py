"""Beginning and ending the session of a browser, and the long-lived mark of one that signed in before."""

import hashlib
import re
import secrets

from flask import after_this_request, current_app, request, session
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer

from ..models.sessions import Session, proof
from .people import Person

DEVICE = "device"
DEVICE_DAYS = 180
MOST_LOGINS = 5  # that one browser is known by

OPENED_BY = "_user_id"  # where Flask-Login keeps what `Person.get_id` answers
KEPT = ("csrf_token", "just_uploaded")  # what the same person keeps who only signs in again: forms in other windows go on

BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def enter(user, steps):
    """Begin a session of `user` who has proved so many `steps`: a new token, and the one before it ends."""
    before = Session.of(session.get(OPENED_BY) or "")
    # a session that merely ran out was this person's; after signing out there is none
    same = before is not None and before.user_id == user.id and not before.ended_at and before.proof == proof(before.user)
    kept = {name: session[name] for name in KEPT if same and before.steps <= steps and name in session}
    if before is not None and before.user_id == user.id:
        before.end()
    session.clear()
    session.update(kept)
    session.permanent = True
    token = Session.begin(user, steps, request.remote_addr or "", browser(request.user_agent.string))
    login_user(Person(Session.of(token), token))


def leave():
    """End the session of this browser, on the server as well."""
    if (row := Session.of(session.get(OPENED_BY) or "")) is not None:
        row.end()
    logout_user()
    session.clear()


def whole():
    """Whether the session that was just begun lacks nothing; then this browser is remembered as one of that login."""
    if not current_user.is_authenticated:
        return False
    remember(current_user.user.login)
    return True


def browser(agent):
    """A browser in two words: Chrome · Windows."""
    words = [next((word for mark, word in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, words)) or re.sub(r"[^\w./ -]", "", agent)[:30] or "未知浏览器"


# -- known devices ---------------------------------------------------------------------------------------------------


def _signer():
    return URLSafeSerializer(current_app.secret_key, salt="known device")


def _device():
    """{id, logins} of this browser: what its cookie says, when we signed it."""
    try:
        known = _signer().loads(request.cookies.get(DEVICE, ""))
        return {"id": str(known["id"]), "logins": list(known["logins"])}
    except (BadSignature, KeyError, TypeError):
        return {"id": "", "logins": []}


def known_device(login):
    """The id of this browser when somebody signed in on it as `login` before, else ""."""
    device = _device()
    mark = hashlib.sha256(login.encode()).hexdigest()[:16]
    return device["id"] if mark in device["logins"] else ""


def remember(login):
    """Let this browser be known as one that `login` signs in on."""
    device, mark = _device(), hashlib.sha256(login.encode()).hexdigest()[:16]
    logins = [mark, *[other for other in device["logins"] if other != mark]][:MOST_LOGINS]
    value = _signer().dumps({"id": device["id"] or secrets.token_hex(8), "logins": logins})
    path, secure = f"{request.script_root}/admin", current_app.config["SESSION_COOKIE_SECURE"]

    @after_this_request
    def keep(answer):
        answer.set_cookie(DEVICE, value, max_age=DEVICE_DAYS * 86400, path=path, secure=secure, httponly=True, samesite="Lax")
        return answer
