"""The neighbourhood's declarations, each with its verbs. `MODELS` is in order of dependence: parents first."""

from ..core import homes
from .accounts import Grant, User
from .grids import Grid
from .places import Division
from .stations import Station
from .vocabulary import Source

MODELS = [Source, Division, Grid, Station, User, Grant]
SEEDED = [Source, Division, Grid, Station]  # accounts are made by `flask people add`, never from a file
BY_NAME = {model._meta.name: model for model in MODELS}

homes.HOMES[:] = MODELS
