"""Chinese to Latin letters: addresses, initials and the order of lists."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import pinyin

MIXED = st.text(st.sampled_from("历山街道重庆長abcXYZ019 -_/（）·é𫠊、"), max_size=40)
ENOUGH = settings(max_examples=100, deadline=None, database=None)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("历山街道", "lishanjiedao"),
        ("历山街道1", "lishanjiedao-1"),
        ("第6网格（东区）", "di-6-wangge-dongqu"),
        ("L1", "l1"),
        ("重庆路", "chongqinglu"),
        ("吕家庄", "lvjiazhuang"),
        ("A座-3号", "a-zuo-3-hao"),
        ("！？", ""),
        ("", ""),
    ],
)
def test_an_address_is_made_of_pinyin(text, slug):
    assert pinyin.slug(text) == slug


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("历山街道1", "lsjd1"),
        ("第12网格", "d12wg"),
        ("WiFi驿站", "wifiyz"),
        ("重庆路", "cql"),
        ("", ""),
        ("，。", ""),
    ],
)
def test_initials_are_what_a_hurried_clerk_types(text, letters):
    assert pinyin.initials(text) == letters


def test_lists_are_ordered_like_a_dictionary_with_numbers_by_size():
    names = ["第10网格", "第2网格", "阿庄", "历山社区", "安和社区", "A座", "9号"]

    assert sorted(names, key=pinyin.sort_key) == ["9号", "阿庄", "A座", "安和社区", "第2网格", "第10网格", "历山社区"]


@ENOUGH
@given(MIXED)
def test_an_address_is_plain_ascii_and_not_too_long(text):
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", pinyin.slug(text))
    assert len(pinyin.slug(text * 5)) <= 80
    assert len(pinyin.sort_key(text * 9)) <= 120


@ENOUGH
@given(MIXED)
def test_initials_are_searchable_in_one_piece(text):
    assert re.fullmatch(r"[a-z0-9]*", pinyin.initials(text))
