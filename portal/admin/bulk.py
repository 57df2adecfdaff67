"""What is done to the ticked rows of a list: chosen, previewed as the door would take it, then done once."""

import time
import uuid
from urllib.parse import urlencode

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask_admin import expose
from markupsafe import Markup

from ..core import policy
from ..core.errors import Refused, Unreadable
from .bulking import CHANGED, MOST, OPERATIONS, Bulk, Task, opened, sealed, told
from .forms import WHY, RecordForm, line
from .inputs import KEEP
from .listing import Listing
from .people import actor
from .rows import Columns
from .views import pairs

ACTIONS = {"publish": "发布", "archive": "归档", "draft": "退回草稿"}  # what is done to the state of ticked rows
VERBS = {"change": "change", "delete": "delete"} | dict.fromkeys(ACTIONS, "publish")  # action → what it takes
TOLD = {"change": "已改", "publish": "已发布", "draft": "已存为草稿", "delete": "已删除"}  # verb of a revision → what it did
UNDO = 600  # seconds the list offers to take a bulk change back
TICKED = 1000  # rows of one page, at the very most
SHOWN = 100  # rows of a preview that stand open


def harmless(home, field):
    """Whether many records may be given one value of `field` at once: nothing by which a record is known or hidden."""
    return not (
        field.key
        or field.secret
        or field.personal
        or field.file
        or getattr(field, "unique", False)
        or field.name in ("slug", "state", *home._meta.one_of)
        or (home._meta.is_area and field.target is home)  # a place that moves takes everything in it along
    )


def undo_address(change):
    """Where the change of this id is taken back, or ""."""
    return url_for("admin_undo.page", change=change) if change and "admin_undo.page" in current_app.view_functions else ""


