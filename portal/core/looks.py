"""The log of sign-ins and of looks at personal fields: who, when, at what. Written, never edited."""

import peewee

from . import clock
from .db import database

WHATS = {
    "sign-in": "登录",
    "sign-in refused": "登录失败",
    "sign-out": "退出",
    "session ended": "结束登录",
    "password": "改口令",
    "two steps on": "启用两步登录",
    "two steps off": "停用两步登录",
    "recovery codes": "换恢复码",
    "look": "查看个人信息",
    "export": "导出",
}


class Look(peewee.Model):
    """One sign-in, one look at the personal fields of one record, or one turn of an account's own locks."""

    at = peewee.DateTimeField(index=True)  # UTC
    by = peewee.CharField()
    what = peewee.CharField()
    shape = peewee.CharField(default="")
    record = peewee.IntegerField(null=True)
    detail = peewee.CharField(default="")

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("by", "id"), False),)


def note(by, what, home=None, id=None, detail=""):
    """Write down that `by` (a name) did `what`, one of WHATS."""
    Look.create(
        at=clock.now().replace(tzinfo=None), by=by, what=what, shape=home._meta.name if home else "", record=id, detail=detail[:255]
    )


def own(by, whats=None, most=20):
    """The newest looks of the person called `by`, of these `whats` only when some are named."""
    these = () if whats is None else (Look.what.in_(list(whats)),)
    return list(Look.select().where(Look.by == by, *these).order_by(Look.id.desc()).limit(most))
