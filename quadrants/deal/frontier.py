"""The efficient frontier, exactly, without listing packages.

A package is efficient when no possible one is better for a side and as good for the other (Pareto). What an efficient
package chooses in the issues that are read last is efficient itself among all that can follow from the same state, or
it could be put right there. So the frontier is built from the last issue to the first: each option of an issue shifts
what follows from the state it leads to, the shifted frontiers are put together, and what is dominated is dropped at
once. Over independent issues this is the Minkowski sum of their frontiers, pruned as it grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quadrants.deal.combinations import Automaton, Integers
from quadrants.deal.flaws import BadModel, Code, Flaw
from quadrants.deal.model import Package
from quadrants.deal.prepared import Prepared

# Rows that are looked at together, some 70 bytes each; and in one step, whatever it takes to look at them.
MOST_ROWS, MOST_IN_A_STEP = 4_000_000, 20_000_000


@dataclass(frozen=True)
class Tails:
    """What can follow from each state at a level and is efficient there: rows by state, within a state from the best
    for us to the best for them. `starts[state]` is where its rows begin, with the end of all as a last one; `ways` how
    many ways to go on are worth exactly this; `options` and `rows` the option taken first, and the row of the next
    level."""

    starts: Integers
    us: Integers
    them: Integers
    ways: Integers
    options: Integers
    rows: Integers

    def states(self) -> Integers:
        """The state of each row."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True)
class Frontier:
    """The points of the frontier, from the best for us to the best for them, in units: `us` falls, `them` rises.
    `packages` has a row for each, the place of the option in each issue of the model: one package of possibly several
    that are worth the same; `ways` says of how many."""

    us: Integers
    them: Integers
    ways: Integers
    packages: Integers

    def __len__(self) -> int:
        return len(self.us)

    def package(self, row: int) -> Package:
        """The package of a point."""
        return tuple(int(place) for place in self.packages[row])

    def holds(self, us: int, them: int) -> bool:
        """Whether a point with these sums is on the frontier."""
        row = int(np.searchsorted(self.them, them))
        return row < len(self) and bool(self.them[row] == them and self.us[row] == us)

    def acceptable(self, least_us: int, least_them: int) -> slice:
        """The rows that both sides could accept: they lie next to each other."""
        first = int(np.searchsorted(self.them, least_them))
        end = int(np.searchsorted(-self.us, -least_us, side="right"))
        return slice(first, max(first, end))


def frontier_of(prepared: Prepared) -> Frontier:
    """The frontier of a model. BadModel with TOO_FINE where more than `MOST_ROWS` rows would be needed for one state,
    which takes millions of packages that are all efficient; with TOO_TANGLED where there would be more than
    `MOST_IN_A_STEP` for all states between two issues."""
    return read_off(prepared.rules, tails(prepared.rules, prepared.us, prepared.them))


def tails(rules: Automaton, us: Sequence[Integers], them: Sequence[Integers]) -> list[Tails]:
    """The efficient tails at every level, from the first issue on; after the last there is nothing more to gain."""
    ends = len(rules.ways[-1])
    nothing = np.zeros(ends, dtype=np.int64)
    found = [Tails(np.arange(ends + 1), nothing, nothing, np.ones_like(nothing), nothing, nothing)]
    for level in reversed(range(len(rules.steps))):
        found.append(_before(rules.steps[level], us[level], them[level], found[-1]))
    return found[::-1]


def _before(table: Integers, us: Integers, them: Integers, after: Tails) -> Tails:
    """The tails one issue earlier. States do not depend on each other, so as many of them are worked out together as
    memory has room for."""
    states, options = np.nonzero(table >= 0)
    targets = table[states, options]
    counts = np.diff(after.starts)[targets]
    pairs = np.searchsorted(states, np.arange(len(table) + 1))
    rows = np.concatenate([[0], np.cumsum(counts)])[pairs]
    if np.diff(rows).max() > MOST_ROWS:
        raise BadModel([Flaw("issues", Code.TOO_FINE, {"most": MOST_ROWS})])
    if rows[-1] > MOST_IN_A_STEP:
        raise BadModel([Flaw("impossible", Code.TOO_TANGLED, {"most": MOST_IN_A_STEP})])
    parts, first = [], 0
    while first < len(table):
        end = int(np.searchsorted(rows, rows[first] + MOST_ROWS, side="right")) - 1
        some = slice(pairs[first], pairs[end])
        parts.append(_together(states[some], options[some], targets[some], counts[some], us, them, after))
        first = end
    kept = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Tails(np.searchsorted(kept[0], np.arange(len(table) + 1)), *kept[1:])


def _together(
    states: Integers,
    options: Integers,
    targets: Integers,
    counts: Integers,
    us: Integers,
    them: Integers,
    after: Tails,
) -> tuple[Integers, ...]:
    """Each pair of a state and an option shifts the `counts` tails of the state it leads to. What is left undominated:
    state, sums, ways, option and row of the next level."""
    pair = np.repeat(np.arange(len(targets)), counts)
    rows = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts - after.starts[targets], counts)
    of_us, of_them = us[options][pair] + after.us[rows], them[options][pair] + after.them[rows]
    kept, ways = undominated(states[pair], of_us, of_them, after.ways[rows])
    return states[pair[kept]], of_us[kept], of_them[kept], ways, options[pair[kept]], rows[kept]


def undominated(states: Integers, us: Integers, them: Integers, ways: Integers) -> tuple[Integers, Integers]:
    """The rows that no row of the same state dominates, by state and from the best for us on; of equal ones the first,
    with the ways of all of them. At least one row is needed."""
    from_us, from_them = us.max() - us, them.max() - them
    wide, high = int(from_us.max()) + 1, int(from_them.max()) + 1
    if (int(states.max()) + 1) * wide * high < 2**63:
        # One number for the whole order is sorted in a fraction of the time.
        order = np.argsort((states * wide + from_us) * high + from_them, kind="stable")
    else:
        order = np.lexsort((from_them, from_us, states))
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for values in (states, us, them):
        ordered = values[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    picked = order[starts]
    # What comes later in a state is worse for us, so it has to be better for them than all before. Each state begins
    # above whatever the last one reached.
    reached = states[picked] * high + (high - 1 - from_them[picked])
    better = np.concatenate([[True], reached[1:] > np.maximum.accumulate(reached)[:-1]])
    return picked[better], np.add.reduceat(ways[order], starts)[better]


def read_off(rules: Automaton, levels: Sequence[Tails]) -> Frontier:
    """The frontier with its packages, from the tails at every level."""
    whole = levels[0]
    packages = np.empty((len(whole.us), len(rules.order)), dtype=np.int64)
    rows: NDArray[np.int64] = np.arange(len(whole.us))
    for level, issue in enumerate(rules.order):
        packages[:, issue] = levels[level].options[rows]
        rows = levels[level].rows[rows]
    return Frontier(whole.us, whole.them, whole.ways, packages)
