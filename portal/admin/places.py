"""Admin screens of the administrative tree."""

from flask import request

from ..core import policy
from ..models import MODELS, Division
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
        form.moving = [(home._meta.label, count) for home in MODELS if (count := below(home, record))]
        return True


def below(home, record):
    """How many records of `home` lie below the division `record`, as far as this person may see them."""
    if home._meta.place is None:
        return 0
    return policy.visible(actor(), home).where(home.under(record.area), ~((home.id == record.id) & home._meta.is_area)).count()


def screens():
    return [DivisionScreen(Division, category="区划与网格")]
