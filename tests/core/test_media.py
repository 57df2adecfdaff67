"""The store of pictures and papers: what it takes, what it drops, and that one file is kept once."""

import io
import zipfile

import pytest
from PIL import Image

from portal.core import importing, media
from portal.core.errors import Unreadable
from portal.core.fields import Paper, Picture
from portal.core.files import Sheet
from portal.core.policy import command_line
from portal.models import Enterprise
from tests.makers import division, enterprise

picture, paper = Picture("图片"), Paper("附件")
MAKER = "One Maker of Cameras"


@pytest.fixture(autouse=True)
def store(tmp_path):
    media.use(tmp_path / "media")
    return tmp_path / "media"


def photo(kind="JPEG", size=(60, 40), orientation=None, place=True, mode="RGB"):
    """The bytes of a picture as a telephone takes it: with a maker, a place and a way up."""
    made, out = Image.new(mode, size, 128), io.BytesIO()
    exif = Image.Exif()
    exif[271] = MAKER
    if orientation:
        exif[274] = orientation
    if place:
        exif.get_ifd(34853)[2] = (36.0, 11.0, 6.0)
    made.save(out, kind, **({"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}))
    return out.getvalue()


def kept(value):
    return media.path(media.NAMED.fullmatch(value)["file"])


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "gif")])
def test_a_picture_is_kept_under_its_content_with_the_title_it_came_with(kind, suffix):
    value = picture.keep(photo(kind), f"门头 照片.{suffix.upper()}")

    assert value.endswith(f".{suffix} 门头 照片")
    assert picture.issue(value) is None
    assert picture.read(picture.show(value)) == value
    assert picture.words(value) == "门头 照片"
    with Image.open(kept(value)) as back:
        assert back.size == (60, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright(kind):
    value = picture.keep(photo(kind, orientation=6), "a.jpg")

    with Image.open(kept(value)) as back:
        assert back.size == (40, 60)
        assert dict(back.getexif()) == {}
    assert MAKER.encode() not in kept(value).read_bytes()


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK"])
def test_pictures_of_every_colour_are_taken(mode):
    kind = {"RGBA": "PNG", "P": "PNG"}.get(mode, "JPEG")
    assert picture.issue(picture.keep(photo(kind, mode=mode), "a")) is None


def test_the_picture_as_it_was_uploaded_is_kept_beside_the_one_that_is_served(store):
    data = photo()
    value = picture.keep(data, "a.jpg")

    assert MAKER.encode() in data
    assert media.original(kept(value).name).read_bytes() == data
    assert media.original(kept(value).name) != kept(value)


def moving(kind, frames=3, size=(20, 10)):
    """The bytes of a moving picture that names its maker."""
    images = [Image.new("RGB", size, colour) for colour in ("red", "green", "blue")][:frames]
    exif, out = Image.Exif(), io.BytesIO()
    exif[271] = MAKER
    more = {"comment": MAKER.encode()} if kind == "GIF" else {"exif": exif}
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=[100, 200, 300], **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_keeps_its_frames_and_loses_what_was_written_into_it(kind):
    data = moving(kind)
    value = picture.keep(data, "a")

    assert MAKER.encode() in data
    assert MAKER.encode() not in kept(value).read_bytes()
    with Image.open(kept(value)) as back:
        assert (back.n_frames, back.size) == (3, (20, 10))


def test_a_moving_picture_of_too_many_dots_is_refused(monkeypatch):
    monkeypatch.setattr(media, "MOST_MOVING", 20 * 10 * 2)
    with pytest.raises(Unreadable, match="是 3 帧的动图，太大"):
        picture.keep(moving("GIF"), "a.gif")


def test_a_moving_picture_of_too_many_frames_is_refused_however_small(monkeypatch):
    monkeypatch.setattr(media, "MOST_FRAMES", 2)
    with pytest.raises(Unreadable, match="是 3 帧的动图，太大"):
        picture.keep(moving("GIF"), "a.gif")


def test_a_photograph_with_a_second_view_behind_it_is_kept_as_a_photograph(store):
    views, exif, out = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")], Image.Exif(), io.BytesIO()
    exif[271] = MAKER
    views[0].save(out, "MPO", save_all=True, append_images=views[1:], exif=exif)

    value = picture.keep(out.getvalue(), "a.jpg")

    assert MAKER.encode() in out.getvalue()
    assert MAKER.encode() not in kept(value).read_bytes()
    with Image.open(kept(value)) as back:
        assert (back.format, back.size) == ("JPEG", (20, 10))


def test_smaller_ones_are_made_when_they_are_asked_for_and_kept(store):
    value = picture.keep(photo(size=(800, 400)), "a.jpg")
    file = kept(value).name
    assert media.widths(file) == (320, 640, 800)
    assert not (store / "sizes").exists()

    first = media.smaller(file, 320)
    assert first == media.smaller(file, 320)
    with Image.open(first) as small:
        assert (small.format, small.size) == ("WEBP", (320, 160))
    assert media.smaller(file, 1280) == media.smaller(file, 33) == kept(value)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK"])
def test_pictures_of_every_colour_have_smaller_ones(mode):
    kind = {"RGBA": "PNG", "P": "PNG"}.get(mode, "JPEG")
    value = picture.keep(photo(kind, size=(400, 300), mode=mode), "a")
    with Image.open(media.smaller(kept(value).name, 320)) as small:
        assert small.size == (320, 240)


@pytest.mark.parametrize("file", ["0" * 32 + ".png", "x.pdf", ""])
def test_what_is_no_kept_picture_has_no_sizes(file):
    assert media.widths(file) == ()


def test_a_moving_picture_and_a_paper_have_one_size_only():
    assert media.widths(kept(picture.keep(moving("GIF", size=(900, 10)), "a")).name) == ()
    assert media.widths(kept(paper.keep(b"%PDF-1.7", "a")).name) == ()


def test_the_same_file_is_kept_once(store):
    first, second = picture.keep(photo(), "甲.jpg"), picture.keep(photo(), "乙.jpg")

    assert first.split()[0] == second.split()[0]
    served = [path for path in store.rglob("*") if path.is_file() and path != media.original(path.name)]
    assert served == [kept(first)]


def office(part):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(part, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("ppt/presentation.xml"), "pptx"),
    ],
)
def test_a_paper_is_kept_byte_for_byte(data, suffix):
    value = paper.keep(data, f"工作经费管理使用办法.{suffix}")

    assert kept(value).read_bytes() == data
    assert paper.words(value) == "工作经费管理使用办法"


