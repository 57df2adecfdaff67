"""Admin screens of stations and places."""

from ..models import Station
from .screens import Screen


class StationScreen(Screen):
    """Stations have a public page each."""

    public_path = "/stations/"


def screens():
    return [StationScreen(Station, category="阵地与服务")]
