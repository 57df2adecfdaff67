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
from .forms import VERSION, WHY, RecordForm, line, number
from .history import HistoryPages
from .imports import ImportPages
from .inputs import reference
from .listing import FilterBox, Listing
from .people import actor, fence, fenced
from .rooms import Room

OFFERED = 8  # records a picker lists
EXPORTS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ACTIONS = {"publish": ("发布", "published"), "archive": ("归档", "archived")}  # what may be done to ticked rows
BADGES = {"published": "live", "draft": "wait"}


class Screen(HistoryPages, ImportPages, Room, BaseModelView):
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
        return record or (visible.where(self.model.id == number(key)).first() if number(key) else None)

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
        )

    def targets(self, field, value):
        """[(title, address)] of what a relation points at, as far as this person may open it."""
        if not field.target or not policy.paths(actor(), "see", field.target):
            return []
        seen = self.fence.records(field.target, (value or ()) if field.many else [value])
        return [(target.title, url_for(f"admin_{field.target._meta.plural}.details_view", id=target.slug)) for target in seen.values()]

    def waiting(self, record):
        """The draft that waits on `record`, or None."""
        return publishing.waiting(self.model, record.id) if self.model._meta.published else None

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

    # -- new and edit -------------------------------------------------------------------------------------------------

    def form(self, values, version=0):
        """The form, filled with `values` and with what was sent."""
        return RecordForm(self.shape, self.fence, self.lookup, values, request.form if request.method == "POST" else None, version)

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        """An empty form; sent, a new record."""
        self.must("create")
        form = self.form({field.name: field.start() for field in self.shape})
        if request.method == "POST" and (outcome := self.save(form, None)):
            flash(f"已新建{self.label}“{self.model.title_of(form.kept) or outcome.slug}”。", "done")
            return redirect(self.to("details_view", id=outcome.slug))
        return self.form_page(form, None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """The form of one record; sent, its values merged with what others wrote meanwhile."""
        record = self.found("change")
        draft = self.waiting(record)
        form = self.form(self.opening(record, draft), record.version)
        if request.method == "GET":
            self.noted(record, "修改")
        elif self.moves(record, form):
            return self.form_page(form, record, draft)
        elif outcome := self.save(form, record):
            self.say(outcome, form)
            return redirect(self.to("details_view", id=outcome.slug))
        return self.form_page(form, record, draft)

    def opening(self, record, draft):
        """What the form opens with: the record, or the draft that waits on it."""
        values = record.values()
        if draft is not None and "fresh" not in request.args:
            values |= self.shape.load(history.json.loads(draft.snapshot))
        return values

    def moves(self, record, form):
        """Whether the page must be confirmed before it is saved; an area that moves other records says so."""
        return False

    def form_page(self, form, record, draft=None):
        status = 409 if form.collisions else 422 if form.wrong or form.general else 200
        page = self.render(
            "admin/edit.html",
            form=form,
            record=record,
            draft=draft,
            VERSION=VERSION,
            WHY=WHY,
            last=record and history.revisions(self.model, record.id).first(),
        )
        return page, status

    def save(self, form, record):
        """The outcome of sending `form` through the door, or None after saying in the form what is wrong."""
        values = form.kept = form.read()
        if form.wrong:
            form.check(values)
            return None
        edit = Edit(self.model, record and record.id, base=record and form.version, values=values, draft=form.as_draft)
        with change(by=actor(), via="admin", why=form.why) as work:
            outcome = work.one(edit)
        if outcome:
            return outcome
        if isinstance(outcome.refusal, Forbidden):
            raise outcome.refusal
        if outcome.kind == "conflict":
            self.collide(form, record, values, outcome)
        form.complain(outcome.issues)
        return None

    def say(self, outcome, form):
        """Tell what saving came to."""
        if outcome.kind == "unchanged":
            flash("没有变化，什么也没写。", "wait")
        elif outcome.kind == "drafted":
            flash("已存为草稿，公开的内容没有变，等有发布权限的人发布。", "done")
        else:
            merged = form.version and outcome.version != form.version + 1
            flash("已保存。" + ("已合并别人的修改。" if merged else ""), "done")

    def collide(self, form, record, values, outcome):
        """Move the form to today's version: what only others changed is taken over, what both changed is laid side by side."""
        kept = history.snapshot(self.model, record.id, form.version)
        base = self.shape.load(kept) if kept else {}
        today = self.model.get_by_id(record.id).values()
        both = {collision.name for collision in outcome.collisions}
        for name, value in values.items():
            if name not in both and name in base and value == base[name]:
                form[name].put(today[name])
        writers = self.writers(record.id, form.version)
        form.collisions = [
            Clash(collision, form[collision.name], writers.get(collision.name), self.fence) for collision in outcome.collisions
        ]
        form.version = outcome.version

    def writers(self, id, version):
        """name of a field → the change that wrote it last after `version`."""
        writers = {}
        for revision, fields in history.timeline(self.model, id, most=30):
            if revision.version > version and revision.verb != "draft":
                for field, _, _ in fields:
                    writers.setdefault(field.name, revision.change)
        return writers

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
        if typed:
            named = target.slug == typed
            query = query.where(named if found is None else found | named)
        rows = list(query.order_by(target.sort, target.id).limit(OFFERED))
        notes = self.places(target, rows)
        return jsonify([{"value": reference(row), "title": row.title, "note": note} for row, note in zip(rows, notes, strict=True)])

    def places(self, target, rows):
        """What tells records of one title apart: where they lie, and their slug."""
        place = target._meta.place
        ids = [getattr(row, target._meta.fields[place].object_id_name) if place else None for row in rows]
        above = self.fence.records(target._meta.fields[place].rel_model, ids) if place else {}
        return [" ".join([*([above[id].title] if id in above else []), row.slug]) for id, row in zip(ids, rows, strict=True)]

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self):
        """Nothing is edited inside a list."""
        abort(404)


class Clash:
    """One field that two people changed: what it was, is now and was typed, in words."""

    def __init__(self, collision, box, change, fence):
        self.name, self.label, self.id = collision.name, collision.label, box.id
        self.base, self.theirs = (fence.shown(collision.field, value) for value in (collision.base, collision.theirs))
        self.mine = fence.shown(collision.field, collision.mine)
        self.by = change.by if change else ""
