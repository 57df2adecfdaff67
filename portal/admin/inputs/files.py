"""Inputs of files: what is kept now, a box to take it away, and a place for another one."""

from flask import url_for
from markupsafe import Markup

from ...core.brakes import Waiting
from ...core.errors import Unreadable
from ..drawings import held
from ..uploads import may_open, take_in
from .base import Input


class File(Input):
    """A file of the store.

    An upload is kept at once. Until the form is saved its stored name travels in the hidden input, so that it is not
    lost when something else has to be corrected first.
    """

    layout, picture, scripts, also = "wide", False, ("drop-file",), ()

    def put(self, value):
        super().put(value)
        self.kept, self.trouble = value, ""

    def process(self, formdata, data=None, extra_filters=None):
        super().process(formdata, data, extra_filters)
        if formdata is not None and formdata.get(f"{self.name}.gone"):
            self.typed = ""

    def attach(self, files):
        file = files.get(f"{self.name}.file")
        if file is None or not file.filename:
            return
        self.sent = True
        try:
            self.typed = take_in(self.kind, file)
        except (Unreadable, Waiting) as reason:
            self.trouble = str(reason)

    def read(self):
        if self.trouble:
            raise Unreadable(self.trouble)
        return super().read()

    def widget(self, field, **more):
        chooser = self.params(name=f"{self.name}.file", type="file", accept=self.accept, required=False, class_="file__new")
        twin = Markup('<input type="hidden" name="{}" value="{}">').format(self.name, self.typed)
        kind = "picture" if self.picture else "paper"
        return Markup('<div class="file" data-drop="{}" data-kind="{}">{}{}<input {}></div>').format(
            url_for("admin_media.upload"), kind, twin, self.now(), chooser
        )

    @property
    def accept(self):
        return ",".join(f".{suffix}" for suffix in sorted({*self.kind.accepts.values(), *self.also}))

    def now(self):
        """What is kept now, or just uploaded, and the box that takes it away."""
        if not self.typed:
            return Markup('<div class="file__now" hidden></div>')
        fresh = self.typed != self.kept
        if not fresh or may_open(self.typed):
            shown = held(self.kind, self.typed, self.picture, self.draft)
        else:
            shown = Markup('<span class="file__name">{}</span>').format(self.kind.words(self.typed))
        if fresh:
            shown += Markup('<span class="file__wait">已上传，保存后生效</span>')
        tick = Markup('<label class="check file__gone"><input type="checkbox" name="{}.gone" value="1"> 去掉</label>').format(self.name)
        return Markup('<div class="file__now">{}{}</div>').format(shown, tick)


class PictureFile(File):
    picture = True
    also = ("jpeg",)
