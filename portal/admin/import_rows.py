"""What an import's report shows of single rows: one page of one tab, with what this person may know."""

import json
import re
from dataclasses import dataclass, field

from flask import url_for

from ..core import trash
from ..core.fields.kind import clean, halved
from ..core.importing import runs
from ..core.importing.store import MOST
from .people import HIDDEN, actor, fence

HIDDEN_VALUE = "（已隐藏）"
HIDDEN_REASON = "（原因只给导入的人看）"
AWAY = "（已不在您的范围内）"  # a record that one's own import met there
_QUOTED = re.compile("“([^”]*)”")


@dataclass
class Report:
    """The tabs [(kind, word, rows)], the one that is open, its rows on this page, and where the next and the last page are."""

    tabs: list
    tab: str
    rows: list = field(default_factory=list)
    after: int = 0
    before: int | None = None
    further: int | None = None
    gone: bool = False  # the single rows are not kept any more
    forced: set = field(default_factory=set)
    kept: int = 0  # rows kept of this tab at most


def rows_of(home, run, desk, which, args, mine):
    """The `Report` of `run` that the arguments of the address ask for."""
    tabs = run.figures
    filled = [kind for kind in ("refused", "conflicts", "changed", "created", "unchanged") if getattr(run, kind)]
    tab = args.get("tab") if args.get("tab") in runs.KINDS else next(iter(filled), "created")
    report = Report(tabs, tab, kept=MOST[tab])
    if not desk.has_store(run, which):
        report.gone = bool(run.behind)
        return report
    after = args.get("after", "")
    report.after = int(after) if after.isdecimal() and len(after) < 12 else 0
    with desk.store(run, which) as store:
        found, more = store.page(tab, report.after)
        report.further = found[-1][0] if more else None
        report.before = store.before(tab, report.after) if report.after else None
    if tab == "conflicts" and desk.has_store(run):
        with desk.store(run) as store:
            report.forced = store.forced()
    report.rows = Told(home, found, which == "rows", mine, json.loads(run.mapping)).rows(tab)
    return report


class Told:
    """The rows of one page in words; what they point at is read once for all of them."""

    def __init__(self, home, found, written, mine, mapping):
        self.home, self.shape, self.found, self.mine = home, home.shape(), found, mine
        self.written, self.mapping = written, mapping
        ids = [record for _, _, record, _, says in found if record]
        self.records = fence().records(home, ids) if ids else {}
        self.away = self.elsewhere(set(ids) - self.records.keys())
        wanted = {}
        for *_, says in found:
            for name, pair in says.items():
                kind = self.shape.by_name.get(name)
                if kind is not None and kind.target and isinstance(pair, list):
                    for value in map(kind.load, pair):
                        wanted.setdefault(kind.target, set()).update((value or ()) if kind.many else [value])
        fence().learn(wanted)

    def elsewhere(self, ids):
        """Those of `ids`, of records that are not seen, that do not lie in a trash which this person may look into either."""
        thrown = trash.visible(actor(), self.home).where(trash.Trash.record.in_(ids)) if ids else ()
        return ids - {row.record for row in thrown}

    def rows(self, tab):
        """One dictionary a row."""
        made = tab == "created" and not self.written  # by a check, which leaves no record: its number may be another's by now
        say = getattr(self, tab, self.plain)
        return [say(line, None if made else record, title, says) for _, line, record, title, says in self.found]

    def plain(self, line, record, title, says):
        """Line, title and address of the record."""
        seen = self.records.get(record)
        if seen is not None:
            title = seen.title
        elif not self.mine:
            title = HIDDEN
        elif record in self.away:
            title = AWAY
        address = url_for(f"admin_{self.home._meta.plural}.details_view", id=seen.slug) if seen is not None else ""
        return {"line": line, "title": title, "address": address, "later": bool(says.get("later"))}

    def changed(self, line, record, title, says):
        """Also what was different: [(label, before, after)]."""
        known = record in self.records or (self.mine and record not in self.away)
        pairs = [(self.shape[name], pair) for name, pair in says.items() if name in self.shape]
        return self.plain(line, record, title, says) | {
            "pairs": [(kind.label, *(self.said(kind, value) if known else HIDDEN_VALUE for value in pair)) for kind, pair in pairs]
        }

    conflicts = changed

    def said(self, kind, value):
        return fence().shown(kind, kind.load(value), masked=True)

    def refused(self, line, record, title, says):
        """Also what is wrong: [(column, what was written, why)]; what was written is for those who wrote it."""
        reasons = says["reasons"] if self.mine else [self.covered(*reason) for reason in says["reasons"]]
        return self.plain(line, record, title, says) | {"reasons": reasons}

    def covered(self, column, value, reason):
        """A reason as others read it: without what was written, and without any word of it where the column is about people."""
        kind = self.shape.by_name.get(self.mapping.get(column)) or self.shape.by_label.get(column) or self.shape.by_name.get(column)
        if kind is None or kind.personal:
            return column, value and HIDDEN_VALUE, HIDDEN_REASON
        written = [text for text in (value, clean(value).strip(), halved(clean(value))) if text]  # a reason quotes one of these, or a part
        for text in written:
            reason = reason.replace(text, HIDDEN_VALUE)
        part = lambda found: any(found[1].rstrip("…") in text for text in written)  # noqa: E731
        return column, value and HIDDEN_VALUE, _QUOTED.sub(lambda found: f"“{HIDDEN_VALUE}”" if part(found) else found[0], reason)
