"""我的账号: where somebody is signed in, their password, their second step, and what was written down about them."""

from flask import flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_login import current_user

from ..core import looks
from ..core.changes import Edit, change
from ..core.errors import Refused
from ..models import User, passwords, second_steps
from ..models.second_steps import SecondStep
from ..models.sessions import Session
from . import second_step, throttle
from .answers import later, typed
from .entering import enter, whole
from .forms import number
from .history import local
from .home import grants
from .people import limits, two_steps
from .rooms import Room

NOT_KNOWN = "原来的口令不对。"
NOT_PROVED = "口令或者码不对。"


class Me(Room, BaseView):
    """The pages at /admin/me/: everybody has them, for themselves only."""

    def is_visible(self):
        return False

    @expose("/")
    def index(self):
        """Everything about one's own account."""
        return self.page()

    def page(self, status=200, **wrong):
        """The page; `wrong`: name of a form → what is wrong with what it sent."""
        user = current_user.user
        page = self.render(
            "admin/me.html",
            user=user,
            grants=grants(user),
            sessions=Session.open_of(user, *limits()),
            mine=current_user.session,
            second=SecondStep.get_or_none(SecondStep.user == user),
            codes_left=second_steps.codes_left(user),
            required=self.required(),
            looks=looks.own(user.login),
            whats=looks.WHATS,
            wrong=wrong,
        )
        return page, status

    def local(self, moment):
        """A moment of the database on the neighbourhood's clock."""
        return local(moment).strftime("%Y-%m-%d %H:%M")

    def required(self):
        """Whether a role of this person must sign in with two steps."""
        return any(grant.role in two_steps() for grant in current_user.actor.grants)

    # -- sessions -------------------------------------------------------------------------------------------------

    @expose("/end/", methods=("POST",))
    def end(self):
        """End one session of one's own, or all but this one."""
        user, named = current_user.user, request.form.get("session", "")
        if named == "others":
            ended = Session.end_all(user, but=current_user.session)
        else:
            row = Session.get_or_none(Session.id == number(named), Session.user == user, Session.ended_at.is_null())
            ended = 1 if row else 0
            if row is not None and row.id == current_user.session.id:
                return redirect(url_for("admin_sign_in.sign_out"), 307)
            if row is not None:
                row.end()
        if ended:
            looks.note(user.login, "session ended", detail=f"{ended} 处")
        flash(f"已结束 {ended} 处登录，那里要重新输入口令才能进来。" if ended else "那里已经不在登录了。", "done")
        return redirect(self.get_url(".index"))

    # -- the password ---------------------------------------------------------------------------------------------

    @expose("/password/", methods=("POST",))
    def password(self):
        """Change one's own password; every other session ends with the old one."""
        user, sent = current_user.user, typed()
        try:
            self.prove(sent.get("old", ""), NOT_KNOWN)
            if sent.get("new") != sent.get("again"):
                raise Refused("两次输入的新口令不一样，请再输入一次。")
            if sent.get("new") == sent.get("old"):
                raise Refused("新口令和原来的一样，请换一个。")
            hashed = passwords.chosen(User.password, sent.get("new", ""), user.login)
        except Refused as reason:
            return self.page(reason.status if reason.status == 429 else 422, password=str(reason))
        with change(by=user.itself(), via="admin", why="本人改口令") as work:
            work.one(Edit(User, user.id, values={"password": hashed})).must()
        looks.note(user.login, "password", User, user.id, request.remote_addr or "")
        Session.end_all(user, but=current_user.session)
        enter(User.get_by_id(user.id), current_user.session.steps)
        whole()
        flash("口令已改。别处的登录都已结束。", "done")
        return redirect(self.get_url(".index"))

    def prove(self, password, sentence, code=None):
        """Raise `Refused` with `sentence` unless this person knows the password, and the code when one is asked for."""
        user = current_user.user
        counted = throttle.confirming(user)
        throttle.take(counted)
        if not user.knows(password) or (code is not None and not second_steps.passes(user, code)):
            raise Refused(sentence + later(throttle.wait(counted)))
        throttle.release(counted)

    # -- the second step ------------------------------------------------------------------------------------------

    @expose("/two-steps/", methods=("GET", "POST"))
    def two_steps(self):
        """Set the second step up: what to scan, and a code that proves it was."""
        user = current_user.user
        if SecondStep.get_or_none(SecondStep.user == user) is not None:
            flash("两步登录已经启用。", "wait")
            return redirect(self.get_url(".index", _anchor="two-steps"))
        sentence = ""
        if request.method == "POST":
            try:
                self.prove(typed().get("password", ""), "口令不对。")
                codes, sentence = second_step.proved(user)
            except Refused as reason:
                codes, sentence = None, str(reason)
            if codes:
                enter(user, steps=2)
                whole()
                return self.render("admin/me-codes.html", codes=codes)
        page = self.render("admin/me-two-steps.html", sentence=sentence, **second_step.offered())
        return page, 422 if sentence else 200

    @expose("/two-steps/off/", methods=("POST",))
    def two_steps_off(self):
        """Go back to the password alone, where no role forbids it."""
        user, sent = current_user.user, typed()
        try:
            if self.required():
                raise Refused("您的角色要求两步登录，不能停用。换手机请先用恢复码登录，再找管理员重设。")
            self.prove(sent.get("password", ""), NOT_PROVED, sent.get("code", ""))
        except Refused as reason:
            return self.page(reason.status if reason.status == 429 else 422, two_steps=str(reason))
        second_steps.take_away(user)
        looks.note(user.login, "two steps off", User, user.id, request.remote_addr or "")
        flash("两步登录已停用，今后只用口令登录。", "done")
        return redirect(self.get_url(".index"))

    @expose("/two-steps/codes/", methods=("POST",))
    def new_codes(self):
        """Ten new recovery codes instead of the old ones."""
        user, sent = current_user.user, typed()
        try:
            self.prove(sent.get("password", ""), NOT_PROVED, sent.get("code", ""))
        except Refused as reason:
            return self.page(reason.status if reason.status == 429 else 422, two_steps=str(reason))
        codes = second_steps.new_codes(user)
        looks.note(user.login, "recovery codes", User, user.id, request.remote_addr or "")
        return self.render("admin/me-codes.html", codes=codes)
