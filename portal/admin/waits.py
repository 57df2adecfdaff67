"""The records that wait for somebody to put them right, one page a kind."""

from flask import abort, redirect, request, url_for
from flask_admin import BaseView, expose

from ..core import policy
from ..models.waits import waits
from .forms import number
from .people import actor, fence
from .rooms import Room

SIZE = 50  # rows a page


class Waits(Room, BaseView):
    """The pages at /admin/waits/<name>; the first page leads here."""

    def is_visible(self):
        return False

    @expose("/")
    def index(self):
        """All kinds stand on the first page."""
        return redirect(url_for("admin.index"))

    @expose("/<kind>")
    def one(self, kind):
        """The records that wait, in order of their ids; `after` is the last id of the page before."""
        wait, condition = next(((wait, condition) for wait, condition in waits() if wait.name == kind), (None, None))
        if wait is None or not policy.may(actor(), "change", wait.home):
            abort(404)
        after = number(request.args.get("after"))
        query = policy.visible(actor(), wait.home, "change").where(condition, wait.home.id > after).order_by(wait.home.id)
        rows = fence().entitled(wait.home, query.limit(SIZE + 1), wait.home.shape().relations)
        return self.render("admin/waits.html", wait=wait, rows=rows[:SIZE], more=len(rows) > SIZE, place=place, first=not after)


def place(record):
    """Where `record` lies, in words."""
    shape = record.shape()
    naming = {field.name for field in record.naming()}
    words = [fence().shown(shape[name], record.__data__[name]) for name in record.places() if name not in naming]
    return "、".join(filter(None, words))
