"""What browsers load: the stylesheets joined as one file named by its content, and addresses of scripts."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, url_for

STATIC = Path(__file__).parent / "static"
FIRST, LAST = ("tokens", "reset", "base", "layout"), ("utilities", "print")

assets = Blueprint("assets", __name__, url_prefix="/assets")


@lru_cache(maxsize=1)
def stylesheet():
    """(hash, text) of every file in static/css, the ones that others build on first."""
    middle = sorted(path.stem for path in (STATIC / "css").glob("*.css") if path.stem not in FIRST + LAST)
    text = "\n".join((STATIC / "css" / f"{name}.css").read_text() for name in (*FIRST, *middle, *LAST))
    return hashlib.sha256(text.encode()).hexdigest()[:12], text


@assets.get("/<hash>/site.css")
def site_css(hash):
    """The joined stylesheet; its address changes with its content, so it may be kept for a year."""
    current, text = stylesheet()
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
        stylesheet_url=lambda: url_for("assets.site_css", hash=stylesheet()[0]),
        script_url=lambda name: url_for("static", filename=f"js/{name}.js", v=_version(f"js/{name}.js")),
    )
