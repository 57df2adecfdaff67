"""Admin screens of buildings."""

from ..models import Building
from .screens import Screen


class BuildingScreen(Screen):
    """Buildings have a public page each."""

    public_path = "/buildings/"


def screens():
    return [BuildingScreen(Building, category="网格")]
