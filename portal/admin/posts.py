"""Admin screens of posts, who holds them, and persons; and how a post passes from one holder to the next."""

import datetime

from flask import flash, redirect, request
from flask_admin import expose

from ..core import clock
from ..core.changes import Edit, change
from ..models import Assignment, Person, RoleType
from .editing import Undone
from .forms import VERSION, WHY, RecordForm
from .people import actor
from .rows import Columns
from .screens import Screen

ASKED = ("starts_on", "person", "holder_name", "trained_on", "duty_phone", "name_public")  # of the successor
SAME = ("role", *Assignment._meta.one_of, "kind", "headcount", "duty_text", "duty_hours", "team_no", "synthetic")


class PostScreen(Screen):
    """Posts are handed over: one holder's term ends, the next one's begins, as one change."""

    def acts(self, record):
        if self.allowed("change", record) and self.allowed("create", record) and record.step != "ended":
            return [("交给接任的人", self.to("handover_view", record), "j")]
        return []

    @expose("/handover/", methods=("GET", "POST"))
    def handover_view(self):
        """Ask who comes next and from which day; then end this term and begin that one."""
        self.must("create")
        record = self.found("change")
        self.must("create", record)
        if record.step == "ended":
            flash("这一任已经离任，没有什么可交接的；要添一任，请新建任职。", "wait")
            return redirect(self.to("details_view", record))
        form = self.handover_form(record)
        if request.method == "POST" and (outcomes := self.hand_over(form, record)):
            return self.handed_over(record, *outcomes)
        return self.handover_page(form, record)

    def handover_page(self, form, record):
        values = record.values()
        told = [name for name in ("role", *Assignment._meta.one_of, "person", "holder_name", "starts_on", "ends_on") if values[name]]
        page = self.render(
            "admin/handover.html",
            record=record,
            form=form,
            facts=[(self.shape[name].label, self.fence.shown(self.shape[name], values[name], masked=True)) for name in told],
            VERSION=VERSION,
            WHY=WHY,
        )
        return page, 422 if form.wrong or form.general else 200

    def handover_form(self, record):
        """The few fields that differ between one holder and the next."""
        kinds = [self.shape[name] for name in ASKED if name != "trained_on" or record.role.needs_training]
        values = dict.fromkeys(ASKED) | {"starts_on": clock.today().isoformat(), "duty_phone": record.duty_phone}
        sent = request.form if request.method == "POST" else None
        return RecordForm(Columns(kinds), self.fence, self.lookup, values, sent, record.version)

    def hand_over(self, form, record):
        """The outcomes of (ending the old term, beginning the new one), or None after saying in `form` why not."""
        values = self.read(form)
        if form.wrong:
            return None
        day = values["starts_on"]
        ended = {"ends_on": eve(day)} | ({"step": "ended"} if day <= clock.today().isoformat() else {})
        try:
            with change(by=actor(), via="admin", why=form.why or "交给接任的人") as work:
                old = work.one(Edit(Assignment, record.id, base=form.version, values=ended))
                self.or_undone(old, lambda issues: self.say_of_old(form, old, issues))
                self.or_undone(
                    not already(record, values), lambda issues: form["starts_on"].complain("从这一天起已经由这一位接任，没有重复")
                )
                new = work.one(Edit(Assignment, None, values=self.successor(record) | values))
                self.or_undone(new, form.complain)
        except Undone:
            return None
        return old, new

    def read(self, form):
        """name → value of what was sent; what is missing is said beside its input."""
        values = form.read()
        if not form["starts_on"].errors and (values.get("starts_on") or "") < "1900":
            form["starts_on"].complain("请写接任那一天，如 2026-03-01")
        if not form.wrong and not (values.get("person") or values.get("holder_name")):
            form["person"].complain("请选接任的人，或者在下面写姓名；暂时没有人接任的，请在“修改”里写离任日期")
        return values

    def or_undone(self, outcome, complain):
        """Take back the whole change when one half of it was refused, after saying why."""
        if not outcome:
            complain(getattr(outcome, "issues", {}))
            raise Undone

    def say_of_old(self, form, old, issues):
        """Say beside the day what is wrong with ending the old term on the eve of it."""
        sentences = [sentence for many in issues.values() for sentence in many]
        if old.kind == "conflict":
            form.version = old.version
            sentences.append("您打开之后，别人改了这一任的任期，请看过再按一次")
        for sentence in sentences:
            form["starts_on"].complain(sentence)

    def successor(self, record):
        """name → value of what the next term has in common with this one."""
        values = record.values()
        state = record.state if self.allowed("publish", record) else "draft"
        last = max(one.ordinal for one in beside(record).select(Assignment.ordinal))
        return {name: values[name] for name in SAME} | {"ordinal": last + 1, "step": "active", "state": state}

    def handed_over(self, record, old, new):
        if old.kind == "drafted":
            flash("新的任职已建成草稿；这一任的离任也存为草稿，等有发布权限的人一起发布。", "wait")
        else:
            flash("已交接：这一任到前一天为止，下面是接任的。", "done")
        return redirect(self.to("details_view", id=new.slug))


def beside(record):
    """Query of every term of the same post at the same place, this one among them."""
    same = [getattr(Assignment, name) == record.__data__[name] for name in ("role", *Assignment._meta.one_of) if record.__data__[name]]
    return Assignment.select().where(*same)


def already(record, values):
    """Whether the same person stands in the same post at the same place from the same day already."""
    who = "person" if values.get("person") else "holder_name"
    return beside(record).where(getattr(Assignment, who) == values[who], Assignment.starts_on == values["starts_on"]).exists()


def eve(day):
    """The day before `day`, both as texts."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def screens():
    return [Screen(RoleType, category="网格"), PostScreen(Assignment, category="网格"), Screen(Person, category="网格")]
