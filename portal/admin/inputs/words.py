"""Inputs of words: codes, telephones, addresses, named facts, and texts with headings and lists."""

import html

from flask import url_for
from markupsafe import Markup
from wtforms.widgets import html_params

from .base import KEEP, Area, Digits, Input, box


class CompanyCode(Digits):
    attributes = Digits.attributes | {"autocapitalize": "characters", "spellcheck": "false"}


class Whole(Digits):
    attributes = Digits.attributes | {"inputmode": "numeric"}


class Telephone(Digits):
    attributes = Digits.attributes | {"inputmode": "tel"}


class Address(Input):
    attributes = {"inputmode": "url", "autocomplete": "off"}
    layout = "wide"


class Pairs(Area):
    """Named facts: one a line, as many lines as there are and one to go on."""

    @property
    def rows(self):
        return max(3, self.typed.count("\n") + 2)


class Paragraphs(Area):
    """A text with headings and lists. What is only paragraphs is typed as such, the rest with its marks."""

    rows, scripts = 10, ("rich-text",)
    usage = "空一行分段。小标题写成 <h2>…</h2>，列表写成 <ul><li>…</li></ul>；脚本和样式会自动去掉。"

    def __init__(self, kind, fence, lookup="", **options):
        super().__init__(kind, fence, lookup, **options)
        self.description = " ".join(filter(None, (self.description, self.usage)))

    def put(self, value):
        plain = html.unescape((value or "").replace("</p>\n<p>", "\n\n").removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n"))
        self.typed = plain if value and self.kind.read(plain) == value else self.kind.show(value)

    def widget(self, field, **more):
        return box("rich", super().widget(field, **more), reading=url_for("admin_reading.rich"), usage=self.usage)


class Select(Input):
    """One of a written list."""

    def put(self, value):
        self.typed = value or ""

    def widget(self, field, **more):
        options = dict(self.kind.options)
        if self.typed and self.typed not in options:
            options = {self.typed: self.typed} | options
        if not (self.kind.required and self.typed):
            options = {"": "请选择" if self.kind.required else "（空）"} | options
        drawn = Markup("").join(
            Markup("<option {}>{}</option>").format(Markup(html_params(value=code, selected=code == self.typed)), word)  # noqa: S704 - it escapes
            for code, word in options.items()
        )
        return Markup("<select {}>{}</select>").format(self.params(**more), drawn)


class Check(Input):
    """Yes or no; the hidden twin says no when the box is left empty."""

    layout = "check"

    def widget(self, field, **more):
        tick = self.params(type="checkbox", value="是", checked=self.typed == "是", class_=False, required=False, **more)
        return Markup('<input type="hidden" name="{}" value="否"><input {}>').format(self.name, tick)


class Password(Input):
    """Something that is set and never shown; left empty it stays as it is."""

    def put(self, value):
        self.typed = ""

    def read(self):
        return self.kind.read(self.typed) if self.typed else KEEP

    def widget(self, field, **more):
        return Markup("<input {}>").format(self.params(type="password", autocomplete="new-password", **more))
