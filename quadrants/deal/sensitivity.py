"""How far the picture changes if our guess of their values is off.

Each draw is another guess. What an issue counts for them is multiplied by a factor between 1 ÷ (1 + spread) and
1 + spread (the logarithm evenly spread), and all factors are scaled so that the issues together count as much as
before. Then each option moves by up to spread ÷ 2 of what its issue counts for them, up or down (evenly spread). All
of that independently. What is worth the same to them in every option stays so; our own values, both reservation values
and what is impossible stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from quadrants.deal.combinations import Integers
from quadrants.deal.frontier import read_off, tails
from quadrants.deal.model import Package, in_points
from quadrants.deal.outlook import best_product_row
from quadrants.deal.prepared import Prepared

DRAWS, SPREAD, SEED = 1000, 0.3, 20_250_103
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A package over all draws: in how many it is efficient, acceptable to both, and the one with the best product.
    `low`, `middle` and `high` are what it is worth to them in the 5th, 50th and 95th of a hundred draws, in points."""

    package: Package
    efficient: int
    acceptable: int
    best: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """`agreement` is in how many of the `draws` there is a package that both could accept. `standings` are those of the
    packages asked for, in that order. `often_best` names packages that have the best product most often, with in how
    many draws, at most ten."""

    draws: int
    spread: float
    agreement: int
    standings: tuple[Standing, ...]
    often_best: tuple[tuple[Package, int], ...]


def sensitivity(
    prepared: Prepared,
    packages: Sequence[Package],
    *,
    draws: int = DRAWS,
    spread: float = SPREAD,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _done: None,
) -> Sensitivity:
    """The same for the same model, packages and seed. After each draw `progress` is told how many are done; what it
    raises ends the work. ValueError for no draws, for a spread not above 0 and at most 1, and for a package that is
    none of this model or impossible."""
    return summed_up(prepared, packages, drawn(prepared, packages, range(draws), spread, seed, progress), spread)


@dataclass(frozen=True)
class Draws:
    """What came of some draws, in their order: a row for each with what the packages are worth to them, and whether
    each is efficient and the best; which package is the best one, None where both could accept nothing."""

    them: Integers
    efficient: Integers
    best: Integers
    bests: tuple[Package | None, ...]

    def __len__(self) -> int:
        return len(self.bests)

    @classmethod
    def joined(cls, parts: Sequence[Draws]) -> Draws:
        """Several as one, in this order; at least one is needed."""
        columns = zip(*((part.them, part.efficient, part.best) for part in parts), strict=True)
        them, efficient, best = (np.concatenate(column) for column in columns)
        return cls(them, efficient, best, tuple(one for part in parts for one in part.bests))


def drawn(
    prepared: Prepared,
    packages: Sequence[Package],
    places: range,
    spread: float = SPREAD,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _done: None,
) -> Draws:
    """Some of the draws. Each has random numbers of its own, so it is the same whatever was drawn before it, and many
    can be made a few at a time."""
    if not places or not 0 < spread <= 1:
        raise ValueError("At least one draw, and a spread above 0 and at most 1.")
    for package in packages:
        prepared.worth(package)
        if not prepared.rules.allows(package):
            raise ValueError(f"{package} is not possible.")
    asked = np.array(packages, dtype=np.int64).reshape(len(packages), len(prepared.us))
    us = _sums(prepared, prepared.us, asked)
    them, efficient, best = (np.zeros((len(places), len(asked)), dtype=np.int64) for _column in range(3))
    bests: list[Package | None] = []
    for number, place in enumerate(places):
        guess = _another_guess(np.random.default_rng((seed, place)), prepared.them, spread)
        frontier = read_off(prepared.rules, tails(prepared.rules, prepared.us, guess))
        them[number] = _sums(prepared, guess, asked)
        rows = np.minimum(np.searchsorted(frontier.them, them[number]), len(frontier) - 1)
        efficient[number] = (frontier.them[rows] == them[number]) & (frontier.us[rows] == us)
        row = best_product_row(frontier, prepared.least_us, prepared.least_them)
        if row is not None:
            best[number] = (us == frontier.us[row]) & (them[number] == frontier.them[row])
        bests.append(None if row is None else frontier.package(row))
        progress(number + 1)
    return Draws(them, efficient, best, tuple(bests))


def summed_up(prepared: Prepared, packages: Sequence[Package], draws: Draws, spread: float = SPREAD) -> Sensitivity:
    """What these draws say together."""
    asked = np.array(packages, dtype=np.int64).reshape(len(packages), len(prepared.us))
    us = _sums(prepared, prepared.us, asked)
    often = Counter(package for package in draws.bests if package is not None)
    acceptable = ((us >= prepared.least_us) & (draws.them >= prepared.least_them)).sum(axis=0)
    low, middle, high = np.quantile(draws.them, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf")
    return Sensitivity(
        draws=len(draws),
        spread=spread,
        agreement=often.total(),
        standings=tuple(
            Standing(
                package=package,
                efficient=int(draws.efficient[:, place].sum()),
                acceptable=int(acceptable[place]),
                best=int(draws.best[:, place].sum()),
                low=in_points(int(low[place])),
                middle=in_points(int(middle[place])),
                high=in_points(int(high[place])),
            )
            for place, package in enumerate(packages)
        ),
        often_best=tuple(sorted(often.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED]),
    )


def _another_guess(generator: np.random.Generator, them: Sequence[Integers], spread: float) -> list[Integers]:
    spans = np.array([np.ptp(values) for values in them], dtype=float)
    factors = np.exp(generator.uniform(-np.log1p(spread), np.log1p(spread), len(them)))
    factors *= spans.sum() / (spans * factors).sum()
    return [
        np.rint(
            values.min()
            + factor * ((values - values.min()) + generator.uniform(-spread / 2, spread / 2, len(values)) * span)
        ).astype(np.int64)
        for values, factor, span in zip(them, factors, spans, strict=True)
    ]


def _sums(prepared: Prepared, values: Sequence[Integers], packages: Integers) -> Integers:
    found = np.zeros(len(packages), dtype=np.int64)
    for level, issue in enumerate(prepared.rules.order):
        found += values[level][packages[:, issue]]
    return found
