"""Admin screens of notices."""

from ..models import Notice
from .screens import Screen


class NoticeScreen(Screen):
    """Notices have a public page each."""

    public_path = "/notices/"


def screens():
    return [NoticeScreen(Notice, category="活动与公告")]
