"""What every part of a made-up place stands on: its numbers, its dice, its days, and how a whole is shared out."""

import datetime
import random
from dataclasses import dataclass

SAMPLE = "（示例）"


@dataclass(frozen=True)
class Lot:
    """One place to make up: the `facts` of its profile, and which of how many copies it is (0: the only one)."""

    facts: dict
    scale: float
    seed: int
    copy: int = 0
    private: bool = False


class Ground:
    """A part of a made-up place; a subclass has a method for every file it fills, which yields heading → text."""

    def __init__(self, lot):
        self.lot, self.facts, self.copy, self.private = lot, lot.facts, lot.copy, lot.private
        self.code = f"{self.facts.get('prefix', 'shili')}{self.copy or ''}-{self.facts['name']}"
        self.today = datetime.date.fromisoformat(str(self.facts["today"]))

    def count(self, word, least=1):
        """How many of `word` the profile asks for at this scale."""
        return max(least, round(self.facts[word] * self.lot.scale))

    def dice(self, *words):
        """Dice of their own for each purpose, so that one file does not change when another one does."""
        return random.Random("/".join(map(str, (self.lot.seed, self.code, *words))))  # noqa: S311  (nothing secret is drawn here)

    def named(self, word):
        """`word` as the name of a place of this copy, marked as made up."""
        return f"{word}{self.copy or ''}{SAMPLE}"

    def day(self, offset):
        """The day `offset` days after the profile's own today, as text."""
        return (self.today + datetime.timedelta(days=offset)).isoformat()

    def month(self, back):
        """The month `back` months before the profile's own, as 2026-11."""
        months = self.today.year * 12 + self.today.month - 1 - back
        return f"{months // 12}-{months % 12 + 1:02}"

    def corner(self):
        """(longitude, latitude) of the corner this copy lies at; copies lie beside one another."""
        lon, lat = self.facts["corner"]
        return lon + 0.08 * (self.copy % 10), lat + 0.06 * (self.copy // 10 % 20)

    def roletypes(self):
        """The kinds of post that the profile names; several profiles may name the same."""
        for ordinal, (code, role) in enumerate(self.facts.get("roles", {}).items(), start=1):
            yield {
                "网址名": slug_of(code),
                "代号": f"shili_{code}",
                "名称": role["name"] + SAMPLE,
                "类别": role["category"],
                "职责": role.get("duties", ""),
                "先培训后上岗": "是" if role.get("training") else "否",
                "设在哪里": role["at"],
                "次序": role.get("ordinal", ordinal),
            }

    def terms(self):
        """The words of lists that the profile names."""
        for vocabulary, words in self.facts.get("terms", {}).items():
            for code, word in words.items():
                yield {"网址名": f"shili-{code}", "词表": vocabulary, "代码": f"shili-{code}", "名称": word + SAMPLE}


def slug_of(code):
    """The address of the kind of post `code`."""
    return f"shili-{code.replace('_', '-')}"


def apportion(total, weights):
    """`total` shared out by `weights` in whole numbers that add up to it: the largest remainders get what is left."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def uneven(total, parts, dice, least=1, spread=3.0):
    """`total` in `parts` whole numbers of at least `least` each, as uneven as life: the weights differ up to `spread` times."""
    weights = [dice.uniform(1, spread) for _ in range(parts)]
    return [least + share for share in apportion(total - least * parts, weights)]
