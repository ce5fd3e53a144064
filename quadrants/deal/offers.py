"""Three packages that are worth nearly the same to us, to be offered at once: which of them the others like best tells
what matters to them (multiple equivalent simultaneous offers)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from quadrants.deal.combinations import Integers
from quadrants.deal.frontier import Tails, tails
from quadrants.deal.model import Number, exact, in_points, in_units
from quadrants.deal.outlook import Outlook
from quadrants.deal.prepared import Prepared, Worth

OFFERS = 3
# How far a package may be from the target, of all that lies between our worst and best; and how much more either side
# could have while the other has as much, of all that lies between its own worst and best. Tried in turn, until there
# are three. What leaves more than that on the table is no good offer.
TRIES = ((0.02, 0.05), (0.04, 0.05), (0.08, 0.05), (0.08, 0.1), (0.12, 0.1))
MOST_LOOKED_AT, MOST_COMPARED, SEED = 20_000, 120, 20_250_102


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Up to three packages, the best for them first. In value to us each is within `tolerance` points of `target`; for
    none could either side have more than the part `left` of its span on top while the other has as much. Any two differ
    in `differing` issues at least. There are fewer than three only where no more were found within the
    widest bounds, and none where there is nothing that both could accept."""

    target: float
    tolerance: float
    left: float
    packages: tuple[Worth, ...]
    differing: int


def offers(prepared: Prepared, seen: Outlook, target: Number | None = None) -> Offers:
    """Three packages of nearly equal value to us, near the frontier, and as different as possible.

    `target` is what they should be worth to us, in points: if nothing is said, as much as the package with the best
    product. None of the packages is worth less to either side than its reservation value.

    Of all packages within the bounds of `Offers`, the `MOST_COMPARED` best for them are compared, and those three are
    taken that differ in most issues: what counts is the pair that differs least, then all pairs, then the value to
    them. Where more than `MOST_LOOKED_AT` beginnings lead into the bounds, those are followed that can bring them
    most. ValueError for a target that is no number, below our reservation value or above what any package is worth.
    """
    wanted = in_units(exact((seen.best_product or seen.best_sum).us))
    if target is not None:
        wanted = _within_reach(prepared, seen, target)
    levels = tails(prepared.rules, prepared.us, prepared.them)
    found, tolerance, left = np.empty((0, len(prepared.us)), dtype=np.int64), 0, 0.0
    for near, left in TRIES if seen.agreement else ():
        tolerance = round(near * prepared.span_us)
        low, high = max(wanted - tolerance, prepared.least_us), wanted + tolerance
        least = max(_most_for_them(levels[0], high) - round(left * prepared.span_them), prepared.least_them)
        found = _leaving_little(prepared, seen, *_within(prepared, levels, low, high, least), left)
        if len(found) >= OFFERS:
            break
    chosen, differing = _most_different(found)
    worths = [prepared.worth(tuple(int(place) for place in row)) for row in chosen]
    return Offers(
        target=in_points(wanted),
        tolerance=in_points(tolerance),
        left=left,
        packages=tuple(sorted(worths, key=lambda one: (-one.them, -one.us, one.package))),
        differing=differing,
    )


def _within_reach(prepared: Prepared, seen: Outlook, target: Number) -> int:
    points = exact(target)
    if not points.is_finite() or not prepared.least_us <= in_units(points) <= seen.frontier.us[0]:
        raise ValueError("The target lies between our reservation value and the most that a package is worth to us.")
    return in_units(points)


def _most_for_them(whole: Tails, low: int) -> int:
    """The most that a package can be worth to them that is worth at least `low` to us; where there is none, what the
    one that is best for us is."""
    rows = int(np.searchsorted(-whole.us, -low, side="right"))
    return int(whole.them[max(rows - 1, 0)])


