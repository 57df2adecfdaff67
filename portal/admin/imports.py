"""Importing a file: first everything is checked and nothing written, then the same file is written."""

import contextlib
import csv
import io
import re
import secrets
import shutil
import time
from pathlib import Path

from flask import Response, current_app, flash, request
from flask_admin import expose
from flask_login import current_user

from ..core import files, importing
from ..core.errors import Refused
from .people import actor

KEPT = 24 * 3600  # seconds an upload waits between checking and writing
SHOWN = 500  # rows of a report on one page
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


class Uploads:
    """The files one person has uploaded for one model, each under a name nobody can guess."""

    def __init__(self, folder, user, plural):
        self.folder = Path(folder) / "uploads" / f"{user}-{plural}"

    def keep(self, name, data):
        """Put `data` away until it is written; the token to find it by."""
        self.sweep()
        token = secrets.token_urlsafe(24)
        place = self.folder / token
        place.mkdir(parents=True, mode=0o700)
        (place / "name").write_text(name, encoding="utf-8")
        (place / "data").write_bytes(data)
        return token

    def take(self, token):
        """(name, bytes) of an upload. Raises `Refused` when it is no longer there."""
        place = self.folder / token
        if not _TOKEN.fullmatch(token) or not (place / "data").is_file():
            raise Refused("这个文件已经写入或放得太久，请重新上传")
        return (place / "name").read_text(encoding="utf-8"), (place / "data").read_bytes()

    def drop(self, token):
        """Forget an upload."""
        if _TOKEN.fullmatch(token):
            shutil.rmtree(self.folder / token, ignore_errors=True)

    def sweep(self):
        """Forget what was never written."""
        if self.folder.is_dir():
            for place in self.folder.iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if place.stat().st_mtime < time.time() - KEPT:
                        shutil.rmtree(place, ignore_errors=True)


def short(name):
    """The last part of an uploaded file's name, without control characters."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())[:100] or "文件"


class ImportPages:
    """The addresses of a screen's imports."""

    @property
    def uploads(self):
        return Uploads(current_app.config["PORTAL_DATA_DIR"], current_user.user.id, self.model._meta.plural)

    @expose("/import/", methods=("GET", "POST"))
    def import_view(self):
        """Choose a file; then the report of checking it; then that of writing it."""
        self.must("import")
        if request.method == "GET":
            return self.import_page()
        try:
            return self.write_upload() if request.form.get("token") else self.check_upload()
        except Refused as refusal:
            return self.import_page(sentence=str(refusal)), 422

    def import_page(self, **more):
        return self.render("admin/import.html", **({"report": None, "sentence": "", "shown": SHOWN} | more))

    def check_upload(self):
        """Judge the uploaded file and keep it until it is written; writes no record."""
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Refused("请先选一个文件")
        name, data, force = short(file.filename), file.read(), "force" in request.form
        report = self.load(name, data, check=True, force=force)
        return self.import_page(report=report, name=name, token=self.uploads.keep(name, data), force=force, written=False)

    def write_upload(self):
        """Write the file that was checked."""
        token, force = request.form["token"], "force" in request.form
        name, data = self.uploads.take(token)
        if "again" in request.form:
            report = self.load(name, data, check=True, force=force)
            return self.import_page(report=report, name=name, token=token, force=force, written=False)
        report = self.load(name, data, check=False, force=force)
        self.uploads.drop(token)
        flash(f"“{name}”已写入：新增 {report.created} 条，更新 {report.changed} 条。", "done")
        return self.import_page(report=report, name=name, token="", force=force, written=True)

    def load(self, name, data, check, force):
        return importing.load(self.model, files.rows_of(name, data), by=actor(), via="import", file=name, check=check, force=force)

    @expose("/import/template.csv")
    def template_view(self):
        """An empty table with the headings that an import reads."""
        self.must("import")
        out = io.StringIO("\ufeff", newline="")
        out.seek(0, io.SEEK_END)
        csv.writer(out).writerow([field.label for field in self.shape if not field.secret])
        return Response(
            out.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={self.model._meta.plural}.csv"}
        )