REFUSED = {
    "网页": (b"<html><script>alert(1)</script>", "a.jpg", "不是能用的文件，请用 GIF、JPG、PNG、WEBP"),
    "程序": (b"MZ\x90\x00", "a.png", "不是能用的文件"),
    "空": (b"", "a.png", "不是能用的文件"),
    "绘图": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "不是能用的文件"),
    "撕坏": (photo()[:200], "a.jpg", "打不开，可能已损坏"),
    "压缩包": (office("evil.exe"), "a.docx", "不是能用的文件"),
    "文档": (b"%PDF-1.7", "a.pdf", "不是能用的文件"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_by_its_own_bytes_is_refused_and_not_kept(store, name):
    data, title, said = REFUSED[name]
    with pytest.raises(Unreadable, match=said):
        picture.keep(data, title)
    assert not store.exists()


def test_a_file_that_is_too_large_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(media, "MOST_BYTES", 1024 * 1024)
    with pytest.raises(Unreadable, match=r"有 1\.2 MB，最多 1 MB"):
        paper.keep(b"%PDF-" + b"x" * 1_258_291, "a.pdf")


def test_a_picture_of_too_many_dots_is_refused_before_it_is_unpacked():
    for size, said in (((10_000, 6_000), "有 10000×6000 点，太大"), ((20_000, 20_000), "太大")):
        out = io.BytesIO()
        Image.new("1", size).save(out, "PNG")
        with pytest.raises(Unreadable, match=said):
            picture.keep(out.getvalue(), "a.png")


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "..\\..\\boot.jpg", "a\x00b.jpg", "x" * 400 + ".jpg", "", "/"])
def test_a_wicked_name_harms_nothing(store, name):
    value = picture.keep(photo(), name)

    assert picture.issue(value) is None
    assert kept(value).is_relative_to(store)


def test_an_import_takes_the_picture_that_lies_beside_the_table(database, tmp_path):
    (tmp_path / "图").mkdir()
    (tmp_path / "图" / "门头.jpg").write_bytes(photo())
    here = division("历山社区")
    rows = [
        (2, {"名称": "甲", "所属区划": here.slug, "类型": "公司", "图片": "图/门头.jpg"}),
        (3, {"名称": "乙", "所属区划": here.slug, "类型": "公司", "图片": "../secret.jpg"}),
    ]

    report = importing.load(Enterprise, Sheet(["名称", "所属区划", "类型", "图片"], iter(rows), folder=tmp_path), command_line())

    assert report.created == 1
    assert Enterprise.get(Enterprise.name == "甲").picture.endswith(" 门头")
    assert [entry["reason"] for entry in report.refused] == ["没有找到图片“../secret.jpg”，请放在表格旁边的同名位置再导入，或在后台上传"]


def test_an_upload_reads_no_files_of_the_server(database, tmp_path):
    (tmp_path / "门头.jpg").write_bytes(photo())
    here = division("历山社区")
    row = (2, {"名称": "甲", "所属区划": here.slug, "类型": "公司", "图片": str(tmp_path / "门头.jpg")})

    report = importing.load(Enterprise, Sheet(["名称", "所属区划", "类型", "图片"], iter([row])), command_line())

    assert (report.created, len(report.refused)) == (0, 1)


def test_a_record_is_not_brought_back_to_a_picture_that_is_gone(database):
    from portal.core import history
    from portal.core.changes import change
    from tests.makers import edit

    value = picture.keep(photo(), "a.jpg")
    shop = enterprise("甲", picture=value)
    edit(Enterprise.get_by_id(shop.id), picture=None)
    kept(value).unlink()
    first = history.revisions(Enterprise, shop.id).where(history.Revision.version == 1).first()

    with change(command_line(), via="admin") as work:
        outcome = work.one(history.restore(Enterprise, first, None, base=2))

    assert outcome.issues["picture"] == ["图片“a”的文件不在了，请重新上传或清空"]
