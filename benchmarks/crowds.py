"""The list and the page of stations beside a Wagtail site of the same stations: one visitor in the process, eight over HTTP."""

import contextlib
import html
import json
import re
import statistics
import subprocess
import sys
from importlib.metadata import version

from . import clients, servers
from .figures import Part, said
from .grounds import ROOT, environment

VISITORS, SECONDS = 8, 10
WARMING = 1  # second before anything counts
LIST, PAGE = "stations: list", "stations: one"


def measure(ground, name, visitor, asked):
    """Two tables: what one visitor waits for, and what eight at once get; `asked`: kind → addresses, LIST and PAGE among them."""
    url = peer(ground, name)
    both = {LIST: asked[LIST], PAGE: [f"{path}/" for path in asked[PAGE]]}
    with servers.cms(url) as server:
        with contextlib.closing(clients.Loopback(server.port)) as stranger:
            shown = compare(visitor, stranger, asked)
        theirs = crowd(server, both)
    with servers.portal(ground.settings(ground.engine.url(name))) as server:
        ours = crowd(server, asked)
    yield alone(ground, visitor, asked, inside(url, both), shown)
    heads = ("page", "requests/s", "p50", "p99", "Wagtail: requests/s", "p50", "p99", "requests, ours ÷ Wagtail")
    table = Part(f"{VISITORS} visitors at once over HTTP, on {ground.engine.name}", heads)
    for kind, waits in ours.items():
        peers = theirs.get(kind)
        times = f"{len(waits) / len(peers):.2f} ×" if peers else ""
        table.rows.append((kind, *rate(waits), *(rate(peers) if peers else ("", "", "")), times))
    yield table


def peer(ground, name):
    """The address of the database of the Wagtail site with the stations of the database `name`; made when it is not there yet."""
    engine, copy = ground.engine, f"cms_{name}"
    if not engine.has(copy):
        making = f"making_{copy}"
        engine.make(making)
        child("fill", engine.url(making), engine.url(name))
        engine.settle(making)
        engine.rename(making, copy)
    return engine.url(copy)


def child(module, url, *words, told=None):
    """What a module of the peer prints; Django knows one database a process, so each has its own."""
    command = [sys.executable, "-m", f"benchmarks.cms.{module}", *words]
    done = subprocess.run(command, cwd=ROOT, check=True, input=told, stdout=subprocess.PIPE, text=True, env=environment(BENCHMARK_URL=url))
    return done.stdout


# -- that both show the same -------------------------------------------------------------------------------------------

ROWS = re.compile(r'<h2[^>]*><a href="/stations/([^"/]+)/?">')
TOTAL = re.compile(r"共 ([\d\s]+\+?) 个")
# what the peer's page says, word by word; a telephone number stands in the portal's page without its hyphen, too
FACTS = re.compile(r"<h1>(.+?)</h1>|<dd>(?:<a [^>]+>)?(.*?)</", re.S)


def compare(ours, theirs, asked):
    """How many rows of how many a list shows; raises `RuntimeError` unless both show the same stations and facts."""
    for path in (asked[LIST][-1], asked[LIST][0]):
        mine, yours = listed(ours, path), listed(theirs, path)
        if not mine[0] or mine != yours:
            raise RuntimeError(f"{path}: {len(mine[0])} of {mine[1]} stations here, {len(yours[0])} of {yours[1]} on the peer, or others")
    for path in asked[PAGE]:
        text = text_of(ours, path).replace("-", "")
        told = [word for found in FACTS.findall(text_of(theirs, f"{path}/")) for word in "".join(found).replace("-", "").split()]
        if missing := [word for word in told if word not in text]:
            raise RuntimeError(f"{path}: the peer says {missing}, the portal does not")
    return f"{len(mine[0])} of {mine[1]}"


def listed(visitor, path):
    """(slugs of the stations, how many it says there are) of the list at `path`."""
    text = text_of(visitor, path)
    total = TOTAL.search(text)
    return sorted(ROWS.findall(text)), "".join(total[1].split()) if total else ""


def text_of(visitor, path):
    status, page = visitor.get(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return html.unescape(page.decode())


# -- what is measured --------------------------------------------------------------------------------------------------


def inside(url, both):
    """kind → {waits, queries} of the peer, without a network."""
    return json.loads(child("asking", url, told=json.dumps(both)))


def alone(ground, visitor, asked, theirs, shown):
    """The table of one visitor without a network."""
    heads = ("page", "rows", "queries", "p50", "p95", "Wagtail: queries", "p50", "p95", "Wagtail ÷ ours")
    table = Part(f"Stations on {ground.engine.name}, beside Wagtail {version('wagtail')}", heads)
    for kind in (LIST, PAGE):
        waits, peers = clients.timed(visitor, asked[kind]), theirs[kind]["waits"]
        cells = (str(clients.dearest(visitor, asked[kind])), *middle(waits), str(theirs[kind]["queries"]), *middle(peers))
        table.rows.append((kind, shown if kind == LIST else "", *cells, f"{statistics.median(peers) / statistics.median(waits):.2f} ×"))
    return table


def middle(waits):
    return f"{said(statistics.median(waits))} ms", f"{said(clients.percentile(waits))} ms"


def crowd(server, asked):
    """kind → seconds that each request waited, of VISITORS at once for SECONDS."""
    out = {}
    for kind, paths in asked.items():
        clients.crowd(server.port, paths, VISITORS, WARMING)
        out[kind] = clients.crowd(server.port, paths, VISITORS, SECONDS)
    return out


def rate(waits):
    """(requests a second, p50, p99) in words."""
    figures = (statistics.median(waits) * 1000, clients.percentile(waits, 0.99) * 1000)
    return f"{len(waits) / SECONDS:.0f}", *(f"{said(figure)} ms" for figure in figures)
