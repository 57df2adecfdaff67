"""The clerks' door: one screen a model, drawn from its shape; the areas are written out below."""

import datetime

from flask import request
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel

from ..headers import nonce
from . import (
    accounts,
    activities,
    brands,
    buildings,
    communities,
    enterprises,
    figures,
    grids,
    levels,
    media,
    notices,
    organizations,
    places,
    posts,
    reading,
    services,
    sign_in,
    stations,
    vocabulary,
)
from .drawings import drawn
from .finding import Finding
from .home import Home
from .manual import Manual
from .waits import Waits

# in the order of the menu; screens of one category stand together
AREAS = (
    places,
    levels,
    organizations,
    grids,
    buildings,
    posts,
    communities,
    enterprises,
    brands,
    stations,
    services,
    activities,
    notices,
    figures,
    vocabulary,
    accounts,
)


def init_app(app):
    """Register the admin at /admin."""
    app.config["PERMANENT_SESSION_LIFETIME"] = datetime.timedelta(hours=8)  # without a click
    Babel(app)  # without it Flask-Admin answers 500 to everything
    sign_in.init_app(app)
    for part in (media, reading):
        app.register_blueprint(part.pages)
    app.jinja_env.globals["drawn"] = drawn
    admin = Admin(
        app,
        name=f"{app.config['PORTAL_SITE_NAME']}后台",
        url="/admin",
        csp_nonce_generator=nonce,
        index_view=Home(name="工作台", endpoint="admin", url="/admin"),
        theme=Bootstrap4Theme(base_template="admin/base.html"),
    )
    admin.add_view(Finding(name="查找", endpoint="finding", url="find"))
    admin.add_view(Manual(name="帮助", endpoint="admin_help", url="help"))
    admin.add_view(Waits(name="等您处理", endpoint="waits", url="waits"))
    for area in AREAS:
        admin.add_views(*area.screens())
    app.after_request(private)


def private(answer):
    """Keep no copy of an admin page anywhere, however it was reached."""
    if request.path.startswith("/admin"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
