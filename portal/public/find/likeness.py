"""When a typed name may be taken for a place's own: a piece of it, its shortening, a slip of the pen."""

import functools
import re

from ...core import calling

# how a piece of the text names a place, surest first
EXACT, CORE, SOUND, INITIALS, BEGINS, INSIDE, SHORT, SLIP, SLIPS = range(9)
TYPED = 7  # letters of pinyin that may hold a typing error

# a character of one of these groups is never a slip for another of its group: 东里村 is not 西里村, 实验小学 not 实验中学
_OPPOSITE = ("0123456789十百", "东西南北中", "上下中", "前后", "大小中", "新老旧", "左右内外")
ENDINGS = "花园 家园 嘉园 佳苑 小区 新村 新城 公寓 小学 中学 医院 村 社区 街道 广场 市场 幼儿园 大厦 宾馆 酒店".split()  # noqa: SIM905
_NUMBER = re.compile(r"(?:\d+|[a-z])(?=号楼|[大小微密]?网格|[区期组])")


def resembles(names, part, house=""):
    """How the text of `part` names a place of these `names`: the surest rank, or None.

    A name with a number of its own, as 健康路12号院, is no other `house` of the road.
    """
    text, ranks = part.text, []
    for name in names:
        if part.is_latin:
            for said in calling.readings(name):
                if calling.sound(said).startswith(calling.sound(part.said)) or "".join([word[0] for word in said]).startswith(text):
                    ranks.append(BEGINS)
                elif is_mistyped(text, name, said):
                    ranks.append(SLIP)
        elif numbers(text) <= (own := numbers(name)) and (not house or not own or house in name):
            if text in name:
                ranks.append(BEGINS if name.startswith(text) else INSIDE)
            elif any(is_slip(text, one) for one in (name, calling.core(name))) or _is_heard(text, name):
                ranks.append(SLIP)
            elif any(are_slips(text, one) for one in (name, calling.core(name))):
                ranks.append(SLIPS)
            elif len(text) > 2 and _in_order(text, name):
                ranks.append(SHORT)
    return min(ranks, default=None)


def _is_heard(text, name):
    """Whether a piece of `name` sounds as `text` does, of four characters or more."""
    ours, theirs = _sounds(text), _sounds(name)
    return len(text) > 3 and any(ours == theirs[start : start + len(ours)] for start in range(len(theirs) - len(ours) + 1))


def _in_order(text, name):
    letters = iter(name)
    return all(letter in letters for letter in text)


def numbers(text):
    """The numbers in `text` that tell one place from the next: of houses, grids and parts of an estate."""
    return set(_NUMBER.findall(text))


def is_slip(text, name):
    """Whether `text` is `name` but for one character wrong, missing, extra or swapped with the next; what sounds the same is the same.

    Where one is wrong three must be the very same, so that 东升村 is not 东方村 and 朝阳小学 not 实验小学.
    """
    if min(len(text), len(name)) < 3 or abs(len(text) - len(name)) > 1:
        return False
    ours, theirs = _sounds(text), _sounds(name)
    if len(text) == len(name) and sum(one != another for one, another in zip(ours, theirs, strict=True)) == 1:
        same = sum(one == another for one, another in zip(text, name, strict=True))
        if same < 3 or _another_kind(text, name):
            return False
    return _slipped(text, name)


def are_slips(text, name):
    """Whether `text` is a long `name` but for two slips with something right between them: 文昌 is no slip for 育才."""
    if len(name) < calling.LONG or abs(len(text) - len(name)) > 2 or _another_kind(text, name):
        return False
    ours, theirs = _sounds(text), _sounds(name)
    if len(set(ours) & set(theirs)) < len(set(ours)) - 2:
        return False
    return any(
        ours[here] == theirs[there] and _slipped(text[: here + 1], name[: there + 1]) and _slipped(text[here + 1 :], name[there + 1 :])
        for here in range(1, len(text) - 1)
        for there in range(max(here - 1, 1), min(here + 2, len(name) - 1))
    )


def _slipped(text, name):
    """Whether one slip at most makes `text` of `name`."""
    if abs(len(text) - len(name)) > 1:
        return False
    start, stop = _apart(_sounds(text), _sounds(name))
    mine, other = text[start : len(text) - stop], name[start : len(name) - stop]
    if len(mine) == len(other) == 1:
        return not _opposite(mine, other)
    if len(mine) == len(other) == 2:
        return _sounds(mine) == _sounds(other)[::-1]
    longer = max(text, name, key=len)
    is_doubled = len(text) != len(name) and longer[start - 1] == longer[start]
    return not mine + other or (len(mine) + len(other) == 1 and (is_doubled or not (mine + other).isdigit()))


def is_mistyped(letters, name, said):
    """Whether the pinyin `letters` are `said`, the syllables of `name` with or without its kind, but for one letter.

    A letter may be wrong, missing, extra or swapped with the next, but none of a number in the name.
    """
    ours = calling.sound(letters)
    for count in {len(name), len(calling.core(name))} - {0}:
        theirs = calling.sound(said[:count])
        if len(letters) < TYPED or abs(len(ours) - len(theirs)) > 1:
            continue
        start, stop = _apart(ours, theirs)
        mine, other = ours[start : len(ours) - stop], theirs[start : len(theirs) - stop]
        if max(len(mine), len(other)) < 2 or (len(mine) == 2 and mine == other[::-1]):
            spans = [[len(calling.sound(said[:stop])) for stop in (at, at + 1)] for at in range(count) if name[at].isdigit()]
            return all(start + len(other) <= first or last <= start for first, last in spans)
    return False


def _apart(ours, theirs):
    """(how much of both is the same from the beginning, how much of the rest from the end)."""
    start, stop, least = 0, 0, min(len(ours), len(theirs))
    while start < least and ours[start] == theirs[start]:
        start += 1
    while stop < least - start and ours[-1 - stop] == theirs[-1 - stop]:
        stop += 1
    return start, stop


def _sounds(text):
    return [_sound(letter) for letter in text]


@functools.lru_cache(maxsize=20_000)
def _sound(letter):
    return calling.sound(calling.syllables(letter))


def _opposite(mine, other):
    return any(mine in group and other in group for group in _OPPOSITE)


def _another_kind(text, name):
    """Whether both end in the word for a kind of place, but not in the same: 阳光花园 is not 阳光家园."""
    mine, theirs = (next((kind for kind in ENDINGS if one.endswith(kind)), "") for one in (text, name))
    return bool(mine and theirs and calling.sound(calling.syllables(mine)) != calling.sound(calling.syllables(theirs)))
