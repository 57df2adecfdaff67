"""The list of a screen, and the counts that its filters ask for."""

from flask import abort, jsonify, request
from flask_admin import expose

from ..core import trash
from .filters import option_counts
from .listing import Listing
from .people import actor
from .question import PLACE


class ListPages:
    """The list of a screen."""

    @expose("/")
    def index_view(self):
        """The list, as the address or a view asks for it."""
        tabs = self.tabs()
        listing = tabs.listing
        listing.aside = trash.visible(actor(), self.model).select(trash.Trash.id) if self.allowed("delete") else None
        listing.rows  # noqa: B018 - what cannot be shown is refused before anything is drawn
        return self.render("admin/list.html", listing=listing, tabs=tabs, actions=self.actions())

    @expose("/options/")
    def options_view(self):
        """How many records of the list each option of the filter `name` would leave, as JSON: code → words."""
        name = request.args.get("name", "")
        box = Listing(self.model, (), self.fence).boxes.get(name)
        if box is None or not box.counts:
            abort(404)
        args = [(one, text) for one, text in request.args.items(multi=True) if one not in ("name", "view", *PLACE, *box.arguments)]
        return jsonify(option_counts(Listing(self.model, args, self.fence), box))
