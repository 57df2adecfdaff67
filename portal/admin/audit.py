"""The audit screen: who changed what and who looked at what, when and through which door; and whether it is still as sealed."""

from flask import Response, abort, flash, redirect, request, stream_with_context, url_for
from flask_admin import BaseView, expose
from flask_login import current_user

from ..core import clock, exporting, looks, policy, seals, verifying
from ..core.changes import VIA
from ..core.errors import Forbidden
from ..core.looks import WHATS
from ..models import MODELS, User
from .auditing import Changes, Looks, rows_of
from .exports import EXPORTS
from .people import Fence, actor, fence
from .rooms import Room
from .timeline import VERBS, local, undoing

AT_ONCE = 200  # lines that an export reads together
CHECKED = 20  # seals that are verified on screen: those before them are the command's
PIECE = 1 << 16
HEADINGS = {
    "changes": ("时间", "谁", "经", "说明", "做了什么", "条数", "对象", "批次"),
    "looks": ("时间", "谁", "做了什么", "类别", "对象", "细节"),
}


class Audit(Room, BaseView):
    """The pages at /admin/audit/."""

    @expose("/")
    def index(self):
        """Changes, newest first, as the address filters them."""
        page = Changes(request.args, fence())
        return self.tab("changes", page, vias=VIA, verbs=VERBS)

    @expose("/looks/")
    def looks(self):
        """Sign-ins, refused ones, looks at personal fields and exports."""
        page = Looks(request.args, fence(), current_user.user.login)
        return self.tab("looks", page, whats={what: word for what, word in WHATS.items() if not page.own or what != "sign-in refused"})

    def tab(self, name, page, **options):
        head = seals.newest()
        return self.render(
            f"admin/audit-{name}.html",
            tab=name,
            page=page,
            asked=page.asked,
            args=page.asked.args,
            head=head,
            sealed=head and local(head.at),
            waiting=seals.waiting(),
            may_verify=keeps_accounts(),
            may_export=may_export(),
            **options,
        )

    @expose("/rows/")
    def rows(self):
        """What one change, or one run, wrote, record by record."""
        found = rows_of(request.args, fence()) or abort(404)
        change, entries, after = found
        return self.render(
            "admin/audit-rows.html",
            change=change,
            at=local(change.at),
            via=VIA.get(change.via, change.via),
            entries=entries,
            after=after,
            started="after" in request.args,
            undo=undoing(change),
        )

    @expose("/verify/", methods=("POST",))
    def verify(self):
        """Hold the last seals against what is there."""
        if not keeps_accounts():
            raise Forbidden("只有管理员和审计员能核验封存")
        verdict = verifying.verify(last=CHECKED)
        if not verdict:
            where = f"第 {verdict.seal.id} 号封存对不上：" if verdict.seal else ""
            flash(where + "；".join(verdict.broken), "urgent")
        elif not verdict.seals:
            flash("还没有封存过。", "wait")
        else:
            flash(f"最近 {verdict.seals} 号封存都对得上（改动 {verdict.changes} 个，登录和查看 {verdict.looks} 条）。", "done")
        return redirect(url_for("admin_audit.index"))

    @expose("/export/<any(changes, looks):tab>.<any(csv, xlsx):kind>")
    def export(self, tab, kind):
        """What the tab shows, all pages of it, as a file; written down."""
        if not may_export():
            raise Forbidden("您的角色不能导出，需要时请找管理员授权")
        login = current_user.user.login
        first = self.part(tab, dict(request.args), login)  # what cannot be read is refused before anything is sent
        words = "、".join(f"{name}={text}" for name, text in first.asked.args.items())
        looks.note(login, "export", None, None, f"{kind} {'改动' if tab == 'changes' else '登录与查看'}留痕 {words}".strip())
        lines = self.lines(tab, first, dict(request.args), login)
        name = f"audit-{tab}-{clock.today().isoformat()}.{kind}"
        if kind == "csv":
            body = stream_with_context(exporting.csv_text(HEADINGS[tab], lines))
            return Response(body, content_type=EXPORTS[kind], headers={"Content-Disposition": f"attachment; filename={name}"})
        book = exporting.workbook("留痕", HEADINGS[tab], lines)
        answer = Response(iter(lambda: book.read(PIECE), b""), content_type=EXPORTS[kind])
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        answer.call_on_close(book.close)
        return answer

    def part(self, what, args, login):
        own = Fence(actor())  # one for each part: what it has read is let go with it
        return Changes(args, own, ("see", "export"), AT_ONCE) if what == "changes" else Looks(args, own, login, AT_ONCE)

    def lines(self, what, part, args, login):
        """Rows of text of the whole of it, a part at a time."""
        told = change_row if what == "changes" else look_row
        while True:
            yield from map(told, part.lines)
            if part.older is None:
                return
            part = self.part(what, {name: text for name, text in args.items() if name != "skip"} | part.older, login)


def keeps_accounts():
    """Whether this person sees every account, and so what everybody looked at."""
    return "/" in policy.paths(actor(), "see", User)


def may_export():
    """Whether this person may export anything at all."""
    return any(policy.paths(actor(), "export", home) for home in MODELS)


def change_row(one):
    first = f"{one.first['home']._meta.label} {one.first['title']}" if one.first else ""
    return [f"{one.at:%Y-%m-%d %H:%M:%S}", one.by, one.via, one.why, one.done, str(one.count), first, one.run]


def look_row(one):
    label = one["home"]._meta.label if one["home"] else ""
    return [f"{one['at']:%Y-%m-%d %H:%M:%S}", one["by"], one["what"], label, one["title"], one["detail"]]
