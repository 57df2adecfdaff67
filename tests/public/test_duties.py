"""What a government site must say of itself: from its settings, hidden when they are empty, refused when they are malformed."""

import pytest

from portal import create_app
from portal.config import Misconfigured
from portal.core import db
from tests.makers import division, notice, source, station
from tests.visitor import Visitor

ALL = {
    "PORTAL_SITE_NAME": "历山家门口",
    "PORTAL_PUBLIC_ORIGIN": "https://www.example.gov.cn",
    "PORTAL_SITE_CODE": "3703230001",
    "PORTAL_HOST_UNIT": "历山街道办事处",
    "PORTAL_HOST_PHONE": "0533-3241234",
    "PORTAL_ICP_RECORD": "鲁ICP备12345678号-1",
    "PORTAL_POLICE_RECORD": "鲁公网安备37032302000001号",
    "PORTAL_CORRECTION_LINK": "https://zfwzgl.example.gov.cn/?site=3703230001",
    "PORTAL_ORGAN_MARK_LINK": "https://bszs.example.cn/sitename?method=show",
}


@pytest.fixture
def own(url, tmp_path):
    """A function: settings → somebody with a browser at a site that has them."""

    def own(**settings):
        return Visitor(
            create_app(PORTAL_DATABASE_URL=url, PORTAL_DATA_DIR=str(tmp_path), PORTAL_SECRET_KEY="only for tests", TESTING=True, **settings)
        )

    yield own
    db.database.close()


def metas(page):
    names = ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource")
    found = {name: page.select_one(f"meta[name={name}]") for name in (*names, "Keywords", "Author", "description")}
    return {name: tag["content"] for name, tag in found.items() if tag}


def test_the_footer_says_who_runs_the_site_under_which_numbers(own):
    visitor = own(**ALL)
    footer = visitor.visit("/").select_one(".footer .duties")

    for words in (
        "主办单位：历山街道办事处",
        "0533-324 1234",
        "网站标识码：3703230001",
        "鲁ICP备12345678号-1",
        "鲁公网安备37032302000001号",
    ):
        assert words in footer.text
    links = {link.text: link["href"] for link in footer.select("a")}
    assert links["政府网站找错"] == ALL["PORTAL_CORRECTION_LINK"]
    assert links["党政机关标识"] == ALL["PORTAL_ORGAN_MARK_LINK"]
    assert links["鲁公网安备37032302000001号"].endswith("code=37032302000001")
    assert links["0533-324 1234"] == "tel:05333241234"


def test_what_is_not_set_is_hidden_and_nothing_is_made_up(own):
    page = own().visit("/")
    assert not page.select(".duties")
    assert not [words for words in ("主办单位", "标识码", "备案", "公网安备", "找错") if words in page.text]
    assert set(metas(page)) == {"SiteName", "SiteDomain", "description"}


def test_each_duty_stands_alone(own):
    footer = own(PORTAL_SITE_CODE="3703230001").visit("/").select_one(".footer .duties")
    assert footer.text.split() == ["网站标识码：3703230001"]


def test_a_notice_carries_the_whole_meta_set(own):
    visitor = own(**ALL)
    cited = source("N1", publisher="沂源县融媒体中心")
    home = division("北麻社区")
    facts = {"issuer": "历山街道办事处", "issued_on": "2026-03-12", "keywords": "停水 检修", "summary": "明天停水。"}
    notice("停水通知", home, slug="water", sources=(cited.id,), **facts)

    assert metas(visitor.visit("/notices/water")) == {
        "SiteName": "历山家门口",
        "SiteDomain": "www.example.gov.cn",
        "SiteIDCode": "3703230001",
        "ColumnName": "通知公告",
        "ColumnType": "通知公告",
        "ArticleTitle": "停水通知",
        "PubDate": "2026-03-12",
        "ContentSource": "沂源县融媒体中心",
        "Keywords": "停水 检修",
        "Author": "历山街道办事处",
        "description": visitor.page.select_one("meta[name=description]")["content"],
    }


def test_lists_name_their_column_and_pages_their_title(own):
    visitor = own(**ALL)
    station("东驿站", division("北麻社区"), slug="east")
    listed, shown = metas(visitor.visit("/stations/")), metas(visitor.visit("/stations/east"))
    assert (listed["ColumnName"], "ArticleTitle" in listed, "PubDate" in listed) == ("服务站点", False, False)
    assert shown["ArticleTitle"] == "东驿站"
    assert shown["PubDate"]
    assert not {"Author", "Keywords", "ContentSource"} & set(shown)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_SITE_CODE", "370323"),
        ("PORTAL_SITE_CODE", "370323000１"),
        ("PORTAL_ICP_RECORD", "备案中"),
        ("PORTAL_POLICE_RECORD", "鲁公网安备3703号"),
        ("PORTAL_HOST_PHONE", "13812345678"),
        ("PORTAL_HOST_PHONE", "找办公室"),
        ("PORTAL_CORRECTION_LINK", "javascript:alert(1)"),
        ("PORTAL_ORGAN_MARK_LINK", "bszs.example.cn"),
        ("PORTAL_PUBLIC_ORIGIN", "www.example.gov.cn"),
        ("PORTAL_PUBLIC_ORIGIN", "https://www.example.gov.cn/jiedao"),
    ],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_malformed_setting_stops_the_start_with_a_sentence(own, name, value):
    with pytest.raises(Misconfigured) as refusal:
        own(**{name: value})
    assert name in str(refusal.value)
    assert value in str(refusal.value)
    assert "没有就留空" in str(refusal.value)


def test_spaces_around_a_setting_do_not_count(own):
    assert "网站标识码：3703230001" in own(PORTAL_SITE_CODE=" 3703230001 ").visit("/").select_one(".duties").text
