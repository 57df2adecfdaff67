"""The neighbourhood's declarations, each with its verbs. `MODELS` is in order of dependence: parents first."""

from ..core import homes
from .accounts import Grant, User
from .activities import Activity
from .brands import BrandLink, ServiceBrand
from .buildings import Building
from .communities import MemberUnit, PartyCommunity
from .enterprises import Enterprise
from .feedback import Feedback
from .figures import Figure
from .grids import Grid
from .levels import Level
from .notices import Notice
from .organizations import Organization
from .people import Assignment, Person, RoleType
from .places import Division
from .services import Service
from .stations import Station
from .vocabulary import Source, Term

# what everybody shares, the places, who is in them, what they do, and what is said about it
SHARED = [Source, Term, RoleType]
PLACES = [Division, Level, Grid, Building]
BODIES = [Organization, Enterprise, PartyCommunity, MemberUnit]
DEEDS = [Station, Service, ServiceBrand, BrandLink, Activity, Person, Assignment]
WORDS = [Notice, Figure]

SEEDED = [*SHARED, *PLACES, *BODIES, *DEEDS, *WORDS]
MODELS = [*SEEDED, Feedback, User, Grant]  # residents write the one, `flask people add` makes the others: none comes from a file
BY_NAME = {model._meta.name: model for model in MODELS}

homes.HOMES[:] = MODELS
