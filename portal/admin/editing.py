"""New records and changed ones: a form, its children on the same page, and all of it through the door as one change."""

from flask import flash, redirect, request
from flask_admin import expose
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from ..core import history, publishing
from ..core.changes import Edit, change
from ..core.errors import Forbidden, Taken
from ..models import desks
from . import desk
from .children import Family
from .clashes import collide
from .desk import Undone
from .forms import DRAFT, NEXT, NUMBER, VERSION, WHY, RecordForm, line
from .people import actor


class EditPages:
    """The form of a screen."""

    def form(self, values, record=None):
        """The form, filled with `values` and with what was sent, and the children of `record` under it."""
        posted = request.method == "POST"
        resumed = None if posted else self.resumed(record)
        sent = request.form if posted else MultiDict(resumed.pairs) if resumed else None
        family = Family(self.model, record, self.fence, sent)
        family.warm(self.shape, values)
        form = RecordForm(self.shape, self.fence, self.lookup, values, sent, record.version if record else 0, request.files)
        form.family, form.resumed = family.drawn(), resumed
        form.number = desk.claimed(self) if posted else resumed.number if resumed else desk.fresh()
        form.token = desk.token(form.number)
        return form

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        """An empty form; sent, a new record."""
        self.must("create")
        form = self.form(self.starting())
        if request.method == "POST":
            try:
                outcome = self.save(form, None)
            except desk.Repeated as again:
                return self.repeated(form, None, again.first)
            if outcome:
                flash(f"已新建{self.label}“{self.fence.title_of(self.model, form.kept) or outcome.slug}”。{form.family.told()}", "done")
                return redirect(self.onward(outcome))
        return self.form_page(form, None)

    def onward(self, outcome):
        """Where saving leads: the record, its form again, or the form of a next one that starts like this one."""
        wish = request.form.get(NEXT)
        if wish == "another" and self.allowed("create"):
            given = {field.name: request.args[field.name] for field in self.shape.relations if field.name in request.args}
            return self.to("create_view", **given)
        return self.to("edit_view" if wish == "stay" else "details_view", id=outcome.slug)

    def repeated(self, form, record, first):
        """The answer to a form that was written already: what it came to, or the form once more when other words stand in it."""
        made = record or next(iter(self.fence.records(self.model, [first.record]).values()), None)
        if first.digest == desk.digest():
            flash("这张表已经保存过了，没有重复保存。" if made else "这张表已经保存过了，那条记录后来不在了。", "wait")
            return redirect(self.to("details_view", made) if made else self.to("index_view"))
        form.repeated, form.number = made or self.label, desk.fresh()
        form.token = desk.token(form.number)
        return self.form_page(form, record)

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
        else:
            try:
                outcome = self.save(form, record)
            except desk.Repeated as again:
                return self.repeated(form, record, again.first)
            if outcome:
                self.say(outcome, form)
                return redirect(self.onward(outcome))
            if form.collisions or not all(form[field.name].sent for field in self.personal):
                self.noted(record, "修改")  # the page shows more than was sent
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
        status = (
            400
            if form.stale
            else 409
            if form.collisions or form.repeated
            else 422
            if form.wrong or form.general or form.family.wrong
            else 200
        )
        page = self.render(
            "admin/edit.html",
            form=form,
            record=record,
            draft=draft,
            NAMES={"version": VERSION, "why": WHY, "draft": DRAFT, "number": NUMBER, "next": NEXT},
            scripts=self.scripts_of(form, record),
            offers=self.offers(form, record),
            others=self.others(record) if record else [],
            fresh=self.address_of_form(record),
            last=record and history.revisions(self.model, record.id).first(),
        )
        return page, status

    def scripts_of(self, form, record):
        """Names of the scripts of the page; the order matters: what stops a form from being sent comes before what asks whether it was."""
        own = ["children"] * bool(form.family.sections) + ["picker", "next-times", *form.scripts]
        return list(dict.fromkeys([*own, "again", "unsaved", "autosave", "save-keys", *["presence"] * bool(record)]))

    def address_of_form(self, record):
        """The address of the form as it is opened fresh."""
        return self.to("edit_view", record) if record else self.to("create_view")

    def save(self, form, record):
        """The outcome of sending `form` and its children through the door, or None after saying in it what is wrong.

        Raises `desk.Repeated` for a form that was written already: nothing is written twice.
        """
        user, written = current_user.user.id, desk.digest()
        # a changed record merges what is sent twice with other words; a new one would be made twice
        spent = f"{form.number}.{written[:16]}" if record else form.number
        if first := desks.sent(user, spent):
            raise desk.Repeated(first)
        form.kept = form.read()
        form.family.read()
        if form.wrong or form.family.wrong:
            form.check(form.kept)
            form.family.check()
            return None
        edit = Edit(self.model, record and record.id, base=record and form.version, values=form.kept, draft=form.as_draft)
        try:
            with change(by=actor(), via="admin", why=form.why) as work:
                row = desks.send(user, spent, self.model, written)
                outcome = work.one(edit)
                whole = form.family.write(work, form, record.id if record else outcome.id) and bool(outcome)
                if not whole:
                    raise Undone
                desks.came_to(row, outcome.id)
        except Undone:
            self.complain(form, outcome)
            return None
        except Taken:
            if first := desks.sent(user, spent):
                raise desk.Repeated(first) from None
            raise
        desks.clear(user, form.number)
        desks.swept(user)
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
