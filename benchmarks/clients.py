"""Visitors: inside the process and over loopback, both with `get` and `post`; how long they wait and how many queries that took."""

import contextlib
import http.client
import itertools
import logging
import re
import secrets
import statistics
import threading
import time
from urllib.parse import urlencode

from portal.core import policy
from portal.core.changes import Edit, change
from portal.models import Grant, User

LOGIN = "benchmark"
RUNS = 5
ASKED = 40  # requests a run
EACH, COUNTED = 120, 30  # requests of a kind of page, and those whose queries are counted
LINGERING, FEW = 300, 10  # milliseconds a page may take before it is asked for only so often


class Inside:
    """Calls the application without a network."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, path):
        answer = self.client.get(path)
        return answer.status_code, answer.get_data()

    def post(self, path, form):
        answer = self.client.post(path, data=form)
        return answer.status_code, answer.get_data()


class Loopback:
    """One browser on one connection that is kept open."""

    def __init__(self, port):
        self.connection, self.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=30), {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, form):
        return self._ask("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body=None, headers=None):
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        self.connection.request(method, path, body, (headers or {}) | cookies)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def close(self):
        self.connection.close()


def administrator():
    """The password of the user LOGIN, who may do everything; made through the door when there is none."""
    password = secrets.token_urlsafe(12)
    user = User.get_or_none(User.login == LOGIN)
    with change(policy.command_line("benchmark"), via="setup") as work:
        made = work.one(Edit(User, user and user.id, values={"login": LOGIN, "password": User.password.read(password)})).must()
        if user is None:
            work.one(Edit(Grant, None, values={"user": made.id, "role": "administrator"})).must()
    return password


def sign_in(visitor, password):
    """Fill the sign-in form in and send it."""
    _, page = visitor.get("/admin/login")
    token = re.search(rb'name="?csrf_token"?[^>]*value="([^"]+)"', page)[1].decode()
    status, _ = visitor.post("/admin/login", {"login": LOGIN, "password": password, "csrf_token": token})
    if status != 302:
        raise RuntimeError(f"sign-in answered {status}")


def waits(visitor, paths, runs=RUNS):
    """The median of milliseconds a request of each run; `paths` are asked for in turn."""
    ask(visitor, paths, min(len(paths), 5))
    return [statistics.median(ask(visitor, paths, ASKED)) for _ in range(runs)]


def ask(visitor, paths, count):
    """Milliseconds of each of `count` requests."""
    taken = []
    for number in range(count):
        path = paths[number % len(paths)]
        started = time.perf_counter()
        status, _ = visitor.get(path)
        taken.append((time.perf_counter() - started) * 1000)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return taken


def timed(visitor, paths):
    """Milliseconds of EACH requests, every one of `paths` once before one comes again; of FEW when the page lingers."""
    first = ask(visitor, paths[-1:], 1)
    return ask(visitor, paths, EACH if first[0] < LINGERING else FEW)


def dearest(visitor, paths):
    """The most queries of one of `paths`, some of which are looked at."""
    most = 0
    for path in paths[:COUNTED]:
        with counted() as counter:
            visitor.get(path)
        most = max(most, counter.count)
    return most


def crowd(port, paths, visitors, seconds):
    """Seconds that each request waited, of `visitors` who ask for `paths` in turn until `seconds` are over; each begins elsewhere."""
    waits, wrong, over = [], [], time.perf_counter() + seconds

    def visit(first):
        visitor = Loopback(port)
        for path in itertools.islice(itertools.cycle(paths), first, None):
            if (started := time.perf_counter()) > over:
                break
            status, _ = visitor.get(path)
            waits.append(time.perf_counter() - started)
            if status != 200:
                wrong.append(f"{path} answered {status}")
        visitor.close()

    crowd = [threading.Thread(target=visit, args=(len(paths) * number // visitors,)) for number in range(visitors)]
    for visitor in crowd:
        visitor.start()
    for visitor in crowd:
        visitor.join()
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {len(waits)} requests failed: {wrong[0]}")
    return waits


def percentile(waits, share=0.95):
    """The wait that `share` of `waits` do not exceed."""
    return sorted(waits)[int(len(waits) * share)]


class Counter(logging.Handler):
    """Counts the statements that peewee logs, transactions left out."""

    aside = re.compile(r"\s*(?:begin|commit|rollback|savepoint|release)", re.I)

    def __init__(self):
        super().__init__()
        self.count = 0

    def emit(self, record):
        self.count += not self.aside.match(record.msg[0])


@contextlib.contextmanager
def counted():
    """A `Counter` of the queries inside the block."""
    logger, counter = logging.getLogger("peewee"), Counter()
    level = logger.level
    logger.addHandler(counter)
    logger.setLevel(logging.DEBUG)
    try:
        yield counter
    finally:
        logger.removeHandler(counter)
        logger.setLevel(level)
