"""What a list shows, as a file."""

from urllib.parse import quote

from flask import Response, abort, flash, redirect, request, stream_with_context
from flask_admin import expose
from flask_login import current_user

from ..core import clock, exporting, looks
from ..core.errors import Refused
from .forms import line
from .listing import Listing
from .people import fenced

EXPORTS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ASKED = ("personal", "fields")  # arguments of an export that are none of the list
PIECE = 1 << 16  # bytes


class ExportPages:
    """The exports of a screen."""

    @expose("/export/<export_type>/", methods=("GET", "POST"))
    def export(self, export_type):
        """What the list shows, all pages of it, in its columns; sent as a form, only the rows that are ticked. Written down.

        `fields=all` takes every field along; `personal=1` also those about persons, once that was confirmed.
        """
        if export_type not in EXPORTS:
            abort(404)
        self.must("export")
        ticked = request.method == "POST" and "confirmed" not in request.form
        args = self.came_from if request.method == "POST" else list(request.args.items(multi=True))
        asked = {name: text for name, text in args if name in ASKED}
        rest = [(name, text) for name, text in args if name not in ASKED]
        listing = Listing(self.model, rest, self.fence, verbs=("see", "export"))
        query = listing.ordered
        if ticked and not request.form.get("all"):
            keys = [line(key, 80) for key in request.form.getlist("rowid")[:1000]]
            query = query.where(self.model.slug.in_(keys))
        count = query.order_by().select(self.model.id).count()
        if ticked and not count:
            flash("没有选中任何一条。", "wait")
            return redirect(self.list_address(args))
        if export_type == "xlsx" and count >= exporting.ROWS:
            raise Refused(f"Excel 表格最多放 {exporting.ROWS - 1:,} 条，这里有 {count:,} 条。请导出 CSV，或先用筛选缩小范围")
        personal = asked.get("personal") == "1" and bool(self.personal) and not ticked
        columns = self.exported(listing, asked.get("fields") == "all", personal)
        if personal and "confirmed" not in request.form:
            return self.export_question(export_type, args, columns, count)
        detail = f"{export_type} {count} 条 {'含个人信息 ' if personal else ''}{'选中的 ' if ticked else ''}{listing.address()}"
        looks.note(current_user.user.login, "export", self.model, None, detail.strip())
        return self.file(export_type, query, fenced(columns, self.fence))

    def exported(self, listing, whole, personal):
        """The columns of the file: those of the list, or all; personal ones only when `personal`."""
        if whole:
            return [field for field in self.shape if not field.secret and (personal or not field.personal)]
        shown = list(listing.columns.values())
        own = [field for field in shown if field.personal] or self.personal
        shown = [field for field in shown if not field.personal]
        shown[1:1] = listing.subjects
        state = [self.shape["state"]] if self.model._meta.published else []
        return list({field.name: field for field in [*shown, *state, *(own if personal else [])]}.values())

    def export_question(self, export_type, args, columns, count):
        """Ask whether columns about persons are really meant to leave."""
        return self.render(
            "admin/bulk-export.html",
            export_type=export_type,
            args=args,
            personal=[field.label for field in columns if field.personal],
            count=count,
            back=self.list_address([(name, text) for name, text in args if name not in ASKED]),
        )

    def file(self, export_type, query, columns):
        """The answer that holds the file; a download that breaks off leaves nothing behind."""
        if export_type == "csv":
            answer = Response(stream_with_context(exporting.csv_lines(self.model, query, columns)))
        else:
            book = exporting.xlsx(self.model, query, columns)
            answer = Response(iter(lambda: book.read(PIECE), b""))
            answer.call_on_close(book.close)
        answer.headers["Content-Type"] = EXPORTS[export_type]
        day = clock.today().isoformat()
        name, plain = f"{self.label}-{day}.{export_type}", f"{self.model._meta.plural}-{day}.{export_type}"
        answer.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{quote(name)}"
        return answer
