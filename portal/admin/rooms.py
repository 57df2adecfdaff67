"""What every admin page is drawn with: the shelves at the side, who is signed in and where that person works."""

from flask_login import current_user

from ..models import Division
from ..roles import ROLES
from .helping import help_address
from .people import actor, fence, turned_away


class Room:
    """A page of the admin: open to those who are signed in, and drawn inside the shell."""

    def is_accessible(self):
        return current_user.is_authenticated

    def inaccessible_callback(self, name, **arguments):
        """Send strangers to the sign-in page, and back here afterwards."""
        return turned_away()

    def _run_view(self, view, *arguments, **named):
        """Call the view; Flask-Admin's own way hides every TypeError of a view behind another one."""
        return view(self, *arguments, **named)

    def render(self, template, **values):
        drawn = {"shelves": self.shelves(), "login": current_user.user.login, "post": post(), "help_address": help_address()}
        return super().render(template, **drawn, **values)

    def shelves(self):
        """[(heading, [(name, address, whether it is this one)])] of what this person may open."""
        shelves = []
        for item in self.admin.menu():
            views = item.get_children() if item.is_category() else [item]
            links = [(view.name, view.get_url(), view.is_active(self)) for view in views if view.is_visible() and view.is_accessible()]
            if links:
                shelves.append((item.name if item.is_category() else "", links))
        return shelves


def post():
    """Where this person works and as what: 历山街道 · 经办人."""
    grants = actor().grants
    roles = dict.fromkeys(ROLES.get(grant.role, {}).get("label", grant.role) for grant in grants)
    ids = [int(grant.paths[0].rstrip("/").rpartition("/")[2]) for grant in grants if grant.paths[0] != "/"]
    places = dict.fromkeys(fence().titles(Division, ids).values()) or ["全部"]
    return f"{'、'.join(list(places)[:2])}{'等' if len(places) > 2 else ''} · {'、'.join(roles)}" if grants else "还没有授权"
