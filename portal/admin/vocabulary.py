"""Admin screens of what everybody shares."""

from ..models import Source
from .screens import Screen


class SourceScreen(Screen):
    """Sources have a public page each."""

    public_path = "/sources/"


def screens():
    return [SourceScreen(Source, category="资料")]
