"""Taking a whole change back: first what it would come to, row by row, then doing it, a step at a time when it is long."""

from flask import abort, request, url_for
from flask_admin import BaseView, expose

from ..core import undoing
from ..core.changes import VIA
from ..core.history import Change
from .differences import pieces
from .forms import WHY, line, number
from .people import actor, fence
from .rooms import Room
from .timeline import local

LOOKED = 500  # records of a preview: they are judged by every rule
STEP = 2000  # records taken back in one answer; a long undo goes on by itself
VERBS = {"delete": "放进回收站", "restore": "从回收站恢复", "undo": "改回原来的内容", "draft": "换回之前的草稿", "withdraw": "撤回草稿"}


class Asked:
    """The changes that an address names, as far as this person may see anything of them."""

    def __init__(self, values):
        self.run, id = line(values.get("run"), 255), number(values.get("change"))
        self.ids = undoing.of_run(self.run) if self.run else [id] if id else []
        if not self.ids or not undoing.concerns(self.ids, actor()):
            abort(404)
        self.first = Change.get_by_id(min(self.ids))
        self.name = {"run": self.run} if self.run else {"change": id}
        self.by, self.why, self.at = self.first.by, self.first.why, local(self.first.at)
        self.via = VIA.get(self.first.via, self.first.via)

    def address(self, **more):
        """Where this undo is looked at."""
        return url_for("admin_undo.page", **self.name, **more)


class Line:
    """One record of an undo as it is read on screen."""

    def __init__(self, home, id, title, fields=(), sentence="", by="", at=None):
        self.label, self.title = home._meta.label, title
        self.address = url_for(f"admin_{home._meta.plural}.history_view", id=id)
        self.fields, self.sentence, self.by, self.at = fields, sentence, by, at


def planned(plan):
    """A record that is taken back, in words; personal values stay hidden."""
    fields = []
    for field, now, then in plan.fields:
        words = [fence().shown(field, value, masked=True) for value in (now, then)]
        fields.append((field.label, *pieces(*words)))
    return Line(plan.home, plan.id, plan.title, fields, "；".join([VERBS.get(plan.verb, ""), *plan.notes]))


def later(row):
    """A record edited since, in words."""
    fields = "、".join(field.label for field in row.fields)
    return Line(row.home, row.id, row.title, sentence=fields or "整条已删除", by=row.by, at=local(row.at))


class Undo(Room, BaseView):
    """The page at /admin/undo/."""

    def is_visible(self):
        return False

    @expose("/", methods=("GET", "POST"))
    def page(self):
        """What taking a change back would come to; sent, it is done."""
        asked = Asked(request.values)
        return self.done(asked) if request.method == "POST" else self.preview(asked)

    def preview(self, asked):
        """What would happen to each record; nothing is written."""
        start = request.args.get("from", "")[:40]
        looked = undoing.look(asked.ids, actor(), start, LOOKED)
        return self.render("admin/undo.html", asked=asked, start=start, WHY=WHY, **self.told(looked))

    def done(self, asked):
        """Take back one step of it, and say what is left; sent twice, the second time there is nothing left to do."""
        why = line(request.form.get(WHY), 200) or f"撤销{asked.at:%Y-%m-%d %H:%M} {asked.by} 的{asked.via}"
        start, before = request.form.get("from", "")[:40], number(request.form.get("done"))
        undone = undoing.undo(asked.ids, actor(), why=why, start=start, most=STEP)
        total = before + undone.done
        again = url_for("admin_undo.page", run=undone.run) if total else ""
        return self.render("admin/undo-done.html", asked=asked, why=why, total=total, again=again, WHY=WHY, **self.told(undone))

    @staticmethod
    def told(undone):
        """What the templates show of an `Undone`."""
        return {
            "undone": undone,
            "limited": not any("/" in grant.paths for grant in actor().grants),  # whatever the change holds: it tells nothing
            "plans": [planned(plan) for plan in undone.plans],
            "later": [later(row) for row in undone.later],
            "refused": [Line(home, id, title, sentence=sentence) for home, id, title, sentence in undone.refused],
        }
