"""What a deal can be, seen whole: the frontier, the best packages on it, and what both could accept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from quadrants.deal import spread
from quadrants.deal.combinations import Integers
from quadrants.deal.frontier import Frontier, frontier_of
from quadrants.deal.model import in_points
from quadrants.deal.prepared import Prepared, Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What both could accept. `packages` of `total` possible ones are at least worth the reservation value to either
    side. Where they are `exact` that is their number; else an estimate from a sample, to within `error` (two standard
    errors). `points` are the rows of the frontier among them: the efficient end of the zone of possible agreement."""

    packages: int
    total: int
    exact: bool
    error: int
    points: slice

    def __bool__(self) -> bool:
        """Whether there is anything that both could accept; exact in either case."""
        return bool(self.points.start < self.points.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`best_product` is the package for which (value to us − our reservation value) × (value to them − theirs) is
    highest, and `product` that number in square points (the Nash product: J. F. Nash, The Bargaining Problem,
    Econometrica 18, 1950); None where there is none that both could accept. `best_sum` has the highest sum of both
    values of all that are possible, `best_sum_for_both` of those that both could accept. Among equals the one counts
    in which the two gains over the reservation values are closest, then the one that is better for us."""

    frontier: Frontier
    agreement: Agreement
    best_product: Worth | None
    product: float | None
    best_sum: Worth
    best_sum_for_both: Worth | None


def outlook(prepared: Prepared) -> Outlook:
    """Everything about a model that takes all of its packages into account. BadModel with TOO_FINE where the frontier
    is too large."""
    frontier = frontier_of(prepared)
    # What dominates an acceptable package is acceptable, with no smaller product and a larger sum. So all that is best
    # lies on the frontier.
    points = frontier.acceptable(prepared.least_us, prepared.least_them)
    sums = frontier.us + frontier.them
    uneven = np.abs((frontier.us - prepared.least_us) - (frontier.them - prepared.least_them))
    by_product = best_product_row(frontier, prepared.least_us, prepared.least_them)
    by_sum_for_both = _highest(sums, uneven, points)

    def worth(row: int) -> Worth:
        return prepared.worth_of(frontier.package(row), int(frontier.us[row]), int(frontier.them[row]))

    by_sum = _highest(sums, uneven, slice(0, len(frontier)))
    assert by_sum is not None, "a frontier is never empty"
    return Outlook(
        frontier=frontier,
        agreement=_agreement(prepared, points),
        best_product=None if by_product is None else worth(by_product),
        product=None if by_product is None else _product(prepared, worth(by_product)),
        best_sum=worth(by_sum),
        best_sum_for_both=None if by_sum_for_both is None else worth(by_sum_for_both),
    )


def best_product_row(frontier: Frontier, least_us: int, least_them: int) -> int | None:
    """The row of the frontier with the highest product of both gains over the reservation values (in units), or None
    where both could accept nothing."""
    over_us, over_them = frontier.us - least_us, frontier.them - least_them
    # At most 2²⁶ × 2²⁶: far from what 64 bits hold.
    return _highest(over_us * over_them, np.abs(over_us - over_them), frontier.acceptable(least_us, least_them))


def _highest(values: Integers, uneven: Integers, rows: slice) -> int | None:
    """The row with the highest value; of equal ones that where the gains are closest, then the first."""
    if rows.start == rows.stop:
        return None
    return int(rows.start + np.lexsort((uneven[rows], -values[rows]))[0])


def _product(prepared: Prepared, best: Worth) -> float:
    return (best.us - in_points(prepared.least_us)) * (best.them - in_points(prepared.least_them))


def _agreement(prepared: Prepared, points: slice) -> Agreement:
    total, reached = prepared.rules.total, points.stop - points.start
    if not reached:
        return Agreement(packages=0, total=total, exact=True, error=0, points=points)
    if spread.is_exact(prepared):
        counts = (_ways(block, both) for block, both in _acceptable(prepared))
        return Agreement(packages=sum(counts), total=total, exact=True, error=0, points=points)
    # In whole numbers, so that all of a sample is all there is; what the frontier holds is there whatever was drawn.
    drawn = sum(int(np.count_nonzero(both)) for _block, both in _acceptable(prepared))
    packages, share = max(total * drawn // spread.DRAWN, reached), drawn / spread.DRAWN
    error = round(2 * sqrt(share * (1 - share) / spread.DRAWN) * total)
    return Agreement(packages=packages, total=total, exact=False, error=error, points=points)


def _acceptable(prepared: Prepared) -> Iterator[tuple[spread.Block, NDArray[np.bool_]]]:
    """All packages, or a sample of them, with which of them are acceptable to both."""
    for block in spread.blocks(prepared):
        both = block.us >= prepared.least_us
        both &= block.them >= prepared.least_them
        yield block, both


def _ways(block: spread.Block, both: NDArray[np.bool_]) -> int:
    """How many packages these are."""
    return int(block.ways[both].sum() if isinstance(block.ways, np.ndarray) else block.ways * np.count_nonzero(both))
