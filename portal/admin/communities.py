"""Admin screens of party communities and their members."""

from ..models import MemberUnit, PartyCommunity
from .screens import Screen


class CommunityScreen(Screen):
    """Party communities have a public page each."""

    public_path = "/communities/"


def screens():
    return [CommunityScreen(PartyCommunity, category="党建"), Screen(MemberUnit, category="党建")]
