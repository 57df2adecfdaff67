"""Made-up neighbourhoods of any size: the same profile, scale and seed give the same files, byte for byte.

Nothing in them can be taken for real: every row is marked 示例数据, names end with （示例）, telephones start 0000 after
the area code, a prefix that no subscriber has, and credit codes are of the region 999999, which no place has.
"""

import itertools
import math
from pathlib import Path

import yaml

from ...core.errors import Refused
from ...core.fields import nearest
from ...models import SEEDED
from . import bodies, days, dual, layers, posts, register, staffing, street, towns
from .ground import Lot
from .sheets import Sheet

PROFILES = Path(__file__).parents[3] / "seeds" / "profiles"

# what a profile's `kind` says → the parts it is made of, each a class whose methods are named after the files they fill
KINDS = {
    "town": (towns.Town,),
    "street": (street.Places, bodies.Bodies, posts.Posts, days.Days),
    "staffing": (staffing.Staffing,),
    "layers": (layers.Layers,),
    "register": (register.Register,),
    "dual": (dual.Dual,),
}


def profile_named(word):
    """The parameters of the profile `word`: a name in seeds/profiles or the path of a YAML file."""
    path = Path(word) if word.endswith((".yaml", ".yml")) else PROFILES / f"{word}.yaml"
    if not path.exists():
        raise Refused(f"没有叫“{word}”的规模方案，可以是{nearest(word, sorted(p.stem for p in PROFILES.glob('*.yaml')))}")
    return yaml.safe_load(path.read_text())


def write(profile, scale, seed, folder, private=False):
    """Write the CSV files of `profile` × `scale` into `folder`, persons only when `private`; [(file name, rows)]."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [part(lot) for lot in lots(profile, scale, seed, private) for part in KINDS[lot.facts.get("kind", "town")]]
    written = []
    for model in SEEDED:
        plural = model._meta.plural
        sheet = Sheet(plural, [getattr(part, plural)() for part in parts if hasattr(part, plural)])
        if sheet.headings:
            written.append((f"{plural}.csv", sheet.write(folder / f"{plural}.csv")))
    return written


def lots(profile, scale, seed, private):
    """The `Lot`s to build on: one for a plain profile, one for each copy of each profile in a profile of several.

    What is larger than its profile is several copies of it, so that a street stays a street.
    """
    several = profile.get("profiles")
    if several is None and profile.get("kind", "town") == "town":
        return [Lot(profile, scale, seed, 0, private)]
    whole = profile.get("copies", 1) * scale
    copies = max(1, math.ceil(round(whole, 6)))
    inside = several or {profile["name"]: profile}
    facts = [(profile_named(name) if several else {}) | (changes or {}) | _above(profile) for name, changes in inside.items()]
    # a single one is called 0, so that its names carry no number
    numbers = range(1, copies + 1) if several or copies > 1 else (0,)
    return [Lot(one, whole / copies, seed, number, private) for number, one in itertools.product(numbers, facts)]


def _above(profile):
    """What a profile of several says for all of them."""
    return {name: profile[name] for name in ("prefix", "today") if name in profile}
