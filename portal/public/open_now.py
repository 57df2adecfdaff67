"""Which of many places are open at this moment, told by the database: hours that are written alike are judged once."""

from ..core import clock
from ..core.db import database
from ..models.stations import Station

WRITTEN = 2000  # different hours that are judged; whoever has others is not counted as open


def open_now(query, everywhere=False):
    """`query` of stations, narrowed to those that are open now; one query more.

    everywhere: `query` holds most stations, so that SQLite had better skip along its index of all hours than read them all.
    """
    now = clock.now()
    whole = Station.select() if everywhere and database.kind == "sqlite" else query
    written = whole.select(Station.hours).where(Station.hours.is_null(False)).order_by().distinct().limit(WRITTEN)
    held = [row.hours.text for row in written if row.hours.open_until(now)]
    # joined with nothing, so that a list is still walked along in its order and not put together from those of each kind of hours
    return query.where(Station.hours.concat("").in_(held) if held else Station.id.is_null())
