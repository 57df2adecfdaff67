"""What lies on a person's desk: forms that are not finished, that others have open too, and that were sent already.

Every form carries a number that we gave to one person and signed. By it a second sending is known for what it is, what
was typed is kept while it is typed, and what a session that ended would have lost waits for whoever opened the form.
"""

import hashlib
import secrets

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_admin import expose
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, TimestampSigner
from werkzeug.exceptions import HTTPException

from ..core import history, policy
from ..core.errors import Refused
from ..models import MODELS, User, desks
from ..troubles import page
from . import sign_in, uploads
from .answers import json_sent
from .children import CHILDREN
from .forms import DRAFT, NEXT, NUMBER, VERSION, encodable, line, number
from .people import QUIET

MOST_TYPED, MOST_PAIRS = 400_000, 5000  # characters and inputs of one unfinished form
NOT_TYPED = {"csrf_token", NUMBER, NEXT, DRAFT, "_moved"}
OPENED = ("create_view", "edit_view")  # the addresses of forms


class Foreign(Refused):
    """A form that another person opened."""

    status = 409


class TooLong(Refused):
    """A form that is too long to be kept while it is typed."""

    status = 413


class Repeated(Exception):
    """A form that was written already; `first` is the `SentForm` of that time."""

    def __init__(self, first):
        self.first = first


class Undone(Exception):
    """Something of a change was refused, so nothing of it is written."""


# -- numbers ------------------------------------------------------------------------------------------------------


def _signer():
    return TimestampSigner(current_app.secret_key, salt="form")


def fresh():
    """A number that no form had before."""
    return secrets.token_hex(10)


def token(given):
    """The number `given` signed for the person who is signed in, as a form carries it."""
    return _signer().sign(f"{current_user.user.id}.{given}").decode()


def told(text):
    """(id of the user, number) that the token `text` says, or None when we did not sign it."""
    try:
        user, _, given = _signer().unsign(text or "", max_age=desks.REPEATED.total_seconds()).decode().partition(".")
    except (BadData, UnicodeError):
        return None
    return int(user), given


def own(text):
    """The number in `text` when it was given to the signed-in person, else None."""
    given = told(text)
    return given[1] if given and given[0] == current_user.user.id else None


def digest():
    """What was sent, as a SHA-256: the same form sent twice is the same."""
    sent = sorted((name, text) for name, text in request.form.items(multi=True) if name not in NOT_TYPED or name == DRAFT)
    sent += sorted((name, file.filename or "", content(file)) for name, file in request.files.items(multi=True))
    return hashlib.sha256(repr(sent).encode(errors="replace")).hexdigest()


def content(file):
    """What the uploaded `file` holds, as a SHA-256; it is read from its beginning afterwards too."""
    sha = hashlib.sha256()
    file.seek(0)
    while block := file.read(1 << 20):
        sha.update(block)
    file.seek(0)
    return sha.hexdigest()


# -- what is typed --------------------------------------------------------------------------------------------------


def typed(home, pairs):
    """`pairs` [(name, text)] of a form of `home` without what is not to be kept: secrets, tokens, buttons."""
    homes = [home, *(children.home for children in CHILDREN.get(home, ()))]
    hidden = {field.name for each in homes for field in each.shape() if field.secret}
    return [(name, text) for name, text in pairs if name not in NOT_TYPED and name.rpartition("-")[2] not in hidden]


def body():
    """What a script sent, as a dict. Raises `Refused` when it is none."""
    sent = json_sent()
    if not isinstance(sent, dict):
        raise Refused("看不懂送来的内容，请重新打开这张表。")
    return sent


def pairs_of(sent):
    """[(name, text)] and [name] of a form that a script sent. Raises `Refused` for anything else."""
    pairs, names = sent.get("typed"), sent.get("changed")
    sound = isinstance(pairs, list) and isinstance(names, list) and len(pairs) <= MOST_PAIRS and len(names) <= MOST_PAIRS
    sound = sound and all(isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs)
    if not sound or not all(isinstance(name, str) for name in names):
        raise Refused("看不懂送来的内容，请重新打开这张表。")
    if sum(len(name) + len(text) for name, text in pairs) > MOST_TYPED:
        raise TooLong("这张表太长，没有自动保存，请随手按“保存”。")
    return [(encodable(name), encodable(text).replace("\0", "")) for name, text in pairs], [encodable(name) for name in names]


