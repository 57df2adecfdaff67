"""What comes in as a file: counted, kept at once, and opened by this session alone until a record holds it."""

from flask import session
from flask_login import current_user

from ..core.brakes import Waiting
from . import throttle

JUST, MOST_JUST = "just_uploaded", 8


def take_in(kind, file):
    """The value of the uploaded `file`, which the field `kind` keeps now for the person who is signed in; raises as `counted` does."""
    value = counted(kind, file, current_user.user)
    remember(value)
    return value


def counted(kind, file, user):
    """The value of the `file` that `user` sent, which the field `kind` keeps now.

    Raises `Unreadable` for what it does not accept, and `Waiting` when this person sent very many already.
    """
    try:
        throttle.take(throttle.uploading(user))
    except Waiting as reason:
        raise Waiting(reason.seconds, "上传得太勤了") from reason
    file.seek(0)
    return kind.keep(file.read(), file.filename)


def remember(value):
    """Let this session open the file of `value`, which it has just uploaded."""
    file = value.partition(" ")[0]
    session[JUST] = [*[other for other in session.get(JUST, ()) if other != file], file][-MOST_JUST:]


def may_open(value):
    """Whether this session has just uploaded the file of `value`."""
    return value.partition(" ")[0] in session.get(JUST, ())
