"""长辈版: large type in one column, chosen by a link and remembered in a cookie.

`?elder=1` on any page (2 and 3 for still larger type, 0 for none) sets the cookie and leads to the same address without it;
from then on the cookie alone decides, so no link on the site has to carry the choice along, and nothing needs JavaScript.
"""

from urllib.parse import urlencode

from flask import current_app, redirect, request, url_for

from ..core import clock
from .canonical import canonical
from .listing import this_page
from .words import day

PARAMETER, COOKIE = "elder", "mode"
SIZES = {"1": "大", "2": "更大", "3": "最大"}  # body text of 23, 27 and 30 px: see tokens.css
YEAR = 365 * 24 * 3600  # seconds


def size():
    """The size of type this visitor chose, a key of SIZES; None outside 长辈版. A cookie we never wrote counts for nothing."""
    word, _, number = request.cookies.get(COOKIE, "").partition("-")
    return number if word == "elder" and number in SIZES else None


def change(wanted, lost=False):
    """The address that turns 长辈版 to the size `wanted` (0: off) and comes back to this page; from a page of apology (`lost`), and
    from one that stands only after a form was sent, to the first page."""
    if lost or request.method != "GET" or not is_page():
        return url_for("home.index", **{PARAMETER: wanted})
    return this_page(**{PARAMETER: wanted})


def is_page():
    """Whether the address asked for is one of the residents' pages."""
    return request.endpoint is not None and not request.path.startswith("/admin")


def clean():
    """This page's address without our parameter, made of its route: what was typed as a path never becomes a host."""
    others = [(name, text) for name, text in request.args.items(multi=True) if name != PARAMETER]
    return url_for(request.endpoint, **(request.view_args or {})) + (f"?{urlencode(others)}" if others else "")


def remember():
    """The redirect to the clean address, with the cookie when the parameter means something; None without the parameter."""
    if request.method not in ("GET", "HEAD") or PARAMETER not in request.args or not is_page():
        return None
    answer, wanted = redirect(clean()), request.args[PARAMETER]
    answer.cache_control.no_store = True
    cookie = {
        "path": current_app.config["APPLICATION_ROOT"],
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": "Lax",
    }
    if wanted in SIZES:
        answer.set_cookie(COOKIE, f"elder-{wanted}", max_age=YEAR, **cookie)
    elif wanted == "0":
        answer.delete_cookie(COOKIE, **cookie)
    return answer


def apart(answer):
    """Tell every cache on the way that a page differs with the cookie."""
    if answer.mimetype == "text/html" and not request.path.startswith("/admin"):
        answer.vary.add("Cookie")
    return answer


def printed_foot():
    """What stands below a page on paper: its address, and the day it was drawn, by which a reader knows how old it is."""
    return f"{canonical()}　{day(clock.today())}打印"


def init_app(app):
    """Turn the mode before a page is drawn; give templates `elder_size()`, `elder_address(size)`, `elder_sizes`, `printed_foot()`."""
    app.before_request(remember)
    app.after_request(apart)
    app.jinja_env.globals.update(elder_size=size, elder_address=change, elder_sizes=SIZES, printed_foot=printed_foot)
