"""Telephones that ring nowhere, credit codes of a region that is none, and names that nobody bears."""

from stdnum.cn import uscc

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of GB 32100-2015
# 登记管理部门 9 (市场监管) and the kind of body
_BODIES = {"公司": "91", "商圈商户": "91", "个体工商户": "92", "合作社": "93"}
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def phone(number):
    """0533-00001234: no exchange of the area code begins with 0."""
    return f"0533-0000{number % 10000:04}"


def credit_code(kind, letter, copy, number):
    """A 统一社会信用代码 of the region 999999 with its right check digit; another one for every letter, copy and number."""
    serial, digits = copy * 1_000_000 + number, ""
    while serial:
        serial, digit = divmod(serial, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    body = f"{_BODIES[kind]}999999{letter}{digits:0>8}"
    return body + uscc.calc_check_digit(body)


def person(number):
    """示例甲 and the like: ten names, then two-letter ones, again and again."""
    number %= 60
    return f"示例{_STEMS[number % 10]}" + (_BRANCHES[number % 12] if number >= 10 else "")
