"""Kept files: uploaded with a form, lost by no mistake elsewhere in it, and opened by whoever may see the record."""

import datetime
import io

import pytest
from PIL import Image

from portal.admin import throttle
from portal.core import clock, media
from portal.models import Notice, Station
from tests import makers
from tests.core.test_media import MAKER, photo
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


# -- uploads that are kept before the form is saved, sizes, and where a file is used ------------------------------------


def put(somebody, data, name, kind="picture", path="/admin/stations/new/"):
    """What the address of uploads answers to somebody who has a form open."""
    token = somebody.visit(path).select_one("input[name=csrf_token]")["value"]
    files = {"kind": kind, "file": upload(data, name)}
    return somebody.client.post("/admin/media/", data=files, headers={"X-CSRFToken": token})


def test_a_file_dropped_into_a_form_is_kept_at_once_and_opens_for_its_uploader_alone(town, clerk, auditor):
    answer = put(clerk, png(), "门口.png")

    assert answer.status_code == 200
    assert answer.json["stored"].endswith(".png 门口")
    assert (answer.json["name"], answer.json["told"]) == ("门口", "")
    assert clerk.client.get(answer.json["address"]).mimetype == "image/png"
    assert auditor.client.get(answer.json["address"]).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "kind", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "picture", "不是能用的文件"),
        (b"<html><script>1</script>", "a.png", "picture", "不是能用的文件"),
        (b"\x89PNG\r\n\x1a\n torn", "a.png", "picture", "可能已损坏"),
        (png(), "a.png", "nothing", "没有收到文件"),
        (b"", "", "picture", "没有收到文件"),
    ],
)
def test_what_cannot_be_kept_is_answered_with_a_sentence(town, clerk, data, name, kind, sentence):
    answer = put(clerk, data, name, kind)

    assert answer.status_code == 422
    assert sentence in answer.json["error"]


def test_who_may_only_look_uploads_nothing(town, auditor):
    assert put(auditor, png(), "a.png", path="/admin/stations/").status_code == 403


def test_an_upload_without_its_token_is_refused(town, clerk):
    assert clerk.client.post("/admin/media/", data={"kind": "picture", "file": upload(png(), "a.png")}).status_code == 400


def test_who_sends_very_many_files_waits_and_nobody_else_does(town, clerk, admin, monkeypatch):
    monkeypatch.setattr(throttle, "FILES", 3)
    at = datetime.datetime(2026, 3, 12, 9, 0)
    with clock.at(at):
        assert [put(clerk, png(colour), "a.png").status_code for colour in ("red", "green", "blue")] == [200] * 3
        answer = put(clerk, png("white"), "a.png")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
        assert answer.json == {"error": "上传得太勤了，请 30 秒以后再试"}
        assert put(admin, png("white"), "a.png").status_code == 200

        clerk.visit(f"/admin/stations/edit/?id={town.station.slug}")
        page = clerk.send("form.editor", status=422, files={"picture.file": upload(png("black"), "a.png")})
        assert "上传得太勤了" in page.select_one("#field-picture-error").text
    with clock.at(at + datetime.timedelta(seconds=31)):
        assert put(clerk, png("white"), "a.png").status_code == 200
    with clock.at(at + datetime.timedelta(hours=1)):
        assert [put(clerk, png(colour), "a.png").status_code for colour in ("red", "green", "blue")] == [200] * 3


def test_a_folder_of_two_hundred_pictures_in_a_row_hinders_nobody(database):
    sender = makers.user("clerk")
    for _ in range(200):
        throttle.take(throttle.uploading(sender))
    assert throttle.wait(throttle.uploading(sender)) == 0


def test_the_same_file_again_says_where_it_is_used_as_far_as_this_person_sees(town, clerk, admin):
    edit(town.station, picture=media.keep(png(), "门口.png", media.PICTURES))
    edit(town.far_station, picture=media.keep(png("blue"), "别处.png", media.PICTURES))

    assert put(clerk, png(), "又一次.png").json["told"] == "这个文件已经有了，用在服务站点“东驿站”；同一个文件只存一份。"
    assert put(clerk, png("blue"), "a.png").json["told"] == ""
    assert "西驿站" in put(admin, png("blue"), "a.png").json["told"]


