"""What people copy from Word, WeChat and pages, made into the plain marks that a rich text here has.

Every word stays, wherever it stood; only the bullets and numbers that Word writes as letters become those of a list.
"""

import re

WORN = re.compile(r"\bmso-|\bMso[A-Z]|<section\b|<o:p\b|<font\b", re.I)  # nobody types these
MOST = 1_500_000  # characters; Word brings its whole style sheet along

_CJK = "[\u3000-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_CJK})[ \t]*\n[ \t]*(?={_CJK})")
# Lengths are bounded so that no page, however wicked, is searched again and again.
_ITEM = re.compile(r"<p\b(?=[^>]{0,2000}?(?:MsoListParagraph|mso-list:))[^>]{0,4000}>((?:(?!</p>).){0,8000})</p>", re.I | re.S)
_MARK = re.compile(r"<span\b[^>]{0,400}mso-list:\s*Ignore[^>]{0,400}>((?:[^<]|<span\b[^>]{0,400}>[^<]*</span>){0,200})</span>", re.I)
_ORDERED = re.compile(r"[0-9a-zA-Z一二三四五六七八九十]")
_BOLD = re.compile(r"<span\b[^>]{0,400}font-weight:\s*(?:bold|[6-9]00)[^>]{0,400}>([^<]{1,4000})</span>", re.I)
_EMPTY = re.compile(r"<(p|h[234]|li|ul|ol|strong|b|em|i|u|s|a|blockquote)\b[^>]*>(?:\s|<br>)*</\1>")
_AROUND = re.compile(r"\s+(?=</?(?:p|h[234]|ul|ol|li|table|thead|tbody|tr|td|th|blockquote)\b)|(?<=</p>)\s+|(?<=</li>)\s+")


def plainer(text):
    """The markup `text` with what only Word and WeChat understand said in plain marks; still to be purified."""
    text = _WRAPPED.sub("", _fragment(text)).replace("\n", " ")
    text = _BOLD.sub(r"<strong>\1</strong>", _ITEM.sub(_item, text))
    text = re.sub(r"(</?)h1\b", r"\1h2", re.sub(r"(</?)h[56]\b", r"\1h4", text, flags=re.I), flags=re.I)
    return re.sub(r"</(ul|ol)>\s*<\1>", "", text)


def tidier(text):
    """The purified markup `text` without what is empty and the space around blocks."""
    text = text.replace("\xa0", " ").replace("&nbsp;", " ")
    for _ in range(12):  # as deep as anybody nests them
        text, changed = _EMPTY.subn("", text)
        if not changed:
            break
    text = re.sub(r"(?:<br>\s*)+(?=</(?:p|li|h[234]|blockquote)>)", "", re.sub(r" {2,}", " ", text))
    return _AROUND.sub("", text).strip()


def _fragment(text):
    """What was marked before it was copied, without the page around it."""
    start = text.find("<!--StartFragment-->")
    if start >= 0:
        return text[start + 20 :].partition("<!--EndFragment-->")[0]
    body = re.search(r"<body\b[^>]{0,4000}>", text, re.I)
    return text[body.end() :] if body else text


def _item(found):
    """One paragraph that Word numbers itself, as a list of one; neighbours are joined afterwards."""
    mark = _MARK.search(found[1])
    bare = re.sub(r"<[^>]*>|&\w+;", "", mark[1]) if mark else ""
    kind = "ol" if _ORDERED.search(bare) else "ul"
    return f"<{kind}><li>{_MARK.sub('', found[1])}</li></{kind}>"
