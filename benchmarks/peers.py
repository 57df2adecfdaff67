"""The peers that write rows, and the stock Flask-Admin view: what one would have used instead."""

import csv
import itertools
import sqlite3
import time

import peewee
import sqlite_utils
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.peewee import ModelView
from flask_babel import Babel

from . import bare

BATCH = 1000  # rows a transaction, as many as the import takes
HEADINGS = {
    "名称": "name",
    "所属区划": "division",
    "所属网格": "grid",
    "类别": "category",
    "类型": "kind",
    "地址": "address",
    "位置": "point",
    "开放时间": "hours",
    "电话": "phone",
    "状态": "state",
    "示例数据": "synthetic",
}
COLUMNS = ("natural", *HEADINGS.values())


def rows_of(path):
    """(natural key, text of every column) of each row of the CSV at `path`, read but neither checked nor converted."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        names = [HEADINGS[heading] for heading in next(reader)]
        name, division = names.index("name"), names.index("division")
        order = [names.index(column) for column in HEADINGS.values()]
        for cells in reader:
            yield (f"{cells[division]}/{cells[name]}", *(cells[place] for place in order))


def insert_many(url, path):
    """(rows/s created, rows/s of the same rows once more) by peewee's `insert_many` into one table of texts."""
    engine = bare.connect(url)
    table = type(
        "PeerStation",
        (peewee.Model,),
        {
            "Meta": type("Meta", (), {"database": engine, "legacy_table_names": False}),
            "natural": peewee.CharField(unique=True),
            "name": peewee.CharField(index=True),
            **{column: peewee.TextField() for column in COLUMNS[2:]},
        },
    )
    fields = [getattr(table, column) for column in COLUMNS]
    rates = []
    with engine:
        table.create_table()
    engine.connect()
    for again in (False, True):
        count, started = 0, time.perf_counter()
        rows = rows_of(path)
        while batch := list(itertools.islice(rows, BATCH)):
            with engine.atomic():
                query = table.insert_many(batch, fields=fields)
                (query.on_conflict(conflict_target=[table.natural], preserve=fields[1:]) if again else query).execute()
            count += len(batch)
        rates.append(count / (time.perf_counter() - started))
    engine.drop_tables([table])
    engine.close()
    return rates


def utils_upsert(folder, path):
    """(rows/s created, rows/s of the same rows once more) by sqlite-utils, with its full-text index kept by triggers."""
    file = folder / "sqlite-utils.db"
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = normal")
    database = sqlite_utils.Database(connection)
    database["station"].create(dict.fromkeys(COLUMNS, str), pk="natural")
    database["station"].create_index(["name"])
    database["station"].enable_fts(["name", "address"], create_triggers=True, tokenize="trigram")
    rates = []
    for _ in range(2):
        count, started = 0, time.perf_counter()
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in rows_of(path))
        while batch := list(itertools.islice(rows, BATCH)):
            database["station"].upsert_all(batch, pk="natural", batch_size=BATCH)
            count += len(batch)
        rates.append(count / (time.perf_counter() - started))
    connection.close()
    file.unlink()
    return rates


class StockView(ModelView):
    """Three columns, a search and a filter, everything else as it comes."""

    column_list = ("name", "division", "kind")
    column_searchable_list = ("name", "address")
    column_filters = ("kind",)
    page_size = 25  # as many as the portal's list


def stock_admin(url):
    """An application with nothing but a stock view of the stations at `/admin/station/`."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for measuring"
    Babel(app)
    bare.keep_connections(app, bare.connect(url))
    Admin(app, name="stock").add_view(StockView(bare.Station, endpoint="station"))
    return app
