"""Admin screens of who may sign in and how far each may reach."""

from ..models import Grant, User
from .screens import Screen


def screens():
    return [Screen(User, category="系统"), Screen(Grant, category="系统")]
