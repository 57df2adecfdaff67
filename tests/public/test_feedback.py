"""意见建议: written without an account, kept once, read by the clerks of the area and by nobody else."""

import logging

import pytest
from bs4 import BeautifulSoup

from portal.core.looks import Look
from portal.core.private_numbers import private_numbers
from portal.models import Feedback
from tests.makers import feedback, user
from tests.visitor import Visitor, filled

PHONE = "13812345678"
IDENTITY = "37032319491231002X"


def left():
    return list(Feedback.select().order_by(Feedback.id))


def test_somebody_writes_and_a_clerk_of_that_street_reads_it(app, visitor, place):
    visitor.visit("/feedback/?about=/grids/beima-3")
    chosen = visitor.page.select_one("select[name=division] option[selected]")
    assert chosen["value"] == "beima"
    page = visitor.send("main form", message="3号楼前的路灯不亮了", contact=PHONE)
    (kept,) = left()
    assert kept.number in page.main.text
    assert page.select_one("a[href='/grids/beima-3']")
    assert (kept.message, kept.contact, kept.page, kept.division.slug, kept.step) == (
        "3号楼前的路灯不亮了",
        PHONE,
        "/grids/beima-3",
        "beima",
        "open",
    )
    user("clerk", "clerk", place.street)
    clerk = Visitor(app)
    clerk.sign_in("clerk")
    assert "居民的意见没处理" in clerk.visit("/admin/").main.text
    assert "3号楼前的路灯不亮了" in clerk.visit("/admin/waits/feedback").main.text


def test_a_clerk_of_another_street_sees_nothing_of_it(app, place):
    made = feedback(division_=place.south)
    user("clerk", "clerk", place.north)
    clerk = Visitor(app)
    clerk.sign_in("clerk")
    assert "没处理" not in clerk.visit("/admin/").main.text
    clerk.visit(f"/admin/feedback/details/?id={made.slug}", status=404)


def test_how_to_reach_somebody_is_hidden_and_every_look_is_written_down(app, place):
    made = feedback(division_=place.north, contact=PHONE)
    user("clerk", "clerk", place.street)
    clerk = Visitor(app)
    clerk.sign_in("clerk")
    assert PHONE not in str(clerk.visit("/admin/feedback/"))
    assert PHONE not in str(clerk.visit(f"/admin/feedback/details/?id={made.slug}"))
    before = Look.select().where(Look.what == "look", Look.shape == "feedback").count()
    shown = clerk.send("form[action*=reveal]")
    assert PHONE in shown.text
    assert Look.select().where(Look.what == "look", Look.shape == "feedback").count() == before + 1


def test_what_was_written_is_on_no_public_page(visit, place):
    feedback("影子路灯", place.north, contact=PHONE)
    for url in ("/", "/d/beima", "/search?q=影子路灯", "/feedback/"):
        text = str(visit(url))
        assert PHONE not in text, url
        assert "影子路灯" not in text.replace("影子路灯</title>", "").replace('value="影子路灯"', "") or "search" in url, url


def test_a_form_sent_twice_is_kept_once_and_new_words_are_new(visitor, place):
    visitor.visit("/feedback/")
    form = filled(visitor.page.select_one("main form"))
    first, second = (visitor.client.post("/feedback/", data=form | {"message": "垃圾桶满了"}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    visitor.client.post("/feedback/", data=form | {"message": "垃圾桶满了，还漏水"})
    assert [one.message for one in left()] == ["垃圾桶满了", "垃圾桶满了，还漏水"]


def test_a_form_without_its_token_is_refused(app, place):
    client = app.test_client()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    assert client.post("/feedback/", data={"message": "垃圾桶满了"}).status_code == 400
    assert left() == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"message": ""}, "请写几个字"),
        ({"message": "长" * 1001}, "最多写 1000 个字"),
        ({"message": f"我的身份证是{IDENTITY}"}, "身份证号"),
        ({"message": "３７０３２３ １９４９１２３１ ００２Ｘ 请查"}, "身份证号"),
        ({"message": "请退到 6222 0212 3456 7890 128 这张卡"}, "银行卡号"),
        ({"message": "路灯不亮了", "contact": IDENTITY}, "身份证号"),
    ],
    ids=["nothing", "too long", "identity", "identity in full width", "card", "identity as contact"],
)
def test_what_cannot_be_kept_is_said_kindly_and_no_word_is_lost(visitor, place, typed, words):
    visitor.visit("/feedback/?division=beima")
    page = visitor.send("main form", status=422, **typed)
    assert words in page.select_one(".field__error").text
    assert page.select_one("textarea").text.strip("\n") == typed["message"]
    assert page.select_one("select option[selected]")["value"] == "beima"
    assert left() == []


