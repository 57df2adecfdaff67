"""The history of a record: who wrote what, when, through which door and why; and bringing back what it was."""

import json

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_login import current_user

from ..core import history, looks, trash
from ..core.changes import change
from ..core.errors import Forbidden
from .forms import VERSION, line, number
from .people import actor
from .timeline import VERBS, Timeline, alongside, compared, local, said, undoing

__all__ = ["VERBS", "HistoryPages", "local"]


def gone(home, id, asker):
    """The revision that took a record away, when it lies in the trash and `asker` may see where it lay; else None."""
    return history.revisions(home, id).first() if trash.held(asker, home, id) else None


class HistoryPages:
    """The two addresses of a screen's histories."""

    @expose("/history/", methods=("GET", "POST"))
    def history_view(self):
        """A page of steps in a column, one of them in detail; sent, with personal fields in clear, which is written down."""
        record, id, title = self.found_or_gone()
        revision, since = (self.revision(id, request.args.get(name)) for name in ("revision", "since"))
        start = request.args.get("start")
        start = history.place(self.model, id, number(start)) if start else None
        timeline, step = self.chosen(id, revision, since, start)
        revealed = request.method == "POST"
        if revealed:
            looks.note(current_user.user.login, "look", self.model, id, f"历史第 {step.version} 版")
        return self.render(
            "admin/history.html",
            record=record,
            key=record.slug if record is not None else id,
            title=title,
            timeline=timeline,
            step=step,
            revealed=revealed,
            full="full" in request.args,
            **self.detail(record, id, timeline, step, revealed),
        )

    def revision(self, id, text):
        """The revision that an argument names, or None when it is not given. 404 for one of another record."""
        return (history.one(self.model, id, number(text)) or abort(404)) if text else None

    def chosen(self, id, revision, since, start):
        """(the page that the address asks for, the step of it that is shown)."""
        field = line(request.args.get("field"), 60)
        timeline = Timeline(self.model, id, start, field)
        if start is not None and not timeline.steps and (not field or history.one(self.model, id, start.id) is None):
            abort(404)
        if revision is None:
            return timeline, timeline.steps[0] if timeline.steps else self.newest_step(id)
        if since is not None and (since.version, since.id) >= (revision.version, revision.id):
            abort(404)
        shown = {row.id for step in timeline.steps for row in step.revisions}
        if start is None and not field and revision.id not in shown:
            timeline = Timeline(self.model, id, revision)
        return timeline, timeline.step(revision, since)

    def newest_step(self, id):
        """What is shown beside a page on which nothing is found."""
        timeline = Timeline(self.model, id)
        return timeline.steps[0] if timeline.steps else abort(404)

    def detail(self, record, id, timeline, step, revealed):
        """What is told of one step: its differences, how they can be taken back, what else was touched."""
        today = self.today(record, timeline) if record is not None and self.allowed("change", record) else None
        apart = self.shape.differences(today, said(step.revision)) if today is not None else []
        fold = "full" not in request.args
        told = compared(self.fence, [*step.changed, *apart], masked=not revealed, fold=fold)
        fields, apart = told[: len(step.changed)], told[len(step.changed) :]
        back = set()
        if today is not None and step.base is not None and step.verb != "draft":
            back = {field.name for field, *_ in self.shape.differences(today, said(step.base))}
        others, further = alongside(step, self.model, id, self.fence)
        return {
            "fields": fields,
            "apart": apart,
            "back": back,
            "hidden": any(field.hidden for field in told),
            "folds": any(field.folds for field in told),
            "others": others,
            "further": further,
            "undoing": undoing(step.revision.change) if others and not step.several else "",
            "version_name": VERSION,
        }

    def today(self, record, timeline):
        """name → JSON of what the record is now; from its newest revision when that is at hand."""
        if timeline.newest is not None and timeline.newest.version == record.version:
            return said(timeline.newest)
        return self.shape.dump(record.values())

    def found_or_gone(self):
        """(record or None when it was deleted, id, title). 404 for what this person may not see."""
        key = request.values.get("id", "")
        if record := self.get_one(key):
            return record, record.id, record.title
        last = gone(self.model, number(key), actor()) or abort(404)
        return None, last.record, self.fence.title_of(self.model, json.loads(last.snapshot)) or f"{self.label} {last.record}"

    @expose("/restore/", methods=("POST",))
    def restore_view(self):
        """Bring a whole revision back, or the fields that are ticked."""
        self.must("change")
        record, id, title = self.found_or_gone()
        wanted = history.Revision.id == number(request.form.get("revision"))
        revision = history.revisions(self.model, id).where(wanted).first() or abort(404)
        names = request.form.getlist("field") if "chosen" in request.form else None
        if names == []:
            flash("请先勾选要恢复的内容。", "wait")
            return redirect(self.to("history_view", id=id, revision=revision.id))
        edit = history.restore(self.model, revision, names, base=record and (number(request.form.get(VERSION)) or record.version))
        if record is None:
            self.must("delete")  # from the trash, under its old id
        with change(by=actor(), via="admin", why=f"恢复成第 {revision.version} 版") as work:
            outcome = work.one(edit)
        return self.restored(outcome, id, revision, title)

    def restored(self, outcome, id, revision, title):
        """Say what came of it, and where to look."""
        if outcome.kind in ("refused", "conflict"):
            if isinstance(outcome.refusal, Forbidden):
                raise outcome.refusal
            flash("没有恢复：" + ("；".join(s for many in outcome.issues.values() for s in many) or "别人刚刚改过，请再试一次"), "urgent")
            return redirect(self.to("history_view", id=id, revision=revision.id))
        for note in outcome.notes:
            flash(f"{note}。", "wait")
        flash(
            {"unchanged": "内容和现在一样，没有变化。", "drafted": "已恢复成一份草稿，等有发布权限的人发布。"}.get(
                outcome.kind, f"已把“{title}”恢复成第 {revision.version} 版。"
            ),
            "done",
        )
        return redirect(self.to("history_view", id=outcome.slug))
