"""From what was typed to the places it may mean: looked up by keys, then weighed by how much of the text each explains."""

import difflib
import itertools
import operator
import re
from collections import defaultdict
from dataclasses import dataclass, replace

from ...core import calling, search
from ...models.buildings import Building
from ...models.enterprises import Enterprise
from ...models.places import Division
from ..whereabouts import steps
from .candidates import Candidate, load
from .likeness import CORE, EXACT, INITIALS, SOUND, TYPED, numbers, resembles

SURE = (EXACT, CORE)
LONGEST_SYLLABLE = 7  # letters: zhuang with one too many
# what the kind of a place is in pinyin
KIND = re.compile("(?:xiaoqu|shequ|jiashuyuan|yuan|cun|zhen)$")

# what people put behind a name that has none of its own
_TAILS = {
    Building: re.compile("小区|家属[院楼]|宿舍|大?院|里面?|内"),
    Division: re.compile("居委会?|居民委员会|村委会?|村民委员会|街道办事处|街道办|办事处|街道|社区"),
}


@dataclass(frozen=True)
class Match:
    """That the text from `start` to `end` names `candidate`; `rank` says how, `left` how many characters nothing explains."""

    candidate: Candidate
    rank: int
    start: int
    end: int
    left: int
    trails: bool = False  # something unexplained stands right behind the name, as in 山水一城小学

    @property
    def is_accepted(self):
        """Whether it may be answered with: the whole text is explained, or a full name stands at its end."""
        return self.left == 0 or (self.rank == EXACT and self.end - self.start > 2 and not self.trails)


def matches(typed):
    """([`Match`] that explain `typed` best and equally well, else [`Candidate`] that look like it, the division it names or None)."""
    pieces, seen = typed.pieces(), {}
    spans = defaultdict(set)  # candidate → {(rank, start, end)}
    keys = first_keys(pieces)
    first = calling.found(keys)
    if may_explain(typed, first, keys):
        load({entry for _, entry in first}, seen)
        hits(first, keys, seen, spans)
    best = weighed(typed, spans)
    if not best:
        parts = open_parts(typed, pieces, divisions_in(first, keys))
        exact, beginning = second_keys(parts)
        found = calling.found(exact, beginning, each=12)
        load({entry for _, entry in (*first, *found)}, seen)
        hits(first, keys, seen, spans)
        for candidate in seen.values():
            for part in parts:
                if (rank := resembles(candidate.names, part, typed.house)) is not None:
                    spans[candidate].add((rank, part.start, part.end))
        best = weighed(typed, spans)
    named = [(end - start, one) for one, found in spans.items() for rank, start, end in found if rank in SURE and one.home is Division]
    return best, [] if best else alike(typed, seen.values()), max(named, key=operator.itemgetter(0), default=(0, None))[1]


def first_keys(pieces):
    """key → [(rank, piece)] of what each piece may be as it stands."""
    out = defaultdict(list)
    for piece in pieces:
        out[calling.NAMED + piece.text[: calling.LONGEST]].append((EXACT, piece))
        out[calling.SOUND + calling.sound(piece.said)].append((SOUND, piece))
        if (bare := piece.text.removesuffix("号楼")) != piece.text:  # 驿站1 is a name, too, and no house of 驿站
            out[calling.NAMED + bare[: calling.LONGEST]].append((EXACT, replace(piece, text=bare)))
        if piece.is_latin:
            out[calling.INITIALS + piece.text].append((INITIALS, piece))
    return out


def may_explain(typed, found, keys):
    """Whether what was `found` is worth loading by itself: it may explain the whole text, or its end."""
    left = typed.weights
    for piece in {piece for key, _ in found for _, piece in keys[key]}:
        stop = max((tail.end() for form in _TAILS.values() if (tail := form.match(typed.text, piece.end))), default=piece.end)
        left[piece.start : stop] = [0] * (stop - piece.start)
    return not any(left) or not left[-1]


def divisions_in(found, keys):
    """{(start, end)} of what names a division by itself."""
    low = search.base(Division)
    named = [key for key, entry in found if key[0] == calling.NAMED and search.record(entry)[0] == low]
    return {(piece.start, piece.end) for key in named for _, piece in keys[key]}


def hits(found, keys, seen, spans):
    """Put those of `seen` that were `found` by `keys` into `spans`."""
    for key, entry in found:
        if (candidate := seen.get(entry)) is not None:
            for rank, piece in keys[key]:
                if numbers(piece.text) <= numbers(" ".join(candidate.names)):
                    surer = CORE if rank == EXACT and piece.text not in {name[: calling.LONGEST] for name in candidate.names} else rank
                    spans[candidate].add((surer, piece.start, piece.end))


# -- the second look: parts of names, and slips ----------------------------------------------------------------------


