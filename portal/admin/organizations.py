"""Admin screens of organizations."""

from ..models import Organization
from .screens import Screen


class OrganizationScreen(Screen):
    """Organizations have a public page each."""

    public_path = "/organizations/"


def screens():
    return [OrganizationScreen(Organization, category="组织")]
