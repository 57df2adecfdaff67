"""Work that goes on beside the requests of a server process, and is lost with it: what must survive keeps its state elsewhere."""

import logging
import threading

from .db import database

_going = {}  # name → thread
_log = logging.getLogger(__name__)


def start(name, work):
    """Call `work()` in a thread of its own; the thread. While one of that `name` goes on in this process, that one."""
    thread = _going.get(name)
    if thread is not None and thread.is_alive():
        return thread

    def around():
        try:
            work()
        except Exception:
            _log.exception("%s ended early", name)
        finally:
            if not database.is_closed():
                database.close()
            _going.pop(name, None)

    thread = _going[name] = threading.Thread(target=around, name=name, daemon=True)
    thread.start()
    return thread


def wait(name, seconds=None):
    """Wait until the work called `name` is over in this process, or `seconds` have passed."""
    thread = _going.get(name)
    if thread is not None:
        thread.join(seconds)
