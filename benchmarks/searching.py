"""The residents' search at a million indexed texts, beside a page of a bare Flask that scans the same texts with LIKE."""

import html
import itertools
import random
import re
import statistics
from urllib.parse import urlencode

import peewee
from flask import Flask, render_template_string, request

from portal import create_app
from portal.core import db, pinyin, search
from portal.core.db import database, passing
from portal.models import Activity, Building, Division, Enterprise, Grid, Notice, Service, Station

from . import bare, clients
from .figures import Part, said
from .grounds import opened
from .made_up import LETTERS, ROADS, TRADES
from .rows import STREETS, batches, insert, places, unindexed

# home → (its share of the texts, kinds, endings of titles, what its other text says)
KINDS = {
    Grid: (0.02, ("small",), ("网格",), ("东到{road}，西到河边，含{sign}小区", "scope_text")),
    Building: (0.2, ("estate", "courtyard"), ("小区", "花园", "家属院", "公寓"), ("{road}{number}号", "address")),
    Station: (0.1, ("city_post", "care_center"), ("驿站", "养老服务中心", "便民服务点"), ("在{road}，可以歇脚、饮水、充电", "summary")),
    Service: (0.05, ("volunteer",), ("理发", "代办", "助浴服务"), ("由{sign}志愿服务队在{road}做", "description")),
    Activity: (0.05, ("public_event",), ("读书会", "义诊", "广场舞会"), ("{sign}社区居民都可以来，地点在{road}", "summary")),
    Notice: (0.05, ("notice",), ("停水通知", "道路施工公告"), ("{road}沿线{sign}小区受影响", "summary")),
    Enterprise: (0.53, ("company", "individual"), tuple(f"{trade}商行" for trade in TRADES), ("{trade}零售和批发，上门服务", "products")),
}


