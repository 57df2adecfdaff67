"""Imports that stay on record: who brought which file into which model, how far it got, and what became of its rows.

The state of an import lives here and nowhere else, so that any process can go on with it (decision 0014).
"""

import datetime
import hashlib
import json
import uuid

import peewee

from .. import clock, policy
from ..db import database
from ..errors import Refused

STALE = 60  # seconds without a sign of life after which an import has no process any more
BUSY = ("running", "cancelling")
OPEN = ("columns", "checking", "checked")  # nothing is written yet
FORGOTTEN = 90  # days that the rows of a report are kept; its figures stay
STATES = {
    "columns": "等着对列名",
    "checking": "检查中",
    "checked": "检查完，未写入",
    "running": "写入中",
    "cancelling": "正在停下",
    "loading": "写入中（命令行）",
    "done": "已写入",
    "cancelled": "已停下",
    "stopped": "中断了",
}
KINDS = {"created": "新增", "changed": "更新", "unchanged": "未变", "conflicts": "冲突", "refused": "错误"}


class ImportRun(peewee.Model):
    """One file on its way into one model."""

    token = peewee.CharField(unique=True)  # also the `run` of its changes
    home = peewee.CharField()  # name of the model
    by = peewee.CharField()
    via = peewee.CharField()
    area = peewee.CharField()  # what all of `reach` lies in
    reach = peewee.TextField(default="")  # where its owner could import, as far as that matters to who may see the report
    file = peewee.CharField()  # what the file was called
    sha = peewee.CharField(default="", index=True)
    mapping = peewee.TextField(default="{}")  # JSON: heading → name of a field, OLD_KEY or "" for left out
    says = peewee.TextField(default="{}")  # JSON: name of a field → text → what it stands for, "" for nothing
    force = peewee.BooleanField(default=False)
    state = peewee.CharField(default="columns")
    note = peewee.CharField(default="")  # why it stopped
    length = peewee.IntegerField(default=0)  # rows at most
    chunk = peewee.IntegerField(default=0)
    turn = peewee.IntegerField(default=0)  # how often waiting rows came round
    row = peewee.IntegerField(default=0)  # rows of this turn that are behind us
    final = peewee.BooleanField(default=False)  # the last turn: who still waits is refused
    created = peewee.IntegerField(default=0)
    changed = peewee.IntegerField(default=0)
    unchanged = peewee.IntegerField(default=0)
    conflicts = peewee.IntegerField(default=0)  # rows of which something was kept
    refused = peewee.IntegerField(default=0)  # rows
    claim = peewee.CharField(default="")  # the worker that may write
    beat = peewee.DateTimeField()  # UTC, last sign of life
    at = peewee.DateTimeField()  # UTC
    ended = peewee.DateTimeField(null=True)

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("home", "id"), False), (("by", "id"), False))

    @property
    def figures(self):
        """[(kind, word, rows)] of what became of the rows."""
        return [(kind, word, getattr(self, kind)) for kind, word in KINDS.items()]

    @property
    def behind(self):
        """How many rows have an answer."""
        return self.created + self.changed + self.unchanged + self.refused

    @property
    def share(self):
        """How much of it is done, in hundredths."""
        return min(100, round(100 * self.behind / self.length)) if self.length else 0

    @property
    def lost(self):
        """Whether nobody works on it though somebody should."""
        return self.state in (*BUSY, "checking", "loading") and self.beat < stale()

    @property
    def word(self):
        """Its state in a word."""
        return STATES["stopped"] if self.lost else STATES[self.state]

    @property
    def resumable(self):
        """Whether it may go on where it stopped."""
        return self.state in ("cancelled", "stopped") or (self.lost and self.state in BUSY)


class ImportMemory(peewee.Model):
    """What was said about a file once: `what` is columns or value, `key` which headings or which word of which field."""

    home = peewee.CharField()
    what = peewee.CharField()
    key = peewee.CharField()
    login = peewee.CharField(default="")  # "": what anybody said last
    says = peewee.TextField()  # JSON
    at = peewee.DateTimeField()

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("home", "what", "key", "login"), True),)


def stamp():
    """This moment as it is stored: naive, UTC."""
    return clock.now().replace(tzinfo=None)


def stale():
    """Who gave no sign of life since this moment has no process any more."""
    return stamp() - datetime.timedelta(seconds=STALE)


class Lost(Refused):
    """Another process works on this import, or it is over."""

    status = 409


# -- who may know -------------------------------------------------------------------------------------------------


def reach(actor, home):
    """(the area, the reach) that an import of `actor` into `home` is filed under."""
    paths = sorted(set(policy.paths(actor, "import", home)))
    common = paths[0] if paths else ""
    for path in paths[1:]:
        while not path.startswith(common):
            common = common.rstrip("/").rpartition("/")[0] + "/"
    return common, " ".join(paths)


def visible(actor, homes):
    """Query of the imports into `homes` that `actor` may know of: those inside the area where they may import themselves."""
    condition = None
    for home in homes:
        paths = policy.paths(actor, "import", home)
        if not paths:
            continue
        _, mine = reach(actor, home)
        inside = (ImportRun.by == actor.name) & (ImportRun.reach == mine)
        for path in paths:
            inside |= ImportRun.area.startswith(path) if path != "/" else ImportRun.area != ""
        inside &= (ImportRun.home == home._meta.name) & (ImportRun.state.not_in(OPEN) | (ImportRun.by == actor.name))
        condition = inside if condition is None else condition | inside
    return ImportRun.select().where(condition if condition is not None else peewee.SQL("1 = 0"))


