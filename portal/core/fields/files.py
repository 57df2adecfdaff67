"""Kinds of kept files: pictures, and papers to download; the value names a file of the store."""

import peewee

from .. import media
from ..errors import Unreadable
from .kind import Kind, clean, quoted


class Kept(Kind, peewee.CharField):
    """What pictures and papers share; `accepts` names the kinds of content."""

    file = True
    accepts = {}

    def __init__(self, label, **facts):
        facts.setdefault("index", True)
        super().__init__(label, max_length=200, **facts)

    def keep(self, data, name):
        """The value of an uploaded file: `data` is put into the store. Raises `Unreadable` for what is not accepted."""
        return media.keep(data, name, self.accepts)

    def parse(self, text):
        """The value that `text` writes: a kept file as `show` writes it, or the path of one lying beside a table that is imported."""
        if media.NAMED.fullmatch(text):
            if trouble := self.trouble(text):
                raise Unreadable(trouble)
            return text
        if (found := media.beside(text)) is None:
            raise Unreadable(f"没有找到{self.noun}{quoted(text)}，请放在表格旁边的同名位置再导入，或在后台上传")
        return self.keep(found.read_bytes(), found.name)

    def trouble(self, value):
        named = media.NAMED.fullmatch(value)
        if not named or clean(value) != value or named["suffix"] not in self.accepts.values() or len(value) > 200:
            return f"{quoted(value)}不是已存的{self.noun}，请重新上传"
        return None if media.has(named["file"]) else f"{self.noun}{quoted(named['title'] or value)}的文件不在了，请重新上传或清空"

    def words(self, value):
        named = value and media.NAMED.fullmatch(value)
        return (named["title"] or named["file"]) if named else value or ""

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": 200, "x-file": sorted(set(self.accepts.values()))}


class Picture(Kept):
    """A picture; what the camera wrote into it (place, time, maker) is gone. A text field beside it says what it shows."""

    wording = noun = "图片"
    accepts = media.PICTURES


class Paper(Kept):
    """A file to download, kept as it is, under the name it came with."""

    wording = noun = "附件"
    accepts = media.PAPERS
