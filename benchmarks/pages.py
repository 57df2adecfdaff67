"""What residents read: the list of stations and the page of one, inside the process and over loopback."""

from portal import create_app
from portal.core import db
from portal.models import Station

from . import bare, clients, servers
from .figures import Figure
from .grounds import opened

AIM = ("≤", 8)


def measure(ground, rows):
    """Waits for both pages, next to the bare ones."""
    town = ground.town(rows)
    paths = addresses(town)
    ours, theirs = inside(ground, town, paths), inside_bare(town, paths)
    with servers.portal(ground.settings(town.url)) as server:
        ours |= over(server, paths)
    with servers.bare(town.url) as server:
        theirs |= over(server, paths)
    return [Figure(name, "ms", taken, AIM, ("bare page", theirs[name])) for name, taken in ours.items()]


def addresses(town):
    """what it is → addresses that are asked for in turn."""
    with opened(town.url):
        stations = (
            Station.live().where(Station.category == "service").order_by(Station.id).offset(max(0, town.rows // 3)).limit(clients.ASKED)
        )
        return {"list": ["/stations/"], "station": [f"/stations/{station.slug}" for station in stations]}


def inside(ground, town, paths, runs=clients.RUNS):
    """name → milliseconds a run, without a network."""
    visitor = clients.Inside(create_app(**ground.settings(town.url)))
    answers = {name: clients.waits(visitor, many, runs) for name, many in paths.items()}
    db.database.close()
    return answers


def inside_bare(town, paths):
    visitor = clients.Inside(bare.site(town.url))
    answers = {name: clients.waits(visitor, many) for name, many in paths.items()}
    bare.database.close()
    return answers


def over(server, paths):
    """The same over loopback: one client, one connection kept open."""
    visitor = clients.Loopback(server.port)
    answers = {f"{name}, over HTTP": clients.waits(visitor, many) for name, many in paths.items()}
    visitor.close()
    return answers