def fill(texts):
    """Write about `texts` made-up live records of `KINDS` straight into the open, migrated database, and the same texts for the peer."""
    divisions, _ = places(max(STREETS, texts // 10_000))
    with passing():
        database.create_tables([Text])
    dice = random.Random("search")
    for home, (share, *_) in KINDS.items():
        with unindexed(home._meta.table_name):
            for numbers in batches(round(texts * share)):
                write(home, [(number, made_up(home, dice, number), *dice.choice(divisions)) for number in numbers])


def made_up(home, dice, number):
    """name → value of what differs from one record of `home` to the next."""
    _, kinds, endings, (about, field) = KINDS[home]
    size = len(LETTERS)
    sign = "".join(LETTERS[number * step // size**place % size] for place, step in enumerate((1009, 1013, 1019)))
    words = {"road": dice.choice(ROADS), "number": dice.randint(1, 900), "sign": sign[:2], "trade": dice.choice(TRADES)}
    title = f"{sign}{dice.choice(endings)}{number}" + ("B区" if number % 50 == 0 else "")
    values = {"slug": f"{home._meta.plural}-{number}", home._meta.title: title, "kind": dice.choice(kinds), field: about.format(**words)}
    return values | {"state": "published", "synthetic": True} | ({"number": number % 99_999 + 1} if home is Grid else {})


def write(home, records):
    """Write `records` (id, values, division, its area) of `home`, and the same texts for the peer."""
    areas = {number: area for number, _, _, area in records}
    with passing(), database.atomic():
        kept = insert(home, [(number, told | {"division": division}, area) for number, told, division, area in records])
        about = KINDS[home][3][1]
        plain = [(search.base(home) + number, home._meta.name, title, values[about], areas[number]) for number, title, values in kept]
        database.insert_rows("bare_text", ("id", "shape", "title", "words", "area"), plain)


class Text(peewee.Model):
    """What the peer scans: the same texts, a row each."""

    id = peewee.BigIntegerField(primary_key=True)
    shape = peewee.CharField()
    title = peewee.CharField()
    words = peewee.TextField()
    area = peewee.CharField()

    class Meta:
        database = database
        table_name = "bare_text"


# -- what is measured ---------------------------------------------------------------------------------------------

ASKED = 40  # requests of each kind
AIM, QUERIES = 20, 10  # milliseconds that 95 of a hundred may take, and queries
LINGERING = 300  # milliseconds a page of the peer may take before it is asked for five times only
DEEP, DEEPEST = 12, 50  # the last page there is of a word that one kind alone has often, and of one kind


def measure(ground, texts):
    """One table: what is looked for, milliseconds (median and 95th percentile) and queries, ours and those of the LIKE page."""
    name = town(ground, texts)
    url = ground.engine.url(name)
    with opened(url):
        asked = addresses()
    visitor = clients.Inside(create_app(**ground.settings(url)))
    ours = {what: timed(visitor, mine) for what, (mine, _) in asked.items()}
    counts = {what: told(visitor, mine[0]) for what, (mine, _) in asked.items()}
    db.database.close()
    visitor = clients.Inside(scanning(url))
    theirs = {what: timed(visitor, paths) for what, (_, paths) in asked.items() if paths}
    for what in theirs:
        if (there := told(visitor, asked[what][1][0])) != counts[what]:
            raise RuntimeError(f"{what}: {counts[what]} found here, {there} by LIKE")
    bare.database.close()
    heads = ("search", "aim", "met", "queries", "ours", "found", "LIKE on bare Flask", "LIKE ÷ ours")
    table = Part(f"Search of {texts:,} texts on {ground.engine.name}", heads)
    for what, (waits, queries) in ours.items():
        met = "yes" if clients.percentile(waits) <= AIM and queries <= QUERIES else "**no**"
        peer = theirs.get(what, ((), 0))[0]
        times = f"{said(statistics.median(peer) / statistics.median(waits))} ×" if peer else ""
        table.rows.append((what, f"p95 ≤ {AIM} ms", met, str(queries), spoken(waits), counts[what], spoken(peer), times))
    return table


def spoken(waits):
    """p50 and p95 in words."""
    return f"{said(statistics.median(waits))} ms ({said(clients.percentile(waits))})" if waits else ""


def timed(visitor, paths):
    """(milliseconds of each request, the most queries of one); the first of each path is not counted."""
    queries = 0
    for path in paths:
        with clients.counted() as counter:
            first = clients.ask(visitor, [path], 1)
        queries = max(queries, counter.count)
    return clients.ask(visitor, paths, ASKED if first[0] < LINGERING else 5), queries


def told(visitor, path):
    """How many results the page at `path` says there are: 12, 1000+, or 0."""
    found = re.search(r"有 ([\d\s]+\+?) 条", html.unescape(visitor.get(path)[1].decode()))
    return "".join(found[1].split()) if found else "0"


def town(ground, texts):
    """The name of a database with `texts` texts, made when it is not there yet."""
    return ground.once(f"search_{texts}", lambda _: fill(texts))


def addresses():
    """what is looked for → (addresses of the portal, of the LIKE page or () when LIKE cannot find it)."""
    rare = [one.name for one in Enterprise.select(Enterprise.name).order_by(Enterprise.id.desc()).limit(8)]
    street = Division.get(Division.level == "street")
    community = Division.select().where(Division.level == "community").order_by(Division.id.desc()).first()
    houses = [one.name[:4] for one in Building.select(Building.name).order_by(Building.id.desc()).limit(8)]
    plain = {
        "one character, common": [{"q": word} for word in "服商路区"],
        "one character, rarer": [{"q": word} for word in "浴诊舞泉"],
        "two characters, common": [{"q": word} for word in ("商行", "服务", "小区", "人民")],
        "two characters": [{"q": word} for word in ("养老", "义诊", "驿站", "五金")],
        "a title": [{"q": word} for word in rare],
        "the beginning of titles": [{"q": word} for word in houses],
        "two words": [{"q": f"{first} {second}"} for first, second in itertools.product(("五金", "药房"), ("服务", "零售"))],
        "mixed": [{"q": word} for word in ("B区", "0B区", "小区1", "驿站99", "商行50B区")],
        "nothing": [{"q": word} for word in ("飞碟", "魑魅", "qq群")],
        "of one kind, common": [{"q": "服务", "type": kind} for kind in ("stations", "enterprises")],
        "in a street, common": [{"q": word, "division": street.slug} for word in ("服务", "商行")],
        "in a community": [{"q": word, "division": community.slug} for word in ("服务", "商行", "养老")],
        "of one kind in a community": [{"q": "服务", "type": "enterprises", "division": community.slug}],
        f"common, page {DEEP}": [{"q": word, "page": DEEP} for word in ("服务", "商行")],
        f"of one kind, page {DEEPEST}": [{"q": "商行", "type": "enterprises", "page": DEEPEST}],
    }
    only_ours = {
        "initials": [{"q": pinyin.initials(word)} for word in rare],
        "initials, common": [{"q": word} for word in ("sh", "xq", "s")],
        "pinyin, written out": [{"q": word} for word in ("yanglaofuwu", "yizhen")],
        "by sound": [{"q": word} for word in ("养劳", "读书汇")],
        "a slip of the pen": [{"q": word[:2] + word[3:-1] + "号"} for word in rare],
    }
    kinds = {"stations": "station", "enterprises": "enterprise"}
    areas = {one.slug: one.area for one in (street, community)}

    def there(asked):
        return asked | {"type": kinds.get(asked.get("type"), ""), "division": areas.get(asked.get("division"), "")}

    out = {what: ([address(one) for one in many], [address(there(one)) for one in many]) for what, many in plain.items()}
    return out | {what: ([address(one) for one in many], ()) for what, many in only_ours.items()}


def address(asked):
    return f"/search?{urlencode(asked)}"


PAGE = """<!doctype html><title>{{ q }}</title><h1>{{ q }}有 {{ total }} 条</h1>
<ul>{% for one in rows %}<li><a href="/{{ one.shape }}/{{ one.id }}">{{ one.title }}</a> <p>{{ one.words }}</p></li>{% endfor %}</ul>"""


def scanning(url):
    """An application with a page that looks for each word with LIKE: as many rows a page, counted as far, titles first."""
    app, engine = Flask(__name__), bare.connect(url)
    bare.keep_connections(app, engine)
    text = type("Text", (Text,), {"Meta": type("Meta", (), {"database": bare.database, "table_name": "bare_text"})})

    @app.get("/search")
    def index():
        wanted, number = request.args["q"], int(request.args.get("page", 1))
        query = text.select()
        for word in wanted.split():
            query = query.where(text.title.contains(word) | text.words.contains(word))
        if request.args.get("type"):
            query = query.where(text.shape == request.args["type"])
        if area := request.args.get("division"):
            query = query.where((text.area >= area) & (text.area < area + "~"))
        total = query.limit(1001).count()
        rows = list(query.order_by(text.title.contains(wanted).desc(), text.id.desc()).paginate(number, 20))
        return render_template_string(PAGE, q=wanted, rows=rows, total="1000+" if total > 1000 else total)

    return app