def test_the_page_of_files_shows_where_each_is_used_and_nothing_foreign(town, clerk, admin):
    ours, theirs = media.keep(png(), "门口.png", media.PICTURES), media.keep(png("blue"), "别处.png", media.PICTURES)
    edit(town.station, picture=ours)
    edit(town.far_station, picture=theirs)
    stations = next(link["href"] for link in clerk.visit("/admin/media/").select(".chip") if link.text == "服务站点 · 图片")

    page = clerk.visit(stations)
    assert "东驿站" in page.main.text
    assert "西驿站" not in page.main.text
    assert clerk.client.get(page.select_one(".kept img")["src"]).status_code == 200
    assert "东驿站" in clerk.visit(f"/admin/media/?file={ours.partition(' ')[0]}").main.text
    foreign = clerk.visit(f"/admin/media/?file={theirs.partition(' ')[0]}").main.text
    assert foreign == clerk.visit(f"/admin/media/?file={'0' * 32}.png").main.text
    assert "西驿站" in admin.visit(stations).main.text


@pytest.mark.parametrize("query", ["in=99", "in=-1", "in=x", "after=%00", "file=..%2f..%2fportal.db", "after=" + "z" * 3000])
def test_odd_addresses_of_the_page_of_files_are_pages(town, clerk, query):
    clerk.visit(f"/admin/media/?{query}")


def test_a_long_shelf_of_files_is_read_page_by_page(town, clerk, monkeypatch):
    from portal.admin import kept

    monkeypatch.setattr(kept, "PAGE", 2)
    for number, colour in enumerate(("red", "green", "blue")):
        makers.station(f"站点{number}", town.here, picture=media.keep(png(colour), f"{colour}.png", media.PICTURES))
    place = next(link["href"] for link in clerk.visit("/admin/media/").select(".chip") if link.text == "服务站点 · 图片")
    first = clerk.visit(place)
    seen = [link.text for link in first.select(".kept .tap")]
    second = clerk.visit(first.select_one("main a.button")["href"])
    seen += [link.text for link in second.select(".kept .tap")]

    assert sorted(seen) == [f"服务站点 · 站点{number}" for number in range(3)]


def test_more_records_of_one_file_than_a_page_holds_are_all_read(town, clerk, monkeypatch):
    from portal.admin import kept

    monkeypatch.setattr(kept, "PAGE", 2)
    value = media.keep(png(), "门口.png", media.PICTURES)
    for number in range(5):
        makers.station(f"站点{number}", town.here, picture=value)
    page = clerk.visit(next(link["href"] for link in clerk.visit("/admin/media/").select(".chip") if link.text == "服务站点 · 图片"))
    seen = [link.text for link in page.select(".kept .tap")]
    while further := page.select_one("main a.button"):
        page = clerk.visit(further["href"])
        seen += [link.text for link in page.select(".kept .tap")]
    assert seen == [f"服务站点 · 站点{number}" for number in range(5)]


def test_a_large_picture_is_served_in_sizes(town, clerk):
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(out, "PNG")
    value = media.keep(out.getvalue(), "门口.png", media.PICTURES)
    edit(town.station, picture=value)
    file = value.partition(" ")[0]

    for asked, width, kind in ((320, 320, "image/webp"), (640, 640, "image/webp"), (1280, 900, "image/png"), (333, 900, "image/png")):
        answer = clerk.client.get(f"/admin/media/{file}?w={asked}")
        assert answer.mimetype == kind
        assert Image.open(io.BytesIO(answer.data)).width == width
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    image = clerk.visit(f"/stations/{town.station.slug}").select_one(".picture__image")
    assert image["srcset"].split(", ") == [f"/media/{file}?w=320 320w", f"/media/{file}?w=640 640w", f"/media/{file} 900w"]
    assert Image.open(io.BytesIO(clerk.client.get(f"/media/{file}?w=640").data)).width == 640


def test_no_address_gives_out_a_picture_as_the_camera_wrote_it(town, clerk):
    value = media.keep(photo(), "门口.jpg", media.PICTURES)
    edit(town.station, picture=value)
    file = value.partition(" ")[0]
    assert MAKER.encode() in media.original(file).read_bytes()
    for address in (f"/admin/media/{file}", f"/media/{file}", f"/admin/media/{file}?w=320"):
        assert MAKER.encode() not in clerk.client.get(address).data
    for address in (f"/media/originals/{file[:2]}/{file}", f"/admin/media/originals/{file}", f"/static/media/originals/{file}"):
        assert clerk.client.get(address).status_code == 404
