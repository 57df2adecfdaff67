"""A stock Flask-Admin on tables of the same kind, and both sites behind one set of words, so that a scenario runs on either.

Nothing of the portal is used by the stock half: it is what one gets by following Flask-Admin's own documentation.
"""

import csv
import enum
import io
import itertools
import os
import pathlib

import peewee
from bs4 import BeautifulSoup
from flask import Flask
from flask_admin import Admin, BaseView, expose
from flask_admin.contrib.peewee import ModelView, filters
from flask_admin.form import FileUploadField
from flask_babel import Babel
from playhouse.fields import EnumField

from portal.core import media
from portal.models import Division, Grid, Notice, Station
from tests import makers
from tests.visitor import filled

bare = peewee.DatabaseProxy()
_count = itertools.count(1)


class Bare(peewee.Model):
    class Meta:
        database = bare
        legacy_table_names = False

    def __str__(self):
        return self.name


class Kind(str, enum.Enum):  # noqa: UP042 - a StrEnum happens not to fall into this hole
    """As the documentation of EnumField writes it."""

    care = "care_center"
    post = "city_post"


class StockDivision(Bare):
    name = peewee.CharField(verbose_name="名称")
    parent = peewee.ForeignKeyField("self", null=True, on_delete="RESTRICT", verbose_name="上级区划")


class StockGrid(Bare):
    name = peewee.CharField(verbose_name="名称")
    division = peewee.ForeignKeyField(StockDivision, on_delete="RESTRICT", verbose_name="所属区划")


class StockSource(Bare):
    name = peewee.CharField()


class StockStation(Bare):
    name = peewee.CharField(verbose_name="名称")
    division = peewee.ForeignKeyField(StockDivision, on_delete="RESTRICT", verbose_name="所属区划")
    grid = peewee.ForeignKeyField(StockGrid, null=True, on_delete="RESTRICT", verbose_name="所属网格")
    kind = EnumField(Kind, verbose_name="类型", default=Kind.post)
    level = peewee.CharField(verbose_name="级别", choices=[("a", "一级"), ("b", "二级")], null=True)
    phone = peewee.CharField(verbose_name="电话", null=True)
    address = peewee.CharField(verbose_name="地址", null=True)
    summary = peewee.TextField(verbose_name="简介", null=True)
    facts = peewee.CharField(null=True)
    sources = peewee.ManyToManyField(StockSource)


class StockNotice(Bare):
    name = peewee.CharField()
    paper = peewee.CharField(null=True)


TABLES = (StockDivision, StockGrid, StockSource, StockStation, StockStation.sources.get_through_model(), StockNotice)


class Reading(ModelView):
    """For somebody who may only read."""

    can_edit = can_delete = can_create = False
    column_list = ("name", "phone")
    column_editable_list = ("phone",)
    can_view_details = False


class Street(ModelView):
    """Limited to one street, the way the documentation limits a list."""

    column_list = ("name", "division", "phone")
    column_editable_list = ("phone",)
    form_ajax_refs = {"division": {"fields": ("name",), "page_size": 5}}

    def get_query(self):
        return super().get_query().where(StockStation.division == 3)


class Everything(ModelView):
    column_list = ("name", "division", "grid", "kind", "level", "phone")
    column_searchable_list = ("name",)
    column_sortable_list = ("name",)
    column_descriptions = {"phone": "<b id=told>只写公开的</b>"}
    form_args = {"phone": {"description": "<b id=told>只写公开的</b>"}}
    form_ajax_refs = {"division": {"fields": ("name",)}}
    can_export = True
    named_filter_urls = True
    column_filters = (
        filters.FilterEqual(StockStation.division, "区划", options=lambda: [(str(d.id), d.name) for d in StockDivision.select()]),
        filters.FilterEqual(StockStation.phone, "电话"),
        filters.FilterEqual(StockStation.address, "地址"),
    )


class Faulty(BaseView):
    @expose("/")
    def index(self):
        raise TypeError("the real fault")


