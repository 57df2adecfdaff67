"""Trees: a branch at a time, a page to move a record elsewhere, and its place among its siblings."""

from flask import abort, flash, redirect, render_template, request
from flask_admin import expose

from ..core.changes import Edit, change
from .branches import COUNTED, Branches, branch_field
from .editing import Undone
from .forms import VERSION, WHY, RecordForm, line, number
from .inputs import KEEP
from .people import actor
from .rows import Columns

ROOT = "_root"
HIGHEST = 500  # siblings that are numbered anew at most


class TreePages:
    """The tree of a screen whose records hang below one another."""

    @property
    def branch(self):
        """The relation that makes this model a tree, or None."""
        return branch_field(self.model)

    def branches(self, opened=()):
        return Branches(self.model, actor(), opened) if self.branch else abort(404)

    @expose("/tree/")
    def tree_view(self):
        """The roots, and whatever the address says is open; `at` opens the way to one record."""
        tree = self.branches([line(slug, 80) for slug in request.args.getlist("open")])
        here = self.get_one(request.args.get("at", ""))
        if here is not None:
            tree = self.branches([*tree.opened, *tree.way(here)])
        nodes = tree.roots()
        self.say_places(tree.apart(nodes))
        return self.render("admin/tree.html", tree=tree, nodes=nodes, here=here, counted=COUNTED)

    @expose("/tree/branch/")
    def branch_view(self):
        """What hangs right below one record, as a piece of the page."""
        tree, record = self.branches(), self.found()
        level = min(number(request.args.get("level")) or 1, 99)
        node = tree.below(record, level)
        self.say_places(tree.apart(node.below, record))
        return render_template("admin/branch.html", admin_view=self, tree=tree, node=node)

    def say_places(self, apart):
        """Tell the nodes in `apart` [(node, id of its place)] where they lie, for people who look at two of one name."""
        titles = self.fence.titles(self.shape[self.model._meta.place].target, [place for _, place in apart]) if apart else {}
        for node, place in apart:
            node.place = titles.get(place, "")

    # -- move ---------------------------------------------------------------------------------------------------------

    @expose("/move/", methods=("GET", "POST"))
    def move_view(self):
        """Ask where a record shall hang, saying what comes along; then one edit through the door."""
        self.branches()
        record = self.found("change")
        sent = request.form if request.method == "POST" else None
        form = RecordForm(Columns([self.branch]), self.fence, self.lookup, {self.branch.name: None}, sent, record.version)
        if sent is not None and (outcome := self.move(form, record)):
            self.say_moved(outcome, record)
            return redirect(self.to("details_view", id=outcome.slug))
        above = self.fence.records(self.model, [record.__data__[self.branch.name]])
        page = self.render(
            "admin/move.html",
            record=record,
            form=form,
            box=form[self.branch.name],
            above=next(iter(above.values()), None),
            hidden=bool(record.__data__[self.branch.name]) and not above,
            along=self.along(record),
            ROOT=ROOT,
            VERSION=VERSION,
            WHY=WHY,
        )
        return page, 422 if form.wrong else 200

    def along(self, record):
        """[(label, count in words)] of what moves along."""
        count = self.branches().inside(record)
        return [(self.label, f"{COUNTED}+" if count > COUNTED else str(count))] if count else []

    def move(self, form, record):
        """The outcome of hanging `record` where `form` says, or None after saying in it why not."""
        box, top = form[self.branch.name], ROOT in request.form
        wanted = None if top else form.read().get(self.branch.name)
        if form.wrong:
            return None
        if not top and wanted in (None, KEEP):
            box.complain(f"请选新的{self.branch.label}，或者按“成为最上级”")
            return None
        with change(by=actor(), via="admin", why=form.why) as work:
            outcome = work.one(Edit(self.model, record.id, base=form.version, values={self.branch.name: wanted}))
        if outcome:
            return outcome
        for sentence in [sentence for sentences in outcome.issues.values() for sentence in sentences]:
            box.complain(sentence)
        for collision in outcome.collisions:
            now = self.fence.shown(self.branch, collision.theirs) or "最上级"
            box.complain(f"您打开之后，别人已把它移到“{now}”，再按一次就照您选的移")
            form.version = outcome.version
        return None

    def say_moved(self, outcome, record):
        if outcome.kind == "unchanged":
            flash("它本来就在那里，什么也没写。", "wait")
        elif outcome.kind == "drafted":
            flash("已存为草稿，公开的内容没有变，等有发布权限的人发布。", "done")
        else:
            now = self.model.get_by_id(record.id).__data__[self.branch.name]
            where = f"移到“{self.fence.shown(self.branch, now)}”下面" if now else "移成最上级"
            flash(f"已把“{record.title}”{where}。", "done")

    # -- order --------------------------------------------------------------------------------------------------------

    @expose("/order/", methods=("POST",))
    def order_view(self):
        """Let a record change places with its neighbour, as one change."""
        tree, key = self.branches(), request.form.get("up") or request.form.get("down") or ""
        self.must("change")
        record = self.get_one(key) or abort(404)
        if not tree.numbered or not record.__data__[self.branch.name]:
            abort(400)
        siblings = tree.siblings(record)[:HIGHEST]
        edits = swapped(self.model, siblings, record, -1 if "up" in request.form else 1)
        try:
            with change(by=actor(), via="admin", why=f"调整“{record.title}”的次序") as work:
                outcomes = work.apply(edits)
                if not all(outcomes):
                    raise Undone
        except Undone:
            sentences = [sentence for outcome in outcomes for many in outcome.issues.values() for sentence in many]
            flash("次序没有变：" + ("；".join(dict.fromkeys(sentences)) or "别人刚刚改过，请再试一次"), "urgent")
        opened = [line(slug, 80) for slug in request.form.getlist("open")]
        return redirect(self.to("tree_view", open=opened, at=record.slug, _anchor=f"at-{record.slug}"))


def swapped(home, siblings, record, step):
    """The fewest `Edit`s after which `record` stands one `step` further among `siblings`; none at the end of the row."""
    at = next((place for place, one in enumerate(siblings) if one.id == record.id), None)
    if at is None or not 0 <= at + step < len(siblings):
        return []
    order = list(siblings)
    order[at], order[at + step] = order[at + step], order[at]
    numbers = [one.ordinal for one in siblings]
    if None in numbers or len(set(numbers)) < len(numbers):
        numbers = range(1, len(siblings) + 1)
    return [
        Edit(home, one.id, base=one.version, values={"ordinal": ordinal})
        for one, ordinal in zip(order, numbers, strict=True)
        if one.ordinal != ordinal
    ]
