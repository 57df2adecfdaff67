"""What people call a place, as keys that exact lookups find: its name, its sound, its initials, and slips of them.

A key is one letter for its sort and a text. A typed name is cut into pieces and each is looked up as it stands, so that
nothing is scanned however many places there are; a slip of one character (wrong, missing, extra, swapped) is found because
both sides are also kept with one syllable left out, long names with two (the symmetric deletes of SymSpell). A place with an
outline has a key for each cell of a grid that its box touches, so that a position is an exact lookup, too.
Keys know nothing of who may see what: that is asked of the live records. They are fed by the door, like the search index.
"""

import functools
import itertools
import json
import math
import re

import peewee

from . import pinyin, search
from .db import database
from .fields import halved
from .fields.outlines import rings

LONGEST = 16  # characters of a name that a key holds
TALL = 12  # syllables of the longest name that is also kept with one left out
LONG = 6  # syllables from which on it is kept with two left out, too
NAMED, SOUND, INITIALS, SLIP, PIECE, CELL = "nsidpc"

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPLIT = re.compile(r"[;；、,，/\n]")
_DROPPED = re.compile(r"[\W_]+")
_DIGITS = {word: str(number) for number, word in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)(?=号|栋|幢|座|楼|网格|期|区|组)")
_GRID = re.compile(r"第?(\d+)号?(?=[大小微]?网格)")
_HOUSE = re.compile(r"(\d+|(?<![a-z])[a-z])(?:号?(?:楼|栋|幢|座)|#楼?|号(?:大?院)?(?=$|\d|\s))")
_SAID = dict(zip("0123456789", ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"), strict=True))
# characters of place names that are read in several ways; the first is the one that slips are compared by
_SEVERAL = (
    "长:chang/zhang 厦:sha/xia 乐:le/yue 行:xing/hang 重:chong/zhong 都:du/dou 石:shi/dan 单:shan/dan 朝:chao/zhao "
    "盛:sheng/cheng 堡:bao/pu/bu 六:liu/lu 柏:bai/bo 校:xiao/jiao 藏:zang/cang 解:jie/xie/hai 泊:bo/po 落:luo/lao "
    "角:jiao/jue 曾:zeng/ceng 传:chuan/zhuan 巷:xiang/hang 弄:nong/long 番:fan/pan 莘:shen/xin 翟:zhai/di 尉:wei/yu "
    "盖:gai/ge 查:cha/zha 区:qu/ou 阿:a/e 什:shi 大:da/dai 浒:hu/xu 蚌:beng/bang"
)
_READ = {pair[0]: tuple(pair[2:].split("/")) for pair in re.findall(r"\S+", _SEVERAL)}
# what follows the name proper and is left out, or added, at will
_TAIL = re.compile(
    "(?:小区|社区|居委会|居民委员会|村委会|村民委员会|街道办事处|街道办|街道|办事处|家属院|大院|(?<![医学生])院|村|镇|乡|县|区|市|省"
    "|(?:集团)?(?:股份)?有限(?:责任)?公司)$"
)


class PlaceKey(peewee.Model):
    """One key of one record; `entry` is the id of its search entry, which holds its shape and its id. Never edited by hand."""

    key = peewee.CharField()
    entry = peewee.BigIntegerField(index=True)

    class Meta:
        database = database
        legacy_table_names = False
        table_name = "place_key"
        primary_key = peewee.CompositeKey("key", "entry")
        without_rowid = True


# -- the one way in which names are written --------------------------------------------------------------------------


def fold(text):
    """`text` without brackets, signs and spaces, in small narrow letters, one way of writing numbers and houses.

    三号楼, 3栋, ３＃ and 3号楼 are 3号楼; 第三网格 and 3号网格 are 3网格; 山水一城 is 山水1城.
    """
    text = _BRACKETS.sub("", halved(text).lower().replace("（", "(").replace("）", ")"))
    text = _TENS.sub(lambda found: (_DIGITS[found[1]] if found[1] else "1") + (_DIGITS[found[2]] if found[2] else "0"), text)
    text = "".join([_DIGITS.get(letter, letter) for letter in text])
    return _DROPPED.sub("", _HOUSE.sub(r"\1号楼", _GRID.sub(r"\1", text)))


def core(name):
    """山水1城 of 山水1城小区: the folded `name` without its kind; "" when it has none or too little is left."""
    short = _TAIL.sub("", name)
    return short if short != name and len(short) > 1 else ""


def syllables(folded):
    """One syllable of pinyin for each character of the text `folded`, whatever stands around it; a letter is its own."""
    return [_one(letter) for letter in folded]


@functools.lru_cache(maxsize=20_000)
def _one(letter):
    if letter in _READ:
        return _READ[letter][0]
    return pinyin.each(letter)[0] if letter >= "\u3400" else _SAID.get(letter, letter)


def readings(folded, most=6):
    """[The syllables of `folded`], for each way in which it may be read: character by character, as words, and as the list has it."""
    plain, out = syllables(folded), []
    words = [
        part for run in re.findall(r"[\u3400-\u9fff]+|.", folded) for part in (pinyin.each(run) if run[0] >= "\u3400" else [_one(run)])
    ]
    for read in (plain, words, *itertools.product(*(_READ.get(letter, (word,)) for letter, word in zip(folded, words, strict=True)))):
        if list(read) not in out:
            out.append(list(read))
        if len(out) == most:
            break
    return out


def sound(said):
    """The syllables `said`, joined, as those say and type them who do not tell zh from z, ch from c, sh from s, or -ng from -n."""
    return re.sub(r"ng+", "n", re.sub(r"([zcs])h", r"\1", "".join(said))).replace("v", "u")


def shorter(said, by=1):
    """{`said` without `by` of its syllables, as a sound}."""
    return {sound(left) for left in itertools.combinations(said, len(said) - by)}


def names(values, fields):
    """The folded names in the texts of `fields`, of which each may hold several."""
    texts = [part for field in fields if values.get(field) for part in _SPLIT.split(_BRACKETS.sub("", values[field]))]
    return list(dict.fromkeys(name for text in texts if len(name := fold(text)) > 1))


def keys(name):
    """Every key of one folded name."""
    out = {PIECE + name[place : place + LONGEST] for place in range(1, min(len(name) - 1, 3 * LONGEST))}
    short = core(name)
    for one in filter(None, (name, short)):
        out.add(NAMED + one[:LONGEST])
        for said in readings(one[:LONGEST]):
            out |= {SOUND + sound(said), INITIALS + "".join([word[0] for word in said])}
    slipping = short if len(short) > 2 else name
    if 2 < len(slipping) <= TALL:
        said = syllables(slipping)
        out |= {SLIP + slip for slip in shorter(said) | (shorter(said, by=2) if len(said) >= LONG else set())}
    return out


# -- cells of the ground ---------------------------------------------------------------------------------------------

SIZES = (0.02, 0.2, 2.0)  # degrees: some 2 km, 20 km, 200 km
MOST_CELLS = 64


def cells(outline):
    """The keys of the cells that the box around `outline` (GeoJSON text) touches, of the smallest size that needs few."""
    corners = [corner for ring in rings(json.loads(outline)) for corner in ring]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    for size in SIZES:
        columns = range(math.floor(west / size), math.floor(east / size) + 1)
        rows = range(math.floor(south / size), math.floor(north / size) + 1)
        if len(columns) * len(rows) <= MOST_CELLS:
            break
    return {_cell(size, column, row) for column in columns for row in rows}


def _cell(size, column, row):
    return f"{CELL}{size}:{column}:{row}"


def around(point):
    """The keys of all cells that hold `point` (longitude, latitude)."""
    return [_cell(size, *(math.floor(degrees / size) for degrees in point)) for size in SIZES]


# -- kept by the door ------------------------------------------------------------------------------------------------


def of(home, values):
    """Every key of a record of `home` with these `values`."""
    outline = values.get(home._meta.outlined) if home._meta.outlined else None
    return {key for name in home.called(values) for key in keys(name)} | (cells(outline) if outline else set())


def watched(home):
    """The names of the fields that keys of `home` are made of; none for a home that is not called."""
    return {*home._meta.called, *filter(None, [home._meta.outlined])}


def keep(home, writes, fresh):
    """Write the keys of `writes`, [(id, values)] of `home`; `fresh` says that none was there before. For the door only."""
    if not fresh:
        forget(home, [id for id, _ in writes])
    low = search.base(home)
    database.insert_rows("place_key", ("key", "entry"), [(key, low + id) for id, values in writes for key in of(home, values)])


def forget(home, ids):
    """Take the keys of the records `ids` away. For the door only."""
    low = search.base(home)
    for start in range(0, len(ids), 900):
        PlaceKey.delete().where(PlaceKey.entry.in_([low + id for id in ids[start : start + 900]])).execute()


# -- looked up -------------------------------------------------------------------------------------------------------


def found(wanted, beginning=(), most=800, each=40):
    """[(key, entry)] of the keys that are one of `wanted` (`most` of them), and of those that begin with one of `beginning`.

    One statement; of each beginning no more than `each`, so that a common one costs no more than a rare one.
    """
    return database.pick("place_key", ("key", "entry"), "key", list(wanted), list(beginning), most, each)