def stock_app(url, folder):
    """The stock site on the database at `url`, and its engine."""
    if url.startswith("sqlite"):
        engine = peewee.SqliteDatabase(os.path.join(folder, "stock.db"), pragmas={"foreign_keys": 1})
    else:
        engine = peewee.PostgresqlDatabase(url, prefer_psycopg3=True, autorollback=True)
    bare.initialize(engine)
    engine.connect(reuse_if_open=True)
    engine.create_tables(TABLES)
    app = Flask("stock")
    app.secret_key = "only for tests"
    app.config["FOLDER"] = str(folder)
    Babel(app, default_locale="zh_Hans_CN")
    admin = Admin(app)
    admin.add_view(ModelView(StockDivision, endpoint="divisions", url="divisions"))
    admin.add_view(ModelView(StockGrid, endpoint="grids", url="grids"))
    admin.add_view(Everything(StockStation, endpoint="stations", url="stations"))
    admin.add_view(Street(StockStation, endpoint="street", url="street"))
    admin.add_view(Reading(StockStation, endpoint="reading", url="reading"))
    paper = {"paper": FileUploadField("附件", base_path=folder)}
    view = type("Notices", (ModelView,), {"form_extra_fields": paper, "form_columns": ("name", "paper")})
    admin.add_view(view(StockNotice, endpoint="notices", url="notices"))
    admin.add_view(Faulty(endpoint="faulty", url="faulty"))
    return app, engine


class Site:
    """What scenarios say of either site. `noun` is divisions, grids, stations or notices."""

    def get(self, noun, view="", **args):
        return self.client(noun).get(self.address(noun, view), query_string=args, follow_redirects=True)

    def post(self, noun, view, files=None, token=True, **data):
        data = ({"csrf_token": self.token} if token and self.token else {}) | data | (files or {})
        return self.client(noun).post(self.address(noun, view), data=data, follow_redirects=True)

    def page(self, noun, view="", **args):
        return BeautifulSoup(self.get(noun, view, **args).data, "html.parser")

    def form(self, noun, name):
        """name → text of what the open form of a record holds, as a browser would send it."""
        page = self.page(noun, "edit/", id=self.key(noun, name))
        form = next(form for form in page.select("form[method=post], form[method=POST]") if form.select_one("[name=phone], [name=parent]"))
        return filled(form)

    def save(self, noun, name, data):
        return self.client(noun).post(self.address(noun, "edit/") + f"?id={self.key(noun, name)}", data=data, follow_redirects=True)

    def csv(self):
        return self.get("stations", "export/csv/").data

    def rows(self):
        return list(csv.reader(io.StringIO(self.csv().decode("utf-8-sig"))))

    def make_many(self, count):
        for _ in range(count):
            self.make_station(f"站{next(_count):03}", own_grid=True)


class Stock(Site):
    """Flask-Admin as it comes."""

    token = ""
    tables = {"divisions": StockDivision, "grids": StockGrid, "stations": StockStation, "notices": StockNotice}
    search, sort = "search", "1"

    def __init__(self, app, engine):
        self.app, self.engine = app, engine
        street, far = (StockDivision.create(name=name) for name in ("历山街道", "山大路街道"))
        self.here, self.there = StockDivision.create(name="历山社区", parent=street), StockDivision.create(name="甸柳社区", parent=far)
        grid = StockGrid.create(name="第一网格", division=self.here)
        StockStation.create(name="东驿站", division=self.here, grid=grid, phone="0533-3241234", kind=Kind.post)
        StockStation.create(name="西驿站", division=self.there, phone="0531-8255555")
        StockSource.create(name="lishan L1")

    def client(self, noun):
        return self.app.test_client()

    def address(self, noun, view):
        return f"/admin/{noun}/{view}"

    def row(self, noun, name):
        return self.tables[{"street": "stations", "reading": "stations"}.get(noun, noun)].get_or_none(name=name)

    def key(self, noun, name):
        return self.row(noun, name).id

    def make_station(self, name, own_grid=False, **values):
        grid = StockGrid.create(name=f"{name}网格", division=self.here) if own_grid else None
        StockStation.create(name=name, division=self.here, grid=grid, **values)

    def make_division(self, name):
        StockDivision.create(name=name)

    def delete(self, noun, name, asked=True):
        return self.post(noun, "delete/", id=self.key(noun, name))

    def act(self, noun, action, *names):
        return self.post(noun, "action/", action=action, rowid=[self.key(noun, name) for name in names])

    def type_in_list(self, noun, name, field, text, **more):
        return self.post(noun, "ajax/update/", list_form_pk=self.key(noun, name), **{field: text}, **more)

    def upload(self, name, file, data):
        self.post("notices", "new/", name=name, files={"paper": (io.BytesIO(data), file)})
        return self.kept(name)

    def stored(self, paper):
        path = os.path.join(self.app.config["FOLDER"], paper)
        return path if os.path.exists(path) else None

    def take_file_away(self, name):
        self.post("notices", f"edit/?id={self.key('notices', name)}", **{"name": name, "_paper-delete": "y"})

    def kept(self, name):
        """The bytes of the file that a notice has."""
        row = self.row("notices", name)
        path = row and row.paper and self.stored(row.paper)
        return pathlib.Path(path).read_bytes() if path else None


