"""What a list shows, as a file."""

from flask import Response, abort, request, stream_with_context
from flask_admin import expose
from flask_login import current_user

from ..core import clock, exporting, looks
from .listing import Listing
from .people import fenced

EXPORTS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ExportPages:
    """The exports of a screen."""

    @expose("/export/<export_type>/")
    def export(self, export_type):
        """What the list shows, all pages of it, as a file; personal columns only when asked for. Written down."""
        if export_type not in EXPORTS:
            abort(404)
        self.must("export")
        listing = Listing(self.model, request.args.items(), self.fence, verbs=("see", "export"))
        personal = listing.args.get("personal") == "1"
        fields = [field for field in self.shape if not field.secret and (personal or not field.personal)]
        shown = "含个人信息" if personal and self.personal else ""
        looks.note(current_user.user.login, "export", self.model, None, f"{export_type} {listing.address()} {shown}".strip())
        fields = fenced(fields, self.fence)
        body = (
            exporting.xlsx(self.model, listing.ordered, fields)
            if export_type == "xlsx"
            else stream_with_context(exporting.csv_lines(self.model, listing.ordered, fields))
        )
        name = f"{self.model._meta.plural}-{clock.today().isoformat()}.{export_type}"
        return Response(body, content_type=EXPORTS[export_type], headers={"Content-Disposition": f"attachment; filename={name}"})
