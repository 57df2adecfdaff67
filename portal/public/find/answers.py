"""From the places a text may mean to who looks after them: one grid, or several to choose from."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from flask import url_for

from ...models.buildings import Building
from ...models.grids import KINDS, Grid
from ...models.places import IN_COMMUNITY, Division
from .candidates import Candidate, all_of
from .likeness import ENDINGS, SLIP, SLIPS
from .matching import matches

ESTATES = 20  # equally good places whose houses are looked at
HOUSES = 1000
_FINE = ("micro", "dense")  # kinds of grid that a choice begins with only when there is no other
_FIRST = {Building: 0, Grid: 1, Division: 2}


@dataclass(frozen=True)
class Target:
    """One place that may be meant. `grid`: the id of the grid that looks after it, 0 for none; `estate`: what it stands in, by name."""

    candidate: Candidate
    grid: int
    estate: str = ""

    @property
    def title(self):
        """山水一城 3号楼."""
        return f"{self.estate} {self.candidate.title}".strip()

    @property
    def url(self):
        """The address of its card."""
        return url_for("find.index", at=f"{self.candidate.home._meta.plural}/{self.candidate.slug}")


@dataclass(frozen=True)
class Answer:
    """What is known of a question.

    targets  what may be meant: one is the answer;  near  what looks like it, when nothing is
    place    the division that the text names;  whole  what has several grids, when `targets` are its parts
    missing  the house that the register does not hold;  guessed  whether a slip of the pen was read over
    """

    targets: tuple = ()
    near: tuple = ()
    place: Candidate | None = None
    whole: Candidate | None = None
    missing: str = ""
    guessed: bool = False


def answer(typed, area=""):
    """The `Answer` to the question `typed`, of what lies in the area `area` if anything does."""
    if not any(typed.weights) or typed.text in ENDINGS:
        return Answer(missing=typed.house or typed.grid)
    best, near, place = matches(typed)
    best = [one for one in best if one.candidate.area.startswith(area)] or best
    houses = {(start, end) for start, end in typed.tokens if typed.text[start:end] == typed.house}
    is_named = any(one.start <= start and end <= one.end for one in best for start, end in houses)
    if typed.grid and len(named := [one for one in best if one.candidate.home is Division]) == 1:
        best = named  # the number of a grid tells only something of the division it is in
    found = of_places([one.candidate for one in best], "" if is_named else typed.house, typed.grid)
    return replace(
        found,
        near=tuple(Target(one, one.grid) for one in near),
        place=found.place or place,
        guessed=any(one.rank in (SLIP, SLIPS) for one in best),
    )


def of_places(candidates, house="", number=""):
    """The `Answer` for equally good `candidates`: their houses called `house`, else themselves; a single one of several grids in parts.

    Of a single division its grid called `number`, if it has one.
    """
    if len(candidates) == 1 and candidates[0].home is Division:
        return of_a_division(candidates[0], house, number)
    if len(candidates) == 1 and candidates[0].home is Grid:
        return Answer((Target(candidates[0], candidates[0].id),))
    estates = [one for one in candidates if one.home is Building][:ESTATES]
    inner, owners = inside({one.id for one in estates}, {one.parent for one in candidates if one.parent})
    own = {one: one.grid or (owners[one.parent].grid if one.parent in owners else 0) for one in candidates}
    named = [
        Target(one, one.grid or own[estate], estate.title) for estate in estates for one in inner[estate.id] if house and house in one.names
    ]
    if named:
        return Answer(_alone(named))
    if len(candidates) == 1 and len({one.grid or own[candidates[0]] for one in inner[candidates[0].id]} - {0}) > 1:
        (whole,) = candidates
        parts = tuple(Target(one, one.grid or own[whole], whole.title) for one in inner[whole.id])
        return Answer(parts, whole=whole, missing=house)
    targets = []
    for one in candidates:
        grids = {house.grid for house in inner[one.id]} - {0} if one.home is Building else set()
        above = owners[one.parent].title if one.home is Building and one.parent in owners else ""
        targets.append(Target(one, own[one] or (min(grids) if len(grids) == 1 else 0), above))
    return Answer(_alone(targets), missing=house if estates else "")


def inside(ids, owners):
    """(id → houses in the building of that id, in whatever courtyard of it; id → each of the buildings `owners`): one query."""
    out, known = defaultdict(list), {}
    if not ids and not owners:
        return out, known
    # three looks into indexes, because one condition with OR would read the whole table
    b = Building.alias()
    courts = b.select(b.id).where(b.parent.in_(ids), b.kind == "courtyard")
    right, deeper = (Building.select(Building.id).where(Building.parent.in_(one), Building.kind != "unit") for one in (ids, courts))
    wanted = right.union_all(deeper).union_all(Building.select(Building.id).where(Building.id.in_(owners)))
    query = Building.live().where(Building.id.in_(wanted)).order_by(Building.sort, Building.id)
    known = {one.id: one for one in all_of(query, most=HOUSES)}
    for one in known.values():
        court = known.get(one.parent)
        if one.parent in ids:
            out[one.parent].append(one)
        elif court is not None and court.parent in ids:
            out[court.parent].append(replace(one, grid=one.grid or court.grid))
    return out, known


def of_a_division(place, house="", number=""):
    """The `Answer` for the division `place`: its grid `number`, its houses called `house`, its only grid, what to choose from, itself."""
    is_small, lying = place.kind in IN_COMMUNITY, Grid.live().where(Grid.under(place.area))
    houses = [_houses(house, place.area)] if house else []
    if is_small:
        found = all_of(*houses, lying)  # a community has few of either
    else:  # each house stands beside what it is in, so that neither is cut off without the other
        found = all_of(*[one.order_by(Building.area, Building.id) for one in houses] or [lying] * bool(number), most=HOUSES)
    grids = sorted((one for one in found if one.home is Grid), key=_in_order)
    if called := [one for one in grids if number in one.names]:
        return Answer(tuple(Target(one, one.id) for one in called), place=place)
    above = {one.id: one for one in found if one.home is Building}
    if named := [(one, above.get(one.parent)) for one in sorted(above.values(), key=lambda one: (one.area, one.id)) if house in one.names]:
        return Answer(
            _alone([Target(one, one.grid or (home.grid if home else 0), home.title if home else "") for one, home in named]), place=place
        )
    if not is_small:
        parts = all_of(
            Division.live().where((Division.parent == place.id) | (Division.managing_parent == place.id)).order_by(Division.sort)
        )
        if parts:
            return Answer(tuple(Target(one, 0) for one in parts), place=place, whole=place)
        grids = sorted(all_of(lying), key=_in_order)
    grids = [one for one in grids if one.kind not in _FINE] or grids
    if not grids:
        return Answer((Target(place, 0),), place=place, missing=house)
    return Answer(tuple(Target(one, one.id) for one in grids), place=place, whole=place, missing=house)


def _houses(house, area):
    """Query of the live buildings called `house` in the area `area`, and of what each stands in."""
    ids, owners = (Building.select(one).where(Building.search_key == house, Building.under(area)) for one in (Building.id, Building.parent))
    return Building.live().where(Building.id.in_(ids.union_all(owners)))


def _in_order(grid):
    """Large grids first, then by number."""
    return list(KINDS).index(grid.kind), [int(number) for number in re.findall(r"\d+", " ".join(grid.names))], grid.title


def _alone(targets):
    """`targets`; one of them when the same grid looks after all."""
    if len({one.grid for one in targets}) == 1 and targets[0].grid:
        return (min(targets, key=lambda one: _FIRST.get(one.candidate.home, 9)),)
    return tuple(targets)
