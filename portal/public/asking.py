"""What an address asks for: the parameters a page knows, its page number and its division."""

import difflib
import re

from flask import request

from ..core.errors import Refused, Unresolved
from ..core.fields import nearest
from ..core.search import likely
from ..models.places import Division
from .finding import moved

# Added by the places that link here; they change nothing.
TRACKING = re.compile(r"utm_\w+|from|isappinstalled|fbclid|gclid|msclkid|spm|scene|share_token|_t")
LONGEST = 80  # characters of a parameter that are read
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufeff\u200b\u2028\u2029]")


def asked(*known):
    """name → text (cleaned, perhaps empty) of the parameters that a page knows; any other is refused by name."""
    for name in request.args:
        if name not in known and not TRACKING.fullmatch(name):
            raise Refused(f"地址里的“{name[:40]}”这一页用不上，{suggestion(name, known)}。")
    return {name: clean(request.args.get(name, "")) for name in known}


def suggestion(name, known):
    """What to write instead of the parameter `name`."""
    close = difflib.get_close_matches(name.lower(), known, n=1)
    if close:
        return f"是不是想写“{close[0]}”"
    return f"可以写的有{nearest(name, known)}" if known else "请去掉问号后面的部分"


def clean(text):
    """`text` on one line without control characters, at most `LONGEST` of it."""
    return " ".join(_CONTROL.sub(" ", text).split())[:LONGEST]


def page_number(text):
    """The page that `text` means: 1 when it is no number."""
    return max(1, int(text)) if re.fullmatch(r"[0-9]{1,6}", text) else 1


def division(text):
    """The live division that `text` means (slug or unambiguous name), None for no text. Raises `Unresolved`."""
    if not text:
        return None
    found = list(Division.live().where((Division.slug == text) | (Division.name == text)).order_by(Division.area).limit(7))
    exact = [one for one in found if one.slug == text] or found or [one for one in [moved(Division, text)] if one]
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise Unresolved(f"叫“{text}”的地方不止一个，请改用网址名：{nearest(text, [one.slug for one in exact])}。")
    close = likely(Division, text, Division.is_live())
    advice = f"名字相近的有{nearest(text, close)}" if close else "请检查写法，或从首页选择街道"
    raise Unresolved(f"没有找到叫“{text}”的地方，{advice}。")
