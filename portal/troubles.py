"""Refusals and faults turned into pages: a status, a heading and one sentence that says what to do."""

from flask import g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from .core.errors import Refused

WORDS = {
    400: ("看不懂这个请求", "地址或填写的内容有误，请返回上一页检查后再试。"),
    403: ("没有权限", "您的角色不能做这件事，需要时请找管理员授权。"),
    404: ("没有这一页", "地址可能写错了，或者内容已经下线。"),
    405: ("不能这样打开", "请从页面上的按钮或链接进入。"),
    409: ("内容已经变了", "别人先改了同样的内容，请返回核对。"),
    413: ("文件太大", "请把文件分成几份再上传。"),
    429: ("试得太勤了", "请过几分钟再试。"),
    500: ("出错了", "这是我们的问题，已经记下来了。请稍后再试。"),
    503: ("暂时不可用", "数据库暂时忙或连不上，什么都没有写入，请稍后再试。"),
}


def page(status, sentence=None):
    """The error page of the door that was knocked at, and its status."""
    heading, usual = WORDS.get(status, WORDS[500])
    door = "admin" if request.path.startswith("/admin") else "public"
    if status == 503:
        g._login_user = None  # nobody is looked up in a database that does not answer
    return render_template(f"{door}/trouble.html", status=status, heading=heading, sentence=sentence or usual), status


def init_app(app):
    """Answer refusals with their own sentence, HTTP errors with ours, and everything else with 500."""

    @app.errorhandler(Refused)
    def refused(refusal):
        return page(refusal.status, str(refusal))

    @app.errorhandler(HTTPException)
    def http_error(error):
        if error.code is None or error.code < 400:
            return error
        answer = make_response(page(error.code))
        if allowed := getattr(error, "valid_methods", None):
            answer.headers["Allow"] = ", ".join(sorted(allowed))  # RFC 9110 §15.5.6 asks for it
        return answer

    @app.errorhandler(Exception)
    def fault(error):
        app.logger.exception("a fault at %s", request.path)
        return page(500)