class BulkPages:
    """What a screen does to ticked rows."""

    def actions(self):
        """name → word of what this person may do to ticked rows."""
        offered = {"change": "批量修改…"} if self.allowed("change") and self.bulk_fields() else {}
        if self.model._meta.published and self.allowed("publish") and self.allowed("change"):
            offered |= ACTIONS
        return offered | ({"delete": "删除…"} if self.allowed("delete") else {})

    def bulk_fields(self):
        """name → field of those that may be changed in many records at once."""
        return {field.name: field for field in self.shape if harmless(self.model, field)}

    def undo_offer(self):
        """(what this person did here in bulk within ten minutes, the address that takes it back), or None; asks no database."""
        offer = session.get("bulk") or {}
        if offer.get("plural") != self.model._meta.plural or time.time() - offer.get("at", 0) > UNDO:
            return None
        address = undo_address(offer["change"])
        return (offer["words"], address) if address else None

    # -- which rows -------------------------------------------------------------------------------------------------

    @property
    def came_from(self):
        """The arguments of the list that the rows were ticked on, as it was open."""
        return pairs(request.form.get("_list", ""))

    def list_address(self, args):
        """The list with `args`."""
        return self.to("index_view") + ("?" + urlencode([tuple(pair) for pair in args]) if args else "")

    def ticked(self):
        """The ids that are ticked, in the order of the list; those of the whole list when that was asked for.

        What this person may not see is not among them, forged or foreign.
        """
        if request.form.get("all"):
            listing = Listing(self.model, [(name, text) for name, text in self.came_from if name != "page"], self.fence)
            ids = [id for (id,) in listing.ordered.select(self.model.id).limit(MOST + 1).tuples()]
            if len(ids) > MOST:
                raise Refused(f"一次最多处理 {MOST} 条，这里超过了，请先用筛选把范围缩小，再分几次做")
            return ids
        keys = list(dict.fromkeys(line(key, 80) for key in request.form.getlist("rowid")[:TICKED]))
        found = policy.visible(actor(), self.model).where(self.model.slug.in_(keys))
        ids = {slug: id for id, slug in found.select(self.model.id, self.model.slug).tuples()}
        return [ids[key] for key in keys if key in ids]

    # -- what is done -----------------------------------------------------------------------------------------------

    @expose("/action/", methods=("GET", "POST"))
    def action_view(self):
        """Take the ticked rows: for a change on to its form, for the rest on to the preview."""
        if request.method == "GET":
            return redirect(self.to("index_view"))
        name = request.form.get("action", "")
        if name not in VERBS:
            abort(400)
        self.must(VERBS[name])
        if name not in self.actions():
            abort(400)
        ids, args = self.ticked(), self.came_from
        if not ids:
            flash("没有选中任何一条。", "wait")
            return redirect(self.list_address(args))
        if name == "change":
            return self.bulk_form({"ids": ids, "list": args}, request.form.get("field", ""))
        return self.bulk_preview(Task(self.model, name), {"ids": ids, "list": args})

    @expose("/bulk/", methods=("GET", "POST"))
    def bulk_view(self):
        """Another field, or the value for the one that was chosen."""
        if request.method == "GET":
            return redirect(self.to("index_view"))
        self.must("change")
        chosen = opened(self.model, "chosen", request.form.get("_chosen", ""))
        name, operation = request.form.get("_field", ""), request.form.get("_op", "")
        if "_preview" not in request.form:
            return self.bulk_form(chosen, name)
        field = self.bulk_fields().get(name)
        if field is None or operation not in self.operations(field):
            abort(400)
        if operation == "empty":
            return self.bulk_preview(Task(self.model, "empty", field), chosen)
        form = self.value_form(field, request.form)
        value = self.typed(form[name], field, operation)
        if form.wrong:
            return self.bulk_form(chosen, name, form, operation), 422
        return self.bulk_preview(Task(self.model, operation, field, value), chosen)

    def operations(self, field):
        """name → word of what can be done to `field`."""
        names = ["add", "remove", "set"] if field.many else ["set"]
        return {name: OPERATIONS[name] for name in [*names, *([] if self.always(field) else ["empty"])]}

    @staticmethod
    def always(field):
        """Whether `field` never is empty."""
        return field.required or field.issue(() if field.many else None) is not None

    def value_form(self, field, sent=None, value=None):
        """The input of `field` as its form has it."""
        return RecordForm(Columns([field]), self.fence, self.lookup, {field.name: value}, sent, files=None)

    @staticmethod
    def typed(box, field, operation):
        """The value that was typed into `box`; what is wrong with it stands beside it."""
        try:
            value = box.read()
        except Unreadable as reason:
            box.complain(str(reason))
            return None
        if value is KEEP or value in (None, ()):
            box.complain(f"请填写{field.label}" if operation == "set" else f"请先选要{OPERATIONS[operation]}的{field.label}")
        elif operation != "remove" and (sentence := field.issue(value)):
            box.complain(sentence)
        return value

    def bulk_form(self, chosen, name, form=None, operation=""):
        """The page that asks for the new value."""
        fields = self.bulk_fields()
        field = fields.get(name) or next(iter(fields.values()))
        form = form or self.value_form(field, value=self.common(field, chosen["ids"]))
        return self.render(
            "admin/bulk.html",
            token=sealed(self.model, "chosen", chosen),
            count=len(chosen["ids"]),
            fields=fields,
            field=field,
            box=form[field.name],
            operations=self.operations(field),
            operation=operation or next(iter(self.operations(field))),
            back=self.list_address(chosen["list"]),
        )

    def common(self, field, ids):
        """The value that all the chosen records hold, when it is one and the same."""
        if field.many:
            return ()
        rows = policy.visible(actor(), self.model).where(self.model.id.in_(ids)).select(field).distinct().limit(2).tuples()
        values = [value for (value,) in rows]
        return values[0] if len(values) == 1 else None

    def bulk_preview(self, task, chosen):
        """What the door would say to each row; nothing is written."""
        bulk = Bulk(task, self.fence)
        bulk.preview(chosen["ids"])
        facts = {"task": task.dump(), "rows": bulk.rows, "list": chosen["list"], "run": f"bulk-{uuid.uuid4().hex}"}
        return self.render(
            "admin/bulk-preview.html",
            bulk=bulk,
            words=task.words(self.fence),
            task=task,
            changing=bulk.of(*CHANGED),
            shown=SHOWN,
            token=sealed(self.model, "preview", facts) if bulk.rows else "",
            chosen=sealed(self.model, "chosen", chosen),
            back=self.list_address(chosen["list"]),
            WHY=WHY,
        )

    @expose("/bulk/apply/", methods=("GET", "POST"))
    def bulk_apply_view(self):
        """Do what was previewed, to just those rows; sent a second time, it only says what came of the first."""
        if request.method == "GET":
            return redirect(self.to("index_view"))
        facts = opened(self.model, "preview", request.form.get("_preview", ""))
        task = Task.load(self.model, facts["task"])
        self.must(VERBS.get(task.verb, "change"))
        bulk = Bulk(task, self.fence)
        why = line(request.form.get(WHY), 200) or f"批量{task.words(self.fence)}"[:200]
        bulk.apply(dict(map(tuple, facts["rows"])), why, facts["run"])
        return self.bulk_done(bulk, facts["list"])

    def bulk_done(self, bulk, args):
        """On to the list with what came of it, or the page that says which rows were left alone and why."""
        counts = told(self.model, bulk.change) if bulk.change else {}
        done = TOLD | ({"change": f"已{ACTIONS[bulk.task.verb]}"} if bulk.task.verb in ACTIONS else {})
        words = "，".join(f"{done.get(verb, '已改')} {count} 条{self.label}" for verb, count in counts.items())
        if bulk.change:
            session["bulk"] = {"plural": self.model._meta.plural, "change": bulk.change, "at": int(time.time()), "words": words}
        left = bulk.of("refused")
        if not left and not bulk.gone:
            flash(self.undoable(f"{words}。", bulk.change) if words else "没有变化，什么也没写。", "done" if words else "wait")
            return redirect(self.list_address(args))
        page = self.render(
            "admin/bulk-done.html", words=words, left=left, gone=bulk.gone, undo=undo_address(bulk.change), back=self.list_address(args)
        )
        return page, 200 if words else 409

    @staticmethod
    def undoable(sentence, change):
        """`sentence` with the link that takes the change back."""
        address = undo_address(change)
        return Markup('{} <a href="{}">撤销</a>').format(sentence, address) if address else sentence
