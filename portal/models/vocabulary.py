"""What everybody shares and only the administrator writes: where facts come from, and the words of lists."""

from ..core.fields import Choice, Code, Count, Day, Many, Parent, Prose, Text, Web
from ..core.record import STATES, Record

VOCABULARIES = {
    "industry": "行业",
    "occupation": "职业",
    "source_group": "人员来源",
    "audience": "服务对象",
    "matter": "事项类别",
    "element": "要素",
    "channel": "渠道",
    "topic": "主题",
}


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


class Term(Record):
    """One word of a list that records choose from: an industry, a source of people, a group that is served."""

    vocabulary = Choice("词表", VOCABULARIES, key=True, listed=True, filtered=True, public=True)
    code = Code("代码", r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*", "字母、数字，中间可用点和横线", max=40, key=True, listed=True, public=True)
    name = Text("名称", max=60, index=True, required=True, listed=True, public=True, searched=True)
    parent = Parent("上级词", filtered=True, public=True)
    code_scheme = Text("编码标准", max=60, public=True, help="如 GB/T 4754-2017。")
    ordinal = Count("次序", max=9999, public=True)
    note = Prose("说明", max=500, public=True)
    sources = Many("出处", Source, public=True, section="出处")

    class Meta:
        label, plural = "词", "terms"

    @classmethod
    def issues(cls, new, old):
        if new.parent is not None and new.parent.vocabulary != new.vocabulary:
            return {"parent": f"上级词“{new.parent.name}”在另一个词表里，请选“{VOCABULARIES[new.vocabulary]}”里的词"}
        return {}
