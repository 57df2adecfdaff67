"""Inputs of time: days, moments, opening hours, and what comes again and again."""

import re

from flask import url_for
from markupsafe import Markup

from ...core.errors import Unreadable
from ..reading import opening, upcoming
from .base import Area, Digits, box

_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}")


class DayText(Digits):
    """A day. Where only a whole one will do the browser offers its calendar; what is no day stays as it was typed."""

    def widget(self, field, **more):
        if not self.kind.exact or (self.typed and not _WHOLE.fullmatch(self.typed)):
            return super().widget(field, **more)
        return Markup("<input {}>").format(self.params(type="date", value=self.typed, min="1800-01-01", max="2199-12-31", **more))


class Clock(Digits):
    """A moment; what is no moment stays as it was typed."""

    def widget(self, field, **more):
        try:
            shown = self.kind.show(self.kind.read(self.typed))
        except Unreadable:
            return super().widget(field, **more)
        return Markup("<input {}>").format(
            self.params(type="datetime-local", value=shown.replace(" ", "T"), step="1" if len(shown) > 16 else False, **more)
        )


class Rules(Area):
    """Opening hours: one rule a line; under it what they mean, and whether it is open now."""

    scripts = ("hours-editor",)

    def put(self, value):
        self.typed = self.kind.show(value).replace("；", "\n")

    def widget(self, field, **more):
        shown = Markup('<p class="field__next" data-open-now aria-live="polite">{}</p>').format(opening(self.typed)["now"])
        return box("hours", super().widget(field, **more) + shown, reading=url_for("admin_reading.hours"))


class Recurring(Area):
    """A recurrence in words, the days without it a line each; under it the next times."""

    rows, scripts = 2, ("recurrence-editor", "next-times")

    def put(self, value):
        self.typed = self.kind.show(value).replace("；", "\n")

    def widget(self, field, **more):
        shown = Markup('<p class="field__next" data-next="{}" aria-live="polite">{}</p>')
        shown = shown.format(url_for("admin_reading.recurrence"), upcoming(self.typed))
        return box("recurs", super().widget(field, **more) + shown, reading=url_for("admin_reading.recurrence"))
