"""`/find`, typed in every way, beside a plain LIKE scan over the names of the same places in the same run.

Two towns: one of 20,000 buildings, and one whose places have as many keys as `--most` says (a million). Names are made up of
common characters; every tenth estate shares its name with another. A question is asked of the whole page: understood, looked
up, and its card drawn with posts, stations and numbers.
"""

import random
import statistics
import time
from urllib.parse import quote

from peewee import fn

from portal import create_app
from portal.core import calling, db, policy
from portal.core.changes import Edit, change
from portal.models import Assignment, Building, Division, Grid, RoleType, Station

from . import clients
from .figures import Part, said

BUILDINGS, HOUSES = 20_000, 12  # houses of an estate, of the smaller town
ASKED = 30  # questions of each sort
AIM = 20  # milliseconds, 95 of a hundred
COMMUNITIES, GRIDS = 100, 10  # of each community
FIRST = "金银玉翠碧清明阳和安康永长盛华丰瑞祥福嘉锦御龙凤云星月荷桂兰竹梅松柏枫棠柳杏桃榆槐"
SECOND = "湖山河溪泉江海城庭苑园林岭峰谷湾岸滩洲岛桥亭台阁楼堂府邸居舍墅庄寨坊里巷街路门"
LAST = ("花园", "家园", "小区", "苑", "雅居", "新村", "公寓", "名邸", "华庭", "府")


def measure(ground, most):
    """One table: what was typed, then milliseconds of the page and of a LIKE scan in both towns."""
    towns = {f"{BUILDINGS:,} buildings": (min(BUILDINGS, most), HOUSES), f"{most:,} keys": (None, 0)}
    taken = {}
    for label, (buildings, houses) in towns.items():
        taken[label] = at(ground, town(ground, most, buildings, houses))
    heads = [head for label in towns for head in (f"{label}: p50", "p95", "LIKE p50", "LIKE p95", "found")]
    table = Part(f"Find on {ground.engine.name}", ("typed", "aim", "met", "queries", *heads))
    for sort in next(iter(taken.values())):
        cells, worst, queries = [], 0, 0
        for label in towns:
            waits, scans, right, count = taken[label][sort]
            worst, queries = max(worst, clients.percentile(waits)), max(queries, count)
            cells += [
                said(statistics.median(waits)),
                said(clients.percentile(waits)),
                *(said(one) for one in _both(scans)),
                f"{right} of {len(waits)}",
            ]
        table.rows.append((sort, f"p95 ≤ {AIM} ms", "yes" if worst <= AIM else "**no**", str(queries), *cells))
    return table


def _both(waits):
    return statistics.median(waits), clients.percentile(waits)


# -- the towns ---------------------------------------------------------------------------------------------------------


def town(ground, most, buildings, houses):
    """The name of a database with `buildings` buildings, or for None with `most` keys; made when it is not there."""
    return ground.once(f"find_{buildings or f'keys_{most}'}", lambda _: fill(buildings, houses, most))


