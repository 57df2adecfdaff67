"""What an address asks for: the parameters a page knows, its page number and its division."""

import re

from flask import abort, g, request

from ..core.errors import Unresolved
from ..core.fields import nearest
from ..core.search import likely
from ..models.places import Division
from .alerts import speak_of
from .finding import moved

LONGEST = 80  # characters of a parameter that are read
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufeff\u200b\u2028\u2029]")


def asked(*known):
    """name → text (cleaned, perhaps empty) of the parameters that a page knows.

    Any other is passed over and stands in no link of the page, because a resident who follows a link cannot mend it:
    what a messenger, a poster or a mistaken hand hung on an address must not keep anybody from the page. The answer stays
    in `g.asked`, of which `this_page` and the page's canonical address are made.
    """
    g.asked = {name: clean(request.args.get(name, "")) for name in known}
    return g.asked


def clean(text):
    """`text` on one line without control characters, at most `LONGEST` of it."""
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST]


def page_number(text):
    """The page that `text` means: 1 when it is no number; 404 when it is one that no list reaches."""
    if not re.fullmatch(r"[0-9]+", text):
        return 1
    return max(1, int(text)) if len(text.lstrip("0")) <= 6 else abort(404)


def division(text):
    """The live division that `text` means (slug or unambiguous name), None for no text. Raises `Unresolved`."""
    if not text:
        return None
    found = list(Division.live().where((Division.slug == text) | (Division.name == text)).order_by(Division.area).limit(7))
    exact = [one for one in found if one.slug == text] or found or [one for one in [moved(Division, text)] if one]
    if len(exact) == 1:
        speak_of(exact[0].area)
        return exact[0]
    if exact:
        raise Unresolved(f"叫“{text}”的地方不止一个，请改用网址名：{nearest(text, [one.slug for one in exact])}。")
    close = likely(Division, text, Division.is_live())
    advice = f"名字相近的有{nearest(text, close)}" if close else "请检查写法，或从首页选择街道"
    raise Unresolved(f"没有找到叫“{text}”的地方，{advice}。")
