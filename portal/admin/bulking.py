"""One and the same thing done to many records: what the door would say to it, and doing it once."""

from flask import current_app
from flask_login import current_user
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from ..core import policy, publishing
from ..core.changes import Edit, change
from ..core.errors import Refused
from ..core.history import Change, Revision
from ..core.record import STATES

MOST = 5000  # records at once
KEPT = 2 * 3600  # seconds a preview may be confirmed
PART = 900  # ids a statement
STATE = {"publish": "published", "archive": "archived", "draft": "draft"}
OPERATIONS = {"set": "改成", "empty": "清空", "add": "添加", "remove": "去掉"}
CHANGED = ("changed", "drafted", "deleted")  # what comes of a row that something happens to
WAITS = "有一份草稿等着发布，请先发布它，或打开表单连同草稿一起改"
MOVED = "预览以后别人改过这一条，没有动它，请再看一眼"


class _Back(Exception):
    """Takes a preview back."""


class Task:
    """What is done to every record: `verb` is one of OPERATIONS (on `field`, with `value`), of STATE, or delete."""

    def __init__(self, home, verb, field=None, value=None):
        self.home, self.verb, self.field, self.value = home, verb, field, value
        self.many = field is not None and field.many and verb in ("add", "remove")
        self.merges = verb in ("set", "empty")  # the door merges with what others wrote elsewhere in the record

    def dump(self):
        """The task as JSON; `load` reads it."""
        return [self.verb, self.field and self.field.name, None if self.field is None else self.field.dump(self.value)]

    @classmethod
    def load(cls, home, json):
        verb, name, value = json
        field = home.shape()[name] if name else None
        return cls(home, verb, field, field.load(value) if field is not None else None)

    def words(self, fence):
        """The task in one line: 开放时间改成“每天 08:00-18:00”."""
        if self.field is None:
            return {"publish": "发布", "archive": "归档", "draft": "退回草稿", "delete": "删除"}[self.verb]
        told = "" if self.verb == "empty" else f"“{fence.shown(self.field, self.value)}”"
        return f"{self.field.label}{OPERATIONS[self.verb]}{told}"

    def after(self, before):
        """What the field holds afterwards, of a record in which it holds `before`."""
        if self.verb == "add":
            return tuple(sorted({*(before or ()), *self.value}))
        if self.verb == "remove":
            return tuple(sorted({*(before or ())} - {*self.value}))
        return (() if self.field.many else None) if self.verb == "empty" else self.value

    def edit(self, record, version, before, draft, actor):
        """The `Edit` that does it to `record`, seen at `version`, or the sentence why it cannot be asked for.

        A draft that waits is built upon where the edit becomes a draft itself; else it would be lost.
        """
        home, id = self.home, record.id
        if self.verb == "delete":
            return Edit(home, id, base=version, verb="delete")
        values = {"state": STATE[self.verb]} if self.field is None else {self.field.name: self.after(before)}
        if draft is None:
            return Edit(home, id, base=version, values=values)
        waiting = home.shape().load(publishing.json.loads(draft.snapshot))
        if self.verb == "publish":
            return Edit(home, id, base=draft.version, values=waiting | values, verb="publish")
        if self.field is None or policy.may(actor, "publish", home, record.area):
            return WAITS
        if self.many:
            values = {self.field.name: self.after(waiting.get(self.field.name))}
        return Edit(home, id, base=draft.version, values=waiting | values)


class Line:
    """One record of a preview or a result: what it held, what it holds then, and what comes of it."""

    def __init__(self, record, before="", after=""):
        self.id, self.slug, self.version, self.title = record.id, record.slug, record.version, record.title
        self.before, self.after, self.kind, self.reason = before, after, "refused", ""

    def settle(self, outcome):
        self.kind = outcome.kind
        if outcome.kind == "conflict":
            self.kind, self.reason = "refused", MOVED
        elif not outcome:
            self.reason = "；".join(sentence for many in outcome.issues.values() for sentence in many)


