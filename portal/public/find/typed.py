"""What a resident typed to find a place, without its room: the house, and the rest in pieces."""

import re
from dataclasses import dataclass, field

from ...core import calling
from ...core.fields import halved

LONGEST = 80  # characters that are read

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff]")


# the words that are read, as those write them who write 號樓, and numbers in a ring
_PLAIN = str.maketrans("號樓棟單層戶網員長歸誰負責電話區鎮鄉縣①②③④⑤⑥⑦⑧⑨", "号楼栋单层户网员长归谁负责电话区镇乡县123456789")


def clean(text):
    """`text` on one line, narrow, without what nobody sees, at most `LONGEST` of it."""
    return halved(" ".join(_UNSEEN.sub(" ", text[: 4 * LONGEST]).split())).translate(_PLAIN)[:LONGEST].strip()


# -- houses and names ------------------------------------------------------------------------------------------------

# what is said around a name and names nothing
_SAID = re.compile(
    r"请问(?:一下)?|你好|您好|(?:是|归|属于?|由)?(?:哪个|什么|哪一?个)?(?:社区)?的?网格(?:员|长)(?:是谁|电话|号码|是多少|在哪里?)*|"
    r"(?:是|归|属于?|由)(?:谁|哪里?)(?:个?(?:社区|网格|部门))?(?:管|负责)?的?|(?:属于|归|是)?哪个(?:社区|网格|街道)(?:管|的)?|"
    r"谁(?:在?管|负责)(?:着?(?:我|俺|咱)们?(?:小区|村|社区|这里?|家)?)?|的?(?:业主|居民|住户|村民)$|[这那](?:边|里|儿)|"
    r"(?:的)?(?:联系|值班|书记|主任|物业)?电话(?:号码)?(?:是多少)?|怎么联系|(?:是|归|属于?)?(?:哪个|什么|哪一?个)网格(?:管|的)?|"
    r"在哪里?|附近|旁边|对面|管理员|[吗呢吧啊?？!！。]+$"
)
_WE = re.compile(
    r"^(?:请问|你好|您好)?[\s,，]*(?:(?:我?想|帮我|麻烦)[找查问]?(?:询|一下|下)?|[找查问](?:询|一下|下))?(?:[我俺咱]们?家?(?:小区|社区|村)?住?(?:在|是|叫)?)?"
)
_NUMBERED = re.compile(r"(?<=[\d一二三四五六七八九十])(号?[大小微密]?网格)(?:员|长)")  # 第三网格员 tells of 第三网格
_BEHIND = re.compile(r"(?<![\d一二三四五六七八九十大小微密])(网格)(\d{1,3})(?!\d)")  # 网格2 is 2网格
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖](?=号?[楼栋幢座])")
_FORMS = dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True))
_HOUSE = re.compile(r"(?:\d+|(?<![a-z])[a-z])号楼")
_GRID = re.compile(r"\d+[大小微密]?网格")
_SPELT = ("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi")
_NUMBERS = {word: str(number) for number, word in enumerate(_SPELT, start=1)}
_PINYIN_HOUSE = re.compile(rf"(?<![a-z0-9])(\d+|{'|'.join(_SPELT)}|[a-z])\s*(?:hao\s*lou|hao|dong|zhuang|zuo|lou|hl)(?![a-z])")
_GLUED = re.compile(r"(?<=[a-z])-?(\d+)\s*(?:hao\s*lou|hao|dong|zhuang|zuo|lou|hl|h|d)?(?![a-z0-9\u3400-\u9fff])")
_LONE = re.compile(r"(?:^(\d{1,2})(?=\s)|(?<=[\s\u3400-\u9fff])(?<!第)(\d{1,2})(?=\s|$))")


@dataclass(frozen=True)
class Piece:
    """One piece of what was typed: where it stands in `Typed.text`, and the keys it is looked up by."""

    start: int
    end: int
    text: str
    said: tuple = field(compare=False)

    is_latin = property(lambda self: self.text.isascii() and self.text.isalpha())


@dataclass(frozen=True)
class Typed:
    """text  folded, houses and grids in it as 3号楼 and 3网格;  tokens  (start, end) of these;  house, grid  the first of each, or "" """

    text: str
    tokens: tuple
    house: str
    grid: str
    words: tuple  # (start, end) of each word of Latin letters

    @property
    def weights(self):
        """1 for each place of the text that belongs to a name, 0 for a house or a grid's number."""
        out = [1] * len(self.text)
        for start, end in self.tokens:
            out[start:end] = [0] * (end - start)
        return out

    def bounds(self):
        """(places where a piece may begin, where it may end): not inside a house, nor anywhere inside a word."""
        starts, ends = set(range(len(self.text))), set(range(1, len(self.text) + 1))
        for start, end in (*self.tokens, *self.words):
            starts -= set(range(start + 1, end))
            ends -= set(range(start + 1, end))
        for start, end in self.words:  # two names in initials, or in pinyin, run together
            starts |= set(range(start + 3, end - 2))
            ends |= set(range(start + 3, end - 2))
        return sorted(starts), sorted(ends)

    def pieces(self):
        """Every `Piece` of two characters or more; of one word at least three letters, or the whole."""
        said, (starts, ends) = calling.syllables(self.text), self.bounds()
        words, edges = dict(self.words), {place for word in self.words for place in word}
        out = []
        for start in starts:
            for end in ends:
                if not 2 <= end - start <= (40 if words else calling.LONGEST):
                    continue
                if (start, end) in self.tokens or (words and not self._whole(start, end, edges)):
                    continue
                out.append(Piece(start, end, self.text[start:end], tuple(said[start:end])))
        return out

    def _whole(self, start, end, edges):
        """Whether a piece takes each word as a whole, or is the beginning or the end of one alone."""
        cut = [(a, b) for a, b in self.words if a < start < b or a < end < b]
        return not cut or (len(cut) == 1 and (start in edges or end in edges) and cut[0][0] <= start and end <= cut[0][1])


def read(text):
    """The `Typed` that `text` (as `without_room` gives it) means."""
    text = _FORMAL.sub(lambda found: _FORMS[found[0]], re.sub(r"[()\[\]（）【】]", " ", text.lower()))
    text = _BEHIND.sub(r"\2\1", _NUMBERED.sub(r"\1 ", text))
    text = _PINYIN_HOUSE.sub(lambda found: f"{_NUMBERS.get(found[1], found[1])}号楼", text)
    text = _LONE.sub(lambda found: f"{found[1] or found[2]}号楼", _GLUED.sub(r"\1号楼", text))
    latin = re.findall(r"[a-z]+", text)
    text = calling.fold(_SAID.sub(" ", _WE.sub("", text)))[:30]
    tokens = tuple(sorted(found.span() for form in (_HOUSE, _GRID) for found in form.finditer(text)))
    house, grid = _HOUSE.search(text), _GRID.search(text)
    return Typed(text, tokens, house[0] if house else "", grid[0] if grid else "", tuple(_words(text, latin, tokens)))


def _words(text, latin, tokens):
    """Where each of the words `latin` stands in `text`."""
    at = 0
    for word in latin:
        place = text.find(word, at)
        if place >= 0 and not any(start <= place < end for start, end in tokens):
            yield place, place + len(word)
            at = place + len(word)