def fill(buildings, houses, most):
    """Write a town through the door: estates with their `houses`, until there are enough buildings or keys."""
    dice = random.Random("find")
    with change(policy.command_line("benchmark"), via="seed") as work:

        def make(home, rows):
            return [one.must().id for one in work.apply([Edit(home, None, values={"state": "published"} | row) for row in rows])]

        streets = make(Division, [{"name": f"示例{n}街道", "level": "street", "hotline": f"0533-0000{n:04d}"} for n in range(10)])
        homes = make(Division, [{"name": f"示例{n}社区", "level": "community", "parent": streets[n % 10]} for n in range(COMMUNITIES)])
        pairs = [(home, number) for home in homes for number in range(1, GRIDS + 1)]
        grids = make(Grid, [{"name": f"第{number}网格", "kind": "small", "number": number, "division": home} for home, number in pairs])
        (role,) = make(RoleType, [{"name": "网格员", "code": "worker", "category": "worker"}])
        make(Assignment, [{"role": role, "grid": one, "duty_phone": f"0533-0001{n % 10_000:04d}"} for n, one in enumerate(grids)])
        make(
            Station,
            [{"name": f"示例{n}驿站", "kind": "city_post", "division": home, "point": _point(dice)} for n, home in enumerate(homes)],
        )
        names, made, used = estates(dice), 0, set()
        while made < buildings if buildings else calling.PlaceKey.select(fn.COUNT(calling.PlaceKey.key)).scalar() < most:
            step = min(2_000, (buildings - made) // (houses + 1) + 1) if buildings else 2_000
            rows = []
            for _ in range(step):
                at, name = dice.randrange(len(grids)), next(names)
                if (pairs[at][0], name) in used:
                    continue
                used.add((pairs[at][0], name))
                rows.append({"name": name, "kind": "estate", "division": pairs[at][0], "grid": grids[at], "point": _point(dice)})
            ids = make(Building, rows)
            inner = [(id, row, number) for id, row in zip(ids, rows, strict=True) for number in range(1, houses + 1)]
            make(
                Building,
                [row | {"name": f"{number}号楼", "kind": "building", "parent": id, "point": _point(dice)} for id, row, number in inner],
            )
            made += len(rows) * (houses + 1)


def _point(dice):
    return round(118 + dice.random() / 2, 6), round(36 + dice.random() / 2, 6)


def estates(dice):
    """Names of estates, without end; one in ten comes a second time."""
    kept, number = [], 0
    while True:
        number += 1
        if kept and number % 10 == 0:
            yield dice.choice(kept) + ("" if number % 20 else "二期")
            continue
        name = (
            dice.choice(FIRST) + dice.choice(SECOND) + (dice.choice(FIRST) if number % 3 else "") + dice.choice(SECOND) + dice.choice(LAST)
        )
        kept = [*kept[-200:], name]
        yield name


# -- the questions -----------------------------------------------------------------------------------------------------


def questions(dice):
    """sort → [(what is typed, the name of the estate that is meant, or "")]."""
    picked = Building.select(Building.name).where(Building.kind == "estate", fn.LENGTH(Building.name) > 4)
    names = [name for (name,) in picked.order_by(Building.id).limit(20_000).tuples()]
    names = dice.sample(names, min(ASKED, len(names)))

    def changed(name, how):
        at = dice.randrange(1, len(name) - 3)
        return {
            "wrong": name[:at] + "麒" + name[at + 1 :],
            "missing": name[:at] + name[at + 1 :],
            "extra": name[:at] + "麒" + name[at:],
            "swapped": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        }[how]

    def said_as(name):
        return "".join(calling.syllables(calling.fold(name)))

    return {
        "a name": [(name, name) for name in names],
        "name and house": [(f"{name}3号楼", name) for name in names],
        "house, full width, a room": [(f"{name}３栋２单元１９０７室", name) for name in names],
        "a character wrong": [(changed(name, "wrong"), name) for name in names],
        "a character missing": [(changed(name, "missing"), name) for name in names],
        "a character extra": [(changed(name, "extra"), name) for name in names],
        "two swapped": [(changed(name, "swapped"), name) for name in names],
        "pinyin": [(said_as(name), name) for name in names],
        "initials": [("".join(word[0] for word in calling.syllables(calling.fold(name))), name) for name in names],
        "its beginning": [(name[:3], name) for name in names],
        "two common characters": [(dice.choice(LAST[:4] + LAST[5:7]), "") for _ in names],
        "a community and a name": [(f"示例{number}社区{name}", name) for number, name in enumerate(names)],
        "nothing there is": [
            (f"{a}麒{b}麟{a}", "") for a, b in zip(dice.choices(FIRST, k=len(names)), dice.choices(SECOND, k=len(names)), strict=True)
        ],
    }


def at(ground, name):
    """sort → (milliseconds of each page, of each scan, how many pages name the estate, queries of the dearest) in the town `name`."""
    visitor, out = clients.Inside(create_app(**ground.settings(ground.engine.url(name)))), {}
    db.database.connect(reuse_if_open=True)
    asked = questions(random.Random("questions"))
    for pairs in asked.values():
        page(visitor, pairs[0][0])  # pinyin is loaded, templates are compiled
    for sort, pairs in asked.items():
        waits, right, most = [], 0, 0
        for text, wanted in pairs:
            with clients.counted() as counter:
                start = time.perf_counter()
                shown = page(visitor, text)
                waits.append((time.perf_counter() - start) * 1000)
            right, most = right + (wanted in shown), max(most, counter.count)
        out[sort] = waits, [scanned(text) for text, _ in pairs], right, most
    db.database.close()
    return out


def page(visitor, text):
    """The page that `text` leads to, past the redirect that takes a room out of the address."""
    answer = visitor.client.get(f"/find?q={quote(text)}", follow_redirects=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{text} answered {answer.status_code}")
    return answer.text.partition('<form class="find"')[0]  # the box holds what was typed


def scanned(text):
    """Milliseconds of looking for `text` in every name by LIKE."""
    start = time.perf_counter()
    list(Building.select(Building.id).where(Building.name.contains(text)).limit(20).tuples())
    return (time.perf_counter() - start) * 1000
