"""Importing a file: its columns are matched, then everything is checked and nothing written, then it is written in the background.

Where an import stands lies in the database (core/importing/runs.py), so these pages only show it and pass on what a person wants.
"""

import csv
import datetime
import io
import json

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask_admin import expose
from flask_login import current_user

from ..core import clock, jobs, policy
from ..core.errors import Forbidden, Refused
from ..core.importing import faults, matching, running, runs
from ..core.importing.desk import Desk
from ..core.importing.runs import ImportRun
from ..models import MODELS
from . import import_words
from .forms import line
from .import_rows import rows_of
from .people import actor

LARGEST = 512 * 1024 * 1024  # bytes of one upload, at this address only
PASTED = 32 * 1024 * 1024  # bytes of what is pasted
SMALL = 3000  # rows that are checked or written while the person waits
LATELY = 10  # imports listed below the upload
ZERO = dict.fromkeys(runs.KINDS, 0) | {"chunk": 0, "turn": 0, "row": 0, "final": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def init_app(app):
    """Let the import pages, and only them, take large files, from people who are signed in and may bring something in."""
    doors = {f"admin_{home._meta.plural}.import_view": home for home in MODELS}

    def widen():
        home = doors.get(request.endpoint) if request.method == "POST" else None
        if home is not None and current_user.is_authenticated:
            must_bring_in(home)  # said before the file is read, and not after half a gigabyte
            request.max_content_length, request.max_form_memory_size = LARGEST, PASTED

    app.jinja_env.filters["on_the_spot"] = on_the_spot
    app.before_request_funcs.setdefault(None, []).insert(1, widen)  # before anything looks into the form


def must_bring_in(home):
    """Raise `Forbidden` unless this person may import into `home`, and create or change records there."""
    answers = [policy.may(actor(), verb, home) for verb in ("import", "create", "change")]
    if not answers[0] or not any(answers[1:]):
        raise Forbidden(next(answer.reason for answer in answers if not answer))


def on_the_spot(at):
    """A stored moment as the neighbourhood's clock shows it."""
    return clock.local(at.replace(tzinfo=datetime.UTC)).strftime("%Y-%m-%d %H:%M") if at else ""


def short(name):
    """The last part of an uploaded file's name, without control characters."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())[-100:] or "文件"


def desk():
    """Where the files of imports lie."""
    return Desk(current_app.config["PORTAL_DATA_DIR"])


class ImportPages:
    """The addresses of a screen's imports."""

    # -- a file comes in --------------------------------------------------------------------------------------------

    @expose("/import/", methods=("GET", "POST"))
    def import_view(self):
        """Choose a file or paste a table; below, the imports there were."""
        must_bring_in(self.model)
        if request.method == "GET":
            return self.import_page()
        try:
            run = self.receive()
        except Refused as refusal:
            return self.import_page(sentence=str(refusal)), 422
        return redirect(self.to("run_view", token=run.token), 303)

    def import_page(self, sentence=""):
        lately = list(runs.visible(actor(), [self.model]).order_by(ImportRun.id.desc()).limit(LATELY))
        return self.render("admin/import.html", sentence=sentence, lately=lately, pasted=request.form.get("pasted", "")[:20_000])

    def receive(self):
        """The `ImportRun` of what was sent: checked already when nothing about its columns has to be asked."""
        file, pasted = request.files.get("file"), request.form.get("pasted", "")
        if file is not None and file.filename:
            run = desk().receive(actor(), self.model, short(file.filename), file.stream)
        elif pasted.strip():
            run = desk().receive(actor(), self.model, "粘贴的表格", io.BytesIO(pasted.strip("\r\n").encode()))
        else:
            raise Refused("请先选一个文件，或者把表格粘贴进来")
        columns = self.columns(run)
        mapping = {column.heading: column.takes for column in columns}
        self.note(run, force="force" in request.form)
        if all(column.sure for column in columns) and not matching.troubles(self.shape, mapping):
            self.note(run, mapping=json.dumps(mapping, ensure_ascii=False))
            self.judge(run)
        return run

    def columns(self, run):
        """The columns of the file of `run`, matched as far as they can be."""
        headings = desk().head(run)["headings"]
        return matching.match(self.shape, headings, self.matched_before(run, headings))

    def matched_before(self, run, headings):
        """heading → what it was taken for when a table with these came before, or None."""
        key = runs.headings_key(headings)
        return runs.remembered(self.model, "columns", run.by, [key]).get(key)

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

    # -- one import -------------------------------------------------------------------------------------------------

    def run_of(self, token):
        """The import of that token, as far as this person may know of it; 404 like one that never was."""
        self.must("import")
        return runs.visible(actor(), [self.model]).where(ImportRun.token == line(token, 40)).first() or abort(404)

    @expose("/import/<token>/", methods=("GET", "POST"))
    def run_view(self, token):
        """Where an import stands; POST does with it what the button says."""
        run = self.run_of(token)
        if request.method == "GET":
            return self.run_page(run)
        deeds = {
            "columns": self.take_columns,
            "rematch": self.rematch,
            "words": self.take_words,
            "choose": self.choose,
            "keep": self.keep_all,
            "overwrite": self.overwrite_all,
            "again": self.judge,
            "write": self.write,
            "resume": self.resume,
            "cancel": self.cancel,
            "drop": self.drop,
        }
        deed = deeds.get(request.form.get("do"))
        if deed is None:
            abort(400)
        if run.by != actor().name and deed != self.cancel:
            raise Forbidden("这是别人的导入，只能查看。")
        try:
            answer = deed(run)
        except runs.Lost as lost:
            flash(str(lost), "wait")
            answer = None
        except Refused as refusal:
            flash(str(refusal), "urgent")
            answer = None
        return answer or redirect(self.to("run_view", token=run.token), 303)

    def run_page(self, run, **more):
        """The page of an import: its columns, its progress or its report."""
        mine = run.by == actor().name
        if run.state in runs.OPEN and not desk().has_file(run):
            return self.import_page(sentence="这个文件已经写入或放得太久，请重新上传"), 410
        if run.state == "columns":
            return self.columns_page(run, **more)
        if run.state == "checking" and not run.lost:
            return self.render("admin/import-wait.html", run=run)
        which = "check" if run.state in runs.OPEN else "rows"
        report = rows_of(self.model, run, desk(), which, request.args, mine)
        words = import_words.words_of(self, run, desk()) if run.state == "checked" and mine else []
        return self.render(
            "admin/import-report.html",
            **{
                "run": run,
                "mine": mine,
                "report": report,
                "words": words,
                "troubles": {},
                "written": run.state not in runs.OPEN,
                "busy": run.state in runs.BUSY and not run.lost,
                "earlier": runs.earlier(run, actor(), self.model) if run.state == "checked" else None,
                "undo": self.undo_address(run),
                "has_file": desk().has_file(run),
            }
            | more,
        )

    def undo_address(self, run):
        """Where `run` can be taken back, or ""."""
        if run.state not in ("done", "cancelled", "stopped") or not (run.created or run.changed):
            return ""
        return url_for("admin_undo.page", run=run.token) if "admin_undo.page" in current_app.view_functions else ""

    @expose("/import/<token>/progress.json")
    def progress_view(self, token):
        """How far it is, for the page that shows it."""
        run = self.run_of(token)
        over = run.lost or run.state not in (*runs.BUSY, "checking", "loading")
        answer = {"over": over, "word": run.word, "behind": run.behind, "length": run.length, "share": run.share}
        return answer | {"figures": {kind: number for kind, _, number in run.figures}}

    @expose("/import/<token>/errors.xlsx")
    def errors_view(self, token):
        """The refused rows of one's own import as a workbook that can be uploaded again."""
        run = self.run_of(token)
        which = "check" if run.state in runs.OPEN else "rows"
        if run.by != actor().name or not desk().has_store(run, which):
            abort(404)
        out = io.BytesIO()
        with desk().store(run, which) as store:
            faults.write(store, desk().head(run)["headings"], out)
        name = f"attachment; filename={self.model._meta.plural}-errors.xlsx"
        return Response(out.getvalue(), content_type=XLSX, headers={"Content-Disposition": name})

    # -- what a person wants done -------------------------------------------------------------------------------------

    def note(self, run, **facts):
        """Write down what was decided while nothing is written yet."""
        noted = ImportRun.update(beat=runs.stamp(), **facts).where(ImportRun.id == run.id, ImportRun.state.in_(runs.OPEN))
        if not noted.execute():
            raise runs.Lost("这次导入已经开始写入或者已经结束，不能再改。")
        for name, value in facts.items():
            setattr(run, name, value)

    def columns_page(self, run, chosen=None, troubles=()):
        head = desk().head(run)
        last = self.matched_before(run, head["headings"])
        columns = matching.match(self.shape, head["headings"], last)
        what = "columns", runs.headings_key(head["headings"])
        told = dict(json.loads(run.mapping)) if chosen is None else chosen
        return self.render(
            "admin/import-columns.html",
            run=run,
            columns=columns,
            said=import_words.sayers(self.model, run.by, {what: last}).get(what) if last else None,
            chosen={column.heading: told.get(column.heading, column.takes) for column in columns},
            samples=head["samples"],
            fields=[field for field in self.shape if not field.secret],
            old_key=matching.OLD_KEY,
            troubles=troubles,
        )

    def take_columns(self, run):
        """What each column is; complained about, or checked at once."""
        if run.state not in ("columns", "checked"):
            raise runs.Lost("这次导入已经开始写入或者已经结束，不能再改。")
        headings = desk().head(run)["headings"]
        said = [request.form.get(f"c{place}", "?") for place in range(len(headings))]
        usable = {field.name for field in self.shape if not field.secret} | {matching.OLD_KEY}
        mapping = {
            heading: matching.LEFT_OUT if word == "-" else word if word in usable else None
            for heading, word in zip(headings, said, strict=True)
        }
        if troubles := matching.troubles(self.shape, mapping):
            return self.columns_page(run, mapping, troubles), 422
        runs.remember(self.model, "columns", {runs.headings_key(headings): mapping}, run.by)
        self.note(run, mapping=json.dumps(mapping, ensure_ascii=False), note="")
        return self.judge(run)

    def rematch(self, run):
        """Back to the columns."""
        self.note(run, state="columns")

    def take_words(self, run):
        """What unknown words stand for; complained about, or checked again."""
        if run.state != "checked":
            raise runs.Lost("这次导入已经开始写入或者已经结束，不能再改。")
        says, troubles = import_words.taken(self, run)
        if troubles:
            return self.run_page(run, troubles=troubles), 422
        self.note(run, says=json.dumps(says, ensure_ascii=False))
        return self.judge(run)

    def keep_all(self, run):
        """Keep what people edited in every row."""
        self.note(run, force=False)
        flash("有人改过的内容都保持原样，单独勾选的行除外。", "done")

    def overwrite_all(self, run):
        """Overwrite what people edited in every row."""
        self.note(run, force=True)
        flash("有人改过的内容，写入时都用文件里的盖掉。", "done")

    def choose(self, run):
        """Keep or overwrite what people edited, in each of the rows that were shown."""
        self.note(run, force=False)
        lines = [int(line) for line in request.form.getlist("shown") if line.isdecimal() and len(line) < 10]
        chosen = set(request.form.getlist("line"))
        with desk().store(run) as store:
            store.force([line for line in lines if str(line) in chosen], True)
            store.force([line for line in lines if str(line) not in chosen], False)
        flash("记下了，写入时照此办理。", "done")
        return redirect(self.to("run_view", token=run.token, tab="conflicts"), 303)

    def judge(self, run):
        """Check the whole file; nothing is written."""
        if not json.loads(run.mapping):
            raise runs.Lost("还没有说明每一列是什么，请先对好列名。")
        said = runs.words(self.model, run.by)
        for name, words in json.loads(run.says).items():
            said[name] = said.get(name, {}) | words
        fresh = ZERO | {"says": json.dumps(import_words.known(self, said), ensure_ascii=False)}
        states = ("columns", "checked", "checking") if run.lost else ("columns", "checked")
        self.work(runs.claim(run, states, "checking", **fresh), running.check, "check")

    def write(self, run):
        """Begin to write what was checked."""
        if run.state != "checked":
            raise runs.Lost("这次导入已经开始写入或者已经结束。")
        self.work(runs.claim(run, ("checked",), "running", **ZERO), running.write, "rows")

    def resume(self, run):
        """Go on where it stopped."""
        states = ("cancelled", "stopped", *runs.BUSY) if run.resumable else ("cancelled", "stopped")
        if not desk().has_file(run):
            raise Refused("这个文件放得太久，已经清掉了，请重新上传；写好的行会算作未变。")
        self.work(runs.claim(run, states, "running"), running.write, "rows")

    def cancel(self, run):
        """Stop after the rows that are being written right now."""
        runs.cancel(run)

    def drop(self, run):
        """Forget a file that was not written."""
        if run.state in runs.OPEN:
            desk().drop(run)
        return redirect(self.to("import_view"), 303)

    def work(self, run, job, which):
        """Do `job` with `run`: at once when it is short, else beside the requests."""
        mine, asker, home = desk(), actor(), self.model

        def go():
            with mine.fresh(run, which) if which == "check" else mine.store(run, which) as store:
                job(home, run, mine.table(run), asker, store)
            if run.state == "done":
                mine.drop_file(run)

        if run.length <= SMALL:
            go()
        else:
            jobs.start(f"import {run.token}", go)
