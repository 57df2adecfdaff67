"""How a lived-in street is laid out: who lives in which part, community, grid and building, and where each lies."""

from dataclasses import dataclass, field

from .ground import Ground, apportion, uneven
from .words import NAMES, WALKS

COLUMNS = 5  # communities that lie side by side


@dataclass
class Patch:
    """One small grid: an estate of its own."""

    slug: str
    number: int
    place: int  # among all small grids of the street
    estate: str
    estate_slug: str
    persons: int
    households: int
    buildings: int


@dataclass
class Here:
    """One community or village."""

    slug: str
    word: str
    level: str
    place: int
    part: int  # of the party community it belongs to
    persons: int
    grids: list = field(default_factory=list)

    name = property(lambda self: f"{self.word}{self.level}")
    households = property(lambda self: sum(grid.households for grid in self.grids))


class Layout(Ground):
    """The numbers of the street, the same for every part of it: people first, then households and buildings after them."""

    def __init__(self, lot):
        super().__init__(lot)
        self.root = self.street = f"{self.code}-jd"
        self.large, self.small = self.facts["large_grids"], self.facts["small_grids"]
        self.here = self.settled(self.dice("layout"))

    def settled(self, dice):
        """The communities and villages with their grids."""
        communities, villages = self.count("communities"), self.count("villages")
        many, total = communities + villages, self.count("population", least=100)
        self.parties = min(self.count("parties"), many)
        parts = [place * self.parties // many for place in range(many)]
        least = min(self.facts["part_least"], int(0.82 * total / self.parties))
        self.people_of_parts = uneven(total, self.parties, dice, least)
        out = []
        for part, people in enumerate(self.people_of_parts):
            inside = [place for place in range(many) if parts[place] == part]
            for place, persons in zip(inside, uneven(people, len(inside), dice, people // (2 * len(inside))), strict=True):
                level = "社区" if place < communities else "村"
                out.append(Here(f"{self.code}-sq{place + 1}", NAMES[place % len(NAMES)], level, place, part, persons))
        self.build(out, dice)
        return out

    def build(self, out, dice):
        """Give every community its small grids, with their people, households and buildings."""
        people = [uneven(here.persons, self.small, dice, here.persons // (2 * self.small)) for here in out]
        flat = [persons for inside in people for persons in inside]
        households = apportion(self.count("households"), flat)
        buildings = [1 + more for more in apportion(self.count("buildings", least=len(flat)) - len(flat), flat)]
        for place, (persons, homes, houses) in enumerate(zip(flat, households, buildings, strict=True)):
            here, number = out[place // self.small], place % self.small + 1
            slug = f"{here.slug}-small-{number}"
            walk = "大院" if here.level == "村" else WALKS[number % len(WALKS)]
            estate = f"{NAMES[(here.place * 7 + number * 3) % len(NAMES)]}{walk}"
            if any(grid.estate == estate for grid in here.grids):
                estate = f"{NAMES[(here.place * 7 + number * 3 + 1) % len(NAMES)]}{number}号{walk}"
            here.grids.append(Patch(slug, number, place, estate, f"{here.slug}-xq{number}", persons, homes, houses))

    def in_houses(self, grid):
        """[(households, persons)] of the buildings of a small grid."""
        households = uneven(grid.households, grid.buildings, self.dice(grid.slug, "houses"), least=0, spread=1.6)
        return list(zip(households, apportion(grid.persons, [number or 0.01 for number in households]), strict=True))

    def bodies_of(self, here):
        """The codes of the bodies that stand in a community: its committee, and those of the profile whose turn it is."""
        turns = enumerate(self.facts["bodies"])
        return ["jwh", *(body["code"] for place, body in turns if (here.place + place) % body["every"] == 0)]

    # -- where things lie ----------------------------------------------------------------------------------------------

    def strip(self, number):
        """The number of the large grid that the small grid `number` lies in."""
        return (number - 1) * self.large // self.small + 1

    def whole(self):
        """(west, south, east, north) of the street."""
        boxes = [self.box(here) for here in self.here]
        return (*(min(box[side] for box in boxes) for side in (0, 1)), *(max(box[side] for box in boxes) for side in (2, 3)))

    def box(self, here, large=None, small=None):
        """(west, south, east, north) of a community, or of the large or the small grid of that number in it."""
        wide, high = self.facts["cell"]
        west, south = self.corner()
        west, south = west + wide * (here.place % COLUMNS), south + high * (here.place // COLUMNS)
        bottom, top, left, right = 0.0, 1.0, 0.0, 1.0
        if small is not None:
            large = self.strip(small)
            beside = [number for number in range(1, self.small + 1) if self.strip(number) == large]
            bottom, top = beside.index(small) / len(beside), (beside.index(small) + 1) / len(beside)
        if large is not None:
            left, right = (large - 1) / self.large, large / self.large
        return tuple(round(edge, 6) for edge in (west + wide * left, south + high * bottom, west + wide * right, south + high * top))

    def inside(self, grid, *words):
        """A point in the middle parts of the small grid, another one for other `words`."""
        west, south, east, north = self.box(self.here[grid.place // self.small], None, grid.number)
        dice = self.dice(grid.slug, *words)
        return f"{west + (east - west) * dice.uniform(0.1, 0.9):.6f},{south + (north - south) * dice.uniform(0.1, 0.9):.6f}"