class Bulk:
    """`task` on records of one home, for the actor of `fence`; `lines` and `change` say what came of it."""

    def __init__(self, task, fence):
        self.task, self.home, self.fence, self.actor = task, task.home, fence, fence.actor
        self.lines, self.change, self.gone = [], None, 0

    def preview(self, ids):
        """Judge everything by the real path and take it back; fills `lines`."""
        try:
            with change(by=self.actor, via="admin", why="预览") as work:
                self.run(work, dict.fromkeys(ids))
                raise _Back
        except _Back:
            self.change = None

    def apply(self, versions, why, run):
        """Do it to the records `versions` (id → the version that was previewed), once for each name `run`."""
        try:
            with change(by=self.actor, via="admin", why=why, run=run) as work:
                if done := self.done(run):
                    self.change = done
                else:
                    self.run(work, versions)
                    self.change = work.id
                    if self.done(run, but=work.id):  # another click waited for the same rows and came first
                        raise _Back
        except _Back:
            self.change, self.lines = self.done(run), []

    def done(self, run, but=None):
        """The id of the change that went by this name, or None."""
        query = Change.select(Change.id).where(Change.run == run, Change.by == self.actor.name, Change.id != (but or 0))
        return next((id for (id,) in query.limit(1).tuples()), None)

    def run(self, work, versions):
        records, task = self.records(versions), self.task
        self.gone = len(versions) - len(records)
        held = self.held(records)
        drafts = publishing.drafts(self.home, [r.id for r in records]) if self.home._meta.published and task.verb != "delete" else {}
        edits, asked = [], []
        for record in records:
            line, before = self.line(record, held), held.get(record.id)
            self.lines.append(line)
            version = versions[record.id] or record.version
            if version != record.version and not task.merges:
                line.reason = MOVED
                continue
            edit = task.edit(record, version, before, drafts.get(record.id), self.actor)
            if isinstance(edit, str):
                line.reason = edit
            else:
                edits.append(edit)
                asked.append(line)
        for line, outcome in zip(asked, work.apply(edits), strict=True):
            line.settle(outcome)

    def records(self, ids):
        """The records of `ids` that the actor sees, titles known, in the order of `ids`."""
        ids, found = list(ids), {}
        for start in range(0, len(ids), PART):
            part = policy.visible(self.actor, self.home).where(self.home.id.in_(ids[start : start + PART]))
            found |= {record.id: record for record in part}
        return self.fence.entitled(self.home, [found[id] for id in ids if id in found])

    def held(self, records):
        """id → what the field holds now; a few queries however many records."""
        field = self.task.field
        if field is None:
            return {}
        if not field.many:
            return {record.id: record.__data__.get(field.name) for record in records}
        held, ids = {record.id: () for record in records}, [record.id for record in records]
        for start in range(0, len(ids), PART):
            pairs = field.through.select(field.through.owner, field.through.target)
            for owner, target in pairs.where(field.through.owner.in_(ids[start : start + PART])).order_by(field.through.target).tuples():
                held[owner] += (target,)
        if field.target:
            self.fence.learn({field.target: {id for ids in held.values() for id in ids}})
        return held

    def line(self, record, held):
        task = self.task
        if task.verb == "delete":
            return Line(record)
        if task.field is None:
            return Line(record, STATES.get(record.state, record.state), STATES[STATE[task.verb]])
        before = held[record.id]
        return Line(record, *(self.fence.shown(task.field, value) for value in (before, task.after(before))))

    def of(self, *kinds):
        """The lines of which one of `kinds` came."""
        return [line for line in self.lines if line.kind in kinds]

    @property
    def rows(self):
        """[(id, version)] of the records that something happens to."""
        return [(line.id, line.version) for line in self.of(*CHANGED)]


def told(home, change):
    """verb → how many records of `home` the change wrote, as its revisions tell."""
    counts = {}
    for (verb,) in Revision.select(Revision.verb).where(Revision.change == change, Revision.shape == home._meta.name).tuples():
        counts[verb] = counts.get(verb, 0) + 1
    return counts


def _signer(home, what):
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"bulk {what} {home._meta.name} {current_user.user.id}")


def sealed(home, what, facts):
    """`facts` as a text that only this person can hand in again, as `what`, at the screen of `home`, within KEPT seconds."""
    return _signer(home, what).dumps(facts)


def opened(home, what, token):
    """The facts that were `sealed` as `what`. Raises `Refused` when the text is too old or not whole."""
    try:
        return _signer(home, what).loads(token, max_age=KEPT)
    except SignatureExpired:
        raise Refused("这一页放得太久了，什么都没有改，请回到列表重新选") from None
    except BadSignature:
        raise Refused("这一页的内容不完整，什么都没有改，请回到列表重新选") from None
