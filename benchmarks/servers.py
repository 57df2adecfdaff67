"""Servers: granian started as `make run` starts it, on a free port of loopback, and stopped again."""

import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from .clients import Loopback
from .grounds import ROOT, environment

PATIENCE = 30  # seconds a server may take to start or stop


def threads_of():
    """(workers, blocking threads) as the Makefile has them."""
    text = (ROOT / "Makefile").read_text()
    return tuple(re.search(rf"^{name} \?= (\d+)", text, re.M)[1] for name in ("WORKERS", "THREADS"))


class Server:
    """A running granian: its port, its processes and the seconds from its start to its first answer."""

    def __init__(self, target, factory, variables, workers=None, threads=None):
        usual = threads_of()
        workers, threads = workers or usual[0], threads or usual[1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [
            str(Path(sys.executable).with_name("granian")),
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            workers,
            "--blocking-threads",
            threads,
            "--log-level",
            "warning",
            "--no-ws",
            *(["--factory"] if factory else []),
            target,
        ]
        started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(**variables))
        self.wait(started)

    def wait(self, started):
        """Ask until /healthz answers 200."""
        while time.perf_counter() - started < PATIENCE and self.process.poll() is None:
            with contextlib.suppress(OSError), contextlib.closing(Loopback(self.port)) as visitor:
                if visitor.get("/healthz")[0] == 200:
                    self.seconds = time.perf_counter() - started
                    return
            time.sleep(0.002)
        self.stop()
        raise RuntimeError("the server did not start")

    def memory(self):
        """Megabytes of all its processes, shared pages divided among those that share them (PSS)."""
        root = psutil.Process(self.process.pid)
        return sum(pss(process.pid) for process in (root, *root.children(recursive=True))) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def pss(pid):
    """Kilobytes of process `pid`."""
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])


def portal(settings, workers=None, threads=None):
    """The portal with these settings, as long as the block lasts; as many workers and threads as the Makefile has by default."""
    return running("wsgi:app", False, settings, workers, threads)


def bare(url):
    """The bare pages on the database at `url`, as long as the block lasts."""
    return running("benchmarks.bare:site", True, {"BENCHMARK_URL": url})


def cms(url):
    """The Wagtail peer on the database at `url`, as long as the block lasts."""
    return running("benchmarks.cms.wsgi:site", False, {"BENCHMARK_URL": url})


@contextlib.contextmanager
def running(target, factory, variables, workers=None, threads=None):
    """A `Server` that is stopped at the end of the block."""
    server = Server(target, factory, variables, workers, threads)
    try:
        yield server
    finally:
        server.stop()
