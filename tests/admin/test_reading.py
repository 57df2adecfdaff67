"""What is said of a text while it is being typed."""

import pytest


def test_hours_are_read_back_in_words_and_as_a_week(town, clerk):
    answer = clerk.client.get("/admin/reading/hours", query_string={"text": "工作日 8点-17点30分；2026-10-01 休息 国庆节"}).json

    assert answer["words"] == "周一至周五 08:00-17:30；2026-10-01 关门 国庆节"
    assert answer["week"]["week"][0] == ["08:00-17:30"]
    assert answer["week"]["dates"] == [{"from": "2026-10-01", "to": "2026-10-01", "open": [], "note": "国庆节"}]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-26T15:00", "2026-11-26 15:00 开放，到 17:30"),
        ("2026-11-26T18:00", "2026-11-26 18:00 不开放，周五 08:30 开"),
        ("2026-10-01T09:00", "2026-10-01 09:00 不开放，周五 08:30 开"),
    ],
)
def test_it_is_said_whether_a_place_is_open_at_a_moment(town, clerk, at, said):
    text = "周一至周五 08:30-17:30；2026-10-01 关门"
    assert clerk.client.get("/admin/reading/hours", query_string={"text": text, "at": at}).json["now"] == said


@pytest.mark.parametrize("at", ["", "tomorrow", "2026-13-40T99:99", "9" * 500, "9999-12-31T12:00", "0001-01-01T00:00"])
def test_without_a_moment_it_is_said_for_now(town, clerk, at):
    assert clerk.client.get("/admin/reading/hours", query_string={"text": "每天 全天", "at": at}).json["now"] == "现在开放，24 小时不关门"


@pytest.mark.parametrize("text", ["", "随时", "周一 09:00-12:00 10:00-11:00", "x" * 9000])
def test_hours_that_are_not_understood_say_why_and_nothing_else(town, clerk, text):
    answer = clerk.client.get("/admin/reading/hours", query_string={"text": text}).json
    assert (answer["week"], answer["now"], bool(answer["trouble"])) == (None, "", bool(text))


def test_a_recurrence_is_taken_apart_for_the_editor(town, clerk):
    text = "从2026-03-12起 每2周周一、四 15:00-16:30，直到2026-12-31；2026-10-01至2026-10-02 停"
    parts = clerk.client.get("/admin/reading/recurrence", query_string={"text": text}).json["parts"]

    assert (parts["every"], parts["interval"]) == ("WEEKLY", 2)
    assert parts["weekdays"] == [[0, 0], [0, 3]]
    assert (parts["start"], parts["until"], parts["time"], parts["length"]) == ("2026-03-12", "2026-12-31", 900, 90)
    assert parts["stops"] == [["2026-10-01", "2026-10-02"]]


def test_a_recurrence_that_never_comes_again_says_so(town, clerk):
    answer = clerk.client.get("/admin/reading/recurrence", query_string={"text": "每年2月30日"}).json
    assert "一次也不会重来" in answer["trouble"]
    assert answer["words"] == ""


def token(somebody):
    return {"X-CSRFToken": somebody.visit("/admin/grids/new/").select_one("input[name=csrf_token]")["value"]}


def test_an_outline_that_crosses_itself_is_said_so_with_the_place(town, clerk):
    text = "118.1,36.1；118.2,36.2；118.2,36.1；118.1,36.2"
    answer = clerk.client.post("/admin/reading/outline", data={"text": text}, headers=token(clerk)).json
    assert "自己交叉了" in answer["trouble"]
    assert "118.150000,36.150000" in answer["trouble"]


@pytest.mark.parametrize("text", ["", "x", '{"type": "Polygon"}', "[" * 9000, "118.1,36.1"])
def test_what_is_no_outline_is_answered_calmly(town, clerk, text):
    answer = clerk.client.post("/admin/reading/outline", data={"text": text}, headers=token(clerk)).json
    assert (answer["shape"], bool(answer["trouble"])) == ("", bool(text))


def test_pasted_marks_come_back_clean(town, clerk):
    html = '<p class=MsoNormal style="mso-x:y"><b>甲</b><script>alert(1)</script></p>'
    assert clerk.client.post("/admin/reading/rich", data={"html": html}, headers=token(clerk)).json == {"html": "<p><b>甲</b></p>"}


@pytest.mark.parametrize("address", ["hours", "recurrence"])
def test_strangers_are_told_nothing(town, visitor, address):
    assert visitor.client.get(f"/admin/reading/{address}?text=每天").status_code == 302
