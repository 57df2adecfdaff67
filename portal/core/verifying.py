"""Whether the past is as it was sealed: every revision against its digest, every change and look against the chain."""

from dataclasses import dataclass, field

from . import clock
from .seals import START, Seal, changes_in, end_of_batch, looks_in, newest, summed

WORDS = {"c": "改动", "l": "查看记录"}
TOLD = 20  # sentences about one broken seal; a whole table that is gone is said in as many


@dataclass
class Verdict:
    """What `verify` found. `broken` says, in sentences, what is wrong with `seal`, the first that does not hold."""

    seals: int = 0
    changes: int = 0
    looks: int = 0
    unsealed: int = 0  # changes that were only held against their own digests
    seal: Seal | None = None
    head: Seal | None = None
    broken: list = field(default_factory=list)

    def __bool__(self):
        return not self.broken


def verify(expect="", last=None, progress=None):
    """A `Verdict` on the whole chain, or on its `last` seals only.

    `expect` is the digest of a seal that was noted elsewhere: without it nobody can tell that the end of the chain, or
    all of it, was made anew. `progress(seals done, seals in all)` is called as it goes.
    """
    verdict, expected = Verdict(head=newest()), False
    total = verdict.head.id if verdict.head else 0
    before = Seal.get_or_none(Seal.id == total - last) if last and last < total else None
    while verdict and (link := Seal.select().where(Seal.id > (before.id if before else START)).order_by(Seal.id).first()):
        verdict.broken = _linked(link, before) or _held(link, before, verdict)
        verdict.seal = link if verdict.broken else None
        verdict.seals += 1
        expected = expected or link.digest == expect
        before = link
        if progress:
            progress(link.id, total)
    if verdict and expect and not expected:
        verdict.broken = ["没有摘要是所给那一个的封存：它之后的封存被拿走过，或者整条链被重做过"]
    if verdict and not last:
        _unsealed(before.last_change if before else START, verdict)
    return verdict


def _linked(link, before):
    """What is wrong between a seal and the one before it."""
    number = before.id + 1 if before else 1
    if link.id != number:
        return [f"第 {number} 号封存不见了" if link.id == number + 1 else f"第 {number} 号到第 {link.id - 1} 号封存不见了"]
    if link.right(before.digest if before else "") != link.digest:
        return [f"第 {link.id} 号封存自己被改过" + (f"，或者第 {before.id} 号被改过" if before else "")]
    if before and (link.last_change < before.last_change or link.last_look < before.last_look):
        return [f"第 {link.id} 号封存的范围和前一号交叉"]
    return []


def _held(link, before, verdict):
    """What is no longer as `link` says."""
    parts, wrong = [], []
    changes = changes_in(before.last_change if before else START, link.last_change, snapshots=True)
    for what, id, digest, row, revisions in (*changes, *looks_in(before.last_look if before else START, link.last_look)):
        parts.append((what, id, digest))
        verdict.changes += what == "c"
        verdict.looks += what == "l"
        wrong += [((what, id), _altered(revision, row)) for revision in revisions]
        if row is None:
            wrong.append(((what, id), f"{WORDS[what]} {id} 不见了，只剩下它的各版内容"))
        parts[-1] = (what, id, digest, row)
    if summed(parts)[1] == link.content and not wrong:
        return []
    told, named, rows = {name for name, _ in wrong}, link.named, {(what, id): (digest, row) for what, id, digest, row in parts}
    for name in sorted(named.keys() | rows.keys()):
        if name in told:
            continue
        label = f"{WORDS[name[0]]} {name[1]}"
        if name not in rows:
            wrong.append((name, f"{label} 不见了"))
        elif name not in named:
            wrong.append((name, f"{label} 是封存以后加进来的：{_signed(rows[name][1])}"))
        elif rows[name][0][:8] != named[name]:
            wrong.append((name, f"{label} 被改过，或者它的某一版被改过、拿走、添上：{_signed(rows[name][1])}"))
    sentences = [sentence for _, sentence in wrong] or ["内容和封存时不一样"]
    return sentences[:TOLD] + ([f"还有 {len(sentences) - TOLD} 处"] if len(sentences) > TOLD else [])


def _altered(revision, change):
    change_id, id, shape, record, version, *_ = revision
    return f"改动 {change_id} 里 {shape} {record} 第 {version} 版（revision {id}）的内容和它的摘要对不上：{_signed(change)}"


def _signed(row):
    """When and by whom, as far as the row still says."""
    if row is None:
        return "已经看不出是谁写的"
    at = clock.datetime.datetime.fromisoformat(str(row[1])).replace(tzinfo=clock.datetime.UTC)
    return f"{clock.local(at):%Y-%m-%d %H:%M:%S} {row[2]}，经 {row[3]}"


def _unsealed(start, verdict):
    """Hold what no seal covers yet against the digests that its revisions carry."""
    while (end := end_of_batch("change", start, -START)) != start:
        for _, _, _, row, revisions in changes_in(start, end, snapshots=True):
            verdict.unsealed += 1
            verdict.broken += [_altered(revision, row) + "（还没有封存）" for revision in revisions]
        start = end
    del verdict.broken[TOLD:]
