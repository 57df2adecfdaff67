"""Registers as large as those of a district, made up for measuring: the sizes of the profile `load` at scale 1.

Every row is marked 示例数据; telephones start 0000 after the area code and credit codes lie in a region that does not exist.
"""

import csv
import random

from stdnum.cn import uscc

SIZES = {"enterprises": 206_000, "assignments": 205_000, "figures": 365_000}
COMMUNITIES, GRIDS = 100, 17_200
ROADS = ("人民路", "建设路", "解放路", "文化路", "育英街", "和平街", "新华路", "青年路")
TRADES = ("五金", "餐饮", "服装", "果品", "机械", "建材", "药房", "物流", "家电", "超市", "农机", "纺织")
LETTERS = "安和长宁东升丰泽广济惠民康明德清泉仁爱顺河同心文昌祥云永兴乐育才正阳中紫荆友谊幸福朝光建设平南苑新华瑞达盛源金利启航百川"
POSTS = ("grid_lead", "grid_worker", "police", "volunteer", "doctor", "builder", "mediator", "inspector")
MEASURES = (("用工人数", "人"), ("营业收入", "万元"), ("纳税额", "万元"), ("用电量", "万千瓦时"))
HOURS = ("周一至周五 08:30-12:00 14:00-18:00", "每天 08:00-20:00", "周一至周六 09:00-17:00；周日 休息")


def write(folder, share=1.0):
    """Write the CSV files of the registers into `folder`, `share` of their full size; parents first: [plural]."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {name: round(size * share) for name, size in SIZES.items()}
    grids = max(1, round(GRIDS * share))
    tables = {
        "sources": (("文件", "位置"), [("示例", f"M{number}") for number in range(1, 13)]),
        "terms": (("词表", "代码", "名称"), [("行业", f"T{number}", trade) for number, trade in enumerate(TRADES)]),
        "divisions": (("网址名", "名称", "级别", "上级区划", "状态"), _divisions()),
        "grids": (("网址名", "所属区划", "类型", "编号", "名称", "状态"), _grids(grids)),
        "roletypes": (("代号", "名称", "类别", "状态"), [(code, f"岗位{code}", "网格员", "已发布") for code in POSTS]),
        "enterprises": (_ENTERPRISE, _enterprises(sizes["enterprises"], grids)),
        "assignments": (_ASSIGNMENT, _assignments(sizes["assignments"], grids)),
        "figures": (_FIGURE, _figures(sizes["figures"], sizes["enterprises"])),
    }
    for plural, (headings, rows) in tables.items():
        with open(folder / f"{plural}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows(rows)
    return list(tables)


def _divisions():
    yield "street-1", "示例街道", "街道", "", "已发布"
    for number in range(1, COMMUNITIES + 1):
        yield f"community-{number}", f"示例{number}社区", "社区", "street-1", "已发布"


def _grids(count):
    for number in range(1, count + 1):
        yield f"grid-{number}", f"community-{number % COMMUNITIES + 1}", "小网格", number, f"第{number}网格", "已发布"


_ENTERPRISE = (
    "名称", "所属区划", "类型", "统一社会信用代码", "行业", "规上企业", "落在网格", "地址", "位置", "产品或服务", "电话",
    "成立日期", "简介", "状态", "示例数据",
)  # fmt: skip


def enterprise(number):
    """The name of one enterprise: no other has it, and no dictionary either."""
    mixed, size = number * 1009, len(LETTERS)  # 1,009 shares no factor with the number of letters, so no name comes twice
    return f"示例{LETTERS[mixed % size]}{LETTERS[mixed // size % size]}{LETTERS[mixed // size**2 % size]}{TRADES[number % len(TRADES)]}商行"


def _enterprises(count, grids):
    dice = random.Random("enterprises")
    for number in range(1, count + 1):
        grid, trade = dice.randint(1, grids), dice.choice(TRADES)
        body = f"91999999MA{number * 7919 % 10_000_000:07d}"
        yield (
            enterprise(number), f"community-{grid % COMMUNITIES + 1}",
            dice.choice(("公司", "个体工商户")), body + uscc.calc_check_digit(body), trade, "否" if number % 50 else "是", f"grid-{grid}",
            f"{dice.choice(ROADS)}{dice.randint(1, 900)}号", f"{118 + dice.random() / 5:.6f},{36 + dice.random() / 5:.6f}",
            f"{trade}零售和批发", f"0533-0000{dice.randint(0, 9_999):04d}",
            f"20{dice.randint(0, 25):02d}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            f"做{trade}生意，周边三公里送货上门。", "已发布", "是",
        )  # fmt: skip


_ASSIGNMENT = ("岗位", "网格", "序号", "方式", "职责", "值班电话", "值班时间", "分组", "任职日期", "核实日期", "状态", "示例数据")


def _assignments(count, grids):
    dice = random.Random("assignments")
    for number in range(count):
        yield (
            POSTS[number // grids % len(POSTS)], f"grid-{number % grids + 1}", number // (grids * len(POSTS)) + 1,
            dice.choice(("常设", "兼任")), "每周走访一遍本网格，记下问题并在当天上报。", f"0533-0000{dice.randint(0, 9_999):04d}",
            dice.choice(HOURS), f"{dice.randint(1, 30)}组", f"2024-{dice.randint(1, 12):02d}-01",
            f"2026-{dice.randint(1, 6):02d}-{dice.randint(1, 28):02d}", "已发布", "是",
        )  # fmt: skip


_FIGURE = ("指标", "企业", "截至", "主要出处", "精确程度", "数值", "计量单位", "原文写法", "状态", "示例数据")


def _figures(count, enterprises):
    dice = random.Random("figures")
    for number in range(count):
        measure, unit = MEASURES[number // enterprises % len(MEASURES)]
        value, month = dice.randint(100, 99_999) / 100, number % 12 + 1
        yield (
            measure, enterprise(number % enterprises + 1), f"2025-{month:02d}", f"示例 M{month}", "正好", value, unit,
            f"{value}{unit}", "已发布", "是",
        )  # fmt: skip
