"""家门口: a portal for street-level grid governance. Everything is wired here, in plain sight."""

from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from . import admin, assets, cli, config, headers, packing, public, troubles
from .core import db, media, policy
from .models import second_steps
from .roles import ROLES

__version__ = "0.1.0"


def create_app(**settings):
    """The portal as a Flask application; `settings` win over the environment. Writes nothing but its secret key."""
    app = Flask(__name__)
    app.config.from_mapping(config.from_environment(settings))
    app.config.from_mapping(settings)
    app.config.from_mapping(
        SECRET_KEY=config.secret_key(app.config),
        SESSION_COOKIE_SECURE=app.config["PORTAL_INSECURE_COOKIES"] != "1",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,  # bytes of one upload
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,  # inputs of one form: a record with fifty children of each kind
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site_name"] = app.config["PORTAL_SITE_NAME"]
    policy.use(ROLES)
    media.use(Path(app.config["PORTAL_DATA_DIR"]) / "media")
    second_steps.use(app.config["SECRET_KEY"])
    db.open_database(app.config["PORTAL_DATABASE_URL"])
    keep_connections(app)
    CSRFProtect(app)
    for part in (headers, packing, assets, troubles, admin, public, cli):
        part.init_app(app)
    app.wsgi_app = packing.Files(app.wsgi_app, root=assets.STATIC, prefix="static/", max_age=86400)
    if base := app.config["PORTAL_BASE_PATH"].rstrip("/"):
        app.config["APPLICATION_ROOT"] = base
        app.wsgi_app = DispatcherMiddleware(NotFound(), {base: app.wsgi_app})
    if proxies := int(app.config["PORTAL_TRUSTED_PROXIES"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)
    return app


def keep_connections(app):
    """One connection a thread, kept between requests: opening one costs more than a page's queries."""

    @app.before_request
    def forget_a_broken_one():
        engine = db.database.obj
        if not engine.is_closed() and not engine.is_connection_usable():
            engine.close()  # the next query opens another
