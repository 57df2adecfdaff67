"""The one door for writing: proposals in, answers out, and every write signed.

>>> with change(by=person, via="admin", why="电话核实") as work:
...     outcome = work.one(Edit(Station, 17, base=3, values={"phone": "0533-3241234"}))

Inside one `change` everything is written or nothing is; a `change` opened inside another joins it.
"""

import contextlib
import contextvars
import itertools
from collections import defaultdict

import peewee

from . import clock, planner, seals
from .db import database
from .door import Batch
from .errors import DoorClosed, Taken, Unavailable
from .proposals import Collision, Edit, Outcome

__all__ = ["Collision", "Edit", "Outcome", "Work", "change"]

CHUNK = 1000  # edits that are looked up, judged and written together

# Doors whose writes come from files: what a person edited since is theirs, and kept.
FROM_FILES = {"seed", "import"}

VIA = {"admin": "手工", "import": "导入", "seed": "命令行导入", "api": "接口", "site": "公开网站", "schedule": "定时", "setup": "系统"}

_open = contextvars.ContextVar("open", default=None)


class Work:
    """An open change: takes edits, writes them, remembers them."""

    def __init__(self, by, via, why, run=""):
        self.by, self.via, self.why, self.run = by, via, why, run
        self.at = clock.now()
        self.id = None
        self.related = defaultdict(dict)  # home → id → record, as read inside this transaction
        self.held = defaultdict(set)  # home → ids of those that nobody else writes until its end

    @property
    def from_file(self):
        return self.via in FROM_FILES

    def apply(self, edits):
        """An `Outcome` for each of `edits`, in order. Refused edits are left out; the others are written."""
        outcomes = []
        for home, part in itertools.groupby(edits, key=lambda edit: edit.home):
            for chunk in _chunks(part):
                outcomes += Batch(self, home, chunk).run()
        return outcomes

    def one(self, edit):
        """The `Outcome` of a single edit."""
        return self.apply([edit])[0]


def _chunks(edits):
    """Runs of at most CHUNK edits in which no record is named twice."""
    chunk, named = [], set()
    for edit in edits:
        if len(chunk) == CHUNK or (edit.key is not None and edit.key in named):
            yield chunk
            chunk, named = [], set()
        chunk.append(edit)
        named.add(edit.key)
    if chunk:
        yield chunk


@contextlib.contextmanager
def change(by, via, why="", run=""):
    """Open the door in the name of `by` (an `Actor`); what happens inside is one transaction, signed.

    `via` is one of VIA. Raises `Unavailable` when the database is busy, full or gone: nothing is half written.
    """
    if (outer := _open.get()) is not None:
        yield outer
        return
    if via not in VIA:
        raise DoorClosed(f"no such door: {via!r}")
    work = Work(by, via, why, run)
    token = _open.set(work)
    try:
        with database.atomic():
            yield work
    except peewee.IntegrityError as clash:
        raise Taken() from clash
    except peewee.OperationalError as trouble:
        raise Unavailable() from trouble
    finally:
        _open.reset(token)
    seals.now_and_then(work.id)
    planner.now_and_then(work.id)
