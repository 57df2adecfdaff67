"""One search for everything a person may open: pages of the admin by name or pinyin, and records of every model."""

import functools
import operator
from collections import defaultdict

from flask import jsonify, request, url_for
from flask_admin import BaseView, expose

from ..core import pinyin, policy, search
from ..core.search import SearchEntry
from ..models import BY_NAME, MODELS
from .forms import line
from .people import actor, fence
from .rooms import Room

OFFERED = 12  # records in the palette
LOOKED_AT = 200  # entries of the index that are put in order
SHOWN = 100  # records on the page
MOST_TYPED = 80  # characters of what is looked for
PLACES = {"帮助": "admin_help.index"}  # pages outside the menu: name → endpoint


def reachable(asker):
    """The condition on SearchEntry for what `asker` may see, or None when that is nothing."""
    groups = defaultdict(list)
    for home in MODELS:
        if reach := policy.paths(asker, "see", home):
            everywhere = "/" in reach or home._meta.place is None
            groups[() if everywhere else reach].append(home._meta.name)
    parts = []
    for reach, names in groups.items():
        inside = [(SearchEntry.area >= path) & (SearchEntry.area < path + "~") for path in reach]
        shapes = SearchEntry.shape.in_(names)
        parts.append(shapes & functools.reduce(operator.or_, inside) if inside else shapes)
    return functools.reduce(operator.or_, parts) if parts else None


def records(asker, text, most):
    """[(home, record)] that `text` finds, at most `most`, the likeliest first."""
    seen = reachable(asker)
    hits = search.everywhere(text, seen, LOOKED_AT)[:most] if seen is not None else []
    wanted = defaultdict(list)
    for shape, id in hits:
        wanted[BY_NAME[shape]].append(id)
    found = {home: fence().records(home, ids) for home, ids in wanted.items()}
    return [(BY_NAME[shape], record) for shape, id in hits if (record := found[BY_NAME[shape]].get(id))]


class Finding(Room, BaseView):
    """The search at /admin/find/, and what the palette asks while somebody types."""

    def is_visible(self):
        return False

    @expose("/")
    def index(self):
        """What `q` finds, as a page: for those without JavaScript, and for more than the palette shows."""
        text = line(request.args.get("q"), MOST_TYPED)
        found = records(actor(), text, SHOWN) if text else []
        return self.render("admin/find.html", q=text, places=self.places(text), found=found, most=SHOWN)

    @expose("/palette")
    def palette(self):
        """What the palette offers for `q`: [{kind, title, note, address}], pages first."""
        text = line(request.args.get("q"), MOST_TYPED)
        rows = [{"kind": "去", "title": name, "note": "", "address": address} for name, address in self.places(text)[:OFFERED]]
        for home, record in records(actor(), text, OFFERED) if text else ():
            rows.append({"kind": home._meta.label, "title": record.title, "note": record.slug, "address": address_of(home, record)})
        return jsonify(rows)

    def places(self, text):
        """[(name, address)] of the pages whose name, or its pinyin initials, begin with or hold `text`; all without a text."""
        wanted = text.lower()
        found = [(name, address) for name, address in self.doors() if wanted in name.lower() or pinyin.initials(name).startswith(wanted)]
        return sorted(found, key=lambda place: not place[0].lower().startswith(wanted))

    def doors(self):
        """(name, address) of every page that this person may go to straight away."""
        asker = actor()
        for _, links in self.shelves():
            yield from ((name, address) for name, address, _ in links)
        for home in MODELS:
            here, label = f"admin_{home._meta.plural}", home._meta.label
            if policy.may(asker, "create", home):
                yield f"新建{label}", url_for(f"{here}.create_view")
            if policy.may(asker, "import", home):
                yield f"导入{label}", url_for(f"{here}.import_view")
        for name, endpoint in PLACES.items():
            yield name, url_for(endpoint)


def address_of(home, record):
    """Where the admin shows `record`."""
    return url_for(f"admin_{home._meta.plural}.details_view", id=record.slug)
