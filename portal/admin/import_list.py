"""All imports this person may know of, newest first."""

from flask import request
from flask_admin import BaseView, expose

from ..core.importing import runs
from ..core.importing.runs import ImportRun
from ..models import BY_NAME, MODELS
from .people import actor
from .rooms import Room

PAGE = 50


class Imports(Room, BaseView):
    """The list at /admin/imports/."""

    def is_visible(self):
        return False  # people come here from the pages of a model

    @expose("/")
    def index(self):
        """Imports of every model, of oneself or inside one's own area."""
        query = runs.visible(actor(), MODELS).order_by(ImportRun.id.desc())
        home = BY_NAME.get(request.args.get("home", ""))
        if home is not None:
            query = query.where(ImportRun.home == home._meta.name)
        before = request.args.get("before", "")
        if before.isdecimal() and len(before) < 10:
            query = query.where(ImportRun.id < int(before))
        found = list(query.limit(PAGE + 1))
        further = found[PAGE - 1].id if len(found) > PAGE else None
        return self.render("admin/imports.html", runs=[(run, BY_NAME[run.home]) for run in found[:PAGE]], home=home, further=further)
