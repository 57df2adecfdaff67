"""One page of a record's past: revisions in steps, one step in detail, and what else its change touched."""

import datetime
import functools
import json

from flask import current_app, url_for

from ..core import clock, history
from ..core.changes import VIA
from ..core.errors import Refused
from ..core.fields import nearest
from ..core.reach import within
from ..models import BY_NAME
from .differences import Difference, relations

PAGE = 40  # revisions
ALONG = 12  # further records of a change that are named
WINDOW = datetime.timedelta(minutes=10)  # edits of one person through one door so close together are one step
VERBS = {"create": "新建", "change": "修改", "restore": "恢复", "delete": "删除", "draft": "存为草稿", "publish": "发布草稿"}
VERBS |= {"undo": "撤销", "withdraw": "撤回草稿"}


def local(at):
    """A stored moment (naive UTC) on the neighbourhood's clock."""
    return clock.local(at.replace(tzinfo=datetime.UTC))


class Step:
    """One revision, or several edits of one person close together, newest first; `labels` of what changed in it."""

    def __init__(self, revisions, base, shape):
        self.revisions, self.base, self.shape = revisions, base, shape
        self.revision, self.first = revisions[0], revisions[-1]
        self.id, self.version, self.verb = self.revision.id, self.revision.version, self.revision.verb
        self.done = VERBS.get(self.verb, self.verb)
        self.by, self.via = self.revision.change.by, VIA.get(self.revision.change.via, self.revision.change.via)
        self.at, self.since = local(self.revision.change.at), local(self.first.change.at)
        self.why = "；".join(dict.fromkeys(filter(None, (revision.change.why for revision in revisions))))

    several = property(lambda self: len(self.revisions) > 1)

    @functools.cached_property
    def changed(self):
        """[(field, before, after)] of what this step did; nothing for one that deletes."""
        if self.verb == "delete":
            return []
        return self.shape.differences(said(self.base), said(self.revision))

    @property
    def labels(self):
        """The names of what changed, as far as a line has room."""
        labels = [field.label for field, _, _ in self.changed]
        return "、".join(labels[:3]) + (f"等 {len(labels)} 项" if len(labels) > 3 else "")

    @property
    def versions(self):
        """第 7 版, or 第 5–7 版; nothing for a draft."""
        if self.verb == "draft":
            return ""
        return f"第 {self.first.version}–{self.version} 版" if self.several else f"第 {self.version} 版"

    @property
    def singles(self):
        """The single revisions of a step of several."""
        bases = [*self.revisions[1:], self.base]
        return [Step([revision], base, self.shape) for revision, base in zip(self.revisions, bases, strict=True)] if self.several else []

    @property
    def address(self):
        """The arguments that name this step."""
        return {"revision": self.id} | ({"since": self.first.id} if self.several else {})


def said(revision):
    """name → JSON of what a revision holds; read once."""
    if revision is None:
        return {}
    if "_said" not in revision.__dict__:
        revision._said = json.loads(revision.snapshot)
    return revision._said


class Timeline:
    """The steps of one page, for the record `id` of `home`: those from the revision `start` on, or all the newest.

    With `field`, the name of a field, only the revisions in which it changed. `more` is the revision to go on from;
    `looked` says that nothing was found as far as it was looked at, or that there is more to look at.
    """

    def __init__(self, home, id, start=None, field=""):
        self.home, self.id, self.shape = home, id, home.shape()
        if field and (field not in self.shape or self.shape[field].secret):
            raise Refused(f"{home._meta.label}没有“{field[:20]}”这一项，可以看{nearest(field, [kind.name for kind in self.shape.kept])}")
        self.field, self.start = field, start
        self.newest = None  # the newest revision there is, when this page begins with it
        self.steps, self.more = self._filtered() if field else self._grouped()

    def _filtered(self):
        found, more = history.changes_of(self.home, self.id, self.field, self.start, PAGE)
        return [Step([revision], base, self.shape) for revision, base in found], more

    def _grouped(self):
        query = history.revisions(self.home, self.id)
        if self.start is not None:
            query = query.where(history.older(self.start, itself=True))
        rows = list(query.limit(PAGE + 1))
        if self.start is None and rows:
            self.newest = next((row for row in rows if row.verb != "draft"), None)
        groups = []
        for row in rows:
            if groups and joins(row, groups[-1]):
                groups[-1].append(row)
            else:
                groups.append([row])
        more = None
        if len(rows) > PAGE:
            more = groups.pop()[0] if len(groups) > 1 else groups[0].pop()
        return [Step(group, self._base(group[-1], rows), self.shape) for group in groups], more

    def _base(self, revision, rows):
        """What `revision` was made from: among `rows` as far as they reach, else asked for."""
        place = next(place for place, row in enumerate(rows) if row.id == revision.id)
        found = next((row for row in rows[place + 1 :] if row.verb != "draft"), None)
        return found or (history.base_of(self.home, revision) if len(rows) > PAGE else None)

    def step(self, revision, since=None):
        """The step of that revision, from `since` on, wherever in the past it lies."""
        for step in self.steps:
            if step.revision.id == revision.id and step.first.id == (since or revision).id:
                return step
            for single in step.singles:
                if since is None and single.id == revision.id:
                    return single
        first = since or revision
        between = [revision] if since is None else [revision, since]
        return Step(between, history.base_of(self.home, first), self.shape)


def joins(row, group):
    """Whether the revision `row` is part of the step that `group`, newer ones, makes."""
    newest = group[0]
    return (
        row.verb == newest.verb == "change"
        and (row.change.by, row.change.via) == (newest.change.by, newest.change.via)
        and newest.change.at - row.change.at <= WINDOW
    )


def compared(fence, changed, masked=True, fold=True):
    """[Difference] of `changed` ([(field, before, after)]), the titles in it read together."""
    fence.learn(relations(changed))
    return [Difference(fence, *one, masked=masked, fold=fold) for one in changed]


def alongside(step, home, id, fence):
    """What else the changes of `step` touched, where `fence`'s actor may look: (`entries`, whether there are more)."""
    changes = [revision.change.id for revision in step.revisions]
    revision = history.Revision
    other = ~((revision.shape == home._meta.name) & (revision.record == id))
    query = revision.select(revision, history.Change).join(history.Change).where(revision.change.in_(changes), other, within(fence.actor))
    found = list(query.order_by(revision.id).limit(ALONG + 1))
    return entries(found[:ALONG], fence), len(found) > ALONG


def entries(revisions, fence):
    """[{home, title, done, address}] of revisions of any records; titles name only what `fence`'s actor may see."""
    rows = [(BY_NAME[revision.shape], revision, said(revision)) for revision in revisions]
    wanted = {}
    for home, _, values in rows:
        for field in home.naming():
            if field.target and values.get(field.name):
                wanted.setdefault(field.target, set()).add(values[field.name])
    fence.learn(wanted)
    return [
        {
            "id": revision.id,
            "home": home,
            "title": fence.title_of(home, values) or values.get("slug") or f"{home._meta.label} {revision.record}",
            "done": VERBS.get(revision.verb, revision.verb),
            "draft": revision.verb == "draft",
            "address": url_for(f"admin_{home._meta.plural}.history_view", id=revision.record, revision=revision.id),
        }
        for home, revision, values in rows
    ]


def undoing(change):
    """Where all that `change` (and the run it is part of) did can be taken back, or ""."""
    if "admin_undo.page" not in current_app.view_functions:
        return ""
    return url_for("admin_undo.page", **({"run": change.run} if change.run else {"change": change.id}))
