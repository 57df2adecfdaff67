"""Editing inside a list: one harmless field of one record, in the very input of its form."""

import functools

from flask import abort, jsonify, request
from flask_admin import expose

from ..core import fields, history
from ..core.changes import change
from ..core.errors import Missing
from .bulk import harmless, undo_address
from .bulking import Task
from .forms import RecordForm
from .inputs import KEEP
from .people import actor
from .rows import Columns

SHORT = 120  # characters of a text that fits a cell
KINDS = {fields.Text, fields.Choice, fields.Flag, fields.Phone, fields.Count, fields.Amount, fields.Day}


def small(field):
    """Whether `field` is a word, a number, a day or a choice: something that fits a cell."""
    return not KINDS.isdisjoint(type(field).__mro__) and field.schema().get("maxLength", 0) <= SHORT


class InlinePages:
    """How a screen is edited inside its list."""

    def inline(self, field, record):
        """Whether the cell of `field` can be edited in the list; asks no database."""
        return self.small_field(field.name) is not None and bool(self.allowed("change", record))

    def small_field(self, name):
        """The field of that name when it may be edited in a cell, else None."""
        return self.small_fields.get(name)

    @functools.cached_property
    def small_fields(self):
        return {
            field.name: field
            for field in self.shape
            if not field.many and not field.target and harmless(self.model, field) and small(field)
        }

    def cell(self):
        """(record, field) that the address names. 404 for what is not there, not seen, or not edited in cells."""
        record = self.found("change")
        return record, self.small_field(request.values.get("field", "")) or abort(404)

    def cell_form(self, record, field, sent=None):
        """The form of one cell, filled with what it holds or with what was sent."""
        return RecordForm(Columns([field]), self.fence, self.lookup, {field.name: getattr(record, field.name)}, sent, record.version)

    def cell_page(self, record, form, field, status=200, clash=None):
        return self.render("admin/inline.html", record=record, box=form[field.name], field=field, form=form, clash=clash), status

    @expose("/ajax/cell/")
    def ajax_cell(self):
        """The input of one cell, as a piece of a page."""
        record, field = self.cell()
        return self.cell_page(record, self.cell_form(record, field), field)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self):
        """Write one cell through the door: JSON when that is settled, the form again when something has to be corrected."""
        record, field = self.cell()
        form = self.cell_form(record, field, request.form)
        values = form.read()
        form.check(values)
        if form.wrong or values.get(field.name, KEEP) is KEEP:
            form[field.name].complain(f"请填写{field.label}") if not form.wrong else None
            return self.cell_page(record, form, field, 422)
        return self.write_cell(record, field, form, values[field.name])

    def write_cell(self, record, field, form, value):
        draft = self.waiting(record)
        edit = Task(self.model, "set", field, value).edit(record, form.version or record.version, None, draft, actor())
        if isinstance(edit, str):
            form[field.name].complain(edit)
            return self.cell_page(record, form, field, 409)
        with change(by=actor(), via="admin", why="") as work:
            outcome = work.one(edit)
        if isinstance(outcome.refusal, Missing):
            abort(404)
        if outcome.kind == "conflict":
            return self.cell_clash(record, field, form)
        if not outcome:
            form.complain(outcome.issues)
            return self.cell_page(record, form, field, 422)
        return self.cell_done(record, field, outcome, work.id)

    def cell_done(self, record, field, outcome, change_id):
        """What the cell says now, and what to tell."""
        sentence = {
            "unchanged": "没有变化，什么也没写。",
            "drafted": "已存为草稿，公开的内容没有变，等有发布权限的人发布。",
        }.get(outcome.kind, f"已保存：{record.title}的{field.label}。")
        now = self.read_again(record)
        text = self.fence.cell(now, field) if now is not None and outcome.kind != "drafted" else None
        return jsonify(kind=outcome.kind, text=text, version=outcome.version, sentence=sentence, undo=undo_address(change_id))

    def cell_clash(self, record, field, form):
        """Both texts side by side: the form moves to today's version, and sent again it is meant."""
        now = self.read_again(record) or abort(404)
        last = history.revisions(self.model, record.id).first()
        clash = {"theirs": self.fence.cell(now, field), "by": last.change.by if last else ""}
        form.version = now.version
        return self.cell_page(now, form, field, 409, clash)
