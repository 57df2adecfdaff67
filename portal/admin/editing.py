"""New records and changed ones: a form, its children on the same page, and all of it through the door as one change."""

from flask import flash, redirect, request
from flask_admin import expose

from ..core import history, publishing
from ..core.changes import Edit, change
from ..core.errors import Forbidden
from .children import Family
from .clashes import collide
from .forms import VERSION, WHY, RecordForm, line
from .people import actor


class Undone(Exception):
    """Something of a change was refused, so nothing of it is written."""


class EditPages:
    """The form of a screen."""

    def form(self, values, record=None):
        """The form, filled with `values` and with what was sent, and the children of `record` under it."""
        sent = request.form if request.method == "POST" else None
        family = Family(self.model, record, self.fence, sent)
        family.warm(self.shape, values)
        form = RecordForm(self.shape, self.fence, self.lookup, values, sent, record.version if record else 0, request.files)
        form.family = family.drawn()
        return form

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        """An empty form; sent, a new record."""
        self.must("create")
        form = self.form(self.starting())
        if request.method == "POST" and (outcome := self.save(form, None)):
            flash(f"已新建{self.label}“{self.fence.title_of(self.model, form.kept) or outcome.slug}”。{form.family.told()}", "done")
            return redirect(self.to("details_view", id=outcome.slug))
        return self.form_page(form, None)

    def starting(self):
        """What a new record opens with; the address may name what it points at: ?community=beima."""
        values = self.shape.blank()
        for field in self.shape.relations:
            if slug := line(request.args.get(field.name), 80):
                seen = self.fence.named(field.target, slug)
                values[field.name] = seen.id if seen else None
                if seen and field.target is self.model and "division" in self.shape:
                    values["division"] = values.get("division") or seen.__data__["division"]
        return values

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        """The form of one record; sent, its values merged with what others wrote meanwhile."""
        record = self.found("change")
        draft = self.waiting(record)
        form = self.form(self.opening(record, draft), record)
        if request.method == "GET":
            self.noted(record, "修改")
        elif self.moves(record, form):
            return self.form_page(form, record, draft)
        elif outcome := self.save(form, record):
            self.say(outcome, form)
            return redirect(self.to("details_view", id=outcome.slug))
        return self.form_page(form, record, draft)

    def waiting(self, record):
        """The draft that waits on `record`, or None."""
        return publishing.waiting(self.model, record.id) if self.model._meta.published else None

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
        if draft is not None:
            form.from_draft(record)
        status = 409 if form.collisions else 422 if form.wrong or form.general or form.family.wrong else 200
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
        """The outcome of sending `form` and its children through the door, or None after saying in it what is wrong."""
        form.kept = form.read()
        form.family.read()
        if form.wrong or form.family.wrong:
            form.check(form.kept)
            form.family.check()
            return None
        edit = Edit(self.model, record and record.id, base=record and form.version, values=form.kept, draft=form.as_draft)
        try:
            with change(by=actor(), via="admin", why=form.why) as work:
                outcome = work.one(edit)
                whole = form.family.write(work, form, record.id if record else outcome.id) and bool(outcome)
                if not whole:
                    raise Undone
        except Undone:
            self.complain(form, outcome)
            return None
        return outcome

    def complain(self, form, outcome):
        """Say beside each input why nothing was written, whichever record it belongs to."""
        if isinstance(outcome.refusal, Forbidden):
            raise outcome.refusal
        if outcome.kind == "conflict":
            form.collisions = collide(form, self.model, outcome, self.fence)
        elif not outcome:
            form.complain(outcome.issues)
        form.collisions += form.family.complain()

    def say(self, outcome, form):
        """Tell what saving came to."""
        merged = outcome.kind == "changed" and form.version and outcome.version != form.version + 1
        if outcome.kind == "drafted":
            flash(f"已存为草稿，公开的内容没有变，等有发布权限的人发布。{form.family.told()}", "done")
        elif outcome.kind == "unchanged" and not form.family.told():
            flash("没有变化，什么也没写。", "wait")
        else:
            flash("已保存。" + ("已合并别人的修改。" if merged else "") + form.family.told(), "done")
