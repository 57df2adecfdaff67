"""One import in a process of its own: `python -m benchmarks.importer URL PLURAL FILE` prints what it took as JSON."""

import json
import re
import sys
import time
from pathlib import Path

import psutil

from portal.core import db, files, importing, policy
from portal.models import MODELS
from portal.roles import ROLES


def main(url, plural, path):
    """Import the file at `path` through the door, and say how long it took and how the memory grew."""
    engine = db.open_database(url)
    engine.connect()
    policy.use(ROLES)
    home = next(home for home in MODELS if home._meta.plural == plural)
    process, memory = psutil.Process(), []  # resident megabytes after every batch

    def look(done):
        memory.append(process.memory_info().rss / 2**20)

    table = files.open_table(Path(path))
    started, busy = time.perf_counter(), time.process_time()
    report = importing.load(home, table, policy.command_line("benchmark"), via="import", file=Path(path).name, progress=look)
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    engine.close()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "created": report.created,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "refused": len(report.refused),
                "memory": memory,
                "peak": peak(),
            }
        )
    )


def peak():
    """The most megabytes this process ever held at once."""
    return int(re.search(r"^VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(), re.M)[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
