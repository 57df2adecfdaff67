"""What is copied from Word and WeChat becomes plain marks, and no word of it is lost."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.fields import Rich
from portal.core.fields.rich import TAGS, pasted

PAGES = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "pasted").glob("*.html"))}
rich = Rich("正文")


def letters(text):
    return re.sub(r"\s+", "", text)


def test_a_page_from_word_keeps_headings_lists_bold_and_links():
    assert pasted(PAGES["word"]) == (
        "<h2>关于停水的通知</h2><p>各居民小组：因管网改造，<b>11月26日</b>8:00至18:00停水。</p>"
        "<ol><li>请提前储水；</li><li>关好水龙头。</li></ol>"
        '<p><a href="http://www.example.com/" rel="noopener">详见网站</a></p>'
    )


def test_an_article_from_wechat_becomes_paragraphs():
    assert pasted(PAGES["wechat"]) == (
        "<p><strong>银杏树下议事会</strong></p><p><strong>一、时间</strong></p><p>每周四下午3点</p><p>地点：社区会客厅</p>"
        "<ul><li><p>带水杯</p></li></ul>"
    )


def test_a_page_keeps_its_words_and_tables():
    clean = pasted(PAGES["page"])
    assert letters(rich.words(clean)) == "办事指南身份证原件和户口簿窗口电话"
    assert clean.startswith("<h4>办事指南</h4>")
    assert "<td>窗口</td>" in clean


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_what_is_pasted_can_be_saved_and_is_the_same_when_pasted_again(text):
    clean = pasted(text)
    assert rich.issue(clean) is None
    assert pasted(clean) == clean
    assert not re.search(r"mso|style=|class=|<span|<font|<section|<o:p|&nbsp;", clean)
    assert set(re.findall(r"</?([a-z0-9]+)", clean)) <= TAGS


@pytest.mark.parametrize("name", ["word", "wechat"])
def test_a_form_without_scripts_cleans_what_was_pasted_too(name):
    assert rich.read(PAGES[name]) == pasted(PAGES[name])


def test_what_a_person_typed_is_not_taken_for_something_pasted():
    assert rich.read("<p>一段</p>\n\n<p></p>") == "<p>一段</p>\n\n<p></p>"
    assert rich.read("mso 是什么") == "<p>mso 是什么</p>"


words = st.text("甲乙丙丁abc 123，。<>&\n", max_size=12)
wrappers = st.sampled_from(
    [
        "<p class=MsoNormal style='mso-x:1'>{}</p>",
        "<section><section>{}</section></section>",
        "<section>{}</section>",
        "<span style='font-weight:bold'>{}</span>",
        "<p class=MsoListParagraph style='mso-list:l0'><span style='mso-list:Ignore'>·<span> </span></span>{}</p>",
        "<div><font>{}</font></div>",
        "<o:p>{}</o:p>",
        "<h1>{}</h1>",
        "<table><tr><td>{}</td></tr></table>",
        "<li>{}</li>",
    ]
)


@given(st.lists(st.tuples(wrappers, words), min_size=1, max_size=8))
def test_no_letter_is_lost_whatever_it_was_wrapped_in(parts):
    clean = pasted("".join(wrapper.format(html.escape(word)) for wrapper, word in parts))
    assert letters(rich.words(clean)) == letters("".join(word for _, word in parts))


@pytest.mark.parametrize(
    "text", ["<p " * 60_000, "<!--" * 50_000, "<b>" * 3_000, "<span style='mso-list:Ignore'>" * 3_000, "<p class=Mso" * 20_000]
)
def test_wicked_marks_are_cleaned_like_any_others(text):
    assert isinstance(pasted(text), str)
