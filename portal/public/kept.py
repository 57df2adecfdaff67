"""Kept files in templates: pictures and papers by the name they came with."""

from dataclasses import dataclass

from ..core import media


@dataclass(frozen=True)
class Kept:
    """A kept file: its stored name, what it is called, and its ending."""

    file: str
    title: str
    suffix: str

    @property
    def widths(self):
        """The widths in which a picture is to be had, its own last."""
        return media.widths(self.file)


def kept(value):
    """The `Kept` behind the value of a picture or a paper, or None."""
    named = media.NAMED.fullmatch(value or "")
    return Kept(named["file"], named["title"] or named["file"], named["suffix"]) if named else None
