"""Admin screens of activities."""

from ..models import Activity
from .screens import Screen


class ActivityScreen(Screen):
    """Activities have a public page each."""

    public_path = "/activities/"


def screens():
    return [ActivityScreen(Activity, category="活动与公告")]
