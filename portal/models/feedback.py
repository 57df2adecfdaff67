"""What residents write to the office: left without an account, read by the clerks of the area, never shown to anybody else."""

import hashlib

from ..core import clock, policy
from ..core.changes import Edit, change
from ..core.errors import Taken
from ..core.fields import Belongs, Choice, Code, Prose, Text
from ..core.private_numbers import private_numbers
from ..core.record import Record
from .places import Division

STEPS = {"open": "未处理", "done": "已处理"}
# who signs what residents leave; `Feedback.leave` alone writes in this name, and only feedback
RESIDENT = policy.Actor("居民", everything=True)


class Feedback(Record):
    """One opinion, complaint or correction that a resident left."""

    number = Code("编号", r"\d{8}-[0-9a-f]{10}", "日期和十位代码，如 20260312-0a1b2c3d4e", max=19, key=True, listed=True)
    division = Belongs("所属区划", Division, required=False, listed=True, filtered=True, help="居民选的地方；没有选的由全域的人处理。")
    step = Choice("处理", STEPS, required=True, default="open", index=True, listed=True, filtered=True)
    message = Prose("意见", max=1000, required=True, help="居民写的原话，不要改。")
    page = Text("说的是哪一页", max=200, help="公开网站的地址。")
    contact = Text("联系方式", max=60, personal=True, help="居民自愿留的，只用来回复这一条。")
    outcome = Prose("处理情况", max=1000, help="怎么处理的，回复了没有。")

    class Meta:
        label, plural, title, titled, place, published = "意见建议", "feedback", "number", ("message", "number"), "division", False

    @classmethod
    def title_of(cls, values, titled=None):
        """The first words of it and its number."""
        text = " ".join((values.get("message") or "").split())
        return " ".join(filter(None, (text[:20] + ("…" if len(text) > 20 else ""), values.get("number"))))

    @classmethod
    def issues(cls, new, old):
        found = {}
        for name in ("message", "contact", "outcome"):
            if kinds := private_numbers(getattr(new, name)):
                found[name] = f"这里好像有{'和'.join(kinds)}，提意见用不着它，留下来也不安全，请删去以后再提交"
        if old is not None and old.message != new.message:
            found["message"] = "居民的原话不能改，要说明的请写在“处理情况”里"
        return found

    @classmethod
    def leave(cls, form, text, contact="", page="", division=None):
        """The number under which this was left. Raises `Invalid` for words that are not taken.

        `form`: what was handed out with the form. The same words from the same form are one record, however often they are sent.
        """
        values = {"message": text, "contact": contact or None, "page": page or None, "division": division and division.id}
        words = "\n".join((form, text, contact, page, division.slug if division else ""))
        number = f"{clock.today():%Y%m%d}-{hashlib.sha256(words.encode()).hexdigest()[:10]}"
        for last in (False, True):
            try:
                with change(RESIDENT, via="site") as work:
                    work.one(Edit(cls, number, values=values | {"number": number})).must()
                return number
            except Taken:  # the other half of a double click was faster: the second look finds it
                if last:
                    raise
