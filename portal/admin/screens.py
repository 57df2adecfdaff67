"""The screen all areas share: list, form, details, delete, history, import and export, drawn from a model's shape.

It stands on Flask-Admin's `BaseModelView` for its addresses and its place in the menu; reading goes through policy,
writing through the door.
"""

from flask import Response, abort, flash, jsonify, redirect, request, stream_with_context, url_for
from flask_admin import expose
from flask_admin.model import BaseModelView
from flask_login import current_user

from ..core import clock, exporting, history, looks, policy, publishing, search
from ..core.changes import Edit, change
from ..core.errors import Forbidden
from ..core.homes import pointing_at
from ..core.record import STATES
from .children import read_only
from .editing import EditPages
from .forms import VERSION, WHY, line, number
from .history import HistoryPages
from .imports import ImportPages
from .inputs import reference
from .listing import FilterBox, Listing
from .people import actor, fence, fenced
from .rooms import Room
from .trees import TreePages

OFFERED = 8  # records a picker lists
EXPORTS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ACTIONS = {"publish": ("发布", "published"), "archive": ("归档", "archived")}  # what may be done to ticked rows
BADGES = {"published": "live", "draft": "wait"}


class Screen(EditPages, TreePages, HistoryPages, ImportPages, Room, BaseModelView):
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
        visible = policy.visible(actor(), self.model)
        record = visible.where(self.model.slug == line(key, 80)).first() if key else None
        record = record or (visible.where(self.model.id == number(key)).first() if number(key) else None)
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

    # -- list ---------------------------------------------------------------------------------------------------------

    @expose("/")
    def index_view(self):
        """The list, as the address asks for it."""
        listing = Listing(self.model, request.args.items(), self.fence)
        filters = [FilterBox(listing, field, self.lookup(field) if field.target else "") for field in self.shape.filtered]
        return self.render("admin/list.html", listing=listing, filters=filters, actions=self.actions())

    def actions(self):
        """name → word of what this person may do to ticked rows."""
        if not self.model._meta.published:
            return {"delete": "删除…"} if self.allowed("delete") else {}
        offered = {name: word for name, (word, _) in ACTIONS.items() if self.allowed("publish") and self.allowed("change")}
        return offered | ({"delete": "删除…"} if self.allowed("delete") else {})

    @expose("/action/", methods=("POST",))
    def action_view(self):
        """Do one thing to every ticked record, each through the door."""
        name = request.form.get("action", "")
        if name not in (*ACTIONS, "delete"):
            abort(400)
        self.must("delete" if name == "delete" else "publish")
        if name not in self.actions():
            abort(400)
        records = [record for key in request.form.getlist("rowid")[:200] if (record := self.get_one(key))]
        if not records:
            flash("没有选中任何一条。", "wait")
            return redirect(self.to("index_view"))
        if name == "delete" and "confirmed" not in request.form:
            return self.render("admin/delete.html", records=records, pointing=[], many=True)
        edits = [
            Edit(self.model, record.id, verb="delete")
            if name == "delete"
            else Edit(self.model, record.id, values={"state": ACTIONS[name][1]})
            for record in records
        ]
        with change(by=actor(), via="admin") as work:
            outcomes = work.apply(edits)
        self.tell(name, records, outcomes)
        return redirect(self.to("index_view"))

    def tell(self, name, records, outcomes):
        """Say how many went well, and for each other one why not."""
        word = "删除" if name == "delete" else ACTIONS[name][0]
        good = sum(outcome.kind in ("changed", "deleted") for outcome in outcomes)
        if good:
            flash(f"已{word} {good} 条{self.label}。", "done")
        for record, outcome in zip(records, outcomes, strict=True):
            if outcome.kind == "drafted":
                flash(f"“{record.title}”等有发布权限的人发布。", "wait")
            elif not outcome:
                flash(f"“{record.title}”没有{word}：{'；'.join(s for many in outcome.issues.values() for s in many)}", "urgent")

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

    # -- delete -------------------------------------------------------------------------------------------------------

    @expose("/delete/", methods=("POST",))
    def delete_view(self):
        """Ask first, saying what points here; then delete through the door."""
        record = self.found("delete")
        if "confirmed" not in request.form:
            pointing = pointing_at(self.model, record.id, actor())
            return self.render("admin/delete.html", records=[record], pointing=pointing, many=False)
        with change(by=actor(), via="admin", why=line(request.form.get(WHY), 200)) as work:
            outcome = work.one(Edit(self.model, record.id, base=number(request.form.get(VERSION)) or None, verb="delete"))
        if not outcome:
            flash("没有删除：" + "；".join(s for many in outcome.issues.values() for s in many), "urgent")
            return redirect(self.to("details_view", record))
        flash(f"已删除“{record.title}”。", "done")
        return redirect(self.to("history_view", id=record.id))

    # -- export and lookup ----------------------------------------------------------------------------------------------

    @expose("/export/<export_type>/")
    def export(self, export_type):
        """What the list shows, all pages of it, as a file; personal columns only when asked for. Written down."""
        if export_type not in EXPORTS:
            abort(404)
        self.must("export")
        listing = Listing(self.model, request.args.items(), self.fence, verbs=("see", "export"))
        personal = listing.args.get("personal") == "1"
        fields = [field for field in self.shape if not field.secret and (personal or not field.personal)]
        shown = "含个人信息" if personal and self.personal else ""
        looks.note(current_user.user.login, "export", self.model, None, f"{export_type} {listing.address()} {shown}".strip())
        fields = fenced(fields, self.fence)
        body = (
            exporting.xlsx(self.model, listing.ordered, fields)
            if export_type == "xlsx"
            else stream_with_context(exporting.csv_lines(self.model, listing.ordered, fields))
        )
        name = f"{self.model._meta.plural}-{clock.today().isoformat()}.{export_type}"
        return Response(body, content_type=EXPORTS[export_type], headers={"Content-Disposition": f"attachment; filename={name}"})

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        """The records that a picker offers for what was typed: [{value, title, note}], never more than OFFERED."""
        field = self.shape.by_name.get(request.args.get("name", ""))
        if field is None or not field.target:
            abort(404)
        target, typed = field.target, line(request.args.get("query"), 80)
        query = policy.visible(actor(), target)
        found = search.records(target, typed) if typed else None
        rows = []
        if typed:
            named = target.slug == typed
            query = query.where(named if found is None else found | named)
            title = target.shape().by_name[target._meta.title]
            rows = [] if title.personal else list(policy.visible(actor(), target).where(title == typed).order_by(target.id).limit(OFFERED))
        exact = {row.id for row in rows}  # what is called just so comes first
        rows += [row for row in query.order_by(target.sort, target.id).limit(OFFERED) if row.id not in exact]
        rows = self.fence.entitled(target, rows[:OFFERED])
        notes = self.places(target, rows)
        return jsonify([{"value": reference(row), "title": row.title, "note": note} for row, note in zip(rows, notes, strict=True)])

    def places(self, target, rows):
        """What tells records of one title apart: where they lie, and their slug."""
        above = {}
        for name in reversed(target.places()):
            field = target.shape()[name]
            titles = self.fence.records(field.target, [row.__data__[name] for row in rows])
            above |= {row.id: titles[row.__data__[name]].title for row in rows if row.__data__[name] in titles}
        return [f"{above.get(row.id, '')} {row.slug}".strip() for row in rows]

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self):
        """Nothing is edited inside a list."""
        abort(404)
