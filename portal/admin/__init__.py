"""The clerks' door: one screen a model, drawn from its shape; the areas are written out below."""

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
    desk,
    enterprises,
    feedback,
    figures,
    grids,
    ground,
    imports,
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
from .audit import Audit
from .drawings import drawn
from .explain import Explain
from .finding import Finding
from .home import Home
from .import_list import Imports
from .kept import Kept
from .manual import Manual
from .me import Me
from .patterns import Patterns
from .undo import Undo
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
    feedback,
    figures,
    vocabulary,
    accounts,
)


def init_app(app):
    """Register the admin at /admin."""
    Babel(app)  # without it Flask-Admin answers 500 to everything
    sign_in.init_app(app)
    desk.init_app(app)
    for part in (ground, media, reading):
        app.register_blueprint(part.pages)
    imports.init_app(app)
    app.jinja_env.globals["drawn"] = drawn
    admin = Admin(
        app,
        name=f"{app.config['PORTAL_SITE_NAME']}后台",
        url="/admin",
        csp_nonce_generator=nonce,
        index_view=Home(name="工作台", endpoint="admin", url="/admin"),
        theme=Bootstrap4Theme(base_template="admin/base.html"),
    )
    admin.add_view(Me(name="我的账号", endpoint="me", url="me"))
    admin.add_view(Finding(name="查找", endpoint="finding", url="find"))
    admin.add_view(Manual(name="帮助", endpoint="admin_help", url="help"))
    admin.add_view(Undo(name="撤销", endpoint="admin_undo", url="undo"))
    admin.add_view(Waits(name="等您处理", endpoint="waits", url="waits"))
    admin.add_view(Imports(name="导入", endpoint="admin_imports", url="imports"))
    for area in AREAS:
        admin.add_views(*area.screens())
    admin.add_view(Kept(name="图片和附件", endpoint="admin_files", url="media", category="数据与出处"))
    admin.add_view(Explain(name="为什么能、不能", endpoint="explain", url="explain", category="系统"))
    admin.add_view(Audit(name="留痕", endpoint="admin_audit", url="audit", category="系统"))
    admin.add_view(Patterns(name="页面组件", endpoint="admin_patterns", url="patterns", category="系统"))
    app.after_request(private)


def private(answer):
    """Keep no copy of an admin page anywhere, however it was reached."""
    if request.path.startswith("/admin"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
