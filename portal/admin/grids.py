"""Admin screens of grids."""

from ..models import Grid
from .screens import Screen


class GridScreen(Screen):
    """Grids have a public page each."""

    public_path = "/grids/"


def screens():
    return [GridScreen(Grid, category="网格")]
