"""Admin screen of what residents write to the office."""

from ..models import Feedback
from .screens import Screen


def screens():
    return [Screen(Feedback, category="活动与公告")]
