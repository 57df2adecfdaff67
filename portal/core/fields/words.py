"""Kinds of words: one line, paragraphs, choices, flags, named facts, codes, addresses, telephones and secrets."""

import functools
import re
import unicodedata

import peewee
from stdnum.cn import uscc

from ..errors import Unreadable
from .kind import Kind, clean, halved, nearest, quoted


class Text(Kind, peewee.CharField):
    """One line of text, at most `max` characters."""

    wording = "一行文字"

    def __init__(self, label, max=200, **facts):
        self.max = max
        super().__init__(label, max_length=max, **facts)

    def parse(self, text):
        return unicodedata.normalize("NFC", " ".join(text.split())) or None

    def trouble(self, value):
        if len(value) > self.max:
            return f"{self.label}最多 {self.max} 个字，这里有 {len(value)} 个，请写短一些"
        tidy = self.read(value)
        if tidy is None:
            return f"{self.label}里没有字，请填写或留空"
        return None if tidy == value else f"{self.label}里有多余的空格、换行或看不见的字符，请写成{quoted(tidy)}"

    def mask(self, value):
        return value[:1] + "＊" * max(1, min(len(value) - 1, 6)) if value else ""

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Prose(Kind, peewee.TextField):
    """Several paragraphs of plain text, at most `max` characters."""

    wording = "多行文字"

    def __init__(self, label, max=4000, **facts):
        self.max = max
        super().__init__(label, **facts)

    def parse(self, text):
        return unicodedata.normalize("NFC", text).strip() or None

    trouble = Text.trouble

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Choice(Kind, peewee.CharField):
    """One of a written list: code → the word people see."""

    wording = "固定选项"

    def __init__(self, label, options, **facts):
        self.options = dict(options)
        self._codes = {word: code for code, word in self.options.items()} | {code: code for code in self.options}
        super().__init__(label, max_length=40, **facts)

    def parse(self, text):
        if text not in self._codes:
            raise Unreadable(self._unknown(text))
        return self._codes[text]

    def address(self, value):
        return value

    def show(self, value):
        return "" if value is None else self.options.get(value, value)

    def trouble(self, value):
        return None if value in self.options else self._unknown(value)

    def _unknown(self, text):
        return f"{quoted(text)}不在{self.label}的选项里，请从{nearest(text, self.options.values())}中选"

    def schema(self):
        return super().schema() | {"type": "string", "enum": list(self.options)}


class Flag(Kind, peewee.BooleanField):
    """Yes or no; left empty it is no."""

    wording = "是或否"
    types = (bool,)
    plain = False
    _words = {
        word: yes for yes, words in {True: "是 有 对 yes y true 1 √ ✓", False: "否 无 不 no n false 0 ×"}.items() for word in words.split()
    }

    def __init__(self, label, default=False, **facts):
        super().__init__(label, default=default, null=False, **facts)

    def parse(self, text):
        word = halved(text).lower()
        if word not in self._words:
            raise Unreadable(f"{quoted(text)}看不出是或否，请写“是”或“否”")
        return self._words[word]

    def db_value(self, value):
        return value

    def issue(self, value):
        return f"请填写{self.label}" if value is None else super().issue(value)

    def show(self, value):
        return {True: "是", False: "否"}.get(value, "")

    def schema(self):
        return super().schema() | {"type": "boolean"}


