"""帮助: the clerks' manual of docs/manual, drawn inside the admin."""

import functools
import re
from pathlib import Path

from flask import abort, send_from_directory
from flask_admin import BaseView, expose
from markdown_it import MarkdownIt
from markupsafe import Markup
from PIL import Image

from .rooms import Room

FOLDER = Path(__file__).parents[2] / "docs" / "manual"
SCALE = 1.5  # pixels of a picture for one of the page; docs/pictures.py takes them so
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_chapter, _picture = re.compile(r'href="\d\d-([a-z-]+)\.md'), re.compile(r'<img src="(pictures/([a-z-]+\.webp))"')


class Chapter:
    """One page of the manual: 02-lists.md is the chapter `lists`."""

    def __init__(self, path):
        self.name = path.stem.partition("-")[2]
        heading, _, self.text = path.read_text(encoding="utf-8").partition("\n")
        self.title = heading.removeprefix("# ")

    @functools.cached_property
    def html(self):
        """The chapter as HTML; the text is ours, and marks of HTML in it are written out."""
        html = _chapter.sub(r'href="\1', _markdown.render(self.text))
        html = html.replace("<table>", '<div class="table-box"><table>').replace("</table>", "</table></div>")
        return Markup(re.sub(r"<p>(<img [^>]+>)</p>", _framed, html))  # noqa: S704 - escaped by the renderer


def _framed(found):
    """A picture with its size, so that nothing jumps when it arrives, leading to itself where it can be enlarged."""
    address, file = _picture.match(found[1]).groups()
    with Image.open(FOLDER / "pictures" / file) as picture:
        width, height = (round(pixels / SCALE) for pixels in picture.size)
    image = found[1].replace("<img ", f'<img loading="lazy" width="{width}" height="{height}" ', 1)
    return f'<p class="manual__picture"><a href="{address}">{image}</a></p>'


@functools.cache
def chapters():
    """name → Chapter, in the order of the manual."""
    found = [Chapter(path) for path in sorted(FOLDER.glob("[0-9]*.md"))]
    return {chapter.name: chapter for chapter in found}


class Manual(Room, BaseView):
    """The pages at /admin/help/."""

    def is_visible(self):
        return False

    @expose("/")
    def index(self):
        """The first chapter."""
        return self.chapter(next(iter(chapters())))

    @expose("/<which>")
    def chapter(self, which):
        """One chapter, beside the list of all."""
        chapter, order = chapters().get(which) or abort(404), list(chapters().values())
        place = order.index(chapter)
        before, after = order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
        return self.render("admin/manual.html", chapter=chapter, chapters=order, before=before, after=after)

    @expose("/pictures/<file>")
    def picture(self, file):
        """A picture of the manual."""
        return send_from_directory(FOLDER / "pictures", file)
