"""What everybody shares and only the administrator writes: for now, where facts come from."""

from ..core.fields import Choice, Day, Prose, Text, Web
from ..core.record import STATES, Record


class Source(Record):
    """One place in a printed report that a fact was taken from: a locator and a few words, never a sentence."""

    file = Text("文件", max=60, key=True, listed=True, filtered=True, public=True, searched=True, help="报道的简名，如 lishan。")
    locator = Text("位置", max=40, index=True, key=True, listed=True, public=True, searched=True, help="文内编号，如 L1。")
    quote = Text("摘录", max=60, listed=True, public=True, searched=True, help="只摘能找到原处的几个字，不抄整句。")
    headline = Text("标题", max=120, public=True, searched=True)
    printed_on = Day("刊印日期", listed=True, public=True)
    publisher = Text("出版方", max=80, public=True, searched=True)
    web = Web("网址", public=True)
    note = Prose("说明", max=500, public=True, searched=True)
    state = Choice("状态", STATES, required=True, default="published", filtered=True, section="发布")  # a citation has nothing to wait for

    class Meta:
        label, plural = "出处", "sources"
        title, titled = "locator", ("file", "locator")
