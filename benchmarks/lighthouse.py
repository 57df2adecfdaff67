"""Lighthouse's mobile profile on ten pages that residents use: the four scores, when the largest text stands, and what travelled."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from . import clients, servers
from .figures import Part, spread
from .grounds import ROOT, environment

HERE = Path(__file__).parent
COMMAND = ["node", str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js")]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
TRIES = 3  # of one run: now and then Chromium records nothing, and Lighthouse asks to be run again
SCALE = 0.3  # of the made-up street
SCORES = {"performance": "performance", "accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
LEAST, LATEST, HEAVIEST = 98, 1.0, 60  # each score; seconds until the largest text; KB on the wire

PAGES = {
    "home": "/",
    "contacts": "/contacts/",
    "division": "/d/shili-lishan-jd",
    "grid: its card and map": "/grids/shili-lishan-sq5-small-10",
    "building: who looks after it": "/buildings/shili-lishan-sq1-xq1",
    "stations": "/stations/",
    "station": "/stations/shili-lishan-sq2-zd54",
    "activities": "/activities/",
    "party community": "/communities/shili-lishan-gtt2",
    "brand": "/brands/lishan-6-3",
}
# Robots.txt keeps search engines out of what somebody typed, so Lighthouse must mark these down in SEO: no aim there.
TYPED = {
    "find: the card of a hit": f"/find?q={quote('山水一城')}",
    "search": f"/search?q={quote('养老')}",
}


class Unmeasured(Exception):
    """Lighthouse cannot run here or came to no end; the sentence says why."""


def measure(ground):
    """One table of the residents' pages; where Lighthouse cannot run, one that says why."""
    try:
        prepare()
        return table(reports(ground, PAGES | TYPED))
    except Unmeasured as reason:
        return Part("Lighthouse", ("not measured",), [(str(reason),)])


def reports(ground, pages):
    """page → what Lighthouse says in each run, of `pages`: page → path."""
    with servers.portal(ground.settings(street(ground))) as server:
        visitor = clients.Loopback(server.port)
        clients.ask(visitor, list(pages.values()), len(pages) * 3)
        visitor.close()
        return {name: [report(f"http://127.0.0.1:{server.port}{path}") for _ in range(clients.RUNS)] for name, path in pages.items()}


def table(said):
    """The table of what was `said`: page → Lighthouse's report of each run."""
    runs = [one for several in said.values() for one in several]
    # Of the machine: the simulated telephone is four times slower than it, and Lighthouse warns below 1,000.
    speed = statistics.median(one["environment"]["benchmarkIndex"] for one in runs)
    return Part(
        f"Lighthouse {runs[0]['lighthouseVersion']}, mobile profile, SQLite; benchmark index of the machine {speed:,.0f}",
        (
            "page",
            *(f"{word} ≥ {LEAST}" for word in SCORES.values()),
            f"largest text ≤ {LATEST} s",
            "first text",
            f"on the wire ≤ {HEAVIEST} KB",
            "met",
            "marked down for",
        ),
        [row(name, several) for name, several in said.items()],
    )


def row(name, several):
    """The cells of one page."""
    scores = {key: [one["categories"][key]["score"] * 100 for one in several] for key in SCORES}
    largest, first = ([value / 1000 for value in taken(several, f"{event}-contentful-paint")] for event in ("largest", "first"))
    weight = [value / 1000 for value in taken(several, "total-byte-weight")]
    aimed = [values for key, values in scores.items() if not (key == "seo" and name in TYPED)]
    met = min(map(statistics.median, aimed)) >= LEAST and statistics.median(largest) <= LATEST and statistics.median(weight) <= HEAVIEST
    return (
        name,
        *(spread(values, "") for values in scores.values()),
        spread(largest, "s"),
        spread(first, "s"),
        spread(weight, "KB"),
        "yes" if met else "**no**",
        ", ".join(sorted(set().union(*map(faults, several)))),
    )


def taken(several, audit):
    """The number of `audit` in each run: milliseconds or bytes."""
    return [one["audits"][audit]["numericValue"] for one in several]


def faults(one):
    """The names of the audits that cost points, those of speed left out: their numbers stand in the table."""
    weighed = [audit for key in SCORES if key != "performance" for audit in one["categories"][key]["auditRefs"] if audit["weight"]]
    scores = {audit["id"]: one["audits"][audit["id"]]["score"] for audit in weighed}  # None where there was nothing to judge
    return {name for name, score in scores.items() if score is not None and score < 1}


# -- Lighthouse itself ---------------------------------------------------------------------------------------------------


def prepare():
    """Install Lighthouse as package-lock.json has it, when it is not there yet. Raises `Unmeasured`."""
    if not CHROMIUM:
        raise Unmeasured("No Chromium was found: install it, or set CHROMIUM to its path.")
    if not (shutil.which("node") and shutil.which("npm")):
        raise Unmeasured("Node and npm were not found: install Node 20 or newer.")
    lock, kept = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if not kept.exists() or kept.stat().st_mtime < lock.stat().st_mtime:
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("npm error ")]
            raise Unmeasured(f"npm could not install Lighthouse: {' '.join(said[:3])}")


def report(address):
    """What Lighthouse says of `address` in a fresh browser: its JSON as a dict. Raises `Unmeasured`."""
    command = [*COMMAND, address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += ["--no-enable-error-reporting", f"--only-categories={','.join(SCORES)}"]
    for _ in range(TRIES):
        done = subprocess.run(command, cwd=HERE, env=environment(CHROME_PATH=CHROMIUM), capture_output=True, text=True)
        if not done.returncode:
            return json.loads(done.stdout)
    raise Unmeasured(f"Lighthouse gave up on {address}: {last_line(done.stderr)}")


def last_line(text):
    return next(iter(text.strip().splitlines()[-1:]), "it did not say why")


# -- what it looks at ----------------------------------------------------------------------------------------------------


def street(ground):
    """The address of a database with the articles' facts and a made-up street; made when it is not there yet."""

    def fill(name):
        folder, settings = ground.folder / "street", ground.settings(ground.engine.url(name))
        for words in (
            ["generate", "--profile", "lishan", "--scale", str(SCALE), "--to", str(folder)],
            ["load", str(ROOT / "seeds" / "articles")],
            ["load", str(folder)],
        ):
            command = [sys.executable, "-m", "flask", "seed", *words]
            subprocess.run(command, cwd=ROOT, env=environment(**settings), check=True, stdout=subprocess.DEVNULL)

    return ground.engine.url(ground.once("street", fill))
