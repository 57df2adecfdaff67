"""What somebody may have meant who finds nothing: names that sound like what was typed, or that look like it.

A name sounds alike when its pinyin does (养劳 → 养老, yanglao → 养老), with zh, ch and sh as z, c and s and -ng as -n, as many
say them. It looks alike when one slip of the pen makes one of the other: a character too many, too few, another one, or two
swapped. Both are looked up in the index, a bounded number of names each.
"""

import difflib
import re
from collections import Counter

from . import calling, pinyin
from .results import alike, folded, some
from .search import INITIALS, TITLE, any_of, each_of, phrase, runs

HEARD, SEEN = 200, 60  # names that are looked at: those with the same initials, and those that one slip may have made
LONGEST = 12  # characters of what was typed that may hold the slip
CLOSE = 0.5  # how much of a name must be the same, 1 for all of it

_LATIN = re.compile(r"[a-z]+")
# the syllables of Mandarin as they are typed, the longer ones first (GB/T 16159, v for ü)
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|van|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|uo|ui|ue|ve"
    "|er|a|o|e|i|u|v)"
)
_CUT = re.compile(f"(?:{_SYLLABLE.pattern})+")


def near(text, homes, most=5):
    """At most `most` words for a further search among the live records of `homes`, the likeliest first: for a `text` that finds nothing."""
    return (sounding(text, homes) or looking(text, homes))[:most]


def is_pinyin(text):
    """Whether `text` may be pinyin, written out."""
    return bool(_CUT.fullmatch(text.lower().replace(" ", "")))


def said(text):
    """The syllables of `text`, Chinese or pinyin; [] when it is neither or only one syllable long."""
    text = "".join(runs(text))
    if _LATIN.fullmatch(text) and not _CUT.fullmatch(text):
        return []
    words = _SYLLABLE.findall(text) if _LATIN.fullmatch(text) else calling.syllables(text)
    return words if 1 < len(words) <= LONGEST else []


def sounding(text, homes):
    """Pieces of names that sound like `text`, those that most names have first."""
    words = said(text)
    if not words:
        return []
    rows = alike(" ".join(words), phrase("".join([word[0] for word in words]), INITIALS), homes, HEARD)
    wanted, pieces = calling.sound(words), Counter()
    for _, _, title, _ in {row[0]: row for row in rows}.values():
        pieces.update(piece for piece in spoken(title, wanted, len(words)) if piece != folded(text))
    return [piece for piece, _ in pieces.most_common(3)]


def spoken(title, wanted, count):
    """The pieces of `title`, `count` characters long, whose sound is `wanted`."""
    for run in re.findall(r"[\u3400-\u9fff]+", title):
        words = pinyin.each(run)
        for place in range(len(run) - count + 1):
            if calling.sound(words[place : place + count]) == wanted:
                yield run[place : place + count]


def looking(text, homes):
    """Names from which one slip of the pen makes `text`, the most alike first."""
    forms = slips("".join(runs(text))[:LONGEST])
    if not forms:
        return []
    rows = some(any_of([each_of([phrase(part, TITLE) for part in form]) for form in forms]), homes, SEEN)
    alike = {title: difflib.SequenceMatcher(None, text, title).ratio() for _, _, title, _ in rows}
    return [title for title in sorted(alike, key=lambda title: (-alike[title], title)) if alike[title] >= CLOSE]


def slips(text):
    """[parts that the right name holds] for each place at which one slip may have made `text` of it.

    Without the two characters around the slip both of its sides stand in the name, whatever slip it was; a short text keeps
    one of the two.
    """
    gap = 2 if len(text) > 4 else 1
    out = [(text[:place], text[place + gap :]) for place in range(len(text) + 1 - gap)] if len(text) > 2 else []
    if gap == 1:
        out += [(text[:place] + text[place + 1] + text[place] + text[place + 2 :], "") for place in range(len(text) - 1)] if out else []
    return [tuple(filter(None, form)) for form in out]