class Phone(Kind, peewee.CharField):
    """A Chinese telephone number, kept as 0533-3241234 (转 8), 13812345678, 400-123-4567 or 12345."""

    wording = "电话"
    _tidy = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})-[0-9]{7,8}|1[3-9][0-9]{9}")  # most numbers, and nothing is to be done
    _extended = re.compile(r"(.*\d{7,8})[- ]+(\d{1,6})")  # 0533-3241234-8
    _whole = re.compile(r"\D*(?:86)?1[3-9]\d(?:\D*\d){8}|\D*[48]00(?:\D*\d){7}")  # 1381234 5678
    _forms = (
        (re.compile(r"(?:86)?(1[3-9]\d{9})"), "{0}"),
        (re.compile(r"(400|800)(\d{3})(\d{4})"), "{0}-{1}-{2}"),
        (re.compile(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})"), "{0}-{1}"),
        (re.compile(r"(1\d{2}|1\d{4}|9[56]\d{3,4})"), "{0}"),
        (re.compile(r"([2-8]\d{6,7})"), "{0}"),
    )

    def __init__(self, label, **facts):
        super().__init__(label, max_length=24, **facts)

    def parse(self, text):
        if kept := self._kept(text):
            return kept
        raise Unreadable(f"{quoted(text)}不是电话号码，请写成 0533-3241234、13812345678 或 12345")

    @classmethod
    @functools.lru_cache(maxsize=10_000)  # what was just read is judged by reading it once more
    def _kept(cls, text):
        if cls._tidy.fullmatch(text):
            return text
        body, _, extension = re.sub(r"(转|分机|ext\.?|x)", "转", re.sub(r"[–—‑]", "-", halved(text)), flags=re.I).partition("转")
        extension = extension.strip(" :-")
        if not extension and not cls._whole.fullmatch(body) and (behind := cls._extended.fullmatch(body)):
            body, extension = behind.groups()
        digits = re.sub(r"[-() .]", "", body)
        if abroad := re.fullmatch(r"(?:\+|00)86(\d+)", digits):
            digits = re.sub(r"^(?=[2-9]\d{8}|10\d{8}$)(?![48]00)", "0", abroad[1])
        for form, kept in cls._forms:
            if (found := form.fullmatch(digits)) and (not extension or re.fullmatch(r"\d{1,6}", extension)):
                return kept.format(*found.groups()) + (f"转{extension}" if extension else "")
        return None

    def trouble(self, value):
        try:
            return None if (kept := self.parse(value)) == value else f"{quoted(value)}请写成 {kept}"
        except Unreadable as reason:
            return str(reason)

    def mask(self, value):
        return (value[:3] + "＊＊＊＊" + value[-4:] if len(value) > 7 else "＊＊＊＊") if value else ""

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": 24}


class Web(Kind, peewee.CharField):
    """The address of a web page, http or https."""

    wording = "网址"
    _form = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#][^\s\x00-\x20\x7f\"'<>\\]*)?", re.I)

    def __init__(self, label, **facts):
        super().__init__(label, max_length=500, **facts)

    def parse(self, text):
        if trouble := self.trouble(text):
            raise Unreadable(trouble)
        return text

    def trouble(self, value):
        if len(value) > 500:
            return f"{self.label}最多 500 个字符，这里有 {len(value)} 个，请用短一些的网址"
        if clean(value) != value or not self._form.fullmatch(value):
            return f"{quoted(value)}不是网址，请写成 https://www.example.cn/page"
        return None

    def schema(self):
        return super().schema() | {"type": "string", "format": "uri", "maxLength": 500}


