"""`python -m benchmarks.cms.asking`: ask the peer for the addresses on standard input, and print what they took as JSON."""

import json
import sys

from django.db import connection
from werkzeug.test import Client

from .. import clients
from .wsgi import site


class Inside(clients.Inside):
    """Calls the peer without a network."""

    def __init__(self):
        self.client = Client(site)


def main():
    """{kind: paths} → {kind: {waits, queries}}, taken as the portal's are."""
    visitor, asked = Inside(), json.load(sys.stdin)
    print(json.dumps({kind: {"waits": clients.timed(visitor, paths), "queries": queries(visitor, paths)} for kind, paths in asked.items()}))


def queries(visitor, paths):
    """The most queries of one of `paths`, some of which are looked at."""
    most = 0
    for path in paths[: clients.COUNTED]:
        sent = []
        with connection.execute_wrapper(lambda execute, *rest, sent=sent: sent.append(rest[0]) or execute(*rest)):
            visitor.get(path)
        most = max(most, len(sent))
    return most


if __name__ == "__main__":
    main()
