"""Rich text: paragraphs, headings, lists, tables and links, cleaned by nh3 of everything else."""

import html
import re

import nh3
import peewee

from .kind import Kind, clean
from .pasting import MOST, WORN, plainer, tidier

TAGS = frozenset(("p", "br", "hr", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "blockquote", "a", "ul", "ol", "li"))
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-z]+|#\d+);")
_BOXES = re.compile(r"<(/?)(?:div|section|article)\b[^<>]*>", re.I)  # what WeChat and Word make paragraphs of
_BLOCK_END = re.compile(r"</(?:p|h[234]|li|tr|blockquote|table|ul|ol)>|<br>|<hr>")


def purified(text):
    """`text` with the markup of `TAGS` only; words in other tags stay, scripts and styles go."""
    text = _BOXES.sub(r"<\1p>", text)
    return nh3.clean(text, tags=set(TAGS), attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener")


def pasted(text):
    """What was copied from Word, WeChat or a page, as the rich text that says the same."""
    return tidier(purified(plainer(clean(text)[:MOST])))


class Rich(Kind, peewee.TextField):
    """A text with headings, lists, tables and links; the value is clean HTML. Plain text becomes paragraphs."""

    wording = "正文"

    def __init__(self, label, max=100_000, **facts):
        self.max = max
        super().__init__(label, **facts)

    def parse(self, text):
        if not _MARKUP.search(text):
            paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
            text = "\n".join(f"<p>{html.escape(part, quote=False)}</p>".replace("\n", "<br>") for part in paragraphs if part)
        return (pasted(text) if WORN.search(text) else purified(text).strip()) or None

    def trouble(self, value):
        if len(value) > self.max:
            return f"{self.label}最多 {self.max} 个字符，这里有 {len(value)} 个，请写短一些或拆成几篇"
        if clean(value) != value or purified(value).strip() != value:
            return f"{self.label}里有这里不用的标记（如脚本、样式或内嵌网页），请去掉后再保存"
        return None if self.words(value) else f"{self.label}里没有字，请填写或留空"

    def words(self, value):
        """The text alone, a line for each block."""
        if not value:
            return ""
        bare = nh3.clean(_BLOCK_END.sub(r"\g<0>\n", value), tags=set())  # the tags stay: they say where words stand
        return re.sub(r"\n{2,}", "\n", html.unescape(bare)).strip()

    def schema(self):
        return super().schema() | {"type": "string", "contentMediaType": "text/html", "maxLength": self.max}