def open_parts(typed, pieces, taken):
    """The pieces between what is known for sure: whole runs of text, without houses and with and without the divisions `taken`."""
    by_place, out = {(piece.start, piece.end): piece for piece in pieces}, {}
    for inner in (taken, ()):
        free = [bool(weight) for weight in typed.weights]
        for start, end in sorted(inner, key=lambda span: span[0] - span[1]):
            if all(free[start:end]):
                free[start:end] = [False] * (end - start)
        edges = [place for place in range(len(free) + 1) if place in (0, len(free)) or free[place] != free[place - 1]]
        for start, end in itertools.pairwise(edges):
            if free[start] and (piece := by_place.get((start, end))):
                out[start, end] = piece
                short = calling.core(piece.text)
                if short and (piece := by_place.get((start, start + len(short)))):
                    out[start, start + len(short)] = piece
    return list(out.values())


def second_keys(parts):
    """(exact keys, beginnings) of names that `parts` are a piece of, or slips of."""
    exact, beginning = set(), set()
    for part in parts:
        text = part.text[: calling.LONGEST]
        if part.is_latin:
            beginning |= {calling.SOUND + calling.sound(part.said), calling.INITIALS + text} if len(text) > 2 else set()
            exact |= {sort + one for sort in (calling.SLIP, calling.SOUND) for one in less_a_syllable(part.text)}
            continue
        pairs = [text[place : place + 2] for place in range(min(len(text) - 1, 10))]
        beginning |= {sort + one for sort in (calling.NAMED, calling.PIECE) for one in (text, *pairs)}
        if 2 < len(part.said) <= calling.TALL + 2:
            fewer = calling.shorter(part.said) | (calling.shorter(part.said, by=2) if len(part.said) >= calling.LONG - 1 else set())
            exact |= {calling.SLIP + calling.sound(part.said)} | {sort + one for sort in (calling.SLIP, calling.SOUND) for one in fewer}
    return exact, sorted(beginning)


def less_a_syllable(letters):
    """{pinyin `letters` without what one syllable may have become by a typing error, as a sound}, with and without a kind at the end.

    An error within a syllable spoils no other: without it both sides are a name with one syllable left out.
    """
    if len(letters) < TYPED:
        return set()
    forms = {letters, KIND.sub("", letters)}
    return {
        calling.sound([form[:start], form[stop:]])
        for form in forms
        for start in range(len(form))
        for stop in range(start + 1, min(start + LONGEST_SYLLABLE, len(form)) + 1)
    }


# -- weighing --------------------------------------------------------------------------------------------------------


def weighed(typed, spans):
    """The accepted matches that leave least of `typed` unexplained, of these the surest; a place once."""
    around = defaultdict(set)  # entry → spans of what may stand around another place
    for candidate, found in spans.items():
        if candidate.home in (Division, Building):
            around[candidate.entry] |= {(start, end) for rank, start, end in found if rank <= INITIALS}
    best = {}
    for candidate, found in spans.items():
        outer = [span for entry in _above(candidate) if entry in around for span in around[entry]]
        options = [one for rank, start, end in found if (one := match(typed, candidate, rank, start, end, outer)).is_accepted]
        if options:
            best[candidate] = min(options, key=_order)
    least = min(map(_order, best.values()), default=None)
    return sorted((one for one in best.values() if _order(one) == least), key=lambda one: (len(one.candidate.title), one.candidate.area))


def _order(one):
    """Best first; of equal ones a firm stands behind what is a place by itself."""
    return one.left, one.rank, one.start - one.end, one.candidate.home is Enterprise


def _above(candidate):
    """The entries of the divisions it lies in, and of what it stands in."""
    low = search.base(Division)
    yield from (low + id for id in steps(candidate.area) if candidate.home is not Division or id != candidate.id)
    if candidate.parent:
        yield search.base(Building) + candidate.parent


def match(typed, candidate, rank, start, end, outer):
    """The `Match` of one span, with as much of the rest as the spans `outer` of what is around it explain."""
    left = typed.weights
    stop = end
    if (tail := _TAILS.get(candidate.home)) and (tail := tail.match(typed.text, end)):
        stop = tail.end()
    left[start:stop] = [0] * (stop - start)
    for first, last in sorted(outer, key=lambda span: span[0] - span[1]):
        if last <= start or first >= stop:
            left[first:last] = [0] * (last - first)
    return Match(candidate, rank, start, end, sum(left), stop < len(left) and bool(left[stop]))


def alike(typed, candidates, most=6):
    """Those of `candidates` whose names look most like `typed`."""
    text = "".join(letter for letter, weight in zip(typed.text, typed.weights, strict=True) if weight)
    ratios = {one: max(difflib.SequenceMatcher(None, text, name).ratio() for name in one.names) for one in candidates if one.names}
    close = sorted((one for one, ratio in ratios.items() if ratio >= 0.4), key=lambda one: (-ratios[one], one.title, one.area))
    return close[:most]
