"""The bare peer: the same tables read with plain peewee, and two pages as one would write them in an afternoon.

No policy, no faces, no publishing times, nothing of the portal is imported. `--factory benchmarks.bare:site` serves the
database that BENCHMARK_URL names.
"""

import json
import os

import jinja2
import peewee
from flask import Flask, abort, render_template, request

SIZE = 30  # rows a page, as on the portal's list

database = peewee.DatabaseProxy()


class Plain(peewee.Model):
    """What the models below share: the columns every table has and a page shows."""

    slug = peewee.CharField(unique=True)
    state = peewee.CharField()
    synthetic = peewee.BooleanField()
    sort = peewee.CharField()

    class Meta:
        database = database
        legacy_table_names = False


class Division(Plain):
    name = peewee.CharField()
    level = peewee.CharField()
    parent = peewee.ForeignKeyField("self", null=True)
    hotline = peewee.CharField(null=True)

    def __str__(self):
        return self.name


class Grid(Plain):
    name = peewee.CharField()
    division = peewee.ForeignKeyField(Division)

    def __str__(self):
        return self.name


class Station(Plain):
    name = peewee.CharField()
    division = peewee.ForeignKeyField(Division)
    category = peewee.CharField()
    kind = peewee.CharField()
    grid = peewee.ForeignKeyField(Grid, null=True)
    address = peewee.CharField(null=True)
    point = peewee.CharField(null=True)
    hours = peewee.TextField(null=True)
    phone = peewee.CharField(null=True)

    def __str__(self):
        return self.name


def connect(url):
    """Point the models at the database at `url`, set up like the portal's."""
    if url.startswith("sqlite:"):
        engine = peewee.SqliteDatabase(
            url.removeprefix("sqlite:///"),
            timeout=5,
            pragmas={"journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "cache_size": -16000, "temp_store": "memory"},
        )
    else:
        engine = peewee.PostgresqlDatabase(url, prefer_psycopg3=True)
    database.initialize(engine)
    return engine


def keep_connections(app, engine):
    """One connection a thread, as the portal does."""

    @app.before_request
    def connect():
        engine.connect(reuse_if_open=True)


TEMPLATES = {}
TEMPLATES["frame.html"] = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="{{ url_for('static', filename='site.css') }}"></head>
<body>
<header><nav><ul>{% for name, address in entries %}<li><a href="{{ address }}">{{ name }}</a></li>{% endfor %}</ul></nav></header>
<main>{% block main %}{% endblock %}</main>
<footer><p>12345</p></footer>
</body>
</html>"""

TEMPLATES["list.html"] = """{% extends "frame.html" %}
{% block main %}<h1>服务站点</h1><p>{{ total }}</p>
<ul>{% for station in rows %}
<li><a href="{{ url_for('show', slug=station.slug) }}">{{ station.name }}</a> {{ station.kind }} {{ station.division.name }}
{{ station.address or "" }} {{ station.hours or "" }}
{% if station.phone %}<a href="tel:{{ station.phone }}">{{ station.phone }}</a>{% endif %}</li>
{% endfor %}</ul>
<a href="{{ url_for('index', page=page + 1) }}">下一页</a>{% endblock %}"""

TEMPLATES["page.html"] = """{% extends "frame.html" %}
{% block main %}<h1>{{ station.name }}</h1>
<dl><dt>地址</dt><dd>{{ station.address or "" }}</dd><dt>类型</dt><dd>{{ station.kind }}</dd>
<dt>地方</dt><dd>{{ station.division.parent.name }} {{ station.division.name }}</dd><dt>网格</dt><dd>{{ station.grid.name }}</dd>
<dt>电话</dt><dd><a href="tel:{{ station.phone or station.division.hotline }}">{{ station.phone or "" }}</a></dd></dl>
<table>{% for spans in week %}<tr><th>周{{ loop.index }}</th><td>{{ spans | join(" ") }}</td></tr>{% endfor %}</table>{% endblock %}"""

ENTRIES = [("网格", "/grids/"), ("站点", "/stations/"), ("场所", "/places/"), ("搜索", "/search/"), ("出处", "/sources/")]


def site(url=None):
    """The two pages, and `/healthz`, on the database at `url`."""
    app = Flask(__name__)
    app.jinja_loader = jinja2.DictLoader(TEMPLATES)
    keep_connections(app, connect(url or os.environ["BENCHMARK_URL"]))

    @app.get("/stations/")
    def index():
        page = int(request.args.get("page", 1))
        query = Station.select(Station, Division).join(Division).where(Station.state == "published", Station.category == "service")
        rows = list(query.order_by(Station.sort, Station.id).paginate(page, SIZE))
        return render_template("list.html", title="服务站点", entries=ENTRIES, rows=rows, page=page, total=query.count())

    @app.get("/stations/<slug>")
    def show(slug):
        above = Division.alias()
        station = (
            Station.select(Station, Division, above, Grid)
            .join(Division)
            .join(above, on=(Division.parent == above.id))
            .switch(Station)
            .join(Grid)
            .where(Station.slug == slug, Station.state == "published")
            .first()
        )
        if station is None:
            abort(404)
        week = json.loads(station.hours)["week"] if station.hours else []
        return render_template("page.html", title=station.name, entries=ENTRIES, station=station, week=week)

    @app.get("/healthz")
    def alive():
        return "ok"

    return app
