"""The pictures and papers that records hold, and where each is used, as far as the person may see."""

from flask import request, url_for
from flask_admin import BaseView, expose
from markupsafe import Markup

from ..core import holders, media, policy
from ..core.errors import Forbidden
from .forms import line, number
from .media import entitled, shelves
from .people import actor
from .rooms import Room

PAGE = 40  # files of one page


class Kept(Room, BaseView):
    """The page at /admin/media/."""

    def is_visible(self):
        return bool(shelves())

    @expose("/")
    def index(self):
        """The files of one field, in the order of their stored names, which the index has; with `file`, where that one is used."""
        places, file = [(home, field) for home, kept in shelves() for field in kept], line(request.args.get("file"), 60)
        if not places:
            raise Forbidden("您的角色不能看图片和附件，需要时请找管理员授权")
        which = number(request.args.get("in"))
        which = which if which < len(places) else 0
        used, further = (entitled(holders.holding(actor(), file)), None) if file else page(*places[which])
        files = {}
        for field, record in used:
            files.setdefault(getattr(record, field.name).partition(" ")[0], []).append((field, record))
        return self.render(
            "admin/media.html", files=files, places=places, which=which, one=file, further=further, thumbnail=thumbnail, value=getattr
        )


def page(home, field):
    """[(field, record)] of one page, and the arguments of the address where the next one goes on; None when there is none."""
    value, id = line(request.args.get("after"), 200), number(request.args.get("beside"))
    query = policy.visible(actor(), home).where(field > "", field >= value, (field > value) | (home.id > id))
    rows = list(query.order_by(field, home.id).limit(PAGE + 1))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return entitled([(field, record) for record in rows[:PAGE]]), last and {"after": getattr(last, field.name), "beside": last.id}


def thumbnail(file):
    """A small picture, or the ending of a paper."""
    ending = file.rpartition(".")[2]
    if not media.has(file):
        return Markup('<span class="file__ending">不在了</span>')
    if ending not in media.PICTURES.values():
        return Markup('<span class="file__ending">{}</span>').format(ending.upper())
    small = url_for("admin_media.show", file=file, w=media.WIDTHS[0])
    return Markup('<img class="file__thumb" src="{}" alt="" loading="lazy">').format(small)
