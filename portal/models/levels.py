"""Chains of levels as each place prints them: the articles name twelve, and they contradict one another."""

from ..core.fields import Belongs, Choice, Code, Count, Many, Prose, Text
from ..core.record import Record
from .places import Division
from .vocabulary import Source

KINDS = {"org": "组织链条", "grid": "网格层级", "post": "岗位链条", "body": "议事机构", "case": "事项流转"}


class Level(Record):
    """One step of a chain, as printed: what is odd stays, with a note beside it."""

    scheme = Code(
        "链条代号",
        r"[a-z0-9]+(?:-[a-z0-9]+)*",
        "小写字母、数字和连字符，如 lishan-org",
        max=40,
        key=True,
        listed=True,
        filtered=True,
        public=True,
    )
    ordinal = Count("次序", min=1, max=99, key=True, listed=True, public=True)
    name = Text("名称", max=60, index=True, required=True, listed=True, public=True, searched=True)
    scheme_name = Text("链条名称", max=60, listed=True, public=True, searched=True, help="如 六级组织网络体系。")
    scheme_kind = Choice("链条类型", KINDS, required=True, listed=True, filtered=True, public=True)
    division = Belongs("所属区划", Division, listed=True, filtered=True, public=True)
    meaning = Text("作用", max=100, public=True, searched=True, help="如 抓总体、神经末梢。")
    unit_basis = Text("按什么划分", max=100, public=True, help="如 楼院（片区）、单元（楼栋）。")
    claimed_levels = Count("原文所称级数", min=1, max=99, public=True, help="原文说几级就填几；和列出的不一致也不改。")
    note = Prose("说明", max=500, public=True, help="原文有出入的地方写在这里。")
    editor_name = Text("编者认为应为", max=60, help="只给工作人员看；原文照录。")
    sources = Many("出处", Source, public=True, section="出处")

    public_verbs = ("chain",)

    class Meta:
        label, plural, place = "层级", "levels", "division"

    def chain(self):
        """The live levels of its chain, from the top."""
        return Level.live().where(Level.scheme == self.scheme).order_by(Level.ordinal)

    @classmethod
    def issues(cls, new, old):
        other = Level.select().where(Level.scheme == new.scheme, Level.id != (new.id or 0), Level.scheme_kind != new.scheme_kind).first()
        if other is not None:
            return {"scheme_kind": f"链条 {new.scheme} 的其他层级是{KINDS[other.scheme_kind]}，请填一样的类型"}
        return {}
