"""The packages as a picture: how many lie in each cell of the plane of both values, and what is marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quadrants.deal import spread
from quadrants.deal.combinations import Integers
from quadrants.deal.frontier import Frontier
from quadrants.deal.model import Package, in_points
from quadrants.deal.outlook import Outlook
from quadrants.deal.prepared import Prepared, Worth

MOST_CELLS = 1000
# Of a frontier with more points the first and the last are kept in each of so many equal parts: what they leave out is
# nowhere further beyond their line than such a part is wide.
PARTS = 400

Coordinates = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Coordinates are points of value, to us first and to them second.

    `counts[column, row]` is how many packages lie in a cell; columns divide what lies between `left` and `right`
    (value to us) into equal parts, rows what lies between `bottom` and `top` (value to them), both from the lowest on.
    The last of either includes its upper edge. Where `exact` is False the counts are estimates from a sample.
    `frontier` are points of the frontier, the best for us first: all of them, or as many as can be told apart.
    `agreement` is the corner at which the zone of possible agreement begins, both reservation values; `reached` are
    points of the frontier in the zone, in the same way. `status_quo` and `picked` are the packages asked for.
    """

    left: float
    right: float
    bottom: float
    top: float
    counts: NDArray[np.float64]
    exact: bool
    frontier: Coordinates
    agreement: tuple[float, float]
    reached: Coordinates
    status_quo: Worth | None
    picked: tuple[Worth, ...]


def picture(
    prepared: Prepared,
    seen: Outlook,
    *,
    size: tuple[int, int],
    status_quo: Package | None = None,
    picked: Sequence[Package] = (),
) -> Picture:
    """The picture with `size` columns and rows. ValueError for a size that is not from 1 to 1,000, and for a package
    that is none of this model."""
    if not all(1 <= cells <= MOST_CELLS for cells in size):
        raise ValueError(f"A picture has from 1 to {MOST_CELLS} columns and rows.")
    marked = [prepared.worth(package) for package in picked]
    (left, right), (bottom, top) = _ends(prepared.us), _ends(prepared.them)
    counts = np.zeros(size[0] * size[1])
    for block in spread.blocks(prepared):
        cells = _parts(block.us, left, right, size[0]) * size[1] + _parts(block.them, bottom, top, size[1])
        if isinstance(block.ways, np.ndarray):
            counts += np.bincount(cells, weights=block.ways, minlength=len(counts))
        else:
            counts += np.bincount(cells, minlength=len(counts)) * block.ways
    whole, points = seen.frontier, seen.agreement.points
    return Picture(
        left=in_points(left),
        right=in_points(right),
        bottom=in_points(bottom),
        top=in_points(top),
        counts=counts.reshape(size),
        exact=spread.is_exact(prepared),
        frontier=_coordinates(whole, slice(0, len(whole))),
        agreement=(in_points(prepared.least_us), in_points(prepared.least_them)),
        reached=_coordinates(whole, points),
        status_quo=None if status_quo is None else prepared.worth(status_quo),
        picked=tuple(marked),
    )


def _ends(values: Sequence[Integers]) -> tuple[int, int]:
    """The lowest and the highest sum that the options could have, whatever is impossible."""
    return sum(int(one.min()) for one in values), sum(int(one.max()) for one in values)


def _parts(sums: spread.Small | Integers, first: int, last: int, parts: int) -> Integers:
    """In which of so many equal parts each sum lies."""
    return np.minimum((sums.astype(np.int64) - first) * parts // (last - first), parts - 1)


def _coordinates(frontier: Frontier, rows: slice) -> Coordinates:
    shown = np.arange(rows.start, rows.stop)
    if len(shown) > PARTS:
        us = frontier.us[rows]
        parts = (us[0] - us) * PARTS // (us[0] - us[-1] + 1)
        ends = np.flatnonzero(np.diff(parts))
        shown = rows.start + np.unique(np.concatenate([[0], ends, ends + 1, [len(us) - 1]]))
    return tuple((in_points(int(frontier.us[row])), in_points(int(frontier.them[row]))) for row in shown)
