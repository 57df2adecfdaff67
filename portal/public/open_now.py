"""Which of many places are open at this moment, told by the database: hours that are written alike are judged once."""

from ..core import clock
from ..models.stations import Station

WRITTEN = 2000  # different hours that are judged; whoever has others is not counted as open


def open_now(query):
    """`query` of stations, narrowed to those that are open now; one query more."""
    now = clock.now()
    written = query.select(Station.hours).where(Station.hours.is_null(False)).order_by().distinct().limit(WRITTEN)
    held = [row.hours for row in written if row.hours.open_until(now)]
    return query.where(Station.hours.in_(held) if held else Station.id.is_null())
