"""The screen all areas share: list, form, details, delete, history, import and export, drawn from a model's shape.

It stands on Flask-Admin's `BaseModelView` for its addresses and its place in the menu; reading goes through policy,
writing through the door.
"""

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_admin.model import BaseModelView
from flask_login import current_user

from ..core import clock, history, looks, policy, publishing
from ..core.changes import Edit, change
from ..core.errors import Forbidden
from ..core.record import STATES
from .bulk import BulkPages
from .children import read_only
from .deleting import DeletePages
from .desk import DeskPages
from .editing import EditPages
from .exports import ExportPages
from .forms import line, number
from .history import HistoryPages
from .imports import ImportPages
from .inline import InlinePages
from .lists import ListPages
from .lookups import LookupPages
from .people import actor, fence
from .rooms import Room
from .trash import TrashPages
from .trees import TreePages
from .views import ViewPages

BADGES = {"published": "live", "draft": "wait"}


class Screen(
    ListPages,
    ViewPages,
    BulkPages,
    InlinePages,
    EditPages,
    DeskPages,
    DeletePages,
    TrashPages,
    TreePages,
    HistoryPages,
    ImportPages,
    ExportPages,
    LookupPages,
    Room,
    BaseModelView,
):
    """Everything a clerk does with one model; an area subclasses it only to say what differs."""

    public_path = ""  # where residents find a record: public_path + slug

    def __init__(self, model, category):
        self.shape, self.label = model.shape(), model._meta.label
        self.searched_words = "、".join(field.label for field in self.shape.searched)
        self.personal = [field for field in self.shape.personal if not field.secret]
        super().__init__(model, name=self.label, category=category, endpoint=f"admin_{model._meta.plural}", url=model._meta.plural)

    def _refresh_cache(self):
        """Nothing is drawn at start-up: columns, forms and filters depend on who asks."""

    # -- who may what ---------------------------------------------------------------------------------------------

    fence = property(lambda self: fence())

    def is_accessible(self):
        return super().is_accessible() and bool(policy.paths(actor(), "see", self.model))

    def inaccessible_callback(self, name, **arguments):
        if current_user.is_authenticated:
            raise Forbidden(policy.may(actor(), "see", self.model).reason)
        return super().inaccessible_callback(name, **arguments)

    def allowed(self, verb, record=None):
        """The `Answer` to whether this person may `verb` here, or this very record."""
        return policy.may(actor(), verb, self.model, record and record.area)

    def must(self, verb, record=None):
        """Raise `Forbidden`, with the reason, unless `allowed`."""
        if not (answer := self.allowed(verb, record)):
            raise Forbidden(answer.reason)

    def get_one(self, key):
        """The record of that slug or id, or None: a foreign record is no record."""
        record = self.seen(self.model.slug == line(key, 80)) if key else None
        return record or (self.seen(self.model.id == number(key)) if number(key) else None)

    def read_again(self, record):
        """`record` as it is now, or None when it is gone or elsewhere."""
        return self.seen(self.model.id == record.id)

    def seen(self, condition):
        """The record that fulfils `condition`, or None: a foreign record is no record."""
        record = policy.visible(actor(), self.model).where(condition).first()
        return record and self.fence.entitled(self.model, [record])[0]

    def found(self, verb="see"):
        """The record that the address names. 403 for a verb this person has nowhere, 404 for what is not seen."""
        self.must(verb)
        record = self.get_one(request.values.get("id", "")) or abort(404)
        self.must(verb, record)
        return record

    # -- addresses and words ----------------------------------------------------------------------------------------

    def to(self, view, record=None, **values):
        """The address of one of this screen's views, for `record` when one is named."""
        return url_for(f"{self.endpoint}.{view}", **({"id": record.slug} if record is not None else {}), **values)

    def lookup(self, field):
        """Where a picker of `field` asks."""
        return self.to("ajax_lookup", name=field.name)

    def why(self, record):
        """Where it is said what this person may do with `record` and why; open to everybody who sees it."""
        return url_for("explain.index", home=self.model._meta.plural, record=record.slug)

    def public_address(self, record):
        """Where residents read `record`, or "" when they cannot."""
        return f"{request.script_root}{self.public_path}{record.slug}" if self.public_path and record.is_public() else ""

    def badge(self, record):
        """(the state in a word, how its badge looks); nothing for models without states."""
        if not self.model._meta.published:
            return None
        if record.state == "published" and not record.is_public():
            return ("待上线" if record.publish_at and record.publish_at > clock.now() else "已下线"), "wait"
        return STATES.get(record.state, record.state), BADGES.get(record.state, "")

    def noted(self, record, detail):
        """Write down that somebody looks at the personal fields of `record`, when they hold anything."""
        if any(getattr(record, field.name) for field in self.personal):
            looks.note(current_user.user.login, "look", self.model, record.id, detail)

    def acts(self, record):
        """[(words, address, key)] of what else can be done with `record`; an area that has more says so."""
        return []

    # -- details ------------------------------------------------------------------------------------------------------

    @expose("/details/")
    def details_view(self):
        """Every field of one record, personal ones masked."""
        return self.details(self.found())

    @expose("/reveal/", methods=("POST",))
    def reveal_view(self):
        """The same page with personal fields in clear; the look is written down first."""
        record = self.found()
        looks.note(current_user.user.login, "look", self.model, record.id, "详情")
        return self.details(record, revealed=True)

    def details(self, record, revealed=False):
        values = record.values()
        facts = [
            (field, self.fence.shown(field, values[field.name], masked=not revealed), self.targets(field, values[field.name]))
            for field in self.shape
            if values[field.name] or field.name not in self.model._meta.one_of  # of those, one is set: the rest says nothing
        ]
        masked = not revealed and any(values[field.name] for field in self.personal)
        return self.render(
            "admin/details.html",
            record=record,
            facts=facts,
            masked=masked,
            revealed=revealed,
            waiting=self.waiting(record),
            last=history.revisions(self.model, record.id).first(),
            children=read_only(record, self.fence),
        )

    def targets(self, field, value):
        """[(title, address)] of what a relation points at, as far as this person may open it."""
        if not field.target or not policy.paths(actor(), "see", field.target):
            return []
        seen = self.fence.records(field.target, (value or ()) if field.many else [value])
        return [(target.title, url_for(f"admin_{field.target._meta.plural}.details_view", id=target.slug)) for target in seen.values()]

    @expose("/withdraw/", methods=("POST",))
    def withdraw_view(self):
        """Take back the draft that waits; its words stay in the history."""
        record = self.found("change")
        with change(by=actor(), via="admin") as work:
            outcome = work.one(Edit(self.model, record.id, verb="withdraw"))
        taken = outcome.kind == "withdrawn"
        flash("草稿已撤回，写过的话还在历史里。" if taken else "没有等待发布的草稿。", "done" if taken else "wait")
        return redirect(self.to("details_view", record))

    @expose("/publish/", methods=("POST",))
    def publish_view(self):
        """Take the waiting draft into the record."""
        record = self.found("publish")
        with change(by=actor(), via="admin") as work:
            outcome = publishing.publish(work, self.model, record.id)
        if outcome is None:
            flash("没有等待发布的草稿。", "wait")
        elif outcome:
            flash("草稿已发布。", "done")
        elif outcome.kind == "conflict":
            flash("草稿写好以后，别人改了同样的内容，请打开表单核对后再保存。", "urgent")
        else:
            flash("没有发布：" + "；".join(s for many in outcome.issues.values() for s in many), "urgent")
        return redirect(self.to("details_view", record))
