"""How well one side sees the other: how alike two orders are, and who wrote what of whose interests. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from negotiation_prep.bilingual import Text
from quadrants.document import Entry, Party, WorksheetDocument

NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of so many `pairs` of things two orders put `agreeing` the same way round."""

    agreeing: int
    pairs: int

    @property
    def tau(self) -> float:
        """From −1, the one is the other upside down, to 1, they are the same."""
        return 2 * self.agreeing / self.pairs - 1

    def __str__(self) -> str:
        return figure(self.tau)


def figure(tau: float) -> str:
    """A coefficient as it is printed: *0.67*, *−0.33*."""
    return f"{tau:.2f}".replace("-", "−")


def likeness(one: Sequence[str], other: Sequence[str]) -> Likeness | None:
    """Kendall's tau-a of two orders of the same things, each of them once: concordant less discordant pairs, over all
    pairs (M. G. Kendall, A New Measure of Rank Correlation, Biometrika 30, 1938). None for fewer than two things;
    ValueError where the two do not hold the same."""
    if len(set(one)) < len(one) or sorted(one) != sorted(other):
        raise ValueError("These are not two orders of the same things.")
    if len(one) < 2:
        return None
    place = {thing: number for number, thing in enumerate(other)}
    pairs = list(combinations(one, 2))
    return Likeness(sum(place[first] < place[second] for first, second in pairs), len(pairs))


def misplaced(guess: Sequence[str], truth: Sequence[str]) -> dict[str, int]:
    """By how many places the guess puts each thing away from where it is."""
    place = {thing: number for number, thing in enumerate(truth)}
    return {thing: abs(number - place[thing]) for number, thing in enumerate(guess)}


def tau_b(points: Sequence[tuple[float, float]]) -> float | None:
    """Kendall's tau-b of two measures of the same cases, in which ties count for neither side (M. G. Kendall, The
    Treatment of Ties in Ranking Problems, Biometrika 33, 1945), from −1 to 1. None where one of the measures is the
    same in all cases, or there are fewer than two."""
    balance = sum(_sign(a - c) * _sign(b - d) for (a, b), (c, d) in combinations(points, 2))
    free = [
        _pairs(len(points)) - _ties(side) for side in (Counter(x for x, _y in points), Counter(y for _x, y in points))
    ]
    return balance / math.sqrt(free[0] * free[1]) if all(free) else None


def chance(count: int) -> float:
    """The standard deviation of tau over so many cases whose two measures have nothing to do with each other (without
    ties): a tau within twice as much can well be chance. 1 for fewer than two cases."""
    return math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1))) if count > 1 else 1.0


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _ties(values: Counter[float]) -> int:
    return sum(_pairs(count) for count in values.values())


def own_needs(document: WorksheetDocument) -> list[Entry]:
    """What a worksheet says of the needs of its own side; a line that names nobody is about nobody."""
    return [entry for entry, party in _needs(document) if party.is_us or party.side == "ours"]


def needs_of(document: WorksheetDocument, role: Text, *, alone: bool) -> list[Entry]:
    """What a worksheet says of the needs of another role: of whoever bears its name, in either language. Where that
    role is `alone` on the other side, of every counterpart, whatever they are called by now."""
    names = {role.en, role.zh_hans}
    return [
        entry
        for entry, party in _needs(document)
        if not party.is_us and (party.name in names or (alone and "counterpart" in party.roles))
    ]


def _needs(document: WorksheetDocument) -> list[tuple[Entry, Party]]:
    found = ((entry, document.party(entry.party)) for entry in document.entries_of(NEEDS))
    return [(entry, party) for entry, party in found if party]
