"""Admin screens of what everybody shares: where facts come from, and the words of lists."""

from ..models import Source, Term
from .screens import Screen


class SourceScreen(Screen):
    """Sources have a public page each."""

    public_path = "/sources/"


def screens():
    return [SourceScreen(Source, category="数据与出处"), Screen(Term, category="数据与出处")]
