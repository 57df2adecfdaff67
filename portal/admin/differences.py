"""What two texts do not share, piece by piece, for a reader's eye."""

import difflib

LONGEST = 2000  # characters that are compared one by one; beyond, the whole text is shown as replaced


def pieces(before, after):
    """([(text, whether it went)], [(text, whether it came)]) of two texts."""
    if not before or not after or len(before) + len(after) > LONGEST:
        return _whole(before), _whole(after)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.4:  # too little in common: pieces of it only confuse
        return _whole(before), _whole(after)
    went, came = [], []
    for what, i, j, k, n in matcher.get_opcodes():
        if j > i:
            went.append((before[i:j], what != "equal"))
        if n > k:
            came.append((after[k:n], what != "equal"))
    return went, came


def _whole(text):
    return [(text, True)] if text else []
