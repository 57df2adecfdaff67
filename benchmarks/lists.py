"""The admin's list of enterprises, signed in, beside a bare Flask-Admin view of the same rows in the same process."""

import hashlib
import html
import json
import random
import re
import statistics
from urllib.parse import quote

import peewee
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.peewee import ModelView
from flask_babel import Babel
from stdnum.cn import uscc

from portal import create_app
from portal.core import db, policy
from portal.core.changes import Edit, change
from portal.core.db import database, passing
from portal.core.history import Change, Revision
from portal.models import Division, Enterprise, views

from . import bare, clients, made_up
from .figures import Part, said
from .grounds import opened
from .rows import STREETS, batches, insert, places, unindexed


def fill(rows):
    """Write `rows` made-up enterprises straight into the open, migrated database: rows, search entries and a revision of each.

    The indexes of the table are built at the end.
    """
    divisions, terms = places(max(STREETS, rows // 10_000))
    dice, first = random.Random("lists"), Change.select(peewee.fn.MAX(Change.id)).scalar()
    with unindexed("enterprise"):
        for numbers in batches(rows):
            write(first, [made(dice, number, *dice.choice(divisions), dice.choice(terms)) for number in numbers])


def made(dice, number, division, area, industry):
    """One record for `insert`: (id, name → value, area)."""
    return number, enterprise(dice, number) | {"division": division, "industry": industry}, area


def write(by, enterprises):
    """Write `enterprises`, records for `insert`, as something that the change `by` did."""
    shape, revisions = Enterprise.shape(), []
    with passing(), database.atomic():
        for number, _, values in insert(Enterprise, enterprises):
            text = json.dumps(shape.dump(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            revisions.append((by, Enterprise._meta.name, number, 1, "create", text, hashlib.sha256(text.encode()).hexdigest()))
        kept = zip(database.next_ids(Revision, len(revisions)), revisions, strict=True)
        names = ("id", "change_id", "shape", "record", "version", "verb", "snapshot", "digest")
        database.insert_rows("revision", names, [(id, *revision) for id, revision in kept])


def enterprise(dice, number):
    """name → value of what differs from one enterprise to the next."""
    body = f"91999999MA{number * 7919 % 10_000_000:07d}"
    return {
        "slug": f"enterprise-{number}",
        "name": f"{made_up.enterprise(number).removesuffix('商行')}{number}商行",
        "kind": dice.choice(("company", "individual", "individual", "merchant")) if number % 1000 else "cooperative",
        "uscc": None if number % 10 == 0 else body + uscc.calc_check_digit(body),
        "above_scale": number % 50 == 0,
        "address": f"{dice.choice(made_up.ROADS)}{dice.randint(1, 900)}号",
        "products": f"{made_up.TRADES[number % 12]}零售和批发",
        "phone": f"0533-0000{dice.randint(0, 9_999):04d}",
        "founded_on": f"20{dice.randint(0, 25):02d}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "growth_goal": "small_to_above_scale" if number % 3000 == 0 else None,
        "growth_stage": "spotted" if number % 3000 == 0 else None,
        "state": "published" if number % 500 else "draft",
        "synthetic": True,
    }


# -- what is measured ---------------------------------------------------------------------------------------------

SIZES = (10_000, 100_000, 1_000_000)
ASKED = 40  # requests of each kind
LONG = 5_000  # revisions of the record whose history is read
AIM, AIM_SEARCH, QUERIES = 25, 30, 8  # milliseconds, and queries
COLUMNS = ("name", "division", "kind", "uscc", "above_scale")
LINGERING, MOST = 200, 2_000  # milliseconds a page may take before it is asked for five times only, or once


class Enterprises(ModelView):
    """The same columns, a search, filters, everything else as it comes."""

    column_list = COLUMNS
    column_sortable_list = ("name", ("division", bare.Division.name), "kind", "uscc", "above_scale")
    column_searchable_list = ("name", "address")
    column_filters = ("kind", "above_scale")
    page_size = 25


def measure(ground, most):
    """One table: what is asked for, then milliseconds (median and 95 of a hundred) and queries at each size, ours and the bare view's."""
    sizes = [size for size in SIZES if size <= most] or [most]
    taken = {size: at(ground, size) for size in sizes}
    heads = [word for size in sizes for word in (f"{size:,} enterprises", "bare view")]
    table = Part(f"Lists of enterprises on {ground.engine.name}", ("page", "aim", "met", "queries", *heads, "bare ÷ ours"))
    for name, (ours, queries, theirs) in taken[sizes[-1]].items():
        aim = AIM_SEARCH if name.startswith("searched") else AIM
        cells = [cell for size in sizes for cell in (told(taken[size][name][0]), told(taken[size][name][2]))]
        middle = statistics.median(ours)
        met = "yes" if middle <= aim and queries <= QUERIES else "**no**"
        times = f"{said(statistics.median(theirs) / middle)} ×" if theirs else ""
        table.rows.append((name, f"≤ {aim} ms", met, str(queries), *cells, times))
    return table


def told(waits):
    """Median and 95th percentile in words."""
    if not waits:
        return ""
    return f"{said(statistics.median(waits))} ms ({said(clients.percentile(waits))})"


def at(ground, size):
    """what it is → (milliseconds of each request, queries, those of the bare view) with `size` enterprises."""
    name = town(ground, size)
    url = ground.engine.url(name)
    with opened(url):
        password, pages = clients.administrator(), addresses()
    visitor = clients.Inside(create_app(**ground.settings(url)))
    clients.sign_in(visitor, password)
    found = {what: told_on(visitor, mine, OURS) for what, (mine, _) in pages.items() if "/history/" not in mine and "/options/" not in mine}
    ours = {what: asked(visitor, mine) for what, (mine, _) in pages.items()}
    db.database.close()
    visitor = clients.Inside(bare_admin(url))
    for what, (_, address) in pages.items():
        if address is not None:
            compare(what, *found[what], *told_on(visitor, address, THEIRS))
    theirs = {what: asked(visitor, address) for what, (_, address) in pages.items() if address is not None}
    bare.database.close()
    return {what: (*ours[what], theirs.get(what, ([],))[0]) for what in pages}


OURS = (re.compile(r'<tr data-key="([^"]+)"'), re.compile(r'<span class="count">(\d+\+?) 条'))
THEIRS = (re.compile(r'<td class="col-name">\s*([^<]+?)\s*</td>'), re.compile(r"List \((\d+)\)"))


def told_on(visitor, path, patterns):
    """(rows on the page at `path`, how many it says there are)."""
    status, page = visitor.get(path)
    text = html.unescape(page.decode())
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    count = patterns[1].search(text)
    return len(patterns[0].findall(text)), count[1] if count else ""


def compare(what, ours, said_here, theirs, said_there):
    """Raises `RuntimeError` unless both pages show as many records and count the same; 1000+ may be any more."""
    least = int(said_here.rstrip("+") or 0)
    agree = least <= int(said_there or 0) if said_here.endswith("+") else said_here == said_there
    if not (ours and agree and ours == theirs):
        raise RuntimeError(f"{what}: {ours} of {said_here} records here, {theirs} of {said_there} on the bare view")


def asked(visitor, path):
    """(milliseconds of each request, queries of one)."""
    with clients.counted() as counter:
        first = clients.ask(visitor, [path], 1)
    if first[0] > MOST:
        return first, counter.count
    clients.ask(visitor, [path], 1)
    return clients.ask(visitor, [path], ASKED if first[0] < LINGERING else 5), counter.count


def town(ground, size):
    """The name of a database with `size` enterprises, made when it is not there yet."""

    def filled(_):
        fill(size)
        remember()
        views.keep(0, "enterprises", "公司和合作社", "kind.in=company,cooperative&sort=uscc&desc=1&cols=name,uscc,address", shared=True)

    return ground.once(f"lists_{size}", filled)


def remember():
    """LONG revisions of the first enterprise, through the door."""
    for start in range(0, LONG, 100):
        with change(policy.command_line("benchmark"), via="api") as work:
            for number in range(start, start + 100):
                work.one(Edit(Enterprise, 1, values={"address": f"人民路{number}号"})).must()


def addresses():
    """what it is → (address of the portal, of the bare view or None)."""
    total = Enterprise.select().count()
    order = Enterprise.select(Enterprise.id, Enterprise.slug, Enterprise.kind).order_by(Enterprise.sort, Enterprise.id)
    middle = order.offset(total * 9 // 10).first()
    deep = total * 9 // 10 // 25
    view = views.SavedView.get(views.SavedView.shared == True)  # noqa: E712
    here, there = "/admin/enterprises/", "/admin/enterprise/"
    word, rare = quote("五金"), quote(f"{made_up.TRADES[total // 2 % len(made_up.TRADES)]}{total // 2}")
    pages = {
        "page 1": ("", ""),
        "nine tenths down": (f"?after={middle.id}", f"?page={deep}"),
        "last page": ("?end=1", f"?page={-(-total // 25) - 1}"),
        "filtered by one in three": ("?kind=company", "?flt0_2=company"),
        "filtered by one in a thousand": ("?kind=cooperative", "?flt0_2=cooperative"),
        "filtered, deep": (f"?kind=company&after={middle.id}", f"?flt0_2=company&page={deep // 5}"),
        "filtered twice and ordered": (f"?kind=company&above_scale={quote('是')}&sort=uscc", "?flt0_2=company&flt1_7=1&sort=3"),
        "filtered by words in a column": (f"?address.contains={quote('人民路1')}", None),
        "filtered by what excludes itself": ("?kind=company&kind.in=merchant", None),
        "within a street": (f"?division.under={street()}", None),
        "searched, two characters": (f"?q={word}", f"?search={word}"),
        "searched, deep": (f"?q={word}&after={total // 2}", f"?search={word}&page={deep // 12}"),
        "searched, one record": (f"?q={rare}", f"?search={rare}"),
        "searched, filtered by one in a thousand": (f"?q={word}&kind=cooperative", f"?search={word}&flt0_2=cooperative"),
        "searched and filtered": (f"?q={word}&kind=company", f"?search={word}&flt0_2=company"),
    }
    for number, column in enumerate(COLUMNS):
        label = Enterprise.shape()[column].label
        for desc, arrow in (("", "↑"), ("1", "↓")):
            pages[f"by {label} {arrow}"] = (f"?sort={column}&desc={desc or 0}", f"?sort={number}&desc={desc}")
        pages[f"by {label} ↑, deep"] = (f"?sort={column}&after={middle.id}", f"?sort={number}&page={deep}")
    pages["by 最近修改 ↓"] = ("?sort=updated_at&desc=1", None)
    pages["saved view"] = (f"?view={view.id}", None)
    pages["counts of the options of a filter"] = ("options/?name=kind", None)
    found = {what: (here + mine, theirs if theirs is None else there + theirs) for what, (mine, theirs) in pages.items()}
    slug = Enterprise.get_by_id(1).slug
    return found | {f"history of {LONG:,} revisions": (f"{here}history/?id={slug}", None)}


def street():
    return Division.get(Division.level == "street").slug


def bare_admin(url):
    """An application with nothing but a stock view of the enterprises at `/admin/enterprise/`."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for measuring"
    Babel(app)
    bare.keep_connections(app, bare.connect(url))
    Admin(app, name="bare").add_view(Enterprises(BareEnterprise, endpoint="enterprise"))
    return app


class BareEnterprise(bare.Plain):
    """The columns that the bare view shows or searches."""

    name = peewee.CharField()
    division = peewee.ForeignKeyField(bare.Division)
    kind = peewee.CharField()
    uscc = peewee.CharField(null=True)
    above_scale = peewee.BooleanField()
    address = peewee.CharField(null=True)

    class Meta:
        table_name = "enterprise"