class Code(Kind, peewee.CharField):
    """A code with a fixed form: `pattern` must match the whole, `form` says it in words."""

    wording = "编码"

    def __init__(self, label, pattern, form, max=80, **facts):
        self.pattern, self.form, self.max = re.compile(pattern, re.ASCII), form, max
        super().__init__(label, max_length=max, **facts)

    def parse(self, text):
        code = halved(text).replace(" ", "")
        if trouble := self.trouble(code):
            raise Unreadable(trouble)
        return code

    def trouble(self, value):
        if len(value) > self.max or not self.pattern.fullmatch(value):
            return f"{quoted(value)}不是{self.label}，应是{self.form}"
        return None

    mask = Text.mask

    def schema(self):
        return super().schema() | {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


class CreditCode(Code):
    """A 统一社会信用代码 of GB 32100-2015: 18 characters, the last of which checks the others."""

    wording = "统一社会信用代码"

    def __init__(self, label, **facts):
        super().__init__(label, r"[0-9A-HJ-NP-RTUWXY]{18}", "18 位数字和大写字母（不含 I、O、S、V、Z），末位是校验码", max=18, **facts)

    def parse(self, text):
        return super().parse(text.upper().replace("-", ""))

    # what was just read is judged by working it out once more
    _last = staticmethod(functools.lru_cache(maxsize=10_000)(uscc.calc_check_digit))

    def trouble(self, value):
        if sentence := super().trouble(value):
            return sentence
        last = self._last(value[:-1])
        if last == value[-1] and value[:8].isdigit():
            return None
        if not value[2:8].isdigit():
            return f"{quoted(value)}不是{self.label}，第 3 到 8 位应是数字"
        return f"{quoted(value)}的校验码不对，前 17 位没错的话末位应是 {last}，请对照执照核对"


class Facts(Kind, peewee.TextField):
    """Named facts, one a line: 名称：内容. The value is the text; `pairs` gives them one by one."""

    wording = "一行一条的“名称：内容”"

    def __init__(self, label, max=4000, **facts):
        self.max = max
        super().__init__(label, **facts)

    def parse(self, text):
        pairs = []
        for line in filter(None, map(str.strip, re.split(r"[\n;；]", unicodedata.normalize("NFC", text)))):
            name, colon, fact = line.partition("：" if "：" in line else ":")
            if not colon or not name.strip() or not fact.strip():
                raise Unreadable(f"{quoted(line)}缺少名称或内容，请一行一条写成 名称：内容")
            pairs.append((" ".join(name.split()), " ".join(fact.split())))
        names = [name for name, _ in pairs]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise Unreadable(f"{quoted(twice)}写了两条，请合成一条")
        return "\n".join(f"{name}：{fact}" for name, fact in pairs) or None

    def pairs(self, value):
        """[(name, fact)] of `value`."""
        return [tuple(line.split("：", 1)) for line in (value or "").splitlines()]

    def trouble(self, value):
        if len(value) > self.max:
            return f"{self.label}最多 {self.max} 个字，这里有 {len(value)} 个，请写短一些"
        try:
            return None if self.read(value) == value else f"{self.label}里有多余的空格或看不见的字符，请一行一条写成 名称：内容"
        except Unreadable as reason:
            return str(reason)

    def schema(self):
        return super().schema() | {"type": "string", "maxLength": self.max}


class Secret(Kind, peewee.CharField):
    """Something only compared, never shown: the value is a hash made by `hasher` from what was typed."""

    wording = "口令（只存散列）"
    secret = True
    _hashed = re.compile(r"\$[a-z0-9-]+\$[!-~]{16,180}$")  # the PHC string format: $argon2id$v=19$m=…

    def __init__(self, label, hasher, min=10, max=200, **facts):
        self.hasher, self.min, self.max = hasher, min, max
        super().__init__(label, max_length=200, personal=True, **facts)

    def read(self, text):  # spaces may be part of a passphrase
        if not text:
            return None
        if not self.min <= len(text) <= self.max:
            most = f"至少 {self.min}" if len(text) < self.min else f"最多 {self.max}"
            raise Unreadable(f"{self.label}{most} 个字符，这里有 {len(text)} 个")
        if clean(text) != text:
            raise Unreadable(f"{self.label}里有看不见的字符，请重新输入")
        return self.hasher(text)

    def trouble(self, value):
        return None if self._hashed.match(value) else f"{self.label}只能存散列，请用设置口令的办法来改"

    def show(self, value):
        return "已设置" if value else ""

    mask = show

    def dump(self, value):
        return bool(value)

    def load(self, json):
        raise Unreadable(f"{self.label}不能从文件或历史里恢复，请重新设置")

    def schema(self):
        return super().schema() | {"type": "boolean", "readOnly": True}
