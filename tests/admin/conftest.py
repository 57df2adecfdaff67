"""Two streets with something in each, and the people who look after them."""

from types import SimpleNamespace

import pytest

from tests import makers
from tests.visitor import Visitor


@pytest.fixture
def town(app, scenes):
    """历山街道 (ours) and 山大路街道 (theirs), each with a community, a grid and a station; one source; three people."""
    return scenes.on(two_streets)


def two_streets():
    ours, theirs = (makers.division(name, level="street") for name in ("历山街道", "山大路街道"))
    here, there = makers.division("历山社区", ours), makers.division("甸柳社区", theirs)
    source = makers.source("L1")
    town = SimpleNamespace(
        ours=ours,
        theirs=theirs,
        here=here,
        there=there,
        source=source,
        grid=makers.grid(here, number=1, name="第一网格"),
        far_grid=makers.grid(there, number=2, name="甸柳第二网格"),
        station=makers.station("东驿站", here, phone="0533-3241234", contact_name="王小五", contact_phone="13812345678"),
        far_station=makers.station("西驿站", there, phone="0531-8255555", contact_name="赵大六"),
    )
    town.admin = makers.user("admin", "administrator")
    town.clerk = makers.user("clerk", "clerk", ours)
    town.auditor = makers.user("auditor", "auditor")
    return town


@pytest.fixture
def signed_in(app, town):
    """Somebody at a browser who has signed in as `login`."""

    def signed_in(login):
        visitor = Visitor(app)
        visitor.enter(login)
        return visitor

    return signed_in


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def clerk(signed_in):
    return signed_in("clerk")


@pytest.fixture
def auditor(signed_in):
    return signed_in("auditor")
