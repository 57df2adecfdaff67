"""What two values do not share, for a reader's eye: texts piece by piece, relations as what went and what came."""

import difflib
import re

from flask import url_for

from ..core import policy
from .people import HIDDEN

LONGEST = 1500  # characters that are compared one by one; longer texts by sentence first
ALIKE = 0.35  # texts that share less are shown as replaced: pieces of them only confuse
ISLAND = 2  # shared characters between two differences that are too few to be worth showing as shared
CONTEXT = 16  # shared characters that stay beside a difference
FOLDED = None  # stands in a list of pieces where shared text was left out

_TOKEN = re.compile(r"[A-Za-zÀ-ɏ]+|\d+|\s+|.", re.S)  # words and numbers whole, everything else by character
_SENTENCE = re.compile(r"[^。！？；!?\n]*(?:[。！？；!?\n]+|$)")


def pieces(before, after):
    """([(text, whether it went)], [(text, whether it came)]) of two texts."""
    parts = (_by_sentence if len(before) + len(after) > LONGEST else _by_token)(before, after)
    return _side(parts, 0), _side(parts, 1)


def folded(side):
    """One side of `pieces` with shared text far from any difference left out, FOLDED standing in its place."""
    out = []
    for place, (text, differs) in enumerate(side):
        head = 0 if place == 0 else CONTEXT
        tail = 0 if place == len(side) - 1 else CONTEXT
        if differs or len(text) <= head + tail + CONTEXT:
            out.append((text, differs))
            continue
        if head:
            out.append((text[:head], False))
        out.append((FOLDED, False))
        if tail:
            out.append((text[-tail:], False))
    return out


def _by_token(before, after):
    """[(what went, what came)], both the same where nothing differs."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    old, new = _TOKEN.findall(before[head : len(before) - tail]), _TOKEN.findall(after[head : len(after) - tail])
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    same = head + tail + sum(len(token) for block in matcher.get_matching_blocks() for token in old[block.a : block.a + block.size])
    if 2 * same < ALIKE * (len(before) + len(after)):
        return [(before, after)]
    middle = [("".join(old[i:j]), "".join(new[k:n])) for _, i, j, k, n in matcher.get_opcodes()]
    return _calm([(before[:head], before[:head]), *middle, (before[len(before) - tail :],) * 2])


def _shared(one, other):
    """How many characters both begin with; never half a word or half a number."""
    length = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    whole = {len(one), len(other)} != {length} and length  # cut in the middle of both, or at the end of one
    while whole and one[length - 1].isascii() and one[length - 1].isalnum():
        length -= 1
        whole = length
    return length


def _calm(parts):
    """`parts` with differences joined that only a few shared characters keep apart."""
    out = []
    for went, came in parts:
        if went == came == "":
            continue
        island = len(out) > 1 and went != came and out[-1][0] == out[-1][1] and len(out[-1][0]) <= ISLAND and out[-2][0] != out[-2][1]
        if island and len(went) + len(came) + sum(map(len, out[-2])) > 4 * len(out[-1][0]):
            shared, (gone, new) = out.pop()[0], out.pop()
            out.append((gone + shared + went, new + shared + came))
        elif out and (went != came) == (out[-1][0] != out[-1][1]):
            out[-1] = (out[-1][0] + went, out[-1][1] + came)
        else:
            out.append((went, came))
    return out


def _by_sentence(before, after):
    """The same for long texts: only sentences that were replaced are looked at more closely."""
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    parts = []
    for _, i, j, k, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = "".join(old[i:j]), "".join(new[k:n])
        parts += _by_token(went, came) if went != came and len(went) + len(came) <= LONGEST else [(went, came)]
    return _calm(parts)


def _side(parts, side):
    return [(part[side], part[0] != part[1]) for part in parts if part[side]]


class Difference:
    """One field in which two versions differ, as `fence`'s actor may read it.

    A relation has `gone`, `new` ([(title, address or "")]) and `kept` (how many stayed); anything else `went` and `came`.
    """

    def __init__(self, fence, field, before, after, masked=True, fold=True):
        self.name, self.label, self.relation = field.name, field.label, bool(field.target)
        self.hidden = masked and field.personal
        self.went, self.came, self.gone, self.new, self.kept = [], [], [], [], 0
        if self.relation and not self.hidden:
            old, new = (_ids(field, value) for value in (before, after))
            self.gone = chips(fence, field.target, [id for id in old if id not in new])
            self.new = chips(fence, field.target, [id for id in new if id not in old])
            self.kept = len(set(old) & set(new))
            return
        self.before, self.after = (fence.shown(field, value, masked=self.hidden) for value in (before, after))
        if self.hidden:  # what is hidden is never compared in sight
            self.went, self.came = ([(text, True)] if text else [] for text in (self.before, self.after))
            return
        if self.before == self.after:  # the same words, but not the same
            self.before, self.after = field.show(before), field.show(after)
        self.went, self.came = pieces(self.before, self.after)
        if fold:
            self.went, self.came = folded(self.went), folded(self.came)

    @property
    def folds(self):
        """Whether something was left out."""
        return any(text is FOLDED for text, _ in (*self.went, *self.came))


def _ids(field, value):
    return list(value or ()) if field.many else [value] if value else []


def chips(fence, home, ids):
    """[(title, address)] of records of `home`, in order; those the actor may not see are all called by one neutral word."""
    titles, opens = fence.titles(home, ids), bool(policy.paths(fence.actor, "see", home))
    told = [(titles[id], url_for(f"admin_{home._meta.plural}.details_view", id=id) if opens and titles[id] != HIDDEN else "") for id in ids]
    return list(dict.fromkeys(told))


def relations(differences):
    """home → ids that `differences` ([(field, before, after)]) point at, for `Fence.learn`."""
    wanted = {}
    for field, before, after in differences:
        if field.target:
            wanted.setdefault(field.target, set()).update(_ids(field, before), _ids(field, after))
    return wanted
