"""Admin screens of services."""

from ..models import Service
from .screens import Screen


class ServiceScreen(Screen):
    """Services have a public page each."""

    public_path = "/services/"


def screens():
    return [ServiceScreen(Service, category="阵地与服务")]