class DeskPages:
    """The addresses of a screen that scripts of its form ask, and those that keep what was typed."""

    def _handle_view(self, name, **arguments):
        """Keep what was typed into a form when nobody is signed in any more."""
        if request.method == "POST" and name in OPENED and not current_user.is_authenticated:
            return lost()
        return super()._handle_view(name, **arguments)

    @expose("/unfinished/", methods=("POST",))
    def unfinished_view(self):
        """Keep what is typed into a form: {at: when}, or {spent: true} for one that is saved already."""
        record = self.found("change") if request.args.get("id") else self.must("create")
        sent, user = body(), current_user.user.id
        given = own(sent.get("number") if isinstance(sent.get("number"), str) else "")
        if given is None:
            raise Foreign("这张表不是您打开的，请重新打开。")
        if desks.was_sent(user, given):
            return jsonify(spent=True)
        pairs, names = pairs_of(sent)
        pairs = typed(self.model, pairs)
        kept = {name for name, _ in pairs}
        if not (names := [name for name in names if name in kept]):
            desks.clear(user, given)
            return jsonify(at="")
        version = number(dict(pairs).get(VERSION))
        return jsonify(at=desks.lay_down(user, given, self.model, record.id if record else 0, version, pairs, names))

    @expose("/unfinished/drop/", methods=("POST",))
    def drop_view(self):
        """Give up what was typed, and open the form as the record is."""
        record = self.found("change") if request.args.get("id") else self.must("create")
        if given := own(request.form.get("number")):
            desks.clear(current_user.user.id, given)
            flash("没写完的内容已经丢掉。", "done")
        return redirect(self.to("edit_view", record) if record else self.to("create_view"))

    @expose("/presence/", methods=("POST",))
    def presence_view(self):
        """Say that the form is open, {others: [sentence], version, saved: sentence}; or, with `left`, that it is no longer."""
        record = self.found("change")
        sent, user = body(), current_user.user.id
        given = own(sent.get("number") if isinstance(sent.get("number"), str) else "")
        if given is None:
            raise Foreign("这张表不是您打开的，请重新打开。")
        if sent.get("left"):
            desks.leave(user, given)
            return jsonify(others=[])
        desks.sit(user, given, self.model, record.id, bool(sent.get("touched")))
        return jsonify(others=self.others(record), version=record.version, saved=self.saved(record, sent.get("version")))

    def others(self, record):
        """Sentences about who else has the form of `record` open."""
        return [
            f"{login} 也开着这一页" + ("" if minutes is None else f"，{minutes} 分钟前动过" if minutes else "，刚刚动过")
            for login, minutes in desks.others(current_user.user.id, self.model, record.id)
        ]

    def saved(self, record, version):
        """A sentence when somebody wrote `record` after `version`, else ""."""
        if not isinstance(version, int) or record.version <= version:
            return ""
        revision = history.revisions(self.model, record.id).where(history.Revision.verb != "draft").first()
        by = revision.change.by if revision else ""
        return "您在别的窗口保存了新的版本" if by == current_user.user.login else f"{by or '别人'} 保存了新的版本"

    # -- what a page of a form shows ---------------------------------------------------------------------------------

    def resumed(self, record):
        """The `Unfinished` form that the address asks to go on with, or None: only one's own, and only of this record."""
        given = line(request.args.get("unfinished"), 40)
        if not given:
            return None
        id = record.id if record else 0
        mine = desks.Unfinished.mine(current_user.user.id, given)
        kept = desks.Unfinished.get_or_none(mine, desks.Unfinished.home == self.model._meta.name, desks.Unfinished.record == id)
        if kept is None:
            flash("没写完的内容已经不在了，这里是现在的内容。", "wait")
        return kept

    def offers(self, form, record):
        """[(`Unfinished`, its token, what differs)] of what this person left here without saving."""
        if request.method == "POST" or form.resumed:
            return []
        rows = desks.unfinished(current_user.user.id, self.model, record.id if record else 0)
        return [(kept, token(kept.number), form.differing(kept)) for kept in rows]


