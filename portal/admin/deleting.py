"""Taking a record away: asked first, with what points at it."""

from flask import flash, redirect, request
from flask_admin import expose

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
            pointing = pointing_at(self.model, record.id, actor())
            return self.render("admin/delete.html", records=[record], pointing=pointing, many=False)
        with change(by=actor(), via="admin", why=line(request.form.get(WHY), 200)) as work:
            outcome = work.one(Edit(self.model, record.id, base=number(request.form.get(VERSION)) or None, verb="delete"))
        if not outcome:
            flash("没有删除：" + "；".join(s for many in outcome.issues.values() for s in many), "urgent")
            return redirect(self.to("details_view", record))
        flash(f"已删除“{record.title}”。", "done")
        return redirect(self.to("history_view", id=record.id))
