"""Kept files: uploaded with a form, lost by no mistake elsewhere in it, and opened by whoever may see the record."""

import io

import pytest
from PIL import Image

from portal.core import media
from portal.models import Notice, Station
from tests import makers
from tests.makers import edit

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n"


def png(colour="red"):
    """A small picture as a browser uploads it."""
    out = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(out, "PNG")
    return out.getvalue()


def upload(data, name):
    return io.BytesIO(data), name


@pytest.fixture
def notice(town):
    """A notice of ours with a paper that is not public yet, as (record, name of the file)."""
    value = media.keep(PDF, "停水安排.pdf", media.PAPERS)
    return makers.notice("停水通知", town.here, state="draft", paper=value), value.partition(" ")[0]


def test_a_picture_is_uploaded_shown_replaced_and_taken_away(town, clerk):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    clerk.send("form.editor", files={"picture.file": upload(png(), "东驿站门口.png")}, picture_alt="东驿站的门")
    first = Station.get_by_id(town.station.id).picture
    assert first.endswith(".png 东驿站门口")
    image = clerk.page.select_one("dd img")
    assert clerk.client.get(image["src"]).mimetype == "image/png"

    page = clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    assert "东驿站门口" in page.select_one(".file").text
    clerk.send("form.editor", aliases="东站")  # nothing chosen: it stays
    assert Station.get_by_id(town.station.id).picture == first

    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    clerk.send("form.editor", files={"picture.file": upload(png("blue"), "新门口.png")})
    assert Station.get_by_id(town.station.id).picture.endswith(" 新门口")

    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    clerk.send("form.editor", **{"picture.gone": "1"})
    assert Station.get_by_id(town.station.id).picture is None


def test_an_upload_is_not_lost_when_something_else_is_wrong(town, clerk):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    page = clerk.send("form.editor", status=422, files={"picture.file": upload(png(), "门口.png")}, phone="不知道")
    assert "门口" in page.select_one(".file").text
    assert "已上传，保存后生效" in page.select_one(".file").text
    clerk.send("form.editor", phone="0533-1111111")
    now = Station.get_by_id(town.station.id)
    assert now.picture.endswith(" 门口")
    assert now.phone == "0533-1111111"


def test_a_picture_just_uploaded_is_shown_to_the_one_who_uploaded_it_and_to_nobody_else(town, clerk, auditor):
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    page = clerk.send("form.editor", status=422, files={"picture.file": upload(png("green"), "门口.png")}, phone="不知道")
    image = page.select_one(".file img")["src"]
    assert clerk.client.get(image).mimetype == "image/png"
    assert auditor.client.get(image).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"MZ not a picture", "门口.png", "不是能用的文件，请用 GIF、JPG、PNG、WEBP"),
        (PDF, "门口.png", "不是能用的文件"),
        (b"\x89PNG\r\n\x1a\n torn", "门口.png", "可能已损坏"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "门口.svg", "不是能用的文件"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_input_and_the_old_one_stays(town, clerk, data, name, sentence):
    edit(town.station, picture=media.keep(png(), "旧的.png", media.PICTURES))
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    page = clerk.send("form.editor", status=422, files={"picture.file": upload(data, name)}, aliases="东站")
    assert sentence in page.select_one("#field-picture-error").text
    assert page.select_one("#field-aliases")["value"] == "东站"
    assert "旧的" in page.select_one(".file").text
    clerk.send("form.editor")
    now = Station.get_by_id(town.station.id)
    assert now.picture.endswith(" 旧的")
    assert now.aliases == "东站"


def test_a_picture_whose_file_is_gone_is_said_so_and_can_be_taken_away(town, clerk):
    value = media.keep(png(), "旧的.png", media.PICTURES)
    edit(town.station, picture=value)
    media.path(value.partition(" ")[0]).unlink()
    assert "文件不在了" in clerk.visit(f"/admin/stations/details/?id={town.station.slug}").main.text
    clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
    clerk.send("form.editor", **{"picture.gone": "1"})
    assert Station.get_by_id(town.station.id).picture is None


def test_a_paper_opens_for_those_who_may_see_its_record_only(town, notice, admin, clerk, auditor, signed_in, visitor):
    record, file = notice
    for somebody in (admin, clerk, auditor):
        answer = somebody.client.get(f"/admin/media/{file}")
        assert answer.status_code == 200
        assert answer.data == PDF
    makers.user("far", "clerk", town.theirs)
    assert signed_in("far").client.get(f"/admin/media/{file}").status_code == 404
    answer = visitor.client.get(f"/admin/media/{file}")
    assert (answer.status_code, answer.location[:12]) == (302, "/admin/login")

    edit(record, paper=None)
    assert clerk.client.get(f"/admin/media/{file}").status_code == 404


def test_a_foreign_file_opens_like_one_that_does_not_exist(town, clerk):
    value = media.keep(PDF, "别处的.pdf", media.PAPERS)
    makers.notice("别处的通知", town.there, paper=value)
    foreign, none = (clerk.client.get(f"/admin/media/{name}") for name in (value.partition(" ")[0], f"{'0' * 32}.pdf"))
    assert foreign.status_code == none.status_code == 404


def test_a_file_cannot_run_as_a_page_of_ours(town, notice, clerk):
    answer = clerk.client.get(f"/admin/media/{notice[1]}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E5%81%9C%E6%B0%B4%E5%AE%89%E6%8E%92.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["..%2f..%2fsecret_key", "%2e%2e/secret_key", "portal.db", "%00", "a" * 3000])
def test_no_other_file_is_reached_by_that_address(town, clerk, name):
    assert clerk.client.get(f"/admin/media/{name}").status_code == 404


def test_the_file_of_a_waiting_draft_opens_from_its_form(town, clerk):
    live = makers.notice("停水通知", town.here)
    edit(live, paper=media.keep(PDF, "新附件.pdf", media.PAPERS), _draft=True)
    assert Notice.get_by_id(live.id).paper is None
    page = clerk.visit(f"/admin/notices/edit/?id={live.slug}")
    link = page.select_one(".file a")["href"]
    assert clerk.client.get(link).data == PDF
    assert clerk.client.get(link.partition("?")[0]).status_code == 404
