"""The trash of a screen: what was deleted within the person's area, and bringing it back."""

from flask import flash, redirect, request
from flask_admin import expose
from markupsafe import Markup

from ..core import trash
from ..core.changes import Edit, change
from ..core.history import Change, Revision
from .forms import line, number
from .people import actor
from .timeline import local

SIZE = 50  # records a page
COUNTED = 99  # beyond this the link only says that there are more
TICKED = 200  # records restored at once
SAID = 20  # of which a sentence is said: the session carries them, and a browser drops one of more than 4 KB


class Thrown:
    """One record in the trash as it is read on screen."""

    def __init__(self, row, title):
        self.id, self.record, self.title, self.slug = row.id, row.record, title, row.slug
        self.at, self.by, self.why = local(row.at), row.by, row.change.why


class TrashPages:
    """The trash of a screen."""

    def trashed(self):
        """How many records lie in the trash of this person's area, in words: 3, or 99+."""
        count = trash.visible(actor(), self.model).select(trash.Trash.id).order_by().limit(COUNTED + 1).count()
        return f"{COUNTED}+" if count > COUNTED else str(count)

    @expose("/trash/", methods=("GET", "POST"))
    def trash_view(self):
        """What lies in it, newest first; sent, what was ticked comes back."""
        if request.method == "POST":
            return self.bring_back()
        asked, before = line(request.args.get("q"), 60), number(request.args.get("before"))
        rows = list(self.lying(asked, before).limit(SIZE + 1))
        return self.render(
            "admin/trash.html",
            rows=self.thrown(rows[:SIZE]),
            q=asked,
            before=before,
            older=rows[SIZE - 1].id if len(rows) > SIZE else 0,
            may_restore=self.allowed("delete"),
        )

    def lying(self, asked, before):
        """Query of what lies here, of titles that hold `asked`, from before the row `before` on."""
        query = trash.visible(actor(), self.model)
        query = query.select(trash.Trash, Change, Revision).join(Change).switch(trash.Trash).join(Revision)
        if before:
            query = query.where(trash.Trash.id < before)
        # a title that names other records is not searched: what lies elsewhere would be told by it
        column = trash.Trash.slug if any(field.target for field in self.model.naming()) else trash.Trash.title
        return query.where(column.contains(asked)) if asked else query

    def thrown(self, rows):
        """`rows` in words, naming only what this person may see: a query for each relation that titles are made of."""
        snapshots, wanted = [row.snapshot for row in rows], {}
        for field in self.model.naming():
            if field.target:
                wanted.setdefault(field.target, set()).update(snapshot.get(field.name) for snapshot in snapshots)
        self.fence.learn(wanted)
        titles = (self.fence.title_of(self.model, snapshot) for snapshot in snapshots)
        return [Thrown(row, title or row.slug) for row, title in zip(rows, titles, strict=True)]

    def bring_back(self):
        """Restore what was ticked, each through the door, in one change."""
        self.must("delete")
        ids = list(dict.fromkeys(filter(None, map(number, request.form.getlist("rowid")[:TICKED]))))
        if not ids:
            flash("没有选中任何一条。", "wait")
            return redirect(self.to("trash_view"))
        lying = [row.record for row in trash.visible(actor(), self.model).where(trash.Trash.record.in_(ids))]
        if not lying:
            flash("选中的已经不在回收站里，可能刚被恢复。", "wait")
            return redirect(self.to("trash_view"))
        with change(by=actor(), via="admin", why="从回收站恢复") as work:
            outcomes = work.apply([Edit(self.model, id, verb="restore") for id in lying])
        return self.brought(lying, outcomes)

    def brought(self, ids, outcomes):
        """Say what came of each; on to the record when there is just one."""
        back = [outcome for outcome in outcomes if outcome]
        found = self.fence.records(self.model, [outcome.id for outcome in back])
        titles = {id: record.title for id, record in found.items()}
        if len(back) == 1 and back[0].id in found:
            link = self.to("details_view", found[back[0].id])
            flash(Markup('已恢复“<a href="{}">{}</a>”。').format(link, titles[back[0].id]), "done")
        elif back:
            flash(f"已恢复 {len(back)} 条{self.label}。", "done")
        refused = [(id, outcome) for id, outcome in zip(ids, outcomes, strict=True) if not outcome]
        notes = [f"“{titles.get(outcome.id, outcome.slug)}”：{note}。" for outcome in back for note in outcome.notes]
        room = max(0, SAID - len(refused))
        for note in notes[:room]:
            flash(note, "wait")
        if len(notes) > room:
            flash(f"还有 {len(notes) - room} 条，恢复时还有要说明的，这里写不下，请打开核对。", "wait")
        rows = {row.record: row for row in self.lying("", 0).where(trash.Trash.record.in_([id for id, _ in refused]))} if refused else {}
        titles |= {one.record: one.title for one in self.thrown(list(rows.values()))}
        for id, outcome in refused[:SAID]:
            flash(f"“{titles.get(id, id)}”没有恢复：{'；'.join(s for many in outcome.issues.values() for s in many)}", "urgent")
        if len(refused) > SAID:
            flash(f"还有 {len(refused) - SAID} 条也没有恢复，请分几次再试。", "urgent")
        return redirect(self.to("trash_view"))
