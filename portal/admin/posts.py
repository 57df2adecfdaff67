"""Admin screens of posts, who holds them, and persons."""

from ..models import Assignment, Person, RoleType
from .screens import Screen


def screens():
    return [Screen(RoleType, category="网格"), Screen(Assignment, category="网格"), Screen(Person, category="网格")]
