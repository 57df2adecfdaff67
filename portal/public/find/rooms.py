"""Units, floors and rooms in what was typed: taken away before anything else looks at it.

Written 2单元501, 3-2-401, 3#1204, 三单元四零一室, 5楼东户, 2danyuan 401shi … A number of three digits or more that no word makes a
house of is a room, too, and a telephone or an identity number goes with it: rather too much than too little.
"""

import re

_CHINESE = "零〇一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾"
_N = f"[0-9{_CHINESE}]"
_HOUSE = rf"((?:{_N}|[a-z])\s*(?:号?[楼栋幢座]|#|号院?))"  # the end of 3号楼, A座, 12号院
_FIRST = r"(?<![\da-z])(\d{1,3}|[a-z])(?:号?[楼栋幢座]|[#号])?"  # a house in front of what is joined to it, 3 in 3-401
_JOIN, _GAP = r"\s*[-—–_~/.、]\s*", r"[\s,，-]*"
_ROOM = r"(?:室|户|号)?"
_NO_HOUSE = r"(?!\s*(?:号?[楼栋幢座院]|#|号?[大小微]?网格))"
_NO_NAME = "(?![村庄屯营寨口籍])"  # 三户村 is a village

_FORMS = [
    (rf"{_FIRST}{_JOIN}\d{{1,2}}{_JOIN}\d{{2,5}}[a-z]?{_ROOM}(?!\d)", r"\1号楼 "),  # 3-2-401
    (r"\d(?:[\s-]?\d){6,}", " "),  # telephones and the like
    (rf"{_HOUSE}{_GAP}(?:\d{{1,2}}{_JOIN}\d{{1,5}}[a-z]?|\d{{1,4}}[a-z]){_ROOM}", r"\1 "),  # 3号楼2-401, B座12A
    (rf"{_FIRST}{_JOIN}\d{{1,5}}[a-z]?(?:{_ROOM}|单元)(?!\d|号?[楼栋幢座院]|#)", r"\1号楼 "),  # 3-401
    (
        rf"第?(?:{_N}++|[a-z甲乙丙丁东西南北中])\s*个?(?:单元|门洞)(?:[\s,，]*{_N}{{1,5}}+\s*[楼层](?!栋))?"
        rf"(?:{_GAP}{_N}{{1,5}}+[a-z]?{_NO_HOUSE}\s*(?:室|户|号房?|房)?)?",  # 2单元, 2单元5楼, 2单元501室
        " ",
    ),
    (rf"(?:{_N}{{1,6}}+[a-z]?|[a-z]\d{{3,5}}+)\s*(?:室|户{_NO_NAME}|号房|房(?![管改产])|层(?!楼))", " "),  # 501室, 5层
    (rf"{_HOUSE}[\s,，]*{_N}{{1,3}}+\s*楼(?!栋)", r"\1 "),  # 3号楼5楼
    (rf"{_HOUSE}[\s,，]*(?:{_N}{{1,2}}+[\s,，]+)?{_N}{{3,5}}+[a-z]?{_NO_HOUSE}{_ROOM}", r"\1 "),  # 3号楼 2 401
    (rf"{_HOUSE}(?<!号)(?<!院)[\s,，]*{_N}{{1,5}}+[a-z]?号{_NO_HOUSE}(?!线|店)", r"\1 "),  # 3号楼12号
    (rf"[东西南北中]边?户{_NO_NAME}", " "),
    (r"\d+\s*(?:dan\s*yuan|dy)\b[\s,-]*(?:\d+\s*(?:lou|ceng)\b)?[\s,-]*(?:\d+\s*(?:shi|hu|hao)?\b)?", " "),
    (r"\b\d{1,5}\s*(?:shi|hu|ceng|fang)\b", " "),
    (r"((?<![a-z])[a-z])(\d{3,5})(?![\d\u3400-\u9fff])", r"\1座 "),  # A1204
    (rf"(?<![\d第])\d{{3,}}+[a-z]?(?=[\s,，;；.。!！?？]|$)|\d{{5,}}+|[{_CHINESE}]{{3,}}+$", " "),
]
_ROOMS = [(re.compile(form, re.I), instead) for form, instead in _FORMS]


def without_room(text):
    """`text`, on one line and narrow, without unit, floor, room and any longer number."""
    for _ in range(20):
        before = text
        for form, instead in _ROOMS:
            text = form.sub(instead, text)
        text = " ".join(text.split()).strip(" -—–,，、/.。·")
        if text == before:
            break
    return text
