"""Inputs of places: a point, and an outline; with scripts, on a map of the places around."""

from flask import url_for
from markupsafe import Markup

from ...core.errors import Unreadable
from ..drawings import drawing
from .base import Area, Digits, box


class Spot(Digits):
    """A point as longitude and latitude."""

    layout, scripts = "wide", ("map-point", "map-ground")

    def widget(self, field, **more):
        return box("ground", super().widget(field, **more), map="point", ground=url_for("admin_ground.around"))


class Border(Area):
    """An outline as corners or GeoJSON, and what it looks like."""

    rows, scripts = 4, ("map-outline", "map-ground")
    attributes = {"class_": "input input--number", "spellcheck": "false", "autocomplete": "off"}

    def widget(self, field, **more):
        try:
            value = self.kind.read(self.typed)
        except Unreadable:
            value = None
        inner = super().widget(field, **more) + Markup("<div data-drawing>{}</div>").format(drawing(value))
        return box("ground", inner, map="outline", ground=url_for("admin_ground.around"), reading=url_for("admin_reading.outline"))
