"""Which packages are possible: an automaton that reads a package option by option and stops at what cannot go together.

Between two issues all that matters of what was read is which impossible combinations have begun and could still be
completed: that is the state. Whatever follows depends on it alone, so packages are counted, listed and pruned state by
state, and nothing has to be listed to know what is possible (bucket elimination: R. Dechter, Artificial Intelligence
113, 1999). Without impossible combinations there is one state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quadrants.deal.flaws import BadModel, Code, Flaw
from quadrants.deal.model import Issue, Model

Integers = NDArray[np.int64]
MOST_STATES = 30_000


@dataclass(frozen=True)
class Automaton:
    """`order` are the places of the issues as they are read. `steps[level][state, option]` is the state after that
    option of issue `order[level]`, or −1 where no package can go on so. `ways[level][state]` is how many possible
    packages go on from there; `ways[0][0]` is how many there are."""

    order: tuple[int, ...]
    steps: tuple[Integers, ...]
    ways: tuple[Integers, ...]

    @property
    def total(self) -> int:
        """How many packages are possible."""
        return int(self.ways[0][0])

    def allows(self, package: Sequence[int]) -> bool:
        """Whether a package is possible."""
        state = 0
        for level, issue in enumerate(self.order):
            state = int(self.steps[level][state, package[issue]])
            if state < 0:
                return False
        return True


@dataclass(frozen=True)
class _Combination:
    """The options that are meant, by the place of their issue."""

    parts: dict[int, frozenset[int]]


def automaton(model: Model) -> Automaton:
    """The automaton of a model without flaws. BadModel with CONTRADICTION where no package is possible, naming as few
    combinations as it takes; with TOO_TANGLED where there would be more than `MOST_STATES` states between two
    issues."""
    combinations = [_combination(model, one.parts) for one in model.impossible]
    built = _built(model.issues, combinations)
    if built.total:
        return built
    raise BadModel([Flaw("impossible", Code.CONTRADICTION, {"combinations": _culprits(model.issues, combinations)})])


def _combination(model: Model, parts: Iterable[tuple[str, Iterable[str]]]) -> _Combination:
    issues = {issue.name: place for place, issue in enumerate(model.issues)}
    found = {}
    for issue, names in parts:
        options = {option.name: place for place, option in enumerate(model.issues[issues[issue]].choices)}
        found[issues[issue]] = frozenset(options[name] for name in names)
    return _Combination(found)


def _culprits(issues: Sequence[Issue], combinations: Sequence[_Combination]) -> tuple[int, ...]:
    """Combinations that together exclude every package, none of which could be left out."""
    needed = list(range(len(combinations)))
    for one in range(len(combinations)):
        rest = [other for other in needed if other != one]
        if not _built(issues, [combinations[place] for place in rest]).total:
            needed = rest
    return tuple(needed)


def _built(issues: Sequence[Issue], combinations: Sequence[_Combination]) -> Automaton:
    order = _order(len(issues), combinations)
    level_of = {issue: level for level, issue in enumerate(order)}
    first = [min(level_of[issue] for issue in one.parts) for one in combinations]
    last = [max(level_of[issue] for issue in one.parts) for one in combinations]
    states, tables = [0], []
    for level, issue in enumerate(order):
        touched = [number for number, one in enumerate(combinations) if issue in one.parts]
        met = [
            _bits(number for number in touched if option in combinations[number].parts[issue])
            for option in range(len(issues[issue].choices))
        ]
        begin, end = _bits(n for n in touched if first[n] == level), _bits(n for n in touched if last[n] == level)
        table, states = _read(states, met, _bits(touched), begin, end)
        tables.append(table)
    return _counted(tuple(order), tables, len(states))


def _read(states: Sequence[int], met: Sequence[int], touched: int, begin: int, end: int) -> tuple[Integers, list[int]]:
    """The table of one level and the states after it. A state is the set of combinations, as bits, all of whose parts
    so far were met; those that are yet to begin are not in it."""
    numbers: dict[int, int] = {}
    table = np.full((len(states), len(met)), -1, dtype=np.int64)
    for row, state in enumerate(states):
        for option, these in enumerate(met):
            alive = (state | begin) & (these | ~touched)
            if not alive & end:
                table[row, option] = numbers.setdefault(alive, len(numbers))
        if len(numbers) > MOST_STATES:
            raise BadModel([Flaw("impossible", Code.TOO_TANGLED, {"most": MOST_STATES})])
    return table, list(numbers)


def _counted(order: tuple[int, ...], tables: Sequence[Integers], ends: int) -> Automaton:
    """Counts from the `ends` what is possible, and takes out the steps that lead nowhere."""
    ways, steps = [np.ones(ends, dtype=np.int64)], []
    for table in reversed(tables):
        # The nought is for −1, the last place.
        after = np.append(ways[-1], 0)[table]
        steps.append(np.where(after > 0, table, -1))
        ways.append(after.sum(axis=1))
    return Automaton(order, tuple(reversed(steps)), tuple(reversed(ways)))


def _order(count: int, combinations: Sequence[_Combination]) -> list[int]:
    """The issues, so that as few combinations as possible are under way between any two; else as they stand."""
    rest, order = list(range(count)), list[int]()
    while rest:
        best = min(rest, key=lambda issue: _under_way({*order, issue}, combinations))
        order.append(best)
        rest.remove(best)
    return order


def _under_way(read: set[int], combinations: Sequence[_Combination]) -> int:
    return sum(0 < len(read & one.parts.keys()) < len(one.parts) for one in combinations)


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)
