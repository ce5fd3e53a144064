"""How the packages spread over the plane of both values: how many lie where.

Up to `MOST_LISTED` packages are listed, block by block, so that memory stays small. More are not: where all values lie
on a coarse enough lattice (whole points, say) the packages on each of its places are counted by adding issue by issue,
which is exact for any number. Else there are as many drawn at random, each possible package equally likely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from quadrants.deal.combinations import Integers
from quadrants.deal.prepared import Prepared

MOST_LISTED = 20_000_000
MOST_PLACES = 4_000_000
DRAWN, SEED = 400_000, 20_250_101
TAIL, BLOCK = 2**13, 2**18

Small = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Block:
    """Sums of packages in units, for us and for them. `ways` says how many packages each stands for: one number for
    all, or one for each."""

    us: Small | Integers
    them: Small | Integers
    ways: float | Integers


def is_exact(prepared: Prepared) -> bool:
    """Whether the blocks hold all packages; else they are a sample."""
    return prepared.rules.total <= MOST_LISTED or _places(prepared) <= MOST_PLACES


def blocks(prepared: Prepared) -> Iterator[Block]:
    """All possible packages, or a sample that stands for them, in blocks."""
    if prepared.rules.total <= MOST_LISTED:
        return _listed(prepared)
    if is_exact(prepared):
        return iter([_counted(prepared)])
    return _drawn(prepared)


# --- All of them, one by one ----------------------------------------------------------------------------------


def _listed(prepared: Prepared) -> Iterator[Block]:
    """What the first issues bring and what the last bring are listed apart, and added each to each."""
    levels = len(prepared.rules.steps)
    split, size = levels, 1
    while split and (size := size * len(prepared.us[split - 1])) <= TAIL:
        split -= 1
    heads = _rows(prepared, 0, 0, split)
    for state in np.unique(heads[0]):
        here = heads[0] == state
        head_us, head_them = heads[1][here], heads[2][here]
        _states, tail_us, tail_them = _rows(prepared, int(state), split, levels)
        step = max(1, BLOCK // len(tail_us))
        for start in range(0, len(head_us), step):
            some = slice(start, start + step)
            us, them = head_us[some, None] + tail_us, head_them[some, None] + tail_them
            yield Block(us.ravel(), them.ravel(), 1)


def _rows(prepared: Prepared, state: int, first: int, end: int) -> tuple[Small, Small, Small]:
    """State and sums of all ways to go from a state at level `first` to level `end`."""
    states = np.array([state], dtype=np.int32)
    us = them = np.zeros(1, dtype=np.int32)
    for level in range(first, end):
        after = prepared.rules.steps[level][states].astype(np.int32)
        possible = after >= 0
        states = after[possible]
        us = (us[:, None] + prepared.us[level].astype(np.int32))[possible]
        them = (them[:, None] + prepared.them[level].astype(np.int32))[possible]
    return states, us, them


# --- On a lattice ---------------------------------------------------------------------------------------------


def _places(prepared: Prepared) -> int:
    """How many places the lattice has that holds all sums, for as many states as there are at once."""
    across, up = (_lattice(values) for values in (prepared.us, prepared.them))
    states = max(int(np.count_nonzero(ways)) for ways in prepared.rules.ways)
    return states * across[1] * up[1]


def _lattice(values: tuple[Integers, ...]) -> tuple[int, int]:
    """The distance between two places, and how many there are."""
    distance = gcd(*(int(value) for one in values for value in one - one.min())) or 1
    return distance, sum(int(np.ptp(one)) for one in values) // distance + 1


def _counted(prepared: Prepared) -> Block:
    """Every place that a package can have, with how many packages have it."""
    (across, wide), (up, high) = (_lattice(values) for values in (prepared.us, prepared.them))
    plane = np.zeros((wide, high), dtype=np.int64)
    plane[0, 0] = 1
    planes, reach = {0: plane}, [1, 1]
    for level, table in enumerate(prepared.rules.steps):
        right = ((prepared.us[level] - prepared.us[level].min()) // across).tolist()
        above = ((prepared.them[level] - prepared.them[level].min()) // up).tolist()
        after: dict[int, Integers] = {}
        for state, plane in planes.items():
            for option, target in enumerate(table[state].tolist()):
                if target < 0:
                    continue
                if target not in after:
                    after[target] = np.zeros((wide, high), dtype=np.int64)
                x, y = right[option], above[option]
                after[target][x : x + reach[0], y : y + reach[1]] += plane[: reach[0], : reach[1]]
        planes, reach = after, [reach[0] + max(right), reach[1] + max(above)]
    (plane,) = planes.values()
    us, them = np.nonzero(plane)
    lowest_us, lowest_them = (sum(int(one.min()) for one in values) for values in (prepared.us, prepared.them))
    return Block(us * across + lowest_us, them * up + lowest_them, plane[us, them])


# --- A sample -------------------------------------------------------------------------------------------------


def _drawn(prepared: Prepared) -> Iterator[Block]:
    """Possible packages drawn independently, all equally likely, always the same: each option is taken in proportion
    to the possible packages that go on from it."""
    rules, size = prepared.rules, 20_000
    generator = np.random.default_rng(SEED)
    for _block in range(DRAWN // size):
        states = np.zeros(size, dtype=np.int64)
        us, them = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for level, table in enumerate(rules.steps):
            reached = np.cumsum(np.append(rules.ways[level + 1], 0)[table].astype(float), axis=1)
            chances = reached / np.maximum(reached[:, -1:], 1)
            options = (generator.random(size)[:, None] >= chances[states]).sum(axis=1)
            us += prepared.us[level][options]
            them += prepared.them[level][options]
            states = table[states, options]
        yield Block(us, them, rules.total / DRAWN)
