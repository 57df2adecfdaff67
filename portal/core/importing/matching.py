"""Which column of a file is which field: by label, identifier, synonym or what was said about such a file before."""

import difflib
import re
from dataclasses import dataclass

from ..fields.kind import halved
from .report import OLD_KEY, REASONS

LEFT_OUT = ""

# label → what offices also write above such a column. A word that is a label of the same model always means that field.
SYNONYMS = {
    "名称": ("名字", "全称", "单位名称", "网格名称", "站点名称", "驿站名称", "企业名称", "机构名称", "社区名称", "标题", "项目名称"),
    "标题": ("名称", "题目", "主题"),
    "姓名": ("名字", "人员姓名", "联系人", "人员"),
    "电话": ("联系电话", "手机号", "手机", "手机号码", "电话号码", "联系方式", "座机", "固定电话", "办公电话", "咨询电话"),
    "联系人": ("联系人姓名", "负责人", "经办人", "负责人姓名"),
    "联系人电话": ("联系人手机", "负责人电话", "联系人联系方式", "负责人手机"),
    "地址": ("详细地址", "地点", "住址", "所在地", "办公地址", "注册地址", "位置说明"),
    "位置": ("坐标", "经纬度", "经纬度坐标", "定位"),
    "所属区划": ("所属社区", "社区", "村社", "村居", "所在社区", "区划", "行政区划", "所属街道", "街道", "镇街", "乡镇街道"),
    "上级区划": ("上级", "所属街道", "街道", "上级单位"),
    "所属网格": ("网格", "所在网格", "网格名称", "网格编号"),
    "落在网格": ("网格", "所在网格", "所属网格"),
    "类型": ("类别", "种类", "分类", "性质"),
    "编号": ("序号", "网格号", "号"),
    "别名": ("又名", "曾用名", "简称", "俗称"),
    "简介": ("介绍", "说明", "情况简介", "概况"),
    "说明": ("备注", "描述"),
    "开放时间": ("营业时间", "服务时间", "工作时间", "开放时段"),
    "成立日期": ("成立时间", "注册日期", "建立时间", "设立时间"),
    "统一社会信用代码": ("信用代码", "社会信用代码", "机构代码"),
    "行业": ("所属行业", "行业类别", "行业分类"),
    "户数": ("总户数", "居民户数", "户籍数"),
    "人口": ("总人口", "人口数", "居住人口", "常住人口"),
    "网址": ("网站", "链接", "主页"),
    "出处": ("来源", "资料来源", "数据来源"),
    "示例数据": ("示例", "演示"),
    "原键": ("旧名称", "原名称", "原编号"),
}
_ASIDE = re.compile(r"[（(\[【].*?[）)\]】]|[*＊:：\s]+")


@dataclass
class Column:
    """A column of a file: what it is taken for, why, and what it might be instead.

    takes   name of a field, OLD_KEY, LEFT_OUT, or None while nobody has said
    how     label · name · synonym · last · ours (a column of ours that says nothing) · ""
    close   name of the field whose label looks most like it, or None
    """

    heading: str
    takes: str | None = None
    how: str = ""
    close: str | None = None

    @property
    def sure(self):
        """Whether nobody needs to look at it."""
        return self.how in ("label", "name", "last", "ours")


def match(shape, headings, last=None):
    """A `Column` for each of `headings`; `last`: heading → what it was taken for when such a file came before."""
    last, columns, taken = last or {}, [], set()
    usable = {field.name for field in shape if not field.secret} | {OLD_KEY, LEFT_OUT}
    for heading in headings:
        column = Column(heading)
        named = shape.by_label.get(heading) or shape.by_name.get(heading)
        if last.get(heading) in usable:
            column.takes, column.how = last[heading], "last"
        elif named is not None and not named.secret:
            column.takes, column.how = named.name, "label" if named.label == heading else "name"
        elif heading == OLD_KEY:
            column.takes, column.how = OLD_KEY, "label"
        elif heading == REASONS:
            column.takes, column.how = LEFT_OUT, "ours"
        columns.append(column)
        if column.takes in taken:
            column.takes, column.how = None, ""
        elif column.takes:
            taken.add(column.takes)
    for column in columns:
        if column.takes is None:
            guess(shape, column, taken)
    return columns


def guess(shape, column, taken):
    """Take `column` for the field that it is a synonym of, or name the nearest; neither is one of `taken`."""
    word = _ASIDE.sub("", halved(column.heading))
    free = {field.label: field.name for field in shape if not field.secret and field.name not in taken} | (
        {OLD_KEY: OLD_KEY} if OLD_KEY not in taken else {}
    )
    known = free.get(word) or next((free[label] for label, words in SYNONYMS.items() if label in free and word in words), None)
    if known is not None:
        column.takes, column.how = known, "synonym"
        taken.add(known)
        return
    close = difflib.get_close_matches(word, [label for label in free if label != OLD_KEY], n=1, cutoff=0.3)
    column.close = free[close[0]] if close else None


def troubles(shape, mapping):
    """[(heading or "", sentence)] of what keeps `mapping` (heading → name, OLD_KEY, LEFT_OUT or None) from being used."""
    told, taken = [], {}
    for heading, takes in mapping.items():
        if takes is None:
            told.append((heading, f"“{heading}”还没有说是哪一项，请选一项，或选“不导入”"))
        elif takes != OLD_KEY and takes and (takes not in shape or shape[takes].secret):
            told.append((heading, f"“{heading}”选的这一项不能从文件导入，请另选"))
        elif takes in taken:
            label = takes if takes == OLD_KEY else shape[takes].label
            told.append((heading, f"“{taken[takes]}”和“{heading}”都选了{label}，请改其中一个"))
        elif takes:
            taken[takes] = heading
    for part in missing(shape, taken):
        told.append(("", f"缺少“{part.label}”这一列，没有它分不清是哪一条。请在表格里加上，或为它选一列"))
    return told


def missing(shape, taken):
    """The parts of the key that no column of `taken` (names of fields) says and that have no usual value."""
    return [part for part in shape.key if part.required and part.start() is None and part.name not in taken]
