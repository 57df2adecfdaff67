"""Where the page of a record is, asked by its face."""

from flask import url_for

from ..models.communities import MemberUnit
from ..models.figures import Figure
from ..models.levels import Level
from ..models.people import RoleType
from ..models.vocabulary import Source
from .pointing import PAGES

ENDPOINTS = PAGES | {
    MemberUnit: "members.show",
    Figure: "figures.show",
    Level: "levels.show",
    RoleType: "posts.show",
    Source: "sources.show",
}
_BY_NOUN = {home._meta.label: endpoint for home, endpoint in ENDPOINTS.items()}


def address(face):
    """The address of the page of the record behind `face`, "" when it has none of its own."""
    return url_for(_BY_NOUN[face.noun], slug=face.slug) if face.noun in _BY_NOUN else ""
