"""The list of a screen, and what is done to ticked rows."""

from flask import abort, flash, redirect, request
from flask_admin import expose

from ..core.changes import Edit, change
from .listing import FilterBox, Listing
from .people import actor

ACTIONS = {"publish": ("发布", "published"), "archive": ("归档", "archived")}  # what may be done to ticked rows


class ListPages:
    """The list of a screen."""

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