def earlier(run, actor, home):
    """The last import of the same bytes into the same columns that was written and that `actor` may know of, or None."""
    same = (ImportRun.sha == run.sha, ImportRun.mapping == run.mapping, ImportRun.state == "done", ImportRun.id != run.id)
    return visible(actor, [home]).where(*same).order_by(ImportRun.id.desc()).first() if run.sha else None


# -- beginning, going on, ending ----------------------------------------------------------------------------------


def begin(actor, home, via, file, sha="", length=0, state="columns"):
    """A new `ImportRun`."""
    area, paths = reach(actor, home)
    now = stamp()
    return ImportRun.create(
        token=uuid.uuid4().hex,
        home=home._meta.name,
        by=actor.name,
        via=via,
        area=area,
        reach=paths,
        file=file[:200],
        sha=sha,
        length=length,
        state=state,
        beat=now,
        at=now,
    )


def claim(run, states, to, **also):
    """Take `run`, in one of `states`, for this worker; the run as it is now.

    Raises `Lost` when it is in none of them any more, and `Refused` while another import writes into the same model.
    """
    now, worker = stamp(), uuid.uuid4().hex
    ImportRun.update(state="stopped", claim="").where(
        ImportRun.home == run.home, ImportRun.state.in_(BUSY), ImportRun.beat < stale()
    ).execute()
    fresh = {"claim": worker, "beat": now, "note": "", "ended": None} | also
    try:
        with database.atomic():
            taken = ImportRun.update(state=to, **fresh).where(ImportRun.id == run.id, ImportRun.state.in_(states)).execute()
    except peewee.IntegrityError as other:
        raise Refused("另一次导入正在写入同一张表，请等它写完再来。") from other
    if not taken:
        raise Lost("这次导入已经有人在处理，或者已经结束，请刷新页面看现在的情况。")
    return ImportRun.get_by_id(run.id)


def keep(run, **facts):
    """Write `facts` of a run down, in the transaction that is open; whoever no longer owns it gets `Lost`."""
    kept = ImportRun.update(beat=stamp(), **facts).where(ImportRun.id == run.id, ImportRun.claim == run.claim)
    if not kept.execute():
        raise Lost("这次导入已经由别的进程接手。")
    for name, value in facts.items():
        setattr(run, name, value)


def cancel(run):
    """Ask the worker of `run` to stop after the batch it is at; one that has no worker stops at once."""
    if run.lost:
        ImportRun.update(state="cancelled", ended=stamp(), claim="").where(ImportRun.id == run.id, ImportRun.state.in_(BUSY)).execute()
    else:
        ImportRun.update(state="cancelling").where(ImportRun.id == run.id, ImportRun.state == "running").execute()


def asked_to_stop(run):
    """Whether somebody wants `run` to stop."""
    return ImportRun.select(ImportRun.id).where(ImportRun.id == run.id, ImportRun.state == "cancelling").exists()


# -- what is remembered -------------------------------------------------------------------------------------------


def headings_key(headings):
    """What a table with these headings is remembered by, whatever their order."""
    return hashlib.sha256("\n".join(sorted(headings)).encode()).hexdigest()


def remember(home, what, says, login):
    """Remember `says` (key → JSON) for the person `login`, and for anybody who has said nothing themselves."""
    for key, said in says.items():
        for name in (login, ""):
            row = {"home": home._meta.name, "what": what, "key": key, "login": name}
            text = json.dumps(said, ensure_ascii=False)
            changed = ImportMemory.update(says=text, at=stamp()).where(*[getattr(ImportMemory, n) == v for n, v in row.items()])
            if not changed.execute():
                ImportMemory.insert(**row, says=text, at=stamp()).on_conflict_ignore().execute()


def remembered(home, what, login, keys=None):
    """key → what `login` said, else what anybody said last."""
    query = ImportMemory.select().where(
        ImportMemory.home == home._meta.name, ImportMemory.what == what, ImportMemory.login.in_(["", login])
    )
    if keys is not None:
        query = query.where(ImportMemory.key.in_(keys))
    rows = sorted(query.order_by(ImportMemory.id.desc()).limit(5000), key=lambda row: row.login)
    return {row.key: json.loads(row.says) for row in rows}


def words(home, login):
    """Name of a field → text → what it stands for, of everything that was said about words of `home`."""
    query = ImportMemory.select().where(
        ImportMemory.home == home._meta.name, ImportMemory.what.startswith("word:"), ImportMemory.login.in_(["", login])
    )
    said = {}
    for row in sorted(query.order_by(ImportMemory.id.desc()).limit(5000), key=lambda row: row.login):
        said.setdefault(row.what.partition(":")[2], {})[row.key] = json.loads(row.says)
    return {field: {text: word for text, word in pairs.items() if word is not None} for field, pairs in said.items()}


def sayers(home, login, said):
    """(what, key) → (login, moment in UTC) of who said what `said` ((what, key) → what was said) holds, where somebody did.

    That is `login`, else whoever did last: what nobody said is what anybody said last, and does not tell who.
    """
    m = ImportMemory
    whats, keys = {what for what, _ in said}, {key for _, key in said}
    rows = m.select().where(m.home == home._meta.name, m.what.in_(whats), m.key.in_(keys), m.login != "") if said else ()
    found = {}
    for row in sorted(rows, key=lambda row: (row.login == login, row.at, row.id)):
        if said.get((row.what, row.key)) == json.loads(row.says):
            found[row.what, row.key] = row.login, row.at
    return found
