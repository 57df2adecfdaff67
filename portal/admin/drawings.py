"""What values look like on the pages of clerks, where plain words are not all: texts, files, outlines and recurrences."""

import json

from flask import url_for
from markupsafe import Markup, escape

from ..core import fields, media
from ..core.fields.outlines import rings
from ..core.fields.rich import purified
from .reading import upcoming

SIDE = 160  # of a drawing, in its own units


def drawn(field, value):
    """`value` of `field` as HTML where it is more than words, else None."""
    if value is None or value == "":
        return None
    draw = next((DRAWINGS[step] for step in type(field).__mro__ if step in DRAWINGS), None)
    return draw and draw(field, value)


def text(field, value):
    """A rich text as residents will read it."""
    return Markup('<div class="prose">{}</div>').format(Markup(purified(value)))  # noqa: S704 - purified is clean


def pairs(field, value):
    """Named facts as a list of pairs."""
    rows = Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*pair) for pair in field.pairs(value))
    return Markup('<dl class="facts facts--inner">{}</dl>').format(rows)


def recurrence(field, value):
    """A recurrence in words, and its next times."""
    return Markup('<p>{}</p><p class="field__next">{}</p>').format(field.words(value), upcoming(field.show(value)))


def outline(field, value):
    """An outline drawn, and how many corners it has."""
    return Markup("{}<p>{}</p>").format(drawing(value), field.words(value))


def drawing(value):
    """A small drawing of the outline `value` (GeoJSON text), north up; empty without one."""
    if not value:
        return ""
    turned = [[(x, -y) for x, y in ring] for ring in rings(json.loads(value))]
    xs, ys = zip(*(corner for ring in turned for corner in ring), strict=True)
    # a degree of longitude is about 0.8 of one of latitude here
    wide, high = (max(xs) - min(xs)) * 0.8, max(ys) - min(ys)
    scale = (SIDE - 8) / max(wide, high, 1e-9)
    left, top = (SIDE - wide * scale) / 2, (SIDE - high * scale) / 2
    path = " ".join(
        "M" + " L".join(f"{left + (x - min(xs)) * 0.8 * scale:.1f} {top + (y - min(ys)) * scale:.1f}" for x, y in ring[:-1]) + " Z"
        for ring in turned
    )
    svg = '<svg class="outline" viewBox="0 0 {0} {0}" role="img" aria-label="边界线的形状"><path d="{1}" fill-rule="evenodd"/></svg>'
    return Markup(svg).format(SIDE, path)  # noqa: S704 - it escapes


def picture(field, value):
    """A kept picture, small, that opens large, and where else it is used."""
    return held(field, value, picture=True) + used(value)


def paper(field, value):
    """A kept paper to download, and where else it is used."""
    return held(field, value) + used(value)


def used(value):
    """The link to where the file of `value` is used."""
    address = url_for("admin_files.index", file=value.partition(" ")[0])
    return Markup(' <a class="small tap" href="{}">在哪里用</a>').format(address)


def held(field, value, picture=False, draft=""):
    """The link to a kept file, with a thumbnail of a picture; `draft` names the record whose waiting draft holds it."""
    file = value.partition(" ")[0]
    if not media.NAMED.fullmatch(value) or not media.has(file):
        return Markup('<span class="file__name">{}<span class="file__wait">文件不在了，请重新上传</span></span>').format(field.words(value))
    address = url_for("admin_media.show", file=file, draft=draft or None)
    small = url_for("admin_media.show", file=file, draft=draft or None, w=media.WIDTHS[0])
    thumbnail = Markup('<img class="file__thumb" src="{}" alt="" loading="lazy">').format(small) if picture else ""
    opens = "打开图片" if picture else "下载附件"
    return Markup('<a class="file__name" href="{}">{}<span>{}</span><span class="visually-hidden">，{}</span></a>').format(
        address, thumbnail, field.words(value), opens
    )


def page(field, value):
    """The address of a page elsewhere, to open."""
    return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(escape(value))


DRAWINGS = {
    fields.Rich: text,
    fields.Facts: pairs,
    fields.Rule: recurrence,
    fields.Outline: outline,
    fields.Picture: picture,
    fields.Paper: paper,
    fields.Web: page,
}
