"""Admin screens of enterprises."""

from ..models import Enterprise
from .screens import Screen


class EnterpriseScreen(Screen):
    """Enterprises have a public page each."""

    public_path = "/enterprises/"


def screens():
    return [EnterpriseScreen(Enterprise, category="企业")]
