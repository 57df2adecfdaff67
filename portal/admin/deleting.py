"""Taking a record away, into the trash: asked first, with what points at it, and offered back at once."""

from flask import flash, redirect, request, url_for
from flask_admin import expose
from markupsafe import Markup

from ..core.changes import Edit, change
from ..core.homes import pointing_at
from .forms import VERSION, WHY, line, number
from .people import actor


class DeletePages:
    """How a screen takes records away."""

    @expose("/delete/", methods=("POST",))
    def delete_view(self):
        """Ask first, saying what points here; then delete through the door."""
        record = self.found("delete")
        if "confirmed" not in request.form:
            return self.render("admin/delete.html", record=record, pointing=pointing_at(self.model, record.id, actor()))
        with change(by=actor(), via="admin", why=line(request.form.get(WHY), 200)) as work:
            outcome = work.one(Edit(self.model, record.id, base=number(request.form.get(VERSION)) or None, verb="delete"))
        if not outcome:
            flash("没有删除：" + "；".join(s for many in outcome.issues.values() for s in many), "urgent")
            return redirect(self.to("details_view", record))
        sentence = Markup('已删除“{}”，它在<a href="{}">回收站</a>里。<a href="{}">撤销</a>')
        flash(sentence.format(record.title, self.to("trash_view"), url_for("admin_undo.page", change=work.id)), "done")
        return redirect(self.to("index_view"))
