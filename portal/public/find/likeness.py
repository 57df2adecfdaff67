"""When a typed name may be taken for a place's own: a piece of it, its shortening, a slip of the pen."""

import re

from ...core import calling

# how a piece of the text names a place, surest first
EXACT, CORE, SOUND, INITIALS, BEGINS, INSIDE, SHORT, SLIP = range(8)

# a character of one of these groups is never a slip for another of its group: 东里村 is not 西里村, 实验小学 not 实验中学
_OPPOSITE = ("0123456789十百", "东西南北中", "上下中", "前后", "大小中", "新老旧", "左右内外")
_KINDS = "花园 家园 嘉园 佳苑 小区 新村 新城 公寓 小学 中学 医院 村 社区 街道 广场 市场 幼儿园 大厦 宾馆 酒店".split()  # noqa: SIM905
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
        elif numbers(text) <= (own := numbers(name)) and (not house or not own or house in name):
            if text in name:
                ranks.append(BEGINS if name.startswith(text) else INSIDE)
            elif any(is_slip(text, one) for one in (name, calling.core(name))):
                ranks.append(SLIP)
            elif len(text) > 2 and _in_order(text, name):
                ranks.append(SHORT)
    return min(ranks, default=None)


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
    ours, theirs = ([calling.sound([word]) for word in calling.syllables(one)] for one in (text, name))
    start, stop, least = 0, 0, min(len(ours), len(theirs))
    while start < least and ours[start] == theirs[start]:
        start += 1
    while stop < least - start and ours[-1 - stop] == theirs[-1 - stop]:
        stop += 1
    mine, other = text[start : len(text) - stop], name[start : len(name) - stop]
    if len(mine) == len(other) == 1:
        same = sum(one == another for one, another in zip(text, name, strict=True))
        return same > 2 and not _opposite(mine, other) and not _another_kind(text, name)
    if len(mine) == len(other) == 2:
        return ours[start : start + 2] == theirs[start : start + 2][::-1]
    longer = max(text, name, key=len)
    is_doubled = len(text) != len(name) and longer[start - 1] == longer[start]
    return not mine + other or (len(mine) + len(other) == 1 and (is_doubled or not (mine + other).isdigit()))


def _opposite(mine, other):
    return any(mine in group and other in group for group in _OPPOSITE)


def _another_kind(text, name):
    """Whether both end in the word for a kind of place, but not in the same: 阳光花园 is not 阳光家园."""
    mine, theirs = (next((kind for kind in _KINDS if one.endswith(kind)), "") for one in (text, name))
    return bool(mine and theirs and calling.sound(calling.syllables(mine)) != calling.sound(calling.syllables(theirs)))
