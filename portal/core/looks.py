"""The log of sign-ins and of looks at personal fields: who, when, at what. Written, never edited."""

import peewee

from . import clock
from .db import database

WHATS = {"sign-in": "登录", "sign-in refused": "登录失败", "sign-out": "退出", "look": "查看个人信息", "export": "导出"}


class Look(peewee.Model):
    """One sign-in, or one look at the personal fields of one record."""

    at = peewee.DateTimeField(index=True)  # UTC
    by = peewee.CharField()
    what = peewee.CharField()
    shape = peewee.CharField(default="")
    record = peewee.IntegerField(null=True)
    detail = peewee.CharField(default="")

    class Meta:
        database = database
        legacy_table_names = False


def note(by, what, home=None, id=None, detail=""):
    """Write down that `by` (a name) did `what`, one of WHATS."""
    Look.create(
        at=clock.now().replace(tzinfo=None), by=by, what=what, shape=home._meta.name if home else "", record=id, detail=detail[:255]
    )
