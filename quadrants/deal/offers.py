"""Three packages that are worth nearly the same to us, to be offered at once: which of them the others like best tells
what matters to them (multiple equivalent simultaneous offers)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from quadrants.deal.combinations import Integers
from quadrants.deal.frontier import Frontier
from quadrants.deal.model import Number, exact, in_points, in_units
from quadrants.deal.outlook import Outlook
from quadrants.deal.prepared import Prepared, Worth

OFFERS = 3
# How far apart they may be for us, and how far from the target, of all that lies between our worst and best. Tried in
# turn, until there are three.
TRIES = (0.02, 0.04, 0.07, 0.1)
MOST_COMPARED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Three packages, or two, the best for them first; else none. All are efficient: no possible package is better for
    a side and as good for the other. In value to us they are no further than `tolerance` points from each other and
    from `target`; no two are worth the same. Any two differ in `differing` issues at least."""

    target: float
    tolerance: float
    packages: tuple[Worth, ...]
    differing: int

    @property
    def spread(self) -> tuple[float, float]:
        """From how many points to how many they are worth to us. ValueError where there are none."""
        worths = [one.us for one in self.packages]
        return min(worths), max(worths)


def offers(prepared: Prepared, seen: Outlook, target: Number | None = None) -> Offers:
    """Packages on the frontier of nearly equal value to us, and as different as possible.

    `target` is what they should be worth to us, in points: if nothing is said, as much as the package with the best
    product. None of the packages is worth less to either side than its reservation value.

    Of each point of the frontier its package is looked at; where more than `MOST_COMPARED` are near enough, so many of
    them, evenly spread. ValueError for a target that is no number, below our reservation value or above what any
    package is worth.
    """
    wanted = in_units(exact((seen.best_product or seen.best_sum).us))
    if target is not None:
        wanted = _within_reach(prepared, seen, target)
    tolerance, rows, differing = 0, np.empty(0, dtype=np.int64), 0
    for count in (OFFERS, OFFERS - 1):
        for near in TRIES:
            tolerance = round(near * prepared.span_us)
            rows, differing = _most_different(seen.frontier, _near(seen, wanted, tolerance), count, tolerance)
            if len(rows):
                break
        if len(rows):
            break
    # Rows lie from the best for us to the best for them.
    packages = tuple(prepared.worth(seen.frontier.package(int(row))) for row in rows[::-1])
    return Offers(target=in_points(wanted), tolerance=in_points(tolerance), packages=packages, differing=differing)


def _within_reach(prepared: Prepared, seen: Outlook, target: Number) -> int:
    points = exact(target)
    if not points.is_finite() or not prepared.least_us <= in_units(points) <= seen.frontier.us[0]:
        raise ValueError("The target lies between our reservation value and the most that a package is worth to us.")
    return in_units(points)


def _near(seen: Outlook, wanted: int, tolerance: int) -> Integers:
    """The rows of the frontier that both could accept and that are worth as much to us, to within the tolerance."""
    both = seen.agreement.points
    rows: Integers = both.start + np.flatnonzero(np.abs(seen.frontier.us[both] - wanted) <= tolerance)
    spread = np.linspace(0, len(rows) - 1, min(MOST_COMPARED, len(rows))).round()
    few: Integers = rows[spread.astype(np.int64)]
    return few


def _most_different(frontier: Frontier, rows: Integers, count: int, tolerance: int) -> tuple[Integers, int]:
    """So many of these rows, no further from each other than the tolerance, that differ most, and in how many issues
    the most alike of them differ; none where there are none."""
    sets = rows[list(combinations(range(len(rows)), count))] if len(rows) >= count else np.empty((0, count), int)
    apart = frontier.us[sets[:, 0]] - frontier.us[sets[:, -1]]
    sets, apart = sets[apart <= tolerance], apart[apart <= tolerance]
    if not len(sets):
        return np.empty(0, dtype=np.int64), 0
    packages = frontier.packages[sets]
    pairs = np.stack(
        [(packages[:, one] != packages[:, other]).sum(axis=1) for one, other in combinations(range(count), 2)]
    )
    # Of those that differ equally, they are the closest to each other for us, and then the best for us.
    best = np.lexsort((apart, -pairs.sum(axis=0), -pairs.min(axis=0)))[0]
    return sets[best], int(pairs[:, best].min())