# -- what a session that ended would have lost ----------------------------------------------------------------------


def screen():
    """The screen whose form was sent, or None."""
    name, _, view = (request.endpoint or "").partition(".")
    if request.method != "POST" or view not in OPENED:
        return None
    return next((each for each in current_app.extensions["admin"][0]._views if each.endpoint == name), None)


def lost(error=None):
    """The answer to a form that came without a session or with an old token: what was typed waits for who opened the form."""
    here, given = screen(), told(request.form.get(NUMBER))
    if here and current_user.is_authenticated and own(request.form.get(NUMBER)):
        return stale(here)
    user = User.get_or_none(User.id == given[0], User.active == True) if here and given else None  # noqa: E712
    address = user and keep(here, user, given[1])
    if not address:
        return sign_in.stale(error)
    if not current_user.is_authenticated:
        return render_template("admin/lost.html", login=user.login, onward=address), 401
    return page(Foreign.status, foreign(user))


def stale(here):
    """The form that was sent with an old token, filled in as it was typed, to be sent once more."""
    try:
        record = here.found("change") if request.endpoint.endswith("edit_view") else here.must("create")
        form = here.form(record.values() if record else here.starting(), record)
        form.stale = True
        return here.form_page(form, record, here.waiting(record) if record else None)
    except Refused as refusal:  # nothing catches it for us: we are where trouble is answered
        return page(refusal.status, str(refusal))
    except HTTPException as trouble:
        return page(trouble.code)


def foreign(user):
    """What a person is told who sends the form that `user` opened."""
    return f"这张表里是 {user.login} 写的内容，不能用您的名义保存。已经替 {user.login} 留着，{user.login} 登录后打开这张表就能接着写。"


def keep(here, user, given):
    """Keep what was sent to the screen `here` for `user` under the number `given`; the address where it goes on, or None."""
    verb, slug = ("change", request.args.get("id", "")) if request.endpoint.endswith("edit_view") else ("create", "")
    record = policy.visible(user.actor(), here.model, verb).where(here.model.slug == line(slug, 80)).first() if slug else None
    if (slug and record is None) or not policy.may(user.actor(), verb, here.model):
        return None
    pairs = [*typed(here.model, request.form.items(multi=True)), *uploaded(here.model, user)]
    if sum(len(name) + len(text) for name, text in pairs) > 4 * MOST_TYPED:
        return None
    names = [name for name, text in pairs if text and not name.startswith("_")]
    desks.lay_down(user.id, given, here.model, record.id if record else 0, number(request.form.get(VERSION)), pairs, names)
    return url_for(request.endpoint, unfinished=given, **({"id": record.slug} if record else {}))


def uploaded(home, user):
    """[(name, stored file)] of what `user` uploaded with a form of `home`; what is not accepted, or too much, is left out."""
    pairs = []
    for field in home.shape():
        file = request.files.get(f"{field.name}.file") if field.file else None
        if file is not None and file.filename:
            try:
                pairs.append((field.name, uploads.counted(field, file, user)))
            except Refused:
                continue
    return pairs


def claimed(view):
    """The number of the form that was sent, or a fresh one when it has none. Raises `Foreign` when another person opened it."""
    given = told(request.form.get(NUMBER))
    if given and given[0] != current_user.user.id:
        if (user := User.get_or_none(User.id == given[0])) and keep(view, user, given[1]):
            raise Foreign(foreign(user))
        raise Foreign("这张表是别人打开的，不能用您的名义保存。")
    return given[1] if given else fresh()


def init_app(app):
    """Answer expired tokens, and let browsers forget what a person typed when that person leaves."""
    app.register_error_handler(CSRFError, lost)
    QUIET.update(f"admin_{home._meta.plural}.presence_view" for home in MODELS)  # a page that only lies open is no sign of life

    @app.after_request
    def forget(answer):
        if request.endpoint == "admin_sign_in.sign_out" and request.method == "POST":
            answer.headers["Clear-Site-Data"] = '"storage"'
        return answer
