"""What a government site must say of itself, from its settings: in the footer, and in the META set of each page.

国办发〔2017〕47号, annex on page design. What a setting leaves empty is nowhere; nothing is made up for it.
"""

import re
from dataclasses import dataclass

from flask import current_app, request

from ..config import Misconfigured
from ..core.errors import Unreadable
from ..core.fields import Phone
from .words import local_iso

# setting → (what it must look like, how it is written)
FORMS = {
    "PORTAL_PUBLIC_ORIGIN": (r"https?://[A-Za-z0-9.\-\[\]:]+", "https://www.example.gov.cn，末尾不带斜杠；路径写在 PORTAL_BASE_PATH 里"),
    "PORTAL_SITE_CODE": (r"[0-9]{10}|bm[0-9]{8}", "10 位网站标识码，如 3703230001"),
    "PORTAL_ICP_RECORD": (r"[\u4e00-\u9fff]ICP备[0-9]{5,10}号(?:-[0-9]{1,4})?", "鲁ICP备12345678号 或 鲁ICP备12345678号-1"),
    "PORTAL_POLICE_RECORD": (r"[\u4e00-\u9fff]公网安备\s?[0-9]{14}号", "鲁公网安备37032302000001号"),
    "PORTAL_CORRECTION_LINK": (r"https?://[^\s\"'<>]+", "https:// 开头的完整网址"),
    "PORTAL_ORGAN_MARK_LINK": (r"https?://[^\s\"'<>]+", "https:// 开头的完整网址"),
}
_MOBILE = re.compile(r"1[3-9]\d{9}")

# name of an area → (ColumnName, ColumnType); the rule's own kinds of column, where one fits
COLUMNS = {
    "contacts": ("联系", "办事服务"),
    "grids": ("网格", ""),
    "stations": ("服务站点", "办事服务"),
    "services": ("服务事项", "办事服务"),
    "activities": ("活动", "工作动态"),
    "notices": ("通知公告", "通知公告"),
    "communities": ("党建", ""),
    "members": ("成员单位", ""),
    "organizations": ("单位", ""),
    "brands": ("服务品牌", ""),
    "enterprises": ("企业", ""),
    "buildings": ("小区楼栋", ""),
    "divisions": ("街道社区", "概况信息"),
    "posts": ("岗位", "概况信息"),
    "levels": ("层级", "概况信息"),
    "figures": ("数据", ""),
    "sources": ("数据出处", ""),
}


@dataclass(frozen=True)
class Duties:
    """What the settings say; "" for what they leave out."""

    site: str
    code: str = ""
    unit: str = ""
    contact: str = ""
    icp: str = ""
    police: str = ""
    correction: str = ""
    mark: str = ""

    @property
    def police_number(self):
        """The fourteen digits of the public-security record."""
        return "".join(re.findall(r"\d{14}", self.police))


def read(settings):
    """The `Duties` of `settings` (name → text). Raises `Misconfigured` with a sentence for one that is malformed."""
    texts = {name: text.strip() for name, text in settings.items() if name.startswith("PORTAL_") and isinstance(text, str)}
    for name, (form, example) in FORMS.items():
        if texts[name] and not re.fullmatch(form, texts[name]):
            raise Misconfigured(f"设置 {name} 不能是“{texts[name]}”，请写成 {example}，没有就留空。")
    return Duties(
        site=texts["PORTAL_SITE_NAME"],
        code=texts["PORTAL_SITE_CODE"],
        unit=texts["PORTAL_HOST_UNIT"],
        contact=number(texts["PORTAL_HOST_PHONE"]),
        icp=texts["PORTAL_ICP_RECORD"],
        police=texts["PORTAL_POLICE_RECORD"],
        correction=texts["PORTAL_CORRECTION_LINK"],
        mark=texts["PORTAL_ORGAN_MARK_LINK"],
    )


def number(text):
    """The office number that `text` writes, "" for none; a person's own number is never shown."""
    try:
        kept = Phone("电话").read(text) or ""
    except Unreadable:
        kept = None
    if kept is None or _MOBILE.match(kept):
        raise Misconfigured(f"设置 PORTAL_HOST_PHONE 不能是“{text}”，请写办公电话，如 0533-3241234，没有就留空。")
    return kept


def duties():
    """The `Duties` of this site."""
    return current_app.extensions["duties"]


def metas(face, domain, source):
    """[(name, content)] of the META set of the page being drawn, without what is not known.

    `face`: what the page is about, None for a list; `source`: where it comes from, in words, "" when nobody says.
    """
    site = duties()
    column, sort = COLUMNS.get(request.blueprint, ("", ""))
    named = [("SiteName", site.site), ("SiteDomain", domain), ("SiteIDCode", site.code), ("ColumnName", column), ("ColumnType", sort)]
    if face is not None:
        issuer = getattr(face, "issuer", None)
        named += [("ArticleTitle", face.title), ("PubDate", published(face)), ("ContentSource", source or issuer)]
        named += [("Keywords", getattr(face, "keywords", None)), ("Author", issuer)]
    return [(name, content) for name, content in named if content]


def published(face):
    """2026-03-12, the day a notice was issued (as exactly as it is known), else 2026-03-12 14:20, its last change."""
    return getattr(face, "issued_on", None) or local_iso(face.updated_at)[:16].replace("T", " ")


def init_app(app):
    """Read the settings once, and give them to every template as `duties`."""
    app.extensions["duties"] = app.jinja_env.globals["duties"] = read(app.config)
