"""Admin screens of figures."""

from ..models import Figure
from .screens import Screen


def screens():
    return [Screen(Figure, category="数据与出处")]
