"""A picture that a page shows is never without words for who cannot see it."""

import io

import pytest
from PIL import Image

from portal.models import Notice
from tests.makers import notice


@pytest.mark.parametrize(("written", "said"), [("红灯笼", "红灯笼"), ("", "灯会的图片")])
def test_a_picture_is_told_in_the_words_given_or_by_what_it_belongs_to(visit, place, written, said):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    notice("灯会", place.north, slug="lights", picture=Notice.picture.keep(data.getvalue(), "红灯笼.png"), picture_alt=written or None)
    page = visit("/notices/lights")
    assert page.select_one(".picture__image")["alt"] == said
    assert [words.text for words in page.select(".picture__words")] == [written] * bool(written)
