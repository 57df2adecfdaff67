"""What is done at stations: their services, what each costs, and who pays nothing."""

from dataclasses import dataclass

from ..core.record import Face
from ..models.services import Service
from .finding import shared
from .services import when

MOST = 300  # services of one page


@dataclass(frozen=True)
class Offer:
    """One service as a station's page tells it: when it is on and who pays nothing, in words."""

    face: Face
    when: str
    free_for: str


def offered(stations):
    """id of each of `stations` → the live services done there, by name; one query."""
    out, through = {one.id: [] for one in stations}, Service.stations.through
    if out:
        query = Service.live().select(Service, through.target.alias("station_id")).join(through, on=(through.owner == Service.id))
        for row in query.where(through.target.in_(list(out))).order_by(Service.sort, Service.id).limit(MOST).objects():
            out[row.station_id].append(row)
    return out


def offers(services):
    """The `Offer`s of `services`; one query for who pays nothing."""
    free = shared(services, "free_for")
    return [Offer(Face(one), when(one), "、".join(term.title for term in free[one.id])) for one in services]
