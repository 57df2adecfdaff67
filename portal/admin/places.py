"""Admin screens of the administrative tree."""

from flask import request

from ..core import policy
from ..models import MODELS, Division
from .branches import COUNTED
from .people import actor
from .screens import Screen

CONFIRMED = "_moved"


class DivisionScreen(Screen):
    """Says what moves along before a division is hung under another one."""

    public_path = "/d/"

    def moves(self, record, form):
        form.moving = []
        wanted = form.read().get("parent", record.parent_id)
        if form.wrong or wanted == record.parent_id or CONFIRMED in request.form:
            for box in form:
                box.errors.clear()
            return False
        form.moving = self.along(record)
        return True

    def along(self, record):
        """[(label, count in words)] of everything that lies below the division `record`."""
        counts = [(home, below(home, record)) for home in MODELS]
        return [(home._meta.label, f"{COUNTED}+" if count > COUNTED else str(count)) for home, count in counts if count]


def below(home, record):
    """How many records of `home` lie below the division `record`, as far as this person may see them, up to COUNTED + 1."""
    if home._meta.place is None:
        return 0
    query = policy.visible(actor(), home).where(home.under(record.area), ~((home.id == record.id) & home._meta.is_area))
    return query.select(home.id).limit(COUNTED + 1).count()


def screens():
    return [DivisionScreen(Division, category="组织")]
