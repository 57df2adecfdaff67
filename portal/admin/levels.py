"""Admin screens of the chains of levels."""

from ..models import Level
from .screens import Screen


def screens():
    return [Screen(Level, category="组织")]