def _within(
    prepared: Prepared, levels: list[Tails], low: int, high: int, least: int
) -> tuple[Integers, Integers, Integers]:
    """Possible packages with a value to us from `low` to `high` and to them of at least `least`, a row of places in the
    order of the model for each, the best for them first; and what each is worth to us and to them.

    Packages are put together option by option. A beginning is given up as soon as the efficient tails of its state say
    that nothing that follows can reach `low` and `least` together, or nothing stays below `high`.
    """
    generator = np.random.default_rng(SEED)
    states = us = them = np.zeros(1, dtype=np.int64)
    chosen = np.empty((1, 0), dtype=np.int64)
    for level, table in enumerate(prepared.rules.steps):
        rows, options = np.nonzero(table[states] >= 0)
        us, them = us[rows] + prepared.us[level][options], them[rows] + prepared.them[level][options]
        states, chosen = table[states[rows], options], np.column_stack([chosen[rows], options])
        most = _most_that_follows(levels[level + 1], states, low - us) + them
        cheapest = sum(int(values.min()) for values in prepared.us[level + 1 :])
        kept = np.flatnonzero((most >= least) & (us + cheapest <= high))
        if len(kept) > MOST_LOOKED_AT:
            # Of those that can bring them equally much any may go, or all that are left would begin alike.
            kept = generator.permutation(kept)
            kept = kept[np.argsort(-most[kept], kind="stable")][:MOST_LOOKED_AT]
        states, us, them, chosen = states[kept], us[kept], them[kept], chosen[kept]
    packages = chosen[:, np.argsort(prepared.rules.order)]
    places = np.lexsort((*packages.T[::-1], -us, -them))
    return packages[places], us[places], them[places]


def _leaving_little(
    prepared: Prepared, seen: Outlook, packages: Integers, us: Integers, them: Integers, left: float
) -> Integers:
    """Those for which neither side could have more than this part of its span on top while the other has as much."""
    # The frontier falls for us and rises for them: the last point that is as good for us is the best of these for them.
    as_good_for_us = np.searchsorted(-seen.frontier.us, -us, side="right") - 1
    as_good_for_them = np.searchsorted(seen.frontier.them, them)
    more_for_them = seen.frontier.them[as_good_for_us] - them
    more_for_us = seen.frontier.us[as_good_for_them] - us
    little = (more_for_them <= left * prepared.span_them) & (more_for_us <= left * prepared.span_us)
    return packages[little]


def _most_that_follows(after: Tails, states: Integers, low: Integers) -> Integers:
    """The most for them that can follow from each state with at least `low` for us; below all where nothing can."""
    worst, best = int(after.us.min()), int(after.us.max())
    wide = best - worst + 2
    # Rows lie by state, in each from the best for us down: the last that is still enough for us is the best for them.
    key = after.states() * wide + (best - after.us)
    rows = np.searchsorted(key, states * wide + np.clip(best - low, -1, wide - 2), side="right") - 1
    return np.where(rows >= after.starts[states], after.them[np.maximum(rows, 0)], np.iinfo(np.int64).min // 2)


def _most_different(packages: Integers) -> tuple[Integers, int]:
    """The three of the first packages that differ most, and in how many issues the most alike of them differ."""
    packages = packages[:MOST_COMPARED]
    unlike = (packages[:, None] != packages).sum(axis=2)
    if len(packages) <= OFFERS:
        pairs = [int(unlike[one, other]) for one, other in combinations(range(len(packages)), 2)]
        return packages, min(pairs, default=0)
    sets = np.array(list(combinations(range(len(packages)), OFFERS)))
    pairs_of = np.stack([unlike[sets[:, one], sets[:, other]] for one, other in combinations(range(OFFERS), 2)])
    # Packages lie from the best for them on: the smaller the places, the better.
    best = np.lexsort((sets.sum(axis=1), -pairs_of.sum(axis=0), -pairs_of.min(axis=0)))[0]
    return packages[sets[best]], int(pairs_of[:, best].min())
