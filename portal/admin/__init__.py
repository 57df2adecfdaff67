"""The clerks' door: one screen a model, drawn from its shape; the areas are written out below."""

import datetime

from flask import request
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel

from ..headers import nonce
from . import accounts, grids, places, sign_in, stations, vocabulary
from .home import Home

AREAS = (places, grids, stations, vocabulary, accounts)


def init_app(app):
    """Register the admin at /admin."""
    app.config["PERMANENT_SESSION_LIFETIME"] = datetime.timedelta(hours=8)  # without a click
    Babel(app)  # without it Flask-Admin answers 500 to everything
    sign_in.init_app(app)
    admin = Admin(
        app,
        name=f"{app.config['PORTAL_SITE_NAME']}后台",
        url="/admin",
        csp_nonce_generator=nonce,
        index_view=Home(name="工作台", endpoint="admin", url="/admin"),
        theme=Bootstrap4Theme(base_template="admin/base.html"),
    )
    for area in AREAS:
        admin.add_views(*area.screens())
    app.after_request(private)


def private(answer):
    """Keep no copy of an admin page anywhere, however it was reached."""
    if request.path.startswith("/admin"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
