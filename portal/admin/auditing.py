"""What the audit screen asks: changes and looks as an address filters them, a page at a time, never beyond the asker's area."""

import datetime

import peewee

from ..core import clock, policy, trash
from ..core.changes import VIA
from ..core.errors import Refused
from ..core.fields import nearest
from ..core.history import Change, Revision
from ..core.looks import WHATS, Look
from ..core.reach import within
from ..models import BY_NAME, MODELS, User
from .forms import line, number
from .people import HIDDEN
from .timeline import VERBS, entries, local

SIZE = 25  # lines a page
ROWS = 400  # changes that are read for one page at most: those of one run stand in one line
FAR = {True: 5000, False: 500}  # changes that are searched for one page: of who sees everything, of others
NEWEST = (Change.at.desc(), Change.id.desc())
ROWS_SHOWN = 50
ALL = peewee.SQL("1 = 1")  # so that a list of conditions may be empty


class Asked:
    """The filters of an address. Raises `Refused` naming what it does not know."""

    def __init__(self, args, asker, options):
        self.args = {name: line(args.get(name), 80) for name in ("by", "home", "id", "from", "to", "why", *options)}
        self.args = {name: text for name, text in self.args.items() if text}
        for name, known in options.items():
            text = self.args.get(name)
            if text and text not in known:
                raise Refused(f"不认识“{text[:20]}”，可以写{nearest(text, list(known))}")
        self.homes = [home for home in MODELS if policy.paths(asker, "see", home)]
        self.home = self._home(self.args.get("home"))
        if "id" in self.args and self.home is None:
            raise Refused("要找一条记录，请先选它是哪一种")
        self.since, self.until = self._day("from", 0), self._day("to", 1)
        self.asker = asker

    def get(self, name):
        return self.args.get(name, "")

    def _home(self, name):
        home = next((home for home in self.homes if home._meta.plural == name), None)
        if name and home is None:
            raise Refused(f"不认识“{name[:20]}”，可以写{nearest(name, [home._meta.plural for home in self.homes])}")
        return home

    def _day(self, name, later):
        """The moment (naive UTC) at which the day of that argument begins, or ends; None when it is not given."""
        if not self.get(name):
            return None
        try:
            day = datetime.date.fromisoformat(self.get(name)) + datetime.timedelta(days=later)
            return datetime.datetime.combine(day, datetime.time(), clock.ZONE).astimezone(datetime.UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise Refused(f"“{self.get(name)}”不是日期，请写成 2024-05-01") from None

    def record(self):
        """The id of the record that is asked for, 0 when the asker sees none such; None when none is asked for."""
        if not self.get("id"):
            return None
        if number(self.get("id")):
            return number(self.get("id"))
        thrown = trash.Trash
        live = policy.visible(self.asker, self.home).select(self.home.id).where(self.home.slug == self.get("id"))
        gone = trash.visible(self.asker, self.home).select(thrown.record).where(thrown.slug == self.get("id"))
        row = live.tuples().first() or gone.tuples().first()
        return row[0] if row else 0

    def times(self, model):
        """The conditions on `at`."""
        conditions = [] if self.since is None else [model.at >= self.since]
        return conditions if self.until is None else [*conditions, model.at < self.until]

    def text(self, model, column):
        """The conditions on who, and on the words in `column`."""
        conditions = [model.by == self.get("by")] if self.get("by") else []
        return [*conditions, column.contains(self.get("why"))] if self.get("why") else conditions


class Line:
    """One change, or all of one run that stand together, as a line."""

    def __init__(self, change):
        self.change, self.ids, self.run = change, [change.id], change.run
        self.id, self.by, self.why, self.at = change.id, change.by, change.why, local(change.at)
        self.via = VIA.get(change.via, change.via)
        self.counts, self.first, self.count = {}, None, 0

    @property
    def done(self):
        """新建 3、修改 17."""
        return "、".join(f"{VERBS.get(verb, verb)} {count}" for verb, count in sorted(self.counts.items(), key=lambda pair: -pair[1]))


def beyond(at, id):
    """The condition that a change is older than the one of that moment and id."""
    return (Change.at <= at) & ((Change.at < at) | (Change.id < id))


class Changes:
    """One page of changes, newest first; `before` is the id they lie under, `skip` a run that was told already."""

    OPTIONS = {"via": VIA, "verb": VERBS}

    def __init__(self, args, fence, verbs=("see",), size=SIZE):
        self.asked, self.fence, self.size = Asked(args, fence.actor, self.OPTIONS), fence, size
        self.before, self.skip = number(args.get("before")), line(args.get("skip"), 120)
        self.free = all(
            policy.seen(fence.actor, home, verb) is None and policy.paths(fence.actor, verb, home) for home in MODELS for verb in verbs
        )
        self.within = within(fence.actor, verbs, [self.asked.home] if self.asked.home else MODELS)
        self.edge = self.older = None
        self.lines = self.read()

    def read(self):
        conditions = [*self.bounds(), *self.asked.text(Change, Change.why)]
        if self.asked.get("via"):
            conditions.append(Change.via == self.asked.get("via"))
        if self.skip:
            conditions.append(Change.run != self.skip)
        rows = list(Change.select().where(ALL, *conditions, *self.of_records()).order_by(*NEWEST).limit(ROWS))
        lines, runs, last = [], {}, None
        for row in rows:
            if row.run and row.run in runs:
                runs[row.run].ids.append(row.id)
            elif len(lines) == self.size:
                break
            else:
                lines.append(Line(row))
                runs[row.run] = lines[-1]
            last = row
        if last is not None and (last is not rows[-1] or len(rows) == ROWS):
            self.older = {"before": last.id, "skip": last.run or None}
        elif self.edge is not None:
            self.older = {"before": self.edge.id}
        self.tell(lines)
        return lines

    def bounds(self):
        """The conditions that keep the search to a bounded part of the past; `edge` is the first change behind it."""
        conditions = self.asked.times(Change)
        if self.before:
            conditions.append(beyond(Change.select(Change.at).where(Change.id == self.before), self.before))
        if self.asked.get("id") or (self.free and self.asked.get("by") and not self.asked.get("verb") and self.asked.home is None):
            return conditions  # an index leads there
        past = Change.select(Change.id, Change.at).where(ALL, *conditions).order_by(*NEWEST)
        self.edge = past.offset(FAR[self.free]).first()
        return conditions if self.edge is None else [*conditions, ~beyond(self.edge.at, self.edge.id)]

    def of_records(self):
        """The conditions on the records that a change wrote; none when everything of everybody is asked for."""
        verb, record = self.asked.get("verb"), self.asked.record()
        if self.free and not verb and self.asked.home is None:
            return []
        revision = Revision.select(peewee.SQL("1")).where(Revision.change == Change.id, self.within)
        if verb:
            revision = revision.where(Revision.verb == verb)
        if record is not None:
            mine = Revision.select(Revision.change).where(Revision.shape == self.asked.home._meta.name, Revision.record == record)
            revision = revision.where(Revision.record == record)
            return [Change.id.in_(mine), peewee.fn.EXISTS(revision)]
        return [peewee.fn.EXISTS(revision)]

    def tell(self, lines):
        """Count what each line did and name the first record of it: three queries for the whole page."""
        of = {id: one for one in lines for id in one.ids}
        query = Revision.select(Revision.change, Revision.verb, peewee.fn.COUNT(Revision.id), peewee.fn.MIN(Revision.id))
        query = query.where(Revision.change.in_(list(of))) if self.free else query.where(Revision.change.in_(list(of)), self.within)
        firsts = {}
        for change, verb, count, first in query.group_by(Revision.change, Revision.verb).tuples() if of else ():
            one = of[change]
            one.counts[verb] = one.counts.get(verb, 0) + count
            one.count += count
            firsts[id(one)] = min(first, firsts.get(id(one), first))
        rows = Revision.select().where(Revision.id.in_(list(firsts.values()))) if firsts else ()
        told = {entry["id"]: entry for entry in entries([row for row in rows if row.shape in BY_NAME], self.fence)}
        for one in lines:
            one.first = told.get(firsts.get(id(one)))


def rows_of(args, fence):
    """(the change, [entry] of what it, or its whole run, wrote, where to go on from) within what the asker may see; or None."""
    change, run, after = number(args.get("change")), line(args.get("run"), 120), number(args.get("after"))
    changes = Change.select(Change.id).where(Change.run == run) if run else [change]
    query = Revision.select(Revision, Change).join(Change).where(Revision.change.in_(changes), Revision.id > after, within(fence.actor))
    found = list(query.order_by(Revision.id).limit(ROWS_SHOWN + 1))
    if not found:
        return None
    shown = found[:ROWS_SHOWN]
    return shown[0].change, entries(shown, fence), shown[-1].id if len(found) > ROWS_SHOWN else None


class Looks:
    """One page of the log of looks, newest first; those who do not keep the accounts see only their own."""

    OPTIONS = {"what": WHATS}

    def __init__(self, args, fence, login, size=SIZE):
        self.asked, self.fence, self.size = Asked(args, fence.actor, self.OPTIONS), fence, size
        self.own = "/" not in policy.paths(fence.actor, "see", User)
        conditions = [*self.asked.times(Look), *self.asked.text(Look, Look.detail)]
        if self.own:
            conditions.append(Look.by == login)
        if self.asked.get("what"):
            conditions.append(Look.what == self.asked.get("what"))
        if self.asked.home is not None:
            conditions.append(Look.shape == self.asked.home._meta.name)
        if (record := self.asked.record()) is not None:
            conditions.append(Look.record == record)
        if before := number(args.get("before")):
            conditions.append(Look.id < before)
        rows = list(Look.select().where(ALL, *conditions).order_by(Look.id.desc()).limit(size + 1))
        self.older = {"before": str(rows[size - 1].id)} if len(rows) > size else None
        self.lines = self.told(rows[:size])

    def told(self, rows):
        """Each look in words, naming only what the asker may see."""
        wanted = {}
        for row in rows:
            if row.shape in BY_NAME and row.record:
                wanted.setdefault(BY_NAME[row.shape], set()).add(row.record)
        self.fence.learn(wanted)
        lines = []
        for row in rows:
            home = BY_NAME.get(row.shape)
            title = self.fence.titles(home, [row.record])[row.record] if home is not None and row.record else ""
            plural = home._meta.plural if title and title != HIDDEN and policy.paths(self.fence.actor, "see", home) else ""
            lines.append(
                {
                    "at": local(row.at),
                    "by": row.by,
                    "what": WHATS.get(row.what, row.what),
                    "urgent": row.what == "sign-in refused",
                    "home": home,
                    "title": title,
                    "record": row.record,
                    "plural": plural,
                    "detail": row.detail,
                }
            )
        return lines
