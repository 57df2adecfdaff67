"""What this session has uploaded and no record holds yet: it alone may open it."""

from flask import session

JUST, MOST_JUST = "just_uploaded", 8


def remember(value):
    """Let this session open the file of `value`, which it has just uploaded."""
    file = value.partition(" ")[0]
    session[JUST] = [*[other for other in session.get(JUST, ()) if other != file], file][-MOST_JUST:]


def may_open(value):
    """Whether this session has just uploaded the file of `value`."""
    return value.partition(" ")[0] in session.get(JUST, ())
