"""The store of pictures and papers: files named by their content, so that the same one is kept once.

A value in a record is the stored name, and behind a space the title it came with: 5f….pdf 工作经费管理使用办法
Beside what is served lie, as people uploaded them, the originals of pictures, which no address gives out: they hold
where and with what a picture was taken. Smaller ones are made when they are first asked for.
"""

import contextlib
import contextvars
import functools
import hashlib
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from .errors import Unreadable

# content → ending of the stored file
PICTURES = {"jpeg": "jpg", "png": "png", "webp": "webp", "gif": "gif"}
PAPERS = {"pdf": "pdf", "docx": "docx", "xlsx": "xlsx", "pptx": "pptx"} | PICTURES
NAMED = re.compile(r"(?P<file>[0-9a-f]{32}\.(?P<suffix>[a-z]{3,4}))(?: (?P<title>[^\n/\\]{1,150}))?")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_MOVING, MOST_FRAMES = 50_000_000, 1000  # dots of all frames together: each takes four bytes while they are read
WIDTHS = (320, 640, 1280)  # of the smaller ones
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}

_place = {"folder": Path("var/media")}
_beside = contextvars.ContextVar("beside", default=None)


def use(folder):
    """Keep files in `folder` from now on."""
    _place["folder"] = Path(folder)


def path(file):
    """Where the stored `file` (its bare name) lies."""
    return _place["folder"] / file[:2] / file


def original(file):
    """Where the picture `file` lies as it was uploaded; no address serves it."""
    return _place["folder"] / "originals" / file[:2] / file


def has(file):
    """Whether the store holds `file`."""
    return path(file).is_file()


@contextlib.contextmanager
def reading_beside(folder):
    """Inside the block, `beside` looks for files in `folder`."""
    token = _beside.set(Path(folder) if folder else None)
    try:
        yield
    finally:
        _beside.reset(token)


def beside(text):
    """The file that `text` names below the folder of the table that is being imported, or None."""
    folder = _beside.get()
    if folder is None or "\0" in text or len(text) > 300:
        return None
    found = (folder / text).resolve()
    return found if found.is_relative_to(folder.resolve()) and found.is_file() else None


def sniffed(data):
    """What `data` is by its own bytes: a key of PICTURES or PAPERS, or ""."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as package:
            return next((kind for part, kind in _PARTS.items() if part in package.namelist()), "")
    return ""


def keep(data, name, accepts):
    """The value for a file of the content `data`, once it lies in the store. Raises `Unreadable` for what is not in `accepts`."""
    kind = sniffed(data)
    if kind not in accepts:
        raise Unreadable(f"“{name[:60]}”不是能用的文件，请用 {'、'.join(sorted({suffix.upper() for suffix in accepts.values()}))}")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"“{name[:60]}”有 {len(data) / 1048576:.1f} MB，最多 {MOST_BYTES // 1048576} MB，请压缩后再上传")
    served = undressed(data, name) if kind in PICTURES else data
    file = f"{hashlib.sha256(served).hexdigest()[:32]}.{accepts[kind]}"
    if not has(file):
        _write(path(file), served)
    if served != data and not original(file).is_file():
        _write(original(file), data)
    title = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", Path(name.replace("\\", "/")).name)
    title = " ".join("".join(letter for letter in title if letter.isprintable() and letter not in "/\\").split())[:150]
    return f"{file} {title}" if title and not NAMED.fullmatch(f"{title}.{accepts[kind]}") else file


def undressed(data, name):
    """The picture `data` turned the right way up, without what the camera wrote into it."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable(f"“{name[:60]}”有 {picture.width}×{picture.height} 点，太大，请缩小后再上传")
            several = picture.format == "MPO"  # some telephones put a second view behind a JPEG: it is none of a moving picture
            if getattr(picture, "is_animated", False) and not several:
                return _moving(picture, name)
            kind, upright = "JPEG" if several else picture.format, ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            options = {"quality": 88, "optimize": True} if kind in ("JPEG", "WEBP") else {"optimize": True}
            colours = upright.info.get("icc_profile")
            clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P":
                clean.putpalette(upright.getpalette("RGBA"), "RGBA")
            clean.save(out, kind, **options, **({"icc_profile": colours} if colours else {}))
            return out.getvalue()
    except Unreadable:
        raise
    except Image.DecompressionBombError as bomb:
        raise Unreadable(f"“{name[:60]}”太大，请缩小后再上传") from bomb
    except Exception as trouble:  # Pillow raises many kinds for a picture that is torn
        raise Unreadable(f"“{name[:60]}”打不开，可能已损坏，请另存为 JPG 或 PNG 再上传") from trouble


def _moving(picture, name):
    """A moving `picture` frame by frame, without what was written into it."""
    if picture.n_frames > MOST_FRAMES or picture.n_frames * picture.width * picture.height > MOST_MOVING:
        raise Unreadable(f"“{name[:60]}”是 {picture.n_frames} 帧的动图，太大，请减少帧数或缩小后再上传")
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        frames.append(frame.convert("RGBA"))
        durations.append(frame.info.get("duration") or 100)
    out = io.BytesIO()
    frames[0].info = {}
    frames[0].save(
        out, picture.format, save_all=True, append_images=frames[1:], duration=durations, loop=picture.info.get("loop", 0), exif=b""
    )
    return out.getvalue()


@functools.lru_cache(maxsize=4096)
def _width(found, _changed):
    with contextlib.suppress(Exception), Image.open(found) as picture:
        return 0 if getattr(picture, "is_animated", False) else picture.width
    return 0


def widths(file):
    """The widths of which there are smaller ones of the picture `file`, its own last; nothing for papers and moving pictures."""
    if file.rpartition(".")[2] not in PICTURES.values() or not has(file):
        return ()
    own = _width(str(path(file)), path(file).stat().st_mtime_ns)
    return (*(width for width in WIDTHS if width < own), own) if own else ()


def smaller(file, width):
    """Where the picture `file` lies at `width`, made now when it is first asked for; `file` itself when it has no such size."""
    if width not in WIDTHS or width not in widths(file)[:-1]:
        return path(file)
    target = _place["folder"] / "sizes" / str(width) / file[:2] / f"{file.partition('.')[0]}.webp"
    if not target.is_file():
        with Image.open(path(file)) as picture:
            picture.draft("RGB", (width * 2, width * 2))
            even = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
            out = io.BytesIO()
            even.resize((width, max(1, round(even.height * width / even.width))), Image.Resampling.LANCZOS).save(out, "WEBP", quality=80)
        _write(target, out.getvalue())
    return target


def _write(target, data):
    """Put `data` at `target` whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, target)
