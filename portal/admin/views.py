"""Saved views of a list: its tabs, and what is done to them."""

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request
from flask_admin import expose
from flask_login import current_user

from ..core.errors import Refused
from ..models import views
from .columns import Columns
from .forms import number
from .listing import Listing
from .question import PLACE

APART = ("view", "from", "all", "personal", *PLACE)  # what an address says besides the list itself
NONE = "没有这个视图，可能已经删除，或者不再共享"


class Tabs:
    """The views that a person may use for one list, the one that is open, and the list it shows.

    `?view=3` opens a view as it was kept; `?from=3&…` is the list that somebody went on to from there.
    """

    def __init__(self, home, args, fence, user):
        self.home, self.user = home, user
        self.views, self.habit = views.known_to(user, home._meta.plural)
        args = list(args)
        given = dict(args)
        self.view = self.opened(given)
        kept = self.view is not None and "from" not in given
        if kept:
            args = [(name, text) for name, text in args if name != "view"] + [*pairs(self.view.query), ("from", str(self.view.id))]
        elif self.first:
            args = [*args, ("all", "1")]
        self.listing = Listing(home, args + self.remembered(dict(args)), fence, lenient=kept)

    def opened(self, given):
        """The view that an address with the arguments `given` is about, or None. Raises `Refused`."""
        asked = given.get("view") or given.get("from")
        if asked is None and self.first and not set(given) - set(PLACE):
            return self.first
        view = next((view for view in self.views if view.id == number(asked)), None)
        if asked is not None and view is None and "view" in given:
            raise Refused(NONE)
        return view

    @property
    def first(self):
        """The view that opens without being asked for, or None."""
        return next((view for view in self.views if self.habit and view.id == self.habit.first), None)

    def remembered(self, given):
        """The columns and the size that this person last chose, where the address does not say."""
        chosen = dict(pairs(self.habit.query)) if self.habit else {}
        if "cols" in chosen:
            known = Columns(self.home).known
            chosen["cols"] = ",".join(name for name in chosen["cols"].split(",") if name in known)
        return [(name, text) for name, text in chosen.items() if name not in given and text]

    @property
    def query(self):
        """What a view of this list would keep."""
        return kept_query(self.listing)

    @property
    def changed(self):
        """Whether the list is no longer what the open view keeps."""
        return self.view is not None and sorted(pairs(self.query)) != sorted(pairs(self.view.query))

    def mine(self, view):
        """Whether this person may change `view`."""
        return view.owner == self.user


def pairs(query):
    """The arguments in `query`. Raises `Refused` for more than a list has: without some of them it would be another list."""
    if len(query := query.lstrip("?")) > views.LONGEST_QUERY:
        raise Refused("这个列表的筛选太长，请去掉几个")
    try:
        return parse_qsl(query, max_num_fields=80)
    except ValueError:
        raise Refused("这个列表的筛选太多，请去掉几个") from None


def kept_query(listing):
    """The arguments of `listing` that a view keeps, as a query."""
    return urlencode([(name, text) for name, text in listing.args.items() if name not in APART])


class ViewPages:
    """What a screen does with views."""

    def tabs(self):
        """The `Tabs` of the list that is asked for."""
        return Tabs(self.model, request.args.items(multi=True), self.fence, current_user.user.id)

    @expose("/views/", methods=("POST",))
    def views_view(self):
        """Keep, change, share or delete a view, or choose columns; then back to the list."""
        acts = {
            "save": self.save_view,
            "update": self.update_view,
            "rename": self.rename_view,
            "share": self.share_view,
            "first": self.first_view,
            "delete": self.delete_saved,
            "columns": self.choose_columns,
        }
        act = acts.get(request.form.get("act", ""))
        if act is None:
            raise Refused("看不出要对视图做什么，请回到列表再试")
        query = act()
        return redirect(self.to("index_view") + (f"?{query}" if query else ""))

    def own_view(self):
        """The view that the form is about, when it is this person's. Raises `Refused`."""
        known, _ = views.known_to(current_user.user.id, self.model._meta.plural)
        view = next((view for view in known if view.id == number(request.form.get("view"))), None)
        if view is None:
            raise Refused(NONE)
        if view.owner != current_user.user.id:
            raise Refused("这个视图是别人共享的，只有本人能改；可以另存为自己的视图")
        return view

    def sent_query(self):
        """The list that was sent, as a view keeps it. Raises `Refused` for what a list does not know."""
        return kept_query(Listing(self.model, pairs(request.form.get("query", "")), self.fence))

    def save_view(self):
        owner, plural = current_user.user.id, self.model._meta.plural
        view = views.keep(owner, plural, request.form.get("name"), self.sent_query(), shared=bool(request.form.get("shared")))
        if request.form.get("first"):
            views.remember(owner, plural, first=view.id)
        flash(f"已保存视图“{view.name}”。", "done")
        return f"view={view.id}"

    def update_view(self):
        view = self.own_view()
        view.query = self.sent_query()
        views.stored(view)
        flash(f"视图“{view.name}”已更新。", "done")
        return f"view={view.id}"

    def rename_view(self):
        view = self.own_view()
        view.name = views.named(request.form.get("name"))
        views.stored(view)
        flash(f"视图已改名为“{view.name}”。", "done")
        return f"view={view.id}"

    def share_view(self):
        view = self.own_view()
        view.shared = request.form.get("shared") == "1"
        views.stored(view)
        flash(f"视图“{view.name}”{'已共享给能打开这个列表的同事' if view.shared else '不再共享'}。", "done")
        return f"view={view.id}"

    def first_view(self):
        known, _ = views.known_to(current_user.user.id, self.model._meta.plural)
        id = number(request.form.get("view"))
        if id and id not in {view.id for view in known}:
            raise Refused(NONE)
        views.remember(current_user.user.id, self.model._meta.plural, first=id)
        flash("下次打开这个列表，先看这个视图。" if id else "下次打开这个列表，先看全部。", "done")
        return f"view={id}" if id else "all=1"

    def delete_saved(self):
        view = self.own_view()
        views.forget(view)
        flash(f"视图“{view.name}”已删除，里面的记录没有变。", "done")
        return "all=1"

    def choose_columns(self):
        """Keep the ticked columns in the order of their numbers, and the size, and show the list with them."""
        known = Columns(self.model).known
        ticked = [name for name in request.form.getlist("cols") if name in known]
        places = {name: number(request.form.get(f"place-{name}")) or 99 for name in ticked}
        columns = ",".join(sorted(dict.fromkeys(ticked), key=places.get))
        usual = not columns or columns == ",".join(Columns(self.model).usual) or request.form.get("usual")
        chosen = {"cols": None if usual else columns, "size": None if request.form.get("usual") else request.form.get("size")}
        sent = {name: text for name, text in pairs(request.form.get("query", "")) if name not in PLACE} | chosen
        sent = {name: text for name, text in sent.items() if text and (name, text) != ("size", "25")}
        Listing(self.model, sent.items(), self.fence)
        habit = urlencode({name: sent[name] for name in ("cols", "size") if name in sent})
        views.remember(current_user.user.id, self.model._meta.plural, query=habit)
        return urlencode(sent)
