"""The history of a record: who wrote what, when, through which door and why; and bringing back what it was."""

import datetime
import json

from flask import abort, flash, redirect, request
from flask_admin import expose

from ..core import clock, history, policy
from ..core.changes import VIA, Edit, change
from ..core.errors import Forbidden
from .differences import pieces
from .forms import number
from .people import actor

VERBS = {"create": "新建", "change": "修改", "restore": "恢复", "delete": "删除", "draft": "存为草稿", "publish": "发布草稿"}


class Step:
    """One revision as it is read on screen."""

    def __init__(self, revision, fence, fields=()):
        self.id, self.version = revision.id, revision.version
        self.revision, self.verb, self.done = revision, revision.verb, VERBS.get(revision.verb, revision.verb)
        self.by, self.why = revision.change.by, revision.change.why
        self.via = VIA.get(revision.change.via, revision.change.via)
        self.at = local(revision.change.at)
        self.fields = [Difference(fence, *field) for field in fields]


class Difference:
    """One field that a revision changed: its label, and both texts in pieces."""

    def __init__(self, fence, field, before, after):
        self.name, self.label = field.name, field.label
        self.before, self.after = (fence.shown(field, value, masked=True) for value in (before, after))
        if self.before == self.after and not field.target and not field.personal:  # the same words, but not the same
            self.before, self.after = field.show(before), field.show(after)
        self.went, self.came = pieces(self.before, self.after)


def local(at):
    """A stored moment (naive UTC) on the neighbourhood's clock."""
    return clock.local(at.replace(tzinfo=datetime.UTC))


def gone(home, id, asker):
    """The revision that took a record away, when `asker` may see where it lay; else None."""
    last = history.revisions(home, id).first()
    if last is None or last.verb != "delete" or not policy.may(asker, "see", home, area_of(home, last)):
        return None
    return last


def area_of(home, revision):
    """The area a deleted record lay in; what lay in a place that is gone too belongs to nobody but the whole."""
    values = home.shape().load(json.loads(revision.snapshot))

    def related(name):
        return home.shape()[name].target.get_or_none(id=values.get(name))

    return home.area_of(values, related) + (f"{revision.record}/" if home._meta.is_area else "")


class HistoryPages:
    """The two addresses of a screen's histories."""

    @expose("/history/")
    def history_view(self):
        """Every revision in a column, one of them in detail."""
        record, id, title = self.found_or_gone()
        steps = history.timeline(self.model, id)
        if not steps:
            abort(404)
        wanted = number(request.args.get("revision")) or steps[0][0].id
        chosen = next((step for step in steps if step[0].id == wanted), None) or abort(404)
        return self.render(
            "admin/history.html",
            record=record,
            id=id,
            title=title,
            steps=[Step(revision, self.fence) for revision, _ in steps],
            chosen=Step(chosen[0], self.fence, chosen[1]),
            apart=self.apart(record, chosen[0]),
            newest=steps[0][0].id,
        )

    def found_or_gone(self):
        """(record or None when it was deleted, id, title). 404 for what this person may not see."""
        key = request.values.get("id", "")
        if record := self.get_one(key):
            return record, record.id, record.title
        last = gone(self.model, number(key), actor()) or abort(404)
        return None, last.record, self.fence.title_of(self.model, json.loads(last.snapshot)) or f"{self.label} {last.record}"

    def apart(self, record, revision):
        """The fields in which the record differs today from `revision`, when this person may bring them back."""
        if record is None or not self.allowed("change", record):
            return []
        fields = self.shape.differences(self.shape.dump(record.values()), json.loads(revision.snapshot))
        return [Difference(self.fence, *field) for field in fields]

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
        edit = history.restore(self.model, revision, names, base=record and record.version)
        if record is None:
            self.must("create")
            edit = Edit(self.model, None, values=edit.values, verb="restore")
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
        flash(
            {"unchanged": "内容和现在一样，没有变化。", "drafted": "已恢复成一份草稿，等有发布权限的人发布。"}.get(
                outcome.kind, f"已把“{title}”恢复成第 {revision.version} 版。"
            ),
            "done",
        )
        return redirect(self.to("history_view", id=outcome.slug))
