"""Results of a search as they are shown: what each is, where it lies, and the words of it that were looked for."""

from dataclasses import dataclass

import peewee

from ..core.record import Face
from ..core.search import runs
from ..models.activities import Activity
from ..models.brands import ServiceBrand
from ..models.buildings import Building
from ..models.communities import PartyCommunity
from ..models.enterprises import Enterprise
from ..models.figures import Figure
from ..models.grids import Grid
from ..models.levels import Level
from ..models.notices import Notice
from ..models.organizations import Organization
from ..models.people import RoleType
from ..models.places import Division
from ..models.services import Service
from ..models.stations import Station
from ..models.vocabulary import Source
from .addresses import address
from .pointing import visible
from .whereabouts import Whereabouts

# the fields that the few words below a result come from when none holds what was looked for, best first
GISTS = {
    Station: ("summary", "address"),
    Grid: ("scope_text", "features"),
    Building: ("aliases", "address"),
    Organization: ("summary", "address"),
    Enterprise: ("products", "summary", "address"),
    Service: ("description",),
    Activity: ("summary",),
    Notice: ("summary", "body"),
    ServiceBrand: ("meaning", "summary"),
    RoleType: ("duties",),
    Level: ("meaning", "scheme_name"),
    Figure: ("as_printed", "note"),
    Source: ("note", "quote"),
}
# the field that says more closely what a result is
NOUNS = dict.fromkeys((Building, Organization, PartyCommunity, ServiceBrand, Notice, Activity), "kind")
NOUNS |= {Division: "level", Station: "category"}


@dataclass(frozen=True)
class Hit:
    """One result as it is shown."""

    noun: str
    title: str
    url: str
    where: str
    gist: str
    synthetic: bool


def hits(found, wanted, place=None):
    """The `Hit`s of `found`, [(home, id)], in that order, without what residents may no longer see; two queries.

    wanted: the words that were looked for; place: the division whose name goes without saying.
    """
    known = records(found)
    places = Whereabouts(known.values())
    return [hit(known[key], places, wanted, place.area if place else "") for key in found if key in known]


def hit(record, places, wanted, under=""):
    """The `Hit` of one record."""
    home, face = type(record), Face(record)
    return Hit(
        face.text(NOUNS[home]) if home in NOUNS else face.noun,
        title(face, record),
        address(face),
        places.words(face.area, skip=home is Division, under=under),
        gist(face, home, wanted),
        face.synthetic,
    )


def title(face, record):
    """Its name; of a source, the headline."""
    return face.headline or face.title if isinstance(record, Source) else face.title


def gist(face, home, wanted):
    """A few words of it: the first text that holds one of the words `wanted`, by its name when it is a small one; else its usual ones."""
    usual, words = GISTS.get(home, ("summary",)), runs(wanted)
    for name in texts(home):
        text = face.text(name)
        if any(word in " ".join(runs(text)) for word in words):
            return text if name in usual else f"{face.label(name)}：{text}"
    return next((text for name in usual if (text := face.text(name))), "")


def texts(home):
    """The names of the fields of `home` whose words may stand below a result."""
    usual = GISTS.get(home, ("summary",))
    return [*usual, *(field.name for field in home.shape().searched if field.public and field.name not in (*usual, home._meta.title))]


def shown(home):
    """The names of the fields of `home` that a result is made of."""
    noun = [NOUNS[home]] if home in NOUNS else []
    return list(dict.fromkeys([*(field.name for field in home.naming()), *noun, *texts(home)]))


def records(found):
    """(home, id) → the live record with what a `Hit` is made of and nothing else; one statement for all homes."""
    homes = list(dict.fromkeys(home for home, _ in found))
    most = max((len(shown(home)) for home in homes), default=0)
    out = {}
    for place, id, area, slug, synthetic, *values in together([columns(home, found, homes, most) for home in homes]):
        home = homes[place]
        out[home, id] = home(id=id, area=area, slug=slug, synthetic=bool(synthetic), **dict(zip(shown(home), values, strict=False)))
    return out


def columns(home, found, homes, most):
    """Query of the records of `home` among `found`, with as many columns as each other home's."""
    fields = [home._meta.fields[name].cast("text") for name in shown(home)]
    blank = [peewee.Value(None).cast("text")] * (most - len(fields))
    place = peewee.SQL(str(homes.index(home))).alias("place")
    query = home.select(
        place, home.id, home.area, home.slug, home.synthetic, *(one.alias(f"c{n}") for n, one in enumerate([*fields, *blank]))
    )
    query = query.where(home.is_live(), home.id.in_([id for other, id in found if other is home]))
    return visible(query) if home._meta.one_of else query


def together(queries):
    """The rows of all `queries`, as tuples."""
    if not queries:
        return ()
    whole, *others = [peewee.Select([query.alias(f"q{place}")], [peewee.SQL("*")]) for place, query in enumerate(queries)]
    for other in others:
        whole = whole.union_all(other)
    return whole.bind(queries[0].model._meta.database).tuples()
