"""What browsers load: the stylesheets of a door joined as one file named by its content, and addresses of scripts."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, url_for

STATIC = Path(__file__).parent / "static"
SCHEMES = {"light": "(max-width: 0)", "dark": "(min-width: 0)"}  # what stands for the question which scheme the screen asks for
FIRST, LAST = ("tokens", "reset", "base", "layout"), ("utilities", "print")
_COMMENT = re.compile(r"\s*/\*.*?\*/", re.S)

assets = Blueprint("assets", __name__, url_prefix="/assets")


@lru_cache(maxsize=8)
def stylesheet(door):
    """(hash, text) of the files in static/css, the ones that others build on first; admin-*.css only for the door `admin`.

    Comments are left out: they would be a seventh of what travels, and nothing is painted before all of it is there.
    `light` and `dark` are the site's in one scheme, whatever the screen asks for: the example pages are looked at in both.
    """
    names = sorted(path.stem for path in (STATIC / "css").glob("*.css"))
    middle = [name for name in names if name not in FIRST + LAST and (door == "admin" or not name.startswith("admin-"))]
    text = _COMMENT.sub("", "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in (*FIRST, *middle, *LAST)))
    if door in SCHEMES:
        text = text.replace("(prefers-color-scheme: dark)", SCHEMES[door]).replace("color-scheme: light dark", f"color-scheme: only {door}")
    return hashlib.sha256(text.encode()).hexdigest()[:12], text


@assets.get("/<hash>/<any(site, admin, light, dark):door>.css")
def joined(hash, door):
    """One joined stylesheet; its address changes with its content, so it may be kept for a year."""
    current, text = stylesheet(door)
    if hash != current:
        abort(404)
    return Response(text, mimetype="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@lru_cache(maxsize=64)
def _version(path):
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def init_app(app):
    """Give templates `stylesheet_url()` and `script_url(name)`."""
    app.register_blueprint(assets)

    @app.before_request
    def fresh_in_debug():
        if app.debug:
            stylesheet.cache_clear()
            _version.cache_clear()

    app.jinja_env.globals.update(
        stylesheet_url=lambda door="site": url_for("assets.joined", hash=stylesheet(door)[0], door=door),
        script_url=lambda name: url_for("static", filename=f"js/{name}.js", v=_version(f"js/{name}.js")),
    )