def test_numbers_of_other_kinds_are_no_secrets():
    for text in ("91370323MA3C4D5E6F", "0533-3241234", "2026-03-12 14:20 3号楼", "订单 20260312142000123", ""):
        assert private_numbers(text) == [], text


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(visitor, place):
    visitor.visit("/feedback/")
    page = visitor.send("main form", message="便宜的药", website="http://x.example")
    assert page.h1.text == "收到了，谢谢您"
    assert left() == []


def test_a_flood_from_one_place_has_to_wait_and_keeps_its_words(visitor, place):
    for number in range(5):
        visitor.visit("/feedback/")
        visitor.send("main form", message=f"第 {number} 件事情")
    visitor.visit("/feedback/")
    page = visitor.send("main form", message="第六件事情", status=429)
    assert "没有丢" in page.select_one("[role=alert]").text
    assert page.select_one("textarea").text.strip("\n") == "第六件事情"
    assert len(left()) == 5


def test_forged_parameters_are_answered_helpfully(visitor, place):
    for about in ("//evil.example/x", "javascript:alert(1)", "https://evil.example", "/grids/beima-3\r\nX: y", "/nothing/at/all"):
        page = visitor.visit(f"/feedback/?about={about}")
        assert not page.select("main a[href*='evil'], main a[href^='javascript']"), about
    visitor.visit("/feedback/?division=nowhere", status=400)
    visitor.visit("/feedback/")
    page = visitor.send("main form", message="路灯不亮了", division="nowhere", status=400)
    assert "没有找到叫“nowhere”的地方" in page.select_one(".field__error").text
    assert "<b>" not in str(visitor.visit("/feedback/thanks?number=<b>x</b>").main)


def test_the_words_of_a_resident_are_not_a_clerks_to_change(app, place):
    made = feedback("路灯不亮了", place.north)
    user("clerk", "clerk", place.street)
    clerk = Visitor(app)
    clerk.sign_in("clerk")
    clerk.visit(f"/admin/feedback/edit/?id={made.slug}")
    assert "居民的原话不能改" in clerk.send("main form[method=post]", message="一切都好", status=422).main.text
    clerk.visit(f"/admin/feedback/edit/?id={made.slug}")
    clerk.send("main form[method=post]", step="done", outcome="已经换了灯泡")
    again = Feedback.get_by_id(made.id)
    assert (again.step, again.message) == ("done", "路灯不亮了")
    clerk.visit("/admin/feedback/new/", status=403)


def test_nothing_that_was_written_is_in_the_log(visitor, place, caplog):
    caplog.set_level(logging.DEBUG)
    visitor.visit("/feedback/")
    visitor.send("main form", message="张某欠我钱", contact=PHONE)
    assert "欠我钱" not in caplog.text
    assert PHONE not in caplog.text


def test_the_form_is_kept_by_no_browser_and_asks_few_things(visitor, place, queries):
    visitor.visit("/feedback/?about=/grids/beima-3")
    queries.clear()
    answer = visitor.client.get("/feedback/?about=/grids/beima-3")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(queries) <= 10
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one("a[href='tel:12345']")


def test_a_place_nobody_can_have_typed_is_refused_in_a_sentence(visitor, place):
    visitor.visit("/feedback/")
    for typed in ("a\0b", "街" * 10_000):
        page = visitor.send("main form", status=400, message="路灯不亮了", division=typed)
        assert "没有找到" in page.main.text
        assert len(str(page)) < 60_000
        assert "路灯不亮了" in page.main.text
        visitor.visit("/feedback/")
    assert left() == []