class Ours(Site):
    """The portal, as its administrator and as a clerk of 历山街道."""

    tables = {"divisions": Division, "grids": Grid, "stations": Station, "notices": Notice}
    search, sort = "q", "summary"

    def __init__(self, app, town, signed_in):
        self.app, self.town, self.here = app, town, town.here
        self.people = {"stations": signed_in("admin"), "street": signed_in("clerk"), "reading": signed_in("auditor")}
        self.tokens = {}
        for name, person in self.people.items():
            self.tokens[name] = person.visit("/admin/stations/").select_one("input[name=csrf_token]")["value"]
        self.token = ""

    def client(self, noun):
        self.token = self.tokens[noun if noun in self.people else "stations"]
        return self.people.get(noun, self.people["stations"]).client

    def post(self, noun, view, files=None, token=True, **data):
        self.client(noun)
        return super().post(noun, view, files, token, **data)

    def address(self, noun, view):
        return f"/admin/{'stations' if noun in self.people else noun}/{view}"

    def row(self, noun, name):
        table = self.tables["stations" if noun in self.people else noun]
        return table.get_or_none(table._meta.fields[table._meta.title] == name)

    def key(self, noun, name):
        return self.row(noun, name).slug

    def make_station(self, name, own_grid=False, **values):
        grid = makers.grid(self.here, number=100 + next(_count)) if own_grid else None
        makers.station(name, self.here, grid=grid, **values)

    def make_division(self, name):
        makers.division(name, self.town.ours)

    def delete(self, noun, name, asked=True):
        answer = self.post(noun, f"delete/?id={self.key(noun, name)}", **({"confirmed": "1"} if asked else {}))
        return answer

    def act(self, noun, action, *names):
        answer = self.post(noun, "action/", action=action, rowid=[self.key(noun, name) for name in names])
        form = BeautifulSoup(answer.data, "html.parser").select_one("form[action*='bulk/apply']")
        return self.client(noun).post(form["action"], data=filled(form), follow_redirects=True) if form else answer

    def type_in_list(self, noun, name, field, text, **more):
        row = self.row(noun, name)
        return self.post(noun, "ajax/update/", id=row.slug, field=field, _version=row.version, **{field: text}, **more)

    def upload(self, name, file, data):
        values = {"headline": name, "division": self.here.slug, "kind": "notice"}
        self.post("notices", "new/", files={"paper.file": (io.BytesIO(data), file)}, **values)
        return self.kept(name)

    def take_file_away(self, name):
        page = self.page("notices", "edit/", id=self.key("notices", name))
        form = next(form for form in page.select("form[method=post]") if form.select_one("[name=headline]"))
        self.post("notices", f"edit/?id={self.key('notices', name)}", **(filled(form) | {"paper.gone": "1"}))

    def kept(self, name):
        row = self.row("notices", name)
        if row is None or not row.paper:
            return None
        return media.path(row.paper.partition(" ")[0]).read_bytes()
