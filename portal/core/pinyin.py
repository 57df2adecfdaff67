"""Chinese to Latin letters: slugs, sort keys and initials. The one place that knows pypinyin (loaded on first use)."""

import functools
import re

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|\d+")
_WORD = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")


@functools.lru_cache(maxsize=50_000)
def _syllables(word):
    """("chong", "qing") of 重庆, a word that pypinyin knows or one character."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin([word], style=Style.NORMAL, errors="ignore", v_to_u=False))


@functools.lru_cache(maxsize=10_000)  # a title is asked for its slug, its sort key and its initials, each a batch later
def _letters(run):
    """("li", "shan") of 历山: one syllable a character, read in the context of its run.

    pypinyin cuts a run into words and then reads each by itself; names are new all the time, their words are not.
    """
    from pypinyin.seg.mmseg import seg

    return tuple(syllable for word in seg.cut(run) for syllable in _syllables(word))


def _parts(text):
    """Each run of `text` with its syllables; a Latin word or a number is its own syllable."""
    return [(run, _letters(run) if run[0] >= "\u3400" else (run.lower(),)) for run in _RUN.findall(text)]


def each(run):
    """["shan", "shui"] of 山水, a run of Chinese characters: exactly one for each, the character itself where none is known."""
    said = _letters(run)
    return list(said) if len(said) == len(run) else [next(iter(_letters(letter)), letter) for letter in run]


@functools.lru_cache(maxsize=10_000)  # a figure of each of a thousand shops is called the same
def slug(text, most=80):
    """lishanjiedao-1 of 历山街道1, l1 of L1: lower-case ASCII, hyphens between runs, at most `most` characters."""
    return "-".join(["".join(_letters(run)) if run[0] >= "\u3400" else run.lower() for run in _WORD.findall(text)])[:most].strip("-")


@functools.lru_cache(maxsize=10_000)
def initials(text):
    """lsjd1 of 历山街道1: what a hurried clerk types."""
    return "".join(["".join([s[:1] for s in syllables]) if run[0] >= "\u3400" else syllables[0] for run, syllables in _parts(text)])


@functools.lru_cache(maxsize=10_000)
def sort_key(text, most=120):
    """Orders like a Chinese dictionary, numbers by size: "li shan wang ge 0000000010"; the same on both engines."""
    words = []
    for run, syllables in _parts(text):
        words.extend([run.zfill(10)] if run.isdigit() else syllables)
    return " ".join(words)[:most]
