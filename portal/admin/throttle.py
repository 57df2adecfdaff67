"""How often one may try: who hammers a login waits, and never its owner, who comes from where they came before.

Files are counted too, whether they are kept or not: a person sends some hundreds an hour, a script without an end.
"""

from flask import request

from ..core import brakes, clock
from ..core.brakes import Budget, network
from ..models.sessions import Session
from .entering import known_device

FREE = 5  # tries at one login from one device or network
FROM_NETWORK = 30  # from one network, whatever the login
AT_LOGIN = 60  # at one login, from all networks that nobody of that login ever came from

# Files that one person sends in an hour of the clock: a folder of 200 pictures dragged in one after the other, three times over.
# That is one every six seconds all the hour long, while every place in a form takes one; and 12 GB at the very most (media.MOST_BYTES).
FILES = 600


def budgets(login, step="password"):
    """What a try to sign in as `login` is counted under, from here and now."""
    device, here = known_device(login), network(request.remote_addr)
    proved = 2 if step == "code" else 1  # who knows the password and no more is no more familiar for that
    familiar = Session.familiar(login, request.remote_addr or "", proved)  # asked for every login: what takes equally long tells nothing
    if device:
        return [Budget(f"{step} device {device} {login}", FREE)]
    counted = [Budget(f"{step} here {here} {login}", FREE), Budget(f"{step} network {here}", FROM_NETWORK, wiped=False)]
    return counted if familiar else [*counted, Budget(f"{step} login {login}", AT_LOGIN, wiped=False)]


def confirming(user):
    """What a signed-in `user` is counted under who must prove once more who it is."""
    return [Budget(f"confirm {user.id}", FREE)]


def uploading(user):
    """What a file that `user` sends is counted under: afresh every hour, so that a long day's work adds up to nothing."""
    return [Budget(f"files {user.id} {clock.now():%Y-%m-%d %H}", FILES)]


take, release, wait = brakes.take, brakes.release, brakes.wait
