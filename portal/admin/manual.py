"""帮助: the clerks' manual of docs/manual, drawn inside the admin."""

import functools
import re
from pathlib import Path

from flask import abort, send_from_directory
from flask_admin import BaseView, expose
from markdown_it import MarkdownIt
from markupsafe import Markup

from .rooms import Room

FOLDER = Path(__file__).parents[2] / "docs" / "manual"
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class Chapter:
    """One page of the manual: 02-lists.md is the chapter `lists`."""

    def __init__(self, path):
        self.name = path.stem.partition("-")[2]
        heading, _, self.text = path.read_text(encoding="utf-8").partition("\n")
        self.title = heading.removeprefix("# ")

    @functools.cached_property
    def html(self):
        """The chapter as HTML; the text is ours, and marks of HTML in it are written out."""
        return Markup(re.sub(r"<img ", '<img loading="lazy" ', _markdown.render(self.text)))  # noqa: S704 - escaped by the renderer


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
        chapter = chapters().get(which) or abort(404)
        return self.render("admin/manual.html", chapter=chapter, chapters=chapters().values())

    @expose("/pictures/<file>")
    def picture(self, file):
        """A picture of the manual."""
        return send_from_directory(FOLDER / "pictures", file)
