"""The import studio on one large file: checked and written chunk by chunk, each in a process of its own.

`python -m benchmarks studio --rows 1000000`; also run as `python -m benchmarks.studio URL FOLDER FILE WHAT [TOKEN]` by itself.
"""

import contextlib
import io
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from portal.core import clock, db, policy
from portal.core.errors import Unavailable
from portal.core.importing import matching, running, runs
from portal.core.importing.desk import Desk
from portal.core.importing.runs import ImportRun
from portal.models import BY_NAME, Enterprise
from portal.roles import ROLES

from . import made_up
from .figures import Figure
from .grounds import ROOT

ZERO = dict.fromkeys(runs.KINDS, 0) | {"chunk": 0, "turn": 0, "row": 0, "final": False}
EVERY = 0.05  # seconds between two looks at the memory


def measure(ground, rows):
    """The figures of checking and writing `rows` enterprises, and of how long another writer waited meanwhile."""
    share = rows / made_up.SIZES["enterprises"]
    folder, name = ground.folder / f"studio-{rows}", "studio"
    made_up.write(folder, share)
    ground.engine.make(name)
    ground.migrate(name)
    for plural in ("sources", "terms", "divisions", "grids", "roletypes"):
        ground.load(name, plural, folder / f"{plural}.csv")
    ground.engine.settle(name)
    url, took = ground.engine.url(name), {}
    token = asked(url, folder, "receive", folder / "enterprises.csv")["token"]
    for what in ("check", "write"):
        took[what] = asked(url, folder, what, token)
    ground.engine.settle(name)
    token = asked(url, folder, "receive", folder / "enterprises.csv")["token"]
    took["again"] = asked(url, folder, "check", token)
    ground.engine.drop(name)
    words = {"check": "checked, all new", "write": "written, all new", "again": "the same file checked again, all unchanged"}
    figures = []
    for what, word in words.items():
        run = took[what]
        figures.append(Figure(f"{word}, {run['rows']:,} rows", "rows/s", [run["rows"] / run["seconds"]]))
        figures.append(Figure("peak memory of the process", "MB", [run["peak"]], ("≤", 300)))
        figures.append(Figure("longest wait of another writer", "ms", [run["waited"] * 1000]))
    return figures


def asked(url, folder, what, argument):
    """What one step took, in a process of its own whose memory is watched from here."""
    command = [sys.executable, "-m", "benchmarks.studio", url, str(folder), what, str(argument)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    process, peak = psutil.Process(child.pid), 0
    while child.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss / 2**20)
        except psutil.NoSuchProcess:
            break
        time.sleep(EVERY)
    out, _ = child.communicate()
    if child.returncode:
        raise SystemExit(f"studio {what} ended with {child.returncode}")
    return json.loads(out) | {"peak": peak}


class Neighbour:
    """Somebody who writes a line every tenth of a second while an import goes on; the longest time that took."""

    def __init__(self):
        self.longest, self.over = 0.0, threading.Event()
        self.thread = threading.Thread(target=self.write, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *trouble):
        self.over.set()
        self.thread.join()

    def write(self):
        row = runs.ImportMemory.create(home="", what="", key="", says="", at=clock.now().replace(tzinfo=None))
        while not self.over.wait(0.1):
            started = time.perf_counter()
            with contextlib.suppress(Unavailable):  # it waited for as long as the engine lets anybody wait
                row.save()
            self.longest = max(self.longest, time.perf_counter() - started)
        row.delete_instance()
        db.database.close()


def main(url, folder, what, argument):
    """One step of an import: receive FILE, check TOKEN or write TOKEN; what it took as JSON."""
    engine = db.open_database(url)
    engine.connect()
    policy.use(ROLES)
    desk, by = Desk(folder), policy.command_line("benchmark")
    if what == "receive":
        with open(argument, "rb") as file:
            run = desk.receive(by, Enterprise, Path(argument).name, io.BufferedReader(file))
        columns = matching.match(Enterprise.shape(), desk.head(run)["headings"])
        mapping = json.dumps({column.heading: column.takes for column in columns}, ensure_ascii=False)
        ImportRun.update(mapping=mapping, state="checked").where(ImportRun.id == run.id).execute()
        answer = {"token": run.token}
    else:
        run = runs.claim(ImportRun.get(ImportRun.token == argument), ("checked",), {"check": "checking", "write": "running"}[what], **ZERO)
        home, job = BY_NAME[run.home], {"check": running.check, "write": running.write}[what]
        started = time.perf_counter()
        with Neighbour() as other, desk.fresh(run, what) as store:
            job(home, run, desk.table(run), by, store)
        run = ImportRun.get_by_id(run.id)
        answer = {"seconds": time.perf_counter() - started, "rows": run.behind, "waited": other.longest}
        answer["figures"] = {kind: number for kind, _, number in run.figures}
    engine.close()
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
